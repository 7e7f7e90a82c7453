// Element constraints in presolve: positions that cannot be chosen leave the index, values that nobody has leave the target, and constants in arithmetic progression,
// such as any two, make the target a linear function of the index.

import type { Affine, DomainRanges, ElementConstraint } from '../model.ts';
import { equation, impossible, type Rule, scaled } from './equations.ts';
import { contains, rangesOf } from './ranges.ts';
import type { VariableStore } from './variable-store.ts';

/** Domains do not get lists of ranges longer than this: their holes would cost more than they tell. */
const MOST_RANGES = 512;

export const simplifyElement: Rule<ElementConstraint> = (model, c, enforcement) => {
  const { index, exprs, target } = c;
  const { store } = model;
  if (index.vars.length === 0) {
    const chosen = exprs[index.offset];
    return chosen === undefined ? impossible(model, enforcement) : equation(c, target, chosen, enforcement);
  }
  model.ticks += exprs.length;
  const places = possiblePlaces(store, c);
  if (places.length === 0) return impossible(model, enforcement);
  if (enforcement.length > 0) return c;
  const ranges = rangesOf(places);
  if (!store.restrictAffine(index, fewRanges(ranges))) return null;
  const chosen = places.map((place) => exprs[place]!);
  if (!store.restrictAffine(target, valuesOf(store, chosen))) return null;
  // the line knows nothing of places that are left out, so the index has to
  const line = ranges.length > MOST_RANGES ? null : lineThrough(places, chosen);
  return line === null ? c : equation(c, target, scaled(index, line.slope, line.offset), enforcement);
};

/** A set with all values of the expressions: exact for constants, unless it has too many ranges. */
function valuesOf(store: VariableStore, exprs: readonly Affine[]): DomainRanges {
  const hulls = exprs.map((e) => store.hull(e));
  if (hulls.every(([lo, hi]) => lo === hi)) return fewRanges(rangesOf(hulls.map(([lo]) => lo)));
  let [least, most] = hulls[0]!;
  for (const [lo, hi] of hulls) {
    least = Math.min(least, lo);
    most = Math.max(most, hi);
  }
  return [least, most];
}

/** Positions in the domain of the index whose expression can have a value of the target. */
function possiblePlaces(store: VariableStore, { index, exprs, target }: ElementConstraint): number[] {
  const places: number[] = [];
  for (const [place, e] of exprs.entries())
    if (mayBe(store, index, place) && mayMeet(store, e, target)) places.push(place);
  return places;
}

/** Whether the expression can have the value. */
function mayBe({ domains }: VariableStore, { vars, coeffs, offset }: Affine, value: number): boolean {
  return vars.length === 0 ? offset === value : contains(domains[vars[0]!]!, (value - offset) / coeffs[0]!);
}

/** Whether two expressions may be equal, as far as a quick look tells. */
function mayMeet(store: VariableStore, a: Affine, b: Affine): boolean {
  if (a.vars.length === 0) return mayBe(store, b, a.offset);
  if (b.vars.length === 0) return mayBe(store, a, b.offset);
  const [[lo, hi], [from, to]] = [store.hull(a), store.hull(b)];
  return lo <= to && from <= hi;
}

/** The set itself, or all between its ends if it has too many ranges. */
function fewRanges(ranges: DomainRanges): DomainRanges {
  return ranges.length <= MOST_RANGES ? ranges : [ranges[0]!, ranges[ranges.length - 1]!];
}

/** The line through constants over their places; null if there is none with an integer slope, or only one point. */
function lineThrough(places: readonly number[], exprs: readonly Affine[]): { slope: number; offset: number } | null {
  if (places.length < 2 || exprs.some(({ vars }) => vars.length > 0)) return null;
  const [first, second] = [exprs[0]!.offset, exprs[1]!.offset];
  const slope = (second - first) / (places[1]! - places[0]!);
  const offset = first - slope * places[0]!;
  if (!Number.isSafeInteger(slope) || !Number.isSafeInteger(offset)) return null;
  return exprs.every((e, k) => e.offset === slope * places[k]! + offset) ? { slope, offset: offset + 0 } : null;
}
