// Cumulative by time-table: at every time the demands of the present tasks that cover it stay within the capacity (half-reified by enforcement facts).
// A task covers [start, end); start and end are separate expressions, so a task with a fixed start and an open end (a tensor kept for an unknown time)
// already has a compulsory part.
//
//              startMin  startMax        endMin    endMax
//   task i        |..........|==============|.........|          == compulsory part, if i is present: i must cover it
//
// The profile is the sum of the compulsory parts. Where height + demand_i > capacity, task i, if present and not itself part of that height, must not
// cover t. With E = [startMin, min(startMax, endMin)) and L = [max(startMax, endMin), endMax):
//   last such t in E:   i ends after t, so start_i >= t + 1          (E: it cannot end before)
//   first such t in L:  i starts by t, so end_i <= t
//   t in [startMax, endMin) while presence is open: i is absent. An open task is not narrowed.
//   height > capacity: conflict; capacity >= largest height; demand_i <= capacity - the others' height in its compulsory part.
// With start + size = end posted beside it this is the time-table filtering of Beldiceanu and Carlsson (CP 2002) as a lazy sweep: each run takes the largest
// step the profile allows, the interval propagator moves the other end, and the next run goes on.
//
// Incremental. notify() lists changed tasks. A run compares their compulsory parts with the ones in the profile, updates the profile, and then looks
//   (a) at tasks that changed, against the whole profile;  (b) at all others, against the steps that rose and could exclude the largest demand ("peaks").
// Tasks are numbered by decreasing demand, so (b) stops at the first that fits on the highest peak. Cost: O(log n + steps touched) per changed part, and
// (tasks too large for the highest peak) * (log peaks + peaks in their windows) for the filtering.
//
// Backtracking. Each change of a part is logged with what it was before; the length of the log is a reversible cell. A run that finds the cell shorter than
// the log first takes those tasks back, each once, however often it had changed. So the profile is always the one of the last complete run on this branch,
// changed as far as the changed tasks ask for, and "rose" means: since that run.

import { type Affine, boundFor, lowerBound, upperBound } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { Explanation, Priority, Propagation, Propagator, Registrar } from '../solver/propagator.ts';
import { PRIORITY_GLOBAL } from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';
import { CompulsoryParts } from './compulsory.ts';
import {
  CumulativeExplainer,
  type ExplanationStyle,
  NO_TASK,
  NOT_ENDED,
  PRESENT,
  STARTED,
} from './cumulative-explain.ts';
import { type Task, TaskTable } from './cumulative-tasks.ts';
import { becauseFacts, ENFORCED, IDLE, openFact, pushNegation } from './enforcement.ts';
import { Present } from './present.ts';
import { firstAbove, lastAbove, Peaks, type Steps } from './profile.ts';

// What was concluded; with the number of a task it makes the second payload number; OVERLOAD has the place of an enforcement
// fact plus one instead, 0 for none. The first payload number is the time t of the explanation.
const START = 0;
const END = 1;
const ABSENT = 2;
const DEMAND = 3;
const CAPACITY = 4;
const OVERLOAD = 5;
const KINDS = 6;

/** Not a task number. */
const CAPACITY_CHANGED = -1;

export class Cumulative implements Propagator {
  readonly name = 'cumulative';
  readonly priority: Priority = PRIORITY_GLOBAL;
  private readonly given: readonly Task[];
  private readonly capacity: Affine;
  private readonly enforcement: readonly Fact[];
  private readonly style: ExplanationStyle;
  private readonly present: Present = new Present();
  private readonly peaks: Peaks = new Peaks();
  // made by attach(), which every propagator gets before anything else
  private tasks!: TaskTable;
  private parts!: CompulsoryParts;
  private explainer!: CumulativeExplainer;
  private now!: Propagation;
  /** Reversible: the upper bound of the capacity that all tasks have been held against; +Infinity before the constraint is enforced. */
  private checkedCapacity = -1;

