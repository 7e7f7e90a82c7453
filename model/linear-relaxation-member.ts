// Member of a portfolio: the linear relaxation of the rows as a propagator of the shared engine (propagators/linear-relaxation.ts). It solves the relaxation of the root
// in its turns, hands it to the engine, and begins anew on what is left when much of it has been fixed. For models without assumptions.

import { linearRelaxationChecker } from '../propagators/checkers/linear-relaxation.ts';
import { LinearRelaxation } from '../propagators/linear-relaxation.ts';
import { DualBound, type LinearRow } from '../solver/dual-bound.ts';
import { Limits } from '../solver/limits.ts';
import { CoreMember, isSpent } from './core-members.ts';
import type { EngineCore } from './engine-core.ts';

/** Rows, and entries of all of them, that a relaxation may have: more would take seconds at the root and milliseconds at a node. */
const MOST_ROWS = 5000;
const MOST_ENTRIES = 100_000;
/** Iterations between two looks at the limits. */
const ITERATIONS = 20;
/** A new relaxation is worth its making when this share of the columns of the last one is open. */
const LEFT_OPEN = 0.7;

/** Whether a relaxation of these rows is of a size that pays. */
export function isRelaxable(rows: readonly LinearRow[]): boolean {
  return rows.length <= MOST_ROWS && rows.reduce((sum, { svs }) => sum + svs.length, 0) <= MOST_ENTRIES;
}

export class LinearRelaxationMember extends CoreMember<EngineCore<unknown>> {
  private readonly rows: readonly LinearRow[];
  private present: LinearRelaxation | null = null;
  private next: LinearRelaxation | null = null;
  private relaxations = 0;

  /** `rows` hold in every solution of the model and are relaxable. */
  constructor(core: EngineCore<unknown>, rows: readonly LinearRow[]) {
    super(core, 'linear-relaxation');
    this.rows = rows;
    this.exhausted = core.terms === null || rows.length === 0;
  }

  protected work(limits: Limits): boolean {
    const { core, present } = this;
    const { engine } = core;
    core.takeBest();
    if (core.reached(limits)) return isSpent(limits);
    if (this.next === null) {
      if (present !== null && present.openShare(engine.kernel.trail.lb) > LEFT_OPEN) return false;
      if (!this.build()) return core.closed('REFUTED');
    }
    const next = this.next!;
    while (!next.warmUp(ITERATIONS)) {
      engine.kernel.addTicks(next.takeTicks());
      if (core.reached(limits)) return isSpent(limits);
    }
    engine.kernel.addTicks(next.takeTicks());
    this.next = null;
    present?.retire();
    this.present = next;
    this.relaxations++;
    engine.post(next, linearRelaxationChecker(next.derived));
    const outcome = engine.searchOnce({ limits: new Limits({ conflicts: engine.stats.conflicts + 1 }) });
    return core.closed(outcome);
  }

  override stats(): Record<string, number> {
    const { relaxations, present } = this;
    return { ...super.stats(), relaxations, ...present?.stats() };
  }

  /** False if the rows cannot be met. */
  private build(): boolean {
    const { core, rows } = this;
    const { kernel, random } = core.engine;
    const root = kernel.trail.lb.slice();
    const dual = new DualBound(root, core.terms!, rows);
    if (dual.contradictory) {
      kernel.refuted = true;
      return false;
    }
    this.next = new LinearRelaxation(dual, core.objective, root, () => kernel.ticks, random);
    return true;
  }
}
