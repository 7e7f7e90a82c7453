// Linear rows that compiled constraints imply besides those that can be read off the model (linear-rows.ts): what they say about sums of literals [x = v]. They are for a
// Lagrangian dual (solver/dual-bound.ts); the engine gets nothing of them but Booleans for the literals that are bounds.
//
//   a variable with a literal for each value     exactly one of them is true, and x = sum of v * [x = v]; without some literals, at most one
//   element over constants                       target = sum of c_j * [index = j]
//   all different, circuit, inverse              one expression at most (exactly) has a value
//   cardinalities, bin packing                   a count (load) is the sum over those that have the value
//
// Only for models with an objective, and with tasks only if that has several terms: linear rows say little about a makespan. All engines of a model make the same Booleans, whoever wants the rows.

import { type Affine, view } from '../solver/affine.ts';
import type { LinearRow } from '../solver/dual-bound.ts';
import type { Var } from '../solver/types.ts';
import type { CompileContext, Condition } from './compile-context.ts';
import { Sum } from './compile-linear.ts';
import { domainSize } from './compile-values.ts';
import { expandedObjective } from './expanded-objective.ts';
import { MAX_VALUE, type ModelData } from './model.ts';
import { addSides } from './row-sides.ts';

/** Entries of one row, and of all. */
const LONGEST_ROW = 200;
const MOST_ENTRIES = 200_000;
/** Sums stay below this, so that all arithmetic on rows is exact. */
const LARGEST = 2 ** 45;

export class RowCollector {
  readonly rows: LinearRow[] = [];
  private readonly isWanted: boolean;
  private readonly encoded: Map<Var, Set<number>> = new Map();
  private entries = 0;

  constructor(data: ModelData) {
    const terms = expandedObjective(data)?.vars.length ?? 0;
    this.isWanted = terms > 1 || (terms === 1 && data.intervals.length === 0);
  }

  /** There is a literal [x = v]. */
  note(x: Var, v: number): void {
    if (!this.isWanted) return;
    const values = this.encoded.get(x);
    if (values === undefined) this.encoded.set(x, new Set([v]));
    else values.add(v);
  }

  /** At most one of the conditions holds, or exactly one. */
  one(context: CompileContext, conditions: readonly Condition[], isExact: boolean): void {
    const ones = conditions.map(() => 1);
    if (conditions.length > 1) this.add(context, new Sum(), conditions, ones, isExact ? 1 : -MAX_VALUE, 1);
  }

  /** e is the value of the condition that holds, of which there is exactly one. */
  choice(context: CompileContext, e: Affine, conditions: readonly Condition[], values: readonly number[]): void {
    this.add(context, new Sum().addView(e, -1), conditions, values, 0, 0);
  }

  /** The sum, of literals that are true besides other variables, is `value`. */
  equation(context: CompileContext, sum: Sum, value: number): void {
    this.entries += sum.coefficients.size;
    if (this.isWanted && this.entries <= MOST_ENTRIES && magnitude(context, sum) <= LARGEST)
      addSides(this.rows, sum, value, value);
  }

  /** To be called when everything has been compiled. */
  finish(context: CompileContext): void {
    if (context.refuted) return;
    for (const [x, values] of this.encoded) {
      const e = view(2 * x);
      const size = domainSize(context, e);
      const open = [...values].sort((a, b) => a - b).filter((v) => context.solve(e, v) !== null);
      if (size < 3 || open.length < 2 || open.length > LONGEST_ROW) continue;
      const conditions = open.map((v) => context.equals(e, v));
      const isFull = open.length === size;
      this.one(context, conditions, isFull);
      if (isFull) this.choice(context, e, conditions, open);
    }
  }

  /** lo <= sum + Σ weights[k] * conditions[k] <= hi, if there is room for it. */
  private add(
    context: CompileContext,
    sum: Sum,
    conditions: readonly Condition[],
    weights: readonly number[],
    lo: number,
    hi: number,
  ): void {
    this.entries += conditions.length;
    if (!this.isWanted || conditions.length > LONGEST_ROW || this.entries > MOST_ENTRIES || context.refuted) return;
    const size = weights.reduce((total, w) => total + Math.abs(w), magnitude(context, sum));
    if (size > LARGEST) return;
    for (const [k, c] of conditions.entries()) {
      if (c === true) sum.constant += weights[k]!;
      else if (c !== false) sum.addBoolean(context.indicator(c), weights[k]!);
    }
    addSides(this.rows, sum, lo, hi);
  }
}

/** Largest absolute value of a sum. */
function magnitude(context: CompileContext, { coefficients, constant }: Sum): number {
  let total = Math.abs(constant);
  for (const [x, c] of coefficients) total += Math.abs(c) * Math.max(Math.abs(context.lb(x)), Math.abs(context.ub(x)));
  return total;
}
