// Not-last of a disjunctive resource, from one side (Vilím 2007, section 2.6); not-first is the same on the other side. If tasks that start before i must end cannot be
// done before the latest start of i, then i cannot be the last of them: it ends by the latest start of one of them. O(n log n), and as much again per conclusion.
//
//        [ k1 ][ k2 ]            k1 and k2 are not done before startMax of i,
//   i  |....|.....]              so i ends before k1 or k2 starts
//           startMax
//
// Deviation: the bound is that of the tasks which, taken by their latest starts, are the first to be too long, not of all that entered the tree.

import type { Conclusions } from './disjunctive-rules.ts';
import type { Side } from './disjunctive-tasks.ts';
import { ABSENT, type OrderedWindows, PRESENT } from './disjunctive-windows.ts';
import { ThetaTree } from './theta-tree.ts';

export class DisjunctiveNotLast {
  private readonly tree: ThetaTree;
  private readonly prefix: ThetaTree;

  constructor(count: number) {
    this.tree = new ThetaTree(count);
    this.prefix = new ThetaTree(count);
  }

  run(side: Side, windows: OrderedWindows, to: Conclusions): boolean {
    const { tree } = this;
    const { byDeadline, byStartMax, rank, startMin, startMax, deadline, size, status } = windows;
    const n = byDeadline.length;
    tree.clear();
    let entered = 0;
    for (let r = 0; r < n; r++) {
      const i = byDeadline[r]!;
      if (status[i] === ABSENT) continue;
      while (entered < n && startMax[byStartMax[entered]!]! < deadline[i]!) {
        const j = byStartMax[entered++]!;
        if (status[j] === PRESENT) tree.insert(rank[j]!, startMin[j]!, size[j]!);
      }
      if (tree.endMin <= startMax[i]!) continue;
      const leaf = rank[i]!;
      const end = tree.has(leaf) ? tree.endMinWithout(leaf) : tree.endMin;
      if (end > startMax[i]! && !to.endsBy(side, i, this.latestStart(windows, i))) return false;
    }
    return true;
  }

  /** The least latest start u such that the tasks that start by u are not done before the latest start of i, without i. */
  private latestStart(windows: OrderedWindows, i: number): number {
    const { prefix } = this;
    const { byStartMax, rank, startMin, startMax, size, status } = windows;
    prefix.clear();
    let r = 0;
    for (; prefix.endMin <= startMax[i]!; r++) {
      const j = byStartMax[r]!;
      if (j !== i && status[j] === PRESENT) prefix.insert(rank[j]!, startMin[j]!, size[j]!);
    }
    return startMax[byStartMax[r - 1]!]!;
  }
}
