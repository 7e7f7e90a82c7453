// Why a rule of the disjunctive resource concluded something. Each reason is found anew from the bounds of that time, for the bound that is needed (E3, E4), in three steps:
// the tasks the rule may use, a choice of few of them (disjunctive-choice.ts), and the room to spare spent on weaker facts.
//
//   startsFrom        i starts at v or later         tasks that come before i, and are not done before v
//   cannotFollow      i cannot be                    tasks that come before i, and are not done before the latest start of i
//   endsBy            i ends by u                    tasks that would come before i if it ended later, and are not done before its latest start
//   startsFromEdge    i starts at v or later         with i, tasks due by d are not done by d: so i ends after d, and they come before it; then as startsFrom
//   cannotFollowEdge  i cannot be                    the same, and cannotFollow
//   overload          (i cannot be)                  tasks due by d (and i) are not done by d
//
// "k comes before i": the literal that says so, or [start_k <= c - 1] and [end_i >= c]; one c serves all: the largest that costs nothing for i, or else the end of
// i as it was, for the facts about the k, of which there are many, are then as weak as they can be.

import type { Explanation, Propagation } from '../solver/propagator.ts';
import { type FreeTest, TaskChoice } from './disjunctive-choice.ts';
import type { DisjunctiveOrder } from './disjunctive-order.ts';
import { NOBODY } from './disjunctive-rules.ts';
import { type DisjunctiveTasks, opposite, type Side } from './disjunctive-tasks.ts';
import { PRESENT, type TaskWindows } from './disjunctive-windows.ts';

// What the free test asks of a task besides the beginning of its work.
const STARTS_BY = 0;
const DONE_BY = 1;

export class DisjunctiveExplainer implements FreeTest {
  private readonly tasks: DisjunctiveTasks;
  private readonly order: DisjunctiveOrder | null;
  private readonly choice: TaskChoice;
  /** The tasks that come before i, while those of the edge are chosen. */
  private readonly before: Int32Array;
  private beforeCount = 0;
  private roots: Float64Array = new Float64Array(0);
  private side: Side = 0;
  private asked = STARTS_BY;
  private askedTime = 0;

  constructor(tasks: DisjunctiveTasks, order: DisjunctiveOrder | null) {
    this.tasks = tasks;
    this.order = order;
    this.choice = new TaskChoice(tasks);
    this.before = new Int32Array(tasks.count);
  }

  startsFrom(out: Explanation, now: Propagation, side: Side, i: number, value: number): void {
    const windows = this.read(out, now, side, i);
    const c = windows.endMin[i]!;
    this.choosePredecessors(out, i, c - 1, value - 1);
    this.tellPredecessors(out, i, value - this.choice.sum, this.endOf(i, c));
  }

  cannotFollow(out: Explanation, now: Propagation, side: Side, i: number): void {
    const windows = this.read(out, now, side, i);
    const c = windows.endMin[i]!;
    const w = this.choosePredecessors(out, i, c - 1, windows.startMax[i]!);
    const last = this.lastStart(i, w + this.choice.sum - 1);
    this.tellPredecessors(out, i, last + 1 - this.choice.sum, this.endOf(i, c));
    this.tellStartsBy(out, i, last);
  }

  endsBy(out: Explanation, now: Propagation, side: Side, i: number, u: number): void {
    const { choice } = this;
    const windows = this.read(out, now, side, i);
    const w = this.choosePredecessors(out, i, u, windows.startMax[i]!);
    const last = this.lastStart(i, w + choice.sum - 1);
    for (let c = 0; c < choice.count; c++) {
      const k = choice.chosen[c]!;
      choice.because(out, k, last + 1 - choice.sum, this.roots);
      this.tellComesBefore(out, k, i, u);
    }
    this.tellStartsBy(out, i, last);
  }

  startsFromEdge(out: Explanation, now: Propagation, side: Side, i: number, value: number, due: number): void {
    this.read(out, now, side, i);
    this.choosePredecessors(out, i, due, value - 1);
    this.tellEdge(out, i, value - this.choice.sum, due);
  }

