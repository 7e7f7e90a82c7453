// Annealing in free order on small graphs: what it offers is valid and never better than the optimum, and it reaches the optimum nearly always.

import { describe, expect, it } from 'vitest';
import { FreeOrderMember } from '../../formulation/free-order-member.ts';
import { type RematProblem, type Sequence, verifiedObjective } from '../../formulation/problem.ts';
import { checkSchedule, simulate } from '../../formulation/schedule.ts';
import { FreeAnnealing } from '../../formulation/search/free-annealing.ts';
import { LocalExchange } from '../../solver/portfolio/exchange.ts';
import { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import { Random } from '../../solver/random.ts';
import { leastDuration, sequenceFront } from '../support/brute-schedule.ts';
import { SHAPE_NAMES } from '../support/random-graph.ts';
import { graphWithTradeOff } from './solve-case.ts';

/** A small graph, a budget that some schedule meets, and the least duration within it. */
function caseOf(seed: number, keepOutputs: boolean) {
  const rng = new Random(`free-annealing:${seed}`);
  const maxComputations = seed % 5 === 0 ? 1 : rng.between(2, 3);
  // every second graph of the shapes in which memory and time are most often at odds
  const shape = seed % 2 === 0 ? rng.pick(['training', 'skips', 'dense']) : rng.pick(SHAPE_NAMES);
  const { graph, front } = graphWithTradeOff(rng, { minNodes: 3, maxNodes: 5, shape }, (drawn) =>
    sequenceFront(drawn, maxComputations, keepOutputs, 'free'),
  );
  const budget = (front.length > 1 ? front[rng.below(front.length - 1)]! : front[0]!).peak;
  const optimum = leastDuration(front, budget)!;
  const options = { budget, maxComputations, keepOutputs, roundMoves: 2000 };
  return { graph, budget, optimum, maxComputations, options, mustRecompute: front.length > 1 };
}

function problemOf({ graph, options }: ReturnType<typeof caseOf>, durationBound = Number.POSITIVE_INFINITY) {
  const { budget, maxComputations, keepOutputs } = options;
  const problem: RematProblem = {
    graph,
    order: 'free',
    maxComputations,
    keepOutputs,
    objective: 'duration',
    memoryBound: budget,
    durationBound,
    precedence: 'cover',
  };
  return problem;
}

/** An exchange that verifies what is offered, with the member names that offered. */
function exchangeOf(problem: RematProblem) {
  const by: string[] = [];
  const exchange = new LocalExchange<Sequence>(
    {
      verify: (sequence, objective) => expect(verifiedObjective(problem, sequence)).toBe(objective),
      onSolution: (_, { worker }) => by.push(worker),
      onBound: () => undefined,
    },
    () => false,
  );
  return { exchange, by };
}

describe('FreeAnnealing', () => {
  it.each([false, true])('120 small graphs, kept outputs %s', (keepOutputs) => {
    let tried = 0;
    let reached = 0;
    for (let seed = 0; seed < 120; seed++) {
      const { graph, optimum, options, mustRecompute } = caseOf(seed, keepOutputs);
      const annealing = new FreeAnnealing(graph, options, new Random(seed));
      let looked: readonly number[] | null = null;
      while (annealing.moves < 20_000) {
        annealing.run(WorkBudget.ticks(0), () => false);
        if (annealing.best === looked) continue;
        looked = annealing.best!;
        expect(checkSchedule(graph, looked, { ...options, mode: 'free' }), graph.name).toEqual([]);
        const replay = simulate(graph, looked, options);
        expect(replay.valid && replay.duration, graph.name).toBe(annealing.bestDuration);
        expect(annealing.bestDuration, graph.name).toBeGreaterThanOrEqual(optimum.duration);
      }
      if (looked === null) expect(annealing.bestDuration).toBe(Number.POSITIVE_INFINITY);
      if (!mustRecompute) continue;
      tried++;
      if (annealing.bestDuration === optimum.duration) reached++;
    }
    expect(tried).toBeGreaterThan(30);
    expect(reached / tried).toBeGreaterThanOrEqual(0.85);
  });

  it('keeps its profile exact over many moves', () => {
    for (let seed = 0; seed < 30; seed++) {
      const { graph, options } = caseOf(seed, seed % 2 === 0);
      const { state, ...annealing } = walked(graph, options, seed);
      const replay = simulate(graph, state.nodes(), options);
      if (!replay.valid) throw new Error(`${graph.name}: the walk has left the valid schedules`);
      expect([...state.memory.subarray(0, state.steps)], graph.name).toEqual([...replay.timeline]);
      const overflow = replay.timeline.reduce((sum, m) => sum + Math.max(0, m - options.budget), 0);
      expect([state.duration, state.overflow]).toEqual([replay.duration, overflow]);
      expect(annealing.moves).toBeGreaterThan(5000);
    }
  });

  it('goes on from a schedule that it is given, and refuses one with too many computations', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { graph, optimum, options } = caseOf(seed, false);
      const annealing = new FreeAnnealing(graph, options, new Random(seed));
      expect(annealing.startFrom(optimum.sequence)).toBe(true);
      expect(annealing.bestDuration).toBe(optimum.duration);
      expect(checkSchedule(graph, annealing.best!, { ...options, mode: 'free' })).toEqual([]);
      expect(annealing.run(WorkBudget.ticks(0), () => false)).toBe(false);
      const last = optimum.sequence.at(-1)!;
      const tooOften = [...optimum.sequence, ...Array<number>(options.maxComputations).fill(last)];
      expect(annealing.startFrom(tooOften)).toBe(false);
      expect(annealing.bestDuration).toBe(optimum.duration);
    }
  });
});

