// `moccasin sweep` inside the test process: the table, the files, the picture, and what is refused.

import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseBudgets } from '../../cli/sweep-budgets.ts';
import { escapeXml } from '../../io/charts/escape.ts';
import type { SweepFile } from '../../io/sweep-file.ts';
import { replay } from '../support/brute-schedule.ts';
import { graphOf } from '../support/random-graph.ts';
import { runCli } from './run-cli.ts';
import { Folder, recomputeGraph, trainingGraph } from './solve-support.ts';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
  folder.graph('recompute.json', recomputeGraph());
});
afterAll(() => folder.remove());

const sweep = (...options: string[]) => runCli('sweep', folder.file('recompute.json'), '--workers=1', ...options);
const read = (name: string): SweepFile => JSON.parse(folder.read(name)) as SweepFile;

/** Checks that tags nest, attributes are quoted and no stray markup is left: enough XML for pictures. Throws what is wrong. */
function expectWellFormed(text: string): void {
  const open: string[] = [];
  const rest = text.replace(/<(\/?)([a-zA-Z]+)((?: [a-zA-Z:-]+="[^"<&]*")*)(\/?)>/g, (_, close, name, __, empty) => {
    if (close === '/') expect(open.pop()).toBe(name);
    else if (empty !== '/') open.push(name);
    return '';
  });
  expect(open).toEqual([]);
  expect(rest.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toMatch(/[<>&]/);
  expect(text.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
  expect(text).not.toMatch(/NaN|Infinity|undefined/);
}

describe('sweep', () => {
  it('prints a table and writes all files', async () => {
    const files = ['--output', folder.file('s.json'), '--csv', folder.file('s.csv'), '--plot', folder.file('s.svg')];
    const { code, stdout, stderr } = await sweep('--budgets', '5B,6,100%', ...files);
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}/).slice(0, 8))).toEqual([
      ['budget', '%', 'status', 'peak', 'duration', 'TDI %', 'proven TDI %', 'gap %'],
      ['7', '100.00', 'optimal', '7', '100', '0.0000', '0.0000', '0.0000'],
      ['6', '85.71', 'optimal', '6', '110', '10.0000', '10.0000', '0.0000'],
      ['5', '71.43', 'infeasible', '-', '-', '-', '-', '-'],
      [''],
    ]);
    expect(stderr).toMatch(
      /^handmade: budget 7 \(1 of 3\): optimal, duration 100, [^\n]+\n[^\n]+\n[^\n]+needs 6: [^\n]+\n$/,
    );
    expect(read('s.json')).toMatchObject({
      ...{ format: 'moccasin-sweep/1', graph: 'handmade', mode: 'input', maxComputations: 2, keepOutputs: false },
      ...{ baseline: { peak: 7, duration: 100 }, timeLimit: 20, seed: 1, workers: 1 },
    });
    expect(read('s.json').points.map(({ order }) => order)).toEqual([[0, 1, 2, 3], [0, 1, 2, 0, 3], []]);
    const lines = folder.read('s.csv').split('\n');
    expect(lines[0]).toMatch(/^budget,budget_percent,status,peak,duration,duration_lower_bound,/);
    expect(lines[3]).toMatch(/^5,71\.4\d+,infeasible,,,,,,,,5,[\d.e-]+,closed$/);
    expect(new Set(lines.slice(0, 4).map((line) => line.split(',').length))).toEqual(new Set([13]));
    expectWellFormed(folder.read('s.svg'));
    expect(folder.read('s.svg').match(/<circle class="mark optimal"/g)?.length).toBe(2);
    expect(folder.read('s.svg')).toContain('prefers-color-scheme: dark');
    expect(folder.read('s.svg')).toContain('>infeasible</text>');
  });

  it('delivers schedules that are true, at the time limit too', async () => {
    const graph = trainingGraph(12);
    const file = folder.graph('training.json', graph);
    const files = ['--output', folder.file('t.json'), '--plot', folder.file('t.svg')];
    const options = ['--budgets', '0.5:0.9:0.1', '--time-limit', '0.2', '--workers', '1', '--quiet', ...files];
    const { stderr } = await runCli('sweep', file, ...options);
    expect(stderr).toBe('');
    const { points } = read('t.json');
    expect(points.map(({ budgetPercent }) => Math.round(budgetPercent))).toEqual([90, 80, 70, 60, 50]);
    for (const [i, point] of points.entries()) {
      if (point.duration === null) continue;
      const order = point.order.map((id) => graph.ids.indexOf(id));
      expect(replay(graph, order, false)).toMatchObject({ peak: point.peak, duration: point.duration });
      expect(point.peak).toBeLessThanOrEqual(point.budget);
      expect(point.durationLowerBound).toBeLessThanOrEqual(point.duration);
      if (i > 0) expect(point.duration).toBeGreaterThanOrEqual(points[i - 1]!.duration as number);
    }
    expectWellFormed(folder.read('t.svg'));
  });

  it('exits with 4 when all is infeasible, 3 when nothing was found; pictures of nothing are pictures', async () => {
    const plot = ['--plot', folder.file('none.svg')];
    expect((await sweep('--budgets', '3,2', ...plot)).code).toBe(4);
    expectWellFormed(folder.read('none.svg'));
    expect((await sweep('--budgets', '6', '--time-limit', '0', ...plot)).code).toBe(3);
    expectWellFormed(folder.read('none.svg'));
    expect(folder.read('none.svg')).toContain('no schedule found');
    const empty = folder.graph('empty.json', graphOf([0], [], [0]));
    expect((await runCli('sweep', empty, '--budgets', '1B', '--workers=1', ...plot)).code).toBe(0);
    expectWellFormed(folder.read('none.svg'));
  });

  it('escapes names', async () => {
    const graph = { ...recomputeGraph(), name: `</title><script>"&'\u001b\ud800${'x'.repeat(99)}` };
    const file = folder.graph('evil.json', graph);
    await runCli('sweep', file, '--budgets', '1.0', '--workers=1', '--plot', folder.file('evil.svg'));
    expectWellFormed(folder.read('evil.svg'));
    expect(folder.read('evil.svg')).not.toMatch(/<script|[\p{Cs}\p{Cc}](?<!\n)/u);
    expect(escapeXml(`a<b>&"'\u0000`)).toBe('a&lt;b&gt;&amp;&quot;&#39;\uFFFD');
  });

  it('delivers what is there on Ctrl-C', async () => {
    const file = folder.graph('long.json', trainingGraph(40));
    const options = ['--budgets', '0.4:1:0.1', '--time-limit', '600', '--workers', '1'];
    const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', 'sweep', file, ...options]);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += String(chunk);
      if (!child.killed && stderr.includes('(1 of 7)')) child.kill('SIGINT');
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').length).toBe(8);
    expect(stderr).toMatch(/\(7 of 7\): [^\n]+\(interrupted\)\n$/);
  });

  it.each([
    ['0.5:1', /--budgets: "0\.5:1" is not a range; /],
    ['', /--budgets: "" is not an amount of memory; /],
    ['0.9,,0.8', /--budgets: "" is not an amount/],
    ['1:0.5:0.1', /begins above its end; /],
    ['0.5:24GiB:0.1', /mixes shares and amounts; give 1B/],
    ['0.5:1:0', /--budgets: "0" is zero; /],
    ['0.1:1:0.0001', /has 9001 budgets; /],
    ['-1', /--budgets: "-1" is negative; /],
  ])('refuses --budgets %s', async (text, words) => {
    const { code, stdout, stderr } = await sweep(`--budgets=${text}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^moccasin: [^\n]+\n$/);
    expect(stderr).toMatch(words);
  });

  it('refuses files that would destroy each other or the graph, and unknown options', async () => {
    const [a, b] = [folder.file('a'), folder.file('.') + '/a'];
    for (const [options, words] of [
      [['--output', a, '--csv', b], /--csv: is the file of --output; /],
      [['--plot', folder.file('recompute.json')], /--plot: is the file of the graph; /],
      [['--output', folder.file('recompute.json')], /--output: is the file of the graph; /],
      [['--csv', folder.file('no/such')], /no such file or folder/],
      [['--budget', '1'], /unknown option --budget; did you mean --budgets\?/],
      [['--time-limit', '-1'], /--time-limit: -1 is out of range/],
    ] as const) {
      const { code, stdout, stderr } = await sweep(...options);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^moccasin: [^\n]+\n$/);
      expect(stderr).toMatch(words);
    }
  });

  it('has a help text', async () => {
    expect((await runCli('sweep', '--help')).stdout).toMatch(
      /^usage: moccasin sweep GRAPH \[GRAPH...\] \[options\]\n[\s\S]*--budgets LIST/,
    );
  });
});

describe('ranges of budgets', () => {
  it('hold both ends and no rounding errors', () => {
    const shares = parseBudgets('0.5:1:0.05').map((budget) => (budget.kind === 'share' ? budget.share : Number.NaN));
    expect(shares).toEqual([0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1]);
    expect(parseBudgets('1GiB:2GiB:512MiB,80%')).toEqual([
      ...[1, 1.5, 2].map((gib) => ({ kind: 'amount', amount: gib * 2 ** 30 })),
      { kind: 'share', share: 0.8 },
    ]);
    expect(parseBudgets('0.5:0.5:0.1')).toEqual([{ kind: 'share', share: 0.5 }]);
  });
});
