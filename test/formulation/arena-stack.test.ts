// Boxes that are put in and taken out: heights against those made anew from who lies under whom, prices against all heights there are.

import { describe, expect, it } from 'vitest';
import { type Boxes, largestLoad } from '../../formulation/arena/arena.ts';
import { ejectArena } from '../../formulation/arena/ejection.ts';
import { Placer } from '../../formulation/arena/placing.ts';
import { Stack } from '../../formulation/arena/stack.ts';
import { Random } from '../../solver/random.ts';

const shares = ({ from, to }: Boxes, a: number, b: number): boolean => from[a]! <= to[b]! && from[b]! <= to[a]!;
const all = ({ count }: Boxes): number[] => Array.from({ length: count }, (_, k) => k);

function randomBoxes(random: Random, count: number, steps: number): Boxes {
  const from = Int32Array.from({ length: count }, () => random.below(steps));
  const to = from.map((step) => Math.min(steps - 1, step + random.below(6)));
  return { count, from, to, size: Float64Array.from(from, () => random.between(1, 9)) };
}

function nearOf(boxes: Boxes): Int32Array[] {
  return all(boxes).map((a) => Int32Array.from(all(boxes).filter((b) => b !== a && shares(boxes, a, b))));
}

function firstFit(boxes: Boxes): { offset: Float64Array; arena: number } {
  const placer = new Placer(boxes);
  placer.place(all(boxes), Number.POSITIVE_INFINITY);
  return placer.placement();
}

/** The sum of the prices of the boxes in the way at a height. */
function costAt(
  boxes: Boxes,
  stack: Stack,
  near: Int32Array,
  price: Float64Array,
  box: number,
  height: number,
): number {
  const size = boxes.size[box]!;
  return near.reduce((cost, x) => {
    const fits = !stack.isPlaced(x) || stack.low[x]! + boxes.size[x]! <= height || stack.high[x]! >= height + size;
    return fits ? cost : cost + price[x]!;
  }, 0);
}

/** Lowest and highest offsets that follow from who lies under whom, without what the stack remembers. */
function expectSettled(boxes: Boxes, stack: Stack, near: Int32Array[], capacity: number): void {
  const placed = all(boxes).filter((k) => stack.isPlaced(k));
  for (const k of placed) {
    const others = [...near[k]!].filter((x) => stack.isPlaced(x));
    const under = others.filter((x) => stack.low[x]! < stack.low[k]!);
    const above = others.filter((x) => stack.low[x]! > stack.low[k]!);
    expect(under.length + above.length).toBe(others.length);
    expect(stack.low[k]).toBe(Math.max(0, ...under.map((x) => stack.low[x]! + boxes.size[x]!)));
    expect(stack.high[k]).toBe(Math.min(capacity, ...above.map((x) => stack.high[x]!)) - boxes.size[k]!);
    expect(stack.low[k]).toBeLessThanOrEqual(stack.high[k]!);
  }
  expect(stack.arena).toBe(placed.reduce((top, k) => Math.max(top, stack.low[k]! + boxes.size[k]!), 0));
}

describe('a stack', () => {
  it('keeps heights and prices true through insertions and removals', () => {
    const random = new Random('arena-stack');
    for (let round = 0; round < 60; round++) {
      const boxes = randomBoxes(random, random.between(2, 25), random.between(1, 15));
      const near = nearOf(boxes);
      const stack = new Stack(boxes, near);
      const capacity = largestLoad(boxes) + random.below(3);
      const out = new Set(stack.load(firstFit(boxes).offset, capacity));
      expectSettled(boxes, stack, near, capacity);
      for (let change = 0; change < 40; change++) {
        const box = random.below(boxes.count);
        if (stack.isPlaced(box)) {
          stack.remove(box);
          out.add(box);
        } else {
          const price = Float64Array.from(boxes.size, () => random.between(1, 5));
          const { height, cost } = stack.cheapest(box, price, random);
          const heights = Array.from({ length: capacity - boxes.size[box]! + 1 }, (_, t) => t);
          const costs = heights.map((t) => costAt(boxes, stack, near[box]!, price, box, t));
          expect(cost).toBe(Math.min(...costs));
          expect(costs[height]).toBe(cost);
          const ejected = stack.insert(box, height);
          expect(ejected.reduce((sum, x) => sum + price[x]!, 0)).toBe(cost);
          out.delete(box);
          for (const x of ejected) out.add(x);
        }
        expectSettled(boxes, stack, near, capacity);
        expect(all(boxes).filter((k) => !stack.isPlaced(k))).toEqual([...out].sort((a, b) => a - b));
      }
    }
  });
});

describe('ejection chains', () => {
  it('make a placement smaller that first fit leaves far above the bound, never larger', () => {
    const random = new Random('arena-ejection');
    let [before, after, bound] = [0, 0, 0];
    for (let round = 0; round < 20; round++) {
      const boxes = randomBoxes(random, 80, 40);
      const known = firstFit(boxes);
      const lowerBound = largestLoad(boxes);
      const { offset, arena } = ejectArena(boxes, known, lowerBound, new Random(round), 300_000);
      expect(arena).toBeLessThanOrEqual(known.arena);
      expect(arena).toBe(offset.reduce((top, o, k) => Math.max(top, o + boxes.size[k]!), 0));
      for (const [a, near] of nearOf(boxes).entries()) {
        for (const b of near) {
          expect(offset[a]! >= offset[b]! + boxes.size[b]! || offset[b]! >= offset[a]! + boxes.size[a]!).toBe(true);
        }
      }
      [before, after, bound] = [before + known.arena, after + arena, bound + lowerBound];
    }
    expect(after - bound).toBeLessThan(0.2 * (before - bound));
  });

  it('leave a placement as it is without work', () => {
    const boxes = randomBoxes(new Random(1), 30, 15);
    const known = firstFit(boxes);
    expect(ejectArena(boxes, known, 0, new Random(1), 0)).toBe(known);
  });

  it('leave it as well where lists of all pairs would be too long', () => {
    const count = 3300;
    const size = new Float64Array(count).fill(1);
    const boxes = { count, from: new Int32Array(count), to: new Int32Array(count), size };
    const known = { offset: Float64Array.from({ length: count }, (_, k) => 2 * k), arena: 2 * count - 1 };
    expect(ejectArena(boxes, known, count, new Random(1), 1e6)).toBe(known);
  });
});
