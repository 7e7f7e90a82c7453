// Precedences of a disjunctive resource, from one side: a task i starts no earlier than the tasks that must come before it can be done.
//
//   DetectablePrecedences   those whose latest start is before the earliest end of i (Vilím 2007, section 2.5): one sweep with a theta tree, O(n log n)
//   KnownPrecedences        those, and those that a literal puts before i: O(n) per task (Vilím's "propagated precedences" are of this kind; Brucker, CP-SAT's
//                           DisjunctivePrecedences)
//   SinglePrecedences       one task before i at a time: the weakest rule that decides when everything is fixed, for when the others are off
//
// A task of size zero takes part in all of them: it may lie at the border of another one but not inside.

import type { DisjunctiveOrder } from './disjunctive-order.ts';
import type { Conclusions } from './disjunctive-rules.ts';
import type { Side } from './disjunctive-tasks.ts';
import { ABSENT, type OrderedWindows, PRESENT } from './disjunctive-windows.ts';
import { ThetaTree } from './theta-tree.ts';

/** A sweep over the tasks; false is a conflict. */
export interface PrecedenceRule {
  run(side: Side, windows: OrderedWindows, to: Conclusions, lb: Float64Array): boolean;
}

export class DetectablePrecedences implements PrecedenceRule {
  private readonly tree: ThetaTree;

  constructor(count: number) {
    this.tree = new ThetaTree(count);
  }

  run(side: Side, windows: OrderedWindows, to: Conclusions): boolean {
    const { tree } = this;
    const { byEndMin, byStartMax, rank, startMin, startMax, endMin, size, status } = windows;
    const n = byEndMin.length;
    tree.clear();
    let entered = 0;
    for (let r = 0; r < n; r++) {
      const i = byEndMin[r]!;
      if (status[i] === ABSENT) continue;
      while (entered < n && startMax[byStartMax[entered]!]! < endMin[i]!) {
        const j = byStartMax[entered++]!;
        if (status[j] === PRESENT) tree.insert(rank[j]!, startMin[j]!, size[j]!);
      }
      if (tree.endMin <= startMin[i]!) continue;
      const leaf = rank[i]!;
      const value = tree.has(leaf) ? tree.endMinWithout(leaf) : tree.endMin;
      if (!to.startsFrom(side, i, value)) return false;
    }
    return true;
  }
}

export class KnownPrecedences implements PrecedenceRule {
  private readonly order: DisjunctiveOrder;

  constructor(order: DisjunctiveOrder) {
    this.order = order;
  }

  run(side: Side, windows: OrderedWindows, to: Conclusions, lb: Float64Array): boolean {
    const { order } = this;
    const { byStartMin, startMin, startMax, endMin, size, status } = windows;
    const n = byStartMin.length;
    for (let i = 0; i < n; i++) {
      if (status[i] === ABSENT) continue;
      const end = endMin[i]!;
      let value = Number.NEGATIVE_INFINITY;
      for (let r = 0; r < n; r++) {
        const j = byStartMin[r]!;
        if (status[j] !== PRESENT || j === i) continue;
        if (startMax[j]! < end || order.isBefore(side, j, i, lb)) value = Math.max(value, startMin[j]!) + size[j]!;
      }
      if (!to.startsFrom(side, i, value)) return false;
    }
    return true;
  }
}

export class SinglePrecedences implements PrecedenceRule {
  run(side: Side, windows: OrderedWindows, to: Conclusions): boolean {
    const { byEndMin, byStartMax, startMax, endMin, status } = windows;
    const n = byEndMin.length;
    let entered = 0;
    // the latest two by their earliest ends, for one may be i itself
    let last = -1;
    let lastButOne = -1;
    for (let r = 0; r < n; r++) {
      const i = byEndMin[r]!;
      if (status[i] === ABSENT) continue;
      while (entered < n && startMax[byStartMax[entered]!]! < endMin[i]!) {
        const j = byStartMax[entered++]!;
        if (status[j] !== PRESENT) continue;
        if (last < 0 || endMin[j]! > endMin[last]!) {
          lastButOne = last;
          last = j;
        } else if (lastButOne < 0 || endMin[j]! > endMin[lastButOne]!) lastButOne = j;
      }
      const j = last === i ? lastButOne : last;
      if (j >= 0 && !to.startsFrom(side, i, endMin[j]!)) return false;
    }
    return true;
  }
}
