// The rows of the rematerialization benchmark: which there are, which are picked, and when an aim is met.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judge } from '../../bench/aims.ts';
import { selectRows } from '../../bench/graphs.ts';
import { REMAT_ROWS } from '../../bench/rows.ts';

describe('the rows', () => {
  it('are the ones that are promised', () => {
    const lines = REMAT_ROWS.map(({ name, limit, workers }) => `${name}, ${limit} s, ${workers}`);
    const pairs = (graphs: string, shares: number[], rest: string): string[] =>
      graphs.split(' ').flatMap((graph) => shares.map((share) => `${graph} ${share}, ${rest}`));
    expect(lines.sort()).toEqual(
      [
        ...pairs('rlg1 cm1', [0.9, 0.8], '60 s, 1'),
        ...pairs('vgg19', [0.9], '60 s, 2'),
        ...pairs('unet segnet mobilenet rlg2 rlg3 rlg4 cm2', [0.9, 0.8], '60 s, 2'),
        ...pairs('vgg16', [0.8], '10 s, 1'),
        ...pairs('resnet50-b256', [0.8, 0.6], '60 s, 2'),
      ].sort(),
    );
  });
});

describe('selectRows', () => {
  let folder = '';
  const warnings: string[] = [];
  const names = (rows: string[] | null, graphs: string): string[] =>
    selectRows({ graphs, rows }, (line) => warnings.push(line)).map(({ name }) => name);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench-rows-'));
    warnings.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('takes a graph, or one budget of it', () => {
    for (const { file } of REMAT_ROWS) writeFileSync(join(folder, file), '{}');
    expect(names(['rlg1', 'cm2@0.8'], folder)).toEqual(['rlg1 0.9', 'rlg1 0.8', 'cm2 0.8']);
    expect(names(null, folder)).toHaveLength(REMAT_ROWS.length);
    expect(warnings).toEqual([]);
  });

  it('falls back to the examples when there is no folder of graphs, and says so once', () => {
    expect(names(null, join(folder, 'none'))).toEqual(['resnet50-b256 0.8', 'resnet50-b256 0.6']);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('--graphs DIR');
  });

  it('says nothing about the folder when only examples are asked for', () => {
    expect(names(['resnet50-b256@0.6'], join(folder, 'none'))).toEqual(['resnet50-b256 0.6']);
    expect(warnings).toEqual([]);
  });

  it('refuses what it cannot run', () => {
    expect(() => names(['rlg9'], folder)).toThrow(/no row "rlg9"; graphs are rlg1, cm1/);
    expect(() => names(['rlg1@0.7'], folder)).toThrow(/no row "rlg1@0.7"/);
    expect(() => names(['rlg1'], join(folder, 'none'))).toThrow(/nothing to run/);
    mkdirSync(join(folder, 'empty'));
    expect(() => names(['rlg1'], join(folder, 'empty'))).toThrow(/no file .*rlg1\.json/);
  });
});

describe('judge', () => {
  const proven = {
    status: 'optimal',
    measures: { duration: 100, overheadPercent: 1.5, peakMiB: 200, compileSeconds: 2 },
  };

  it.each([
    [{ duration: 100, proven: true }, proven, 'duration <= 100, proven: met'],
    [{ duration: 99, proven: true }, proven, 'duration <= 99, proven: missed (100)'],
    [
      { duration: 100, proven: true },
      { ...proven, status: 'feasible' },
      'duration <= 100, proven: missed (not proven)',
    ],
    [{ proven: true }, { ...proven, status: '2 optimal, 1 feasible' }, 'proven: missed (not proven)'],
    [
      { overheadPercent: 1.5, peakMiB: 200, compileSeconds: 2 },
      proven,
      'TDI <= 1.5, MiB <= 200, s to compile <= 2: met',
    ],
    [{ overheadPercent: 1.49 }, proven, 'TDI <= 1.49: missed (1.5000)'],
    [{ peakMiB: 100, compileSeconds: 1 }, proven, 'MiB <= 100, s to compile <= 1: missed (200, 2.0)'],
    [{ schedule: true }, proven, 'a schedule: met'],
    [{ schedule: true }, { status: 'unknown', measures: { duration: null } }, 'a schedule: missed (none)'],
    [{ duration: 5 }, { status: 'unknown', measures: { duration: null } }, 'duration <= 5: missed (no duration)'],
    [{ infeasible: true }, { status: 'infeasible', measures: {} }, 'proven infeasible: met'],
    [{ infeasible: true }, { status: 'unknown', measures: {} }, 'proven infeasible: missed (unknown)'],
  ] as const)('%j', (aim, judged, sentence) => {
    expect(judge(aim, judged)).toBe(sentence);
  });

  it.each(['wrong', 'failed'])('gives no credit to a run that is %s', (status) => {
    expect(judge({ schedule: true }, { status, measures: { duration: 100 } })).toBe(`a schedule: missed (${status})`);
    expect(judge({ duration: 100 }, { status, measures: { duration: 100 } })).toMatch(/missed/);
  });
});
