// `moccasin sweep` over several graphs, and sweeps that go on where another one ended.

import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepHere } from '../../cli/sweep-local.ts';
import { type GraphSweep, sweepRequest } from '../../cli/sweep-request.ts';
import type { NamedSweep, SweepFile } from '../../io/sweep-file.ts';
import { replay } from '../support/brute-schedule.ts';
import { Program } from '../support/program.ts';
import { runCli } from './run-cli.ts';
import { Folder, recomputeGraph, trainingGraph } from './solve-support.ts';

let folder: Folder;
let small: string;
let train: string;
beforeAll(() => {
  folder = new Folder();
  small = folder.graph('small.json', recomputeGraph());
  train = folder.graph('train.json', trainingGraph(12));
});
afterAll(() => folder.remove());

type Row = Record<string, unknown>;
const rowsOf = (name: string): Row[] =>
  folder
    .read(name)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

describe('a sweep over several graphs', () => {
  it('makes one table, one CSV, one JSON file and pictures of each', async () => {
    const files = ['csv', 'plot', 'output', 'report'].map((name) => `--${name}=${folder.file(`many.${name}`)}`);
    const options = ['--budgets=0.7,0.9', '--time-limit=0.2', '--workers=1', '--jobs=2'];
    const { code, stdout, stderr } = await runCli('sweep', small, train, ...options, ...files);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^ {2}graph +budget +%/);
    expect(lines.slice(1).map((line) => line.trim().split(' ')[0])).toEqual([small, small, train, train]);
    expect(stderr.trimEnd().split('\n').length).toBe(4);
    expect(stderr).toContain('(4 of 4)');
    const csv = folder.read('many.csv').trimEnd().split('\n');
    expect(csv[0]).toMatch(/^graph,budget,/);
    expect(csv.slice(1).map((line) => line.split(',')[0])).toEqual([small, small, train, train]);
    const { format, graphs } = JSON.parse(folder.read('many.output')) as {
      format: string;
      graphs: (SweepFile & NamedSweep)[];
    };
    expect(format).toBe('moccasin-sweeps/1');
    expect(graphs.map(({ file, format: each, points }) => [file, each, points.length])).toEqual([
      [small, 'moccasin-sweep/1', 2],
      [train, 'moccasin-sweep/1', 2],
    ]);
    for (const [i, graph] of [recomputeGraph(), trainingGraph(12)].entries()) {
      for (const { order, peak, duration, budget } of graphs[i]!.points) {
        if (duration === null) continue;
        expect(
          replay(
            graph,
            order.map((id) => graph.ids.indexOf(id)),
            false,
          ),
        ).toMatchObject({ peak, duration });
        expect(peak).toBeLessThanOrEqual(budget);
      }
    }
    for (const name of ['small', 'train']) {
      expect(folder.read(`many-${name}.plot`)).toMatch(/^<svg /);
      expect(folder.read(`many-${name}.report`)).toMatch(/^<!doctype html>/i);
    }
  });

  it('numbers pictures of graphs with one name, and quotes cells', async () => {
    const odd = folder.graph('small.onnx,"x".json', recomputeGraph());
    const twin = folder.graph('SMALL.JSON', recomputeGraph());
    const other = new Folder();
    const same = other.graph('small.json', recomputeGraph());
    const options = ['--budgets=1.0', '--csv', folder.file('n.csv'), '--plot', folder.file('n.svg')];
    expect((await runCli('sweep', small, same, odd, twin, ...options)).code).toBe(0);
    expect(folder.read('n-small-1.svg')).toBe(folder.read('n-small-2.svg'));
    expect(folder.read('n-SMALL.svg')).toMatch(/^<svg /);
    expect(folder.read('n.csv').split('\n')[3]).toContain(`"${odd.replaceAll('"', '""')}",7,`);
    other.remove();
  });

  it('delivers what is there on Ctrl-C', async () => {
    const long = folder.graph('long.json', trainingGraph(40));
    const twin = folder.graph('long2.json', trainingGraph(39));
    const options = ['--budgets=0.4:1:0.1', '--time-limit=600', '--workers=1', '--jobs=2'];
    const program = new Program('sweep', long, twin, ...options);
    await program.says('(2 of 14)');
    expect(await program.end('SIGINT')).toBe(0);
    expect(program.stdout.trimEnd().split('\n').length).toBe(15);
    expect(program.stderr).toContain('(interrupted)');
  });

  it('loses no other graph when one breaks down', async () => {
    const request = sweepRequest([small, train, '--budgets=0.7,0.9', '--time-limit=0.2', '--workers=1'])!;
    const [broken, whole] = request.graphs as [GraphSweep, GraphSweep];
    // a function cannot be sent to a thread
    const engine = { broken: () => {} } as object;
    const parameters = { ...broken.solve.parameters, engine };
    const graphs = [{ ...broken, solve: { ...broken.solve, parameters } }, whole];
    const failures: string[] = [];
    const onFailure = (graph: GraphSweep, budget: number, why: string): void =>
      void failures.push(`${graphs.indexOf(graph)} ${budget}: ${why}`);
    const signal = new AbortController().signal;
    const points = await sweepHere(graphs, 2, new Map(), signal, { onPoint: () => {}, onFailure });
    expect(failures).toEqual([
      expect.stringMatching(/^0 6: .*could not be cloned/),
      expect.stringMatching(/^0 4: .*could not be cloned/),
    ]);
    expect(points.map((list) => list.map(({ stopReason }) => stopReason === 'failed'))).toEqual([
      [true, true],
      [false, false],
    ]);
    // what needs no search is known all the same
    expect(points[0]!.map(({ status }) => status)).toEqual(['unknown', 'infeasible']);
  });

  it.each([
    [['--jobs=2', '--queue=redis://127.0.0.1:1'], /--jobs: does not go with --queue; /],
    [['--queue-name=x'], /--queue-name: needs --queue; /],
    [['--queue=redis://127.0.0.1:1', '--queue-name=a:b'], /--queue-name: "a:b" cannot be used; /],
    [['--queue=http://user:secret@host'], /--queue: is not the URL of a Redis server; give redis:/],
    [['--queue=redis//:secret@'], /--queue: is not the URL/],
    [['--queue=redis://:secret@host/x'], /the path of the URL is not the number of a database/],
    [['--queue=redis://:%secret@host'], /not percent-encoded/],
    [['--queue=redis://:secret@host?a=b'], /has a query/],
    [['--jobs=0'], /--jobs: 0 is out of range/],
  ])('refuses %s', async (options, words) => {
    const { code, stdout, stderr } = await runCli('sweep', small, train, ...options);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^moccasin: [^\n]+\n$/);
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain('secret');
  });

  it('refuses a graph that is named twice, and pictures that would replace a graph', async () => {
    expect((await runCli('sweep', small, small)).stderr).toMatch(/small\.json" is named twice; /);
    const victim = folder.graph('v-train.json', recomputeGraph());
    const { code, stderr } = await runCli('sweep', victim, train, '--plot', folder.file('v.json'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/--plot: is the file of the graph; /);
  });
});

