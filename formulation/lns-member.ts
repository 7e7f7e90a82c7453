// Member of the portfolio: large-neighbourhood search around the best schedule, on the engine of constraint-core.ts.

import { CoreMember } from '../model/core-members.ts';
import type { Limits } from '../solver/limits.ts';
import { Lns } from '../solver/lns/lns.ts';
import type { ConstraintCore } from './constraint-core.ts';
import { moccasinNeighborhoods } from './neighborhoods.ts';

/** Share of the nodes a neighbourhood frees at first. */
const LNS_DIFFICULTY = 0.15;
/** Conflicts one neighbourhood may take. */
const LNS_CONFLICTS = 200;

/** Sleeps while there is no schedule to start from. */
export class LnsMember extends CoreMember<ConstraintCore> {
  private readonly lns: Lns;

  constructor(core: ConstraintCore) {
    super(core, 'lns');
    this.lns = new Lns(core.engine, moccasinNeighborhoods(core.model), LNS_DIFFICULTY, LNS_CONFLICTS);
  }

  protected work(limits: Limits): boolean {
    const { core, lns } = this;
    while (core.takeBest() && !core.reached(limits)) {
      lns.step({ stopped: () => core.reached(limits) }, (name) => {
        core.user = name;
      });
      if (core.closed('LIMIT')) return true;
    }
    return false;
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
