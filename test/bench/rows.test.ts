// The rows of the rematerialization benchmark: which there are, which are picked, and when an aim is met.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judge } from '../../bench/aims.ts';
import { selectRows } from '../../bench/graphs.ts';
import { matchesWord, REMAT_ROWS, type SectionName } from '../../bench/rows.ts';

describe('the rows', () => {
  it('are the ones that are promised', () => {
    const lines = REMAT_ROWS.map(({ section, graph, share, limit, workers }) =>
      [section, graph, share, limit, workers].join(' '),
    );
    const rows = (section: string, graphs: string, shares: number[], rest: string): string[] =>
      graphs.split(' ').flatMap((graph) => shares.map((share) => `${section} ${graph} ${share} ${rest}`));
    const of = (section: string): string[] => lines.filter((line) => line.startsWith(section)).sort();
    expect(of('input')).toEqual(
      [
        ...rows('input', 'rlg1 cm1 cm2', [0.9, 0.8], '120 2'),
        ...rows('input', 'rlg2', [0.9], '120 2'),
        ...rows('input', 'rlg2', [0.8], '60 2'),
        ...rows('input', 'rlg3 rlg4', [0.9, 0.8], '60 2'),
      ].sort(),
    );
    expect(of('others')).toEqual(
      [
        ...rows('others', 'vgg19', [0.9], '60 2'),
        ...rows('others', 'unet segnet mobilenet', [0.9, 0.8], '60 2'),
        ...rows('others', 'vgg16', [0.8], '10 1'),
        ...rows('others', 'resnet50-b256', [0.8, 0.6], '60 2'),
      ].sort(),
    );
    expect(of('free')).toEqual(rows('free', 'rlg1 rlg2 rlg3 rlg4 cm1 cm2', [0.9, 0.8, 0.7], '30 2').sort());
    expect(of('torch')).toHaveLength(18 * 3);
    const layered = 'layered-1000 layered-10000 layered-10000-dense layered-100000 layered-100000-dense';
    expect(of('scale')).toEqual(rows('scale', layered, [0.8], '600 2').sort());
  });

  it('have names of their own', () => {
    expect(new Set(REMAT_ROWS.map(({ name }) => name)).size).toBe(REMAT_ROWS.length);
  });

  it('ask for the published TDI in a tenth of the published time', () => {
    const { aim } = REMAT_ROWS.find(({ name }) => name === 'cm2 0.9')!;
    expect(aim.within!.toMoccasinSeconds).toBeCloseTo(6.52, 9);
    expect(aim.within!.toCheckmateSeconds).toBeCloseTo(43.41, 9);
    expect(Object.keys(REMAT_ROWS.find(({ name }) => name === 'rlg4 0.8')!.aim.within!)).toEqual(['toMoccasinSeconds']);
  });
});

describe('matchesWord', () => {
  it.each([
    ['rlg4', true],
    ['rlg4@0.8', true],
    ['rlg*', true],
    ['rlg*@0.8', true],
    ['*@0.8', true],
    ['*', true],
    ['rlg', false],
    ['rlg4@0.9', false],
    ['rlg*@0.9', false],
    ['rlg.', false],
  ])('%s: %s', (word, matches) => {
    expect(matchesWord({ graph: 'rlg4', share: 0.8 }, word)).toBe(matches);
  });
});

describe('selectRows', () => {
  let folder = '';
  const warnings: string[] = [];
  const names = (rows: string[] | null, graphs: string, sections: SectionName[] | null = null): string[] =>
    selectRows({ graphs, torch: graphs, rows, sections }, (line) => warnings.push(line)).map(({ name }) => name);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench-rows-'));
    warnings.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('takes a graph, or one budget of it', () => {
    for (const { file } of REMAT_ROWS) writeFileSync(join(folder, file), '{}');
    expect(names(['rlg1', 'cm2@0.8'], folder)).toEqual(['rlg1 0.9', 'rlg1 0.8', 'cm2 0.8']);
    expect(names(['rlg1'], folder, ['free', 'moves'])).toEqual(['rlg1 0.9 free', 'rlg1 0.8 free', 'rlg1 0.7 free']);
    expect(names(['tinycnn@*'], folder, ['torch'])).toHaveLength(3);
    expect(names(null, folder)).toHaveLength(REMAT_ROWS.length);
    expect(warnings).toEqual([]);
  });

  it('falls back to the examples when there is no folder of graphs, and says so once', () => {
    const plain: SectionName[] = ['input', 'others'];
    expect(names(null, join(folder, 'none'), plain)).toEqual(['resnet50-b256 0.8', 'resnet50-b256 0.6']);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('--graphs DIR');
  });

  it('says which folders are missing, and needs none for graphs it makes', () => {
    const found = names(null, join(folder, 'none'));
    expect(found).toContain('layered-10000 0.8 scale');
    expect(found).toContain('unet-b32 0.6 deterministic');
    expect(warnings).toHaveLength(2);
    expect(warnings[1]).toContain('--torch DIR');
  });

  it('says nothing about the folder when only examples are asked for', () => {
    expect(names(['resnet50-b256@0.6'], join(folder, 'none'))).toEqual(['resnet50-b256 0.6']);
    expect(warnings).toEqual([]);
  });

  it('refuses what it cannot run', () => {
    expect(() => names(['rlg9'], folder)).toThrow(/no row "rlg9"; graphs are rlg1, rlg2/);
    expect(() => names(['rlg1@0.7'], folder)).toThrow(/no row "rlg1@0.7"/);
    expect(() => names(['rlg1'], folder, ['torch'])).toThrow(/no row "rlg1"; graphs are bert_base/);
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
    [
      { answer: true, printedPercent: '0.5' },
      { status: 'infeasible', measures: { duration: null } },
      'a schedule or a proof, TDI rounds to <= 0.5: met',
    ],
    [{ answer: true }, { status: 'unknown', measures: { duration: null } }, 'a schedule or a proof: missed (neither)'],
    [{ printedPercent: '1.5' }, { ...proven, measures: { overheadPercent: 1.54 } }, 'TDI rounds to <= 1.5: met'],
    [
      { printedPercent: '1.50' },
      { ...proven, measures: { overheadPercent: 1.54 } },
      'TDI rounds to <= 1.50: missed (1.5400)',
    ],
    [{ printedPercent: '1.5' }, { status: 'unknown', measures: {} }, 'TDI rounds to <= 1.5: missed (no TDI)'],
    [
      { within: { toMoccasinSeconds: 5.5 } },
      { ...proven, measures: { toMoccasinSeconds: 5.5 } },
      "Moccasin's TDI after <= 5.5 s: met",
    ],
    [
      { within: { toMoccasinSeconds: 5.5 } },
      { ...proven, measures: { toMoccasinSeconds: null } },
      "Moccasin's TDI after <= 5.5 s: missed (never)",
    ],
    [{ equalFiles: true }, { status: 'feasible', measures: { differences: 0 } }, 'equal files: met'],
    [{ equalFiles: true }, { status: 'feasible', measures: { differences: 2 } }, 'equal files: missed (2 differences)'],
    [{}, proven, ''],
  ] as const)('%j', (aim, judged, sentence) => {
    expect(judge(aim, judged)).toBe(sentence);
  });

  it.each(['wrong', 'failed'])('gives no credit to a run that is %s', (status) => {
    expect(judge({ schedule: true }, { status, measures: { duration: 100 } })).toBe(`a schedule: missed (${status})`);
    expect(judge({ duration: 100 }, { status, measures: { duration: 100 } })).toMatch(/missed/);
  });
});
