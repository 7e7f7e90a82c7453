// Decisions: always one bound literal [sv >= k], never x = v. Branchers are asked in order; the first that has an open variable decides.
//   UserStrategy  variables and rules by name, as CP-SAT's add_decision_strategy
//   free search   the open atom of largest VSIDS activity, tried on the side of its phase; when no atom is open, the first open integer
//                 variable is driven to its phase value, one bound at a time; variables of strategies come last and by their rule
//   halving       where bounds creep instead of reaching a fixpoint, the variable that moves most, before all others
// Which goes first, strategies or free search, is the caller's choice; with both, nothing stays open.

import { growInt32 } from './arrays.ts';
import type { Kernel } from './kernel.ts';
import type { Phases } from './phase.ts';
import type { Scores } from './score.ts';
import type { SVar, Var } from './types.ts';

/** CP-SAT's names. Ties go to the first in the list; chooseLowestMinActive is chooseLowestMin with ties to the largest activity of the next bound above the lowest value. */
export type VariableSelection =
  | 'chooseFirst'
  | 'chooseLowestMin'
  | 'chooseLowestMinActive'
  | 'chooseHighestMax'
  | 'chooseMinDomainSize'
  | 'chooseMaxDomainSize';
export type ValueSelection = 'selectMinValue' | 'selectMaxValue' | 'selectLowerHalf' | 'selectUpperHalf';

export interface SearchStrategy {
  readonly vars: readonly Var[];
  readonly variableSelection: VariableSelection;
  readonly valueSelection: ValueSelection;
}

/** Where a decision is left: [sv >= k]. */
export interface Decision {
  sv: SVar;
  k: number;
}

export class Decider {
  readonly decision: Decision = { sv: 0, k: 0 };
  private strategies: readonly SearchStrategy[] = [];
  /** 1 for variables of a strategy. */
  private hasRule: Uint8Array = new Uint8Array(0);
  /** The objective, a signed variable to minimise, or -1: it is always tried at its lower bound, whatever its phase. */
  objective: SVar = -1;

  private readonly kernel: Kernel;
  private readonly scores: Scores;
  private readonly phases: Phases;
  /** First variable that may be open, per level: cheap because bounds only tighten downwards in the tree. */
  private firstOpen: Int32Array = new Int32Array(64);

  constructor(kernel: Kernel, scores: Scores, phases: Phases) {
    this.kernel = kernel;
    this.scores = scores;
    this.phases = phases;
  }

  /** Leaves a decision in `decision`; false when every variable is fixed. `fixed`: user strategies come before the free search. */
  decide(fixed: boolean): boolean {
    if (fixed && this.byStrategies()) return true;
    return this.byActivity() || this.byOrder() || this.byStrategies();
  }

  /**
   * Leaves a decision that cuts off the upper half of what is left of a signed variable whose lower bound creeps up; false for none (-1). After a few of them the
   * creeping ends in a conflict, and what is learned from that lets the bound jump (CP-SAT branches like this, too, where it finds itself in a propagation loop).
   */
  halve(sv: SVar): boolean {
    if (sv < 0) return false;
    const { trail, domains } = this.kernel;
    const lo = trail.lb[sv]!;
    const hi = 0 - trail.lb[sv ^ 1]!;
    if (lo === hi || domains.sparse[sv >> 1] === 1) return false;
    this.decision.sv = sv ^ 1;
    this.decision.k = 0 - (lo + Math.floor((hi - lo) / 2));
    return true;
  }

  setStrategies(strategies: readonly SearchStrategy[]): void {
    this.strategies = strategies;
    this.hasRule = new Uint8Array(this.kernel.trail.varCount);
    for (const s of strategies) for (const x of s.vars) this.hasRule[x] = 1;
  }

  private byStrategies(): boolean {
    for (const s of this.strategies) if (this.byStrategy(s)) return true;
    return false;
  }

  private byActivity(): boolean {
    const { kernel, scores, phases, decision } = this;
    const { literals } = kernel;
    const a = scores.popOpen();
    if (a < 0) return false;
    const x = literals.sv[2 * a]! >> 1;
    const lit = phases.of(x) >= literals.bound[2 * a]! ? 2 * a : 2 * a + 1;
    decision.sv = literals.sv[lit]!;
    decision.k = literals.bound[lit]!;
    return true;
  }

