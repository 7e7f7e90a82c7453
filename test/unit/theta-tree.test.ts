// Theta trees against the definition: the earliest end of tasks done one after the other by increasing start, with each gray task in turn.

import { describe, expect, it } from 'vitest';
import { ThetaLambdaTree, ThetaTree } from '../../propagators/theta-tree.ts';
import { Random } from '../../solver/random.ts';

interface Task {
  readonly start: number;
  readonly size: number;
  state: 'out' | 'in' | 'gray';
}

/** Tasks of which those at `leaves` are done, in the order of their leaves. */
function endOf(tasks: readonly Task[], leaves: readonly number[]): number {
  return leaves.reduce((end, l) => Math.max(end, tasks[l]!.start) + tasks[l]!.size, Number.NEGATIVE_INFINITY);
}

function leavesIn(tasks: readonly Task[], state: Task['state']): number[] {
  return tasks.flatMap((task, leaf) => (task.state === state ? [leaf] : []));
}

function randomTasks(rng: Random, least: number): Task[] {
  const starts = Array.from({ length: rng.between(1, 9) }, () => rng.between(-10, 20)).sort((a, b) => a - b);
  return starts.map((start) => ({ start, size: rng.between(least, 6), state: 'out' }));
}

describe('the theta tree', () => {
  it('knows the end of a set, and of the set without one task', () => {
    for (let seed = 0; seed < 300; seed++) {
      const rng = new Random(`theta:${seed}`);
      const tasks = randomTasks(rng, 0);
      const tree = new ThetaTree(tasks.length);
      const order = tasks.map((_, leaf) => leaf);
      rng.shuffle(order);
      expect(tree.endMin).toBe(Number.NEGATIVE_INFINITY);
      for (const leaf of order) {
        tree.insert(leaf, tasks[leaf]!.start, tasks[leaf]!.size);
        tasks[leaf]!.state = 'in';
        const set = leavesIn(tasks, 'in');
        expect(tree.endMin).toBe(endOf(tasks, set));
        for (const other of order) expect(tree.has(other)).toBe(set.includes(other));
        for (const gone of set) {
          const rest = set.filter((l) => l !== gone);
          expect(tree.endMinWithout(gone)).toBe(endOf(tasks, rest));
        }
      }
      tree.clear();
      expect(tree.endMin).toBe(Number.NEGATIVE_INFINITY);
    }
  });
});

describe('the theta-lambda tree', () => {
  it('knows the latest end with one gray task, and which one', () => {
    let later = 0;
    for (let seed = 0; seed < 300; seed++) {
      const rng = new Random(`lambda:${seed}`);
      const tasks = randomTasks(rng, 1);
      const tree = new ThetaLambdaTree(tasks.length);
      for (let step = 0; step < 30; step++) {
        const leaf = rng.below(tasks.length);
        const task = tasks[leaf]!;
        task.state = rng.pick(['out', 'in', 'gray']);
        if (task.state === 'in') tree.insert(leaf, task.start, task.size);
        else if (task.state === 'gray') tree.insertGray(leaf, task.start, task.size);
        else tree.remove(leaf);
        const set = leavesIn(tasks, 'in');
        const withGray = (gray: number): number =>
          endOf(
            tasks,
            [...set, gray].sort((a, b) => a - b),
          );
        const end = endOf(tasks, set);
        const latest = Math.max(end, ...leavesIn(tasks, 'gray').map(withGray));
        expect(tree.endMin).toBe(end);
        expect(tree.endMinWithGray).toBe(latest);
        if (latest === end) continue;
        later++;
        const responsible = tree.responsibleLeaf();
        expect(tasks[responsible]!.state).toBe('gray');
        expect(withGray(responsible)).toBe(latest);
      }
    }
    expect(later).toBeGreaterThan(1000);
  });
});