describe('--resume', () => {
  const sweep = (file: string, ...options: string[]) =>
    runCli('sweep', train, '--time-limit=0.2', '--workers=1', '--resume', folder.file(file), ...options);

  it('solves nothing twice and gives the same answer', async () => {
    const outputs = ['a', 'b'].map((name) => ['--output', folder.file(name)]);
    const first = await sweep('r.jsonl', '--budgets=0.6:0.9:0.1', ...outputs[0]!);
    const before = folder.read('r.jsonl');
    expect(rowsOf('r.jsonl').map(({ format }) => format)).toEqual(Array(4).fill('moccasin-row/1'));
    const second = await sweep('r.jsonl', '--budgets=0.6:0.9:0.1', ...outputs[1]!);
    expect(second).toMatchObject({ code: 0, stdout: first.stdout });
    expect(second.stderr).toBe('moccasin: 4 of 4 budgets were finished before\n');
    expect(folder.read('r.jsonl')).toBe(before);
    expect(folder.read('b')).toBe(folder.read('a'));
    // another budget, the same graph under another name and in company, and another seed
    expect((await sweep('r.jsonl', '--budgets=0.5,0.6')).stderr).toMatch(/1 of 2 budgets/);
    const twin = folder.graph('twin.json', trainingGraph(12));
    const options = ['--budgets=0.8', '--time-limit=0.2', '--workers=1', '--resume', folder.file('r.jsonl')];
    expect((await runCli('sweep', twin, small, ...options)).stderr).toMatch(/1 of 2 budgets/);
    expect((await sweep('r.jsonl', '--budgets=0.8', '--seed=2')).stderr).not.toContain('before');
    expect(rowsOf('r.jsonl').length).toBe(7);
  });

  it('ignores a torn last line and writes over it', async () => {
    await sweep('torn.jsonl', '--budgets=0.8,0.9');
    const whole = folder.read('torn.jsonl');
    for (const length of [whole.length - 1, whole.length - 40, whole.indexOf('\n') + 1, whole.indexOf('\n'), 5, 0]) {
      writeFileSync(folder.file('torn.jsonl'), whole.slice(0, length));
      const left = whole.slice(0, length).split('\n').length - 1;
      const { code, stderr } = await sweep('torn.jsonl', '--budgets=0.8,0.9');
      expect(code).toBe(0);
      expect(stderr.includes(`moccasin: ${left} of 2 budgets were finished before\n`)).toBe(left > 0);
      expect(rowsOf('torn.jsonl').length).toBe(2);
    }
  });

  it('does not believe rows that are not true', async () => {
    await sweep('false.jsonl', '--budgets=0.7');
    const [row] = rowsOf('false.jsonl') as [Row & { order: unknown[]; duration: number }];
    for (const [change, words] of [
      [{ duration: row.duration - 1 }, /its schedule takes another time/],
      [{ order: row.order.slice(1) }, /its schedule is not valid: /],
      [{ order: ['nobody'] }, /it names unknown nodes/],
      [{ order: [] }, /it has no schedule/],
      [{ durationLowerBound: row.duration + 1 }, /its schedule is better than its bound/],
      [{ status: row.status === 'optimal' ? 'feasible' : 'optimal' }, /its status contradicts its bound/],
    ] as const) {
      writeFileSync(folder.file('false.jsonl'), `${JSON.stringify({ ...row, ...change })}\n`);
      const { code, stderr } = await sweep('false.jsonl', '--budgets=0.7');
      expect(code).toBe(0);
      expect(stderr).toMatch(words);
      expect(stderr).toMatch(/\(1 of 1\)/);
      // what is solved again counts from then on
      expect((await sweep('false.jsonl', '--budgets=0.7')).stderr).toContain('1 of 1 budgets were finished before');
    }
  });

  it.each([
    ['{"format":"moccasin-row/1"}\n', /line 1: is not a row of a sweep; /],
    ['a,b\n', /line 1: is not a row/],
    ['a text without an end of line that somebody needs', /line 1: is not a row/],
  ])('leaves files alone that hold something else: %j', async (text, words) => {
    writeFileSync(folder.file('other'), text);
    const { code, stdout, stderr } = await sweep('other', '--budgets=0.8');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(words);
    expect(readFileSync(folder.file('other'), 'utf8')).toBe(text);
  });

  it('refuses the file of the graph', async () => {
    expect((await runCli('sweep', train, '--resume', train)).stderr).toMatch(/--resume: is the file of the graph; /);
  });
});
