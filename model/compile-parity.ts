// Exclusive ors taken together: a system of linear equations over GF(2), of which unit propagation sees one equation at a time.
//
//   a + p + q = 1              variables that occur in these equations only (here p, q) are eliminated first: what is left speaks about the others alone and is
//   b + p     = 0      =>      posted besides, as a + b + c = 0 here. Sums over hidden bits, as in learning a parity from noisy samples, become sums over what
//   c     + q = 1              the objective or other constraints know about.
//
// Gauss-Jordan elimination in words of 32 columns. Equations with one or two variables that come out of it are posted whatever they are about.

import type { Fact } from '../solver/literal.ts';
import { exclusiveOr } from './compile-boolean.ts';
import type { CompileContext } from './compile-context.ts';
import { type ModelData, type VariableRef, variableOfRef } from './model.ts';
import { eachVariable, eachVariableOfInterval } from './presolve/references.ts';

/** Larger systems take too long. */
const MOST_ROWS = 1000;
const MOST_COLUMNS = 4000;
/** Longer equations are left out. */
const LONGEST = 100;
/** Equations about variables that are not hidden from the rest of the model anyway are posted up to this length. */
const SHORT = 2;

/** The sum of the variables is odd, or even. */
interface Parity {
  readonly variables: ReadonlySet<VariableRef>;
  readonly odd: boolean;
}

/** Posts what follows from the exclusive ors of a model. They are posted by themselves, too. */
export function postParities(context: CompileContext): void {
  const parities = paritiesOf(context);
  const all = new Set(parities.flatMap(({ variables }) => [...variables]));
  if (parities.length < 2 || parities.length > MOST_ROWS || all.size > MOST_COLUMNS) return;
  const known = knownElsewhere(context.data);
  const columns = [...all].sort((x, y) => known[x]! - known[y]! || x - y);
  const hidden = columns.filter((x) => known[x] === 0).length;
  const system = new ParitySystem(columns, parities);
  const solvedForHidden = system.eliminate(0, hidden, 0);
  const rank = system.eliminate(hidden, columns.length, solvedForHidden);
  for (let row = 0; row < parities.length; row++) {
    const { variables, odd } = system.row(row);
    if (row >= rank && odd) context.clause([], []);
    const isAboutOthers = hidden > 0 && row >= solvedForHidden;
    if (row >= rank || variables.length > (isAboutOthers ? LONGEST : SHORT)) continue;
    const facts = variables.map((x): Fact => ({ sv: 2 * x, k: 1 }));
    if (!odd) facts[0] = context.not(facts[0]!);
    exclusiveOr(context, facts, []);
  }
}

/** The unconditional ones, over variables that the root leaves open. */
function paritiesOf(context: CompileContext): Parity[] {
  const parities: Parity[] = [];
  for (const c of context.data.constraints) {
    if (c.kind !== 'boolXor' || (c.enforcement ?? []).length > 0) continue;
    const variables = new Set<VariableRef>();
    let odd = true;
    for (const l of c.literals) {
      const x = variableOfRef(l);
      if (l < 0) odd = !odd;
      if (context.lb(x) === 1) odd = !odd;
      else if (context.ub(x) === 1 && !variables.delete(x)) variables.add(x);
    }
    parities.push({ variables, odd });
  }
  return parities;
}

/** By variable: 1 if something else than an unconditional exclusive or mentions it. */
function knownElsewhere({ variables, constraints, intervals, objective }: ModelData): Uint8Array {
  const known = new Uint8Array(variables.length);
  const mark = (x: VariableRef): void => {
    known[x] = 1;
  };
  for (const c of constraints) {
    if (c.kind !== 'boolXor' || (c.enforcement ?? []).length > 0) eachVariable(c, intervals, mark);
  }
  for (const interval of intervals) eachVariableOfInterval(interval, mark);
  for (const x of objective?.vars ?? []) mark(x);
  return known;
}

class ParitySystem {
  private readonly columns: readonly VariableRef[];
  private readonly rows: Uint32Array[];

  constructor(columns: readonly VariableRef[], parities: readonly Parity[]) {
    const place = new Map(columns.map((x, c) => [x, c]));
    this.columns = columns;
    // the last column is the right side
    const words = (columns.length >> 5) + 1;
    this.rows = parities.map(({ variables, odd }) => {
      const row = new Uint32Array(words);
      for (const x of variables) flip(row, place.get(x)!);
      if (odd) flip(row, columns.length);
      return row;
    });
  }

  /** Solves rows from number `rank` on for columns from..to, which are then in one row each. Returns the number of rows that are solved. */
  eliminate(from: number, to: number, rank: number): number {
    const { rows } = this;
    let solved = rank;
    for (let c = from; c < to && solved < rows.length; c++) {
      const pivot = rows.findIndex((row, r) => r >= solved && has(row, c));
      if (pivot < 0) continue;
      const row = rows[pivot]!;
      rows[pivot] = rows[solved]!;
      rows[solved] = row;
      for (const other of rows) {
        if (other === row || !has(other, c)) continue;
        for (let w = 0; w < row.length; w++) other[w]! ^= row[w]!;
      }
      solved++;
    }
    return solved;
  }

  row(r: number): { variables: VariableRef[]; odd: boolean } {
    const row = this.rows[r]!;
    return { variables: this.columns.filter((_, c) => has(row, c)), odd: has(row, this.columns.length) };
  }
}

function has(row: Uint32Array, column: number): boolean {
  return ((row[column >> 5]! >>> (column & 31)) & 1) === 1;
}

function flip(row: Uint32Array, column: number): void {
  row[column >> 5]! ^= 1 << (column & 31);
}
