// The examples run, and print what they should.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ROOT } from '../support/product-files.ts';

/** What an example prints. */
async function printed(name: string): Promise<string[]> {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: unknown) => {
    lines.push(String(line));
  });
  try {
    await import(`../../examples/${name}.ts`);
  } finally {
    log.mockRestore();
  }
  return lines;
}

const NAMES = ['job-shop', 'knapsack', 'n-queens', 'nurse-rostering', 'rcpsp', 'remat'];

describe('example', () => {
  it('n-queens: 92 solutions, one of them with queens in the places asked for', async () => {
    const lines = await printed('n-queens');
    expect(lines.slice(0, -1).sort()).toEqual(['0 4 7 5 2 6 1 3']);
    expect(lines.at(-1)).toBe('92 solutions (OPTIMAL)');
  });

  it('knapsack: the known optimum', async () => {
    expect(await printed('knapsack')).toEqual(['OPTIMAL: tent, stove, rope, food, lamp for 309']);
  });

  it('job-shop: the optimum of ft06', async () => {
    const lines = await printed('job-shop');
    expect(lines.filter((line) => line.startsWith('OPTIMAL'))).toEqual(['OPTIMAL: makespan 55']);
    expect(lines.filter((line) => /^job \d starts at \d+(, \d+){5}$/.test(line))).toHaveLength(6);
    expect(lines[0]).toMatch(/^found \d+, at least \d+$/);
  });

  it('rcpsp: the schedule by hand is completed and improved', async () => {
    const lines = await printed('rcpsp');
    expect(lines[0]).toBe('by hand: completed, over at 31');
    expect(lines[1]).toBe('OPTIMAL: over at 27');
    expect(lines.slice(2)).toHaveLength(8);
  });

  it('nurse-rostering: nobody works early after a night', async () => {
    const [first, ...weeks] = await printed('nurse-rostering');
    expect(first).toMatch(/^OPTIMAL: \d+ shifts are empty, \d+ of 10 wishes come true$/);
    expect(weeks).toHaveLength(5);
    for (const week of weeks) expect(week).not.toMatch(/N [EL]|([ELN] ){3}[ELN]/);
  });

  it('remat: within the budget, in the least time', async () => {
    const [first, order] = await printed('remat');
    expect(first).toBe('OPTIMAL: time 24 instead of 20, within 12');
    expect(order).toMatch(/^f0 f1 f2 /);
  });

  it('has a test for each', () => {
    const files = readdirSync(join(ROOT, 'examples')).filter((file) => file.endsWith('.ts'));
    expect(files.map((file) => file.replace('.ts', '')).sort()).toEqual(NAMES);
  });
});
