// The compulsory parts of the tasks of a cumulative, kept in a profile across changes and backtracks.
//
// C1 the profile is the sum of the parts in from/to/height.
// C2 log entries [0, cell) are the changes on the current branch up to the last run that was not undone; entries beyond were made on levels since undone.
// C3 a task that is neither touched nor in those later entries has its true part in the profile.
//
// A task occurs in the log once per change, with the part it had before; taking back several changes of a task costs one change of the profile, and none
// when the new part is the one that stands there.

import { growFloat64, growInt32 } from '../solver/arrays.ts';
import type { Propagation, Registrar } from '../solver/propagator.ts';
import type { TaskTable } from './cumulative-tasks.ts';
import { type Peaks, Profile, stepAt } from './profile.ts';

/** More rises than this are taken as one, from the first to the last. */
const MOST_RISES = 24;

const NOTIFIED = 1;
const UNDONE = 2;

export class CompulsoryParts {
  readonly profile: Profile;
  /** The part of each task in the profile: [from, to) with its height; height 0 = none. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly height: Float64Array;
  /** Tasks with news since settle(): their bounds have changed. */
  readonly touched: Int32Array;
  touchedCount = 0;
  /** After collectPeaks(): the largest height where the profile rose, and a time where it is reached. -1 if it rose nowhere. */
  highest = -1;
  highestTime = 0;

  private readonly tasks: TaskTable;
  private readonly state: Uint8Array;
  /** What an undone task had in the profile at C2's last run. */
  private readonly baseFrom: Float64Array;
  private readonly baseTo: Float64Array;
  private readonly baseHeight: Float64Array;
  private logTask: Int32Array = new Int32Array(64);
  private logPart: Float64Array = new Float64Array(192);
  private logLength = 0;
  private readonly cell: number;
  /** Where the profile rose in this run, pairs [from, to). */
  private readonly rises: Float64Array;
  private riseCount = 0;

  /** All tasks are touched at first. */
  constructor(tasks: TaskTable, on: Registrar) {
    const n = tasks.count;
    this.tasks = tasks;
    this.profile = new Profile(2 * n + 4);
    this.from = new Float64Array(n);
    this.to = new Float64Array(n);
    this.height = new Float64Array(n);
    this.touched = new Int32Array(n);
    this.state = new Uint8Array(n);
    this.baseFrom = new Float64Array(n);
    this.baseTo = new Float64Array(n);
    this.baseHeight = new Float64Array(n);
    this.rises = new Float64Array(4 * n + 2);
    this.cell = on.newReversible(0);
    for (let i = 0; i < n; i++) this.touch(i);
  }

  /** Notes that bounds of task i have changed. */
  touch(i: number): void {
    if (this.state[i] === 0) this.touched[this.touchedCount++] = i;
    this.state[i] = NOTIFIED;
  }

  isTouched(i: number): boolean {
    return this.state[i] !== 0;
  }

  /** Brings the profile up to date and notes where it rose since the last run on this branch. */
  update(p: Propagation): void {
    const cells = p.reversible;
    const lb = p.lowerBounds;
    const { tasks, touched, state } = this;
    this.riseCount = 0;
    const length = cells.get(this.cell);
    if (length < this.logLength) this.undo(length);
    let kept = 0;
    for (let n = 0; n < this.touchedCount; n++) {
      const i = touched[n]!;
      let from = tasks.start.max(i, lb);
      let to = tasks.end.min(i, lb);
      let height = from < to && tasks.isPresent(i, lb) ? tasks.demand.min(i, lb) : 0;
      if (height === 0) from = to = height = 0;
      if (this.change(i, from, to, height) || state[i] === NOTIFIED) touched[kept++] = i;
      else state[i] = 0;
    }
    p.addTicks(this.touchedCount + (this.logLength - length));
    this.touchedCount = kept;
    cells.set(this.cell, this.logLength);
  }

  /** Takes the profile to have risen everywhere. */
  riseEverywhere(): void {
    this.rises[0] = Number.NEGATIVE_INFINITY;
    this.rises[1] = Number.POSITIVE_INFINITY;
    this.riseCount = 2;
  }

