// The command line as a function: finds the command, loads it, runs it, turns errors into one line and an exit code.
//
// Exit codes: 0 done; 1 a defect of ours, or `check` found a schedule invalid; 2 bad input or usage; 3 and 4 belong to
// the commands that search (nothing found within the limits; proven infeasible), 10 and 20 to `sat`. Commands are loaded
// on demand, so that `check` does not pay for the solver.

import { InputError, printable } from '../io/input-error.ts';
import { row } from './help.ts';
import { Interrupts } from './interrupt.ts';
import { type Output, processOutput } from './output.ts';
import { suggestion } from './suggest.ts';
import { packageVersion } from './version.ts';

export const EXIT_DEFECT = 1;
export const EXIT_BAD_INPUT = 2;

interface CommandModule {
  /** Run with the words after the command's name; the result is the exit code. May throw InputError. */
  run(argv: string[], output: Output): Promise<number>;
}

interface SearchModule {
  /** Likewise; a signal ends the search, and what is there is delivered. */
  run(argv: string[], output: Output, interrupts: Interrupts): Promise<number>;
}

/** Signals end a command at once, unless it searches. */
type Command = { readonly summary: string } & (
  | { readonly load: () => Promise<CommandModule> }
  | { readonly loadSearch: () => Promise<SearchModule> }
);

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['solve', { summary: 'find a schedule that fits a memory budget', loadSearch: () => import('./commands/solve.ts') }],
  [
    'minimize-memory',
    {
      summary: 'find the smallest budget there is a schedule for',
      loadSearch: () => import('./commands/minimize-memory.ts'),
    },
  ],
  ['sweep', { summary: 'find schedules for a list of budgets', loadSearch: () => import('./commands/sweep.ts') }],
  ['worker', { summary: 'do the jobs of sweeps in a queue', loadSearch: () => import('./commands/worker.ts') }],
  [
    'plan',
    { summary: 'give the tensors of a schedule addresses in one arena', load: () => import('./commands/plan.ts') },
  ],
  ['import', { summary: 'read an ONNX model into a graph file', load: () => import('./commands/import.ts') }],
  [
    'rewrite',
    { summary: 'write an ONNX model in the order of a schedule', load: () => import('./commands/rewrite.ts') },
  ],
  ['export-torch', { summary: 'write a schedule for torch', load: () => import('./commands/export-torch.ts') }],
  ['check', { summary: 'replay a schedule and say whether it is valid', load: () => import('./commands/check.ts') }],
  ['grad', { summary: 'write the training graph of an ONNX model', load: () => import('./commands/grad.ts') }],
  ['devices', { summary: 'print what durations can be estimated for', load: () => import('./commands/devices.ts') }],
  ['zoo', { summary: 'write the training graph of a well-known network', load: () => import('./commands/zoo.ts') }],
  ['fzn', { summary: 'solve a FlatZinc model, for MiniZinc', loadSearch: () => import('./commands/fzn.ts') }],
  ['sat', { summary: 'decide a DIMACS CNF', loadSearch: () => import('./commands/sat.ts') }],
  ['rcpsp', { summary: 'schedule a project with resources', loadSearch: () => import('./commands/rcpsp.ts') }],
  ['jobshop', { summary: 'schedule a job shop', loadSearch: () => import('./commands/jobshop.ts') }],
]);

/** In the order of the help. */
export const COMMAND_NAMES: readonly string[] = [...COMMANDS.keys()];

/** Run the program with the words after its name. Never throws; the result is the exit code. */
export async function main(argv: readonly string[], output: Output = processOutput): Promise<number> {
  try {
    return await dispatch(argv, output);
  } catch (error) {
    if (error instanceof InputError) {
      output.stderr(`moccasin: ${error.message}\n`);
      return EXIT_BAD_INPUT;
    }
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    output.stderr(`moccasin: internal error: ${printable(message)}; please report it\n`);
    return EXIT_DEFECT;
  }
}

async function dispatch(argv: readonly string[], output: Output): Promise<number> {
  const [word, ...rest] = argv;
  if (word === '--version' || word === '-V') {
    output.stdout(`moccasin ${packageVersion()}\n`);
    return 0;
  }
  if (word === '--help' || word === '-h') {
    output.stdout(mainHelp());
    return 0;
  }
  const mend = 'see moccasin --help';
  if (word === undefined) throw new InputError({ file: '', place: '', problem: 'no command', mend });
  const command = COMMANDS.get(word);
  if (command === undefined) {
    const kind = word.startsWith('-') ? 'option' : 'command';
    const candidates = kind === 'option' ? ['--help', '--version'] : [...COMMANDS.keys()];
    const problem = `unknown ${kind} "${word}"`;
    throw new InputError({ file: '', place: '', problem, mend: suggestion(word, candidates) ?? mend });
  }
  if ('load' in command) return (await command.load()).run(rest, output);
  const interrupts = new Interrupts();
  try {
    return await (await command.loadSearch()).run(rest, output, interrupts);
  } finally {
    interrupts.close();
  }
}

function mainHelp(): string {
  const what = 'Memory-aware schedules for neural networks, and a solver for scheduling and satisfiability.';
  const lines = ['usage: moccasin COMMAND [arguments]', '', what, ''];
  for (const [name, { summary }] of COMMANDS) lines.push(...row(name, summary));
  lines.push('', ...row('COMMAND --help', 'arguments and options of a command'));
  lines.push(...row('-h, --help', 'print this text'), ...row('-V, --version', 'print the version'));
  return `${lines.join('\n')}\n`;
}
