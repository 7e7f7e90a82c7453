// Compilation of tables, allowed and forbidden, into clauses over [x = v].
//
// Tuples that the root rules out go first, with them constant and repeated columns. What is left is compressed: rows that differ in one column only become
// one row whose cell is a set of values, column by column; rows are then disjoint products of cells.
//
//   forbidden                    a clause per row, cells cut into runs of neighbouring values so that two bounds say each
//   allowed, two columns         every value implies one of its partners, both ways. No auxiliary.
//   allowed, more columns        a Boolean per row: row => each cell;  some row;  [x = v] => some row with v in its cell
//
// The last two are domain consistent by unit propagation: a row dies iff one of its cells has no value left, a value iff all its rows have died. (Bacchus,
// "GAC via unit propagation", CP 2007; compression after Katsirelos & Walsh, CP 2007.) Under enforcement allowed tuples always get rows: row => cell is
// unconditional, and when all rows are dead the enforcement is refuted. A row of one restricted cell with one value is that literal.

import type { Affine } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { CompileContext, Condition } from './compile-context.ts';
import { domainSize, listAt, postChoice, postValues, sortedSet } from './compile-values.ts';
import type { TableConstraint } from './model.ts';

/** A set of values, sorted. Equal ones are one object. */
type Cell = readonly number[];

export function compileTable(
  context: CompileContext,
  { exprs, tuples, negated }: TableConstraint,
  enforcement: readonly Fact[],
): void {
  const views = exprs.map((e) => context.view(e));
  const columns = distinctColumns(views);
  const possible = possibleTuples(context, views, columns, tuples);
  const columnViews = columns.map((c) => views[c]!);
  if (negated === true) {
    for (const row of compress(possible, columns.length)) forbidRow(context, columnViews, row, enforcement);
    return;
  }
  if (possible.length === 0) {
    context.clause(enforcement, []);
    return;
  }
  columnViews.forEach((e, c) => {
    postValues(context, e, sortedSet(possible.map((tuple) => tuple[c]!)), enforcement);
  });
  const rows = compress(possible, columns.length);
  // a single row is the product of the columns' values, which has been posted
  if (rows.length === 1) return;
  if (columns.length === 2 && enforcement.length === 0) {
    postPartners(context, columnViews[0]!, columnViews[1]!, possible, 0);
    postPartners(context, columnViews[1]!, columnViews[0]!, possible, 1);
  } else postRows(context, columnViews, rows, enforcement);
}

/** The positions of expressions that are not constant, the first one per variable. */
function distinctColumns(views: readonly Affine[]): number[] {
  const seen = new Set<number>();
  return [...views.keys()].filter((c) => {
    const x = views[c]!.sv >> 1;
    if (x < 0 || seen.has(x)) return false;
    seen.add(x);
    return true;
  });
}

/** The tuples that the root allows, cut to these columns, each once. */
function possibleTuples(
  context: CompileContext,
  views: readonly Affine[],
  columns: readonly number[],
  tuples: readonly (readonly number[])[],
): number[][] {
  const found = new Map<string, number[]>();
  const known = new Map<number, number>();
  for (const tuple of tuples) {
    known.clear();
    const agrees = views.every((e, c) => {
      const v = context.solve(e, tuple[c]!);
      if (v === null || e.sv < 0) return v !== null;
      const x = e.sv >> 1;
      const other = known.get(x);
      known.set(x, v);
      return other === undefined || other === v;
    });
    if (!agrees) continue;
    const cut = columns.map((c) => tuple[c]!);
    found.set(cut.join(' '), cut);
  }
  return [...found.values()];
}