  /** Demands must not be able to be negative (checked by attach). */
  constructor(
    tasks: readonly Task[],
    capacity: Affine,
    enforcement: readonly Fact[],
    style: ExplanationStyle = 'pointwise',
  ) {
    this.given = tasks;
    this.capacity = capacity;
    this.enforcement = enforcement;
    this.style = style;
  }

  attach(on: Registrar): void {
    this.tasks = new TaskTable(this.given, on);
    this.parts = new CompulsoryParts(this.tasks, on);
    this.explainer = new CumulativeExplainer(this.tasks, this.capacity, this.style);
    this.checkedCapacity = on.newReversible(Number.POSITIVE_INFINITY);
    if (this.capacity.sv >= 0) on.wakeOnLb(this.capacity.sv ^ 1, CAPACITY_CHANGED);
    for (const f of this.enforcement) on.wakeOnLb(f.sv, CAPACITY_CHANGED);
  }

  notify(data: number): void {
    if (data !== CAPACITY_CHANGED) this.parts.touch(data);
  }

  propagate(p: Propagation): boolean {
    const { parts, enforcement } = this;
    const open = openFact(enforcement, p.lowerBounds);
    if (open === IDLE) return true;
    this.now = p;
    parts.update(p);
    const ok = this.filter(p, open, upperBound(this.capacity, p.lowerBounds));
    parts.settle();
    return ok;
  }

  explain(out: Explanation, _sv: SVar, needed: number, a: number, b: number): void {
    const { tasks, explainer, now } = this;
    const kind = b % KINDS;
    const i = (b - kind) / KINDS;
    becauseFacts(out, this.enforcement, kind === OVERLOAD ? i - 1 : ENFORCED);
    if (kind === OVERLOAD) {
      explainer.overloadOfCapacity(out, now, a, 0, NO_TASK, 0);
    } else if (kind === CAPACITY) {
      explainer.overload(out, now, a, 0, NO_TASK, 0, this.capacity.scale * (needed - 1) + this.capacity.offset);
    } else if (kind === DEMAND) {
      // the demand would be at least this if it were not concluded
      const demand = tasks.demand.offset[i]! + tasks.demand.scale[i]! * (1 - needed);
      explainer.overloadOfCapacity(out, now, a, i, STARTED | NOT_ENDED | PRESENT, demand);
    } else {
      const demand = tasks.demand.minAt(i, out);
      tasks.demand.becauseAtLeast(out, i, demand);
      const known = kind === START ? NOT_ENDED | PRESENT : kind === END ? STARTED | PRESENT : STARTED | NOT_ENDED;
      explainer.overloadOfCapacity(out, now, a, i, known, demand);
    }
  }

  /** Steps (a) and (b) of the file comment. `open` is the position of the only open enforcement fact, or ENFORCED. */
  private filter(p: Propagation, open: number, capacityMax: number): boolean {
    const { tasks, parts, peaks, capacity } = this;
    const cells = p.reversible;
    const everything = open !== ENFORCED || capacityMax < cells.get(this.checkedCapacity);
    if (everything) parts.riseEverywhere();
    parts.collectPeaks(peaks, capacityMax - (tasks.count === 0 ? 0 : tasks.largestDemand[0]!));
    const { highest } = parts;
    if (highest > capacityMax) return this.fail(p, open, parts.highestTime);
    if (open !== ENFORCED) return true;
    cells.set(this.checkedCapacity, capacityMax);
    if (highest > lowerBound(capacity, p.lowerBounds)) {
      if (!p.pushLazy(capacity.sv, boundFor(capacity, highest), parts.highestTime, CAPACITY)) return false;
    }
    if (!everything) {
      for (let n = 0; n < parts.touchedCount; n++) {
        if (!this.narrow(p, parts.touched[n]!, parts.profile, capacityMax)) return false;
      }
    }
    if (peaks.count === 0) return true;
    const { largestDemand, count, start, end } = tasks;
    const lb = p.lowerBounds;
    const from = peaks.from[0]!;
    const to = peaks.to[peaks.count - 1]!;
    let i = 0;
    for (; i < count && largestDemand[i]! + highest > capacityMax; i++) {
      // most tasks lie elsewhere
      if (start.min(i, lb) >= to || end.max(i, lb) <= from) continue;
      if (!everything && parts.isTouched(i)) continue;
      if (!this.narrow(p, i, peaks, capacityMax)) return false;
    }
    p.addTicks(i + peaks.count);
    return true;
  }

