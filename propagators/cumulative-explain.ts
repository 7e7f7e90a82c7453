// Why the time-table cumulative concluded something: at time t, tasks that must cover t already fill the capacity (Schutt, Feydy, Stuckey, Wallace:
// Explaining the cumulative propagator, Constraints 16, 2011, section 4).
//
//                      t
//   task k     [..|====|====|..]      start_k <= t, end_k >= t + 1, present, demand_k >= d_k
//   task i  [..........................]   one of its two ends is known to lie on this side of t; the conclusion is about the other
//
// Styles, as in the paper; they differ in the facts about the tasks at t:
//   pointwise  each covers t alone, no more: the weakest
//   big-step   each covers the whole stretch common to the chosen ones, as far as task i can reach into it
//   naive      all tasks that cover t, each with its bounds as they are
// Deviation: start and end are separate expressions here, and a task may be empty, so the big step cannot move the fact about task i away from t (the
// paper moves it by the known duration); it widens the profile facts only.
//
// Choice (pointwise, big-step): first the tasks that cover t at the root, for they cost nothing; then by decreasing demand until the capacity is passed.
// Then none can be left out: already without the last, smallest one the rest would fit. The margin weakens the fact about the capacity.
//
// The tasks that cover t at the explained entry are found among those that cover it now, since bounds only tighten along the trail: a filter that reads
// the present but cannot change the answer (E3).

import type { Affine } from '../solver/affine.ts';
import { check } from '../solver/check.ts';
import type { Explanation, Propagation } from '../solver/propagator.ts';
import type { TaskTable } from './cumulative-tasks.ts';
import { becauseAtMost } from './relax.ts';

export const EXPLANATION_STYLES = ['pointwise', 'big-step', 'naive'] as const;
export type ExplanationStyle = (typeof EXPLANATION_STYLES)[number];

// What is known of task i, the one that the conclusion is about.
export const NO_TASK = 0;
export const STARTED = 1;
export const NOT_ENDED = 2;
export const PRESENT = 4;

export class CumulativeExplainer {
  private readonly tasks: TaskTable;
  private readonly capacity: Affine;
  private readonly style: ExplanationStyle;
  private readonly chosen: Int32Array;
  private chosenCount = 0;

  constructor(tasks: TaskTable, capacity: Affine, style: ExplanationStyle) {
    this.tasks = tasks;
    this.capacity = capacity;
    this.style = style;
    this.chosen = new Int32Array(tasks.count);
  }

  /** As overload() beyond the capacity, whose bound is given too, as weak as the demands found allow. */
  overloadOfCapacity(out: Explanation, now: Propagation, t: number, i: number, known: number, ownDemand: number): void {
    const { capacity } = this;
    const most = capacity.sv < 0 ? capacity.offset : capacity.scale * out.ubAt(capacity.sv) + capacity.offset;
    const sum = this.overload(out, now, t, i, known, ownDemand, most);
    becauseAtMost(out, capacity, this.style === 'naive' ? most : sum - 1);
  }

  /**
   * Gives antecedents under which the demands at t sum to more than `limit`; returns their sum. Task i takes part with `ownDemand` and the facts of the
   * mask `known` (NO_TASK: there is no task i).
   */
  overload(
    out: Explanation,
    now: Propagation,
    t: number,
    i: number,
    known: number,
    ownDemand: number,
    limit: number,
  ): number {
    const except = known === NO_TASK ? -1 : i;
    const sum =
      this.style === 'naive'
        ? this.chooseAll(out, now, t, except, ownDemand)
        : this.chooseFew(out, now, t, except, ownDemand, limit);
    check(sum > limit, 'E2: no overload to explain');
    this.tell(out, t, i, known);
    return sum;
  }

