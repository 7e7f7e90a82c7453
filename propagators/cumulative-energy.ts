// Cumulative by energy, beside the time-table (cumulative.ts): a window of time holds capacity * length, and the tasks must not need more of it, if all enforcement
// facts hold. start + size = end of present tasks is posted elsewhere. The rules are switched by name: overload (cumulative-overload.ts) and time-table edge
// finding (cumulative-edge-finding.ts), which runs on the tasks and on their mirror.
//
// A rule names a window and maybe a task. With E the energy that the other tasks need in it:
//
//        a         b - most            b            most = floor((capacity * (b - a) - E) / demand_i), what is left for task i
//        |.............|===============|
//   task i ends after a + o or later, o > most:  start_i >= b - most              and mirrored:  end_i <= a + most
//   no place left for it: it is absent, or the constraint is not enforced, or it is a conflict
//   a variable capacity is at least the energy of all present tasks / (b - a), rounded up
//
// Reasons are lazy: kind, task, window. energy-explain.ts finds the tasks behind it, for the bound that is needed: a smaller one takes fewer units of the others. It counts
// tasks that reach into the window as well, of which the rules know the compulsory parts only.

import { type Affine, boundFor, lowerBound, upperBound } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import {
  type Explanation,
  PRIORITY_GLOBAL,
  type Propagation,
  type Propagator,
  type Registrar,
} from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';
import { CumulativeEdgeFinding } from './cumulative-edge-finding.ts';
import { CumulativeOverload } from './cumulative-overload.ts';
import { SIDES, type Side } from './disjunctive-tasks.ts';
import { EnergyExplainer, IS_PRESENT, NOT_ENDED, STARTED } from './energy-explain.ts';
import { type EnergyConclusions, type EnergyRules, NOBODY } from './energy-rules.ts';
import { type EnergyTask, EnergyTasks, EnergyWindows } from './energy-windows.ts';
import { becauseFacts, ENFORCED, IDLE, openFact, pushNegation } from './enforcement.ts';
import { Present } from './present.ts';
import { becauseAtMost, leastImplying } from './relax.ts';

// What was concluded; OVERLOAD has the place of an enforcement fact plus one in place of a task, 0 for none.
const START = 0;
const END = 1;
const LEFT_OUT = 2;
const CAPACITY = 3;
const OVERLOAD = 4;
const KINDS = 5;

export class CumulativeEnergy implements Propagator, EnergyConclusions {
  readonly name = 'cumulative-energy';
  readonly priority = PRIORITY_GLOBAL;

  private readonly tasks: EnergyTasks;
  private readonly capacity: Affine;
  private readonly enforcement: readonly Fact[];
  private readonly windows: readonly [EnergyWindows, EnergyWindows];
  private readonly explainer: EnergyExplainer;
  private readonly overload: CumulativeOverload | null;
  private readonly edgeFinding: CumulativeEdgeFinding | null;
  private readonly present: Present = new Present();
  /** What payload numbers are made with: more than any task or place of a fact. */
  private readonly radix: number;

  private now!: Propagation;
  private open = ENFORCED;
  private capacityMax = 0;

  /** Demands must not be able to be negative, and energies of windows must be safe integers: see energyIsExact(). */
  constructor(tasks: readonly EnergyTask[], capacity: Affine, enforcement: readonly Fact[], rules: EnergyRules) {
    const n = tasks.length;
    this.tasks = new EnergyTasks(tasks);
    this.capacity = capacity;
    this.enforcement = enforcement;
    this.windows = [new EnergyWindows(n), new EnergyWindows(n)];
    this.explainer = new EnergyExplainer(this.tasks);
    this.overload = rules.overload ? new CumulativeOverload(n) : null;
    this.edgeFinding = rules.edgeFinding ? new CumulativeEdgeFinding(n) : null;
    this.radix = radixFor(n, enforcement.length);
  }

  attach(on: Registrar): void {
    this.tasks.wake(on);
    if (this.capacity.sv >= 0) on.wakeOnLb(this.capacity.sv ^ 1);
    for (const f of this.enforcement) on.wakeOnLb(f.sv);
  }

  propagate(p: Propagation): boolean {
    const lb = p.lowerBounds;
    this.open = openFact(this.enforcement, lb);
    if (this.open === IDLE) return true;
    this.now = p;
    const { tasks, windows, capacity, overload, edgeFinding } = this;
    const isEnforced = this.open === ENFORCED;
    const most = upperBound(capacity, lb);
    const least = lowerBound(capacity, lb);
    this.capacityMax = most;
    windows[0].read(tasks, lb);
    p.addTicks(4 * tasks.count);
    // a capacity that cannot be is seen by the time-table
    if (most < 0) return true;
    if (overload !== null && !overload.run(windows[0], most, this, isEnforced)) return false;
    if (edgeFinding === null) return true;
    windows[1].mirror(windows[0]);
    for (const side of SIDES) {
      // an overload looks the same from both sides
      if (side === 1 && !isEnforced) break;
      const ok = edgeFinding.run(side, windows[side], most, Math.max(0, least), isEnforced, this);
      p.addTicks(edgeFinding.steps >> 1);
      if (!ok) return false;
    }
    return true;
  }

