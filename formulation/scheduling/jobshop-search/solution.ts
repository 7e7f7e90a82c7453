// Solutions of a job shop as its local search keeps them: an order of all operations and a choice of alternatives. The order of the operations on each machine is the one
// they have there; as the operations of a job are in theirs, no circle can arise. So whatever is made of solutions by sorting is a solution again:
//
//   between(a, b)   each operation at the mean of its places in the orders of a and b: what comes first in both still does, the rest is mixed. A way from one solution
//                   to the other (path relinking; Nowicki & Smutnicki, Journal of Scheduling 8, 2005; Peng, Lü & Cheng, Computers & OR 53, 2015) without its steps
//   shaken(a)       each operation somewhat later than it was, by chance, and some on another machine

import type { Random } from '../../../solver/random.ts';
import type { FlatShop } from './flat-shop.ts';

export interface Solution {
  /** All operations, those of a job in their order. */
  readonly order: Int32Array;
  /** By operation: the number of its alternative. */
  readonly alternative: Int32Array;
  /** NaN for one that has not been evaluated. */
  readonly makespan: number;
}

/** Share of the operations with a choice that are shaken onto any alternative, for each unit of strength. */
const REASSIGNED = 0.3;

/** `share` from 0 to 1: how far from a to b. Both orders should be by time. */
export function between(shop: FlatShop, a: Solution, b: Solution, share: number, random: Random): Solution {
  const key = new Float64Array(shop.operations);
  for (let i = 0; i < key.length; i++) {
    key[a.order[i]] += (1 - share) * i;
    key[b.order[i]] += share * i;
  }
  const alternative = a.alternative.slice();
  for (let v = 0; v < key.length; v++) {
    if (b.alternative[v] !== alternative[v] && random.chance(share)) alternative[v] = b.alternative[v];
  }
  return { order: sorted(shop, key), alternative, makespan: Number.NaN };
}

/** `strength` from 0 to 1: by how much of the whole order an operation may come later. The order should be by time. */
export function shaken(shop: FlatShop, solution: Solution, strength: number, random: Random): Solution {
  const n = shop.operations;
  const { firstAlternative } = shop;
  const key = new Float64Array(n);
  const alternative = solution.alternative.slice();
  for (let i = 0; i < n; i++) {
    const v = solution.order[i];
    key[v] = i + strength * n * random.float();
    const choices = firstAlternative[v + 1] - firstAlternative[v];
    if (choices > 1 && random.chance(REASSIGNED * strength))
      alternative[v] = firstAlternative[v] + random.below(choices);
  }
  return { order: sorted(shop, key), alternative, makespan: Number.NaN };
}

/** The operations by their keys, but not before those that precede them in their jobs. */
function sorted({ operations, jobPrev, none }: FlatShop, key: Float64Array): Int32Array {
  // operations of a job have increasing numbers
  for (let v = 0; v < operations; v++) if (jobPrev[v] !== none) key[v] = Math.max(key[v], key[jobPrev[v]]);
  return Int32Array.from({ length: operations }, (_, v) => v).sort((v, w) => key[v] - key[w] || v - w);
}
