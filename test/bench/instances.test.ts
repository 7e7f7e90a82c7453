// What is known of an instance against what a program says, and the rows of the collection.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../bench/child.ts';
import { instanceRows, type RowRequest } from '../../bench/instance-rows.ts';
import { INSTANCE_SECTIONS } from '../../bench/instance-sections.ts';
import {
  type Answer,
  contradiction,
  type Instance,
  isBest,
  isClosed,
  knownText,
  readCollection,
} from '../../bench/instances.ts';
import { UsageError } from '../../bench/options.ts';

const some: Instance = { family: 'rcpsp', set: 'j60', file: 'x.sm', sense: 'min' };
const minimum: Instance = { ...some, optimum: 85 };
const open: Instance = { ...some, best_lb: 90, best_ub: 95 };
const maximum: Instance = { ...some, sense: 'max', optimum: 48 };
const satisfiable: Instance = { ...some, sense: 'sat', status: 'sat' };
const none: Instance = { ...some, best_lb: null, best_ub: null, status: 'unsat' };

function answer(status: Answer['status'], objective: number | null = null, bound: number | null = null): Answer {
  return { status, objective, bound };
}

describe('contradiction', () => {
  it.each<[string, Instance, Answer]>([
    ['the optimum', minimum, answer('optimal', 85, 85)],
    ['a schedule that is not the best', minimum, answer('feasible', 90, 80)],
    ['nothing', minimum, answer('unknown', null, 80)],
    ['the optimum of an open instance', open, answer('optimal', 93, 93)],
    ['a schedule better than the best known', open, answer('feasible', 91, 90)],
    ['a bound better than the known one', open, answer('feasible', 95, 94)],
    ['the maximum', maximum, answer('optimal', 48, 48)],
    ['a bound above the maximum', maximum, answer('feasible', 40, 60)],
    ['a solution', satisfiable, answer('optimal')],
    ['that there is none', none, answer('infeasible')],
    ['nothing of an instance without a solution', none, answer('unknown', null, 1000)],
  ])('has nothing against %s', (_, instance, given) => {
    expect(contradiction(instance, given)).toBe('');
  });

  it.each<[Instance, Answer, RegExp]>([
    [minimum, answer('optimal', 86, 86), /optimum 86, but there is a solution of 85/],
    [minimum, answer('optimal', 86, 80), /optimum 86, but/],
    [minimum, answer('feasible', 84, 80), /objective 84 beyond the proven 85/],
    [minimum, answer('feasible', 90, 86), /bound 86, but there is a solution of 85/],
    [minimum, answer('unknown', null, 86), /bound 86/],
    [minimum, answer('infeasible'), /infeasible, but/],
    [open, answer('feasible', 89, 80), /objective 89 beyond the proven 90/],
    [open, answer('optimal', 96, 96), /optimum 96, but there is a solution of 95/],
    [open, answer('infeasible'), /infeasible, but/],
    [maximum, answer('feasible', 49, 60), /objective 49 beyond the proven 48/],
    [maximum, answer('feasible', 40, 47), /bound 47, but there is a solution of 48/],
    [maximum, answer('optimal', 47, 48), /optimum 47, but there is a solution of 48/],
    [satisfiable, answer('infeasible'), /infeasible, but/],
    [none, answer('optimal', 20, 20), /a solution, but there is none/],
    [none, answer('feasible', 20), /a solution, but there is none/],
    [{ ...some, best_lb: null, best_ub: null }, answer('feasible', 20, 21), /bound 21 beyond the solution of 20/],
    [{ ...some, sense: 'max' }, answer('feasible', 20, 19), /bound 19 beyond the solution of 20/],
  ])('%j and %j', (instance, given, words) => {
    expect(contradiction(instance, given)).toMatch(words);
  });
});

describe('what an answer is worth', () => {
  it('is closed if nothing is left to say', () => {
    expect((['optimal', 'feasible', 'infeasible', 'unknown'] as const).map((status) => isClosed({ status }))).toEqual([
      ...[true, false, true, false],
    ]);
  });

  it('is the best if nothing better is known', () => {
    expect([84, 85, 86, null].map((value) => isBest(minimum, value))).toEqual([true, true, false, false]);
    expect([95, 96].map((value) => isBest(open, value))).toEqual([true, false]);
    expect([47, 48].map((value) => isBest(maximum, value))).toEqual([false, true]);
    expect(isBest(satisfiable, null)).toBe(false);
  });

  it('stands beside what is known', () => {
    expect([minimum, open, none, some].map(knownText)).toEqual(['85', '90..95', 'unsat', '?..?']);
  });
});

