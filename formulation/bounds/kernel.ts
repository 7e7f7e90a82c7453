// The part of a simplex basis that has to be inverted, with its inverse.
//
// Most rows of a growing linear program are not tight: their slack is basic. With the tight rows first, and the basic columns before the basic slacks,
//
//      basis  =  K  0         inverse  =  K^-1        0
//                L  S                     -S L K^-1   S           S: diagonal of 1 and -1
//
// so only K, as many tight rows as there are basic columns, needs an inverse; what is below follows from the sparse columns. A pivot costs the square of the size of K instead
// of the square of the number of rows. (This is the treatment of slacks as logical variables of every LP code, here for a dense inverse.)
//
// Positions 0 .. size-1 number the tight rows and, on their own, the basic columns; lines[i][k] belongs to the column at i and the row at k.

export class Kernel {
  /** Basic columns and tight rows by position. */
  readonly columns: number[] = [];
  readonly rows: number[] = [];
  /** Position of each row, -1 if it is not tight. */
  readonly positionOf: number[] = [];
  private readonly lines: Float64Array[] = [];
  private capacity = 64;

  get size(): number {
    return this.columns.length;
  }

  /** A row that is not tight joins. */
  addRow(): void {
    this.positionOf.push(-1);
  }

  clear(): void {
    for (const row of this.rows) this.positionOf[row] = -1;
    this.columns.length = 0;
    this.rows.length = 0;
  }

  /** The line of the column at position i: the first `size` entries. */
  line(i: number): Float64Array {
    return this.lines[i]!;
  }

  /** into = K^-1 * (the part of a column in tight rows). O(size * entries). */
  expand(rows: readonly number[], values: readonly number[], into: Float64Array): void {
    const positions: number[] = [];
    const weights: number[] = [];
    for (let k = 0; k < rows.length; k++) {
      const position = this.positionOf[rows[k]!]!;
      if (position < 0) continue;
      positions.push(position);
      weights.push(values[k]!);
    }
    for (let i = 0; i < this.size; i++) {
      const line = this.lines[i]!;
      let sum = 0;
      for (let k = 0; k < positions.length; k++) sum += line[positions[k]!]! * weights[k]!;
      into[i] = sum;
    }
  }

  /** into = weights * K^-1, over the positions of columns. O(size * weights that are not 0). */
  combine(weights: Float64Array, into: Float64Array): void {
    const { size, lines } = this;
    into.fill(0, 0, size);
    for (let i = 0; i < size; i++) {
      const weight = weights[i]!;
      if (weight === 0) continue;
      const line = lines[i]!;
      for (let k = 0; k < size; k++) into[k]! += weight * line[k]!;
    }
  }

  /** The column at position i gives way to another, whose expansion is d; d[i] is not 0. */
  replaceColumn(i: number, column: number, d: Float64Array): void {
    const line = this.lines[i]!;
    const pivot = d[i]!;
    for (let k = 0; k < this.size; k++) line[k]! /= pivot;
    this.columns[i] = column;
    this.subtract(line, d, this.size, i);
  }

  /** The row at position k gives way to another, whose entries in the basic columns, times K^-1, are beta; beta[k] is not 0. */
  replaceRow(k: number, row: number, beta: Float64Array): void {
    const { size, lines } = this;
    const pivot = beta[k]!;
    for (let i = 0; i < size; i++) {
      const line = lines[i]!;
      const factor = line[k]! / pivot;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) line[j]! -= factor * beta[j]!;
      line[k] = factor;
    }
    this.positionOf[this.rows[k]!] = -1;
    this.rows[k] = row;
    this.positionOf[row] = k;
  }

  /**
   * A column and a row join: d is the expansion of the column, beta the row's entries in the basic columns times K^-1, `pivot` the column's entry in the row less what d
   * makes of it; not 0.
   */
  grow(column: number, row: number, d: Float64Array, beta: Float64Array, pivot: number): void {
    const { size } = this;
    this.reserve(size + 1);
    const line = this.lines[size]!;
    for (let k = 0; k < size; k++) line[k] = -beta[k]! / pivot;
    line[size] = 1 / pivot;
    for (let i = 0; i < size; i++) this.lines[i]![size] = 0;
    this.columns.push(column);
    this.rows.push(row);
    this.positionOf[row] = size;
    this.subtract(line, d, size, size);
  }

  /** The column at position i and the row at position k leave; their entry of the inverse is not 0. */
  shrink(i: number, k: number): void {
    const { size, lines } = this;
    const line = lines[i]!;
    const pivot = line[k]!;
    const end = size - 1;
    for (let j = 0; j < size; j++) {
      if (j === i) continue;
      const other = lines[j]!;
      const factor = other[k]! / pivot;
      if (factor !== 0) for (let c = 0; c < size; c++) other[c]! -= factor * line[c]!;
      other[k] = other[end]!;
    }
    lines[i] = lines[end]!;
    lines[end] = line;
    this.columns[i] = this.columns[end]!;
    this.columns.pop();
    const moved = this.rows[end]!;
    this.positionOf[this.rows[k]!] = -1;
    this.rows[k] = moved;
    if (k !== end) this.positionOf[moved] = k;
    this.rows.pop();
  }

  /** lines[j] -= d[j] * line for the first `count` lines but `except`, which line is. HOT LOOP. */
  private subtract(line: Float64Array, d: Float64Array, count: number, except: number): void {
    const { size, lines } = this;
    for (let j = 0; j < count; j++) {
      const factor = d[j]!;
      if (j === except || factor === 0) continue;
      const other = lines[j]!;
      for (let k = 0; k < size; k++) other[k]! -= factor * line[k]!;
    }
  }

  private reserve(size: number): void {
    if (size > this.capacity) {
      this.capacity *= 2;
      for (const [i, line] of this.lines.entries()) {
        this.lines[i] = new Float64Array(this.capacity);
        this.lines[i]!.set(line);
      }
    }
    while (this.lines.length < size) this.lines.push(new Float64Array(this.capacity));
  }
}
