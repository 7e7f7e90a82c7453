// The tables of the suite remat: every section has its columns, and what stands beside our numbers.

import { describe, expect, it } from 'vitest';
import { parseCpsatOutput } from '../../bench/cpsat.ts';
import type { ResultRow } from '../../bench/results.ts';
import { SECTION_NAMES } from '../../bench/rows.ts';
import { sectionTables, TITLES } from '../../bench/tables.ts';

function cells(section: keyof typeof TITLES, row: ResultRow, table = 0): Record<string, string> {
  const lines = sectionTables(section, [row], true)[table].split('\n');
  const [head, , body] = lines.map((line) => line.split('|').map((cell) => cell.trim()));
  return Object.fromEntries(head.map((title, i) => [title, body[i]]));
}

function row(settings: ResultRow['settings'], more: Partial<ResultRow> = {}): ResultRow {
  return { name: 'x', settings, status: 'feasible', measures: {}, aim: '', seeds: [1, 2], ...more };
}

describe('sectionTables', () => {
  it.each(SECTION_NAMES)('has a title and a head for the section %s', (section) => {
    expect(TITLES[section]).not.toBe('');
    expect(sectionTables(section, [], true)[0]).toMatch(/^\| graph .*\|\n\| -/);
  });

  it('puts the published values beside a row of the input order', () => {
    const shown = cells('input', row({ graph: 'rlg2', share: 0.8, cpsat: 'not at hand' }));
    expect(shown['Moccasin, published: TDI % (s)']).toBe('4.9 (639.5)');
    expect(shown['Checkmate, published: TDI % (s)']).toBe('none');
    expect(shown['CP-SAT, this run: TDI % (best s, end s)']).toBe('not at hand');
    expect(shown.seeds).toBe('1,2');
  });

  it.each([
    [
      { 'CP-SAT overheadPercent': 0.78923, 'CP-SAT bestSeconds': 39.12, 'CP-SAT endSeconds': 40.3 },
      '0.7892 optimal (39.1, 40.3)',
    ],
    [{ 'CP-SAT overheadPercent': null }, 'none: optimal'],
  ])('shows what CP-SAT did: %j', (measures, text) => {
    const shown = cells(
      'input',
      row({ graph: 'rlg1', share: 0.9, cpsat: '9.15' }, { measures, notes: { cpsat: 'optimal' } }),
    );
    expect(shown['CP-SAT, this run: TDI % (best s, end s)']).toBe(text);
  });

  it('says whether the budget was met, for us and for FastSA', () => {
    const settings = { graph: 'rlg1', share: 0.7 };
    const met = cells('free', row(settings, { measures: { peakPercent: 69.96 } }));
    expect(met['budget met: peak %']).toBe('yes: 70.0');
    expect(met['its peak %']).toBe('77.3 missed');
    expect(cells('free', row(settings, { status: '1 wrong, 1 feasible' }))['budget met: peak %']).toBe('no');
    expect(cells('free', row(settings))['budget met: peak %']).toBe('-');
    expect(cells('free', row({ graph: 'rlg2', share: 0.7 }))['its peak %']).toBe('68.9');
  });

  it('shows the prototype where it has a value', () => {
    expect(cells('torch', row({ graph: 'tinycnn', share: 0.6 }))['prototype TDI %']).toBe('3.2053');
    expect(cells('torch', row({ graph: 'tinycnn', share: 0.5 }))['prototype TDI %']).toBe('-');
  });

  it('lists the profile of the local search in a table of its own', () => {
    const measures = { 'moves/s': 200_000, 'self %: judge (annealing.ts)': 61.25, 'self %: (program)': 3 };
    const moves = row({ graph: 'rlg4', share: 0.8 }, { name: 'rlg4 0.8 moves', measures });
    expect(cells('moves', moves)['moves/s']).toBe('200k');
    expect(cells('moves', moves, 1)).toMatchObject({ function: 'judge (annealing.ts)', 'self %': '61.3' });
  });

  it('names the complaint of a refused row', () => {
    const refused = row({ graph: 'rlg1', share: 0.7 }, { status: 'wrong', notes: { complaint: 'step 3' } });
    expect(cells('free', refused).status).toBe('wrong: step 3');
  });
});

describe('parseCpsatOutput', () => {
  const lines = [
    '{"type": "model", "seconds": 0.1}',
    '{"type": "incumbent", "seconds": 2.5, "duration": 110}',
    '{"type": "incumbent", "seconds": 3.5, "duration": 105}',
  ];

  it('reads incumbents and the end', () => {
    const end = { type: 'end', seconds: 9, status: 'optimal', bound: 105, order: ['0', '1'], peakMiB: 300 };
    const { incumbents, end: found } = parseCpsatOutput([...lines, JSON.stringify(end), ''].join('\n'));
    expect(incumbents.map(({ seconds, duration }) => [seconds, duration])).toEqual([
      [2.5, 110],
      [3.5, 105],
    ]);
    expect(found).toEqual(end);
  });

  it('has no end where the process was ended by force', () => {
    const { incumbents, end } = parseCpsatOutput([...lines, '{"type": "incum'].join('\n'));
    expect(incumbents).toHaveLength(2);
    expect(end).toBeNull();
  });
});
