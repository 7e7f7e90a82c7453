// Solving a formula in conjunctive normal form: with one worker by a search of its own (cnf-search.ts), with several, or with strategies by name, as a model of what simplification leaves.

import type { SolveEvents } from '../../model/events.ts';
import { MODEL_FORMAT, type ModelData } from '../../model/model.ts';
import { checkParameters, type SolveParameters } from '../../model/parameters.ts';
import type { SolveResult } from '../../model/result.ts';
import { SearchLog } from '../../model/search-log.ts';
import { type Formula, HEADER } from '../../solver/cnf/formula.ts';
import type { Simplification } from '../../solver/cnf/simplify.ts';
import { nextTurn } from '../../solver/next-turn.ts';
import { type Cnf, cnfModel } from './cnf.ts';
import { CnfSearch, completed, formulaOf, simplificationFor } from './cnf-search.ts';

/** The events that a formula has: there is at most one solution. */
export type CnfEvents = Pick<SolveEvents, 'onSolution' | 'onLog' | 'signal'>;

/** What is computed between two turns of the event loop, in seconds. */
const SLICE_SECONDS = 0.02;

/**
 * Solves the model cnfModel(cnf), values[v - 1] for variable v: OPTIMAL with values, INFEASIBLE, or UNKNOWN at a limit. Of the events onLog and signal count. Throws as
 * solve() does for wrong parameters.
 */
export async function solveCnf(
  cnf: Cnf,
  parameters: SolveParameters = {},
  events: CnfEvents = {},
): Promise<SolveResult> {
  checkParameters(parameters);
  if ((parameters.numWorkers ?? 1) > 1 || parameters.subsolvers !== undefined)
    return inParallel(cnf, parameters, events);
  const { onLog = (line: string) => console.log(line), signal } = events;
  if (parameters.logSearchProgress !== true) return told(await run(new CnfSearch(cnf, parameters, signal)), events);
  const log = new SearchLog(cnfModel(cnf), parameters, onLog);
  return told(log.end(await run(new CnfSearch(cnf, parameters, signal, onLog))), events);
}

/** Tells of the solution, if there is one. */
function told(result: SolveResult, { onSolution }: CnfEvents): SolveResult {
  const { values, wallTime: seconds, solutionInfo: worker } = result;
  if (values !== null) onSolution?.({ values, objective: null, bestBound: null, seconds, worker });
  return result;
}

async function run(search: CnfSearch): Promise<SolveResult> {
  while (!search.step(SLICE_SECONDS)) await nextTurn();
  return search.result();
}

/** Simplifies before the workers get their copies: what one of them learns holds for all, and the solution is led back once. */
async function inParallel(cnf: Cnf, parameters: SolveParameters, events: CnfEvents): Promise<SolveResult> {
  const { onLog, signal } = events;
  // a search in one thread does without the compiler and the propagators, which take longer to load than many formulas to solve
  const { solve } = await import('../../model/solve.ts');
  const start = performance.now();
  const formula = formulaOf(cnf);
  const simplified = await simplify(formula, parameters);
  const seconds = (performance.now() - start) / 1000;
  const { maxTimeInSeconds } = parameters;
  const left =
    maxTimeInSeconds === undefined || parameters.deterministic === true ? maxTimeInSeconds : maxTimeInSeconds - seconds;
  const names = new Int32Array(formula.variableCount).fill(-1);
  const result = await solve(
    modelOf(formula, names),
    { ...parameters, cpModelPresolve: false, ...(left === undefined ? {} : { maxTimeInSeconds: Math.max(0, left) }) },
    // the solution is told when it has been led back
    { ...(onLog === undefined ? {} : { onLog }), ...(signal === undefined ? {} : { signal }) },
  );
  const { values, wallTime } = result;
  const complete = {
    ...result,
    values: values === null ? null : completed(formula, simplified.reconstruction, (v) => values[names[v]!] ?? 0),
    wallTime: wallTime + seconds,
  };
  return told(complete, events);
}

async function simplify(formula: Formula, parameters: SolveParameters): Promise<Simplification> {
  const steps = simplificationFor(formula, parameters);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await nextTurn();
  }
}

/** The model of the clauses that are left; names[v] becomes its variable for variable v of the formula. */
function modelOf(formula: Formula, names: Int32Array): ModelData {
  const constraints: ModelData['constraints'] = [];
  let count = 0;
  // an empty clause is what refutes a model
  if (formula.refuted) constraints.push({ kind: 'boolOr', literals: [] });
  for (const ref of formula.refuted ? [] : formula.clauses()) {
    const literals: number[] = [];
    for (let i = ref + HEADER, end = i + formula.size(ref); i < end; i++) {
      const lit = formula.data[i]!;
      if (names[lit >> 1] === -1) names[lit >> 1] = count++;
      literals.push(lit & 1 ? -names[lit >> 1]! - 1 : names[lit >> 1]!);
    }
    constraints.push({ kind: 'boolOr', literals });
  }
  const domain = [0, 1];
  const variables = Array.from({ length: count }, () => ({ domain }));
  return { format: MODEL_FORMAT, variables, intervals: [], constraints };
}
