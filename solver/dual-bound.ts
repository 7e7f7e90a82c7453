// A lower bound of the objective from linear rows, and the inequality that proves it: the Lagrangian dual.
//
// For rows A x >= b over integers within their root bounds and any multipliers m >= 0, every solution has
//      c x  >=  c x - m (A x - b)  =  m b + (c - m A) x
// This one inequality is what the engine gets. It bounds the objective by its least value over the bounds, and together with an upper bound of the objective it is
// reduced-cost fixing, at the root and at every node of the search, with explanations like those of any linear inequality.
//
// The multipliers are sought by subgradient steps (Held & Karp 1971, Held, Wolfe & Crowder 1974) in floating point; the inequality is put together in integers from
// multipliers rounded down, so nothing rests on rounding. Before, the rows are brought to the present root: variables are counted from their lower bounds,
// fixed ones go to the right side, and coefficients above it are cut to it, which no integer point notices (x >= 1 alone then meets the row).

import type { LinearObjective } from './core-terms.ts';
import type { LinearProgram } from './lp/program.ts';
import type { SVar, Var } from './types.ts';

/** The sum of coeffs[i] * svs[i] is at least `least` in every solution. Coefficients are integers > 0. */
export interface LinearRow {
  readonly svs: ArrayLike<SVar>;
  readonly coeffs: ArrayLike<number>;
  readonly least: number;
  /** Where a dual may begin; 0 if left out. */
  readonly multiplier?: number;
}

/** The sum of coeffs[i] * svs[i] is at most `most`. */
export interface BoundRow {
  readonly svs: readonly SVar[];
  readonly coeffs: readonly number[];
  readonly most: number;
}

/** Rounds without a better bound before the step length shrinks. */
const PATIENCE = 40;
const SHRINK = 0.7;
const MIN_STEP = 1e-5;
/** Sums of integers up to here are exact in doubles. */
const EXACT = 2 ** 52;

export class DualBound {
  rounds = 0;
  /** Steps have become too small to matter. */
  converged = false;
  /** The rows cannot be met within the bounds. */
  contradictory = false;
  /** Best bound so far, in floating point: not a proof. */
  best = Number.NEGATIVE_INFINITY;
  /** Of the rows given; 0 for those that say nothing at this root. */
  readonly multipliers: Float64Array;

  /** Columns: variables that are not fixed, x = lower + x', 0 <= x' <= range. */
  private readonly vars: Var[] = [];
  private readonly lower: number[] = [];
  private readonly range: number[] = [];
  private readonly cost: number[] = [];
  private offset: number;
  /** Rows in use: sum of coeff * x' >= need, entries of row r from start[r] to start[r + 1]. */
  private readonly rowOf: number[] = [];
  private readonly need: number[] = [];
  private readonly start: number[] = [0];
  private readonly entryColumn: Int32Array;
  private readonly entryCoeff: Float64Array;

  private readonly trial: Float64Array;
  private readonly gradient: Float64Array;
  private readonly reduced: Float64Array;
  private step = 1;
  private sinceBest = 0;

  /** `lb`: root bounds of signed variables. `from`: multipliers of the same rows to start from, the rows' own if left out. O(entries of the rows). */
  constructor(
    lb: Float64Array,
    objective: LinearObjective,
    rows: readonly LinearRow[],
    from: ArrayLike<number> = Float64Array.from(rows, ({ multiplier }) => multiplier ?? 0),
  ) {
    this.offset = objective.offset;
    const columns = new Map<Var, number>();
    for (const { sv, weight } of objective.terms) {
      this.offset += (sv & 1 ? -weight : weight) * lb[sv & ~1]!;
      const c = this.column(columns, lb, sv >> 1);
      if (c >= 0) this.cost[c]! += sv & 1 ? -weight : weight;
    }
    const entries = rows.reduce((total, { svs }) => total + svs.length, 0);
    this.entryColumn = new Int32Array(entries);
    this.entryCoeff = new Float64Array(entries);
    for (const [r, row] of rows.entries()) this.addRow(columns, lb, r, row);
    this.multipliers = Float64Array.from(from);
    this.trial = new Float64Array(this.need.length);
    this.gradient = new Float64Array(this.need.length);
    this.reduced = new Float64Array(this.vars.length);
    const used = new Uint8Array(rows.length);
    for (const [r, row] of this.rowOf.entries()) {
      used[row] = 1;
      this.trial[r] = this.multipliers[row]!;
    }
    for (let row = 0; row < used.length; row++) if (used[row] === 0) this.multipliers[row] = 0;
    if (this.need.length === 0) this.converged = true;
  }

