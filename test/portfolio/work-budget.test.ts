// Budgets of work, limits in ticks, and turns of members that count what they do.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { Limits } from '../../solver/limits.ts';
import { Deadline, TICKS_PER_SECOND } from '../../solver/portfolio/deadline.ts';
import { LocalExchange, type Member } from '../../solver/portfolio/exchange.ts';
import { RoundRobin } from '../../solver/portfolio/round-robin.ts';
import { WorkBudget } from '../../solver/portfolio/work-budget.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const noBytes = (): number => 0;

describe('WorkBudget', () => {
  it('of ticks never reads the clock', () => {
    const clock = vi.spyOn(performance, 'now');
    const work = WorkBudget.ticks(10);
    work.spend(9);
    expect([work.over, work.ticksLeft, work.secondsLeft]).toEqual([false, 1, Number.POSITIVE_INFINITY]);
    work.spend(5);
    expect([work.over, work.ticksLeft]).toEqual([true, 0]);
    expect(clock).not.toHaveBeenCalled();
  });

  it('of seconds ends by the clock, whatever is spent', () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(500);
    const work = WorkBudget.seconds(2);
    work.spend(1e12);
    expect([work.over, work.ticksLeft]).toEqual([false, Number.POSITIVE_INFINITY]);
    clock.mockReturnValue(2000);
    expect([work.over, work.secondsLeft]).toEqual([false, 0.5]);
    clock.mockReturnValue(2500);
    expect([work.over, work.secondsLeft]).toEqual([true, 0]);
  });
});

describe('Limits', () => {
  it('take ticks for time, and pause at ticks', () => {
    const limits = new Limits({ timeTicks: 100 });
    limits.pauseAtTicks(50);
    expect([limits.reached(0, 49, noBytes), limits.reason]).toEqual([false, 'none']);
    expect([limits.reached(0, 50, noBytes), limits.reason]).toEqual([true, 'pause']);
    limits.pauseAtTicks(200);
    expect(limits.reached(0, 99, noBytes)).toBe(false);
    expect([limits.reached(0, 100, noBytes), limits.reason]).toEqual([true, 'time']);
    // over for good
    limits.pauseAtTicks(300);
    expect(limits.reached(0, 0, noBytes)).toBe(true);
  });
});

describe('turns by ticks', () => {
  const exchange = (): LocalExchange<string> =>
    new LocalExchange<string>({ verify: () => {}, onSolution: () => {}, onBound: () => {} }, () => false);

  /** A member that spends what it is given and a share more. */
  function member(name: string, share: number, slices: [string, number][]): Member {
    return {
      name,
      exhausted: false,
      step(work) {
        slices.push([name, work.ticks / TICKS_PER_SECOND]);
        work.spend(work.ticks * share);
      },
      stats: () => ({}),
    };
  }

  it('go round with slices that grow, and end with the work', async () => {
    const slices: [string, number][] = [];
    const turns = new RoundRobin([member('a', 1, slices), member('b', 1, slices)], exchange());
    const deadline = new Deadline(0.25, true, 1);
    const open = (): boolean => !deadline.over;
    for (let i = 0; open() && i < 100; i++) {
      const work = deadline.slice(1);
      turns.step(work);
      deadline.spend(work.spent);
    }
    expect(slices.map(([name]) => name).join('')).toBe('abab');
    expect(slices.map(([, seconds]) => Number(seconds.toFixed(4)))).toEqual([0.05, 0.065, 0.065, 0.07]);
    expect(deadline.used).toBeCloseTo(0.25);
  });

  it('come to an end with members that do nothing', () => {
    const slices: [string, number][] = [];
    const turns = new RoundRobin([member('idle', 0, slices)], exchange());
    const work = WorkBudget.ticks(10_000);
    let steps = 0;
    while (!work.over && turns.step(work)) steps++;
    expect(steps).toBe(10);
  });
});
