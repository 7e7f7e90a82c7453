// Energetic overload checking of a cumulative with a theta tree (Vilím, CP 2009; Wolf and Schrader 2006): tasks enter by their due times, and when those inside
// some window [a, due) need more than capacity * (due - a) it is a conflict. O(n log n). Optional tasks enter gray: one that the set cannot take in is absent.
//
// The tree is that of the disjunctive resource with energy for size and capacity * begin for begin: its "earliest end" is then the largest of
// capacity * a + energy from a on, to be held against capacity * due. Compulsory parts of tasks that reach out of the window do not count; in edge finding they do.

import { type EnergyConclusions, NOBODY } from './energy-rules.ts';
import { ABSENT, type EnergyWindows, OPEN, PRESENT } from './energy-windows.ts';
import { KeySorter } from './sort-by-key.ts';
import { ThetaLambdaTree } from './theta-tree.ts';

export class CumulativeOverload {
  private readonly byBegin: Int32Array;
  private readonly byDue: Int32Array;
  /** Position in byBegin. */
  private readonly rank: Int32Array;
  private readonly sorter: KeySorter;
  private readonly tree: ThetaLambdaTree;

  constructor(count: number) {
    this.byBegin = Int32Array.from({ length: count }, (_, i) => i);
    this.byDue = this.byBegin.slice();
    this.rank = new Int32Array(count);
    this.sorter = new KeySorter(count);
    this.tree = new ThetaLambdaTree(count);
  }

  /** `optional`: whether optional tasks are looked at. */
  run(windows: EnergyWindows, capacity: number, to: EnergyConclusions, optional: boolean): boolean {
    const { tree, byBegin, byDue, rank, sorter } = this;
    const { begin, due, size, demand, status } = windows;
    sorter.sort(byBegin, begin);
    sorter.sort(byDue, due);
    for (let r = 0; r < byBegin.length; r++) rank[byBegin[r]!] = r;
    tree.clear();
    for (let r = 0; r < byDue.length; r++) {
      const j = byDue[r]!;
      if (status[j] === ABSENT) continue;
      const energy = demand[j]! * size[j]!;
      if (status[j] === PRESENT) tree.insert(rank[j]!, capacity * begin[j]!, energy);
      else if (optional) tree.insertGray(rank[j]!, capacity * begin[j]!, energy);
      else continue;
      const time = due[j]!;
      if (tree.endMin > capacity * time)
        return to.overloaded(0, this.windowBegin(windows, capacity, time, NOBODY), time);
      while (tree.endMinWithGray > capacity * time) {
        const leaf = tree.responsibleLeaf();
        const i = byBegin[leaf]!;
        if (!to.leavesOut(0, i, this.windowBegin(windows, capacity, time, i), time)) return false;
        tree.remove(leaf);
      }
    }
    return true;
  }

  /** The latest begin of a window that ends at `time` and holds too much: present tasks, and task i. */
  private windowBegin(windows: EnergyWindows, capacity: number, time: number, i: number): number {
    const { byBegin } = this;
    const { begin, due, size, demand, status } = windows;
    let sum = 0;
    let from = Number.NEGATIVE_INFINITY;
    let complete = i === NOBODY;
    for (let r = byBegin.length - 1; r >= 0; r--) {
      const j = byBegin[r]!;
      if (due[j]! > time || status[j] === ABSENT || (status[j] === OPEN && j !== i)) continue;
      if (j === i) complete = true;
      sum += demand[j]! * size[j]!;
      from = begin[j]!;
      if (complete && sum > capacity * (time - from)) break;
    }
    return from;
  }
}