  private byOrder(): boolean {
    const { trail } = this.kernel;
    const n = trail.varCount;
    const { lb } = trail;
    let x = this.firstOpen[trail.level]!;
    const { hasRule } = this;
    while (x < n && (lb[2 * x]! === -lb[2 * x + 1]! || hasRule[x] === 1)) x++;
    this.firstOpen[trail.level] = x;
    if (x === n) return false;
    this.towardsPhase(x);
    return true;
  }

  /** Must be told of every new level, so that the scan position is inherited. */
  newLevel(level: number): void {
    this.firstOpen = growInt32(this.firstOpen, level + 2);
    this.firstOpen[level + 1] = this.firstOpen[level]!;
  }

  private towardsPhase(x: Var): void {
    const { kernel, phases, decision } = this;
    const { trail, domains } = kernel;
    const lo = trail.lb[2 * x]!;
    const hi = -trail.lb[2 * x + 1]!;
    let v = Math.min(hi, Math.max(lo, phases.of(x)));
    if (domains.sparse[x] === 1) v = domains.floorTo(x, v);
    if (x === this.objective >> 1) v = this.objective & 1 ? hi : lo;
    if (v > lo) {
      decision.sv = 2 * x;
      decision.k = v;
    } else {
      decision.sv = 2 * x + 1;
      decision.k = -lo;
    }
  }

  private byStrategy(s: SearchStrategy): boolean {
    const { trail } = this.kernel;
    const { lb } = trail;
    const isActive = s.variableSelection === 'chooseLowestMinActive';
    let chosen = -1;
    let bestScore = Number.POSITIVE_INFINITY;
    let bestActivity = 0;
    for (let i = 0; i < s.vars.length; i++) {
      const x = s.vars[i]!;
      const lo = lb[2 * x]!;
      const hi = -lb[2 * x + 1]!;
      if (lo === hi) continue;
      const score = selectionScore(s.variableSelection, lo, hi);
      if (score > bestScore) continue;
      const activity = isActive ? this.activityAbove(x) : 0;
      if (score === bestScore && activity <= bestActivity) continue;
      bestScore = score;
      bestActivity = activity;
      chosen = x;
      if (s.variableSelection === 'chooseFirst') break;
    }
    if (chosen < 0) return false;
    this.byValue(chosen, s.valueSelection);
    return true;
  }

  /** Activity of the first open bound of x above its lowest value; 0 if nobody speaks of one. */
  private activityAbove(x: Var): number {
    const atom = this.kernel.literals.firstOpenAtom(x);
    return atom < 0 ? 0 : this.scores.activity(atom);
  }

  private byValue(x: Var, rule: ValueSelection): void {
    const { decision } = this;
    const { trail, domains } = this.kernel;
    const lo = trail.lb[2 * x]!;
    const hi = -trail.lb[2 * x + 1]!;
    let middle = lo + Math.floor((hi - lo) / 2);
    if (domains.sparse[x] === 1) middle = Math.max(lo, domains.floorTo(x, middle));
    switch (rule) {
      case 'selectMinValue':
        decision.sv = 2 * x + 1;
        decision.k = -lo;
        return;
      case 'selectMaxValue':
        decision.sv = 2 * x;
        decision.k = hi;
        return;
      case 'selectLowerHalf':
        decision.sv = 2 * x + 1;
        decision.k = -middle;
        return;
      case 'selectUpperHalf':
        decision.sv = 2 * x;
        decision.k = domains.sparse[x] === 1 ? domains.ceilTo(x, middle + 1) : middle + 1;
    }
  }
}

function selectionScore(rule: VariableSelection, lo: number, hi: number): number {
  switch (rule) {
    case 'chooseFirst':
      return 0;
    case 'chooseLowestMin':
    case 'chooseLowestMinActive':
      return lo;
    case 'chooseHighestMax':
      return -hi;
    case 'chooseMinDomainSize':
      return hi - lo;
    case 'chooseMaxDomainSize':
      return lo - hi;
  }
}
