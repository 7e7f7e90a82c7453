// Members of the portfolio: the local searches on staged schedules, ruin and recreate (search/ruin-recreate.ts) and annealing (search/annealing.ts). Only for the input
// order and the objective duration. They differ in the search; what it is told of the others' schedules, and what it offers them, is the same.

import type { Member } from '../solver/portfolio/exchange.ts';
import type { WorkBudget } from '../solver/portfolio/work-budget.ts';
import { Random } from '../solver/random.ts';
import type { RematExchange, RematProblem } from './problem.ts';
import { Annealing } from './search/annealing.ts';
import { RuinRecreate } from './search/ruin-recreate.ts';
import { CYCLE, limitsOf, ROUND_MOVES } from './search/search-limits.ts';
import type { StagedWalk } from './search/staged-walk.ts';

/** A local search on staged schedules. */
export interface StagedSearch {
  readonly walk: StagedWalk;
  /** Takes over a better schedule found elsewhere; its first computations must follow the input order. */
  adopt(sequence: readonly number[], duration: number): void;
  /** Works until the budget is over or `stopped`; true when the best schedule has improved. */
  run(work: WorkBudget, stopped: () => boolean): boolean;
  /** What it has done so far, by name. */
  counts(): Record<string, number>;
}

class StagedSearchMember implements Member {
  readonly name: string;
  readonly exhausted = false;
  private readonly search: StagedSearch;
  private readonly exchange: RematExchange;

  constructor(name: string, search: StagedSearch, exchange: RematExchange) {
    this.name = name;
    this.search = search;
    this.exchange = exchange;
  }

  step(work: WorkBudget): void {
    const { search, exchange } = this;
    if (exchange.best !== null) search.adopt(exchange.best, exchange.upper);
    search.run(work, () => exchange.stopped());
    const { walk } = search;
    if (walk.bestDuration < exchange.upper) exchange.offer(walk.best()!, walk.bestDuration, this.name);
  }

  stats(): Record<string, number> {
    return { ...this.search.counts(), best: this.search.walk.bestDuration };
  }
}

export function ruinRecreateMember(problem: RematProblem, exchange: RematExchange, seed: string): StagedSearchMember {
  const search = new RuinRecreate(problem.graph, { ...limitsOf(problem), cycle: CYCLE }, new Random(seed));
  return new StagedSearchMember('ruin-recreate', search, exchange);
}

export function annealingMember(problem: RematProblem, exchange: RematExchange, seed: string): StagedSearchMember {
  const search = new Annealing(problem.graph, { ...limitsOf(problem), roundMoves: ROUND_MOVES }, new Random(seed));
  return new StagedSearchMember('annealing', search, exchange);
}
