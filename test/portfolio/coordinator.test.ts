// The coordinator with real threads on a toy problem: relays, proofs, stops, and everything a worker can do wrong.

import { describe, expect, it } from 'vitest';
import { type PortfolioOutcome, type PortfolioRequest, runPortfolio } from '../../solver/portfolio/coordinator.ts';
import { Deadline } from '../../solver/portfolio/deadline.ts';
import { type ToyPayload, type ToySolution, toyExchange } from './toy.ts';

const FLOOR = 12;

interface Run extends PortfolioOutcome {
  readonly toy: ReturnType<typeof toyExchange>;
  readonly lines: readonly string[];
}

/** Runs as many workers as strategies, unless `workers` says fewer. */
async function run(
  strategies: readonly string[],
  options: Partial<PortfolioRequest<ToyPayload, ToySolution>> = {},
  toy = toyExchange(),
): Promise<Run> {
  const lines: string[] = [];
  const outcome = await runPortfolio<ToyPayload, ToySolution>({
    entry: new URL('./toy-entry.ts', import.meta.url),
    payload: { floor: FLOOR },
    workers: strategies.length,
    strategies,
    seed: 1,
    exchange: toy.exchange,
    deadline: new Deadline(30, false, 1),
    onLog: (line) => lines.push(line),
    ...options,
  });
  return { ...outcome, toy, lines };
}

/** A signal that is given soon after the condition has come to hold. */
function abortWhen(condition: () => boolean): AbortSignal {
  const abort = new AbortController();
  const timer = setInterval(() => {
    if (!condition()) return;
    clearInterval(timer);
    abort.abort();
  }, 10).unref();
  return abort.signal;
}

const failuresOf = ({ reports }: PortfolioOutcome): (readonly string[])[] => reports.map(({ failures }) => failures);

describe.each([
  ['shared memory', true],
  ['messages', false],
])('a portfolio that exchanges by %s', (_, sharedMemory) => {
  it('tells one worker what another has found, and ends with the proof', async () => {
    const { toy, reports, unfinished } = await run(['descend', 'prove'], { sharedMemory, grace: 20 });
    expect(toy.exchange).toMatchObject({ upper: FLOOR, lower: FLOOR, best: { value: FLOOR }, closed: true });
    expect(toy.solutions).toEqual([19, 18, 17, 16, 15, 14, 13, 12].map((value) => ({ value, worker: 'descend#1' })));
    expect(toy.bounds).toEqual([{ value: FLOOR, worker: 'prove#2', core: undefined }]);
    expect(unfinished).toBe(false);
    expect(reports.map(({ worker, failures }) => ({ worker, failures }))).toEqual([
      { worker: 'descend#1', failures: [] },
      { worker: 'prove#2', failures: [] },
    ]);
    expect(reports[0]!.members).toEqual([{ name: 'descend', stats: { turns: 8 } }]);
  });

  it('tells one worker what another has proven', async () => {
    const { toy } = await run(['rise', 'follow-bound'], { sharedMemory });
    expect(toy.bounds.map(({ value }) => value)).toEqual(Array.from({ length: FLOOR + 1 }, (_, k) => k));
    expect(toy.solutions).toEqual([{ value: FLOOR, worker: 'follow-bound#2' }]);
  });

  it('starts its workers from what is known already', async () => {
    const toy = toyExchange();
    toy.exchange.offer({ value: FLOOR }, FLOOR, 'before');
    const { reports } = await run(['prove'], { sharedMemory, grace: 20 }, toy);
    expect(toy.exchange.closed).toBe(true);
    expect(reports[0]!.members[0]!.stats['turns']).toBe(1);
  });

  it('takes in what workers have left when it stops them', async () => {
    const toy = toyExchange();
    const signal = abortWhen(() => toy.exchange.best !== null);
    await run(['last-words', 'idle'], { sharedMemory, signal, grace: 20 }, toy);
    expect(toy.solutions).toEqual([FLOOR + 1, FLOOR].map((value) => ({ value, worker: 'last-words#1' })));
  });
});

