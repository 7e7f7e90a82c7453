// Member of a portfolio: bounds and fixings from linear rows (solver/dual-bound.ts). It works out multipliers, gives their inequality to the engine, and begins anew on what is
// left whenever variables have been fixed: the other members on the same engine go on with a smaller problem and a bound at every node. For models without assumptions.

import { linearChecker } from '../propagators/checkers/linear.ts';
import { Linear } from '../propagators/linear.ts';
import { DualBound, type LinearRow } from '../solver/dual-bound.ts';
import { Limits } from '../solver/limits.ts';
import type { Outcome } from '../solver/search.ts';
import { CoreMember, isSpent } from './core-members.ts';
import type { EngineCore } from './engine-core.ts';

/** Entries of the rows worked off between two looks at the limits: less than a millisecond. */
const ENTRIES_PER_POLL = 500_000;
/** Ticks of one entry in one round (formulation/tick-rates.ts). */
const ENTRY_TICKS = 0.035;
/** Inequalities given to the engine at most: each costs something at every node. */
const MAX_INEQUALITIES = 24;
/** Rounds of a dual before its first inequality, and how much longer each further one takes. */
const FIRST_ROUNDS = 500;
const ROUNDS_GROWTH = 4;

export class ReducedCostMember extends CoreMember<EngineCore<unknown>> {
  private readonly rows: readonly LinearRow[];
  private dual: DualBound | null = null;
  /** Rounds of the present dual at which its next inequality is due. */
  private due = FIRST_ROUNDS;
  private inequalities = 0;
  private rounds = 0;

  /** `rows` hold in every solution of the model. */
  constructor(core: EngineCore<unknown>, rows: readonly LinearRow[]) {
    super(core, 'reduced-cost');
    this.rows = rows;
    this.exhausted = core.terms === null || rows.length === 0;
  }

  protected work(limits: Limits): boolean {
    const { core } = this;
    core.takeBest();
    while (!core.reached(limits)) {
      const dual = this.present();
      if (dual.contradictory) {
        core.engine.kernel.refuted = true;
        return core.closed('REFUTED');
      }
      // sleeps until others have fixed something
      if (dual.converged && this.due === Number.POSITIVE_INFINITY) return false;
      this.ascend(dual, limits);
      if (!dual.converged && dual.rounds < this.due) break;
      this.due = dual.converged ? Number.POSITIVE_INFINITY : this.due * ROUNDS_GROWTH;
      if (core.closed(this.give(dual))) return true;
      if (this.inequalities === MAX_INEQUALITIES) return true;
    }
    return isSpent(limits);
  }

  override stats(): Record<string, number> {
    const { rounds, inequalities, dual } = this;
    return { ...super.stats(), rounds, inequalities, open: dual?.columns ?? 0 };
  }

  /** The dual of what is left at the root. */
  private present(): DualBound {
    const { core, rows, dual } = this;
    const { lb } = core.engine.kernel.trail;
    if (dual !== null && !dual.outdated(lb)) return dual;
    this.dual = new DualBound(lb, core.terms!, rows, dual?.multipliers);
    this.due = FIRST_ROUNDS;
    return this.dual;
  }

  private ascend(dual: DualBound, limits: Limits): void {
    const { core } = this;
    const { engine } = core;
    const perPoll = Math.max(1, Math.floor(ENTRIES_PER_POLL / (dual.entries + 1)));
    while (!dual.converged && dual.rounds < this.due && !core.reached(limits)) {
      // without a solution any target above the bound keeps the steps going
      const known = Math.max(dual.best, engine.objectiveBound);
      const upper = engine.objectiveValue;
      const target = upper === Number.POSITIVE_INFINITY ? known + 1 + 0.1 * Math.abs(known) : upper;
      const before = dual.rounds;
      for (let i = 0; i < perPoll && !dual.converged && dual.rounds < this.due; i++) dual.round(target);
      this.rounds += dual.rounds - before;
      engine.kernel.addTicks(1 + (dual.rounds - before) * dual.entries * ENTRY_TICKS);
      // good enough to end it all, unless rounding takes that away
      if (dual.best > upper - 0.5) this.due = Math.min(this.due, dual.rounds);
    }
  }

  /** Gives the inequality to the engine and lets it look at the root. */
  private give(dual: DualBound): Outcome {
    const { engine, objective } = this.core;
    const inequality = dual.inequality(objective, engine.kernel.trail.lb);
    if (inequality === null) return 'LIMIT';
    const { svs, coeffs, most } = inequality;
    this.inequalities++;
    engine.post(new Linear(svs, coeffs, most), linearChecker(svs, coeffs, most, []));
    return engine.searchOnce({ limits: new Limits({ conflicts: engine.stats.conflicts + 1 }) });
  }
}
