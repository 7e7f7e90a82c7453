// The kernel: bounds, literals, clauses and propagators, and the mechanism that brings them to a common fixpoint. It implements the three views a propagator gets
// (Registrar and Propagation here, Explanation by explainer.ts) and knows nothing of search.
//
// Fixpoint: clauses first, then wake propagators for every new trail entry, then run one propagator of the best priority, repeat (Chuffed's order). A push that
// would cross the opposite bound is not put on the trail (T3): it becomes the conflict "reason of the push and [x <= ub]".

import { growFloat64, growUint8 } from './arrays.ts';
import { CHECK, check } from './check.ts';
import { CLAUSE_HEADER, Clauses } from './clauses.ts';
import { StaticDomains } from './domain.ts';
import { Explainer } from './explainer.ts';
import { assertFixpoint, judgeRun } from './judge.ts';
import { Literals } from './literals.ts';
import type { InferenceChecker, Propagation, Propagator, Registrar, ReversibleCells } from './propagator.ts';
import { PropagatorQueue } from './queue.ts';
import { Antecedents, Reasons } from './reasons.ts';
import { Reversible } from './reversible.ts';
import { Trail } from './trail.ts';
import type { Lit, PropagatorId, Reason, SVar, Var } from './types.ts';
import { UnitPropagation } from './unit.ts';

/** Pushes in one level, at the root in one fixpoint, per variable, after which bounds are taken to creep and the search is asked to branch instead. */
const CREEP_FACTOR = 20;

/**
 * Ticks of one run of a propagator, besides those it counts itself: waking it, its own fields, what it pushes. The more propagators there are, the less of that is in
 * the caches. Measured on models of 800 to 19 000 propagators and constraints: 17 to 40 million ticks a second, 2 to 20 with one tick a run (2026-11-22).
 */
const CALL_TICKS = 6;
const PROPAGATORS_PER_TICK = 600;
const MOST_CALL_TICKS = 26;

export class Kernel implements Registrar, Propagation {
  readonly domains: StaticDomains = new StaticDomains();
  readonly literals: Literals = new Literals(this.domains);
  readonly trail: Trail = new Trail(this.domains, this.literals);
  readonly reasons: Reasons = new Reasons();
  readonly clauses: Clauses = new Clauses();
  readonly unit: UnitPropagation = new UnitPropagation(this.trail, this.literals, this.clauses);
  readonly queue: PropagatorQueue = new PropagatorQueue();
  readonly reversible: ReversibleCells & Reversible = new Reversible();
  readonly propagators: Propagator[] = [];
  readonly explainer: Explainer = new Explainer(this);
  readonly checkers: (InferenceChecker | null)[] = [];
  /** True bounds that cannot hold together, after fixpoint() returned false. */
  readonly conflictSet: Antecedents = new Antecedents();
  /** The false clause of the last conflict, for its activity; -1 when a propagator failed. */
  conflictClause = -1;
  /** Deterministic work so far, about one per memory line touched. */
  ticks = 0;
  /** Statistics per propagator id. */
  calls: Float64Array = new Float64Array(64);
  pushes: Float64Array = new Float64Array(64);
  /** True once the root has been refuted. */
  refuted = false;

  private callTicks = CALL_TICKS;
  private readonly eager: Antecedents = new Antecedents();
  private current: PropagatorId = -1;
  private wakeHead = 0;
  /** The signed variable that was pushed most where the last fixpoint() stopped because bounds creep, -1 where it did not. */
  creeping: SVar = -1;
  /** 1 for levels whose fixpoint stopped early (bounds crept, or the poll said stop): propagators still wait. */
  private incomplete: Uint8Array = new Uint8Array(64);
  /** Asked every few hundred propagator runs; true ends the fixpoint early. */
  poll: (() => boolean) | null = null;

  // ---------------------------------------------------------------- variables and posting (root only)

  /** A variable over the closed ranges [lo0, hi0, lo1, hi1, ...] (sorted, disjoint, safe integers, not empty). */
  newVar(ranges: ArrayLike<number>): Var {
    const lo = ranges[0]!;
    const hi = ranges[ranges.length - 1]!;
    check(ranges.length >= 2 && lo <= hi && Number.isSafeInteger(lo) && Number.isSafeInteger(hi), 'newVar: ranges');
    check(this.trail.level === 0, 'newVar: only at the root');
    this.domains.add(ranges);
    const x = this.trail.addVar(lo, hi);
    this.literals.addVar(x, lo === 0 && hi === 1);
    this.queue.reserveVariables(2 * x + 2);
    this.clauses.reserveLiterals(2 * this.literals.atoms);
    return x;
  }

