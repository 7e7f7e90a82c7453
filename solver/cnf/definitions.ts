// Definitions of a variable among its clauses: x as the conjunction of literals, or as the exclusive or of two. Resolvents of two clauses that both belong to the definition,
// or both do not, follow from the others: elimination can do without them (Eén & Biere, SAT 2005).

import { type Formula, HEADER } from './formula.ts';

/** Clauses that define the variable of `lit`, null if none are found. `positive` are the clauses of `lit`, `negative` those of its negation. */
export function definition(
  formula: Formula,
  lit: number,
  positive: readonly number[],
  negative: readonly number[],
): ReadonlySet<number> | null {
  return (
    conjunction(formula, lit, positive, negative) ??
    conjunction(formula, lit ^ 1, negative, positive) ??
    exclusiveOr(formula, lit, positive, negative)
  );
}

/** lit = a and b and ...: the clauses (~lit or a), (~lit or b), ... and (lit or ~a or ~b or ...). */
function conjunction(
  formula: Formula,
  lit: number,
  positive: readonly number[],
  negative: readonly number[],
): ReadonlySet<number> | null {
  const { data } = formula;
  const implied = new Map<number, number>();
  formula.ticks += (positive.length + negative.length) >> 2;
  for (const ref of negative) {
    if (formula.size(ref) !== 2) continue;
    const a = data[ref + HEADER] === (lit ^ 1) ? data[ref + HEADER + 1]! : data[ref + HEADER]!;
    implied.set(a, ref);
  }
  if (implied.size < 2) return null;
  for (const ref of positive) {
    const size = formula.size(ref);
    if (size < 3 || size > implied.size + 1) continue;
    const parts = [ref];
    for (let i = ref + HEADER; i < ref + HEADER + size; i++) {
      const part = implied.get(data[i]! ^ 1);
      if (part !== undefined) parts.push(part);
      else if (data[i] !== lit) break;
    }
    if (parts.length === size) return new Set(parts);
  }
  return null;
}

/** lit = a xor b: the clauses (lit or a or ~b), (lit or ~a or b), (~lit or a or b), (~lit or ~a or ~b), for any signs of a and b. */
function exclusiveOr(
  formula: Formula,
  lit: number,
  positive: readonly number[],
  negative: readonly number[],
): ReadonlySet<number> | null {
  if (!hasTwoTernary(formula, positive) || !hasTwoTernary(formula, negative)) return null;
  const count = 2 * formula.variableCount;
  const pair = (a: number, b: number): number => (a < b ? a * count + b : b * count + a);
  const first = ternary(formula, lit, positive, pair);
  if (first.size < 2) return null;
  const second = ternary(formula, lit ^ 1, negative, pair);
  if (second.size < 2) return null;
  for (const [key, ref] of first) {
    const [a, b] = [Math.floor(key / count), key % count];
    const parts = [ref, first.get(pair(a ^ 1, b ^ 1)), second.get(pair(a, b ^ 1)), second.get(pair(a ^ 1, b))];
    if (parts.every((part) => part !== undefined)) return new Set(parts);
  }
  return null;
}

function hasTwoTernary(formula: Formula, list: readonly number[]): boolean {
  let count = 0;
  for (let i = 0; i < list.length && count < 2; i++) if (formula.size(list[i]!) === 3) count++;
  return count === 2;
}

/** Clauses of three literals by the two besides `lit`. */
function ternary(
  formula: Formula,
  lit: number,
  list: readonly number[],
  pair: (a: number, b: number) => number,
): Map<number, number> {
  const found = new Map<number, number>();
  const { data } = formula;
  for (const ref of list) {
    if (formula.size(ref) !== 3) continue;
    const from = ref + HEADER;
    const a = data[from] === lit ? data[from + 1]! : data[from]!;
    const b = data[from + 2] === lit ? data[from + 1]! : data[from + 2]!;
    found.set(pair(a, b), ref);
    formula.ticks += 2;
  }
  return found;
}
