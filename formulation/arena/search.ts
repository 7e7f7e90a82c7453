// A good arena: first fit in several orders, then ejection chains from the best of them.
//
// The orders that do well are those that place first what is hard to place later: wide boxes, long lives, large areas. (A local search over such orders, tried before,
// ends with two to four times the space above the lower bound that ejection chains leave after the same work.)

import { Random } from '../../solver/random.ts';
import type { Boxes, Placement } from './arena.ts';
import { ejectArena } from './ejection.ts';
import { Placer } from './placing.ts';

export interface ArenaSearchOptions {
  readonly seed: number;
  /** Boxes that may be looked at; the first order is placed whatever it takes. */
  readonly work: number;
}

/** Places the boxes, ending where the arena is no larger than `target`, which must not be below the largest load. The result is never larger than that of the best starting order. */
export function searchArena(boxes: Boxes, target: number, { seed, work }: ArenaSearchOptions): Placement {
  const placer = new Placer(boxes);
  let best: Placement | null = null;
  for (const order of startingOrders(boxes)) {
    if (best !== null && placer.work >= work) break;
    if (!placer.place(order, best?.arena ?? Number.POSITIVE_INFINITY)) continue;
    best = placer.placement();
    if (best.arena <= target) return best;
  }
  if (best === null) throw new Error('the first order is placed without a limit');
  return ejectArena(boxes, best, target, new Random(`arena:${seed}`), work - placer.work);
}

/** Orders by size, area and length of life, by sizes of about the same magnitude, and by time. */
function startingOrders({ count, from, to, size }: Boxes): Int32Array<ArrayBuffer>[] {
  const life = (k: number): number => to[k] - from[k] + 1;
  const keys: ((k: number) => readonly [number, number])[] = [
    (k) => [-size[k], -life(k)],
    (k) => [-size[k] * life(k), from[k]],
    (k) => [-life(k), -size[k]],
    (k) => [-Math.floor(Math.log2(size[k])), -life(k)],
    (k) => [from[k], -size[k]],
    (k) => [-to[k], -size[k]],
  ];
  return keys.map((key) => {
    const keyed = Array.from({ length: count }, (_, k) => [...key(k), k] as const);
    keyed.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
    return Int32Array.from(keyed, ([, , k]) => k);
  });
}