  /** Collects the steps above `limit` where the profile rose, and the highest of all risen steps. O(steps there). */
  collectPeaks(peaks: Peaks, limit: number): void {
    peaks.count = 0;
    this.highest = -1;
    this.sortRises();
    const { rises, profile } = this;
    const { from, to, height } = profile;
    let next = 0;
    for (let r = 0; r < this.riseCount; r += 2) {
      const end = rises[r + 1]!;
      let k = Math.max(next, stepAt(profile, rises[r]!));
      for (; k < profile.count && from[k]! < end; k++) {
        const h = height[k]!;
        if (h > limit) peaks.pushStep(from[k]!, to[k]!, h);
        if (h > this.highest) {
          this.highest = h;
          this.highestTime = from[k] === Number.NEGATIVE_INFINITY ? 0 : Math.floor((from[k]! + to[k]! - 1) / 2);
        }
      }
      next = k;
    }
  }

  /** Forgets the news. */
  settle(): void {
    for (let n = 0; n < this.touchedCount; n++) this.state[this.touched[n]!] = 0;
    this.touchedCount = 0;
  }

  private undo(length: number): void {
    const { logTask, logPart, state } = this;
    for (let e = this.logLength - 1; e >= length; e--) {
      const i = logTask[e]!;
      if (state[i] === 0) this.touched[this.touchedCount++] = i;
      state[i]! |= UNDONE;
      this.baseFrom[i] = logPart[3 * e]!;
      this.baseTo[i] = logPart[3 * e + 1]!;
      this.baseHeight[i] = logPart[3 * e + 2]!;
    }
    this.logLength = length;
  }

  /** Gives task i a new part. True iff it differs from the one of the last run on this branch. */
  private change(i: number, from: number, to: number, height: number): boolean {
    if ((this.state[i]! & UNDONE) === 0) {
      this.baseFrom[i] = this.from[i]!;
      this.baseTo[i] = this.to[i]!;
      this.baseHeight[i] = this.height[i]!;
    }
    this.state[i]! &= ~UNDONE;
    const baseFrom = this.baseFrom[i]!;
    const baseTo = this.baseTo[i]!;
    const baseHeight = this.baseHeight[i]!;
    this.moveTo(i, from, to, height);
    if (height === baseHeight && from === baseFrom && to === baseTo) return false;
    this.log(i, baseFrom, baseTo, baseHeight);
    if (height > baseHeight || from >= baseTo || to <= baseFrom) this.rise(from, to);
    else {
      if (from < baseFrom) this.rise(from, baseFrom);
      if (to > baseTo) this.rise(baseTo, to);
    }
    return true;
  }

  /** C1 for task i: adds and takes away only where the old and the new part differ. */
  private moveTo(i: number, from: number, to: number, height: number): void {
    const { profile } = this;
    const oldFrom = this.from[i]!;
    const oldTo = this.to[i]!;
    const oldHeight = this.height[i]!;
    if (height === oldHeight && from < oldTo && oldFrom < to) {
      if (from < oldFrom) profile.add(from, oldFrom, height);
      else if (from > oldFrom) profile.add(oldFrom, from, -height);
      if (to > oldTo) profile.add(oldTo, to, height);
      else if (to < oldTo) profile.add(to, oldTo, -height);
    } else {
      if (oldHeight > 0) profile.add(oldFrom, oldTo, -oldHeight);
      if (height > 0) profile.add(from, to, height);
    }
    this.from[i] = from;
    this.to[i] = to;
    this.height[i] = height;
  }

  private log(i: number, from: number, to: number, height: number): void {
    const e = this.logLength++;
    if (e === this.logTask.length) {
      this.logTask = growInt32(this.logTask, e + 1);
      this.logPart = growFloat64(this.logPart, 3 * (e + 1));
    }
    this.logTask[e] = i;
    this.logPart[3 * e] = from;
    this.logPart[3 * e + 1] = to;
    this.logPart[3 * e + 2] = height;
  }

  private rise(from: number, to: number): void {
    if (from >= to) return;
    this.rises[this.riseCount] = from;
    this.rises[this.riseCount + 1] = to;
    this.riseCount += 2;
  }

  /** Sorts the rises by their begin (insertion: there are few), or makes one of many. */
  private sortRises(): void {
    const { rises } = this;
    if (this.riseCount > 2 * MOST_RISES) {
      for (let r = 2; r < this.riseCount; r += 2) {
        rises[0] = Math.min(rises[0]!, rises[r]!);
        rises[1] = Math.max(rises[1]!, rises[r + 1]!);
      }
      this.riseCount = 2;
    }
    for (let r = 2; r < this.riseCount; r += 2) {
      const from = rises[r]!;
      const to = rises[r + 1]!;
      let s = r;
      for (; s > 0 && rises[s - 2]! > from; s -= 2) {
        rises[s] = rises[s - 2]!;
        rises[s + 1] = rises[s - 1]!;
      }
      rises[s] = from;
      rises[s + 1] = to;
    }
  }
}
