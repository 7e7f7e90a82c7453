// n queens in the background of a page: what the page calls. No DOM here.

import { CpModel, solve } from 'moccasin/browser';

/** Rows of n queens by column, none attacking another; null if the signal came first, or there is no such placement. */
export async function placeQueens(n, signal) {
  const model = new CpModel('queens');
  const rows = Array.from({ length: n }, () => model.newIntVar(0, n - 1));
  model.addAllDifferent(rows);
  model.addAllDifferent(rows.map((row, column) => row.plus(column)));
  model.addAllDifferent(rows.map((row, column) => row.minus(column)));
  const { values } = await solve(model, {}, { signal });
  return values === null ? null : values.slice(0, n);
}
