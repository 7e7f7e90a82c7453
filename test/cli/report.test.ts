// `--report FILE` of solve, minimize-memory and sweep: written with what was found, also when interrupted, when nothing was found and for graphs of zeros.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphOf } from '../support/random-graph.ts';
import { runCli } from './run-cli.ts';
import { Folder, recomputeGraph, runProgram, trainingGraph, untilFileHolds } from './solve-support.ts';

let folder: Folder;
let small = '';
beforeAll(() => {
  folder = new Folder();
  small = folder.graph('recompute.json', recomputeGraph());
});
afterAll(() => folder.remove());

/** The tiles of a report: label and number. */
function tilesOf(html: string): Record<string, string> {
  const tiles = html.matchAll(/<dt>([^<]*)<\/dt><dd><strong>([^<]*)<\/strong>/g);
  return Object.fromEntries(Array.from(tiles, ([, label, value]) => [label, value]));
}

function expectWhole(html: string): void {
  expect(html).toMatch(/^<!doctype html>\n[\s\S]*<\/html>\n$/);
  expect(html).not.toMatch(/NaN|Infinity|undefined|null</);
}

const one = ['--workers', '1', '--quiet'];

describe('--report', () => {
  it('of solve has the numbers of the schedule', async () => {
    const report = folder.file('solve.html');
    const output = folder.file('solve.json');
    const { code, stdout } = await runCli(
      'solve',
      small,
      '--budget',
      '6',
      ...one,
      '--output',
      output,
      '--report',
      report,
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const html = folder.read('solve.html');
    expectWhole(html);
    expect(tilesOf(html)).toMatchObject({
      'Peak memory': '6',
      Budget: '6',
      'Extra time (TDI)': '10.00\u00a0%',
      Recomputations: '1',
      'Proven bound': '110',
    });
    expect(html).toContain('class="status optimal">proven optimal<');
    expect(html).toContain('one recomputation costs 10, 10.00\u00a0% of the input order.');
    // more of each are those of the legends
    expect(html.match(/<g class="bar first">/g)).toHaveLength(6);
    expect(html.match(/<g class="bar again">/g)).toHaveLength(3);
    expect(html.match(/<rect class="box /g)).toHaveLength(5);
  });

  it('says what is proven when there is no schedule, and what is missing when none was found', async () => {
    const report = folder.file('none.html');
    expect((await runCli('solve', small, '--budget', '5', ...one, '--report', report)).code).toBe(4);
    expectWhole(folder.read('none.html'));
    expect(folder.read('none.html')).toContain('class="status infeasible">proven infeasible<');
    expect(folder.read('none.html')).toContain('node 1 (node 1) needs 6');
    expect((await runCli('solve', small, '--budget', '6', '--time-limit', '0', ...one, '--report', report)).code).toBe(
      3,
    );
    expectWhole(folder.read('none.html'));
    expect(folder.read('none.html')).toContain('nothing found');
  });

  it('of minimize-memory and of sweep', async () => {
    const report = folder.file('other.html');
    expect((await runCli('minimize-memory', small, ...one, '--report', report)).code).toBe(0);
    expectWhole(folder.read('other.html'));
    expect(tilesOf(folder.read('other.html'))).toMatchObject({ 'Peak memory': '6', 'Proven bound': '6' });
    expect((await runCli('sweep', small, '--budgets', '5,6,7', ...one, '--report', report)).code).toBe(0);
    const html = folder.read('other.html');
    expectWhole(html);
    expect(html).toContain('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 460"');
    expect(html.match(/<td>(optimal|infeasible)<\/td>/g)).toEqual(
      ['optimal', 'optimal', 'infeasible'].map((s) => `<td>${s}</td>`),
    );
  });

  it('copes with graphs of zeros', async () => {
    const file = folder.graph('zero.json', graphOf([0, 0], [[0, 1]], [0, 0]));
    for (const argv of [
      ['solve', file, '--budget', '1B'],
      ['minimize-memory', file],
      ['sweep', file, '--budgets', '1B'],
    ]) {
      expect((await runCli(...argv, ...one, '--report', folder.file('zero.html'))).code).toBe(0);
      expectWhole(folder.read('zero.html'));
    }
  });

  it('refuses paths that cannot be written or are taken, before any work', async () => {
    for (const [options, words] of [
      [['--report', small], /^moccasin: --report: is the file of the graph; /],
      [['--output', folder.file('x'), '--report', folder.file('./x')], /--report: is the file of --output; /],
      [['--events', folder.file('x'), '--report', folder.file('x')], /--report: is the file of --events; /],
      [['--report', folder.file('no/such.html')], /no such file or folder/],
    ] as const) {
      const { code, stdout, stderr } = await runCli('solve', small, '--budget', '6', ...one, ...options);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(words);
    }
    const { code, stderr } = await runCli(
      'sweep',
      small,
      ...one,
      '--plot',
      folder.file('y'),
      '--report',
      folder.file('y'),
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/--report: is the file of --plot; /);
  });

  it('is written with what was found when the search is interrupted', async () => {
    const file = folder.graph('long.json', trainingGraph(60));
    const events = ['--events', folder.file('events.jsonl')];
    const options = ['--budget', '0.5', '--time-limit', '600', '--workers', '1', '--report', folder.file('cut.html')];
    const { code } = await runProgram(['solve', file, ...options, ...events, '--quiet'], async (pid) => {
      await untilFileHolds(folder, 'events.jsonl', '"solution"');
      process.kill(pid, 'SIGINT');
    });
    expect(code).toBe(0);
    expectWhole(folder.read('cut.html'));
    expect(folder.read('cut.html')).toContain('interrupted (limit 600\u00a0s)');
  });
});