  /** Number of variables that are not fixed. */
  get columns(): number {
    return this.vars.length;
  }

  /** Entries of the rows in use: the work of one round is proportional to it. */
  get entries(): number {
    return this.start[this.need.length]!;
  }

  /** The variables of the columns. */
  get variables(): readonly Var[] {
    return this.vars;
  }

  /** As a linear program over x', which costs `offset` less than the objective. */
  program(): { readonly program: LinearProgram; readonly offset: number } {
    const { cost, range, need, start, entryColumn, entryCoeff, entries } = this;
    const program = {
      cost: Float64Array.from(cost),
      lower: new Float64Array(range.length),
      upper: Float64Array.from(range),
      need: Float64Array.from(need),
      rowStart: Int32Array.from(start),
      entryColumn: entryColumn.slice(0, entries),
      entryValue: entryCoeff.slice(0, entries),
    };
    return { program, offset: this.offset };
  }

  /** Takes multipliers >= 0 of the program's rows in place of those found by rounds. */
  take(multipliers: Float64Array): void {
    for (const [r, row] of this.rowOf.entries()) this.multipliers[row] = multipliers[r]!;
  }

  /** Whether one of its variables has been fixed since. O(columns). */
  outdated(lb: Float64Array): boolean {
    return this.vars.some((x) => lb[2 * x] === -lb[2 * x + 1]!);
  }

  /** One step towards `target`, the objective of the best solution known. O(entries). */
  round(target: number): void {
    const { need, start, entryColumn, entryCoeff, range, trial, gradient, reduced } = this;
    this.rounds++;
    reduced.set(this.cost);
    let value = this.offset;
    for (let r = 0; r < need.length; r++) {
      const m = trial[r]!;
      if (m === 0) continue;
      value += m * need[r]!;
      for (let i = start[r]!, end = start[r + 1]!; i < end; i++) reduced[entryColumn[i]!]! -= m * entryCoeff[i]!;
    }
    for (let c = 0; c < reduced.length; c++) {
      // from here on the minimiser: x' at its range where the reduced cost is negative, else 0
      const best = reduced[c]! < 0 ? range[c]! : 0;
      value += best * reduced[c]!;
      reduced[c] = best;
    }
    let norm = 0;
    for (let r = 0; r < need.length; r++) {
      let g = need[r]!;
      for (let i = start[r]!, end = start[r + 1]!; i < end; i++) g -= entryCoeff[i]! * reduced[entryColumn[i]!]!;
      // a multiplier that cannot fall does not count
      if (g < 0 && trial[r] === 0) g = 0;
      gradient[r] = g;
      norm += g * g;
    }
    this.judge(value);
    const length =
      norm === 0 ? 0 : (this.step * Math.max(target - value, 1e-3 * Math.abs(target - this.offset))) / norm;
    for (let r = 0; r < need.length; r++) trial[r] = Math.max(0, trial[r]! + length * gradient[r]!);
    if (this.step < MIN_STEP || norm === 0) this.converged = true;
  }

  private judge(value: number): void {
    const { trial, rowOf, multipliers } = this;
    if (value > this.best) {
      this.best = value;
      for (let r = 0; r < rowOf.length; r++) multipliers[rowOf[r]!] = trial[r]!;
      this.sinceBest = 0;
    } else if (++this.sinceBest > PATIENCE) {
      this.sinceBest = 0;
      this.step *= SHRINK;
      for (let r = 0; r < rowOf.length; r++) trial[r] = multipliers[rowOf[r]!]!;
    }
  }