  private fail(p: Propagation, open: number, t: number): boolean {
    const b = OVERLOAD + KINDS * (open + 1);
    if (open !== ENFORCED) return pushNegation(p, this.enforcement[open]!, t, b);
    this.explain(this.present.begin(p), -1, 0, t, b);
    return p.conflict();
  }

  /** Holds task i against some steps of the profile. */
  private narrow(p: Propagation, i: number, steps: Steps, capacityMax: number): boolean {
    const { tasks } = this;
    const lb = p.lowerBounds;
    if (tasks.isAbsent(i, lb)) return true;
    const limit = capacityMax - tasks.demand.min(i, lb);
    if (tasks.isPresent(i, lb)) {
      return (
        this.narrowStart(p, i, steps, limit) &&
        this.narrowEnd(p, i, steps, limit) &&
        (tasks.demand.isConstant(i) || this.narrowDemand(p, i, steps, capacityMax))
      );
    }
    const begin = tasks.start.max(i, lb);
    const end = tasks.end.min(i, lb);
    if (begin >= end) return true;
    const k = firstAbove(steps, begin, end, limit);
    if (k < 0) return true;
    const t = Math.floor((Math.max(begin, steps.from[k]!) + Math.min(end, steps.to[k]!) - 1) / 2);
    return p.pushLazy(tasks.absenceSv(i), tasks.absenceBound(i), t, ABSENT + KINDS * i);
  }

  /** The E rule. Repeats, for end may be an expression of the variable of start. */
  private narrowStart(p: Propagation, i: number, steps: Steps, limit: number): boolean {
    const { start, end } = this.tasks;
    const lb = p.lowerBounds;
    for (;;) {
      const a = start.min(i, lb);
      const b = Math.min(start.max(i, lb), end.min(i, lb));
      if (a >= b) return true;
      const k = lastAbove(steps, a, b, limit);
      if (k < 0) return true;
      const t = Math.min(b, steps.to[k]!) - 1;
      if (!p.pushLazy(start.sv[i]!, start.lowerBoundFor(i, t + 1), t, START + KINDS * i)) return false;
    }
  }

  /** The L rule, mirrored. */
  private narrowEnd(p: Propagation, i: number, steps: Steps, limit: number): boolean {
    const { start, end } = this.tasks;
    const lb = p.lowerBounds;
    for (;;) {
      const a = Math.max(start.max(i, lb), end.min(i, lb));
      const b = end.max(i, lb);
      if (a >= b) return true;
      const k = firstAbove(steps, a, b, limit);
      if (k < 0) return true;
      const t = Math.max(a, steps.from[k]!);
      if (!p.pushLazy(end.sv[i]! ^ 1, end.upperBoundFor(i, t), t, END + KINDS * i)) return false;
    }
  }

  /** What the others leave where task i is part of the profile. */
  private narrowDemand(p: Propagation, i: number, steps: Steps, capacityMax: number): boolean {
    const { demand } = this.tasks;
    const { parts } = this;
    const own = parts.height[i]!;
    const from = parts.from[i]!;
    const to = parts.to[i]!;
    const lb = p.lowerBounds;
    while (from < to) {
      const k = firstAbove(steps, from, to, capacityMax + own - demand.max(i, lb));
      if (k < 0) return true;
      const t = Math.max(from, steps.from[k]!);
      const most = capacityMax - (steps.height[k]! - own);
      if (!p.pushLazy(demand.sv[i]! ^ 1, demand.upperBoundFor(i, most), t, DEMAND + KINDS * i)) return false;
    }
    return true;
  }
}
