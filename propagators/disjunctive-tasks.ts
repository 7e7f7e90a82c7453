// The tasks of a disjunctive resource as flat arrays, seen from two sides: side 0 as they are, side 1 in reversed time, where start is -end and end is -start.
// Every rule is written once, for pushes of starts to the right, and runs on both sides.
//
//              startMin  startMax       endMin     endMax
//   task i        |..........|..............|..........|       start + size = end, size >= 0, both posted elsewhere, hold once i is present
//
// Of a task only its least size p counts. It works p time units without a break
//   at or after w if [start >= w] or [end >= w + p];   by w if [end <= w] or [start <= w - p].
// The two alternatives are what makes a window of tasks whose start and end are variables of their own as narrow as it can be: the energy of the task lies
// between max(startMin, endMin - p) and min(endMax, startMax + p). Whichever alternative holds serves as the reason, one that the root knows before all others.

import { type Affine, negated } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { Explanation, Registrar } from '../solver/propagator.ts';
import { Views } from './cumulative-tasks.ts';
import { Presences } from './presences.ts';

/** 0: time as it is. 1: reversed. */
export type Side = 0 | 1;
export const SIDES: readonly Side[] = [0, 1];

export function opposite(side: Side): Side {
  return side === 0 ? 1 : 0;
}

/** A task occupies the resource over [start, end) if it is present (always, without `presence`). */
export interface DisjunctiveTask {
  readonly start: Affine;
  readonly end: Affine;
  /** end - start of a present task, or a constant 0 where nothing is known of it. Its least value is what counts. */
  readonly size: Affine;
  readonly presence?: Fact;
}

export class DisjunctiveTasks {
  readonly count: number;
  /** By side. */
  readonly start: readonly [Views, Views];
  readonly end: readonly [Views, Views];
  readonly size: Views;
  readonly presence: Presences;
  /** Task numbers by decreasing least size at the root, once wake() has been called. */
  readonly bySize: Int32Array;

  constructor(tasks: readonly DisjunctiveTask[]) {
    this.count = tasks.length;
    const starts = tasks.map(({ start }) => start);
    const ends = tasks.map(({ end }) => end);
    this.start = [new Views(starts), new Views(ends.map(negated))];
    this.end = [new Views(ends), new Views(starts.map(negated))];
    this.size = new Views(tasks.map(({ size }) => size));
    this.presence = new Presences(tasks.map(({ presence }) => presence));
    this.bySize = Int32Array.from({ length: this.count }, (_, i) => i);
  }

  /** Wakes for every bound that a rule reads, with the task as data. */
  wake(on: Registrar): void {
    const { start, end, size, presence } = this;
    const least = Float64Array.from(this.bySize, (i) => size.scale[i]! * on.lb(size.sv[i]!) + size.offset[i]!);
    this.bySize.sort((i, j) => least[j]! - least[i]! || i - j);
    for (let i = 0; i < this.count; i++) {
      const watched = new Set<number>();
      for (const views of [...start, ...end, size]) if (!views.isConstant(i)) watched.add(views.sv[i]!);
      for (const sv of watched) on.wakeOnLb(sv, i);
      presence.wake(on, i, i);
    }
  }

  /** Largest p a reason may use, by bounds `lb`. */
  sizeMin(i: number, lb: Float64Array): number {
    return Math.max(0, this.size.min(i, lb));
  }

  /** [size >= p]; nothing for p <= 0, which presence says. */
  becauseSize(out: Explanation, i: number, p: number): void {
    if (p > 0) this.size.becauseAtLeast(out, i, p);
  }

  /** Whether the root says that task i works p units at or after w. */
  startsFromAtRoot(side: Side, i: number, w: number, p: number, roots: Float64Array): boolean {
    return this.start[side].min(i, roots) >= w || this.end[side].min(i, roots) >= w + p;
  }

  /** Gives the reason that task i works p units at or after w; the size is told elsewhere. */
  becauseStartsFrom(out: Explanation, side: Side, i: number, w: number, p: number, roots: Float64Array): void {
    if (this.startsFromAtRoot(side, i, w, p, roots)) return;
    const start = this.start[side];
    if (start.minAt(i, out) >= w) start.becauseAtLeast(out, i, w);
    else this.end[side].becauseAtLeast(out, i, w + p);
  }

  /** The earliest end of task i by the root, by its size if the root knows it to be p. */
  endMinAtRoot(side: Side, i: number, p: number, roots: Float64Array): number {
    const endMin = this.end[side].min(i, roots);
    return this.sizeMin(i, roots) >= p ? Math.max(endMin, this.start[side].min(i, roots) + p) : endMin;
  }

  /** Gives the reason that task i ends at c or later, with the size if it takes that. */
  becauseEndsFrom(out: Explanation, side: Side, i: number, c: number, p: number, roots: Float64Array): void {
    if (this.endMinAtRoot(side, i, p, roots) >= c) return;
    const end = this.end[side];
    if (end.minAt(i, out) >= c) {
      end.becauseAtLeast(out, i, c);
      return;
    }
    this.start[side].becauseAtLeast(out, i, c - p);
    this.becauseSize(out, i, p);
  }

  /** The latest time by which the root has task i done with p units, if the size is told. */
  endMaxAtRoot(side: Side, i: number, p: number, roots: Float64Array): number {
    return Math.min(this.end[side].max(i, roots), this.start[side].max(i, roots) + p);
  }
}