  cannotFollowEdge(out: Explanation, now: Propagation, side: Side, i: number, due: number): void {
    const windows = this.read(out, now, side, i);
    const w = this.choosePredecessors(out, i, due, windows.startMax[i]!);
    const last = this.lastStart(i, w + this.choice.sum - 1);
    this.tellEdge(out, i, last + 1 - this.choice.sum, due);
    this.tellStartsBy(out, i, last);
  }

  /** With i = NOBODY the present tasks alone are too much. */
  overload(out: Explanation, now: Propagation, side: Side, i: number, due: number): void {
    const { choice, tasks, roots } = this;
    const windows = this.read(out, now, side, i);
    this.markDueBy(windows, i, due);
    const w = choice.windowStart(due, i, 2);
    choice.clear(i === NOBODY ? 0 : windows.size[i]!);
    if (i !== NOBODY) choice.isCandidate[i] = 0;
    this.ask(DONE_BY, due);
    choice.choose(w, due - w, i === NOBODY ? 2 : 1, roots, this);
    const end = this.endOfWindow(w, due, i);
    const begin = end + 1 - choice.sum;
    this.tellWindow(out, begin, end);
    if (i === NOBODY) return;
    const p = windows.size[i]!;
    tasks.becauseSize(out, i, p);
    tasks.becauseStartsFrom(out, side, i, begin, p, roots);
    tasks.becauseStartsFrom(out, opposite(side), i, 0 - end, p, roots);
  }

  /** Whether the root says of a task that it starts, or is done, by the time asked for. */
  isFree(k: number): boolean {
    const { tasks, roots, askedTime } = this;
    const p = this.choice.windows.size[k]!;
    return this.asked === STARTS_BY
      ? tasks.endMinAtRoot(opposite(this.side), k, p, roots) >= 0 - askedTime
      : tasks.startsFromAtRoot(opposite(this.side), k, 0 - askedTime, p, roots);
  }

  private read(out: Explanation, now: Propagation, side: Side, i: number): TaskWindows {
    this.roots = now.rootBounds;
    this.side = side;
    return this.choice.read(out, side, i);
  }

  private ask(what: number, time: number): void {
    this.asked = what;
    this.askedTime = time;
  }

  /** Chooses tasks that start by `latest` or come before i by a literal, and are not done by `limit`; returns the window start. */
  private choosePredecessors(out: Explanation, i: number, latest: number, limit: number): number {
    const { choice, order, side } = this;
    const { status, startMax } = choice.windows;
    for (let k = 0; k < status.length; k++) {
      if (k === i || status[k] !== PRESENT) continue;
      const comesBefore = startMax[k]! <= latest || (order !== null && order.arcBefore(side, k, i, out) >= 0);
      choice.isCandidate[k] = comesBefore ? 1 : 0;
    }
    const w = choice.windowStart(limit, NOBODY, 1);
    this.ask(STARTS_BY, latest);
    choice.choose(w, limit - w, 1, this.roots, this);
    return w;
  }

  /** Gives the chosen tasks from w on, each before i, which ends at c or later. */
  private tellPredecessors(out: Explanation, i: number, w: number, c: number): void {
    const { choice, tasks, side } = this;
    let allByLiterals = true;
    for (let n = 0; n < choice.count; n++) {
      const k = choice.chosen[n]!;
      choice.because(out, k, w, this.roots);
      if (!this.tellComesBefore(out, k, i, c - 1)) allByLiterals = false;
    }
    if (!allByLiterals) tasks.becauseEndsFrom(out, side, i, c, choice.windows.size[i]!, this.roots);
  }

  /** Gives that k comes before i: by the literal (true), or, if i ends after `latest`, by the start of k. */
  private tellComesBefore(out: Explanation, k: number, i: number, latest: number): boolean {
    const { order, side, tasks, roots } = this;
    const p = this.choice.windows.size[k]!;
    const arc = order === null ? -1 : order.arcBefore(side, k, i, out);
    if (arc >= 0) order!.because(out, arc);
    else tasks.becauseEndsFrom(out, opposite(side), k, 0 - latest, p, roots);
    return arc >= 0;
  }

