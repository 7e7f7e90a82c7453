// Dual simplex method for linear programs whose columns all have two finite bounds: minimise c x where A x >= need, lower <= x <= upper.
//
// Every basis is dual feasible once each column outside of it stands at the bound that its reduced cost asks for, so there is no first phase, bounds may change at any time
// without losing the basis, and at every moment the multipliers of the rows prove a bound. Rows get logical variables r = A x, r >= need. What leaves the basis is chosen by
// steepest-edge.ts, what enters it by ratio-test.ts. Costs are moved a little at first, as most columns have none and would tie; the true ones end the work.
//
// Floating point throughout: what is a proof is put together from the multipliers in integers (dual-bound.ts).

import type { Random } from '../random.ts';
import { Basis, type SparseColumns } from './basis.ts';
import { type LinearProgram, ScaledRows } from './program.ts';
import { RatioTest } from './ratio-test.ts';
import { SteepestEdge } from './steepest-edge.ts';
import { DUAL, PIVOT } from './tolerances.ts';

export type SimplexStatus = 'optimal' | 'infeasible' | 'cutoff' | 'limit';

/** How far two ways to compute a pivot may differ before the basis is factored anew. */
const DRIFT = 1e-6;
/** How much costs are moved, of the largest one. */
const PERTURBATION = 5e-7;
/** Exchanges between two factorisations. */
const REFACTOR = 64;
/** Iterations between two looks at the cost. */
const PER_LOOK = 5;

export class Simplex {
  iterations = 0;
  private readonly columns: number;
  private readonly rows: number;
  private readonly byColumn: SparseColumns;
  private readonly rowStart: Int32Array;
  private readonly entryColumn: Int32Array;
  private readonly entryValue: Float64Array;
  private readonly rowScale: Float64Array;
  private readonly columnScale: Float64Array;
  private readonly costScale: number;
  private readonly trueCost: Float64Array;
  private readonly random: Random;
  private readonly basis: Basis;

  /** Of all variables, the logical one of row r is columns + r. */
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private readonly cost: Float64Array;
  private readonly reduced: Float64Array;
  private readonly value: Float64Array;
  /** Position in the basis, -1: at a bound. */
  private readonly position: Int32Array;
  private head: Int32Array;

  private isMoved = false;
  /** Factors or values are out of date. */
  private isStale = true;
  private readonly rho: Float64Array;
  private readonly entering: Float64Array;
  private readonly shift: Float64Array;
  private readonly alpha: Float64Array;
  private readonly pricing: SteepestEdge;
  private readonly ratioTest: RatioTest;
  /** Of an infeasible program: what, added to the multipliers again and again, raises the bound without end, and by how much. */
  private ray: Float64Array | null = null;
  private rayGain = 0;
  private counted = 0;

  constructor(program: LinearProgram, random: Random) {
    const n = program.cost.length;
    const m = program.need.length;
    this.columns = n;
    this.rows = m;
    this.random = random;
    const { rowScale, columnScale, entryValue, byColumn } = new ScaledRows(program);
    this.rowStart = program.rowStart;
    this.entryColumn = program.entryColumn;
    this.entryValue = entryValue;
    this.rowScale = rowScale;
    this.columnScale = columnScale;
    this.byColumn = byColumn;
    this.basis = new Basis(m, this.byColumn);
    const doubles = (): Float64Array => new Float64Array(n + m);
    this.lower = doubles();
    this.upper = doubles().fill(Number.POSITIVE_INFINITY);
    this.cost = doubles();
    this.reduced = doubles();
    this.value = doubles();
    this.alpha = doubles();
    this.position = new Int32Array(n + m).fill(-1);
    const { alpha, reduced, lower, upper, value, position } = this;
    this.pricing = new SteepestEdge(n + m);
    this.ratioTest = new RatioTest({ alpha, reduced, lower, upper, value, position });
    this.head = Int32Array.from({ length: m }, (_, r) => n + r);
    for (let r = 0; r < m; r++) this.lower[n + r] = program.need[r]! * this.rowScale[r]!;
    const scaled = program.cost.map((c, j) => c * this.columnScale[j]!);
    this.costScale = scaled.reduce((most, c) => Math.max(most, Math.abs(c)), 0) || 1;
    this.trueCost = scaled.map((c) => c / this.costScale);
    this.rho = new Float64Array(m);
    this.entering = new Float64Array(m);
    this.shift = new Float64Array(m);
    this.setBounds(program.lower, program.upper);
    this.move();
  }

  /** Numbers read since the last call, as a measure of work. */
  takeWork(): number {
    const work = this.basis.work + this.counted;
    this.basis.work = 0;
    this.counted = 0;
    return work;
  }

