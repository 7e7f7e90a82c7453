// `moccasin minimize-memory` inside the test process, and the reason `solve` gives for an infeasible budget.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScheduleFile } from '../../io/schedule-file.ts';
import { graphOf } from '../support/random-graph.ts';
import { runCli } from './run-cli.ts';
import { diamondGraph, expectTrue, Folder, recomputeGraph, trainingGraph } from './solve-support.ts';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
  folder.graph('recompute.json', recomputeGraph());
});
afterAll(() => folder.remove());

const minimize = (name: string, ...options: string[]) =>
  runCli('minimize-memory', folder.file(name), '--workers=1', ...options);

describe('minimize-memory', () => {
  it('writes the schedule and says why less is infeasible', async () => {
    const { code, stdout, stderr } = await minimize('recompute.json');
    expect(code).toBe(0);
    const schedule = JSON.parse(stdout) as ScheduleFile;
    expect(schedule).toMatchObject({ peak: 6, budget: 6, peakLowerBound: 6, duration: 110, order: [0, 1, 2, 0, 3] });
    expect(stderr).toMatch(
      /handmade: optimal, peak 6 \(85\.71 % of input order\), proven at least 6 \(gap 0\.0000 %\), duration 110 \(TDI 10\.0000 %\), [^\n]+\(proof complete\)\na budget below 6 is infeasible: node 1 \(node 1\) needs 6: its output of 2 and its inputs 0 \(node 0\) of 4\n$/,
    );
  });

  it('distinguishes proof by search from structure', async () => {
    folder.graph('diamond.json', diamondGraph());
    const { stderr } = await minimize('diamond.json');
    expect(stderr).toMatch(/\na budget below 6 is infeasible: proven by search \([^)]+\); below 5 because node 2 /);
  });

  it.each([
    ['everywhere', ['--max-computations', '1'], []],
    ['of a node', [], [0]],
  ])('says what is held where recomputation is forbidden %s', async (_, options, forbidden) => {
    const { sizes, predecessors } = recomputeGraph();
    const links = predecessors.flatMap((list, v) => Array.from(list, (u): [number, number] => [u, v]));
    folder.graph('held.json', graphOf([...sizes], links, [10, 20, 30, 40], forbidden));
    const { stdout, stderr } = await minimize('held.json', ...options);
    expect(JSON.parse(stdout)).toMatchObject({ peak: 7, peakLowerBound: 7, duration: 100, order: [0, 1, 2, 3] });
    expect(stderr).toMatch(
      /\na budget below 7 is infeasible: node 2 \(node 2\) needs 7: its output of 1 and its inputs 1 \(node 1\) of 2; computed once and read later: 0 \(node 0\) of 4\n$/,
    );
  });

  it('writes files that check accepts, in any time', async () => {
    const graph = trainingGraph(12);
    folder.graph('training.json', graph);
    const file = folder.file('out.json');
    for (const limit of ['0', '0.5']) {
      const { code, stdout, stderr } = await minimize(
        'training.json',
        '--time-limit',
        limit,
        '--output',
        file,
        '--quiet',
      );
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
      expectTrue(graph, folder.schedule('out.json'));
      expect((await runCli('check', folder.file('training.json'), file)).code).toBe(0);
    }
  });

  it.each([
    [['--budget', '1'], /unknown option --budget/],
    [['--order', 'any'], /--order: "any" is not a choice; /],
    [['--output', ''], /is not the name of a file/],
    [['extra'], /unexpected argument "extra"; usage: moccasin minimize-memory GRAPH/],
  ])('refuses %s', async (options, words) => {
    const { code, stdout, stderr } = await minimize('recompute.json', ...options);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^moccasin: [^\n]+\n$/);
    expect(stderr).toMatch(words);
  });

  it('refuses to overwrite the graph', async () => {
    const { code, stderr } = await minimize('recompute.json', '--output', folder.file('recompute.json'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/--output: is the file of the graph; /);
  });
});

describe('solve', () => {
  it('names the node that needs more than the budget', async () => {
    const { code, stderr } = await runCli('solve', folder.file('recompute.json'), '--budget', '5', '--workers=1');
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /^handmade: infeasible, proven: no schedule fits memory 5; node 1 \(node 1\) needs 6: its output of 2 and its inputs 0 \(node 0\) of 4; [^\n]+\n$/,
    );
  });
});
