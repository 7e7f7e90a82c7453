// A linear program that grows: minimise cost * x, rows A x >= b, x >= 0, by the revised primal simplex method (Dantzig 1953) with a dense inverse of the part
// of the basis that is not slacks (kernel.ts). Made for masters of column and row generation with some thousand rows, a few hundred of them tight, most of whose basis
// changes little between two solves.
//
// Every row has a surplus column and an artificial one of a high cost, the penalty: a new row that is violated starts with its artificial in the basis, so the
// basis stays feasible whatever is added. Duals lie between 0 and the penalties. Nothing here is exact: who needs a proof computes it anew from the duals.

import { Kernel } from './kernel.ts';
import { type GrowingColumn, isArtificial, longer, Pricing, rowOfSlack, TOLERANCE } from './pricing.ts';

export interface Column {
  readonly cost: number;
  /** Row indices and coefficients. */
  readonly rows: readonly number[];
  readonly values: readonly number[];
}

const PIVOT = 1e-6;
const VIOLATED = 1e-5;
/** Iterations between two computations of the primal and dual values from the inverse. */
const REFRESH = 64;
/** Pivots between two computations of the inverse itself. */
const REFACTOR = 400;
export class PrimalSimplex {
  iterations = 0;
  private worked = 0;
  private pivotsSinceRefactor = 0;
  private readonly columns: GrowingColumn[] = [];
  private readonly rhs: number[] = [];
  private readonly penalties: number[] = [];
  private readonly surplusCosts: number[] = [];
  private readonly kernel = new Kernel();
  private readonly pricing = new Pricing(this.columns, this.kernel);
  /** Values of the basic columns by position in the kernel, of the basic slacks by row, and what a row's basic slack is: 1 surplus, -1 artificial, 0 none, the row is tight. */
  private x: Float64Array = new Float64Array(64);
  private slack: Float64Array = new Float64Array(64);
  private readonly kind: number[] = [];
  /** Dual of each row. */
  private dual: Float64Array = new Float64Array(64);
  /** The entering column in terms of the basis: of basic columns by position, and what it makes of each row. */
  private direction: Float64Array = new Float64Array(64);
  private effect: Float64Array = new Float64Array(64);
  private byPosition: Float64Array = new Float64Array(64);
  private weights: Float64Array = new Float64Array(64);

  /** Entries worked off. */
  get operations(): number {
    return this.worked + this.pricing.operations;
  }

  get rowCount(): number {
    return this.rhs.length;
  }

  get columnCount(): number {
    return this.columns.length;
  }

  /** Entries that a pivot works off, about. */
  get pivotSize(): number {
    return this.kernel.size ** 2 + this.rowCount;
  }

  /** A copy of the column joins; it is nonbasic. */
  addColumn({ cost, rows, values }: Column): number {
    const column = this.columns.push({ cost, isEligible: true, rows: [...rows], values: [...values] }) - 1;
    this.pricing.addColumn(rows, values);
    return column;
  }

  /** Changes a cost; a column that is not `isEligible` does not enter the basis any more. */
  setCost(column: number, cost: number, isEligible: boolean): void {
    this.columns[column]!.cost = cost;
    this.columns[column]!.isEligible = isEligible;
  }

  /** Puts a cost on what a row exceeds its right side by. */
  setSurplusCost(row: number, cost: number): void {
    this.surplusCosts[row] = cost;
  }

  /** Adds the row sum of values * x[columns] >= rhs. O(entries + rows). */
  addRow(columns: readonly number[], values: readonly number[], rhs: number, penalty: number): number {
    const row = this.rhs.length;
    if (row >= this.slack.length) this.reserve();
    this.rhs.push(rhs);
    this.penalties.push(penalty);
    this.surplusCosts.push(0);
    this.pricing.addRow(columns, values);
    this.kernel.addRow();
    const coefficientOf = new Map<number, number>();
    for (let k = 0; k < columns.length; k++) {
      const column = this.columns[columns[k]!]!;
      column.rows.push(row);
      column.values.push(values[k]!);
      coefficientOf.set(columns[k]!, values[k]!);
    }
    let activity = 0;
    for (let i = 0; i < this.kernel.size; i++)
      activity += (coefficientOf.get(this.kernel.columns[i]!) ?? 0) * this.x[i]!;
    this.kind.push(activity < rhs ? -1 : 1);
    this.slack[row] = Math.abs(activity - rhs);
    return row;
  }

  /** Value of each column in the basis. */
  *primal(): Generator<readonly [column: number, value: number]> {
    for (let i = 0; i < this.kernel.size; i++) if (this.x[i]! > TOLERANCE) yield [this.kernel.columns[i]!, this.x[i]!];
  }

