// Tables and number formats of the benchmark, character by character.

import { describe, expect, it } from 'vitest';
import { type Column, fixed, formatTable, seconds, short } from '../../bench/report.ts';

interface Line {
  readonly name: string;
  readonly value: number | null;
}

const COLUMNS: readonly Column<Line>[] = [
  { title: 'row', text: ({ name }) => name },
  { title: 'value', right: true, text: ({ value }) => fixed(value, 1) },
];

describe('formatTable', () => {
  it('aligns names left and numbers right', () => {
    const table = formatTable(
      COLUMNS,
      [
        { name: 'short', value: 1234 },
        { name: 'a longer name', value: null },
      ],
      false,
    );
    expect(table).toBe(
      ['row             value', '-------------  ------', 'short          1234.0', 'a longer name       -', ''].join(
        '\n',
      ),
    );
  });

  it('writes markdown, with bars escaped', () => {
    expect(formatTable(COLUMNS, [{ name: 'a|b', value: 2 }], true)).toBe(
      ['| row  | value |', '| ---- | ----: |', '| a\\|b |   2.0 |', ''].join('\n'),
    );
  });

  it('is only a head without rows', () => {
    expect(formatTable(COLUMNS, [], false)).toBe('row  value\n---  -----\n');
  });
});

describe('number formats', () => {
  it.each([
    [0, '0'],
    [7, '7'],
    [12.345, '12.3'],
    [999, '999'],
    [999.6, '1.00k'],
    [1234, '1.23k'],
    [99_960, '100k'],
    [1_234_567, '1.23M'],
    [2e15, '2000T'],
    [null, '-'],
    [undefined, '-'],
  ])('short(%s) is %s', (value, text) => {
    expect(short(value)).toBe(text);
  });

  it.each([
    [0, '0.00'],
    [9.994, '9.99'],
    [10.04, '10.0'],
    [null, '-'],
    [undefined, '-'],
  ])('seconds(%s) is %s', (value, text) => {
    expect(seconds(value)).toBe(text);
  });
});
