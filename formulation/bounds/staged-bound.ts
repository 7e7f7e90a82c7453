// The lower bound of the recomputation time with a fixed input order, in three phases:
//
//   ascent   multipliers by dual-ascent.ts, rows (memory-rows.ts, read-rows.ts) separated from its averages. It starts from nothing: the multipliers of the
//            simpler relaxation.ts are a corner, large on few rows and blind to what recomputations read, and it leaves that slowly
//   master   the linear relaxation solved to the end (master.ts), where it is not too large for that
//   branch   branch and bound on it (branching.ts)
//
// In the last two, what cannot be in a schedule better than the best one known is excluded (exclusion.ts), and the relaxation solved again. A bound found with exclusions
// says: there is no better schedule with less than this.

import { Branching } from './branching.ts';
import { DualAscent } from './dual-ascent.ts';
import { Master } from './master.ts';
import { MemoryRows } from './memory-rows.ts';
import { readRow } from './read-rows.ts';
import type { Row } from './rows.ts';
import type { StageVariables } from './stage-variables.ts';

/** Rounds of the ascent between two separations. */
const ROUNDS = 20;
/** Entries worked off in one call: some 10 ms. */
const ENTRIES_PER_CALL = 4_000_000;
/** Rows violated by less, as a share of their need, are not taken in. */
const ASCENT_TOLERANCE = 0.05;
const MASTER_TOLERANCE = 0.02;
/** Separations between two looks at the growth of the bound, and the growth below which the ascent has done its part. */
const PATIENCE = 25;
const GROWTH = 0.01;
/** Where there is no master the ascent goes on until it grows by less. */
const LEAST_GROWTH = 1e-4;
/** Rows and nodes that rows speak of, where the master begins: beyond, the ascent proves more in the same time. */
const MOST_FIRST_ROWS = 2000;
/** Rows of the master, for the memory that its lives take in them. */
const MOST_MASTER_ROWS = 10_000;
/** Weight of the newest solution in the centre, and rounds of the master between two separations from it. */
const CENTRE = 0.3;
const ROUNDS_PER_SEPARATION = 8;
/** Rounds of the ascent whose lives the master begins with. */
const COLLECTED_ROUNDS = 60;

export class StagedBound {
  readonly dual: DualAscent;
  separations = 0;
  /** Nothing is left to do. */
  converged = false;
  private readonly v: StageVariables;
  private readonly memory: MemoryRows;
  private separationOperations = 0;
  private master: Master | null = null;
  private branching: Branching | null = null;
  private centre: Float64Array = new Float64Array(0);
  private rounds = 0;
  private roundsLeft = 0;
  private toCollect = COLLECTED_ROUNDS;
  private valueThen = 0;
  private stalls = 0;
  /** All recomputations that are allowed, in units of durations. */
  private readonly most: number;
  /** Recomputation time of the best schedule known; one that no schedule has where there is none: in units of durations. */
  private reached: number;

  constructor(variables: StageVariables) {
    this.v = variables;
    this.most = variables.durations.reduce((sum, duration, u) => sum + (variables.copies[u]! - 1) * duration, 0);
    this.reached = this.most + 1;
    this.dual = new DualAscent(variables);
    this.memory = new MemoryRows(variables);
  }

  /** Value of the dual in the unit of graph.durations and in floating point: not a proof. */
  get value(): number {
    return this.dual.best * this.v.durationUnit;
  }

  /** Entries and stages worked off. */
  get operations(): number {
    return this.dual.operations + this.separationOperations + (this.master?.operations ?? 0);
  }

  /** A schedule that the branch and bound has come upon, to be checked by who takes it; null if there is no new one. */
  takeCandidate(): number[] | null {
    const { branching } = this;
    if (branching === null) return null;
    const { candidate } = branching;
    branching.candidate = null;
    return candidate;
  }

  /** Leaves of the branch and bound looked at. */
  get leaves(): number {
    return this.branching?.leaves ?? 0;
  }

  /**
   * Recomputation time that is proven, in the unit of graph.durations: no schedule has less than this and than the time reached so far. Infinity: more than all
   * recomputations allowed together, so no schedule keeps to the budget.
   */
  proven(): number {
    const proven = Math.min(this.reached, (this.branching ?? this.dual).proven());
    return proven > this.most ? Number.POSITIVE_INFINITY : proven * this.v.durationUnit;
  }

