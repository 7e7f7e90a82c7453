// Rows of instances and variants counted together: sections against their aims, variants against each other, and what others reached.

import { describe, expect, it } from 'vitest';
import { INSTANCE_SECTIONS, type InstanceSection } from '../../bench/instance-sections.ts';
import { summaryOf, summaryTable, timesOfMinisat } from '../../bench/instance-summary.ts';
import { instanceTables } from '../../bench/instance-tables.ts';
import type { Instance } from '../../bench/instances.ts';
import { peerColumns } from '../../bench/peer-results.ts';
import { geometricMean, type ResultRow } from '../../bench/results.ts';
import { variantSummary, variantTables } from '../../bench/variant-tables.ts';

const section = (name: string, aim: InstanceSection['aim']): InstanceSection => ({
  ...INSTANCE_SECTIONS.find((s) => s.name === name)!,
  aim,
});

function row(
  instance: string,
  status: string,
  measures: ResultRow['measures'],
  more: Partial<ResultRow> = {},
): ResultRow {
  const settings = { section: 'j60', instance, known: '85', of: 3, variant: 'default', ...more.settings };
  return { name: instance, status, measures, aim: '', seeds: [1], ...more, settings };
}

const ROWS: readonly ResultRow[] = [
  row('a', 'optimal', { seconds: 1, closed: 1, best: 1, objective: 85 }),
  row('b', 'optimal', { seconds: 4, closed: 1, best: 1, objective: 85 }),
  row('c', 'feasible', { seconds: 60, closed: 0, best: 1, objective: 85 }),
];

describe('geometricMean', () => {
  it('is that of numbers, and none of nothing', () => {
    expect(geometricMean([1, 4])).toBeCloseTo(2, 12);
    expect(geometricMean([0, 1e-3])).toBeCloseTo(1e-3, 12);
    expect(geometricMean([])).toBeNull();
  });
});

describe('summaryOf', () => {
  it('counts rows, and times those that are closed', () => {
    expect(summaryOf(section('j60', {}), ROWS)).toMatchObject({
      ...{ rows: 3, closed: 2, best: 3, wrong: 0, failed: 0, total: 65, aim: 'none wrong: met' },
    });
    expect(summaryOf(section('j60', {}), ROWS).mean).toBeCloseTo(2, 12);
  });

  it.each([
    [{ closed: 2, best: 3 }, 'none wrong, closed >= 2, best >= 3: met'],
    [{ closed: 3 }, 'none wrong, closed >= 3: missed (2 closed)'],
  ])('judges the section by %j', (aim, phrase) => {
    expect(summaryOf(section('j60', aim), ROWS).aim).toBe(phrase);
  });

  it('does not judge the whole by a part', () => {
    expect(summaryOf(section('j60', { closed: 3 }), ROWS.slice(1)).aim).toBe('none wrong: met');
  });

  it('has every wrong and failed row', () => {
    const rows = [ROWS[0], row('b', 'wrong', { closed: 0 }), row('c', '1 failed, 1 optimal', { closed: 0 })];
    const summary = summaryOf(section('j60', {}), rows);
    expect(summary).toMatchObject({ wrong: 1, failed: 1, aim: 'none wrong: missed (1 wrong, 1 failed)' });
  });

  it('compares with minisat over the rows that both close', () => {
    const rows = [
      row('a', 'optimal', { seconds: 0.2, closed: 1, 'minisat seconds': 0.01 }),
      row('b', 'optimal', { seconds: 3.2, closed: 1, 'minisat seconds': 4 }),
      row('c', 'unknown', { seconds: 60, closed: 0, 'minisat seconds': 2 }),
    ];
    const means = timesOfMinisat(rows, 0)!;
    expect([means.rows, means.ours, means.minisat]).toEqual([2, expect.closeTo(0.8, 9), expect.closeTo(0.2, 9)]);
    expect(timesOfMinisat(rows, 0.1)!.minisat).toBeCloseTo(Math.sqrt(0.4), 9);
    expect(summaryOf(section('sat', { timesMinisat: 3 }), rows).aim).toMatch(/missed \(4\.00 times\)$/);
    expect(summaryOf(section('sat', { timesMinisat: 4.1 }), rows).aim).toMatch(/met$/);
    expect(timesOfMinisat(ROWS, 0)).toBeNull();
  });

  it('leaves out sections without rows', () => {
    const table = summaryTable(INSTANCE_SECTIONS, ROWS, false).trimEnd().split('\n');
    expect(table).toHaveLength(3);
    expect(table[2]).toMatch(/^j60 +3 +2 /);
  });
});

