// Finished rows kept in a file, and which of them count when a run is continued.

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../bench/options.ts';
import { PartialResults } from '../../bench/partial.ts';
import { taskOf } from '../../bench/remat.ts';
import type { ResultRow } from '../../bench/results.ts';
import { REMAT_ROWS } from '../../bench/rows.ts';

const KEY = { name: 'rlg1 0.8', settings: { limit: 60, workers: 2 }, seeds: [1, 2, 3] };
const ROW: ResultRow = {
  ...{ name: 'rlg1 0.8', settings: { limit: 60, workers: 2, budget: 37055 }, status: 'optimal' },
  ...{ measures: { duration: 48866, gapPercent: null }, aim: 'proven: met', seeds: [1, 2, 3] },
};

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-partial-'));
  file = join(folder, 'rows.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

function kept(commit: string, ...rows: ResultRow[]): void {
  const partial = new PartialResults(file, commit);
  for (const row of rows) partial.append(row);
}

describe('PartialResults', () => {
  it('gives back a row with the same commit, settings and seeds, and the last of several', () => {
    kept('abc', ROW, { ...ROW, measures: { duration: 48867 } });
    const again = new PartialResults(file, 'abc');
    expect(again.find(KEY)?.measures).toEqual({ duration: 48867 });
  });

  it.each([
    ['another commit', 'abd', KEY],
    ['another limit', 'abc', { ...KEY, settings: { ...KEY.settings, limit: 30 } }],
    ['another number of workers', 'abc', { ...KEY, settings: { ...KEY.settings, workers: 1 } }],
    ['a setting that was not known', 'abc', { ...KEY, settings: { ...KEY.settings, cpsat: '9.15' } }],
    ['other seeds', 'abc', { ...KEY, seeds: [1, 2] }],
    ['another name', 'abc', { ...KEY, name: 'rlg1 0.9' }],
  ])('does not take a row of %s', (_, commit, key) => {
    kept('abc', ROW);
    expect(new PartialResults(file, commit).find(key)).toBeNull();
  });

  it.each(['abc+', 'unknown'])('does not trust the commit %s', (commit) => {
    kept(commit, ROW);
    expect(new PartialResults(file, commit).find(KEY)).toBeNull();
  });

  it.each(['wrong', 'failed: Error: x', '2 optimal, 1 wrong'])('measures a row again that is %s', (status) => {
    kept('abc', { ...ROW, status });
    expect(new PartialResults(file, 'abc').find(KEY)).toBeNull();
  });

  it('of another machine are measured again', () => {
    kept('abc', ROW);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"machine":"/, '$&other '));
    expect(new PartialResults(file, 'abc').find(KEY)).toBeNull();
  });

  it('survives a line that was cut off, and does not lose the next one to it', () => {
    kept('abc', ROW);
    appendFileSync(file, '{"format":"moccasin-bench-row/1","comm');
    const again = new PartialResults(file, 'abc');
    again.append({ ...ROW, name: 'second' });
    const last = new PartialResults(file, 'abc');
    expect(last.find(KEY)).toEqual(ROW);
    expect(last.find({ ...KEY, name: 'second' })).not.toBeNull();
  });

  it('refuses a file that cannot be used', () => {
    expect(() => new PartialResults(join(folder, 'none', 'x'), 'abc')).toThrow(UsageError);
    expect(() => new PartialResults(folder, 'abc')).toThrow(/--resume: .* cannot be used \(EISDIR\)/);
  });
});

describe('taskOf', () => {
  const plain = { seeds: null, limit: null, workers: null };
  const rowOf = (name: string): Parameters<typeof taskOf>[0] => ({
    ...REMAT_ROWS.find((row) => row.name === name)!,
    graphFile: '',
  });

  it('keeps what the row says, with three seeds where medians are compared', () => {
    const { settings, seeds } = taskOf(rowOf('rlg2 0.9'), plain, 'not asked for');
    expect(settings).toMatchObject({
      limit: 120,
      workers: 2,
      order: 'input',
      maxComputations: 2,
      cpsat: 'not asked for',
    });
    expect(seeds).toEqual([1, 2, 3]);
    expect(taskOf(rowOf('vgg19 0.9'), plain, '').seeds).toEqual([1]);
  });

  it('lets the command line decide limit, workers and seeds', () => {
    const { row, settings, seeds } = taskOf(rowOf('rlg1 0.7 free'), { seeds: [7], limit: 3, workers: 1 }, '');
    expect([row.limit, row.workers, settings.limit, settings.workers, seeds]).toEqual([3, 1, 3, 1, [7]]);
    expect(settings.cpsat).toBeUndefined();
  });

  it('keeps the local search alone in its one thread', () => {
    expect(taskOf(rowOf('rlg4 0.8 moves, annealing, input order'), { ...plain, workers: 4 }, '').settings.workers).toBe(
      1,
    );
  });
});