  /** New bounds of all columns; the basis is kept, and those outside of it stay at the ends where they are. */
  setBounds(lower: Float64Array, upper: Float64Array): void {
    const { shift, value, position, head } = this;
    let changed = false;
    shift.fill(0);
    for (let j = 0; j < this.columns; j++) {
      const lo = lower[j]! / this.columnScale[j]!;
      const hi = upper[j]! / this.columnScale[j]!;
      if (lo === this.lower[j] && hi === this.upper[j]) continue;
      const to = value[j] === this.upper[j] && value[j] !== this.lower[j] ? hi : this.reduced[j]! < 0 ? hi : lo;
      this.lower[j] = lo;
      this.upper[j] = hi;
      if (position[j] !== -1 || value[j] === to) continue;
      this.addColumn(shift, j, value[j]! - to);
      value[j] = to;
      changed = true;
    }
    this.counted += this.columns;
    if (!changed || this.isStale) return;
    this.basis.solve(shift);
    for (let r = 0; r < this.rows; r++) if (shift[r] !== 0) value[head[r]!]! += shift[r]!;
  }

  /** Goes on for so many iterations, or until the least cost is seen to be above `cutoff`. 'infeasible' is a matter of floating point, too. */
  solve(iterations: number, cutoff: number = Number.POSITIVE_INFINITY): SimplexStatus {
    const last = this.iterations + iterations;
    this.ray = null;
    while (this.iterations < last) {
      if (this.isStale || this.basis.exchanges >= REFACTOR) this.refresh();
      const p = this.pricing.leaving(this.head, this.value, this.lower, this.upper);
      this.counted += this.rows;
      if (p < 0) {
        if (!this.isMoved) return 'optimal';
        this.cost.fill(0).set(this.trueCost);
        this.isMoved = false;
        this.isStale = true;
        continue;
      }
      if (!this.iterate(p)) return 'infeasible';
      this.iterations++;
      if (this.iterations % PER_LOOK === 0 && this.least() > cutoff) return 'cutoff';
    }
    if (!this.isMoved) this.move();
    return 'limit';
  }

  /**
   * Multipliers >= 0 of the rows at the true costs. Where the program was infeasible, those that prove a bound of about `cutoff`.
   */
  multipliers(cutoff: number): Float64Array {
    const { rows, rowScale, costScale, trueCost, head, columns, ray } = this;
    if (this.isStale) this.refresh();
    const y = new Float64Array(rows);
    for (let r = 0; r < rows; r++) y[r] = head[r]! < columns ? trueCost[head[r]!]! : 0;
    this.basis.solveTransposed(y);
    if (ray !== null && this.rayGain > PIVOT) {
      const length = Math.max(0, cutoff - this.least()) / costScale / this.rayGain + 1e-3;
      for (let r = 0; r < rows; r++) y[r]! += length * ray[r]!;
    }
    return y.map((v, r) => Math.max(0, v * rowScale[r]! * costScale));
  }

  /** The cost of the present basis: every solution costs at least that. */
  private least(): number {
    const { cost, value, columns, rows, costScale } = this;
    let sum = 0;
    for (let x = 0; x < columns + rows; x++) if (cost[x] !== 0) sum += cost[x]! * value[x]!;
    this.counted += columns + rows;
    return sum * costScale;
  }

  /** Moves all costs a little, each in the direction that keeps its reduced cost away from zero. */
  private move(): void {
    const { cost, trueCost, columns, random } = this;
    for (let j = 0; j < columns; j++) {
      const by = PERTURBATION * (0.5 + random.float()) * (1 + Math.abs(trueCost[j]!));
      cost[j] = trueCost[j]! + (trueCost[j]! < 0 ? -by : by);
    }
    this.isMoved = true;
    this.isStale = true;
  }

  /** Factors, reduced costs and values anew. */
  private refresh(): void {
    const { basis, columns, rows, cost, reduced, lower, upper, value, position } = this;
    this.head = basis.factor(this.head);
    position.fill(-1);
    for (let r = 0; r < rows; r++) position[this.head[r]!] = r;
    const y = this.rho;
    for (let r = 0; r < rows; r++) y[r] = cost[this.head[r]!]!;
    basis.solveTransposed(y);
    reduced.set(cost);
    for (let r = 0; r < rows; r++) {
      const v = y[r]!;
      if (v === 0) continue;
      reduced[columns + r]! += v;
      for (let i = this.rowStart[r]!; i < this.rowStart[r + 1]!; i++)
        reduced[this.entryColumn[i]!]! -= v * this.entryValue[i]!;
    }
    for (let x = 0; x < columns + rows; x++) {
      if (position[x] !== -1) {
        reduced[x] = 0;
        continue;
      }
      // a logical variable has no upper bound to go to
      if (reduced[x]! < 0 && upper[x] === Number.POSITIVE_INFINITY) {
        cost[x]! -= reduced[x]!;
        reduced[x] = 0;
      }
      const isAtUpper = reduced[x]! < -DUAL || (reduced[x]! < DUAL && value[x] === upper[x]);
      value[x] = isAtUpper ? upper[x]! : lower[x]!;
    }
    const b = this.shift.fill(0);
    for (let x = 0; x < columns + rows; x++) if (position[x] === -1) this.addColumn(b, x, 0 - value[x]!);
    basis.solve(b);
    for (let r = 0; r < rows; r++) value[this.head[r]!] = b[r]!;
    this.counted += 2 * this.entryValue.length + 4 * (columns + rows);
    this.isStale = false;
  }

