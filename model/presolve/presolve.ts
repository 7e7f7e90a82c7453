// Presolve: a model is made smaller before it is compiled, once for all workers, and solutions are led back to it (postsolve.ts).
//
// The working model (working-model.ts) goes through rounds of rules until they find nothing more, or the budget of work is used up; any state in between is good. A round:
//
//   simplify.ts        each constraint that changed: bounds, facts, substitutions, simpler kinds
//   simplify-intervals intervals nobody uses
//   equivalences.ts    equal literals by cycles of implications
//   duplicates.ts      equal and dominated constraints
//   clauses.ts         subsumption
//   definitions.ts     variables that one equation defines
//   dual-fixing.ts     variables that nothing keeps from where the objective wants them (not for enumerations)
//
// When a round finds nothing, probing.ts asks the engine; what that finds starts another round. Cliques (where there is an objective) come last, as they replace the
// clauses the others look at.
//
// What is guaranteed: every solution of the result leads to one of the model with the same objective; the best is never lost; for an enumeration the solutions of both
// correspond one to one; variables of assumptions stay, and a refuted model is refuted without them. The work does not depend on the machine. (Achterberg, Bixby,
// Gu, Rothberg & Weninger, INFORMS J. Computing 2020; Laurent Perron & Frédéric Didier, CP-SAT.)

import type { CompileOptions } from '../compile.ts';
import type { LiteralRef, ModelData } from '../model.ts';
import { atOnce } from '../steps.ts';
import { validate } from '../validate.ts';
import { subsumeClauses } from './clauses.ts';
import { mergeCliques } from './cliques.ts';
import { removeDefinedVariables } from './definitions.ts';
import { fixUnlocked } from './dual-fixing.ts';
import { dropDuplicates } from './duplicates.ts';
import { mergeEquivalentLiterals } from './equivalences.ts';
import { type Finished, finish, refutedModel } from './finish.ts';
import { Prober } from './probing.ts';
import { simplifyAll } from './simplify.ts';
import { dropUnusedIntervals } from './simplify-intervals.ts';
import { WorkingModel } from './working-model.ts';

export interface PresolveOptions extends CompileOptions {
  /** All solutions are wanted. */
  readonly enumerating?: boolean;
  /** Whether the engine is asked. Default: true. */
  readonly probing?: boolean;
  /** Work, in about the unit of the engine. Default: MOST_TICKS. */
  readonly ticks?: number;
}

/** A model in the place of another one, and the way back. */
export interface Presolved {
  readonly data: ModelData;
  /** There is no solution. */
  readonly refuted: boolean;
  /** The value of the objective in all solutions of `data`; null if they differ, or there is none. */
  readonly decided: number | null;
  /** The solution of the original model for one of `data`. */
  restore(values: ArrayLike<number>): readonly number[];
  /** The original literal for one of the assumptions of `data`. */
  literal(l: LiteralRef): LiteralRef;
  /** Work done. */
  readonly ticks: number;
  /** What was done, for the log; empty for nothing. */
  readonly summary: string;
}

/** About a second. */
export const MOST_TICKS = 16_000_000;
const MOST_ROUNDS = 10;

/** Another name for a model: presolve is off. */
export function unchanged(data: ModelData, ticks = 0): Presolved {
  const restore = (values: ArrayLike<number>): number[] => Array.from(values);
  return { data, refuted: false, decided: null, restore, literal: (l) => l, ticks, summary: '' };
}

/** Presolves at one go. `data` has passed validate(). */
export function presolve(data: ModelData, options: PresolveOptions = {}): Presolved {
  return atOnce(presolveSteps(data, options));
}

/** The same, stopping every few milliseconds for the caller to look at the clock. */
export function* presolveSteps(data: ModelData, options: PresolveOptions = {}): Generator<void, Presolved> {
  const { enumerating = false, probing = true, ticks = MOST_TICKS } = options;
  const model = new WorkingModel(data, enumerating, ticks);
  yield* rounds(model, probing ? options : null);
  if (model.isTooLarge || model.store.overflow || model.isUntouched) return unchanged(data, model.ticks);
  const finished = model.store.refuted ? refutedModel(model) : finish(model);
  // numbers can grow by substitution: a model whose sums may leave the safe integers is none
  if (model.store.overflow || validate(finished.data) !== null) return unchanged(data, model.ticks);
  const { postsolve } = finished;
  const { refuted } = model.store;
  const { objective } = finished.data;
  return {
    data: finished.data,
    refuted,
    decided: refuted || objective === undefined || objective.vars.length > 0 ? null : objective.offset,
    restore: (values) => postsolve.restore(values),
    literal: (l) => postsolve.literal(l),
    ticks: model.ticks,
    summary: summaryOf(model, finished),
  };
}

function* rounds(model: WorkingModel, probing: CompileOptions | null): Generator<void> {
  let mayProbe = probing !== null;
  const seen = RULES.map(() => -1);
  for (let round = 0; round < MOST_ROUNDS && !model.over; round++) {
    const { changes } = model.store;
    for (const [k, { apply, compares }] of RULES.entries()) {
      yield* simplifyAll(model);
      if (model.over) return;
      if (compares && seen[k] === model.written) continue;
      seen[k] = model.written;
      apply(model);
      yield;
    }
    yield* simplifyAll(model);
    if (model.store.changes > changes) continue;
    if (!mayProbe) break;
    mayProbe = false;
    yield* Prober.run(model, probing!);
    if (model.store.changes === changes) break;
  }
  // without an objective there is no bound that would be better for it, and small clauses are what the engine is best at
  if (model.over || model.objective === undefined) return;
  mergeCliques(model);
  yield* simplifyAll(model);
}

interface Rule {
  readonly apply: (model: WorkingModel) => void;
  /** It looks for records that say the same, or follow from each other: it needs new ones to find something again. */
  readonly compares: boolean;
}

const RULES: readonly Rule[] = [
  { apply: dropUnusedIntervals, compares: false },
  { apply: mergeEquivalentLiterals, compares: true },
  { apply: dropDuplicates, compares: true },
  { apply: subsumeClauses, compares: true },
  { apply: removeDefinedVariables, compares: false },
  { apply: fixUnlocked, compares: false },
];

function summaryOf({ data, store, constraints, ticks }: WorkingModel, { data: result }: Finished): string {
  if (store.refuted) return 'presolve: infeasible';
  const change = (what: string, before: number, after: number): string =>
    before === after ? `${after} ${what}` : `${before} -> ${after} ${what}`;
  const parts = [
    change('variables', data.variables.length, result.variables.length),
    change('constraints', data.constraints.length, result.constraints.length),
  ];
  if (data.intervals.length > 0) parts.push(change('intervals', data.intervals.length, result.intervals.length));
  const made = constraints.length - data.constraints.length;
  const removed = store.steps.length;
  return `presolve: ${parts.join(', ')}; ${removed} substituted, ${made} constraints made, ${ticks} ticks`;
}
