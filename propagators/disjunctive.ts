// A disjunctive (unary) resource: no two present tasks overlap, if all enforcement facts hold. A task covers [start, end); one of size zero may lie at the border of
// another but not inside. start + size = end of present tasks is posted elsewhere.
//
// The rules of Vilím, "Global constraints in scheduling" (2007), each switched by name, each O(n log n), each run on the tasks and on their mirror:
//   overload (disjunctive-overload.ts), precedences (disjunctive-precedences.ts), not-last (disjunctive-not-last.ts), edge finding (disjunctive-edge-finding.ts).
// A run goes from the cheap to the dear and stops after the first kind that moved a bound: what is cheaper elsewhere comes first, and the push wakes this one again.
//
// Optional tasks: the windows of an open one are looked at, but not narrowed; when a conclusion leaves it no place it is absent. While one enforcement fact is open the
// same holds for that fact and the present tasks: overload and precedences then may refute it.
//
// Reasons are lazy: the kind of conclusion, the side, the task and, for windows, when they are due. disjunctive-explain.ts finds the tasks behind it.

import type { Fact } from '../solver/literal.ts';
import {
  type Explanation,
  PRIORITY_GLOBAL,
  type Propagation,
  type Propagator,
  type Registrar,
} from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';
import { DisjunctiveEdgeFinding } from './disjunctive-edge-finding.ts';
import { DisjunctiveExplainer } from './disjunctive-explain.ts';
import { DisjunctiveNotLast } from './disjunctive-not-last.ts';
import type { DisjunctiveOrder } from './disjunctive-order.ts';
import { DisjunctiveOverload } from './disjunctive-overload.ts';
import {
  DetectablePrecedences,
  KnownPrecedences,
  type PrecedenceRule,
  SinglePrecedences,
} from './disjunctive-precedences.ts';
import { type Conclusions, type DisjunctiveRules, NOBODY } from './disjunctive-rules.ts';
import { type DisjunctiveTask, DisjunctiveTasks, opposite, SIDES, type Side } from './disjunctive-tasks.ts';
import { OPEN, OrderedWindows, PRESENT } from './disjunctive-windows.ts';
import { becauseFacts, ENFORCED, IDLE, openFact } from './enforcement.ts';
import { Present } from './present.ts';

// What was concluded about task i.
const STARTS = 0;
const STARTS_EDGE = 1;
const ENDS = 2;
const CANNOT = 3;
const CANNOT_EDGE = 4;
const OVERLOAD = 5;
const KINDS = 6;

// What the conclusion refutes besides a bound; FACT + place for an enforcement fact.
const NOTHING = 0;
const PRESENCE = 1;
const FACT = 2;

export class Disjunctive implements Propagator, Conclusions {
  readonly name = 'disjunctive';
  readonly priority = PRIORITY_GLOBAL;

  private readonly tasks: DisjunctiveTasks;
  private readonly enforcement: readonly Fact[];
  /** Null: no rule reads it. */
  private readonly order: DisjunctiveOrder | null;
  private readonly windows: readonly [OrderedWindows, OrderedWindows];
  private readonly explainer: DisjunctiveExplainer;
  private readonly overload: DisjunctiveOverload | null;
  private readonly precedences: PrecedenceRule;
  private readonly notLast: DisjunctiveNotLast | null;
  private readonly edgeFinding: DisjunctiveEdgeFinding | null;
  private readonly present: Present = new Present();

  private now!: Propagation;
  private open = ENFORCED;
  /** A bound was pushed in this run. */
  private moved = false;

  /** `order`: literals of pairs that are kept in step with the bounds elsewhere (DisjunctivePairs), null if there are none. */
  constructor(
    tasks: readonly DisjunctiveTask[],
    enforcement: readonly Fact[],
    order: DisjunctiveOrder | null,
    rules: DisjunctiveRules,
  ) {
    const n = tasks.length;
    this.tasks = new DisjunctiveTasks(tasks);
    this.enforcement = enforcement;
    this.order = rules.detectablePrecedences ? order : null;
    this.windows = [new OrderedWindows(this.tasks, 0), new OrderedWindows(this.tasks, 1)];
    this.explainer = new DisjunctiveExplainer(this.tasks, this.order);
    this.overload = rules.overload ? new DisjunctiveOverload(n) : null;
    if (!rules.detectablePrecedences) this.precedences = new SinglePrecedences();
    else this.precedences = order === null ? new DetectablePrecedences(n) : new KnownPrecedences(order);
    this.notLast = rules.notFirstNotLast ? new DisjunctiveNotLast(n) : null;
    this.edgeFinding = rules.edgeFinding ? new DisjunctiveEdgeFinding(n) : null;
  }

  attach(on: Registrar): void {
    this.tasks.wake(on);
    if (this.order !== null) this.order.wake(on, 0);
    for (const f of this.enforcement) on.wakeOnLb(f.sv, NOBODY);
  }