  /** One exchange at this position, or a new factorisation. False: nothing can take its place. */
  private iterate(p: number): boolean {
    const { basis, rho, alpha, entering, head, value, lower, upper, reduced, columns, rows } = this;
    const x = head[p]!;
    const isBelow = value[x]! < lower[x]!;
    rho.fill(0);
    rho[p] = 1;
    basis.solveTransposed(rho);
    this.pivotRow(isBelow ? -1 : 1);
    const q = this.ratioTest.entering(Math.abs(value[x]! - (isBelow ? lower[x]! : upper[x]!)));
    if (q < 0) {
      if (basis.exchanges > 0) {
        this.isStale = true;
        return true;
      }
      this.ray = isBelow ? rho.map((v) => 0 - v) : rho.slice();
      this.rayGain = this.ratioTest.gained;
      return false;
    }
    entering.fill(0);
    this.addColumn(entering, q, 1);
    basis.solve(entering);
    const pivot = entering[p]!;
    const expected = isBelow ? -alpha[q]! : alpha[q]!;
    if (Math.abs(pivot - expected) > DRIFT * (1 + Math.abs(pivot)) && basis.exchanges > 0) {
      this.isStale = true;
      return true;
    }
    const step = Math.max(0, reduced[q]! / alpha[q]!);
    this.updateReduced(step);
    reduced[q] = 0;
    reduced[x] = isBelow ? step : -step;
    const target = isBelow ? lower[x]! : upper[x]!;
    const length = (value[x]! - target) / pivot;
    for (let r = 0; r < rows; r++) if (entering[r] !== 0) value[head[r]!]! -= length * entering[r]!;
    value[q]! += length;
    value[x] = target;
    this.pricing.exchange(p, q, head, basis, rho, entering);
    basis.exchange(p, entering);
    head[p] = q;
    this.position[q] = p;
    this.position[x] = -1;
    this.counted += 6 * rows + columns;
    return true;
  }

  /** The row of the basis inverse times the columns outside, for the row in `rho`. */
  private pivotRow(sign: number): void {
    const { alpha, rho, rowStart, entryColumn, entryValue, columns, rows } = this;
    alpha.fill(0);
    for (let r = 0; r < rows; r++) {
      const v = sign * rho[r]!;
      if (Math.abs(v) < 1e-14) continue;
      alpha[columns + r] = -v;
      const end = rowStart[r + 1]!;
      for (let i = rowStart[r]!; i < end; i++) alpha[entryColumn[i]!]! += v * entryValue[i]!;
      this.counted += end - rowStart[r]!;
    }
  }

  /** Reduced costs after a dual step; columns whose sign has changed go to their other bound, and the values of the basis follow. */
  private updateReduced(step: number): void {
    const { alpha, reduced, position, lower, upper, value, cost, columns, rows, shift, head, basis } = this;
    let flipped = false;
    shift.fill(0);
    for (let x = 0; x < columns + rows; x++) {
      if (position[x] !== -1 || alpha[x] === 0) continue;
      reduced[x]! -= step * alpha[x]!;
      const isAtUpper = value[x] === upper[x] && lower[x] !== upper[x];
      const wrong = isAtUpper ? reduced[x]! : -reduced[x]!;
      if (wrong <= DUAL || lower[x] === upper[x]) continue;
      if (upper[x] === Number.POSITIVE_INFINITY) {
        cost[x]! -= reduced[x]!;
        reduced[x] = 0;
        continue;
      }
      const to = isAtUpper ? lower[x]! : upper[x]!;
      this.addColumn(shift, x, value[x]! - to);
      value[x] = to;
      flipped = true;
    }
    if (!flipped) return;
    basis.solve(shift);
    for (let r = 0; r < rows; r++) if (shift[r] !== 0) value[head[r]!]! += shift[r]!;
  }

  /** Adds factor times the column of a variable to a vector by row. */
  private addColumn(v: Float64Array, x: number, factor: number): void {
    if (factor === 0) return;
    const { columns, byColumn } = this;
    if (x >= columns) {
      v[x - columns]! -= factor;
      return;
    }
    const { start, row, value } = byColumn;
    for (let i = start[x]!; i < start[x + 1]!; i++) v[row[i]!]! += factor * value[i]!;
  }
}
