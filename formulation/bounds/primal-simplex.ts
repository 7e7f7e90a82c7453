// A linear program that grows: minimise cost * x, rows A x >= b, x >= 0, by the revised primal simplex method with a dense inverse of the basis (Dantzig 1953).
// Made for masters of column and row generation with some hundred rows, most of whose basis changes little between two solves.
//
// Every row has a surplus column and an artificial one of a high cost, the penalty: a new row that is violated starts with its artificial in the basis, so the
// basis stays feasible whatever is added. Duals lie between 0 and the penalties. Nothing here is exact: who needs a proof computes it anew from the duals.

export interface Column {
  readonly cost: number;
  /** Row indices and coefficients. */
  readonly rows: readonly number[];
  readonly values: readonly number[];
}

interface GrowingColumn {
  cost: number;
  isEligible: boolean;
  rows: number[];
  values: number[];
}

const TOLERANCE = 1e-7;
const PIVOT = 1e-6;
const VIOLATED = 1e-5;
/** Iterations between two computations of the primal and dual values from the inverse. */
const REFRESH = 64;
/** Pivots between two computations of the inverse itself. */
const REFACTOR = 400;
/** Columns looked at, at least, for the one that enters. */
const LEAST_SHARE = 400;

/** Basic variables: >= 0 a column, else the surplus (odd) or artificial (even) column of a row. */
const surplusOf = (row: number): number => -1 - 2 * row;
const artificialOf = (row: number): number => -2 - 2 * row;
const rowOfSlack = (variable: number): number => (-variable - 1) >> 1;
const isArtificial = (variable: number): boolean => variable < 0 && (-variable & 1) === 0;

export class PrimalSimplex {
  iterations = 0;
  private pivotsSinceRefactor = 0;
  private nextPriced = 0;
  private readonly columns: GrowingColumn[] = [];
  private readonly rhs: number[] = [];
  private readonly penalties: number[] = [];
  private readonly surplusCosts: number[] = [];
  private basic: number[] = [];
  /** inverse[i][r]: row i of the inverse belongs to basic[i]. */
  private inverse: Float64Array[] = [];
  private capacity = 64;
  private x: number[] = [];
  private dual: Float64Array = new Float64Array(64);
  private direction: Float64Array = new Float64Array(64);

  get rowCount(): number {
    return this.rhs.length;
  }

  get columnCount(): number {
    return this.columns.length;
  }