describe('instanceTables', () => {
  it('shows what is open, wrong or slow of a long section, and says what is left out', () => {
    const fast = Array.from({ length: 200 }, (_, i) => row(`f${i}`, 'optimal', { seconds: 0.5, closed: 1 }));
    const [table, rest] = instanceTables('scheduling', [...fast, ...ROWS], true);
    expect(table.match(/^\| [abcf]/gm)).toHaveLength(2);
    expect(table).toMatch(/^\| b .*\n\| c /m);
    expect(rest).toBe('201 rows closed within 2 s are left out.\n');
    expect(instanceTables('scheduling', ROWS, true)).toHaveLength(1);
  });

  it('names a complaint', () => {
    const rows = [row('a', 'wrong', { closed: 0 }, { notes: { complaint: 'bound 86' } })];
    expect(instanceTables('minizinc', rows, false)[0]).toMatch(/^a +wrong: bound 86/m);
  });
});

describe('peerColumns', () => {
  const instance: Instance = {
    ...{ family: 'minizinc', set: 'x', file: 'x', sense: 'min', optimum: 763 },
    peers: {
      'chuffed-f': { status: 'OPTIMAL', obj: 763, solve: 3.927 },
      'cpsat-1w': { status: 'FEASIBLE', obj: 800, solve: 30 },
      gecode: { status: 'ERROR', wall: 0.1 },
      'gecode64-wasm': { status: 'UNKNOWN', wall: 20.28 },
    },
  };

  it('says what each reached', () => {
    const { measures, notes } = peerColumns(instance);
    expect(notes).toEqual({ 'CP-SAT': 'feasible 800 (30.0)', Chuffed: 'optimal 763 (3.93)', Gecode: 'unknown (20.3)' });
    expect(measures).toMatchObject({ 'CP-SAT closed': 0, 'CP-SAT best': 0, 'Chuffed closed': 1, 'Chuffed best': 1 });
  });

  it('has nothing where nothing was measured', () => {
    expect(peerColumns({ ...instance, peers: {} })).toEqual({ measures: {}, notes: {} });
  });
});

describe('variantTables', () => {
  const of = (variant: string, ...rows: readonly ResultRow[]): ResultRow[] =>
    rows.map((r) => ({ ...r, settings: { ...r.settings, variant } }));
  const rows = [
    ...of('default', row('a', 'optimal', { seconds: 1, conflicts: 10, closed: 1 })),
    ...of('default', row('b', 'optimal', { seconds: 2, conflicts: 0, closed: 1 })),
    ...of('fast', row('a', 'optimal', { seconds: 0.25, conflicts: 40, closed: 1 })),
    ...of('fast', row('b', 'feasible', { seconds: 11, conflicts: 900, closed: 0 })),
  ];

  it('compares where both close', () => {
    expect(variantSummary('fast', 'default', rows, 10)).toMatchObject({
      ...{ rows: 2, closed: 1, wrong: 0, total: 10.25, both: 1, conflicts: 40 },
      ...{ timeRatio: expect.closeTo(0.25, 9), conflictRatio: expect.closeTo(4, 9) },
    });
    expect(variantSummary('default', 'default', rows, 10)).toMatchObject({ both: 2, timeRatio: expect.closeTo(1, 9) });
  });

  it('lists the instances that variants differ on', () => {
    const variants = ['default', 'fast'].map((name) => ({ name, words: [] }));
    const [summary, differing] = variantTables(variants, rows, 10, false);
    expect(summary).toMatch(/^fast +2 +1 +0 /m);
    expect(differing).toMatch(/^b +85 +optimal \(2\.00\) +feasible \(11\.0\)$/m);
    expect(differing).not.toMatch(/^a /m);
    expect(variantTables(variants.slice(0, 1), rows.slice(0, 2), 10, false)).toHaveLength(1);
  });
});
