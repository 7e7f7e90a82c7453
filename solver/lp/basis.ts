// The basis of a linear program, as factors: B = L U, times an eta matrix for each column that was exchanged since.
//
// Most bases are nearly triangular: columns of logical variables (one entry, -1) come first, then columns with one entry in the rows that are left, then rows with one
// entry in the columns that are left. What remains is eliminated column by column with threshold pivoting (Gilbert & Peierls, SIAM J. Sci. Stat. Comput. 9, 1988,
// without their symbolic step: vectors are dense here, entries sparse). Exchanges are kept in product form (Dantzig & Orchard-Hays 1954).
//
// B1 The variable whose pivot is row r has position r: vectors "by position" and vectors "by row" have the same length, and factor() says where each variable went.

import { growFloat64, growInt32 } from '../arrays.ts';

/** A matrix by columns: entries of column j from start[j] to start[j + 1]. */
export interface SparseColumns {
  readonly start: Int32Array;
  readonly row: Int32Array;
  readonly value: Float64Array;
}

/** A pivot must be at least this share of the largest entry, and at least so large. */
const THRESHOLD = 0.1;
const SMALLEST_PIVOT = 1e-8;
/** Entries that come out smaller are taken for zero. */
const NOTHING = 1e-13;

/** Columns of numbers with a pivot row each. */
class Etas {
  count = 0;
  /** Entries of all of them, and of the one that is being pushed. */
  length = 0;
  pivotRow: Int32Array = new Int32Array(16);
  start: Int32Array = new Int32Array(16);
  index: Int32Array = new Int32Array(64);
  value: Float64Array = new Float64Array(64);

  clear(): void {
    this.count = 0;
    this.length = 0;
  }

  pushEntry(i: number, v: number): void {
    if (this.length === this.index.length) {
      this.index = growInt32(this.index, this.length + 1);
      this.value = growFloat64(this.value, this.length + 1);
    }
    this.index[this.length] = i;
    this.value[this.length++] = v;
  }

  /** Entries were pushed since the last column ended. */
  get isOpen(): boolean {
    return this.length > this.start[this.count]!;
  }

  /** Ends the column. */
  pushColumn(pivotRow: number): void {
    this.pivotRow = growInt32(this.pivotRow, this.count + 1);
    this.start = growInt32(this.start, this.count + 2);
    this.pivotRow[this.count++] = pivotRow;
    this.start[this.count] = this.length;
  }
}

export class Basis {
  /** Exchanges since factor(). */
  exchanges = 0;
  /** Numbers read, as a measure of work. */
  work = 0;
  private readonly rows: number;
  private readonly columns: SparseColumns;
  private readonly lower: Etas = new Etas();
  /** In the order of elimination; the pivot itself is in `diagonal`. */
  private readonly upper: Etas = new Etas();
  private readonly diagonal: Float64Array;
  private readonly updates: Etas = new Etas();
  private readonly updatePivots: number[] = [];
  private readonly scratch: Float64Array;

  /** Variables 0 to n - 1 are those of the columns, n + i is the logical one of row i. */
  constructor(rows: number, columns: SparseColumns) {
    this.rows = rows;
    this.columns = columns;
    this.diagonal = new Float64Array(rows);
    this.scratch = new Float64Array(rows);
  }

  /** Entries of the factors and of the exchanges. */
  get entries(): number {
    return this.lower.length + this.upper.length + this.updates.length;
  }

  /**
   * Factors the basis of these variables. Returns the variable at each position (B1); where the columns depend on each other, logical variables have
   * taken the place of some.
   */
  factor(variables: ArrayLike<number>): Int32Array {
    const { rows, lower, upper, updates } = this;
    for (const etas of [lower, upper, updates]) etas.clear();
    this.updatePivots.length = 0;
    this.exchanges = 0;
    const head = new Int32Array(rows).fill(-1);
    const n = this.columns.start.length - 1;
    const open: number[] = [];
    for (let i = 0; i < variables.length; i++) {
      const x = variables[i]!;
      if (x < n) open.push(x);
      else this.pivotLogical(head, x - n);
    }
    const nucleus = this.eliminateSingletons(head, open);
    this.eliminate(head, nucleus);
    for (let r = 0; r < rows; r++) if (head[r] === -1) this.pivotLogical(head, r);
    this.work += 4 * this.entries + rows;
    return head;
  }