describe('a portfolio', () => {
  it('hands on the core of a refutation', async () => {
    const { toy } = await run(['refute', 'idle']);
    expect(toy.bounds).toEqual([{ value: Number.POSITIVE_INFINITY, worker: 'refute#1', core: [3, -2] }]);
    expect(toy.exchange.closed).toBe(true);
  });

  it('gives another strategy to a worker that has nothing left to do', async () => {
    const { toy, reports } = await run(['nothing', 'descend', 'prove'], { workers: 1, grace: 20 });
    expect(toy.exchange.closed).toBe(true);
    expect(reports).toMatchObject([
      { worker: 'nothing+descend+prove#1', members: [{ name: 'nothing' }, { name: 'descend' }, { name: 'prove' }] },
    ]);
  });

  it('ends when all have nothing left to do', async () => {
    const { toy, unfinished } = await run(['nothing', 'descend']);
    expect(toy.exchange).toMatchObject({ upper: FLOOR, closed: false });
    expect(unfinished).toBe(false);
  });

  it('ends at the time limit', async () => {
    const { toy, unfinished, reports } = await run(['idle', 'deaf'], { deadline: new Deadline(0.5, false, 1) });
    expect(toy.exchange.closed).toBe(false);
    expect(unfinished).toBe(false);
    expect(reports.flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('ends at the signal, with workers that would go on for a minute, deaf ones among them', async () => {
    const toy = toyExchange();
    const start = performance.now();
    await run(['deaf', 'idle', 'descend'], { signal: abortWhen(() => toy.exchange.upper === FLOOR) }, toy);
    expect(toy.exchange.best).toEqual({ value: FLOOR });
    expect(performance.now() - start).toBeLessThan(30_000);
  });

  it('does not start with a signal that was given before', async () => {
    const { toy, reports } = await run(['descend'], { signal: AbortSignal.abort() });
    expect(toy.solutions).toEqual([]);
    expect(reports).toMatchObject([{ members: [], failures: [] }]);
  });

  it('rejects a payload that cannot be sent', async () => {
    const payload = { floor: FLOOR, hook: () => {} };
    await expect(run(['descend'], { payload })).rejects.toThrow('could not be cloned');
  });

  it('ends with the error that a callback has thrown', async () => {
    const onLog = (): void => {
      throw new Error('no log, please');
    };
    await expect(run(['idle'], { onLog })).rejects.toThrow('no log, please');
  });
});

describe('when a worker', () => {
  it('throws always, it is started again twice, then the others go on', async () => {
    const toy = toyExchange();
    const lines: string[] = [];
    const onLog = (line: string): void => void lines.push(line);
    const isGivenUp = (): boolean => lines.some((line) => line.startsWith('throw#1 failed and is given up'));
    const signal = abortWhen(() => isGivenUp() && toy.exchange.best !== null);
    const outcome = await run(['throw', 'last-words'], { onLog, signal, grace: 20 }, toy);
    expect(toy.solutions.at(-1)).toEqual({ value: FLOOR, worker: 'last-words#2' });
    expect(failuresOf(outcome)).toEqual([[1, 2, 3].map(() => expect.stringContaining('a member has thrown')), []]);
  });

  it('throws once, its second attempt succeeds, with another seed', async () => {
    const outcome = await run(['throw-once']);
    expect(outcome.toy.exchange.closed).toBe(true);
    expect(outcome.unfinished).toBe(false);
    expect(failuresOf(outcome)).toEqual([[expect.stringContaining('unlucky')]]);
  });

  it.each([
    ['throws', 'throw', 'a member has thrown'],
    ['ends its thread', 'exit', 'the thread ended by itself with code 7'],
  ])('%s always and is the last, the work is unfinished', async (_, strategy, why) => {
    const outcome = await run([strategy]);
    expect(failuresOf(outcome)).toEqual([[1, 2, 3].map(() => expect.stringContaining(why))]);
    expect(outcome.unfinished).toBe(true);
    expect(outcome.lines.at(-1)).toContain('is given up');
  });

  it('runs out of memory, the others go on', async () => {
    const lines: string[] = [];
    const onLog = (line: string): void => void lines.push(line);
    const signal = abortWhen(() => lines.some((line) => line.includes('failed')));
    const outcome = await run(['use-up-memory', 'idle'], { heapMegabytes: 48, onLog, signal });
    expect(failuresOf(outcome)[0]![0]).toMatch(/memory/);
    expect(failuresOf(outcome)[1]).toEqual([]);
  });

  it('cannot be built, it is not tried again', async () => {
    const outcome = await run(['not-built']);
    expect(failuresOf(outcome)).toEqual([[expect.stringContaining('cannot be built')]]);
    expect(outcome.unfinished).toBe(true);
  });

  it('cannot be loaded, it is reported', async () => {
    const outcome = await run(['idle'], { entry: new URL('./no-such-entry.ts', import.meta.url) });
    expect(failuresOf(outcome)[0]).toHaveLength(3);
    expect(failuresOf(outcome)[0]![0]).toMatch(/no-such-entry/);
    expect(outcome.unfinished).toBe(true);
  });

  it('dies, what it has found before stays', async () => {
    const { toy } = await run(['find-then-exit']);
    expect(toy.exchange.best).toEqual({ value: 15 });
    expect(toy.solutions).toEqual([{ value: 15, worker: 'find-then-exit#1' }]);
  });

  it('offers a solution that is not what it claims, the solve ends with an error and nobody hears of it', async () => {
    const toy = toyExchange();
    await expect(run(['lie', 'idle'], {}, toy)).rejects.toThrow('18 was offered as 5');
    expect(toy.solutions).toEqual([]);
  });

  it('claims a bound above a solution, the solve ends with an error', async () => {
    await expect(run(['descend', 'overclaim'])).rejects.toThrow(
      /overclaim#2 claims the bound 112 above a verified solution of \d+/,
    );
  });
});
