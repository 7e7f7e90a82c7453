// A long row of numbers as a few columns: the smallest and the largest number of each, which is all that a picture of so many pixels can show.

/** More steps than this are drawn in columns. */
export const MOST_COLUMNS = 1500;

export interface Column {
  /** Steps from..to, both included. */
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

/** One column for each step while there are at most `most`, else at most `most` columns of equally many steps but for the last. O(length). */
export function columnsOf(values: ArrayLike<number>, most: number = MOST_COLUMNS): Column[] {
  const width = Math.max(1, Math.ceil(values.length / most));
  const columns: Column[] = [];
  for (let from = 0; from < values.length; from += width) {
    const to = Math.min(values.length, from + width) - 1;
    let [low, high] = [values[from]!, values[from]!];
    for (let j = from + 1; j <= to; j++) {
      low = Math.min(low, values[j]!);
      high = Math.max(high, values[j]!);
    }
    columns.push({ from, to, low, high });
  }
  return columns;
}

/** "step 7" or "steps 100 to 199". */
export function stepsText({ from, to }: Pick<Column, 'from' | 'to'>): string {
  return from === to ? `step ${from}` : `steps ${from} to ${to}`;
}
