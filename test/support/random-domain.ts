// Random domains for the cases of subjects: up to six values, often negative, often with holes.

import type { Random } from '../../solver/random.ts';
import { rangesOf } from './solution-table.ts';

/** Flat closed ranges of 1 to `most` values (at most 6) around zero; one time in three with holes. */
export function randomDomain(rng: Random, most = 6, least = -4, greatest = 4): number[] {
  const size = rng.between(1, Math.min(most, 6));
  const lo = rng.between(least, greatest);
  if (!rng.chance(1 / 3)) return [lo, lo + size - 1];
  const values: number[] = [lo];
  while (values.length < size) values.push(values[values.length - 1]! + rng.between(1, 3));
  return rangesOf(values);
}