  /** Rows are violated at the price of their penalties. */
  get isViolated(): boolean {
    return this.kind.some((kind, r) => kind < 0 && this.slack[r]! > VIOLATED);
  }

  raisePenalties(factor: number): void {
    for (let r = 0; r < this.penalties.length; r++) this.penalties[r]! *= factor;
  }

  /** Dual of each row, as of the last solve. */
  dualOf(row: number): number {
    return Math.max(0, this.dual[row]!);
  }

  /** Changes the basis until it is optimal or the iterations are used up; says whether it is. O(pivotSize + entries of the columns) an iteration. */
  solve(most: number): boolean {
    if (this.pivotsSinceRefactor >= Math.max(REFACTOR, this.kernel.size)) this.refactor();
    this.refresh();
    for (let k = 0; k < most; k++) {
      if (k % REFRESH === REFRESH - 1) this.refresh();
      const [entering, reduced] = this.pricing.choose(this.dual, this.penalties, this.surplusCosts);
      if (reduced >= -TOLERANCE) {
        this.refresh();
        return true;
      }
      this.iterations++;
      this.pivotsSinceRefactor++;
      this.expand(entering);
      const leaving = this.ratioTest();
      // unbounded is impossible with costs >= 0: the inverse has become inexact
      if (leaving === null) {
        this.refactor();
        this.refresh();
        return false;
      }
      this.pivot(leaving, entering, reduced);
    }
    this.refresh();
    return false;
  }

  /** Room for twice the rows. */
  private reserve(): void {
    this.x = longer(this.x);
    this.slack = longer(this.slack);
    this.dual = longer(this.dual);
    this.direction = longer(this.direction);
    this.effect = longer(this.effect);
    this.byPosition = longer(this.byPosition);
    this.weights = longer(this.weights);
  }

  /** The inverse anew from the basis, a column after the other: what rounding has added up is forgotten. */
  private refactor(): void {
    const { kernel, columns, effect, kind } = this;
    const basic = [...kernel.columns].sort((a, b) => columns[a]!.rows.length - columns[b]!.rows.length);
    const open = new Set(kernel.rows);
    kernel.clear();
    for (const column of basic) {
      this.expand(column);
      let best = -1;
      for (const r of open) if (best < 0 || Math.abs(effect[r]!) > Math.abs(effect[best]!)) best = r;
      if (best < 0 || Math.abs(effect[best]!) < PIVOT) continue;
      open.delete(best);
      this.combineRow(best);
      kernel.grow(column, best, this.direction, this.byPosition, -effect[best]!);
    }
    // columns that did not fit leave rows behind whose slack is basic
    for (const r of open) kind[r] = 1;
    this.valuesOfColumns();
    const activity = this.activities();
    for (let r = 0; r < kind.length; r++) if (kind[r] !== 0) kind[r] = activity[r]! < this.rhs[r]! ? -1 : 1;
    this.pivotsSinceRefactor = 0;
  }

  /** Primal and dual values from the inverse. */
  private refresh(): void {
    const { kernel, kind, rhs, slack, dual, weights, byPosition } = this;
    this.worked += 2 * this.pivotSize;
    this.valuesOfColumns();
    const activity = this.activities();
    for (let r = 0; r < rhs.length; r++) {
      slack[r] = Math.max(0, kind[r]! * (activity[r]! - rhs[r]!));
      dual[r] = kind[r] === 0 ? 0 : kind[r]! > 0 ? -this.surplusCosts[r]! : this.penalties[r]!;
    }
    for (let i = 0; i < kernel.size; i++) {
      const { cost, rows, values } = this.columns[kernel.columns[i]!]!;
      let rest = cost;
      for (let k = 0; k < rows.length; k++) rest -= dual[rows[k]!]! * values[k]!;
      weights[i] = rest;
    }
    kernel.combine(weights, byPosition);
    for (let k = 0; k < kernel.size; k++) dual[kernel.rows[k]!] = byPosition[k]!;
    this.pricing.begin(dual);
  }

  /** x = K^-1 times the right sides of the tight rows. */
  private valuesOfColumns(): void {
    const { kernel, x } = this;
    kernel.expand(
      kernel.rows,
      kernel.rows.map((r) => this.rhs[r]!),
      x,
    );
    for (let i = 0; i < kernel.size; i++) x[i] = Math.max(0, x[i]!);
  }

  /** Sum over the basic columns in each row; a view of `effect`. */
  private activities(): Float64Array {
    const { effect } = this;
    effect.fill(0, 0, this.rowCount);
    this.addBasic(this.x, effect);
    return effect;
  }

