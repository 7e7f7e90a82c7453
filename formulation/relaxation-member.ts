// Member of the portfolio: lower bounds by Lagrangian relaxation, where clause learning has not begun to move. First the cheap one of relaxation.ts, which is there in
// a second or two for any graph, then the strong one of bounds/, where its memory allows. Input order and objective duration only.

import type { Member } from '../solver/portfolio/exchange.ts';
import type { WorkBudget } from '../solver/portfolio/work-budget.ts';
import { countPairs, stageVariables } from './bounds/stage-variables.ts';
import { StagedBound } from './bounds/staged-bound.ts';
import { totalDuration } from './graph.ts';
import type { RematExchange, RematProblem } from './problem.ts';
import { coverRows, LagrangianBound } from './relaxation.ts';
import { checkSchedule } from './schedule.ts';
import { ROW_ENTRY_TICKS } from './tick-rates.ts';

/** Entries of the rows worked off between two looks at the clock: some 5 ms. */
const ENTRIES_PER_POLL = 2_000_000;
/** Ticks between two publications of the bound, which is computed in exact arithmetic each time. */
const PUBLISH_EVERY = 4_000_000;
/** The strong bound takes some 60 bytes for each pair of node and stage. */
const MAX_PAIRS = 4_000_000;
/** The cheap bound need not converge before the strong one begins. */
const CHEAP_ROUNDS = 3000;

export class RelaxationMember implements Member {
  readonly name = 'relaxation';
  private readonly problem: RematProblem;
  private readonly exchange: RematExchange;
  private readonly cheap: LagrangianBound;
  private readonly isStrongPossible: boolean;
  private strong: StagedBound | null = null;
  private readonly baseline: number;
  private readonly roundsPerPoll: number;
  private readonly ticksPerPoll: number;
  private unpublished = PUBLISH_EVERY;
  /** Recomputation time proven so far. */
  private proven = 0;

  constructor(problem: RematProblem, exchange: RematExchange) {
    const { graph, memoryBound, maxComputations, keepOutputs } = problem;
    this.problem = problem;
    this.exchange = exchange;
    this.cheap = new LagrangianBound(graph, coverRows(graph, memoryBound, keepOutputs));
    this.isStrongPossible =
      maxComputations > 1 &&
      this.cheap.rows.length > 0 &&
      countPairs(graph, memoryBound, maxComputations, keepOutputs) <= MAX_PAIRS;
    const entries = this.cheap.rows.reduce((sum, { nodes }) => sum + nodes.length, 1);
    this.roundsPerPoll = Math.max(1, Math.min(20, Math.floor(ENTRIES_PER_POLL / entries)));
    this.ticksPerPoll = this.roundsPerPoll * entries * ROW_ENTRY_TICKS;
    this.baseline = totalDuration(graph);
  }

  get exhausted(): boolean {
    if (this.isStrongPossible) return this.strong?.converged ?? false;
    return this.cheap.converged;
  }

  step(work: WorkBudget): void {
    while (!this.exhausted && !work.over && !this.exchange.stopped()) {
      const spent = this.isCheapDone ? this.stepStrong() : this.stepCheap();
      work.spend(spent);
      this.unpublished += spent;
      if (this.exhausted || this.unpublished >= PUBLISH_EVERY) this.publish();
    }
  }

  stats(): Record<string, number> {
    const { cheap, strong, baseline, proven } = this;
    return {
      rows: strong?.dual.rows.length ?? cheap.rows.length,
      leaves: strong?.leaves ?? 0,
      rounds: cheap.rounds + (strong?.dual.rounds ?? 0),
      bound: baseline + proven,
    };
  }

  private get isCheapDone(): boolean {
    return this.cheap.converged || (this.isStrongPossible && this.cheap.rounds >= CHEAP_ROUNDS);
  }

  /** Recomputation time of the best schedule known; without one, any above the bound keeps the steps going. */
  private targetAbove(bound: number): number {
    const { upper } = this.exchange;
    return Math.max(1, upper === Number.POSITIVE_INFINITY ? 2 * bound : upper - this.baseline);
  }

  private stepCheap(): number {
    const target = this.targetAbove(this.cheap.best);
    for (let i = 0; i < this.roundsPerPoll && !this.cheap.converged; i++) this.cheap.round(target);
    return this.ticksPerPoll;
  }

  private stepStrong(): number {
    if (this.strong === null) {
      this.publish();
      const { graph, memoryBound, maxComputations, keepOutputs } = this.problem;
      this.strong = new StagedBound(stageVariables(graph, memoryBound, maxComputations, keepOutputs));
    }
    const { strong } = this;
    const before = strong.operations;
    strong.work(this.targetAbove(strong.value), this.exchange.upper - this.baseline);
    const candidate = strong.takeCandidate();
    if (candidate !== null) this.offer(candidate);
    return (strong.operations - before) * ROW_ENTRY_TICKS;
  }

  private offer(sequence: readonly number[]): void {
    const { graph, order: mode, memoryBound: budget, maxComputations, keepOutputs } = this.problem;
    if (checkSchedule(graph, sequence, { budget, mode, maxComputations, keepOutputs }).length > 0) return;
    const duration = sequence.reduce((sum, u) => sum + graph.durations[u]!, 0);
    this.exchange.offer(sequence, duration, this.name);
  }

  private publish(): void {
    this.unpublished = 0;
    this.proven = Math.max(this.proven, (this.strong ?? this.cheap).proven());
    this.exchange.raise(this.baseline + this.proven, this.name);
  }
}
