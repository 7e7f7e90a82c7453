// Shrinks a failing case by its domains: drops values from both ends, then from the middle, then tries the other walks, as long as the same point fails.
// Only domains are touched: what else a case holds is known to its subject alone, and any sub-domain of a valid case is valid.

import { rangesOf, valuesOf } from './solution-table.ts';
import type { Case } from './subject.ts';

/** Walks tried on each smaller case: a smaller case sees other decisions under the same seed. */
const ATTEMPTS = 4;
const BUDGET = 3_000;

/** The smallest failing case found, with the walk seed under which it fails. */
export function shrinkDomains<C>(
  c: Case<C>,
  seed: string,
  fails: (smaller: Case<C>, seed: string) => boolean,
): { c: Case<C>; seed: string } {
  let best = { c, seed };
  let runs = 0;
  for (let progress = true; progress && runs < BUDGET; ) {
    progress = false;
    for (let x = 0; x < c.domains.length; x++) {
      for (const values of smaller(valuesOf(best.c.domains[x]!))) {
        const domains = best.c.domains.map((d, y) => (y === x ? rangesOf(values) : d));
        const candidate: Case<C> = { ...best.c, domains };
        for (let attempt = 0; attempt < ATTEMPTS && runs < BUDGET; attempt++, runs++) {
          const walk = attempt === 0 ? best.seed : `${seed}:${attempt}`;
          if (!fails(candidate, walk)) continue;
          best = { c: candidate, seed: walk };
          progress = true;
          break;
        }
        if (progress) break;
      }
    }
  }
  return best;
}

/** Smaller domains, the boldest first: one value, half, one value less. */
function smaller(values: readonly number[]): number[][] {
  if (values.length === 1) return [];
  const half = values.length >> 1;
  const candidates = [[values[0]!], [values[values.length - 1]!], values.slice(half), values.slice(0, half)];
  for (let i = 0; i < values.length; i++) candidates.push(values.filter((_, j) => j !== i));
  return candidates;
}
