// Large-neighbourhood search on one engine: a step keeps part of the incumbent as assumptions of a local search (search.ts) with a small work limit. What is
// learned about the whole model is kept, what holds only in the neighbourhood is dropped.

import type { Engine } from '../engine.ts';
import { type LimitOptions, Limits } from '../limits.ts';
import type { Outcome } from '../search.ts';
import type { Neighborhood } from './neighborhood.ts';
import { Selector } from './selector.ts';

export interface LnsStats {
  readonly name: string;
  readonly visits: number;
  readonly improvements: number;
  readonly closed: number;
  readonly difficulty: number;
}

export class Lns {
  private readonly engine: Engine;
  private readonly neighborhoods: readonly Neighborhood[];
  private readonly selector: Selector;
  /** Conflicts a step may spend. */
  private readonly conflictLimit: number;

  constructor(engine: Engine, neighborhoods: readonly Neighborhood[], difficulty: number, conflictLimit: number) {
    this.engine = engine;
    this.neighborhoods = neighborhoods;
    this.selector = new Selector(neighborhoods.length, difficulty);
    this.conflictLimit = conflictLimit;
  }

  /**
   * Visits one neighbourhood of the incumbent, whose name is told to `onChoice` first. True when it was improved. Precondition: there is an incumbent.
   * A refutation of the whole problem is visible in the kernel: the incumbent is then optimal.
   */
  step(limits: Pick<LimitOptions, 'stopped'>, onChoice: (name: string) => void): boolean {
    const { engine, selector } = this;
    const arm = selector.choose(engine.random);
    const neighborhood = this.neighborhoods[arm]!;
    onChoice(neighborhood.name);
    const facts = neighborhood.propose(engine.incumbent!, selector.difficulty(arm), engine.random);
    const before = engine.kernel.ticks;
    if (facts === null) {
      selector.record(arm, { closed: false, improved: false, ticks: 0 });
      return false;
    }
    // always start from the incumbent, never from where another neighbourhood left the phases
    engine.search.phases.toBest();
    const inner = new Limits({ ...limits, conflicts: engine.stats.conflicts + this.conflictLimit });
    const search = (): Outcome => engine.searchOnce({ assumptions: facts, local: true, limits: inner });
    let outcome = search();
    const improved = outcome === 'SAT';
    // to the best there is: the next solution lies nearer than another neighbourhood
    while (outcome === 'SAT') outcome = search();
    selector.record(arm, { closed: outcome !== 'LIMIT', improved, ticks: engine.kernel.ticks - before });
    return improved;
  }

  stats(): LnsStats[] {
    return this.neighborhoods.map(({ name }, i) => {
      const { visits, improvements, closed, difficulty } = this.selector.arms[i]!;
      return { name, visits, improvements, closed, difficulty };
    });
  }
}