  /** Posts a propagator at the root; it runs at the next fixpoint. */
  post(propagator: Propagator, checker: InferenceChecker | null = null): PropagatorId {
    check(this.trail.level === 0, 'post: only at the root');
    const id = this.queue.add(propagator.priority);
    this.propagators.push(propagator);
    this.callTicks = Math.min(MOST_CALL_TICKS, CALL_TICKS + Math.floor(id / PROPAGATORS_PER_TICK));
    this.checkers.push(checker);
    this.calls = growFloat64(this.calls, id + 1);
    this.pushes = growFloat64(this.pushes, id + 1);
    this.current = id;
    propagator.attach(this);
    this.current = -1;
    this.queue.enqueue(id);
    return id;
  }

  /** The literal of [sv >= k], made if need be; k must lie strictly inside the current root domain (neither always true nor always false). */
  literal(sv: SVar, k: number): Lit {
    const lit = this.literals.intern(sv, this.trail.canonical(sv, k), this.trail.lb);
    this.clauses.reserveLiterals(2 * this.literals.atoms);
    return lit;
  }

  // ---------------------------------------------------------------- Registrar

  wakeOnLb(sv: SVar, data = 0): void {
    this.queue.watch(sv, this.current, data);
  }

  wakeOnBounds(x: Var, data = 0): void {
    this.queue.watch(2 * x, this.current, data);
    this.queue.watch(2 * x + 1, this.current, data);
  }

  newReversible(initial: number): number {
    return this.reversible.newCell(initial);
  }

  // ---------------------------------------------------------------- Propagation

  get lowerBounds(): Float64Array {
    return this.trail.lb;
  }

  get rootBounds(): Float64Array {
    return this.trail.rootLb;
  }

  lb(sv: SVar): number {
    return this.trail.lb[sv]!;
  }

  ub(sv: SVar): number {
    return -this.trail.lb[sv ^ 1]!;
  }

  addTicks(n: number): void {
    this.ticks += n;
  }

  begin(): void {
    this.eager.clear();
  }

  because(sv: SVar, k: number): void {
    if (this.trail.rootLb[sv]! >= k) return;
    if (CHECK >= 1) check(this.trail.lb[sv]! >= k, 'E5: an antecedent is not true');
    this.eager.push(sv, k);
  }

  pushEager(sv: SVar, k: number): boolean {
    const trail = this.trail;
    const bound = trail.canonical(sv, k);
    if (bound <= trail.lb[sv]!) return true;
    this.pushes[this.current]!++;
    if (bound > -trail.lb[sv ^ 1]!) {
      // the tail of the domain above ub is what contradicts: [x <= k - 1] is enough
      this.because(sv ^ 1, 1 - k);
      return this.conflict();
    }
    trail.push(sv, bound, this.reasons.pushEager(this.eager.length, this.eager.sv, this.eager.bound));
    return true;
  }

  pushLazy(sv: SVar, k: number, a: number, b: number): boolean {
    const trail = this.trail;
    const bound = trail.canonical(sv, k);
    if (bound <= trail.lb[sv]!) return true;
    this.pushes[this.current]!++;
    const ub = -trail.lb[sv ^ 1]!;
    if (bound > ub) {
      this.eager.clear();
      this.explainer.lazy(this.current, sv, ub + 1, a, b, trail.length, this.eager);
      this.because(sv ^ 1, -ub);
      return this.conflict();
    }
    trail.push(sv, bound, this.reasons.pushLazy(this.current, a, b));
    return true;
  }

  conflict(): boolean {
    this.conflictClause = -1;
    this.conflictSet.clear();
    for (let i = 0; i < this.eager.length; i++) this.conflictSet.push(this.eager.sv[i]!, this.eager.bound[i]!);
    return false;
  }

  // ---------------------------------------------------------------- fixpoint