  /** Solves B z = v in place: v by row, z by position. */
  solve(v: Float64Array): void {
    const { lower, upper, diagonal, updates, updatePivots } = this;
    const { pivotRow, start, index, value } = lower;
    for (let k = 0; k < lower.count; k++) {
      const t = v[pivotRow[k]!]!;
      if (t !== 0) for (let i = start[k]!, end = start[k + 1]!; i < end; i++) v[index[i]!]! -= value[i]! * t;
    }
    for (let k = upper.count - 1; k >= 0; k--) {
      const r = upper.pivotRow[k]!;
      if (v[r] === 0) continue;
      const t = v[r]! / diagonal[r]!;
      v[r] = t;
      for (let i = upper.start[k]!, end = upper.start[k + 1]!; i < end; i++) v[upper.index[i]!]! -= upper.value[i]! * t;
    }
    for (let k = 0; k < updates.count; k++) {
      const p = updates.pivotRow[k]!;
      if (v[p] === 0) continue;
      const t = v[p]! / updatePivots[k]!;
      v[p] = t;
      for (let i = updates.start[k]!, end = updates.start[k + 1]!; i < end; i++)
        v[updates.index[i]!]! -= updates.value[i]! * t;
    }
    this.work += this.rows + this.entries;
  }

  /** Solves B' z = v in place: v by position, z by row. */
  solveTransposed(v: Float64Array): void {
    const { lower, upper, diagonal, updates, updatePivots } = this;
    for (let k = updates.count - 1; k >= 0; k--) {
      const p = updates.pivotRow[k]!;
      let t = v[p]!;
      for (let i = updates.start[k]!, end = updates.start[k + 1]!; i < end; i++)
        t -= updates.value[i]! * v[updates.index[i]!]!;
      v[p] = t / updatePivots[k]!;
    }
    for (let k = 0; k < upper.count; k++) {
      const r = upper.pivotRow[k]!;
      let t = v[r]!;
      for (let i = upper.start[k]!, end = upper.start[k + 1]!; i < end; i++) t -= upper.value[i]! * v[upper.index[i]!]!;
      v[r] = t / diagonal[r]!;
    }
    const { pivotRow, start, index, value } = lower;
    for (let k = lower.count - 1; k >= 0; k--) {
      let t = v[pivotRow[k]!]!;
      for (let i = start[k]!, end = start[k + 1]!; i < end; i++) t -= value[i]! * v[index[i]!]!;
      v[pivotRow[k]!] = t;
    }
    this.work += this.rows + this.entries;
  }

  /** The variable at this position is exchanged for one whose column is `column` in terms of the basis (by position). */
  exchange(position: number, column: Float64Array): void {
    for (let i = 0; i < column.length; i++)
      if (i !== position && Math.abs(column[i]!) > NOTHING) this.updates.pushEntry(i, column[i]!);
    this.updates.pushColumn(position);
    this.updatePivots.push(column[position]!);
    this.exchanges++;
  }

  private pivotLogical(head: Int32Array, row: number): void {
    head[row] = this.columns.start.length - 1 + row;
    this.diagonal[row] = -1;
    this.upper.pushColumn(row);
  }

  /** Pivots on columns, then on rows, with one entry in what is left. Returns the columns that remain. */
  private eliminateSingletons(head: Int32Array, open: readonly number[]): number[] {
    const { columns, rows } = this;
    const { start, row } = columns;
    const byRow: number[][] = Array.from({ length: rows }, () => []);
    const left = new Map<number, number>();
    const inRow = new Int32Array(rows);
    for (const x of open) {
      let count = 0;
      for (let i = start[x]!; i < start[x + 1]!; i++) {
        byRow[row[i]!]!.push(x);
        if (head[row[i]!] !== -1) continue;
        count++;
        inRow[row[i]!]!++;
      }
      left.set(x, count);
    }
    const single = open.filter((x) => left.get(x) === 1);
    for (let x = single.pop(); x !== undefined; x = single.pop()) {
      const r = this.openRow(head, x);
      if (r < 0 || !left.has(x) || !this.pivotColumn(head, x, r)) continue;
      left.delete(x);
      for (const y of byRow[r]!) {
        const count = left.get(y);
        if (count === undefined) continue;
        left.set(y, count - 1);
        if (count === 2) single.push(y);
      }
    }
    const lone: number[] = [];
    for (let r = 0; r < rows; r++) {
      inRow[r] = byRow[r]!.reduce((count, x) => count + (left.has(x) ? 1 : 0), 0);
      if (head[r] === -1 && inRow[r] === 1) lone.push(r);
    }
    for (let r = lone.pop(); r !== undefined; r = lone.pop()) {
      const x = byRow[r]!.find((y) => left.has(y));
      if (x === undefined || head[r] !== -1 || !this.pivotColumn(head, x, r)) continue;
      left.delete(x);
      for (let i = start[x]!; i < start[x + 1]!; i++)
        if (--inRow[row[i]!]! === 1 && head[row[i]!] === -1) lone.push(row[i]!);
    }
    return [...left.keys()].sort((a, b) => left.get(a)! - left.get(b)! || a - b);
  }