  explain(out: Explanation, _sv: SVar, needed: number, a: number, b: number): void {
    const { tasks, explainer, now, capacity, radix } = this;
    const kind = b % KINDS;
    const who = ((b - kind) / KINDS) % radix;
    const length = ((b - kind) / KINDS - who) / radix;
    const to = a + length;
    becauseFacts(out, this.enforcement, kind === OVERLOAD ? who - 1 : ENFORCED);
    if (kind === CAPACITY) {
      explainer.explain(out, now, a, to, (leastImplying(capacity, needed) - 1) * length + 1, NOBODY, 0, 0);
      return;
    }
    const most = capacity.sv < 0 ? capacity.offset : capacity.scale * out.ubAt(capacity.sv) + capacity.offset;
    const need = most * length + 1;
    becauseAtMost(out, capacity, most);
    if (kind === OVERLOAD) {
      explainer.explain(out, now, a, to, need, NOBODY, 0, 0);
      return;
    }
    const { start, end, size } = tasks;
    const endMin = end.minAt(who, out);
    const startMax = start.maxAt(who, out);
    const p = size.minAt(who, out);
    // an optional task may have a window that is too long for its size
    let units = Math.min(length, kind === LEFT_OUT ? Math.max(p, endMin - startMax) : p);
    if (kind !== END) units = Math.min(units, endMin - a);
    if (kind !== START) units = Math.min(units, to - startMax);
    // the task would start, or end, beyond what is needed of it, and so spend these units at least
    if (kind === START) units = Math.min(units, to - (start.scale[who]! * (needed - 1) + start.offset[who]!));
    if (kind === END) units = Math.min(units, end.offset[who]! - end.scale[who]! * (needed - 1) - a);
    const known = kind === START ? NOT_ENDED | IS_PRESENT : kind === END ? STARTED | IS_PRESENT : STARTED | NOT_ENDED;
    explainer.explain(out, now, a, to, need, who, units, known);
  }

  overloaded(side: Side, from: number, to: number): boolean {
    const [a, b] = side === 0 ? [from, to] : [0 - to, 0 - from];
    const { open, now } = this;
    const code = this.code(b - a, open === ENFORCED ? 0 : open + 1, OVERLOAD);
    if (open !== ENFORCED) return pushNegation(now, this.enforcement[open]!, a, code);
    this.explain(this.present.begin(now), -1, 0, a, code);
    return now.conflict();
  }

  leavesOut(side: Side, i: number, from: number, to: number): boolean {
    const { presence } = this.tasks;
    const a = side === 0 ? from : 0 - to;
    return this.now.pushLazy(presence.absenceSv(i), presence.absenceBound(i), a, this.code(to - from, i, LEFT_OUT));
  }

  delays(side: Side, i: number, from: number, to: number, value: number): boolean {
    const { start, end } = this.tasks;
    const { windows, now } = this;
    const lb = now.lowerBounds;
    if (value > windows[side].startMax[i]!) return this.overloaded(side, from, to);
    if (side === 0) {
      if (value <= start.min(i, lb)) return true;
      return now.pushLazy(start.sv[i]!, start.lowerBoundFor(i, value), from, this.code(to - from, i, START));
    }
    if (0 - value >= end.max(i, lb)) return true;
    return now.pushLazy(end.sv[i]! ^ 1, end.upperBoundFor(i, 0 - value), 0 - to, this.code(to - from, i, END));
  }

  fills(side: Side, from: number, to: number, value: number): boolean {
    const { capacity, now } = this;
    if (value > this.capacityMax) return this.overloaded(side, from, to);
    if (value <= lowerBound(capacity, now.lowerBounds)) return true;
    const a = side === 0 ? from : 0 - to;
    return now.pushLazy(capacity.sv, boundFor(capacity, value), a, this.code(to - from, 0, CAPACITY));
  }

  /** The second number of the payload; the begin of the window is the first. */
  private code(length: number, who: number, kind: number): number {
    return (length * this.radix + who) * KINDS + kind;
  }
}

/**
 * Whether all numbers of the rules stay safe integers for tasks within [earliest, latest) that need at most `energy` in all, and a capacity of at most `capacity`.
 */
export function energyIsExact(
  tasks: number,
  enforcement: number,
  earliest: number,
  latest: number,
  energy: number,
  capacity: number,
): boolean {
  const reach = 2 * Math.max(Math.abs(earliest), Math.abs(latest));
  const code = reach * radixFor(tasks, enforcement) * KINDS;
  return Number.isSafeInteger(2 * reach * Math.max(1, capacity) + 2 * energy) && Number.isSafeInteger(code);
}

function radixFor(tasks: number, enforcement: number): number {
  return Math.max(tasks, enforcement) + 2;
}
