// Comparisons with printed values, histories of incumbents, and the table of published values.

import { describe, expect, it } from 'vitest';
import { FREE_ORDER, INPUT_ORDER, prototypeTdi, TORCH_PROTOTYPE } from '../../bench/published.ts';
import { REMAT_ROWS } from '../../bench/rows.ts';
import { digitsOf, roundsToAtMost, secondsToTdi, tdi, tdiAt } from '../../bench/targets.ts';

describe('roundsToAtMost', () => {
  it.each([
    [0.84, '0.8', true],
    [0.86, '0.8', false],
    [0.7892, '0.8', true],
    [0.0294, '0.0', true],
    [0.06, '0.0', false],
    [0, '0.0', true],
    [0.034, '0.03', true],
    [0.036, '0.03', false],
    [2.2965, '2.3', true],
    [4.9499, '4.9', true],
    [4.96, '4.9', false],
    [0.07603, '0.0760', true],
    [0.07606, '0.0760', false],
    [3, '4', true],
  ])('%s against %s: %s', (value, printed, met) => {
    expect(roundsToAtMost(value, printed)).toBe(met);
  });
});

describe('the history of incumbents', () => {
  const history = [
    { seconds: 0.5, duration: 1100 },
    { seconds: 2, duration: 1034 },
    { seconds: 30, duration: 1020 },
  ];

  it.each([
    ['10.0', 0.5],
    ['3.4', 2],
    ['2.0', 30],
    ['1.9', null],
  ])('reaches %s per cent after %s s', (printed, seconds) => {
    expect(secondsToTdi(history, 1000, printed)).toBe(seconds);
  });

  it.each([
    [0.4, null],
    [0.5, 10],
    [29.9, 3.4],
    [600, 2],
  ])('after %s s is at %s per cent', (seconds, percent) => {
    const value = tdiAt(history, 1000, seconds);
    if (percent === null) expect(value).toBeNull();
    else expect(value).toBeCloseTo(percent, 9);
  });

  it('that is empty reaches nothing', () => {
    expect(secondsToTdi([], 1000, '99')).toBeNull();
    expect(tdiAt([], 1000, 99)).toBeNull();
  });

  it('of a graph that takes no time is at 0', () => {
    expect(tdi(0, 0)).toBe(0);
  });
});

describe('the published values', () => {
  it('are there for every row that is compared with them', () => {
    const keys = (section: string): string[] =>
      REMAT_ROWS.filter((row) => row.section === section).map(({ graph, share }) => `${graph} ${share}`);
    expect(keys('input')).toEqual(Object.keys(INPUT_ORDER));
    expect(keys('input')).toHaveLength(12);
    expect(keys('free')).toEqual(Object.keys(FREE_ORDER));
    expect(keys('free')).toHaveLength(18);
    expect(new Set(keys('torch'))).toEqual(
      new Set(Object.keys(TORCH_PROTOTYPE).flatMap((graph) => [0.8, 0.6, 0.5].map((share) => `${graph} ${share}`))),
    );
  });

  it('are printed numbers', () => {
    const values = [...Object.values(INPUT_ORDER).flatMap(({ moccasin, checkmate }) => [moccasin, checkmate])];
    const printed = [
      ...values.flatMap((value) => (value === null ? [] : [value.tdi])),
      ...Object.values(FREE_ORDER).map(({ fastsa }) => fastsa.tdi),
    ];
    expect(printed.every((text) => /^\d+\.\d{1,2}$/.test(text))).toBe(true);
    const prototype = Object.values(TORCH_PROTOTYPE).flatMap((pair) => pair.filter((text) => text !== null));
    expect(prototype.every((text) => digitsOf(text) === 4)).toBe(true);
  });

  it('say where FastSA missed its budget', () => {
    const missed = Object.entries(FREE_ORDER).filter(
      ([row, { memoryPercent }]) => memoryPercent > 100 * Number(row.split(' ')[1]),
    );
    expect(missed.map(([row]) => row)).toEqual(['rlg1 0.7', 'rlg3 0.7']);
  });

  it('of the prototype are looked up by graph and share', () => {
    expect(prototypeTdi('tinyunet', 0.8)).toBe('0.9981');
    expect(prototypeTdi('tinyunet', 0.6)).toBe('1.9701');
    expect(prototypeTdi('tinyunet', 0.5)).toBeNull();
    expect(prototypeTdi('lstm_seq2seq_b64_s24', 0.6)).toBeNull();
    expect(prototypeTdi('none', 0.8)).toBeNull();
  });
});
