// What the members of a portfolio tell each other: the best solution, its objective and the proven lower bound. A member is one way of working on the problem
// (a complete search, a neighbourhood search, a local search); it works in slices, so that several can share a thread, and sees the others only through an Exchange.
// Objectives are minimised; a payload is whatever the upper layer calls a solution (values of variables, a sequence of nodes) and must be structured-cloneable.

import type { ClauseChannel } from './clause-channel.ts';
import type { WorkBudget } from './work-budget.ts';

/** Where a better solution came from, for histories and logs. */
export interface Finding {
  readonly seconds: number;
  readonly value: number;
  readonly worker: string;
}

export interface Exchange<S> {
  /** Objective of the best solution known anywhere; Infinity before the first. */
  readonly upper: number;
  /** Proven: no solution is below this. Infinity: there is none at all. */
  readonly lower: number;
  /** The best solution known here, the one `upper` belongs to. */
  readonly best: S | null;
  /** Where workers on the same model tell each other clauses; null without other workers. */
  readonly clauses: ClauseChannel | null;
  /** Offers a solution. It is ignored unless it improves; verification is the receiver's business. */
  offer(solution: S, objective: number, member: string): void;
  /** Claims a proven lower bound; a claim of Infinity says there is no solution. `core`: the assumptions it rests on, as the upper layer numbers them. */
  raise(bound: number, member: string, core?: readonly number[]): void;
  /** Members ask often (every few milliseconds) and come back soon after it says true. */
  stopped(): boolean;
}

/** One way of working on the problem. */
export interface Member {
  readonly name: string;
  /** Works until the budget is over, or a little longer, and counts in it what it does. */
  step(work: WorkBudget): void;
  /** Nothing left to do for it; it will not be stepped again. */
  readonly exhausted: boolean;
  /** Counters for the statistics table. */
  stats(): Record<string, number>;
}

export interface ExchangeEvents<S> {
  /** Judges a solution by independent code; throws when it is not what it claims to be. */
  readonly verify: (solution: S, objective: number) => void;
  readonly onSolution: (solution: S, finding: Finding) => void;
  readonly onBound: (finding: Finding, core: readonly number[] | undefined) => void;
}

/** The exchange of members that share one thread, and the coordinator's side of one that spans several. Rejects by exception what cannot be true. */
export class LocalExchange<S> implements Exchange<S> {
  upper: number = Number.POSITIVE_INFINITY;
  lower: number = Number.NEGATIVE_INFINITY;
  best: S | null = null;
  /** Members in one thread share their engine. */
  readonly clauses = null;

  private readonly events: ExchangeEvents<S>;
  private readonly shouldStop: () => boolean;
  private readonly start: number = performance.now();

  constructor(events: ExchangeEvents<S>, shouldStop: () => boolean) {
    this.events = events;
    this.shouldStop = shouldStop;
  }

  offer(solution: S, objective: number, member: string): void {
    if (objective >= this.upper) return;
    this.events.verify(solution, objective);
    if (objective < this.lower)
      throw new Error(`a solution of ${objective} contradicts the proven bound ${this.lower}`);
    this.upper = objective;
    this.best = solution;
    this.events.onSolution(solution, this.finding(objective, member));
  }

  raise(bound: number, member: string, core?: readonly number[]): void {
    if (bound <= this.lower) return;
    if (bound > this.upper)
      throw new Error(`${member} claims the bound ${bound} above a verified solution of ${this.upper}`);
    this.lower = bound;
    this.events.onBound(this.finding(bound, member), core);
  }

  /** Nothing is left to find: the best solution is proven, or there is none. */
  get closed(): boolean {
    return this.lower >= this.upper || this.lower === Number.POSITIVE_INFINITY;
  }

  stopped(): boolean {
    return this.closed || this.shouldStop();
  }

  private finding(value: number, worker: string): Finding {
    return { seconds: (performance.now() - this.start) / 1000, value, worker };
  }
}
