// Time-table edge finding of a cumulative, from one side (Vilím, "Timetable edge finding filtering algorithm for discrete cumulative resources", CPAIOR 2011; in the form of
// Schutt, Feydy, Stuckey, CPAIOR 2013, which looks at all windows between a begin and a due time in turn).
//
//             a                       b
//   profile   |###___####_____########|       energy of the compulsory parts in [a, b)
//   inside    | [....]  [.........]   |       free energy of the tasks that must be in it: size less the compulsory part, times the demand
//   task i    |       [...........====|===]   starts inside, is due later; if it started at its begin it would take more than is left: it starts later
//
// For one b the begins a are visited from the latest to the earliest: the tasks that are inside only grow, and of those that stick out the one that would take most is
// kept. O(n^2), but a window end b is passed over if the least that any window up to the previous end had left, less what lies between the two ends, is
// more than any task takes: where there is room, the whole run is O(n log n) for sorting.
// Deviations: of the tasks that stick out one is looked at per window; the others have their turn in later runs. An optional task that must be inside the window, and would take more than
// is left, is absent. What is concluded depends on nothing but the bounds at the fixpoint, as long as the time-table is kept beside it: shrinking a window to the hull of the
// tasks inside it that can still move leaves less in it.

import type { Side } from './disjunctive-tasks.ts';
import { type EnergyConclusions, NOBODY } from './energy-rules.ts';
import { ABSENT, type EnergyWindows, OPEN, PRESENT } from './energy-windows.ts';
import { KeySorter } from './sort-by-key.ts';

export class CumulativeEdgeFinding {
  /** Steps of the last run. */
  steps = 0;
  private readonly byBegin: Int32Array;
  private readonly byStartMax: Int32Array;
  private readonly byEndMin: Int32Array;
  private readonly byDue: Int32Array;
  private readonly sorter: KeySorter;
  /** Energy that is not in compulsory parts. */
  private readonly free: Float64Array;
  /** Energy of the profile after the begin, or the due time, of a task. */
  private readonly afterBegin: Float64Array;
  private readonly afterDue: Float64Array;
  /** The latest start that was concluded for a task, and the window that says so; -Infinity for none. */
  private readonly start: Float64Array;
  private readonly from: Float64Array;
  private readonly to: Float64Array;
  /** The window that needs the most per unit of time, above what the least capacity has. */
  private fullest = 0;
  private fullestFrom = 0;
  private fullestTo = 0;

  constructor(count: number) {
    this.byBegin = Int32Array.from({ length: count }, (_, i) => i);
    this.byStartMax = this.byBegin.slice();
    this.byEndMin = this.byBegin.slice();
    this.byDue = this.byBegin.slice();
    this.sorter = new KeySorter(count);
    this.free = new Float64Array(count);
    this.afterBegin = new Float64Array(count);
    this.afterDue = new Float64Array(count);
    this.start = new Float64Array(count);
    this.from = new Float64Array(count);
    this.to = new Float64Array(count);
  }

  /** `capacity`, and the least it can be. `filter`: only an overload is of interest if it is false. */
  run(
    side: Side,
    windows: EnergyWindows,
    capacity: number,
    least: number,
    filter: boolean,
    conclusions: EnergyConclusions,
  ): boolean {
    this.prepare(windows);
    if (!this.sweep(side, windows, capacity, filter ? least : capacity, conclusions)) return false;
    if (!filter) return true;
    const { start, from, to, fullest } = this;
    if (fullest > least && !conclusions.fills(side, this.fullestFrom, this.fullestTo, Math.ceil(fullest))) return false;
    for (let i = 0; i < start.length; i++) {
      if (start[i] === Number.NEGATIVE_INFINITY) continue;
      const ok =
        windows.status[i] === OPEN
          ? conclusions.leavesOut(side, i, from[i]!, to[i]!)
          : conclusions.delays(side, i, from[i]!, to[i]!, start[i]!);
      if (!ok) return false;
    }
    return true;
  }

  private prepare(windows: EnergyWindows): void {
    const { sorter, free } = this;
    const { begin, startMax, endMin, due, size, demand, status } = windows;
    for (let i = 0; i < free.length; i++) {
      const part = status[i] === PRESENT ? Math.max(0, endMin[i]! - startMax[i]!) : 0;
      free[i] = status[i] === ABSENT ? 0 : demand[i]! * (size[i]! - part);
    }
    this.start.fill(Number.NEGATIVE_INFINITY);
    sorter.sort(this.byBegin, begin);
    sorter.sort(this.byStartMax, startMax);
    sorter.sort(this.byEndMin, endMin);
    sorter.sort(this.byDue, due);
    this.sumProfile(windows, this.byBegin, begin, this.afterBegin);
    this.sumProfile(windows, this.byDue, due, this.afterDue);
  }

