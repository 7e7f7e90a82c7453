// Member of a portfolio: the linear relaxation of the rows as a propagator of the shared engine, made in its turns (root-relaxation.ts). For models without assumptions.

import type { LinearRow } from '../solver/dual-bound.ts';
import { Limits } from '../solver/limits.ts';
import { CoreMember, isSpent } from './core-members.ts';
import type { EngineCore } from './engine-core.ts';
import { RootRelaxation } from './root-relaxation.ts';

export class LinearRelaxationMember extends CoreMember<EngineCore<unknown>> {
  private readonly relaxation: RootRelaxation | null;

  /** `rows` hold in every solution of the model and are relaxable. */
  constructor(core: EngineCore<unknown>, rows: readonly LinearRow[]) {
    super(core, 'linear-relaxation');
    const { engine, objective, terms } = core;
    this.exhausted = terms === null || rows.length === 0;
    this.relaxation = terms === null ? null : new RootRelaxation(engine, objective, terms, rows);
  }

  protected work(limits: Limits): boolean {
    const { core } = this;
    const { engine } = core;
    core.takeBest();
    if (core.reached(limits)) return isSpent(limits);
    const state = this.relaxation!.advance(() => core.reached(limits));
    if (state === 'over') return isSpent(limits);
    if (state === 'idle') return false;
    if (state === 'refuted') return core.closed('REFUTED');
    return core.closed(engine.searchOnce({ limits: new Limits({ conflicts: engine.stats.conflicts + 1 }) }));
  }

  override stats(): Record<string, number> {
    return { ...super.stats(), ...this.relaxation?.stats() };
  }
}
