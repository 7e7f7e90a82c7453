// Overload checking of a disjunctive resource (Vilím 2007, section 2.4, optional tasks as in section 2.7 of it): tasks enter the theta tree by their due times; when the
// set cannot be done by the time the last one is due, it is a conflict. Optional tasks enter gray: one that the set cannot take in is absent. O(n log n).

import { type Conclusions, NOBODY } from './disjunctive-rules.ts';
import { OPEN, type OrderedWindows, PRESENT } from './disjunctive-windows.ts';
import { ThetaLambdaTree } from './theta-tree.ts';

export class DisjunctiveOverload {
  private readonly tree: ThetaLambdaTree;

  constructor(count: number) {
    this.tree = new ThetaLambdaTree(count);
  }

  /** `optional`: whether optional tasks are looked at. */
  run(windows: OrderedWindows, to: Conclusions, optional: boolean): boolean {
    const { tree } = this;
    const { byDeadline, byStartMin, rank, startMin, size, status, deadline } = windows;
    tree.clear();
    for (let r = 0; r < byDeadline.length; r++) {
      const j = byDeadline[r]!;
      if (size[j] === 0) continue;
      if (status[j] === PRESENT) tree.insert(rank[j]!, startMin[j]!, size[j]!);
      else if (optional && status[j] === OPEN) tree.insertGray(rank[j]!, startMin[j]!, size[j]!);
      else continue;
      const due = deadline[j]!;
      if (tree.endMin > due) return to.overloaded(0, NOBODY, due);
      while (tree.endMinWithGray > due) {
        const leaf = tree.responsibleLeaf();
        if (!to.overloaded(0, byStartMin[leaf]!, due)) return false;
        tree.remove(leaf);
      }
    }
    return true;
  }
}