  /**
   * The inequality of the best multipliers, for an objective of this signed variable, whose bounds are in `lb` as well. Null if the numbers are too large for it.
   */
  inequality(objective: SVar, lb: Float64Array): BoundRow | null {
    const { cost, range, vars } = this;
    let hull = Math.abs(this.offset) + Math.max(Math.abs(lb[objective]!), Math.abs(lb[objective ^ 1]!)) + 1;
    for (let c = 0; c < vars.length; c++) hull += Math.abs(cost[c]!) * range[c]!;
    for (let scale = 2 ** Math.floor(Math.log2(EXACT / hull)); scale >= 1; scale /= 16) {
      const row = this.scaled(scale, objective, lb);
      if (row !== null) return row;
    }
    return null;
  }

  /** scale * objective >= scale * (offset + cost x') - sum of M (row - need), M the multipliers times scale, rounded down. Null if a sum is no safe integer. */
  private scaled(scale: number, objective: SVar, lb: Float64Array): BoundRow | null {
    const { vars, lower, range, cost, need, rowOf, start, entryColumn, entryCoeff, multipliers } = this;
    const reduced = cost.map((c) => c * scale);
    let constant = scale * this.offset;
    // sums of magnitudes: no sum on the way, in whatever order, is larger
    let span = Math.abs(constant) + scale * Math.max(Math.abs(lb[objective]!), Math.abs(lb[objective ^ 1]!));
    const magnitude = reduced.map(Math.abs);
    for (let r = 0; r < need.length; r++) {
      const m = Math.floor(multipliers[rowOf[r]!]! * scale);
      if (m === 0) continue;
      constant += m * need[r]!;
      span += m * Math.abs(need[r]!);
      for (let i = start[r]!; i < start[r + 1]!; i++) {
        reduced[entryColumn[i]!]! -= m * entryCoeff[i]!;
        magnitude[entryColumn[i]!]! += m * Math.abs(entryCoeff[i]!);
      }
    }
    const svs: SVar[] = [objective ^ 1];
    const coeffs: number[] = [scale];
    for (let c = 0; c < vars.length; c++) {
      const d = reduced[c]!;
      span += magnitude[c]! + Math.abs(d) * Math.max(Math.abs(lower[c]!), Math.abs(lower[c]! + range[c]!));
      constant -= d * lower[c]!;
      if (d === 0) continue;
      svs.push(d > 0 ? 2 * vars[c]! : 2 * vars[c]! + 1);
      coeffs.push(Math.abs(d));
    }
    // not a number, or infinite, where the multipliers were
    return span <= EXACT ? { svs, coeffs, most: 0 - constant } : null;
  }

  /** The column of x, -1 if it is fixed. */
  private column(columns: Map<Var, number>, lb: Float64Array, x: Var): number {
    const known = columns.get(x);
    if (known !== undefined) return known;
    const range = 0 - lb[2 * x + 1]! - lb[2 * x]!;
    const c = range === 0 ? -1 : this.vars.length;
    columns.set(x, c);
    if (c >= 0) {
      this.vars.push(x);
      this.lower.push(lb[2 * x]!);
      this.range.push(range);
      this.cost.push(0);
    }
    return c;
  }

  /** Brings a row to the root and keeps it if it says something there. */
  private addRow(columns: Map<Var, number>, lb: Float64Array, row: number, { svs, coeffs, least }: LinearRow): void {
    let need = least;
    for (let i = 0; i < svs.length; i++) need -= coeffs[i]! * lb[svs[i]!]!;
    if (need <= 0) return;
    let at = this.entries;
    let right = need;
    let most = 0;
    for (let i = 0; i < svs.length; i++) {
      const sv = svs[i]!;
      const c = this.column(columns, lb, sv >> 1);
      if (c < 0) continue;
      const coeff = Math.min(coeffs[i]!, need);
      most += coeff * this.range[c]!;
      // -x counted from its lower bound is range - x'
      if (sv & 1) right -= coeff * this.range[c]!;
      this.entryColumn[at] = c;
      this.entryCoeff[at++] = sv & 1 ? 0 - coeff : coeff;
    }
    if (most < need) this.contradictory = true;
    this.rowOf.push(row);
    this.need.push(right);
    this.start.push(at);
  }
}