  /** Energy of the compulsory parts after each of the times, which ascend in `order`. */
  private sumProfile(windows: EnergyWindows, order: Int32Array, times: Float64Array, after: Float64Array): void {
    const { byStartMax, byEndMin } = this;
    const { startMax, endMin, demand, status } = windows;
    let height = 0;
    let energy = 0;
    let time = 0;
    let starts = order.length - 1;
    let ends = order.length - 1;
    for (let r = order.length - 1; r >= 0; r--) {
      const t = times[order[r]!]!;
      // a part ends after it starts, so going back its end comes first
      for (;;) {
        const end = ends < 0 ? Number.NEGATIVE_INFINITY : endMin[byEndMin[ends]!]!;
        const start = starts < 0 ? Number.NEGATIVE_INFINITY : startMax[byStartMax[starts]!]!;
        const next = Math.max(end, start);
        if (next <= t) break;
        energy += height * (time - next);
        time = next;
        const i = end >= start ? byEndMin[ends--]! : byStartMax[starts--]!;
        if (status[i] !== PRESENT || startMax[i]! >= endMin[i]!) continue;
        height += end >= start ? demand[i]! : 0 - demand[i]!;
      }
      after[order[r]!] = energy + height * (time - t);
    }
  }

  /** All window ends, from the latest to the earliest. */
  private sweep(
    side: Side,
    windows: EnergyWindows,
    capacity: number,
    least: number,
    conclusions: EnergyConclusions,
  ): boolean {
    const { byDue, free, afterDue } = this;
    const { due } = windows;
    let most = 0;
    for (let i = 0; i < free.length; i++) most = Math.max(most, free[i]!);
    // the least that a window up to the last end has left; what the least capacity would leave decides
    let left = 0;
    let last = NOBODY;
    this.fullest = least;
    this.steps = byDue.length;
    for (let r = byDue.length - 1; r >= 0; r--) {
      const j = byDue[r]!;
      if (free[j] === 0) continue;
      if (last !== NOBODY) {
        if (due[j] === due[last]) continue;
        const leftAtLeast = left - least * (due[last]! - due[j]!) + (afterDue[j]! - afterDue[last]!);
        if (leftAtLeast >= most) {
          left = leftAtLeast;
          last = j;
          continue;
        }
      }
      left = this.sweepBegins(windows, capacity, least, j);
      if (left === Number.NEGATIVE_INFINITY) return conclusions.overloaded(side, this.fullestFrom, this.fullestTo);
      last = j;
      this.steps += byDue.length;
    }
    return true;
  }

  /** All windows that end when task j is due. Returns the least that one has left of the least capacity; -Infinity for one that holds too much, left in fullestFrom. */
  private sweepBegins(windows: EnergyWindows, capacity: number, least: number, j: number): number {
    const { byBegin, free, afterBegin, afterDue } = this;
    const { begin, startMax, endMin, due, size, demand, status } = windows;
    const to = due[j]!;
    const after = afterDue[j]!;
    let inside = 0;
    let left = Number.POSITIVE_INFINITY;
    // the task that would take the most besides its compulsory part, and the optional one that takes the most
    let wanted = 0;
    let wanting = NOBODY;
    let taken = 0;
    let taking = NOBODY;
    for (let q = byBegin.length - 1; q >= 0; q--) {
      const i = byBegin[q]!;
      const from = begin[i]!;
      const f = free[i]!;
      if (f === 0 || from >= to) continue;
      if (status[i] === OPEN) {
        if (due[i]! <= to && f > taken) {
          taken = f;
          taking = i;
        }
      } else if (due[i]! <= to) inside += f;
      else {
        const own = Math.max(0, Math.min(endMin[i]!, to) - startMax[i]!);
        const energy = demand[i]! * (Math.min(size[i]!, to - from) - own);
        if (energy > wanted) {
          wanted = energy;
          wanting = i;
        }
      }
      const used = inside + afterBegin[i]! - after;
      const available = capacity * (to - from) - used;
      if (available < 0) {
        this.fullestFrom = from;
        this.fullestTo = to;
        return Number.NEGATIVE_INFINITY;
      }
      const leftHere = least * (to - from) - used;
      if (leftHere < left) left = leftHere;
      if (used > this.fullest * (to - from)) {
        this.fullest = used / (to - from);
        this.fullestFrom = from;
        this.fullestTo = to;
      }
      if (available < wanted) this.note(windows, wanting, from, to, available);
      if (available < taken) this.note(windows, taking, from, to, available);
    }
    return left;
  }

  private note(windows: EnergyWindows, i: number, from: number, to: number, available: number): void {
    const { startMax, endMin, demand, status } = windows;
    const own = status[i] === PRESENT ? Math.max(0, Math.min(endMin[i]!, to) - startMax[i]!) : 0;
    const start = to - Math.floor(available / demand[i]!) - own;
    if (start <= this.start[i]!) return;
    this.start[i] = start;
    this.from[i] = from;
    this.to[i] = to;
  }
}
