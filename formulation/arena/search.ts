// A good arena: first fit in several orders, then a local search over orders.
//
// The orders that do well are those that place first what is hard to place later: wide boxes, long lives, large areas. From the best of them the search goes on like
// squeaky wheel optimization (Joslin and Clements, JAIR 10, 1999): a box that ends above the target, the lower bound, is moved forward in the order, as are, less
// often, other boxes; the new order is kept if the arena is not larger. After a while without improvement the search goes back to the best order with several random
// moves at once. Work is counted in placed boxes looked at, so that equal seeds give equal results on every machine.

import { Random } from '../../solver/random.ts';
import type { Boxes, Placement } from './arena.ts';
import { Placer } from './placing.ts';

/** Moves without a better arena before the search starts over from the best order. */
const PATIENCE = 400;
/** Random moves when it does. */
const KICKS = 6;
/** Of ten moves, so many take a box that ends above the target. */
const CULPRITS = 0.9;

export interface ArenaSearchOptions {
  readonly seed: number;
  /** Placed boxes that may be looked at; the first order is placed whatever it takes. */
  readonly work: number;
}

/** Places the boxes, ending early where the arena meets `lowerBound`. The result is never larger than that of the best starting order. */
export function searchArena(boxes: Boxes, lowerBound: number, { seed, work }: ArenaSearchOptions): Placement {
  const placer = new Placer(boxes);
  let best: Placement | null = null;
  let bestOrder = new Int32Array(0);
  for (const order of startingOrders(boxes)) {
    if (best !== null && placer.work >= work) break;
    if (!placer.place(order, best?.arena ?? Number.POSITIVE_INFINITY)) continue;
    best = placer.placement();
    bestOrder = order;
    if (best.arena === lowerBound) return best;
  }
  if (best === null) throw new Error('the first order is placed without a limit');
  const random = new Random(`arena:${seed}`);
  let order = bestOrder;
  let current = best;
  let idle = 0;
  while (placer.work < work && best.arena > lowerBound) {
    const restarts = idle >= PATIENCE;
    if (restarts) {
      order = bestOrder;
      current = best;
      idle = 0;
    }
    let next = order;
    for (let move = restarts ? KICKS : 1; move > 0; move--) next = moved(boxes, next, current, lowerBound, random);
    idle++;
    // After a restart the first order is taken as it comes, as long as it is not much worse.
    const limit = restarts ? best.arena + (best.arena - lowerBound) + 1 : current.arena + 1;
    if (!placer.place(next, limit)) continue;
    order = next;
    current = placer.placement();
    if (current.arena >= best.arena) continue;
    best = current;
    bestOrder = order;
    idle = 0;
  }
  return best;
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

/** The order with one box moved forward, more often a little than far. */
function moved(
  { count, size }: Boxes,
  order: Int32Array<ArrayBuffer>,
  { offset }: Placement,
  target: number,
  random: Random,
): Int32Array<ArrayBuffer> {
  const culprits = random.chance(CULPRITS);
  let at = random.below(count);
  // The first box from a random place on that ends above the target; there is one, for the arena is above it.
  if (culprits) while (offset[order[at]] + size[order[at]] <= target) at = (at + 1) % count;
  const to = Math.floor(at * (culprits ? 1 - random.float() ** 2 : random.float()));
  const next = order.slice();
  next.copyWithin(to + 1, to, at);
  next[to] = order[at];
  return next;
}