function walked(
  graph: ReturnType<typeof caseOf>['graph'],
  options: ReturnType<typeof caseOf>['options'],
  seed: number,
) {
  const annealing = new FreeAnnealing(graph, options, new Random(seed));
  while (annealing.moves < 5001) annealing.run(WorkBudget.ticks(0), () => false);
  return { state: annealing.state, moves: annealing.moves };
}

describe('FreeOrderMember', () => {
  it('offers verified schedules only, and the optimum nearly always', () => {
    let reached = 0;
    for (let seed = 0; seed < 40; seed++) {
      const drawn = caseOf(seed, seed % 2 === 0);
      const problem = problemOf(drawn);
      const { exchange, by } = exchangeOf(problem);
      const member = new FreeOrderMember(problem, exchange, String(seed));
      for (let step = 0; step < 200 && exchange.upper > drawn.optimum.duration; step++)
        member.step(WorkBudget.ticks(2000));
      expect(exchange.upper, drawn.graph.name).toBeGreaterThanOrEqual(drawn.optimum.duration);
      expect(member.stats()['best']).toBeLessThanOrEqual(exchange.upper);
      if (exchange.upper === drawn.optimum.duration) reached++;
      expect(by.every((name) => name === 'free-order')).toBe(true);
    }
    expect(reached).toBeGreaterThanOrEqual(36);
  });

  it('does not offer what takes longer than the duration bound', () => {
    for (let seed = 0; seed < 20; seed++) {
      const drawn = caseOf(seed, false);
      const problem = problemOf(drawn, drawn.optimum.duration - 1);
      const { exchange, by } = exchangeOf(problem);
      const member = new FreeOrderMember(problem, exchange, String(seed));
      for (let step = 0; step < 20; step++) member.step(WorkBudget.ticks(2000));
      expect(by).toEqual([]);
    }
  });

  it('starts from the best schedule that is known', () => {
    for (let seed = 0; seed < 20; seed++) {
      const drawn = caseOf(seed, false);
      const problem = problemOf(drawn);
      const { exchange } = exchangeOf(problem);
      exchange.offer(drawn.optimum.sequence, drawn.optimum.duration, 'given');
      const member = new FreeOrderMember(problem, exchange, String(seed));
      member.step(WorkBudget.ticks(2000));
      expect(member.stats()['best']).toBe(drawn.optimum.duration);
    }
  });
});
