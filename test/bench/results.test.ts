// Medians, tallies, result files and their comparison.

import { describe, expect, it } from 'vitest';
import { compareResults } from '../../bench/compare.ts';
import {
  median,
  medians,
  parseResultFile,
  type ResultFile,
  type ResultRow,
  resultFile,
  tally,
  worst,
} from '../../bench/results.ts';

describe('median', () => {
  it.each([
    [[], null],
    [[5], 5],
    [[10, 2, 9], 9],
    [[4, 1, 3, 2], 2.5],
    [[null, 3, 4], 4],
    [[null, null, 4], null],
    [[null, 4], null],
    [[-1, -2, -30], -2],
  ])('of %j is %s', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('of records goes by name; a record without the measure counts as worst', () => {
    expect(medians([{ a: 1, b: null }, { a: 3, b: 7 }, { a: 2 }])).toEqual({ a: 2, b: null });
  });
});

describe('worst', () => {
  it.each([
    [[], null],
    [[1, 3, 2], 3],
    [[1, null, 2], null],
    [[-1, -2], -1],
  ])('of %j is %s', (values, expected) => {
    expect(worst(values)).toBe(expected);
  });
});

describe('tally', () => {
  it.each([
    [['optimal', 'optimal'], 'optimal'],
    [['optimal', 'feasible', 'optimal'], '2 optimal, 1 feasible'],
  ])('of %j is %s', (words, expected) => {
    expect(tally(words)).toBe(expected);
  });
});

describe('result files', () => {
  it('come back as they were written', () => {
    const file = resultFile('remat', [row('rlg1 0.8', { duration: 48866, gapPercent: null })]);
    expect(parseResultFile(JSON.stringify(file))).toEqual(file);
    expect(file.commit).toMatch(/^([0-9a-f]+\+?|unknown)$/);
    expect(resultFile('remat', [], 'abc').commit).toBe('abc');
  });

  it.each([
    ['{', 'is not JSON'],
    ['null', 'is not a moccasin-bench/1 file'],
    ['{"format":"moccasin-schedule/1","rows":[]}', 'is not a moccasin-bench/1 file'],
    ['{"format":"moccasin-bench/1"}', 'is not a moccasin-bench/1 file'],
  ])('%s %s', (text, complaint) => {
    expect(parseResultFile(text)).toBe(complaint);
  });
});

describe('compareResults', () => {
  it('pairs measures by row and name', () => {
    const a = fileOf([row('x', { speed: 10, only: null, gone: 1 })]);
    const b = fileOf([row('x', { speed: 20, only: null })]);
    expect(compareResults(a, b)).toEqual({
      differences: [
        { row: 'x', measure: 'speed', before: 10, after: 20 },
        { row: 'x', measure: 'gone', before: 1, after: null },
      ],
      remarks: [],
    });
  });

  it('remarks on everything that makes the comparison unfair', () => {
    const a = fileOf([row('x', {}), row('lost', {})]);
    const changed = { ...row('x', {}), settings: { limit: 30, workers: 2 }, seeds: [1, 2], status: 'feasible' };
    const b = { ...fileOf([changed, row('new', {})]), node: 'v22.0.0' };
    expect(compareResults(a, b).remarks).toEqual([
      'different node: v20.0.0 and v22.0.0',
      'x: different limit: 60 and 30',
      'x: different workers: undefined and 2',
      'x: different seeds: 1 and 1,2',
      'x: optimal became feasible',
      'lost: only in the first file',
      'new: only in the second file',
    ]);
  });
});

function row(name: string, measures: ResultRow['measures']): ResultRow {
  return { name, settings: { limit: 60 }, status: 'optimal', measures, aim: '', seeds: [1] };
}

function fileOf(rows: readonly ResultRow[]): ResultFile {
  return { format: 'moccasin-bench/1', suite: 'remat', commit: 'abc', node: 'v20.0.0', machine: '2 x any', rows };
}
