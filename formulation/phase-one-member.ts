// Phase 1 of the Moccasin method as a member of the portfolio: lowers the peak memory, starting from the input order, until it meets the budget; then it has done its
// part. Used where no other member finds first schedules. It also proves budgets infeasible: a proven lower bound of the peak above the budget.

import { CompleteMember } from '../model/core-members.ts';
import { LnsMember } from '../model/lns-member.ts';
import { LocalExchange, type Member } from '../solver/portfolio/exchange.ts';
import type { WorkBudget } from '../solver/portfolio/work-budget.ts';
import { ConstraintCore, type ConstraintOptions } from './constraint-core.ts';
import { moccasinNeighborhoods } from './neighborhoods.ts';
import { polish } from './polish.ts';
import { type RematExchange, type RematProblem, type Sequence, verifiedObjective } from './problem.ts';

export class PhaseOneMember implements Member {
  readonly name = 'phase-1';
  exhausted = false;
  private readonly problem: RematProblem;
  private readonly outer: RematExchange;
  private readonly inner: LocalExchange<Sequence>;
  private readonly members: readonly Member[];
  private turn = 0;

  constructor(problem: RematProblem, exchange: RematExchange, options: ConstraintOptions) {
    this.problem = problem;
    this.outer = exchange;
    // memory is only asked down to the budget: the least value of its objective is the budget itself
    const memoryProblem: RematProblem = { ...problem, objective: 'memory', durationBound: Number.POSITIVE_INFINITY };
    const verify = (sequence: Sequence): void => {
      verifiedObjective(memoryProblem, sequence);
    };
    this.inner = new LocalExchange<Sequence>(
      { verify, onSolution: () => {}, onBound: () => {} },
      () => exchange.stopped() || this.inner.upper <= problem.memoryBound,
    );
    const inputOrder = Array.from({ length: problem.graph.n }, (_, v) => v);
    this.inner.offer(inputOrder, verifiedObjective(memoryProblem, inputOrder), 'input order');
    const core = new ConstraintCore(memoryProblem, this.inner, options);
    this.members = [new LnsMember(core, moccasinNeighborhoods(core.model)), new CompleteMember(core)];
  }

  step(work: WorkBudget): void {
    const { inner, outer, problem } = this;
    if (outer.best === null && inner.upper > problem.memoryBound && !inner.closed) {
      const member = this.members[this.turn++ % this.members.length]!;
      if (!member.exhausted) member.step(work);
    }
    if (outer.best !== null) {
      this.exhausted = true;
    } else if (inner.upper <= problem.memoryBound) {
      const found = polish(problem, inner.best!);
      outer.offer(found, verifiedObjective(problem, found), this.name);
      this.exhausted = true;
    } else if (inner.lower > problem.memoryBound) {
      outer.raise(Number.POSITIVE_INFINITY, this.name);
      this.exhausted = true;
    }
  }

  stats(): Record<string, number> {
    return { peak: this.inner.upper, bound: this.inner.lower };
  }
}