  /**
   * Some work, in the unit of graph.durations: the ascent aims at `goal`, a value not far above the bound; `reached` is the recomputation time of the best schedule known,
   * Infinity if there is none. It must not grow from call to call.
   */
  work(goal: number, reached: number): void {
    const { durationUnit } = this.v;
    this.reached = Math.min(this.reached, Math.ceil(reached / durationUnit));
    if (this.branching !== null) {
      this.branching.work(this.reached);
      this.converged = this.branching.isDone;
    } else if (this.master !== null) this.workOnMaster(this.master, goal / durationUnit);
    else this.ascend(goal / durationUnit);
  }

  private ascend(goal: number): void {
    const { dual } = this;
    if (this.roundsLeft === 0) {
      this.separate(ASCENT_TOLERANCE);
      this.roundsLeft = ROUNDS;
    }
    const rounds = Math.min(this.roundsLeft, Math.max(1, Math.floor(ENTRIES_PER_CALL / dual.size)));
    for (let i = 0; i < rounds; i++) dual.round(goal);
    this.roundsLeft -= rounds;
    if (this.roundsLeft > 0) return;
    dual.prune();
    if (this.separations % PATIENCE === 0) this.judgeGrowth();
  }

  private judgeGrowth(): void {
    const { dual } = this;
    const growth = dual.best - this.valueThen;
    this.valueThen = dual.best;
    if (growth >= GROWTH * dual.best) return;
    if (this.masterRows() <= MOST_FIRST_ROWS) {
      this.master = new Master(dual);
      this.centre = dual.average.slice();
    } else if (growth < LEAST_GROWTH * dual.best && ++this.stalls > 10) this.converged = true;
  }

  private workOnMaster(master: Master, goal: number): void {
    if (this.toCollect > 0) {
      this.toCollect--;
      this.dual.round(goal);
      master.collect();
      return;
    }
    const isOptimal = master.round() === 'optimal';
    const { dual, reached } = this;
    if (!isOptimal) {
      if (++this.rounds % ROUNDS_PER_SEPARATION === 0) this.separateFromCentre();
      return;
    }
    if (dual.proven() >= reached) this.converged = true;
    else if (dual.exclude(reached) > 0) master.obey();
    else if (this.separateFromCentre() === 0 && this.separate(MASTER_TOLERANCE) === 0)
      this.branching = new Branching(dual, master, (tolerance) => this.separate(tolerance));
  }

  /** Rows that a mean of the recent solutions violates are met less easily than those of one solution, a corner (Ben-Ameur & Neto, Networks 2007). */
  private separateFromCentre(): number {
    const { centre, dual } = this;
    for (let i = 0; i < centre.length; i++) centre[i]! += CENTRE * (dual.average[i]! - centre[i]!);
    return this.separate(MASTER_TOLERANCE, centre);
  }

  private masterRows(): number {
    const { first, end, rows } = this.dual;
    let nodes = 0;
    for (let u = 0; u < first.length; u++) if (first[u]! <= end[u]!) nodes++;
    return rows.length + nodes;
  }

  /** Takes in the rows that x violates; returns their number. */
  private separate(tolerance: number, x: Float64Array = this.dual.average): number {
    const { dual, v, memory } = this;
    const { graph, pairs, base, firstAgain, last } = v;
    if (this.master !== null && this.master.simplex.rowCount > MOST_MASTER_ROWS) return 0;
    this.separations++;
    this.separationOperations += 5 * pairs;
    const before = dual.rows.length;
    for (let t = 0; t < graph.n; t++) {
      this.add(memory.atFirst(t, x, tolerance));
      this.add(memory.wholeAtFirst(t, x, tolerance));
    }
    for (let w = 0; w < graph.n; w++) {
      const r = pairs + base[w]!;
      let again = 0;
      for (let t = firstAgain[w]!; t <= last[w]!; t++) {
        again += x[r + t]!;
        if (x[r + t]! > tolerance) this.add(memory.atAgain(t, w, x, tolerance));
      }
      if (again > tolerance) for (const u of graph.predecessors[w]!) this.add(readRow(v, u, w, x, tolerance));
    }
    return dual.rows.length - before;
  }

  private add(row: Row | null): void {
    if (row !== null) this.dual.add(row);
  }
}
