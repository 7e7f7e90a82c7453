// One longest path through a job shop's graph, chosen by chance among all, as a list of operations; and its blocks: runs of operations that follow each other on one machine.
//
// To get shorter schedules out of a critical path, an operation must come before the first or behind the last of its block (Brucker, Jurisch & Sievers, DAM 49, 1994), or
// go to another machine.

import type { Random } from '../../../solver/random.ts';
import type { Selection } from './selection.ts';

export class CriticalPath {
  readonly path: Int32Array;
  length = 0;
  /** Block b is path[blockStart[b]] to path[blockStart[b + 1] - 1]. */
  readonly blockStart: Int32Array;
  blocks = 0;

  /** For shops of up to so many operations. */
  constructor(operations: number) {
    this.path = new Int32Array(operations);
    this.blockStart = new Int32Array(operations + 1);
  }

  /** Finds a path. The selection must be evaluated. */
  trace(selection: Selection, random: Random): void {
    const { path, blockStart } = this;
    const { duration, head, machineNext } = selection;
    const { jobNext, none } = selection.shop;
    this.length = 0;
    this.blocks = 0;
    let v = this.first(selection, random);
    let isOnMachine = false;
    while (v !== none) {
      if (!isOnMachine) blockStart[this.blocks++] = this.length;
      path[this.length++] = v;
      const end = head[v] + duration[v];
      let next = jobNext[v];
      if (next !== none && !(head[next] === end && isCritical(selection, next))) next = none;
      const onMachine = machineNext[v];
      if (onMachine !== none && head[onMachine] === end && isCritical(selection, onMachine)) {
        if (next === none || random.chance(0.5)) next = onMachine;
      }
      isOnMachine = next !== none && next === onMachine;
      v = next;
    }
    blockStart[this.blocks] = this.length;
  }

  private first(selection: Selection, random: Random): number {
    const { operations, none } = selection.shop;
    let chosen = none;
    let seen = 0;
    for (let v = 0; v < operations; v++) {
      if (selection.head[v] !== 0 || !isCritical(selection, v)) continue;
      if (seen++ === 0 || random.below(seen) === 0) chosen = v;
    }
    return chosen;
  }
}

function isCritical({ head, duration, tail, makespan }: Selection, v: number): boolean {
  return head[v] + duration[v] + tail[v] === makespan;
}
