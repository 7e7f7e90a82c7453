// Member of a portfolio: the search from above in long strides. It asks for solutions that are better by a good part of the gap, for a few hundred conflicts; a stride that succeeds
// doubles, one that does not gets shorter, one that is refuted is a bound. Where a solution is worse by thousands than the best, improving by one each time does not get far.
//
// When the strides have come down to one, and while there is no solution yet, it is a complete search for its turn. It begins with long strides again after some turns, more each time they
// gain nothing. For models without assumptions.

import { Limits } from '../solver/limits.ts';
import type { Outcome } from '../solver/search.ts';
import { CoreMember, isSpent } from './core-members.ts';
import type { EngineCore } from './engine-core.ts';

/** Conflicts a stride may take. */
const STRIDE_CONFLICTS = 300;
/** Share of the gap that the first stride asks for; a stride that comes to nothing is followed by one of this share of it. */
const FIRST_SHARE = 0.5;
const SHORTER = 0.25;

export class DescentMember extends CoreMember<EngineCore<unknown>> {
  private strides = 0;
  private gained = 0;
  /** What is asked for: better by so much. 1: by anything. */
  private stride = Number.POSITIVE_INFINITY;
  /** Turns until long strides are tried again, and the number of them the next time. */
  private rest = 0;
  private patience = 1;

  constructor(core: EngineCore<unknown>) {
    super(core, 'descent');
  }

  protected work(limits: Limits): boolean {
    const { core } = this;
    core.takeBest();
    if (this.stride <= 1 && this.rest-- <= 0) {
      this.stride = Number.POSITIVE_INFINITY;
      this.rest = this.patience++;
    }
    while (!core.reached(limits)) {
      const stride = this.nextStride();
      const outcome = stride > 1 ? this.stretch(stride, limits) : core.search(limits);
      // UNSAT refutes what the stride assumed, no more
      if ((stride === 1 || outcome !== 'UNSAT') && core.closed(outcome)) return true;
    }
    return isSpent(limits);
  }

  override stats(): Record<string, number> {
    return { ...super.stats(), strides: this.strides, gained: this.gained };
  }

  private nextStride(): number {
    const { engine, objective } = this.core;
    const gap = engine.objectiveValue - engine.objectiveBound;
    if (objective < 0 || gap === Number.POSITIVE_INFINITY || gap <= 2) return 1;
    return Math.max(1, Math.min(this.stride, Math.ceil(gap * FIRST_SHARE)));
  }

  /** Searches for a solution that is better by the stride. */
  private stretch(stride: number, limits: Limits): Outcome {
    const { core } = this;
    const { engine, objective } = core;
    const target = engine.objectiveValue - stride;
    this.strides++;
    const outcome = engine.searchOnce({
      limits: new Limits({
        conflicts: engine.stats.conflicts + STRIDE_CONFLICTS,
        stopped: () => core.reached(limits),
      }),
      assumptions: [{ sv: objective ^ 1, k: 0 - target }],
    });
    if (outcome === 'SAT') {
      this.gained++;
      this.stride = 2 * stride;
      this.patience = 1;
    } else if (outcome === 'UNSAT') engine.assumeLowerBound(target + 1);
    else if (outcome === 'LIMIT') this.stride = Math.floor(stride * SHORTER);
    return outcome;
  }
}
