// A toy problem for tests of the portfolio: find the least integer, which is the floor. Strategies work on it well, badly or not at all; toy-entry.ts runs them in
// worker threads.

import { type Exchange, LocalExchange, type Member } from '../../solver/portfolio/exchange.ts';

export interface ToyPayload {
  readonly floor: number;
}

export interface ToySolution {
  readonly value: number;
}

type Step = (exchange: Exchange<ToySolution>, floor: number, seed: string) => boolean;

/** One turn of each strategy; true when it has nothing left to do. */
const STEPS: Readonly<Record<string, Step>> = {
  descend: (exchange, floor) => {
    const value = Math.min(20, exchange.upper) - 1;
    if (value >= floor) exchange.offer({ value }, value, 'descend');
    return value <= floor;
  },
  // believes in the bound only when somebody has told it a solution that good
  prove: (exchange, floor) => {
    if (exchange.best?.value === floor) exchange.raise(floor, 'prove');
    return false;
  },
  refute: (exchange) => {
    exchange.raise(Number.POSITIVE_INFINITY, 'refute', [3, -2]);
    return true;
  },
  rise: (exchange, floor) => {
    exchange.raise(Math.min(floor, Math.max(0, exchange.lower + 1)), 'rise');
    return exchange.lower === floor;
  },
  // waits for a bound from elsewhere
  'follow-bound': (exchange, floor) => {
    if (exchange.lower === floor) exchange.offer({ value: floor }, floor, 'follow-bound');
    return false;
  },
  idle: () => false,
  nothing: () => true,
  // shows that it is there, and has a better solution up its sleeve until it is told to stop
  'last-words': (exchange, floor) => {
    exchange.offer({ value: floor + 1 }, floor + 1, 'last-words');
    while (!exchange.stopped());
    exchange.offer({ value: floor }, floor, 'last-words');
    return true;
  },
  deaf: () => {
    const end = performance.now() + 60_000;
    while (performance.now() < end);
    return true;
  },
  throw: () => {
    throw new Error('a member has thrown');
  },
  // only the first attempt is unlucky: later ones have a seed of three parts
  'throw-once': (exchange, floor, seed) => {
    if (seed.split(':').length < 3) throw new Error('unlucky');
    exchange.offer({ value: floor }, floor, 'throw-once');
    exchange.raise(floor, 'throw-once');
    return true;
  },
  exit: () => process.exit(7),
  'find-then-exit': (exchange) => {
    exchange.offer({ value: 15 }, 15, 'find-then-exit');
    return process.exit(7);
  },
  'use-up-memory': () => {
    const hoard: number[][] = [];
    for (;;) hoard.push(new Array(10_000).fill(hoard.length + 0.5));
  },
  lie: (exchange) => {
    exchange.offer({ value: 18 }, 5, 'lie');
    return true;
  },
  overclaim: (exchange, floor) => {
    if (exchange.best !== null) exchange.raise(floor + 100, 'overclaim');
    return false;
  },
};

/** The member of a strategy. */
export function toyMember(name: string, { floor }: ToyPayload, seed: string, exchange: Exchange<ToySolution>): Member {
  if (name === 'not-built') throw new Error('cannot be built');
  const step = STEPS[name]!;
  let turns = 0;
  return {
    name,
    exhausted: false,
    step() {
      turns++;
      if (step(exchange, floor, seed)) Object.assign(this, { exhausted: true });
    },
    stats: () => ({ turns }),
  };
}

/** The parent's exchange, which keeps what it was told. */
export function toyExchange() {
  const solutions: { value: number; worker: string }[] = [];
  const bounds: { value: number; worker: string; core: readonly number[] | undefined }[] = [];
  const exchange = new LocalExchange<ToySolution>(
    {
      verify: ({ value }, objective) => {
        if (value !== objective) throw new Error(`${value} was offered as ${objective}`);
      },
      onSolution: (_, { value, worker }) => solutions.push({ value, worker }),
      onBound: ({ value, worker }, core) => bounds.push({ value, worker, core }),
    },
    () => false,
  );
  return { exchange, solutions, bounds };
}