  /** into += sum over the basic columns of their weight times the column. */
  private addBasic(weights: Float64Array, into: Float64Array): void {
    const { kernel, columns } = this;
    for (let i = 0; i < kernel.size; i++) {
      const weight = weights[i]!;
      if (weight === 0) continue;
      const { rows, values } = columns[kernel.columns[i]!]!;
      for (let k = 0; k < rows.length; k++) into[rows[k]!]! += weight * values[k]!;
      this.worked += rows.length;
    }
  }

  /** byPosition = entries of the row in the basic columns, times K^-1. */
  private combineRow(row: number): void {
    const { kernel, weights, columns } = this;
    for (let i = 0; i < kernel.size; i++) {
      const { rows, values } = columns[kernel.columns[i]!]!;
      const k = rows.indexOf(row);
      weights[i] = k < 0 ? 0 : values[k]!;
    }
    kernel.combine(weights, this.byPosition);
  }

  /** The entering variable in terms of the basis: `direction` of the basic columns, `effect` of them less its own entries in each row. */
  private expand(variable: number): void {
    const { kernel, direction, effect } = this;
    const isSlack = variable < 0;
    const rows = isSlack ? [rowOfSlack(variable)] : this.columns[variable]!.rows;
    const values = isSlack ? [isArtificial(variable) ? 1 : -1] : this.columns[variable]!.values;
    kernel.expand(rows, values, direction);
    effect.fill(0, 0, this.rowCount);
    this.addBasic(direction, effect);
    for (let k = 0; k < rows.length; k++) effect[rows[k]!]! -= values[k]!;
    this.worked += kernel.size * rows.length;
  }

  /** What leaves: the least ratio, among almost equal ones the largest pivot; null if there is none. */
  private ratioTest(): Leaving | null {
    const { x, slack, direction, effect, kind, kernel } = this;
    let [least, pivot, position, row] = [Number.POSITIVE_INFINITY, 0, -1, -1];
    for (let i = 0; i < kernel.size; i++) {
      const d = direction[i]!;
      if (d <= PIVOT) continue;
      const ratio = x[i]! / d;
      if (ratio < least - TOLERANCE || (ratio <= least + TOLERANCE && d > pivot)) {
        [pivot, position] = [d, i];
        least = Math.min(least, ratio);
      }
    }
    for (let r = 0; r < kind.length; r++) {
      const d = kind[r]! * effect[r]!;
      if (d <= PIVOT) continue;
      const ratio = slack[r]! / d;
      if (ratio < least - TOLERANCE || (ratio <= least + TOLERANCE && d > pivot)) {
        [pivot, row] = [d, r];
        least = Math.min(least, ratio);
      }
    }
    if (pivot === 0) return null;
    return row < 0 ? { position, row, pivot } : { position: -1, row, pivot };
  }

  private pivot({ position, row, pivot }: Leaving, entering: number, reduced: number): void {
    const { kernel, direction, effect, x, slack, kind, byPosition } = this;
    this.worked += 2 * this.pivotSize;
    const step = (row < 0 ? x[position]! : slack[row]!) / pivot;
    for (let i = 0; i < kernel.size; i++) x[i] = Math.max(0, x[i]! - step * direction[i]!);
    for (let r = 0; r < kind.length; r++)
      if (kind[r] !== 0) slack[r] = Math.max(0, slack[r]! - step * kind[r]! * effect[r]!);
    if (row >= 0) this.combineRow(row);
    const line = row < 0 ? kernel.line(position) : byPosition;
    const sign = row < 0 ? 1 : kind[row]!;
    this.pricing.move({ line, sign, position, row, pivot }, entering, reduced, this.dual);
    if (entering >= 0) {
      if (row < 0) {
        kernel.replaceColumn(position, entering, direction);
        x[position] = step;
      } else {
        kernel.grow(entering, row, direction, byPosition, -effect[row]!);
        x[kernel.size - 1] = step;
        kind[row] = 0;
      }
      return;
    }
    const enteringRow = rowOfSlack(entering);
    const at = kernel.positionOf[enteringRow]!;
    if (row < 0) {
      kernel.shrink(position, at);
      x[position] = x[kernel.size]!;
    } else {
      kernel.replaceRow(at, row, byPosition);
      kind[row] = 0;
    }
    kind[enteringRow] = isArtificial(entering) ? -1 : 1;
    slack[enteringRow] = step;
  }
}

/** The basic column at a position (row -1), or the slack of a row (position -1), and its share of the entering variable. */
interface Leaving {
  readonly position: number;
  readonly row: number;
  readonly pivot: number;
}