  /** Propagates everything. False iff there is a conflict, given in `conflictSet`. */
  fixpoint(): boolean {
    const { trail, queue, unit } = this;
    let turns = 0;
    this.creeping = -1;
    // above the root the pushes of the whole level count, however often it was interrupted; a little is always allowed, so that what waits can end
    const start = trail.level === 0 ? trail.length : trail.levelStart[trail.level - 1]!;
    const allowance = trail.varCount + 100;
    const creepLimit = Math.max(start + CREEP_FACTOR * allowance, trail.length + allowance);
    for (;;) {
      const visits = unit.visits;
      const settled = unit.propagate();
      this.ticks += unit.visits - visits;
      if (!settled) {
        this.conflictFromClause(unit.conflict);
        return false;
      }
      this.wake();
      if (trail.length > creepLimit) {
        // what still waits runs after the next decision, or is woken again when the search backtracks
        this.incomplete[trail.level] = 1;
        this.creeping = trail.mostPushed(start);
        return true;
      }
      if ((++turns & 255) === 0 && this.poll !== null && this.poll()) {
        this.incomplete[trail.level] = 1;
        return true;
      }
      const id = queue.pop();
      if (id < 0) {
        this.incomplete[trail.level] = 0;
        if (CHECK >= 3) assertFixpoint(this);
        return true;
      }
      this.calls[id]!++;
      this.ticks += this.callTicks;
      this.current = id;
      const from = trail.length;
      const ok = this.propagators[id]!.propagate(this);
      this.current = -1;
      if (CHECK >= 2) judgeRun(this, id, from, ok);
      if (!ok) return false;
    }
  }

  /** Opens a decision level. */
  newLevel(): void {
    const level = this.trail.level;
    this.reasons.newLevel(level);
    this.reversible.newLevel(level);
    this.trail.newLevel();
    this.incomplete = growUint8(this.incomplete, level + 2);
    this.incomplete[level + 1] = 0;
  }

  /** Whether the current level has reached its fixpoint: false when the last fixpoint() stopped early. */
  get settled(): boolean {
    return this.incomplete[this.trail.level] === 0;
  }

  /** Undoes all levels above `level`. */
  backtrackTo(level: number): void {
    const { trail, literals, unit } = this;
    if (level >= trail.level) return;
    const start = trail.levelStart[level]!;
    trail.backtrackTo(level);
    this.reasons.backtrackTo(level);
    this.reversible.backtrackTo(level);
    // Every entry below was already propagated when the level opened, so the queues restart from the new end of the trail.
    literals.queueLength = 0;
    unit.head = 0;
    this.wakeHead = Math.min(this.wakeHead, start);
    this.queue.clear();
    if (this.incomplete[level] === 1) this.wakeAll();
  }

  /** Makes all bounds of level 0 permanent. Precondition: at the root, at a fixpoint. */
  foldRoot(): void {
    check(this.trail.level === 0, 'foldRoot: only at the root');
    this.trail.foldRoot();
    this.reasons.clear();
    this.reversible.foldRoot();
    this.literals.queueLength = 0;
    this.unit.head = 0;
    this.wakeHead = 0;
  }

  /** Pushes a decision or a root fact: no antecedents. False when it crosses the opposite bound (nothing is pushed then). */
  assume(sv: SVar, k: number, reason: Reason): boolean {
    const bound = this.trail.canonical(sv, k);
    if (bound <= this.trail.lb[sv]!) return true;
    if (bound > -this.trail.lb[sv ^ 1]!) return false;
    this.trail.push(sv, bound, reason);
    return true;
  }

  wakeAll(): void {
    for (let id = 0; id < this.propagators.length; id++) this.queue.enqueue(id);
  }

  get bytes(): number {
    return this.trail.bytes + this.literals.bytes + this.clauses.bytes + this.reasons.bytes;
  }

  private wake(): void {
    const { trail, queue, propagators } = this;
    const { wakeList, wakeSize } = queue;
    const { entrySv } = trail;
    if (propagators.length === 0) this.wakeHead = trail.length;
    while (this.wakeHead < trail.length) {
      const sv = entrySv[this.wakeHead++]!;
      const n = wakeSize[sv]!;
      const list = wakeList[sv]!;
      for (let i = 0; i < n; i += 2) {
        const id = list[i]!;
        const p = propagators[id]!;
        if (p.notify !== undefined) p.notify(list[i + 1]!);
        queue.enqueue(id);
      }
    }
  }

  private conflictFromClause(ref: number): void {
    const { data } = this.clauses;
    const { sv, bound } = this.literals;
    this.conflictSet.clear();
    const end = ref + CLAUSE_HEADER + data[ref]!;
    for (let i = ref + CLAUSE_HEADER; i < end; i++) {
      const antecedent = data[i]! ^ 1;
      this.conflictSet.push(sv[antecedent]!, bound[antecedent]!);
    }
    this.conflictClause = ref;
  }
}
