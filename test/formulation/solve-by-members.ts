// The members of one strategy on a problem, in slices of equal work, to the end; every schedule is verified, every bound kept.

import { expect } from 'vitest';
import { type RematProblem, type Sequence, verifiedObjective } from '../../formulation/problem.ts';
import { makeMembers, strategyByName } from '../../formulation/strategies.ts';
import { LocalExchange } from '../../solver/portfolio/exchange.ts';
import { WorkBudget } from '../../solver/portfolio/work-budget.ts';

export interface Answer {
  readonly upper: number;
  readonly lower: number;
  readonly bounds: readonly number[];
  readonly steps: number;
}

/** Steps the members of a strategy in turn, so many ticks each, until they are done. */
export function solveByMembers(strategy: string, problem: RematProblem, ticks: number, start: Sequence | null): Answer {
  const bounds: number[] = [];
  const exchange = new LocalExchange<Sequence>(
    {
      verify: (sequence, objective) => expect(verifiedObjective(problem, sequence)).toBe(objective),
      onSolution: () => {},
      onBound: ({ value }) => bounds.push(value),
    },
    () => false,
  );
  if (start !== null) exchange.offer(start, verifiedObjective(problem, start), 'known before');
  const members = makeMembers(strategyByName(strategy), problem, exchange, {
    seed: '1',
    engine: {},
    explanation: 'pointwise',
  });
  let steps = 0;
  for (; !exchange.closed && members.some(({ exhausted }) => !exhausted); steps++) {
    if (steps > 20_000) throw new Error(`${strategy} does not end`);
    const member = members[steps % members.length]!;
    if (!member.exhausted) member.step(WorkBudget.ticks(ticks));
  }
  return { upper: exchange.upper, lower: exchange.lower, bounds, steps };
}
