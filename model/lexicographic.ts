// Several objectives in order of importance: each is optimised in turn, and what it reached becomes a constraint for those after it.
//
// The solution of one turn is the hint of the next, so nothing that has been found is lost, and every turn begins with a solution. The time limit is for all turns
// together. If a turn ends without a proof, its value is kept all the same: the answer is then FEASIBLE, the best in the order of importance that was found.

import { ModelError } from './arguments.ts';
import { CpModel } from './build.ts';
import type { SolveEvents, Solver } from './events.ts';
import { asExpr, type LinearExprLike, lower } from './expressions.ts';
import { withHint, withHintsFixed } from './hints.ts';
import { type Constraint, MAX_VALUE, type ModelData, type Objective } from './model.ts';
import type { SolveParameters } from './parameters.ts';
import type { SolveResult } from './result.ts';
import { validate } from './validate.ts';

/** One objective; the more important ones come first in a list. */
export type LexicographicObjective = { readonly minimize: LinearExprLike } | { readonly maximize: LinearExprLike };

export interface LexicographicResult {
  /** OPTIMAL: each value is proven best among the solutions that are best by the objectives before it. Otherwise as in SolveResult. */
  readonly status: SolveResult['status'];
  /** The last solution, null without one. */
  readonly values: readonly number[] | null;
  /** Its value of each objective, null without solution. */
  readonly objectives: readonly number[] | null;
  /** The result of each turn that was made, in order. */
  readonly turns: readonly SolveResult[];
  /** Seconds. */
  readonly wallTime: number;
}

/** `solveLexicographic` by one way of solving or another. */
export type LexicographicSolver = (
  model: CpModel | ModelData,
  objectives: readonly LexicographicObjective[],
  parameters?: SolveParameters,
  events?: SolveEvents,
) => Promise<LexicographicResult>;

export function lexicographicBy(solve: Solver): LexicographicSolver {
  return (model, objectives, parameters = {}, events = {}) =>
    lexicographic(solve, model, objectives, parameters, events);
}

async function lexicographic(
  solve: Solver,
  model: CpModel | ModelData,
  objectives: readonly LexicographicObjective[],
  { fixVariablesToTheirHintedValue, ...parameters }: SolveParameters,
  events: SolveEvents,
): Promise<LexicographicResult> {
  const source = model instanceof CpModel ? model.data : model;
  if (objectives.length === 0) throw new ModelError('solveLexicographic: objectives is empty');
  if (source.objective !== undefined) throw new ModelError('solveLexicographic: the model has an objective of its own');
  const lowered = objectives.map((objective, k) => recordOf(source, objective, `solveLexicographic: objectives[${k}]`));
  // the hints of the turns after the first are those of the turn before
  const isFixed = fixVariablesToTheirHintedValue === true && validate(source) === null;
  const given = isFixed ? withHintsFixed(source) : source;
  let data: ModelData = { ...given, constraints: [...given.constraints] };
  const turns: SolveResult[] = [];
  let spent = 0;
  // one that could overflow makes the model invalid, however good those before it are: the turn of it alone says why
  const invalid = lowered.find((objective) => validate({ ...data, objective }) !== null);
  for (const objective of invalid === undefined ? lowered : [invalid]) {
    const left = (parameters.maxTimeInSeconds ?? Number.POSITIVE_INFINITY) - spent;
    if (turns.length > 0 && (left <= 0 || events.signal?.aborted === true)) break;
    data.objective = objective;
    const limits = Number.isFinite(left) ? { maxTimeInSeconds: left } : {};
    const turn = await solve(data, { ...parameters, ...limits }, events);
    turns.push(turn);
    spent += turn.wallTime;
    if (turn.values === null) break;
    data.constraints.push(atLeastAsGood(objective, turn.objective!));
    data = withHint(data, turn.values);
  }
  const best = turns.findLast((turn) => turn.values !== null);
  const values = best === undefined ? null : best.values;
  const isProven = turns.length === lowered.length && turns.every(({ status }) => status === 'OPTIMAL');
  return {
    status: values === null ? turns[0]!.status : isProven ? 'OPTIMAL' : 'FEASIBLE',
    values,
    objectives: values === null ? null : lowered.map((objective) => valueAt(objective, values)),
    turns,
    wallTime: spent,
  };
}

function recordOf(owner: ModelData, objective: LexicographicObjective, what: string): Objective {
  return 'maximize' in objective
    ? { ...lower(asExpr(objective.maximize, what), owner, what), maximize: true }
    : lower(asExpr(objective.minimize, what), owner, what);
}

function atLeastAsGood({ vars, coeffs, offset, maximize }: Objective, value: number): Constraint {
  const bound = value - offset;
  return { kind: 'linear', vars, coeffs, domain: maximize === true ? [bound, MAX_VALUE] : [-MAX_VALUE, bound] };
}

function valueAt({ vars, coeffs, offset }: Objective, values: readonly number[]): number {
  return vars.reduce((sum, v, k) => sum + coeffs[k]! * values[v]!, offset);
}
