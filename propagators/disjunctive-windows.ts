// The windows of all tasks of a disjunctive resource from one side, at one time: now, or when something was pushed that has to be explained; and the orders that
// the sweeps of the rules need.
//
//   startMin = max(start.min, end.min - p)     no earlier the task begins its last p units         (est of the papers)
//   endMin   = startMin + p                                                                         (ect)
//   endMax   = min(end.max, start.max + p)     no later it has done p units                        (lct)
//   startMax = endMax - p                                                                           (lst)

import type { Explanation } from '../solver/propagator.ts';
import type { DisjunctiveTasks, Side } from './disjunctive-tasks.ts';
import { KeySorter } from './sort-by-key.ts';

export const ABSENT = 0;
export const OPEN = 1;
export const PRESENT = 2;

export class TaskWindows {
  readonly startMin: Float64Array;
  readonly startMax: Float64Array;
  readonly endMin: Float64Array;
  readonly endMax: Float64Array;
  readonly size: Float64Array;
  /** ABSENT, OPEN or PRESENT. */
  readonly status: Uint8Array;
  protected readonly tasks: DisjunctiveTasks;
  protected readonly side: Side;

  constructor(tasks: DisjunctiveTasks, side: Side) {
    const n = tasks.count;
    this.tasks = tasks;
    this.side = side;
    this.startMin = new Float64Array(n);
    this.startMax = new Float64Array(n);
    this.endMin = new Float64Array(n);
    this.endMax = new Float64Array(n);
    this.size = new Float64Array(n);
    this.status = new Uint8Array(n);
  }

  /** Reads the present. */
  read(lb: Float64Array): void {
    const { count, presence, size } = this.tasks;
    const start = this.tasks.start[this.side];
    const end = this.tasks.end[this.side];
    for (let i = 0; i < count; i++) {
      this.status[i] = presence.isPresent(i, lb) ? PRESENT : presence.isAbsent(i, lb) ? ABSENT : OPEN;
      if (this.status[i] === ABSENT) continue;
      this.set(i, start.min(i, lb), start.max(i, lb), end.min(i, lb), end.max(i, lb), size.min(i, lb));
    }
  }

  /** Reads the time of an explanation; of tasks that were not present only `only` (-1: none), which counts as open then. */
  readAt(out: Explanation, only: number): void {
    const { count, presence, size } = this.tasks;
    const start = this.tasks.start[this.side];
    const end = this.tasks.end[this.side];
    for (let i = 0; i < count; i++) {
      this.status[i] = presence.wasPresent(i, out) ? PRESENT : i === only ? OPEN : ABSENT;
      if (this.status[i] === ABSENT) continue;
      this.set(i, start.minAt(i, out), start.maxAt(i, out), end.minAt(i, out), end.maxAt(i, out), size.minAt(i, out));
    }
  }

  private set(i: number, startMin: number, startMax: number, endMin: number, endMax: number, sizeMin: number): void {
    const p = Math.max(0, sizeMin);
    const from = Math.max(startMin, endMin - p);
    const to = Math.min(endMax, startMax + p);
    this.size[i] = p;
    this.startMin[i] = from;
    this.endMin[i] = from + p;
    this.endMax[i] = to;
    this.startMax[i] = to - p;
  }
}

/** Windows with the orders of the sweeps. */
export class OrderedWindows extends TaskWindows {
  readonly byStartMin: Int32Array;
  /** Position of each task in byStartMin. */
  readonly rank: Int32Array;
  readonly byEndMin: Int32Array;
  readonly byStartMax: Int32Array;
  /** By endMax, but no task is due before it can be done: a task alone never overloads its window, which may be too narrow while its size lags behind. */
  readonly byDeadline: Int32Array;
  readonly deadline: Float64Array;
  private readonly sorter: KeySorter;

  constructor(tasks: DisjunctiveTasks, side: Side) {
    super(tasks, side);
    const n = tasks.count;
    const numbers = Int32Array.from({ length: n }, (_, i) => i);
    this.byStartMin = numbers.slice();
    this.rank = numbers.slice();
    this.byEndMin = numbers.slice();
    this.byStartMax = numbers.slice();
    this.byDeadline = numbers;
    this.deadline = new Float64Array(n);
    this.sorter = new KeySorter(n);
  }

  override read(lb: Float64Array): void {
    super.read(lb);
    const { byStartMin, rank, sorter, deadline, endMax, endMin } = this;
    const n = rank.length;
    for (let i = 0; i < n; i++) deadline[i] = Math.max(endMax[i]!, endMin[i]!);
    sorter.sort(byStartMin, this.startMin);
    sorter.sort(this.byEndMin, endMin);
    sorter.sort(this.byStartMax, this.startMax);
    sorter.sort(this.byDeadline, deadline);
    for (let r = 0; r < n; r++) rank[byStartMin[r]!] = r;
  }
}
