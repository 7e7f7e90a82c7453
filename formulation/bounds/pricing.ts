// Which variable enters the basis of primal-simplex.ts.
//
// Reduced costs of all columns are kept up to date by the line of the inverse that belongs to the leaving variable: it is 0 but for the tight rows, so going
// through those rows is cheaper than pricing some of the columns. The same products give the weights of Devex pricing (Harris, Mathematical Programming 1973).

import type { Kernel } from './kernel.ts';

export interface GrowingColumn {
  cost: number;
  isEligible: boolean;
  rows: number[];
  values: number[];
}

interface RowEntries {
  readonly columns: number[];
  readonly values: number[];
}

/** What leaves the basis: the column at a position of the kernel (row -1), or the slack of a row. */
export interface LeavingLine {
  /** Its line of the inverse over the tight rows, to be multiplied by sign; of a slack the line has -sign in its own row, too. */
  readonly line: Float64Array;
  readonly sign: number;
  readonly position: number;
  readonly row: number;
  /** Its share of the entering variable. */
  readonly pivot: number;
}

export const TOLERANCE = 1e-7;
/** Weights are forgotten when one grows beyond. */
const MOST_WEIGHT = 1e7;

/** Slacks as variables < 0: the surplus (odd) or artificial (even) column of a row. Columns are >= 0. */
const surplusOf = (row: number): number => -1 - 2 * row;
const artificialOf = (row: number): number => -2 - 2 * row;
export const rowOfSlack = (variable: number): number => (-variable - 1) >> 1;
export const isArtificial = (variable: number): boolean => variable < 0 && (-variable & 1) === 0;

export class Pricing {
  /** Entries worked off. */
  operations = 0;
  private readonly columns: readonly GrowingColumn[];
  private readonly kernel: Kernel;
  private readonly rows: RowEntries[] = [];
  /** Of each column: its reduced cost, its weight, and its entry in the line of the leaving variable. */
  private reduced: Float64Array = new Float64Array(64);
  private weight: Float64Array = new Float64Array(64);
  private alpha: Float64Array = new Float64Array(64);
  /** Weights of the slacks, by row. */
  private readonly slackWeight: number[] = [];

  constructor(columns: readonly GrowingColumn[], kernel: Kernel) {
    this.columns = columns;
    this.kernel = kernel;
  }

  /** The last of the columns has joined. */
  addColumn(rows: readonly number[], values: readonly number[]): void {
    const column = this.columns.length - 1;
    for (let k = 0; k < rows.length; k++) {
      this.rows[rows[k]!]!.columns.push(column);
      this.rows[rows[k]!]!.values.push(values[k]!);
    }
    if (column >= this.reduced.length) {
      this.reduced = longer(this.reduced);
      this.weight = longer(this.weight);
      this.alpha = longer(this.alpha);
    }
    this.weight[column] = 1;
  }

  addRow(columns: readonly number[], values: readonly number[]): void {
    this.rows.push({ columns: [...columns], values: [...values] });
    this.slackWeight.push(1);
  }

  /** Reduced costs from the duals. O(entries of the rows with a dual). */
  begin(dual: Float64Array): void {
    const { columns, reduced } = this;
    for (let j = 0; j < columns.length; j++) reduced[j] = columns[j]!.cost;
    for (let r = 0; r < this.rows.length; r++) if (dual[r] !== 0) this.addRowTo(r, -dual[r]!, reduced);
  }

  /** The variable whose reduced cost, squared and divided by its weight, is largest among the negative ones; its reduced cost is 0 if there is none. */
  choose(
    dual: Float64Array,
    penalties: readonly number[],
    surplusCosts: readonly number[],
  ): readonly [variable: number, reduced: number] {
    const { columns, kernel, reduced, weight, slackWeight } = this;
    let [best, least, score] = [-1, 0, 0];
    // a slack of a row that is not tight is basic, and the other one never pays
    for (const r of kernel.rows) {
      const surplus = surplusCosts[r]! + dual[r]!;
      const artificial = penalties[r]! - dual[r]!;
      const d = Math.min(surplus, artificial);
      if (d >= -TOLERANCE || d * d <= score * slackWeight[r]!) continue;
      [best, least, score] = [surplus < artificial ? surplusOf(r) : artificialOf(r), d, (d * d) / slackWeight[r]!];
    }
    for (let j = 0; j < columns.length; j++) {
      const d = reduced[j]!;
      if (d >= -TOLERANCE || d * d <= score * weight[j]! || !columns[j]!.isEligible) continue;
      [best, least, score] = [j, d, (d * d) / weight[j]!];
    }
    return [best, least];
  }

  /** Duals, reduced costs and weights after a pivot; to be called before the kernel changes. O(entries of the tight rows). */
  move(
    { line, sign, position, row, pivot }: LeavingLine,
    entering: number,
    reducedCost: number,
    dual: Float64Array,
  ): void {
    const { kernel, alpha, weight, slackWeight, columns, reduced } = this;
    const factor = reducedCost / pivot;
    const share = (entering >= 0 ? weight[entering]! : slackWeight[rowOfSlack(entering)]!) / (pivot * pivot);
    alpha.fill(0, 0, columns.length);
    for (let k = 0; k < kernel.size; k++) {
      const a = sign * line[k]!;
      if (a === 0) continue;
      const r = kernel.rows[k]!;
      dual[r]! += factor * a;
      if (share * a * a > slackWeight[r]!) slackWeight[r] = share * a * a;
      this.addRowTo(r, a, alpha);
    }
    if (row >= 0) {
      dual[row]! -= factor * sign;
      this.addRowTo(row, -sign, alpha);
    }
    let largest = 0;
    for (let j = 0; j < columns.length; j++) {
      const a = alpha[j]!;
      if (a === 0) continue;
      reduced[j]! -= factor * a;
      if (share * a * a > weight[j]!) weight[j] = share * a * a;
      if (weight[j]! > largest) largest = weight[j]!;
    }
    this.operations += 3 * columns.length;
    if (row < 0) weight[kernel.columns[position]!] = Math.max(1, share);
    else slackWeight[row] = Math.max(1, share);
    if (largest > MOST_WEIGHT) {
      weight.fill(1);
      slackWeight.fill(1);
    }
  }

  /** into += factor * row, over the columns. HOT LOOP. */
  private addRowTo(row: number, factor: number, into: Float64Array): void {
    const { columns, values } = this.rows[row]!;
    for (let k = 0; k < columns.length; k++) into[columns[k]!]! += factor * values[k]!;
    this.operations += columns.length;
  }
}

export function longer(a: Float64Array): Float64Array {
  const b = new Float64Array(2 * a.length);
  b.set(a);
  return b;
}
