// A smaller arena by ejection chains, after what Nagata and Braysy (Operations Research Letters 37, 2009) do to vehicles: the capacity is set a little below the best
// arena and the boxes that end above it are taken out; then one box after the other is put in again where those in its way have the smallest price, and these are taken
// out in turn. A box that did not go in without that gets dearer, so that the boxes that are hard to place come to be placed first, and prices outlast the trials. When
// all are in, their arena is the best; when a trial takes too long, the next one asks for less.
//
// A box costs the root of its area to begin with (than one each, than its size or its area: better on nearly all graphs, measured with equal work).

import type { Random } from '../../solver/random.ts';
import type { Boxes, Placement } from './arena.ts';
import { Stack } from './stack.ts';

/** The share of what the best arena has above the target that a trial cuts off: the first one, how it grows after each success, and how it shrinks, down to what, after each failure. */
const CUT = { first: 0.01, growth: 1.1, shrinking: 0.5, least: 0.005 };
/** Share of all work after which a trial is given up. */
const PATIENCE = 0.12;
/** Pairs of boxes that share a step, up to which there are lists of them. */
const MOST_PAIRS = 5_000_000;

/** A placement that is no larger than the one known; `work` is in boxes looked at. Ends where the arena is no larger than `target`, which must not be below the largest load. Where too many boxes share steps the known one stays. */
export function ejectArena(boxes: Boxes, known: Placement, target: number, random: Random, work: number): Placement {
  if (work <= 0 || pairCount(boxes) > MOST_PAIRS) return known;
  const stack = new Stack(boxes, sharers(boxes));
  const worth = Float64Array.from(boxes.size, (size, k) =>
    Math.ceil(Math.sqrt(size * (boxes.to[k] - boxes.from[k] + 1))),
  );
  const price = worth.slice();
  let best = known;
  let cut = CUT.first;
  while (stack.work < work && best.arena > target) {
    const less = Math.ceil(cut * (best.arena - target));
    const out = stack.load(best.offset, best.arena - less);
    const until = Math.min(work, stack.work + PATIENCE * work);
    while (out.length > 0 && stack.work < until) {
      const box = takeAny(out, random);
      const { height, cost } = stack.cheapest(box, price, random);
      if (cost > 0) price[box] += worth[box];
      out.push(...stack.insert(box, height));
    }
    const succeeded = out.length === 0;
    if (succeeded) best = { offset: stack.low.slice(), arena: stack.arena };
    cut = succeeded ? Math.min(1, cut * CUT.growth) : Math.max(CUT.least, cut * CUT.shrinking);
  }
  return best;
}

function takeAny(items: number[], random: Random): number {
  const at = random.below(items.length);
  const item = items[at];
  items[at] = items[items.length - 1];
  items.pop();
  return item;
}

/** How many pairs of boxes share a step: each is counted where the later one begins. O(n log n). */
function pairCount({ count, from, to }: Boxes): number {
  const begins = from.slice().sort();
  const ends = to.slice().sort();
  let pairs = 0;
  let ended = 0;
  for (let k = 0; k < count; k++) {
    while (ends[ended] < begins[k]) ended++;
    pairs += k - ended;
  }
  return pairs;
}

/** For each box those that share a step with it. */
function sharers({ count, from, to }: Boxes): Int32Array[] {
  const lists: number[][] = Array.from({ length: count }, () => []);
  let live: number[] = [];
  for (const box of Array.from(lists.keys()).sort((a, b) => from[a] - from[b])) {
    live = live.filter((other) => to[other] >= from[box]);
    for (const other of live) {
      lists[other].push(box);
      lists[box].push(other);
    }
    live.push(box);
  }
  return lists.map((list) => Int32Array.from(list));
}