  /** A copy of the column joins; it is nonbasic. */
  addColumn({ cost, rows, values }: Column): number {
    return this.columns.push({ cost, isEligible: true, rows: [...rows], values: [...values] }) - 1;
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

  /** Adds the row sum of values * x[columns] >= rhs. O(rows^2). */
  addRow(columns: readonly number[], values: readonly number[], rhs: number, penalty: number): number {
    const row = this.rhs.length;
    if (row >= this.capacity) this.grow();
    this.rhs.push(rhs);
    this.penalties.push(penalty);
    this.surplusCosts.push(0);
    const coefficientOf = new Map<number, number>();
    for (let k = 0; k < columns.length; k++) {
      const column = this.columns[columns[k]!]!;
      column.rows.push(row);
      column.values.push(values[k]!);
      coefficientOf.set(columns[k]!, values[k]!);
    }
    // activity of the basis in the new row, and that row times the inverse
    let activity = 0;
    const line = new Float64Array(this.capacity);
    for (let i = 0; i < row; i++) {
      const a = coefficientOf.get(this.basic[i]!) ?? 0;
      if (a === 0) continue;
      activity += a * this.x[i]!;
      const from = this.inverse[i]!;
      for (let r = 0; r < row; r++) line[r]! += a * from[r]!;
    }
    const violated = activity < rhs;
    if (violated) for (let r = 0; r < row; r++) line[r] = -line[r]!;
    line[row] = violated ? 1 : -1;
    this.inverse.push(line);
    this.basic.push(violated ? artificialOf(row) : surplusOf(row));
    this.x.push(Math.abs(activity - rhs));
    return row;
  }

  /** Value of each column in the basis. */
  *primal(): Generator<readonly [column: number, value: number]> {
    for (let i = 0; i < this.basic.length; i++)
      if (this.basic[i]! >= 0 && this.x[i]! > TOLERANCE) yield [this.basic[i]!, this.x[i]!];
  }

  /** Rows are violated at the price of their penalties. */
  get isViolated(): boolean {
    return this.basic.some((variable, i) => variable < 0 && isArtificial(variable) && this.x[i]! > VIOLATED);
  }

  raisePenalties(factor: number): void {
    for (let r = 0; r < this.penalties.length; r++) this.penalties[r]! *= factor;
  }

  /** Dual of each row, as of the last solve. */
  dualOf(row: number): number {
    return Math.max(0, this.dual[row]!);
  }

  /** Changes the basis until it is optimal or the iterations are used up; says whether it is. O(rows^2 + entries of the columns) an iteration. */
  solve(most: number): boolean {
    if (this.pivotsSinceRefactor >= REFACTOR) this.refactor();
    this.refresh();
    for (let k = 0; k < most; k++) {
      if (k % REFRESH === REFRESH - 1) this.refresh();
      const [entering, reduced] = this.mostNegative();
      if (reduced >= -TOLERANCE) {
        this.refresh();
        return true;
      }
      this.iterations++;
      this.pivotsSinceRefactor++;
      this.expand(entering);
      const leaving = this.ratioTest();
      // unbounded is impossible with costs >= 0: the inverse has become inexact
      if (leaving < 0) {
        this.refactor();
        this.refresh();
        return false;
      }
      this.pivot(leaving, entering, reduced);
    }
    this.refresh();
    return false;
  }

  private grow(): void {
    this.capacity *= 2;
    const longer = (a: Float64Array): Float64Array => {
      const b = new Float64Array(this.capacity);
      b.set(a);
      return b;
    };
    this.inverse = this.inverse.map(longer);
    this.dual = longer(this.dual);
    this.direction = longer(this.direction);
  }

  /** The inverse anew from the basis, a pivot for each column in it: what rounding has added up is forgotten. */
  private refactor(): void {
    const { rhs, basic, inverse, direction } = this;
    const m = rhs.length;
    const columns = basic.filter((variable) => variable >= 0);
    const slacks = new Map(
      basic.filter((variable) => variable < 0).map((variable) => [rowOfSlack(variable), variable]),
    );
    const isOpen = new Uint8Array(m);
    for (let r = 0; r < m; r++) {
      const variable = slacks.get(r) ?? surplusOf(r);
      if (!slacks.has(r)) isOpen[r] = 1;
      basic[r] = variable;
      inverse[r]!.fill(0);
      inverse[r]![r] = isArtificial(variable) ? 1 : -1;
    }
    for (const column of columns) {
      this.expand(column);
      let best = -1;
      for (let i = 0; i < m; i++)
        if (isOpen[i] === 1 && (best < 0 || Math.abs(direction[i]!) > Math.abs(direction[best]!))) best = i;
      if (best < 0 || Math.abs(direction[best]!) < PIVOT) continue;
      isOpen[best] = 0;
      this.pivot(best, column, 0);
    }
    // a column that did not fit has left a surplus behind, which may have to be the artificial
    for (let i = 0; i < m; i++) {
      const line = inverse[i]!;
      let value = 0;
      for (let r = 0; r < m; r++) value += line[r]! * rhs[r]!;
      if (value >= 0 || basic[i]! >= 0) continue;
      const row = rowOfSlack(basic[i]!);
      basic[i] = isArtificial(basic[i]!) ? surplusOf(row) : artificialOf(row);
      for (let r = 0; r < m; r++) line[r] = -line[r]!;
    }
    this.pivotsSinceRefactor = 0;
  }

  private costOf(variable: number): number {
    if (variable >= 0) return this.columns[variable]!.cost;
    return (isArtificial(variable) ? this.penalties : this.surplusCosts)[rowOfSlack(variable)]!;
  }

  /** Primal and dual values from the inverse. */
  private refresh(): void {
    const { basic, inverse, rhs, x, dual } = this;
    const m = rhs.length;
    dual.fill(0);
    for (let i = 0; i < m; i++) {
      const line = inverse[i]!;
      let value = 0;
      for (let r = 0; r < m; r++) value += line[r]! * rhs[r]!;
      x[i] = Math.max(0, value);
      const cost = this.costOf(basic[i]!);
      if (cost !== 0) for (let r = 0; r < m; r++) dual[r]! += cost * line[r]!;
    }
  }

  /** A variable with a negative reduced cost: the most negative of the slacks and of a share of the columns, if there is one. */
  private mostNegative(): readonly [variable: number, reduced: number] {
    const { columns, dual, penalties, surplusCosts } = this;
    let [best, least] = [-1, -TOLERANCE];
    for (let r = 0; r < penalties.length; r++) {
      if (surplusCosts[r]! + dual[r]! < least) [best, least] = [surplusOf(r), surplusCosts[r]! + dual[r]!];
      if (penalties[r]! - dual[r]! < least) [best, least] = [artificialOf(r), penalties[r]! - dual[r]!];
    }
    const share = Math.max(LEAST_SHARE, columns.length >> 3);
    for (let scanned = 0; scanned < columns.length; scanned++) {
      if (scanned >= share && least < -TOLERANCE) break;
      this.nextPriced = this.nextPriced + 1 < columns.length ? this.nextPriced + 1 : 0;
      const { cost, isEligible, rows, values } = columns[this.nextPriced]!;
      if (!isEligible) continue;
      let reduced = cost;
      for (let k = 0; k < rows.length; k++) reduced -= dual[rows[k]!]! * values[k]!;
      if (reduced < least) [best, least] = [this.nextPriced, reduced];
    }
    return [best, least];
  }

  /** The entering column in terms of the basis. */
  private expand(variable: number): void {
    const { inverse, direction } = this;
    if (variable < 0) {
      const r = rowOfSlack(variable);
      const sign = isArtificial(variable) ? 1 : -1;
      for (let i = 0; i < inverse.length; i++) direction[i] = sign * inverse[i]![r]!;
      return;
    }
    const { rows, values } = this.columns[variable]!;
    for (let i = 0; i < inverse.length; i++) {
      const line = inverse[i]!;
      let sum = 0;
      for (let k = 0; k < rows.length; k++) sum += line[rows[k]!]! * values[k]!;
      direction[i] = sum;
    }
  }

  /** Position that leaves: the least ratio, among almost equal ones the largest pivot; -1 if there is none. */
  private ratioTest(): number {
    const { x, direction } = this;
    let [best, least] = [-1, Number.POSITIVE_INFINITY];
    for (let i = 0; i < x.length; i++) {
      const d = direction[i]!;
      if (d <= PIVOT) continue;
      const ratio = x[i]! / d;
      if (ratio < least - TOLERANCE || (ratio <= least + TOLERANCE && d > direction[best]!)) {
        best = i;
        least = Math.min(least, ratio);
      }
    }
    return best;
  }

  private pivot(position: number, variable: number, reduced: number): void {
    const { inverse, direction, x, dual } = this;
    const m = x.length;
    const line = inverse[position]!;
    const pivot = direction[position]!;
    const step = x[position]! / pivot;
    for (let r = 0; r < m; r++) {
      dual[r]! += (reduced / pivot) * line[r]!;
      line[r]! /= pivot;
    }
    for (let i = 0; i < m; i++) {
      const d = direction[i]!;
      if (i === position || d === 0) continue;
      x[i] = Math.max(0, x[i]! - step * d);
      const other = inverse[i]!;
      for (let r = 0; r < m; r++) other[r]! -= d * line[r]!;
    }
    x[position] = step;
    this.basic[position] = variable;
  }
}
