// `moccasin sat FILE`: satisfiability of a DIMACS CNF, with the answer lines and exit codes of the SAT competitions.
//
//   c moccasin 0.1.0           comments: what was read, the log, how the search ended
//   s SATISFIABLE              or UNSATISFIABLE or UNKNOWN
//   v 1 -2 3 0                 the true literals of a model, checked against the clauses of the file before it is printed
//
// Exit code 10, 20 or 0.

import { type Cnf, falseClause } from '../../formulation/sat/cnf.ts';
import { solveCnf } from '../../formulation/sat/cnf-solve.ts';
import { printable } from '../../io/input-error.ts';
import { parseDimacs } from '../../io/parse-dimacs.ts';
import { readTextFile } from '../../io/text-file.ts';
import { CLAUSE_ENGINE } from '../../model/engine-limits.ts';
import { CONSTRAINT_OPTIONS } from '../../model/named-options.ts';
import type { SolveParameters } from '../../model/parameters.ts';
import type { SolveResult } from '../../model/result.ts';
import { STRATEGIES } from '../../model/strategy-table.ts';
import { parseArguments } from '../args.ts';
import type { Interrupts } from '../interrupt.ts';
import { defineCommand, type OptionValues } from '../options.ts';
import type { Output } from '../output.ts';
import { SearchEventWriter, searchStart } from '../search-event-writer.ts';
import { checkSearchOptions, SEARCH_OPTIONS } from '../search-options.ts';
import { checkEventsFile, PRESOLVE_OPTIONS, SETTING_OPTIONS, settingsHelp, settingsOf } from '../settings.ts';
import { packageVersion } from '../version.ts';
import { writeAnswer } from '../write-answer.ts';

const EXIT_SATISFIABLE = 10;
const EXIT_UNSATISFIABLE = 20;
const EXIT_UNKNOWN = 0;

/** Width of the lines of a model. */
const WIDTH = 78;

/** Strategies that need neither an objective nor decision strategies. */
const STRATEGIES_OF_FORMULAS = STRATEGIES.filter(({ name }) => ['default', 'luby', 'best', 'random'].includes(name));

/** A formula has no decision strategies, no times and no boxes. */
const WITHOUT: readonly string[] = ['searchBranching', ...CONSTRAINT_OPTIONS];

export const SAT = defineCommand({
  name: 'sat',
  summary: 'Say whether a formula in conjunctive normal form is satisfiable, with a model if it is.',
  positionals: [{ name: 'FILE', help: 'DIMACS CNF file' }],
  options: {
    ...SEARCH_OPTIONS,
    ...SETTING_OPTIONS,
    ...PRESOLVE_OPTIONS,
    workers: { ...SEARCH_OPTIONS.workers, help: `${SEARCH_OPTIONS.workers.help}; one by default` },
    output: { ...SEARCH_OPTIONS.output, help: 'write the lines s and v to this file instead of stdout' },
  },
  notes: [
    'Lines c (comments), s (the answer) and v (a model) go to stdout. Exit code 10 if the formula is satisfiable, 20 if it is not, 0 if that is not known when the ' +
      'search ends, 2 for bad input. Ctrl-C ends the search; a second Ctrl-C ends the program at once.',
  ],
});

type Options = OptionValues<typeof SAT.options>;

export async function run(argv: string[], output: Output, interrupts: Interrupts): Promise<number> {
  const { help, options, positionals } = parseArguments(SAT, argv);
  if (help) {
    output.stdout(settingsHelp(SAT, STRATEGIES_OF_FORMULAS, WITHOUT, CLAUSE_ENGINE));
    return 0;
  }
  const [file] = positionals;
  checkSearchOptions(options, file);
  checkEventsFile(options.events, file, options.output);
  const settings = settingsOf(SAT.name, options, STRATEGIES_OF_FORMULAS, WITHOUT);
  const comment = (text: string): void => {
    if (!options.quiet) output.stdout(`c ${printable(text)}\n`);
  };
  const cnf = parseDimacs(readTextFile(file), file);
  comment(`moccasin ${packageVersion()}`);
  comment(`${file}: ${cnf.variableCount} variables, ${cnf.clauseCount} clauses`);
  const result = await interrupts.during((signal) =>
    search(cnf, file, options, settings, { signal, onLog: comment, output }),
  );
  const { conflicts, branches } = result.stats;
  comment(`${conflicts} conflicts, ${branches} decisions, ${result.wallTime.toFixed(2)} s, ${result.stopReason}`);
  writeAnswer(answerLines(cnf, result), options.output, output);
  if (result.values !== null) return EXIT_SATISFIABLE;
  return result.status === 'INFEASIBLE' ? EXIT_UNSATISFIABLE : EXIT_UNKNOWN;
}

interface Surroundings {
  readonly signal: AbortSignal;
  readonly onLog: (line: string) => void;
  readonly output: Output;
}

async function search(
  cnf: Cnf,
  file: string,
  options: Options,
  settings: SolveParameters,
  { signal, onLog, output }: Surroundings,
): Promise<SolveResult> {
  const { seed, deterministic, log } = options;
  const timeLimit = options['time-limit'];
  const parameters = {
    ...settings,
    ...{ randomSeed: seed, deterministic, logSearchProgress: log },
    ...(timeLimit === undefined ? {} : { maxTimeInSeconds: timeLimit }),
  };
  const events = new SearchEventWriter(options.events, searchStart(SAT.name, file, parameters), output);
  const result = await solveCnf(cnf, parameters, {
    ...{ signal, onLog },
    onSolution: ({ seconds, worker }) => events.solution({ seconds, worker, value: null }),
  });
  events.endOf(result);
  return result;
}

/** The lines s and v. Throws an Error for a model that is none. */
function answerLines(cnf: Cnf, { status, values }: SolveResult): string {
  if (values === null) return `s ${status === 'INFEASIBLE' ? 'UNSATISFIABLE' : 'UNKNOWN'}\n`;
  const isTrue = values.map((value) => value === 1);
  const clause = falseClause(cnf, isTrue);
  if (clause >= 0) throw new Error(`clause ${clause + 1} is false in the model that was found`);
  const lines = ['s SATISFIABLE'];
  let line = 'v';
  for (let v = 1; v <= cnf.variableCount; v++) {
    const word = ` ${isTrue[v - 1] ? v : -v}`;
    if (line.length + word.length > WIDTH) {
      lines.push(line);
      line = 'v';
    }
    line += word;
  }
  lines.push(line.length + 2 > WIDTH ? `${line}\nv 0` : `${line} 0`);
  return `${lines.join('\n')}\n`;
}