/** Disjoint products of cells, together the tuples (which are distinct). O(tuples * columns^2). */
function compress(tuples: readonly (readonly number[])[], width: number): Cell[][] {
  const ids = new Map<string, number>();
  const cells: Cell[] = [];
  const idOf = (cell: Cell): number => {
    const key = cell.join(' ');
    let id = ids.get(key);
    if (id === undefined) {
      id = cells.push(cell) - 1;
      ids.set(key, id);
    }
    return id;
  };
  let rows = tuples.map((tuple) => tuple.map((v) => idOf([v])));
  for (let c = 0; c < width; c++) {
    const groups = new Map<string, number[][]>();
    for (const row of rows) listAt(groups, row.filter((_, k) => k !== c).join(' ')).push(row);
    rows = [...groups.values()].map((group) =>
      group.length === 1 ? group[0]! : group[0]!.with(c, idOf(sortedSet(group.flatMap((row) => cells[row[c]!]!)))),
    );
  }
  return rows.map((row) => row.map((id) => cells[id]!));
}

/** Every value of `from` implies one of its partners in `to`; `side` is the column of `from` in the tuples. */
function postPartners(
  context: CompileContext,
  from: Affine,
  to: Affine,
  tuples: readonly (readonly number[])[],
  side: 0 | 1,
): void {
  const partners = new Map<number, number[]>();
  for (const tuple of tuples) listAt(partners, tuple[side]!).push(tuple[1 - side]!);
  const count = new Set(tuples.map((tuple) => tuple[1 - side]!)).size;
  for (const [value, others] of partners) {
    if (others.length < count) postChoice(context, context.equals(from, value), to, sortedSet(others));
  }
}

function postRows(
  context: CompileContext,
  columns: readonly Affine[],
  rows: readonly (readonly Cell[])[],
  enforcement: readonly Fact[],
): void {
  // without enforcement only the values that occur are left by now
  const sizes = columns.map((e, c) =>
    enforcement.length > 0 ? domainSize(context, e) : new Set(rows.flatMap((row) => row[c]!)).size,
  );
  const literals = rows.map((row): Condition => {
    const restricted = columns.flatMap((e, c) => (row[c]!.length < sizes[c]! ? [{ e, cell: row[c]! }] : []));
    const [first] = restricted;
    if (restricted.length === 1 && first!.cell.length === 1) return context.equals(first!.e, first!.cell[0]!);
    const literal = context.newBool();
    for (const { e, cell } of restricted) postChoice(context, literal, e, cell);
    return literal;
  });
  context.clause(enforcement, literals);
  columns.forEach((e, c) => {
    const supports = new Map<number, Condition[]>();
    rows.forEach((row, r) => {
      for (const v of row[c]!) listAt(supports, v).push(literals[r]!);
    });
    for (const [v, having] of supports) {
      if (having.length < rows.length) context.clause([...enforcement, context.equals(e, v)], having);
    }
  });
}

/** Not all expressions lie in their cells. */
function forbidRow(
  context: CompileContext,
  columns: readonly Affine[],
  row: readonly Cell[],
  enforcement: readonly Fact[],
): void {
  let products: Condition[][] = [[...enforcement]];
  columns.forEach((e, c) => {
    const inside = runs(context, e, row[c]!).map(([lo, hi]) =>
      lo === hi ? [context.equals(e, lo)] : [context.atLeast(e, lo), context.atMost(e, hi)],
    );
    products = products.flatMap((product) => inside.map((conditions) => [...product, ...conditions]));
  });
  for (const product of products) context.clause(product, []);
}

/** The cell as ranges, each of values that are neighbours in the domain of e. */
function runs(context: CompileContext, e: Affine, cell: Cell): [number, number][] {
  const result: [number, number][] = [];
  for (const v of cell) {
    const last = result[result.length - 1];
    if (last !== undefined && areNeighbors(context, e, last[1], v)) last[1] = v;
    else result.push([v, v]);
  }
  return result;
}

/** Whether e takes no value between a and b, a < b. */
function areNeighbors(context: CompileContext, e: Affine, a: number, b: number): boolean {
  const [low, high] = [context.atMost(e, a), context.atLeast(e, b)];
  if (typeof low === 'boolean' || typeof high === 'boolean') return false;
  const { trail } = context.engine.kernel;
  return trail.canonical(high.sv, high.k) === trail.canonical(high.sv, 1 - low.k);
}
