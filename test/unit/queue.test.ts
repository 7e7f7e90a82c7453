// The propagator queue against lists: best priority first, first in first out, each waiting at most once.

import { describe, expect, it } from 'vitest';
import { PRIORITIES } from '../../solver/propagator.ts';
import { PropagatorQueue } from '../../solver/queue.ts';
import { Random } from '../../solver/random.ts';

describe('propagator queue', () => {
  it('agrees with one list per priority', () => {
    for (let seed = 0; seed < 60; seed++) {
      const rng = new Random(`queue:${seed}`);
      const queue = new PropagatorQueue();
      const priority: number[] = [];
      const lists: number[][] = Array.from({ length: PRIORITIES }, () => []);
      for (let step = 0; step < 400; step++) {
        const action = rng.below(12);
        if (action === 0 || priority.length === 0) {
          priority.push(rng.below(PRIORITIES));
          expect(queue.add(priority.at(-1)!)).toBe(priority.length - 1);
        } else if (action < 8) {
          const id = rng.below(priority.length);
          queue.enqueue(id);
          const list = lists[priority[id]!]!;
          if (!list.includes(id)) list.push(id);
        } else if (action < 11) {
          expect(queue.pop()).toBe(lists.find((list) => list.length > 0)?.shift() ?? -1);
        } else if (rng.chance(0.1)) {
          queue.clear();
          for (const list of lists) list.length = 0;
        }
      }
    }
  });

  it('lists who is to be woken, with the data given', () => {
    const queue = new PropagatorQueue();
    queue.reserveVariables(4);
    queue.watch(2, 0, 7);
    queue.watch(2, 1, 8);
    queue.watch(2, 0, 9);
    expect(Array.from(queue.wakeList[2]!.subarray(0, queue.wakeSize[2]))).toEqual([0, 7, 1, 8, 0, 9]);
    expect(queue.wakeSize[3]).toBe(0);
  });
});
