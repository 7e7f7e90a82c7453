// The linear relaxation of a problem with an objective, solved at nodes of the search by the dual simplex method (solver/lp/simplex.ts): it fails where no solution of
// the rows is better than the best one known, and otherwise pushes the objective's lower bound and bounds of the variables (reduced-cost fixing).
//
// Nothing rests on floating point: whatever the simplex ends with are multipliers of rows, and these make one linear inequality in integers that holds everywhere
// (solver/dual-bound.ts). What is pushed follows from that inequality and the bounds of the moment, and is explained by it, as with any linear inequality (Achterberg,
// PhD thesis, TU Berlin 2007, section 7.3; CP-SAT does the same). Inequalities of a node are forgotten with it.
//
// The relaxation may take a share of all work, which grows where it is of use and shrinks where it is not.

import { floorDiv } from '../solver/arrays.ts';
import { CHECK } from '../solver/check.ts';
import type { BoundRow, DualBound } from '../solver/dual-bound.ts';
import { Simplex } from '../solver/lp/simplex.ts';
import {
  type Explanation,
  PRIORITY_GLOBAL,
  type Propagation,
  type Propagator,
  type Registrar,
} from '../solver/propagator.ts';
import type { Random } from '../solver/random.ts';
import type { SVar } from '../solver/types.ts';
import { Present } from './present.ts';

/** Iterations of the simplex at one node. */
const ITERATIONS = 100;
/** Ticks of one number read. */
const NUMBER_TICKS = 0.15;
/** Share of all work, at first and at the ends. */
const FIRST_SHARE = 0.5;
const LEAST_SHARE = 0.02;
const MOST_SHARE = 0.5;
const SHARE_UP = 1.02;
const SHARE_DOWN = 0.99;
/** Bounds are pushed for terms that are more than a rounding error. */
const NOTHING = 1e-7;

export class LinearRelaxation implements Propagator {
  readonly name = 'linear-relaxation';
  readonly priority = PRIORITY_GLOBAL;
  private readonly simplex: Simplex;
  private readonly offset: number;
  private readonly dual: DualBound;
  private readonly objective: SVar;
  private readonly root: Float64Array;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  /** Inequalities that explain what was pushed; the reversible cell counts those of the present branch. */
  private readonly inequalities: BoundRow[] = [];
  /** All inequalities so far, for a checker: only where inferences are checked (solver/check.ts). */
  readonly derived: BoundRow[] = [];
  private countCell = -1;
  private share = FIRST_SHARE;
  private isRetired = false;
  private calls = 0;
  private conflicts = 0;
  private pushes = 0;
  private spent = 0;
  private readonly allTicks: () => number;
  private readonly firstTicks: number;
  private readonly present: Present = new Present();

  /**
   * `dual` is over the rows within the bounds `root`. `objective` is the signed variable that is minimised, at least the objective of the dual. `allTicks` tells how
   * much work has been done on the whole.
   */
  constructor(dual: DualBound, objective: SVar, root: Float64Array, allTicks: () => number, random: Random) {
    const { program, offset } = dual.program();
    this.dual = dual;
    this.simplex = new Simplex(program, random);
    this.offset = offset;
    this.objective = objective;
    this.root = root;
    this.lower = new Float64Array(dual.columns);
    this.upper = new Float64Array(dual.columns);
    this.allTicks = allTicks;
    this.firstTicks = allTicks();
  }

  /** Solves the relaxation within the bounds it was made for; true when that is done. */
  warmUp(iterations: number): boolean {
    return this.simplex.solve(iterations) !== 'limit';
  }

  /** Work of the simplex since the last call. */
  takeTicks(): number {
    return this.simplex.takeWork() * NUMBER_TICKS;
  }

  /** Is not asked any more. */
  retire(): void {
    this.isRetired = true;
  }

  /** Of its columns the share that is not fixed. O(columns). */
  openShare(lb: Float64Array): number {
    const { variables } = this.dual;
    return variables.filter((x) => lb[2 * x]! < 0 - lb[2 * x + 1]!).length / Math.max(1, variables.length);
  }

  stats(): Record<string, number> {
    const { calls, conflicts, pushes, simplex, share } = this;
    return { calls, iterations: simplex.iterations, failed: conflicts, pushed: pushes, share };
  }

  attach(on: Registrar): void {
    for (const x of this.dual.variables) on.wakeOnBounds(x);
    on.wakeOnLb(this.objective ^ 1);
    this.countCell = on.newReversible(0);
  }

