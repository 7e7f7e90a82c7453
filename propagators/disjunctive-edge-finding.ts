// Edge finding of a disjunctive resource, from one side (Vilím 2007, section 2.7, with the theta-lambda tree). The present tasks that are due by some time form the set,
// all others are gray: one with which the set cannot be done by then comes after the whole set. O(n log n).
//
//   set  [ k1 ][ k2 ]    |       due: with i somewhere among k1 and k2 they would not be done
//   i      [  i  ]                so i comes after both

import { type Conclusions, NOBODY } from './disjunctive-rules.ts';
import type { Side } from './disjunctive-tasks.ts';
import { OPEN, type OrderedWindows, PRESENT } from './disjunctive-windows.ts';
import { ThetaLambdaTree } from './theta-tree.ts';

export class DisjunctiveEdgeFinding {
  private readonly tree: ThetaLambdaTree;

  constructor(count: number) {
    this.tree = new ThetaLambdaTree(count);
  }

  run(side: Side, windows: OrderedWindows, to: Conclusions): boolean {
    const { tree } = this;
    const { byDeadline, byStartMin, rank, startMin, size, status, deadline } = windows;
    const n = byDeadline.length;
    tree.clear();
    for (let j = 0; j < n; j++) {
      if (size[j] === 0) continue;
      if (status[j] === PRESENT) tree.insert(rank[j]!, startMin[j]!, size[j]!);
      else if (status[j] === OPEN) tree.insertGray(rank[j]!, startMin[j]!, size[j]!);
    }
    for (let r = n - 1; r > 0; r--) {
      const j = byDeadline[r]!;
      if (size[j] === 0 || status[j] !== PRESENT) continue;
      const due = deadline[j]!;
      if (tree.endMin > due) return to.overloaded(side, NOBODY, due);
      while (tree.endMinWithGray > due) {
        const leaf = tree.responsibleLeaf();
        if (!to.startsFromEdge(side, byStartMin[leaf]!, tree.endMin, due)) return false;
        tree.remove(leaf);
      }
      tree.insertGray(rank[j]!, startMin[j]!, size[j]!);
    }
    return true;
  }
}