  /** Fills `chosen` with tasks that are not free; returns the sum of demands. */
  private chooseFew(
    out: Explanation,
    now: Propagation,
    t: number,
    except: number,
    ownDemand: number,
    most: number,
  ): number {
    const { tasks, chosen } = this;
    const roots = now.rootBounds;
    const found = tasks.collectCovering(t, now.lowerBounds, chosen);
    let sum = ownDemand;
    for (let c = 0; c < found && sum <= most; c++) {
      const k = chosen[c]!;
      if (k !== except && tasks.mustCover(k, t, roots)) sum += tasks.demand.min(k, roots);
    }
    // the chosen ones move to the front of the list
    let count = 0;
    for (let c = 0; c < found && sum <= most; c++) {
      const k = chosen[c]!;
      if (k === except || !tasks.mustCoverAt(k, t, out)) continue;
      const free = tasks.mustCover(k, t, roots) ? tasks.demand.min(k, roots) : 0;
      const gain = tasks.demand.minAt(k, out) - free;
      if (gain <= 0) continue;
      chosen[count++] = k;
      sum += gain;
    }
    this.chosenCount = count;
    return sum;
  }

  private chooseAll(out: Explanation, now: Propagation, t: number, except: number, ownDemand: number): number {
    const { tasks, chosen } = this;
    const found = tasks.collectCovering(t, now.lowerBounds, chosen);
    let sum = ownDemand;
    let count = 0;
    for (let c = 0; c < found; c++) {
      const k = chosen[c]!;
      if (k === except || !tasks.mustCoverAt(k, t, out)) continue;
      chosen[count++] = k;
      sum += tasks.demand.minAt(k, out);
    }
    this.chosenCount = count;
    return sum;
  }

  /** Gives the facts about task i and the chosen ones. */
  private tell(out: Explanation, t: number, i: number, known: number): void {
    const { tasks, chosen, chosenCount, style } = this;
    const naive = style === 'naive';
    if ((known & STARTED) !== 0) tasks.start.becauseAtMost(out, i, naive ? tasks.start.maxAt(i, out) : t);
    if ((known & NOT_ENDED) !== 0) tasks.end.becauseAtLeast(out, i, naive ? tasks.end.minAt(i, out) : t + 1);
    if ((known & PRESENT) !== 0) tasks.becausePresent(out, i);
    let begin = t;
    let end = t + 1;
    if (style === 'big-step') {
      begin = this.commonBegin(out, t, i, known);
      end = this.commonEnd(out, t, i, known);
    }
    for (let c = 0; c < chosenCount; c++) {
      const k = chosen[c]!;
      tasks.start.becauseAtMost(out, k, naive ? tasks.start.maxAt(k, out) : begin);
      tasks.end.becauseAtLeast(out, k, naive ? tasks.end.minAt(k, out) : end);
      tasks.becausePresent(out, k);
      tasks.demand.becauseAtLeast(out, k, tasks.demand.minAt(k, out));
    }
  }

  /** Where the stretch common to the chosen tasks begins, cut to where task i can be (or must be, if it has started). */
  private commonBegin(out: Explanation, t: number, i: number, known: number): number {
    const { tasks, chosen, chosenCount } = this;
    let begin = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < chosenCount; c++) begin = Math.max(begin, tasks.start.maxAt(chosen[c]!, out));
    if (known === NO_TASK) return begin;
    const reach = (known & STARTED) !== 0 ? tasks.start.maxAt(i, out) : tasks.start.minAt(i, out);
    return Math.min(t, Math.max(begin, reach));
  }

  private commonEnd(out: Explanation, t: number, i: number, known: number): number {
    const { tasks, chosen, chosenCount } = this;
    let end = Number.POSITIVE_INFINITY;
    for (let c = 0; c < chosenCount; c++) end = Math.min(end, tasks.end.minAt(chosen[c]!, out));
    if (known === NO_TASK) return end;
    const reach = (known & NOT_ENDED) !== 0 ? tasks.end.minAt(i, out) : tasks.end.maxAt(i, out);
    return Math.max(t + 1, Math.min(end, reach));
  }
}