  propagate(p: Propagation): boolean {
    if (this.isRetired) return true;
    if (this.spent > this.share * (this.allTicks() - this.firstTicks) + 1) return true;
    this.calls++;
    this.setBounds(p.lowerBounds);
    const { simplex, dual, objective } = this;
    // a little above, so that rounding does not take the proof away
    const cutoff = p.ub(objective) + 0.01 - this.offset;
    simplex.solve(ITERATIONS, cutoff);
    dual.take(simplex.multipliers(cutoff));
    const inequality = dual.inequality(objective, this.root);
    const ticks = this.takeTicks() + dual.entries * NUMBER_TICKS;
    this.spent += ticks;
    p.addTicks(ticks);
    if (inequality === null) return true;
    const before = this.pushes;
    const derived = withoutNoise(inequality, this.root);
    if (CHECK >= 2) this.derived.push(derived);
    const ok = this.apply(p, derived);
    const wasUseful = !ok || this.pushes > before;
    this.share = wasUseful
      ? Math.min(MOST_SHARE, this.share * SHARE_UP)
      : Math.max(LEAST_SHARE, this.share * SHARE_DOWN);
    return ok;
  }

  explain(out: Explanation, _sv: SVar, needed: number, a: number, b: number): void {
    const inequality = this.inequalities[a]!;
    const { svs, coeffs, most } = inequality;
    let activity = 0;
    for (let i = 0; i < svs.length; i++) if (i !== b) activity += coeffs[i]! * out.lbAt(svs[i]!);
    // the term cannot be 1 - needed: even then the rest must exceed the right side by 1
    this.because(out, inequality, activity + coeffs[b]! * (1 - needed) - most - 1, b);
  }

  private setBounds(lb: Float64Array): void {
    const { dual, lower, upper, root } = this;
    for (const [c, x] of dual.variables.entries()) {
      lower[c] = lb[2 * x]! - root[2 * x]!;
      upper[c] = 0 - lb[2 * x + 1]! - root[2 * x]!;
    }
    this.simplex.setBounds(lower, upper);
  }

  /** Fails or narrows bounds by the inequality. */
  private apply(p: Propagation, inequality: BoundRow): boolean {
    const { svs, coeffs, most } = inequality;
    const lb = p.lowerBounds;
    let slack = most;
    for (let i = 0; i < svs.length; i++) slack -= coeffs[i]! * lb[svs[i]!]!;
    p.addTicks(svs.length);
    if (slack < 0) {
      this.conflicts++;
      this.because(this.present.begin(p), inequality, -1 - slack, -1);
      return p.conflict();
    }
    const at = p.reversible.get(this.countCell);
    const before = this.pushes;
    for (let i = 0; i < svs.length; i++) {
      const sv = svs[i]!;
      const c = coeffs[i]!;
      const base = lb[sv]!;
      if (c * (0 - lb[sv ^ 1]! - base) <= slack) continue;
      if (this.pushes++ === before) {
        this.inequalities[at] = inequality;
        p.reversible.set(this.countCell, at + 1);
      }
      // the lower bounds that explain it are none that this run pushes: terms are over different variables, and what is pushed are upper bounds
      if (!p.pushLazy(sv ^ 1, 0 - base - floorDiv(slack, c), at, i)) return false;
    }
    return true;
  }

  /** Lower bounds of all terms but one, weakened so that the activity falls by no more than `surplus`; small terms first. */
  private because(out: Explanation, { svs, coeffs }: BoundRow, surplus: number, except: number): void {
    const { root } = this;
    const raised: { readonly i: number; readonly bound: number; readonly gain: number }[] = [];
    for (let i = 0; i < svs.length; i++) {
      if (i === except) continue;
      const bound = out.lbAt(svs[i]!);
      const gain = coeffs[i]! * (bound - root[svs[i]!]!);
      if (gain > 0) raised.push({ i, bound, gain });
    }
    raised.sort((s, t) => s.gain - t.gain || s.i - t.i);
    let left = surplus;
    for (const { i, bound, gain } of raised) {
      if (gain <= left) {
        left -= gain;
        continue;
      }
      const steps = floorDiv(left, coeffs[i]!);
      left -= steps * coeffs[i]!;
      out.because(svs[i]!, bound - steps);
    }
  }
}

/** Weaker by terms that say next to nothing: they would only make explanations longer. */
function withoutNoise({ svs, coeffs, most }: BoundRow, root: Float64Array): BoundRow {
  const largest = coeffs.reduce((a, b) => Math.max(a, b), 0);
  const kept: number[] = [];
  let right = most;
  for (let i = 0; i < svs.length; i++) {
    const range = 0 - root[svs[i]! ^ 1]! - root[svs[i]!]!;
    if (coeffs[i]! * range <= NOTHING * largest) right -= coeffs[i]! * root[svs[i]!]!;
    else kept.push(i);
  }
  return { svs: kept.map((i) => svs[i]!), coeffs: kept.map((i) => coeffs[i]!), most: right };
}
