// The choice of tasks for a reason of a disjunctive resource. All reasons rest on the same fact: tasks that each work p_k units at or after w, one after the
// other, are not done before w + sum of p_k. Among candidates (tasks that the rule may use) it finds
//   the latest w for which those at or after w need long enough (the smallest set, as Vilím, "Computing explanations for the unary resource constraint", CPAIOR 2005);
//   and of them no more than it takes: first those the root says everything about, for they cost nothing, then by decreasing size, so that none can be left out.

import { check } from '../solver/check.ts';
import type { Explanation } from '../solver/propagator.ts';
import type { DisjunctiveTasks, Side } from './disjunctive-tasks.ts';
import { TaskWindows } from './disjunctive-windows.ts';
import { KeySorter } from './sort-by-key.ts';

/** Whether the root says about a task what a reason has to say besides its presence, its size and where it begins. */
export interface FreeTest {
  isFree(k: number): boolean;
}

export class TaskChoice {
  /** The chosen tasks. */
  readonly chosen: Int32Array;
  count = 0;
  /** Sum of their sizes, with what was given besides. */
  sum = 0;
  /** 1 for the tasks to choose from; filled by the user, after read(). */
  readonly isCandidate: Uint8Array;
  /** Windows at the time of the explanation; set by read(). */
  windows: TaskWindows;

  private readonly tasks: DisjunctiveTasks;
  private readonly windowsOf: readonly [TaskWindows, TaskWindows];
  private readonly byStartMin: readonly [Int32Array, Int32Array];
  private readonly sorter: KeySorter;
  private side: Side = 0;
  private readonly isChosen: Uint8Array;
  private readonly bySize: Int32Array;

  constructor(tasks: DisjunctiveTasks) {
    const n = tasks.count;
    this.tasks = tasks;
    this.chosen = new Int32Array(n);
    this.isCandidate = new Uint8Array(n);
    this.isChosen = new Uint8Array(n);
    this.windowsOf = [new TaskWindows(tasks, 0), new TaskWindows(tasks, 1)];
    this.windows = this.windowsOf[0];
    const numbers = Int32Array.from({ length: n }, (_, i) => i);
    this.byStartMin = [numbers.slice(), numbers.slice()];
    this.bySize = tasks.bySize;
    this.sorter = new KeySorter(n);
  }

  /** Reads the windows of present tasks, and of `only`, at the time of `out`; no candidates. */
  read(out: Explanation, side: Side, only: number): TaskWindows {
    this.side = side;
    this.windows = this.windowsOf[side];
    this.windows.readAt(out, only);
    this.sorter.sort(this.byStartMin[side], this.windows.startMin);
    this.isCandidate.fill(0);
    this.clear(0);
    return this.windows;
  }

  /**
   * The latest w such that the candidates from w on, `required` among them (-1: none) and at least `least` in number, are not done by `limit`. Broken contract if
   * there is none.
   */
  windowStart(limit: number, required: number, least: number): number {
    const { startMin, size } = this.windows;
    const order = this.byStartMin[this.side];
    let sum = 0;
    let count = 0;
    let complete = required < 0;
    for (let r = order.length - 1; r >= 0; r--) {
      const k = order[r]!;
      if (this.isCandidate[k] === 0) continue;
      sum += size[k]!;
      count++;
      if (k === required) complete = true;
      if (complete && count >= least && startMin[k]! + sum > limit) return startMin[k]!;
    }
    check(false, 'disjunctive: no set of tasks explains this');
    return Number.NaN;
  }

  /** Forgets what was chosen; the sum begins with `given`. */
  clear(given: number): void {
    for (let c = 0; c < this.count; c++) this.isChosen[this.chosen[c]!] = 0;
    this.count = 0;
    this.sum = given;
  }

  /**
   * Chooses among the candidates that begin at or after w until the sum passes `need` and there are `least`. Whether the root says what else has to be said of a
   * task is asked of `rest`.
   */
  choose(w: number, need: number, least: number, roots: Float64Array, rest: FreeTest): void {
    const { bySize } = this;
    for (let pass = 0; pass < 2; pass++) {
      for (let r = 0; r < bySize.length; r++) {
        if (this.sum > need && this.count >= least) return;
        const k = bySize[r]!;
        if (!this.isEligible(k, w)) continue;
        if (pass === 1 || (this.isKnown(k, w, roots) && rest.isFree(k))) this.add(k);
      }
    }
  }

  has(k: number): boolean {
    return this.isChosen[k] === 1;
  }

  /** Chooses a candidate that begins at or after w, if k is one. */
  chooseIfEligible(k: number, w: number): void {
    if (this.isEligible(k, w)) this.add(k);
  }

  /** Gives presence, size and [works at or after w] of a chosen task. */
  because(out: Explanation, k: number, w: number, roots: Float64Array): void {
    const { tasks } = this;
    const p = this.windows.size[k]!;
    tasks.presence.because(out, k);
    tasks.becauseSize(out, k, p);
    tasks.becauseStartsFrom(out, this.side, k, w, p, roots);
  }

  private isEligible(k: number, w: number): boolean {
    return this.isCandidate[k] === 1 && this.isChosen[k] === 0 && this.windows.startMin[k]! >= w;
  }

  private isKnown(k: number, w: number, roots: Float64Array): boolean {
    const { tasks, side } = this;
    const p = this.windows.size[k]!;
    return (
      tasks.presence.isPresent(k, roots) && tasks.sizeMin(k, roots) >= p && tasks.startsFromAtRoot(side, k, w, p, roots)
    );
  }

  private add(k: number): void {
    this.chosen[this.count++] = k;
    this.isChosen[k] = 1;
    this.sum += this.windows.size[k]!;
  }
}
