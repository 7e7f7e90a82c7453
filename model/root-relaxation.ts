// The linear relaxation of the rows for an engine whose search others drive: made and solved at the root in short pieces, then posted as a propagator
// (propagators/linear-relaxation.ts), and made anew on what is left when much of it has been fixed.

import { linearRelaxationChecker } from '../propagators/checkers/linear-relaxation.ts';
import { LinearRelaxation } from '../propagators/linear-relaxation.ts';
import type { LinearObjective } from '../solver/core-terms.ts';
import { DualBound, type LinearRow } from '../solver/dual-bound.ts';
import type { Engine } from '../solver/engine.ts';
import type { SVar } from '../solver/types.ts';

/** Rows, and entries of all of them, that a relaxation may have: more would take seconds at the root and milliseconds at a node. */
const MOST_ROWS = 5000;
export const MOST_ENTRIES = 100_000;
/** Iterations between two looks at the limits. */
const ITERATIONS = 20;
/** A new relaxation is worth its making when this share of the columns of the last one is open. */
const LEFT_OPEN = 0.7;
/** Terms of an objective from which on bounds say more than refutations of whole objective values. */
const SEVERAL_TERMS = 5;

/** Whether a relaxation of these rows is of a size that pays. */
export function isRelaxable(rows: readonly LinearRow[]): boolean {
  return rows.length <= MOST_ROWS && rows.reduce((sum, { svs }) => sum + svs.length, 0) <= MOST_ENTRIES;
}

export function hasSeveralTerms(objective: LinearObjective | null): objective is LinearObjective {
  return objective !== null && objective.terms.length >= SEVERAL_TERMS;
}

export class RootRelaxation {
  private readonly engine: Engine;
  private readonly objective: SVar;
  private readonly terms: LinearObjective;
  private readonly rows: readonly LinearRow[];
  private present: LinearRelaxation | null = null;
  private next: LinearRelaxation | null = null;
  private relaxations = 0;

  /** `objective` is the signed variable that is minimised, at least the sum of `terms`; `rows` hold in every solution of the model and are relaxable. */
  constructor(engine: Engine, objective: SVar, terms: LinearObjective, rows: readonly LinearRow[]) {
    this.engine = engine;
    this.objective = objective;
    this.terms = terms;
    this.rows = rows;
  }

  /**
   * Goes on at the root until it is over, and counts its work in the ticks of the engine. 'posted': the engine has a new propagator, which waits to be run. 'idle': there is nothing to do
   * until more has been fixed. 'refuted': nothing meets the rows, and the engine knows.
   */
  advance(isOver: () => boolean): 'over' | 'posted' | 'idle' | 'refuted' {
    const { engine, present } = this;
    const { kernel } = engine;
    if (this.next === null) {
      if (present !== null && present.openShare(kernel.trail.lb) > LEFT_OPEN) return 'idle';
      if (!this.build()) return 'refuted';
    }
    const next = this.next!;
    while (!next.warmUp(ITERATIONS)) {
      kernel.addTicks(next.takeTicks());
      if (isOver()) return 'over';
    }
    kernel.addTicks(next.takeTicks());
    this.next = null;
    present?.retire();
    this.present = next;
    this.relaxations++;
    engine.post(next, linearRelaxationChecker(next.derived));
    return 'posted';
  }

  stats(): Record<string, number> {
    return { relaxations: this.relaxations, ...this.present?.stats() };
  }

  /** False if the rows cannot be met. */
  private build(): boolean {
    const { engine, objective, terms, rows } = this;
    const { kernel, random } = engine;
    const root = kernel.trail.lb.slice();
    const dual = new DualBound(root, terms, rows);
    if (dual.contradictory) {
      kernel.refuted = true;
      return false;
    }
    this.next = new LinearRelaxation(dual, objective, root, () => kernel.ticks, random);
    return true;
  }
}