describe('instanceRows', () => {
  let folder = '';
  const every: RowRequest = { rows: null, limit: null, workers: null };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench-instances-'));
    const of = (family: string, set: string, files: readonly string[]): Instance[] =>
      files.map((file) => ({ family, set, file: `${family}/${file}`, sense: 'min' }));
    const groups = (set: string, count: number): string[] =>
      Array.from({ length: count }, (_, g) => [`${set}${g + 1}_1.sm`, `${set}${g + 1}_10.sm`]).flat();
    const instances: Instance[] = [
      ...of('rcpsp', 'j60', groups('j60', 3)),
      ...of('rcpsp', 'j120', groups('j120', 11)),
      ...of('rcpsp-max', 'j10', ['j10/PSP1.SCH']),
      ...of('rcpsp-max', 'j20', ['j20/PSP1.SCH', 'j20/PSP2.SCH']),
      ...of('jobshop', 'la', ['la19.txt']),
      ...of('jobshop', 'ta', ['ta01.txt']),
      { ...of('minizinc', 'vrp', ['vrp/vrp-s2.std.fzn'])[0], native_fzn: 'minizinc/vrp/vrp-s2.native.fzn' },
    ];
    writeFileSync(join(folder, 'index.json'), JSON.stringify(instances));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const names = (section: string, request: Partial<RowRequest> = {}): string[] =>
    instanceRows(
      INSTANCE_SECTIONS.filter(({ name }) => name === section),
      readCollection(folder),
      { ...every, ...request },
    ).map(({ name }) => name);

  it('takes the first of each group, or of every second one in the order of the names', () => {
    expect(names('j60')).toEqual(['j60 j601_1', 'j60 j602_1', 'j60 j603_1']);
    // j12010 and j12011 come before j1201
    expect(names('j120')).toEqual(['10', '1', '3', '5', '7', '9'].map((group) => `j120 j120${group}_1`));
  });

  it('names the set where two have files of one name', () => {
    expect(names('rcpsp-max')).toEqual(['rcpsp-max j10/PSP1', 'rcpsp-max j20/PSP1', 'rcpsp-max j20/PSP2']);
    expect(names('rcpsp-max', { rows: ['j20'] })).toHaveLength(2);
    expect(names('rcpsp-max', { rows: ['PSP1'] })).toHaveLength(2);
    expect(names('rcpsp-max', { rows: ['j20/PSP1'] })).toHaveLength(1);
  });

  it('leaves out sets that nothing is asked of, and takes the file with native constraints', () => {
    expect(names('jobshop')).toEqual(['jobshop la19']);
    const [row] = instanceRows(
      INSTANCE_SECTIONS.filter(({ name }) => name === 'minizinc'),
      readCollection(folder),
      { ...every, limit: 5, workers: 3 },
    );
    expect(row).toMatchObject({ short: 'vrp-s2', limit: 5, workers: 3, of: 1 });
    expect(row.file).toBe(join(folder, 'minizinc/vrp/vrp-s2.native.fzn'));
  });

  it('refuses what is not there', () => {
    expect(() => names('j60', { rows: ['la19'] })).toThrow(/--rows: no row "la19"; like j601_1, or the set j60/);
    expect(() => names('sat')).toThrow(/nothing to run/);
    expect(() => readCollection(join(folder, 'none'))).toThrow(UsageError);
    writeFileSync(join(folder, 'index.json'), '{}');
    expect(() => readCollection(folder)).toThrow(/is not a list of instances/);
  });

  it.skipIf(!existsSync(join(ROOT, '../shared/data/bench/index.json')))('has as many rows as are promised', () => {
    const rows = instanceRows(INSTANCE_SECTIONS, readCollection(null), every);
    const counts = INSTANCE_SECTIONS.map(({ name }) => [name, rows.filter((row) => row.section === name).length]);
    expect(Object.fromEntries(counts)).toEqual({
      ...{ j30: 480, j60: 48, j120: 30, patterson: 110, 'rcpsp-max': 900, jobshop: 58, fjsp: 171 },
      ...{ minizinc: 76, sat: 32 },
    });
    expect(rows.filter(({ file }) => !existsSync(file))).toEqual([]);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });
});
