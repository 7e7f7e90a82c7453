// Member of a portfolio: large-neighbourhood search around the best solution, on a shared engine.

import type { Limits } from '../solver/limits.ts';
import { Lns } from '../solver/lns/lns.ts';
import type { Neighborhood } from '../solver/lns/neighborhood.ts';
import { CoreMember, isSpent } from './core-members.ts';
import type { EngineCore } from './engine-core.ts';

/** Share of what there is that a neighbourhood frees at first. */
const LNS_DIFFICULTY = 0.15;
/** Conflicts one neighbourhood may take. */
const LNS_CONFLICTS = 200;

/** Sleeps while there is no solution to start from. For models with an objective and without assumptions. */
export class LnsMember extends CoreMember<EngineCore<unknown>> {
  private readonly lns: Lns;

  constructor(core: EngineCore<unknown>, neighborhoods: readonly Neighborhood[]) {
    super(core, 'lns');
    this.lns = new Lns(core.engine, neighborhoods, LNS_DIFFICULTY, LNS_CONFLICTS);
    this.exhausted = neighborhoods.length === 0 || core.objective < 0;
  }

  protected work(limits: Limits): boolean {
    const { core, lns } = this;
    while (core.takeBest() && !core.reached(limits)) {
      lns.step({ stopped: () => core.reached(limits) }, (name) => {
        core.user = name;
      });
      if (core.closed('LIMIT')) return true;
    }
    return isSpent(limits);
  }

  override stats(): Record<string, number> {
    const result = super.stats();
    for (const { name, visits, improvements, difficulty } of this.lns.stats()) {
      result[`${name} visits`] = visits;
      result[`${name} improvements`] = improvements;
      result[`${name} difficulty`] = difficulty;
    }
    return result;
  }
}