  propagate(p: Propagation): boolean {
    const lb = p.lowerBounds;
    this.open = openFact(this.enforcement, lb);
    if (this.open === IDLE) return true;
    this.now = p;
    this.moved = false;
    const { windows } = this;
    windows[0].read(lb);
    windows[1].read(lb);
    p.addTicks(4 * this.tasks.count);
    if (this.overload !== null && !this.overload.run(windows[0], this, this.open === ENFORCED)) return false;
    for (const side of SIDES) if (!this.precedences.run(side, windows[side], this, lb)) return false;
    if (this.moved || this.open !== ENFORCED) return true;
    if (this.notLast !== null) {
      for (const side of SIDES) if (!this.notLast.run(side, windows[side], this)) return false;
      if (this.moved) return true;
    }
    if (this.edgeFinding !== null) {
      for (const side of SIDES) if (!this.edgeFinding.run(side, windows[side], this)) return false;
    }
    return true;
  }

  explain(out: Explanation, _sv: SVar, needed: number, a: number, b: number): void {
    const { tasks, explainer, now } = this;
    let code = b;
    const released = code % (FACT + this.enforcement.length);
    code = (code - released) / (FACT + this.enforcement.length);
    const side = (code & 1) as Side;
    const kind = (code >> 1) % KINDS;
    const i = ((code >> 1) - kind) / KINDS - 1;
    becauseFacts(out, this.enforcement, released >= FACT ? released - FACT : ENFORCED);
    if (i !== NOBODY && released !== PRESENCE) tasks.presence.because(out, i);
    // the least value from which the needed bound follows
    const value = (views: Side): number => {
      const { scale, offset } = tasks.start[views];
      return scale[i]! * (needed - 1) + offset[i]! + 1;
    };
    if (kind === STARTS) explainer.startsFrom(out, now, side, i, value(side));
    else if (kind === STARTS_EDGE) explainer.startsFromEdge(out, now, side, i, value(side), a);
    else if (kind === ENDS) explainer.endsBy(out, now, side, i, 0 - value(opposite(side)));
    else if (kind === CANNOT) explainer.cannotFollow(out, now, side, i);
    else if (kind === CANNOT_EDGE) explainer.cannotFollowEdge(out, now, side, i, a);
    else explainer.overload(out, now, side, i, a);
  }

  startsFrom(side: Side, i: number, value: number): boolean {
    return this.push(side, side, i, value, STARTS, 0);
  }

  startsFromEdge(side: Side, i: number, value: number, due: number): boolean {
    return this.push(side, side, i, value, STARTS_EDGE, due);
  }

  endsBy(side: Side, i: number, value: number): boolean {
    return this.push(opposite(side), side, i, 0 - value, ENDS, 0);
  }

  overloaded(side: Side, i: number, due: number): boolean {
    return this.refute(side, i, OVERLOAD, due);
  }

  /** Pushes [start of i >= value] as `seen` sees it, for a conclusion of `side`, or refutes what is open if that leaves no place. */
  private push(seen: Side, side: Side, i: number, value: number, kind: number, due: number): boolean {
    const start = this.tasks.start[seen];
    const p = this.now;
    if (value <= start.min(i, p.lowerBounds)) return true;
    if (this.open === ENFORCED && this.windows[side].status[i] === PRESENT && !start.isConstant(i)) {
      this.moved = true;
      return p.pushLazy(start.sv[i]!, start.lowerBoundFor(i, value), due, this.code(side, i, kind, NOTHING));
    }
    if (value <= this.windows[seen].startMax[i]!) return true;
    return this.refute(side, i, kind === STARTS_EDGE ? CANNOT_EDGE : CANNOT, due);
  }

  /** Task i (or none) has no place: it is absent, or an enforcement fact is false, or it is a conflict. */
  private refute(side: Side, i: number, kind: number, due: number): boolean {
    const { now: p, open, tasks } = this;
    const optional = i !== NOBODY && this.windows[side].status[i] === OPEN;
    if (open !== ENFORCED) {
      const f = this.enforcement[open]!;
      return optional || p.pushLazy(f.sv ^ 1, 1 - f.k, due, this.code(side, i, kind, FACT + open));
    }
    if (optional) {
      const { presence } = tasks;
      return p.pushLazy(presence.absenceSv(i), presence.absenceBound(i), due, this.code(side, i, kind, PRESENCE));
    }
    this.explain(this.present.begin(p), -1, 0, due, this.code(side, i, kind, NOTHING));
    return p.conflict();
  }

  /** The second number of the payload; `due` is the first. */
  private code(side: Side, i: number, kind: number, released: number): number {
    return (2 * (KINDS * (i + 1) + kind) + side) * (FACT + this.enforcement.length) + released;
  }
}
