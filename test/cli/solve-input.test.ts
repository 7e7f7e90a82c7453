// Everything that can be wrong with a request to solve is found before the search: exit code 2, one line, nothing written.

import { existsSync, linkSync, mkdirSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkmateGraph, type Json, type JsonObject, layeredGraph } from '../io/samples.ts';
import { type CliResult, runCli } from './run-cli.ts';
import { Folder, trainingGraph } from './solve-support.ts';

let folder: Folder;
let good = '';
beforeAll(() => {
  folder = new Folder();
  good = folder.write('good.json', JSON.stringify(checkmateGraph()));
  // one that would be searched to the end of the time limit: annealing proves nothing
  folder.graph('long.json', trainingGraph(12));
});
afterAll(() => folder.remove());

function expectOneLine({ code, stdout, stderr }: CliResult, words: RegExp): void {
  expect(stderr).toMatch(/^moccasin: [^\n]+; [^\n]+\n$/); // what is wrong; how to mend it
  expect(stderr).toMatch(words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
}

const ENDLESS = ['--budget', '0.6', '--strategies', 'annealing', '--time-limit', '600'];

describe('graphs', () => {
  const changed = (change: (graph: ReturnType<typeof checkmateGraph>) => void): JsonObject => {
    const graph = checkmateGraph();
    change(graph);
    return graph;
  };
  const setting = (field: string, value: Json): JsonObject => changed((graph) => (graph.nodes[1]![field] = value));
  const linking = (source: Json, target: Json): JsonObject => changed((graph) => graph.links.push({ source, target }));
  const ordering = (order: Json): JsonObject => ({ ...layeredGraph(), graph: { order } });

  it.each([
    ['text that is not JSON', 'hello', /line 1, column 1: not JSON/],
    ['JSON of another shape', { a: 1 }, /has no list "nodes"/],
    ['a duplicate id', setting('id', 0), /nodes\[1\]: id 0 is already used/],
    ['a link to an unknown node', linking(0, 9), /links\[4\]: target 9 is not a node/],
    ['a cycle', linking(3, 1), /the links form a cycle/],
    ['a negative size', setting('cost_ram', -5), /"cost_ram" is negative/],
    ['a negative duration', setting('cost_cpu', -5), /"cost_cpu" is negative/],
    ['a fractional size', setting('cost_ram', 1.5), /"cost_ram" is not an integer/],
    ['a fractional duration', setting('cost_cpu', 0.5), /"cost_cpu" is not an integer/],
    ['an unsafe size', setting('cost_ram', 2 ** 53), /"cost_ram" is too large/],
    ['an unsafe duration', setting('cost_cpu', 2 ** 53), /"cost_cpu" is too large/],
    ['an order that is no permutation', ordering([0, 1, 1, 3]), /node 1 is listed twice/],
    ['an order with a gap', ordering([0, 1, 3]), /node 2 is missing/],
    ['an order against a link', ordering([0, 2, 1, 3]), /not a topological order/],
    [
      'sums of as many computations as can matter that are not safe',
      setting('cost_ram', 2 ** 51),
      /times 4 computations exceeds/,
    ],
  ] as [string, Json, RegExp][])('%s', async (_, graph, words) => {
    const file = folder.write('graph.json', typeof graph === 'string' ? graph : JSON.stringify(graph));
    const output = folder.file('never.json');
    const events = folder.file('never.jsonl');
    const options = ['--budget', '0.8', '--max-computations', '5', '--output', output, '--events', events];
    const result = await runCli('solve', file, ...options);
    expectOneLine(result, words);
    expect(result.stderr).toContain(`moccasin: ${file}: `);
    expect([existsSync(output), existsSync(events)]).toEqual([false, false]);
  });

  it('no such file', async () => {
    expectOneLine(await runCli('solve', folder.file('none.json'), '--budget', '1'), /none.json: no such file/);
  });
});

describe('options', () => {
  it.each([
    [[], /--budget: is missing; say how much memory there is: --budget 0\.8, --budget 24GiB/],
    [['--budget', '0'], /--budget: "0" is zero/],
    [['--budget', '-1'], /--budget: "-1" is negative/],
    [['--budget', 'abc'], /--budget: "abc" is not an amount of memory/],
    [['--budget', '1.5'], /--budget: "1.5" is neither a share nor an integer/],
    [['--budget', '0.8', '--duration-limit', '1.1'], /--duration-limit: applies only to the objective memory/],
    [['--objective', 'memory', '--budget', '0.8'], /--budget: does not apply to the objective memory/],
    [['--objective', 'memory', '--duration-limit', 'abc'], /--duration-limit: "abc" is not a duration/],
    [['--objective', 'memory', '--duration-limit', '-3'], /--duration-limit: "-3" is negative/],
    [['--objective', 'memory', '--duration-limit', '0'], /--duration-limit: "0" is zero/],
    [['--objective', 'memory', '--duration-limit', '0.99'], /"0\.99" is less than every node once takes/],
    [['--objective', 'memory', '--duration-limit', '99'], /99 is less than every node once takes; give at least 100/],
    [['--objective', 'memory', '--duration-limit', '9007199254740993'], /is over 2\^53-1/],
    [['--objective', 'time', '--budget', '1'], /--objective: "time" is not a choice; give one of duration, memory/],
    [['--budget', '1', '--order', 'any'], /--order: "any" is not a choice; give one of input, free/],
    [['--budget', '1', '--precedence', 'x'], /--precedence: "x" is not a choice/],
    [['--budget', '1', '--explanation', 'x'], /give one of pointwise, big-step, naive/],
    [['--budget', '1', '--max-computations', '0'], /--max-computations: 0 is out of range/],
    [['--budget', '1', '--max-computations', '1.5'], /--max-computations: 1\.5 is not an integer/],
    [['--budget', '1', '--time-limit', '-1'], /--time-limit: -1 is out of range/],
    [['--budget', '1', '--time-limit', 'soon'], /--time-limit: "soon" is not a number/],
    [['--budget', '1', '--workers', '0'], /--workers: 0 is out of range/],
    [['--budget', '1', '--workers', '65'], /--workers: 65 is out of range; give an integer, from 1 to 64/],
    [['--budget', '1', '--seed', '-1'], /--seed: -1 is out of range/],
    [['--budget', '1', '--strategies', 'dul'], /--strategies: unknown strategy "dul"; did you mean dual\?/],
    [['--budget', '1', '--strategies', ''], /--strategies: unknown strategy ""; known are all, primal/],
    [['--budget', '1', '--strategies', 'dual,dual', '--workers', '3'], /--workers: 3 workers for 2 strategies/],
    [['--budget', '1', '--strategies', Array(65).fill('all').join()], /--strategies: names 65; give at most 64/],
    [['--budget', '1', '--set', 'phase'], /--set: option "phase" is not of the form name=value/],
    [['--budget', '1', '--set', 'fase=best'], /--set: unknown option fase; known are restartPolicy/],
    [['--budget', '1', '--set', 'phase=x'], /--set: option phase: expected one of saved/],
    [['--budget', '1', '--set', 'restartBase=0'], /--set: option restartBase: expected a number from 1/],
    [['--budget', '1', '--set', 'phase=best', '--set', 'learning=2'], /--set: option learning: expected true or false/],
    [['--budget', '1', '--set'], /--set: needs a value/],
    [['--budget', '1', '--quiet', '--log'], /--quiet: contradicts --log/],
    [['--budget', '1', '--reprot', 'x.html'], /unknown option --reprot; did you mean --report\?/],
    [['--budget', '1', '--deterministic=yes'], /--deterministic/],
    [['--bugdet', '1'], /unknown option --bugdet; did you mean --budget\?/],
    [['extra.json', '--budget', '1'], /unexpected argument "extra\.json"/],
  ] as [string[], RegExp][])('%j', async (options, words) => {
    expectOneLine(await runCli('solve', good, ...options), words);
  });

  it('no graph', async () => {
    expectOneLine(await runCli('solve', '--budget', '1'), /GRAPH is missing; usage: moccasin solve GRAPH/);
  });

  it('are explained by --help, with strategies and engine options', async () => {
    const { code, stdout, stderr } = await runCli('solve', '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const text of ['--budget AMOUNT', '--set NAME=VALUE', 'dual-luby', 'restartBase=1..1000000 (50)', 'Ctrl-C']) {
      expect(stdout).toContain(text);
    }
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe('output paths', () => {
  it.each([
    ['--output', 'none/out.json', /no such file or folder/],
    ['--output', 'folder', /is a directory/],
    ['--output', 'good.json/out.json', /no such file|not a folder/],
    ['--events', 'none/events.jsonl', /no such file or folder/],
    ['--events', 'folder', /is a directory/],
  ])('%s %s is refused before solving', async (option, name, words) => {
    mkdirSync(folder.file('folder'), { recursive: true });
    expectOneLine(await runCli('solve', folder.file('long.json'), ...ENDLESS, option, folder.file(name)), words);
    expect(readdirSync(folder.file('folder'))).toEqual([]);
  });

  it('never name the same file twice', async () => {
    const before = folder.read('good.json');
    const run = (...options: string[]) => runCli('solve', good, '--budget', '1', ...options);
    linkSync(good, folder.file('alias.json'));
    folder.write('old.json', '');
    for (const name of ['good.json', 'alias.json']) {
      expectOneLine(await run('--output', folder.file(name)), /--output: is the file of the graph; name another file/);
      expectOneLine(await run('--events', folder.file(name)), /--events: is the file of the graph; name another file/);
    }
    for (const name of ['new.json', 'old.json']) {
      const both = ['--output', folder.file(name), '--events', `${folder.path}/./${name}`];
      expectOneLine(await run(...both), /--events: is the file of --output; name another file/);
    }
    expect(folder.read('good.json')).toBe(before);
    expect((await run('--output', '/dev/null', '--events', '/dev/null', '--workers', '1')).code).toBe(0);
  });
});