  /** The row of column x without a pivot, -1 if there is none. */
  private openRow(head: Int32Array, x: number): number {
    const { start, row } = this.columns;
    for (let i = start[x]!; i < start[x + 1]!; i++) if (head[row[i]!] === -1) return row[i]!;
    return -1;
  }

  /** A pivot for which nothing has to be eliminated before. False if the entry is too small for it. */
  private pivotColumn(head: Int32Array, x: number, r: number): boolean {
    const { start, row, value } = this.columns;
    let pivot = 0;
    let largest = 0;
    for (let i = start[x]!; i < start[x + 1]!; i++) {
      if (row[i] === r) pivot = value[i]!;
      if (head[row[i]!] === -1) largest = Math.max(largest, Math.abs(value[i]!));
    }
    if (Math.abs(pivot) < SMALLEST_PIVOT || Math.abs(pivot) < THRESHOLD * largest) return false;
    for (let i = start[x]!; i < start[x + 1]!; i++) {
      const at = row[i]!;
      if (at === r) continue;
      if (head[at] === -1) this.lower.pushEntry(at, value[i]! / pivot);
      else this.upper.pushEntry(at, value[i]!);
    }
    this.settle(head, x, r, pivot);
    return true;
  }

  private settle(head: Int32Array, x: number, r: number, pivot: number): void {
    head[r] = x;
    this.diagonal[r] = pivot;
    this.upper.pushColumn(r);
    if (this.lower.isOpen) this.lower.pushColumn(r);
  }

  /** Left-looking elimination of the columns that are left. */
  private eliminate(head: Int32Array, nucleus: readonly number[]): void {
    const { columns, lower, scratch } = this;
    const { start, row, value } = columns;
    const inRow = new Int32Array(this.rows);
    for (const x of nucleus) for (let i = start[x]!; i < start[x + 1]!; i++) inRow[row[i]!]!++;
    for (const x of nucleus) {
      scratch.fill(0);
      for (let i = start[x]!; i < start[x + 1]!; i++) scratch[row[i]!] = value[i]!;
      for (let k = 0; k < lower.count; k++) {
        const t = scratch[lower.pivotRow[k]!]!;
        if (t === 0) continue;
        for (let i = lower.start[k]!, end = lower.start[k + 1]!; i < end; i++)
          scratch[lower.index[i]!]! -= lower.value[i]! * t;
      }
      this.work += this.rows + lower.count;
      this.pivotScratch(head, x, inRow);
    }
  }

  /** The pivot in the row with the fewest entries of those that are large enough; none if all are next to nothing. */
  private pivotScratch(head: Int32Array, x: number, inRow: Int32Array): void {
    const { scratch, rows, lower, upper } = this;
    let largest = 0;
    for (let r = 0; r < rows; r++) if (head[r] === -1) largest = Math.max(largest, Math.abs(scratch[r]!));
    if (largest < SMALLEST_PIVOT) return;
    let best = -1;
    for (let r = 0; r < rows; r++) {
      if (head[r] !== -1 || Math.abs(scratch[r]!) < THRESHOLD * largest) continue;
      if (best < 0 || inRow[r]! < inRow[best]!) best = r;
    }
    const pivot = scratch[best]!;
    for (let r = 0; r < rows; r++) {
      if (r === best || Math.abs(scratch[r]!) < NOTHING) continue;
      if (head[r] === -1) lower.pushEntry(r, scratch[r]! / pivot);
      else upper.pushEntry(r, scratch[r]!);
    }
    this.settle(head, x, best, pivot);
  }
}
