// A linear program as data, and its rows in numbers of about the same size: rows and columns are multiplied by powers of two, which costs no digit, until the smallest and the
// largest entry of each lie about one (geometric scaling). Also the same entries by columns.

import type { SparseColumns } from './basis.ts';

/** Rows: entries of row r from rowStart[r] to rowStart[r + 1]. Everything finite. */
export interface LinearProgram {
  readonly cost: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly need: Float64Array;
  readonly rowStart: Int32Array;
  readonly entryColumn: Int32Array;
  readonly entryValue: Float64Array;
}

/** Rounds of scaling. */
const SCALING = 3;

export class ScaledRows {
  /** What rows and columns were multiplied by: the entry of row r and column j is rowScale[r] * columnScale[j] times that of the program. */
  readonly rowScale: Float64Array;
  readonly columnScale: Float64Array;
  /** As in the program, scaled. */
  readonly entryValue: Float64Array;
  readonly byColumn: SparseColumns;

  constructor(program: LinearProgram) {
    const columns = program.cost.length;
    this.rowScale = new Float64Array(program.need.length).fill(1);
    this.columnScale = new Float64Array(columns).fill(1);
    this.entryValue = program.entryValue.slice();
    this.scale(program);
    this.byColumn = transposed(columns, program.rowStart, program.entryColumn, this.entryValue);
  }

  private scale({ rowStart, entryColumn }: LinearProgram): void {
    const { entryValue, rowScale, columnScale } = this;
    const rows = rowScale.length;
    const columns = columnScale.length;
    for (let round = 0; round < SCALING; round++) {
      const least = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
      const most = new Float64Array(columns);
      for (let r = 0; r < rows; r++) {
        let small = Number.POSITIVE_INFINITY;
        let large = 0;
        for (let i = rowStart[r]!; i < rowStart[r + 1]!; i++) {
          small = Math.min(small, Math.abs(entryValue[i]!));
          large = Math.max(large, Math.abs(entryValue[i]!));
        }
        const factor = large === 0 ? 1 : powerOfTwo(1 / Math.sqrt(small * large));
        rowScale[r]! *= factor;
        for (let i = rowStart[r]!; i < rowStart[r + 1]!; i++) {
          entryValue[i]! *= factor;
          const j = entryColumn[i]!;
          least[j] = Math.min(least[j]!, Math.abs(entryValue[i]!));
          most[j] = Math.max(most[j]!, Math.abs(entryValue[i]!));
        }
      }
      const factors = most.map((large, j) => (large === 0 ? 1 : powerOfTwo(1 / Math.sqrt(least[j]! * large))));
      for (let j = 0; j < columns; j++) columnScale[j]! *= factors[j]!;
      for (let i = 0; i < entryValue.length; i++) entryValue[i]! *= factors[entryColumn[i]!]!;
    }
  }
}

function powerOfTwo(v: number): number {
  return 2 ** Math.round(Math.log2(v));
}

function transposed(
  columns: number,
  rowStart: Int32Array,
  entryColumn: Int32Array,
  entryValue: Float64Array,
): SparseColumns {
  const start = new Int32Array(columns + 1);
  for (const j of entryColumn) start[j + 1]!++;
  for (let j = 0; j < columns; j++) start[j + 1]! += start[j]!;
  const next = start.slice(0, columns);
  const row = new Int32Array(entryColumn.length);
  const value = new Float64Array(entryColumn.length);
  for (let r = 0; r + 1 < rowStart.length; r++) {
    for (let i = rowStart[r]!; i < rowStart[r + 1]!; i++) {
      const at = next[entryColumn[i]!]!++;
      row[at] = r;
      value[at] = entryValue[i]!;
    }
  }
  return { start, row, value };
}
