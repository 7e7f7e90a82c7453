// Why the energy of a window is passed: a choice of tasks and of how many units each spends in it, as few and as weakly told as will do (after Schutt, Feydy, Stuckey,
// "Explaining time-table-edge-finding propagation for the cumulative resource constraint", CPAIOR 2013, whose two kinds of energy, of tasks inside the window and of
// compulsory parts, are one kind here, see energy-windows.ts).
//
//   1 what the root says of tasks is free;
//   2 then tasks by decreasing gain, until the energy is enough: none of them can be left out;
//   3 what is left over is given back. A unit less of a task weakens both of its facts, [end >= from + o] and [start <= to - o]: first where that makes one of them
//     known at the root, then anywhere.

import { floorDiv } from '../solver/arrays.ts';
import { check } from '../solver/check.ts';
import type { Explanation, Propagation } from '../solver/propagator.ts';
import type { EnergyTasks } from './energy-windows.ts';

// What is known of the task that the conclusion is about.
export const STARTED = 1;
export const NOT_ENDED = 2;
export const IS_PRESENT = 4;
const ALL_KNOWN = 7;

export class EnergyExplainer {
  private readonly tasks: EnergyTasks;
  private readonly chosen: Int32Array;
  private chosenCount = 0;
  /** Units in the window, energy that the root does not give, and demand, of the chosen tasks and the own one. */
  private readonly units: Float64Array;
  private readonly gain: Float64Array;
  private readonly demand: Float64Array;
  private slack = 0;

  constructor(tasks: EnergyTasks) {
    this.tasks = tasks;
    this.chosen = new Int32Array(tasks.count);
    this.units = new Float64Array(tasks.count);
    this.gain = new Float64Array(tasks.count);
    this.demand = new Float64Array(tasks.count);
  }

  /**
   * Gives antecedents under which [from, to) takes at least `need`. Task `own` (-1: none) takes part with `ownUnits`, of which the facts of the mask `known` are told, the
   * others being what is concluded about.
   */
  explain(
    out: Explanation,
    now: Propagation,
    from: number,
    to: number,
    need: number,
    own: number,
    ownUnits: number,
    known: number,
  ): void {
    const { tasks, chosen, units, demand } = this;
    let sum = 0;
    if (own >= 0) {
      demand[own] = tasks.demand.minAt(own, out);
      units[own] = ownUnits;
      sum = demand[own]! * ownUnits;
    }
    sum = this.choose(out, now, from, to, need, own, sum);
    check(sum >= need, 'E2: not enough energy to explain');
    this.slack = sum - need;
    if (own >= 0) this.giveBack(own, from, to, known, now.rootBounds);
    for (let c = 0; c < this.chosenCount; c++) this.giveBack(chosen[c]!, from, to, ALL_KNOWN, now.rootBounds);
    for (let c = this.chosenCount - 1; c >= 0; c--) this.reduce(chosen[c]!, floorDiv(this.slack, demand[chosen[c]!]!));
    if (own >= 0) this.tell(out, own, from, to, known);
    for (let c = 0; c < this.chosenCount; c++) this.tell(out, chosen[c]!, from, to, ALL_KNOWN);
  }

  /** Points 1 and 2; returns the energy. */
  private choose(
    out: Explanation,
    now: Propagation,
    from: number,
    to: number,
    need: number,
    own: number,
    given: number,
  ): number {
    const { tasks, chosen, gain } = this;
    const { presence } = tasks;
    let sum = given;
    let candidates = 0;
    for (let i = 0; i < tasks.count; i++) {
      // bounds only tighten along the trail: a task without energy now had none then
      if (i === own || !presence.isPresent(i, now.lowerBounds)) continue;
      if (tasks.overlap(i, from, to, now.lowerBounds) === 0) continue;
      gain[i] = this.energyAtRoot(i, from, to, now.rootBounds);
      sum += gain[i]!;
      chosen[candidates++] = i;
    }
    this.chosenCount = 0;
    if (sum >= need) return sum;
    let kept = 0;
    for (let c = 0; c < candidates; c++) {
      const i = chosen[c]!;
      if (!presence.wasPresent(i, out)) continue;
      gain[i] = this.energyAt(i, from, to, out) - gain[i]!;
      if (gain[i]! > 0) chosen[kept++] = i;
    }
    while (sum < need && this.chosenCount < kept) {
      let best = this.chosenCount;
      for (let c = best + 1; c < kept; c++) if (gain[chosen[c]!]! > gain[chosen[best]!]!) best = c;
      const i = chosen[best]!;
      chosen[best] = chosen[this.chosenCount]!;
      chosen[this.chosenCount++] = i;
      sum += gain[i]!;
    }
    return sum;
  }

  private energyAtRoot(i: number, from: number, to: number, roots: Float64Array): number {
    const { tasks } = this;
    if (!tasks.presence.isPresent(i, roots)) return 0;
    return tasks.demand.min(i, roots) * tasks.overlap(i, from, to, roots);
  }

  /** Notes units and demand, too. */
  private energyAt(i: number, from: number, to: number, out: Explanation): number {
    const { start, end, size, demand } = this.tasks;
    const endMin = end.minAt(i, out);
    const startMax = start.maxAt(i, out);
    const p = Math.max(size.minAt(i, out), endMin - startMax);
    this.units[i] = Math.max(0, Math.min(to - from, p, endMin - from, to - startMax));
    this.demand[i] = demand.minAt(i, out);
    return this.units[i]! * this.demand[i]!;
  }

  /** Lowers the units to where the root knows one of the facts, if what is left over pays for it. */
  private giveBack(i: number, from: number, to: number, known: number, roots: Float64Array): void {
    const { start, end } = this.tasks;
    const units = this.units[i]!;
    let least = 0;
    if ((known & NOT_ENDED) !== 0) least = Math.max(least, end.min(i, roots) - from);
    if ((known & STARTED) !== 0) least = Math.max(least, to - start.max(i, roots));
    const surplus = units - least;
    if (least > 0 && surplus > 0 && surplus * this.demand[i]! <= this.slack) this.reduce(i, surplus);
  }

  /** By less than all units: what is left over is less than the gain of any chosen task. */
  private reduce(i: number, by: number): void {
    this.units[i]! -= by;
    this.slack -= by * this.demand[i]!;
  }

  private tell(out: Explanation, i: number, from: number, to: number, known: number): void {
    const { start, end, size, demand, presence } = this.tasks;
    const units = this.units[i]!;
    if ((known & IS_PRESENT) !== 0) presence.because(out, i);
    demand.becauseAtLeast(out, i, this.demand[i]!);
    if (size.minAt(i, out) >= units) {
      size.becauseAtLeast(out, i, units);
      if ((known & STARTED) !== 0) start.becauseAtMost(out, i, to - units);
      if ((known & NOT_ENDED) !== 0) end.becauseAtLeast(out, i, from + units);
    } else {
      // longer than its size is known to be: its compulsory part
      const begin = Math.max(from, start.maxAt(i, out));
      start.becauseAtMost(out, i, begin);
      end.becauseAtLeast(out, i, begin + units);
    }
  }
}
