// The lower bound of the recomputation time with a fixed input order: coupling rows (memory-rows.ts, read-rows.ts) are separated from the average of the dual
// ascent (dual-ascent.ts) again and again. Starts from the multipliers of the simpler relaxation.ts, so it is never weaker than what that one reached.

import type { LagrangianBound } from '../relaxation.ts';
import { DualAscent } from './dual-ascent.ts';
import { MemoryRows } from './memory-rows.ts';
import { readRow } from './read-rows.ts';
import type { Row } from './rows.ts';
import type { StageVariables } from './stage-variables.ts';

/** Rounds of the dual between two separations. */
const ROUNDS = 20;
/** Rows violated by less, as a share of their need, are not taken in. */
const TOLERANCE = 0.05;
/** Separations after which the bound must have grown by this share of itself. */
const PATIENCE = 300;
const GROWTH = 1e-4;

export class StagedBound {
  readonly dual: DualAscent;
  separations = 0;
  /** The bound has stopped growing. */
  converged = false;
  private readonly v: StageVariables;
  private readonly memory: MemoryRows;
  private readonly perSeparation: number;
  private separationOperations = 0;
  private grownAt = 0;
  private valueThen = 0;

  constructor(variables: StageVariables, cheap: LagrangianBound) {
    const { graph, sizeUnit, durationUnit } = variables;
    this.v = variables;
    this.dual = new DualAscent(variables);
    this.memory = new MemoryRows(variables);
    this.perSeparation = 5 * variables.pairs;
    const multipliers = new Map(cheap.rows.map(({ node }, r) => [node, cheap.bestMultipliers[r]!]));
    // while everything is kept, the rows of the first computations are those of relaxation.ts
    const { average } = this.dual;
    for (let t = 0; t < graph.n; t++) {
      const row = this.memory.atFirst(t, average, 0);
      if (row !== null) this.dual.add(row, ((multipliers.get(t) ?? 0) * sizeUnit) / (row.scale * durationUnit));
    }
    this.dual.start();
  }

  /** Value of the dual in the unit of graph.durations and in floating point: not a proof. */
  get value(): number {
    return this.dual.best * this.v.durationUnit;
  }

  /** Entries and stages worked off. */
  get operations(): number {
    return this.dual.operations + this.separationOperations;
  }

  /** Recomputation time that is proven, in the unit of graph.durations; Infinity: more than all recomputations allowed together, so no schedule keeps to the budget. */
  proven(): number {
    const { copies, durations, durationUnit } = this.v;
    const proven = this.dual.proven();
    let most = 0;
    for (let u = 0; u < copies.length; u++) most += (copies[u]! - 1) * durations[u]!;
    return proven > most ? Number.POSITIVE_INFINITY : proven * durationUnit;
  }

  /** A separation and some rounds towards `target`, in the unit of graph.durations: the recomputation time of the best schedule known. */
  work(target: number): void {
    const { dual } = this;
    this.separate();
    for (let i = 0; i < ROUNDS; i++) dual.round(target / this.v.durationUnit);
    dual.prune();
    if (dual.best > this.valueThen * (1 + GROWTH)) {
      this.valueThen = dual.best;
      this.grownAt = this.separations;
    } else if (this.separations >= this.grownAt + PATIENCE) this.converged = true;
  }

  private separate(): void {
    const { dual, v, memory } = this;
    const { graph, pairs, base, firstAgain, last } = v;
    const x = dual.average;
    this.separations++;
    this.separationOperations += this.perSeparation;
    for (let t = 0; t < graph.n; t++) this.add(memory.atFirst(t, x, TOLERANCE));
    for (let w = 0; w < graph.n; w++) {
      const r = pairs + base[w]!;
      let again = 0;
      for (let t = firstAgain[w]!; t <= last[w]!; t++) {
        again += x[r + t]!;
        if (x[r + t]! > TOLERANCE) this.add(memory.atAgain(t, w, x, TOLERANCE));
      }
      if (again > TOLERANCE) for (const u of graph.predecessors[w]!) this.add(readRow(v, u, w, x, TOLERANCE));
    }
  }

  private add(row: Row | null): void {
    if (row !== null) this.dual.add(row);
  }
}
