// The benchmark's programs in processes of their own: one tiny row, one tiny problem, and requests that are refused.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, runChild } from '../../bench/child.ts';
import { measureCompile } from '../../bench/compile.ts';
import { runProblem } from '../../bench/engine.ts';
import { familyOfRlg4, layeredGraph } from '../../bench/layered-graph.ts';
import { PROBLEMS } from '../../bench/problems.ts';
import { parseResultFile, resultFile } from '../../bench/results.ts';
import { REMAT_ROWS } from '../../bench/rows.ts';
import { type RunRequest, runRemat } from '../../bench/run-remat.ts';
import { edgeCount } from '../../formulation/graph.ts';
import { loadGraph } from '../../formulation/load-graph.ts';

const UNET = join(ROOT, 'examples/unet-b32.json');
/** The suite remat compiles the sources first. */
const KILL_SECONDS = 180;
const REQUEST: Omit<RunRequest, 'share'> = {
  ...{ cli: join(ROOT, 'cli/main.ts'), graphFile: UNET, order: 'input', maxComputations: 2 },
  ...{ limit: 1, workers: 1, seed: 1 },
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-run-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('one row', () => {
  it('is solved, checked and measured', async () => {
    const run = await runRemat({
      ...REQUEST,
      share: 0.8,
      targets: { toAny: '1000.0', toNone: '-1' },
      moments: [0, 1, 600],
    });
    expect(run.complaint).toBe('');
    expect(run.status).toMatch(/^(optimal|feasible)$/);
    expect(run.budget).toBeGreaterThan(0);
    const { duration, durationLowerBound, gapPercent, firstSeconds, bestSeconds, peakMiB } = run.measures;
    expect(durationLowerBound!).toBeLessThanOrEqual(duration!);
    expect(gapPercent).toBeCloseTo((100 * (duration! - durationLowerBound!)) / duration!, 9);
    expect(firstSeconds!).toBeLessThanOrEqual(bestSeconds!);
    expect(peakMiB!).toBeGreaterThan(20);
    const { toAny, toNone, peakPercent, overheadPercent } = run.measures;
    expect(toAny).toBe(firstSeconds);
    expect(toNone).toBeNull();
    expect(peakPercent!).toBeGreaterThan(0);
    expect(peakPercent!).toBeLessThanOrEqual(80);
    expect(run.measures['overheadPercent@0']).toBeNull();
    if (run.status === 'optimal') expect(run.measures['overheadPercent@600']).toBeCloseTo(overheadPercent!, 9);
    else expect(run.measures['overheadPercent@600']).toBeNull();
  });

  it('that is infeasible has no duration and no gap', async () => {
    const run = await runRemat({ ...REQUEST, share: 0.01 });
    expect(run).toMatchObject({ status: 'infeasible', complaint: '', measures: { duration: null, gapPercent: null } });
  });

  it('whose graph cannot be read fails with the message of the program', async () => {
    const run = await runRemat({ ...REQUEST, graphFile: join(folder, 'none.json'), share: 0.8 });
    expect(run.status).toBe('failed');
    expect(run.complaint).toContain('none.json');
    expect(run.measures.duration).toBeNull();
  });
});

describe('a generated graph', () => {
  it('is read back from its file as it was made', async () => {
    const file = join(folder, 'layered.json');
    expect(await runChild('bench/write-layered.ts', ['layered-1000', '3', file], KILL_SECONDS)).toMatchObject({
      exitCode: 0,
    });
    const graph = layeredGraph(familyOfRlg4(1000, true), 3);
    expect(loadGraph(file)).toEqual(graph);
    const read = await runChild('bench/read-one.ts', [file], KILL_SECONDS);
    expect(JSON.parse(read.stdout)).toMatchObject({ nodes: 1000, links: edgeCount(graph) });
  });
});

describe('one measurement', () => {
  it('of compiling counts what was made', async () => {
    const example = { ...REMAT_ROWS[0], name: 'unet', graph: 'unet', share: 0.8, graphFile: UNET };
    const { status, measures } = await measureCompile(example);
    expect(status).toBe('compiled');
    const parts = ['readSeconds', 'buildSeconds', 'validateSeconds', 'compileSeconds'].map((name) => measures[name]!);
    expect(measures.totalSeconds).toBeCloseTo(
      parts.reduce((a, b) => a + b, 0),
      6,
    );
    expect(measures.propagators!).toBeGreaterThan(measures.nodes!);
  });

  it('of the engine on one problem has every number of the tables', async () => {
    const problem = PROBLEMS.find(({ name }) => name === 'rcpsp-60')!;
    const { status, measures } = await runProblem(problem, 1, 50);
    expect(status).toBe('limit');
    for (const name of ['conflicts/s', 'propagations/s', 'learned length before', 'cumulative: us/call'])
      expect(measures[name]!, name).toBeGreaterThan(0);
    // clocks less the cost of reading them: may come out as nothing on a busy machine
    expect(measures['ns/visit']!).toBeGreaterThanOrEqual(0);
    expect(measures['learned length after']!).toBeLessThanOrEqual(measures['learned length before']!);
  });

  it('of a problem that there is not fails with a message', async () => {
    const run = await runProblem({ ...PROBLEMS[0], name: 'none' }, 1, 50);
    expect(run).toEqual({ status: 'failed: Error: no problem none', measures: {} });
  });
});

describe('the program', () => {
  const bench = (...words: string[]): ReturnType<typeof runChild> => runChild('bench/main.ts', words, KILL_SECONDS);

  it('refuses a mistaken request in one line, with exit code 2', async () => {
    const { exitCode, stdout, stderr } = await bench('engine', '--rows', 'none');
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^bench: --rows: no problem "none"; there are [^\n]*\n$/);
  });

  it('refuses an output that cannot be written, before it measures', async () => {
    const { exitCode, stderr } = await bench('engine', '--json', join(folder, 'none', 'x.json'));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^bench: --json: .* cannot be written \(ENOENT\)\n$/);
  });

  it.each([
    ['remat', ['--rows', 'resnet50-b256@0.8', '--limit', '1', '--workers', '1'], 'resnet50-b256 0.8'],
    ['compile', ['--rows', 'resnet50-b256'], 'resnet50-b256 0.8'],
    ['engine', ['--rows', '3sat-200', '--seeds', '1,2'], '3sat-200'],
  ])(
    'measures with the suite %s, and writes tables and JSON',
    { timeout: 1000 * KILL_SECONDS },
    async (suite, words, name) => {
      const [json, markdown] = [join(folder, `${suite}.json`), join(folder, `${suite}.md`)];
      const { exitCode, stdout, stderr } = await bench(suite, ...words, '--json', json, '--markdown', markdown);
      expect(exitCode, stderr).toBe(0);
      expect(stdout).toMatch(new RegExp(`^suite ${suite}, commit `, 'm'));
      expect(readFileSync(markdown, 'utf8')).toBe(stdout);
      expect(stdout).toMatch(new RegExp(`^\\| ${name.split(' ')[0]} `, 'm'));
      const file = parseResultFile(readFileSync(json, 'utf8'));
      expect(file).toMatchObject({ suite, rows: [{ name }] });
    },
  );

  it('keeps finished rows in the file of --resume', { timeout: 1000 * KILL_SECONDS }, async () => {
    const resume = join(folder, 'rows.jsonl');
    const words = ['--sections', 'deterministic', '--rows', 'unet-b32', '--limit', '1', '--resume', resume];
    const { exitCode, stdout, stderr } = await bench('remat', ...words);
    expect(exitCode, stderr).toBe(0);
    const lines = readFileSync(resume, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { row: { name: string } }).row.name)).toEqual([
      'unet-b32 0.6 deterministic',
    ]);
    expect(stdout).toMatch(/^unet-b32 .* equal files: met$|^unet-b32 .*\(none\)$/m);
  });

  /** A collection of three instances with known answers. */
  const collection = (): string => {
    const instances = mkdtempSync(join(folder, 'instances-'));
    writeFileSync(join(instances, 'yes.cnf'), 'p cnf 2 2\n1 2 0\n-1 0\n');
    writeFileSync(join(instances, 'no.cnf'), 'p cnf 1 2\n1 0\n-1 0\n');
    writeFileSync(join(instances, 'tiny.txt'), '2 2\n0 3 1 2\n1 2 0 4\n');
    const of = (family: string, set: string, file: string, more: object): object => ({ family, set, file, ...more });
    const index = [
      of('sat', 'yes', 'yes.cnf', { sense: 'sat', status: 'sat', minisat_user_s: 0.01 }),
      of('sat', 'no', 'no.cnf', { sense: 'sat', status: 'unsat', minisat_user_s: 0.01 }),
      of('jobshop', 'la', 'tiny.txt', { sense: 'min', optimum: 7 }),
    ];
    writeFileSync(join(instances, 'index.json'), JSON.stringify(index));
    return instances;
  };

  it('counts closed instances beside minisat', { timeout: 1000 * KILL_SECONDS }, async () => {
    const json = join(folder, 'sat.json');
    const { exitCode, stdout, stderr } = await bench(
      'sat',
      '--instances',
      collection(),
      '--limit',
      '5',
      '--json',
      json,
    );
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^yes +optimal +sat .* sat \(\d/m);
    expect(stdout).toMatch(/^no +infeasible +unsat /m);
    expect(stdout).toMatch(/^sat +2 +2 +0 +0 +0 /m);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
      suite: 'sat',
      rows: [{ measures: { closed: 1 } }, {}],
    });
  });

  it('ends with 1 where an answer contradicts what is known', { timeout: 1000 * KILL_SECONDS }, async () => {
    const instances = collection();
    const index = join(instances, 'index.json');
    writeFileSync(index, readFileSync(index, 'utf8').replace('"optimum":7', '"optimum":6'));
    const words = ['--sections', 'jobshop', '--instances', instances, '--limit', '5'];
    const { exitCode, stdout } = await bench('scheduling', ...words);
    expect(stdout).toMatch(/^tiny +wrong: optimum 7, but there is a solution of 6/m);
    expect(exitCode).toBe(1);
  });

  it('compares variants, and draws them', { timeout: 1000 * KILL_SECONDS }, async () => {
    const words = ['--family', 'jobshop', '--instances', collection(), '--limit', '5', '--plots', folder];
    const variants = ['--variants', 'default,off=useEdgeFindingInDisjunctive:false', '--strategies', 'luby'];
    const { exitCode, stdout, stderr } = await bench('propagators', ...words, ...variants);
    expect(exitCode, stderr).toBe(0);
    for (const name of ['luby', 'default', 'off']) expect(stdout).toMatch(new RegExp(`^${name} +1 +1 +0 `, 'm'));
    expect(readFileSync(join(folder, 'cactus-jobshop.svg'), 'utf8')).toMatch(/>off: 1</);
  });

  it('gives a problem to this solver as to its peers', { timeout: 1000 * KILL_SECONDS }, async () => {
    const { exitCode, stdout, stderr } = await bench('peers', '--sections', 'moccasin', '--rows', 'send*');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^send-more-money +optimal +- +\d/m);
    expect(stdout).toMatch(/^moccasin +sources +\d+\.\d .* 1 of 1 /m);
  });

  it('compares two files', async () => {
    const row = { name: 'x', settings: {}, status: 'limit', aim: '', seeds: [1] };
    const files = [10, 25].map((speed, k) => {
      const file = join(folder, `${k}.json`);
      writeFileSync(file, JSON.stringify(resultFile('engine', [{ ...row, measures: { speed } }])));
      return file;
    });
    const { exitCode, stdout } = await bench('compare', ...files);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^x +speed +10 +25 +2\.500$/m);
    writeFileSync(files[1], '{}');
    const broken = await bench('compare', ...files);
    expect(broken.exitCode).toBe(2);
    expect(broken.stderr).toMatch(/is not a moccasin-bench\/1 file; write one with --json/);
  });
});
