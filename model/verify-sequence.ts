// Verification of inverse, lexOrder, valuePrecedence, globalCardinality and binPacking. See verify.ts.

import type {
  BinPackingConstraint,
  GlobalCardinalityConstraint,
  InverseConstraint,
  LexOrderConstraint,
  ValuePrecedenceConstraint,
} from './model.ts';
import type { Values } from './verify-values.ts';

export function verifyInverse(at: Values, { direct, inverse }: InverseConstraint): string | null {
  const there = direct.map((e) => at.linear(e));
  const back = inverse.map((e) => at.linear(e));
  // of n distinct positions each is hit, so that nothing is left to ask of `inverse`
  const wrong = there.findIndex((j, i) => back[j] !== i);
  if (wrong < 0) return null;
  const j = there[wrong]!;
  const place = `direct[${wrong}] is ${j}`;
  return back[j] === undefined ? `${place}, which is no position` : `${place}, inverse[${j}] is ${back[j]}`;
}

export function verifyLexOrder(at: Values, { left, right, strict }: LexOrderConstraint): string | null {
  for (let i = 0; i < left.length && i < right.length; i++) {
    const [a, b] = [at.linear(left[i]!), at.linear(right[i]!)];
    if (a !== b) return a < b ? null : `left[${i}] is ${a}, right[${i}] is ${b}`;
  }
  const holds = strict === true ? left.length < right.length : left.length <= right.length;
  return holds ? null : 'nothing differs up to the end of the right side';
}

export function verifyValuePrecedence(at: Values, { exprs, values }: ValuePrecedenceConstraint): string | null {
  const predecessors = new Map<number, Set<number>>();
  for (let k = 1; k < values.length; k++) {
    const set = predecessors.get(values[k]!) ?? new Set<number>();
    predecessors.set(values[k]!, set.add(values[k - 1]!));
  }
  const seen = new Set<number>();
  for (const [i, e] of exprs.entries()) {
    const value = at.linear(e);
    for (const s of predecessors.get(value) ?? []) if (!seen.has(s)) return `exprs[${i}] is ${value}, before any ${s}`;
    seen.add(value);
  }
  return null;
}

export function verifyGlobalCardinality(at: Values, constraint: GlobalCardinalityConstraint): string | null {
  const { exprs, values, counts, closed } = constraint;
  const occurrences = new Map(values.map((value) => [value, 0]));
  for (const [i, e] of exprs.entries()) {
    const value = at.linear(e);
    const before = occurrences.get(value);
    if (before !== undefined) occurrences.set(value, before + 1);
    else if (closed === true) return `exprs[${i}] is ${value}, which is not listed`;
  }
  for (const [k, value] of values.entries()) {
    const [number, count] = [occurrences.get(value)!, at.linear(counts[k]!)];
    if (number !== count) return `${value} occurs ${number} times, counts[${k}] is ${count}`;
  }
  return null;
}

export function verifyBinPacking(at: Values, { bins, sizes, loads }: BinPackingConstraint): string | null {
  const content = loads.map(() => 0);
  for (const [i, e] of bins.entries()) {
    const bin = at.linear(e);
    if (content[bin] === undefined) return `bins[${i}] is ${bin}, not in 0..${loads.length - 1}`;
    content[bin] += sizes[i]!;
  }
  for (const [b, load] of loads.entries()) {
    if (content[b] !== at.linear(load)) return `bin ${b} holds ${content[b]}, its load is ${at.linear(load)}`;
  }
  return null;
}