  /** Gives [start of i <= last]. */
  private tellStartsBy(out: Explanation, i: number, last: number): void {
    const p = this.choice.windows.size[i]!;
    this.tasks.becauseEndsFrom(out, opposite(this.side), i, 0 - last, p, this.roots);
  }

  /** A bound of the start of i, at most `most`: the one of the root if it will do. */
  private lastStart(i: number, most: number): number {
    const atRoot = 0 - this.tasks.endMinAtRoot(opposite(this.side), i, this.choice.windows.size[i]!, this.roots);
    return Math.min(atRoot, most);
  }

  /** The c of the file comment, at most `most`: what the root says of the end of i, if that is after the latest start of all chosen tasks. */
  private endOf(i: number, most: number): number {
    const { choice, tasks, side, roots } = this;
    const { startMax, size } = choice.windows;
    const atRoot = tasks.endMinAtRoot(side, i, size[i]!, roots);
    for (let n = 0; n < choice.count; n++) if (startMax[choice.chosen[n]!]! >= atRoot) return most;
    return Math.min(atRoot, most);
  }

  private markDueBy(windows: TaskWindows, i: number, due: number): void {
    const { isCandidate } = this.choice;
    const { status, endMax } = windows;
    for (let k = 0; k < status.length; k++) {
      isCandidate[k] = k === i || (status[k] === PRESENT && endMax[k]! <= due) ? 1 : 0;
    }
  }

  /** The chosen tasks are predecessors of i; gives them from w on, and why they are. */
  private tellEdge(out: Explanation, i: number, w: number, due: number): void {
    const { choice, tasks, roots, before, side } = this;
    const { windows } = choice;
    const p = windows.size[i]!;
    this.beforeCount = choice.count;
    for (let n = 0; n < choice.count; n++) {
      before[n] = choice.chosen[n]!;
      choice.because(out, before[n]!, w, roots);
    }
    this.markDueBy(windows, i, due);
    const from = choice.windowStart(due, i, 1);
    choice.isCandidate[i] = 0;
    choice.clear(p);
    for (let n = 0; n < this.beforeCount && choice.sum <= due - from; n++) choice.chooseIfEligible(before[n]!, from);
    this.ask(DONE_BY, due);
    choice.choose(from, due - from, 0, roots, this);
    const end = this.endOfWindow(from, due, NOBODY);
    const begin = end + 1 - choice.sum;
    this.tellWindow(out, begin, end);
    tasks.becauseSize(out, i, p);
    tasks.becauseStartsFrom(out, side, i, begin, p, roots);
    for (let n = 0; n < this.beforeCount; n++) {
      // what is due by `end` starts by then
      if (!choice.has(before[n]!)) this.tellComesBefore(out, before[n]!, i, end);
    }
  }

  /** Gives the chosen tasks with their windows. */
  private tellWindow(out: Explanation, begin: number, end: number): void {
    const { choice, tasks, side, roots } = this;
    for (let n = 0; n < choice.count; n++) {
      const k = choice.chosen[n]!;
      choice.because(out, k, begin, roots);
      tasks.becauseStartsFrom(out, opposite(side), k, 0 - end, choice.windows.size[k]!, roots);
    }
  }

  /** The chosen tasks (and i) from w on are not done by this time, `due` or later: the least for which the root says that all are due then, or else the latest. */
  private endOfWindow(w: number, due: number, i: number): number {
    const { choice, tasks, side, roots } = this;
    const { size } = choice.windows;
    const latest = w + choice.sum - 1;
    let end = i === NOBODY ? due : Math.max(due, tasks.endMaxAtRoot(side, i, size[i]!, roots));
    for (let n = 0; n < choice.count; n++) {
      const k = choice.chosen[n]!;
      end = Math.max(end, tasks.endMaxAtRoot(side, k, size[k]!, roots));
    }
    return Math.min(end, latest);
  }
}
