// `moccasin solve --plan`: the arena, not only the peak, keeps to the budget, and what is written says so.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePlan } from '../../io/plan-file.ts';
import { Random } from '../../solver/random.ts';
import { leastDuration, stagedFront } from '../support/brute-schedule.ts';
import { graphOf, shapedGraph } from '../support/random-graph.ts';
import { type CliResult, runCli } from './run-cli.ts';
import { expectTrue, Folder, recomputeGraph, trainingGraph } from './solve-support.ts';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
  folder.graph('recompute.json', recomputeGraph());
});
afterAll(() => folder.remove());

const solve = (name: string, ...options: string[]): Promise<CliResult> => {
  const files = ['--output', folder.file('schedule.json'), '--plan', folder.file('plan.json')];
  return runCli('solve', folder.file(name), '--workers', '1', ...files, ...options);
};
const plan = () => parsePlan(folder.read('plan.json'), 'plan.json');
const check = (name: string, ...options: string[]): Promise<CliResult> =>
  runCli('check', folder.file(name), folder.file('schedule.json'), '--plan', folder.file('plan.json'), ...options);

describe('solve --plan', () => {
  it('writes a schedule and a plan that belong together', async () => {
    const { code, stderr } = await solve('recompute.json', '--budget', '6', '--alignment', '1');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^handmade: optimal, duration 110 .*\(proof complete\).*\nhandmade: arena 6, peak 6, /);
    expect(folder.schedule('schedule.json')).toMatchObject({ budget: 6, duration: 110, status: 'optimal' });
    expectTrue(recomputeGraph(), folder.schedule('schedule.json'));
    expect(plan()).toMatchObject({ arena: 6, alignment: 1 });
    expect(await check('recompute.json')).toMatchObject({ code: 0 });
  });

  it('counts rounded sizes: the schedule with recomputation is the one whose addresses fit', async () => {
    // as recompute.json, where holding the first tensor is cheap by its size but not by what it takes of the arena
    const links: [number, number][] = [
      [0, 1],
      [1, 2],
      [0, 3],
      [2, 3],
    ];
    folder.graph('rounding.json', graphOf([1, 4, 4, 0], links, [10, 20, 30, 40]));
    await solve('rounding.json', '--budget', '9', '--alignment', '1');
    expect(folder.schedule('schedule.json')).toMatchObject({ peak: 9, duration: 100 });
    const { code } = await solve('rounding.json', '--budget', '9', '--alignment', '4', '--time-limit', '2');
    expect(code).toBe(0);
    expect(folder.schedule('schedule.json')).toMatchObject({ peak: 8, duration: 110, budget: 9 });
    expect(plan()).toMatchObject({ arena: 8, alignment: 4 });
    expect(await check('rounding.json')).toMatchObject({ code: 0 });
  });

  it('delivers the smallest arena with exit code 3 where none fits', async () => {
    const { code, stderr } = await solve('recompute.json', '--budget', '7', '--alignment', '64', '--time-limit', '1');
    expect(code).toBe(3);
    expect(stderr).toMatch(/moccasin: found no plan within the budget 7, the smallest arena is 192\n$/);
    expect(plan().arena).toBe(192);
    expectTrue(recomputeGraph(), folder.schedule('schedule.json'));
    expect(await check('recompute.json')).toMatchObject({ code: 0 });
  });

  it('says that there is no schedule at all with exit code 4, and writes no plan', async () => {
    const options = ['--budget', '3', '--plan', folder.file('none.json'), '--workers', '1', '--quiet'];
    expect((await runCli('solve', folder.file('recompute.json'), ...options)).code).toBe(4);
    expect(() => readFileSync(folder.file('none.json'))).toThrow();
  });

  it('is never better than brute force without addresses, and fits, on random graphs', async () => {
    const random = new Random('solve-plan');
    let fitting = 0;
    for (let round = 0; round < 25; round++) {
      const graph = shapedGraph(random, { minNodes: 3, maxNodes: 6 });
      folder.graph('random.json', graph);
      const keep = round % 3 === 0 ? ['--keep-outputs'] : [];
      const limits = ['--alignment', '1', '--time-limit', '0.3', ...keep];
      const { code } = await solve('random.json', '--budget', '0.95', ...limits);
      const { status, duration, budget } = folder.schedule('schedule.json');
      if (status === 'infeasible') continue;
      expect(await check('random.json', ...keep)).toMatchObject({ code: 0 });
      const least = leastDuration(stagedFront(graph, 2, keep.length > 0), budget);
      expect(duration).toBeGreaterThanOrEqual(least!.duration);
      expect(plan().arena <= budget).toBe(code === 0);
      fitting += code === 0 ? 1 : 0;
    }
    expect(fitting).toBeGreaterThan(5);
  });

  it('gives the same pair again when work is counted', async () => {
    folder.graph('training.json', trainingGraph(10));
    const files: string[] = [];
    for (let run = 0; run < 2; run++) {
      await solve('training.json', '--budget', '0.7', '--alignment', '1', '--deterministic', '--time-limit', '1');
      files.push(folder.read('plan.json'));
    }
    expect(files[0]).toBe(files[1]);
  });

  it('says in one line what it cannot do', async () => {
    folder.graph('large.json', graphOf([2 ** 52, 2 ** 52 - 2 ** 30], [[0, 1]]));
    for (const [words, line] of [
      [['--objective', 'memory', '--plan', 'p.json'], /--plan: applies only to the objective duration; /],
      [['--budget', '6', '--alignment', '4'], /--alignment: says something about plans only; /],
      [['--budget', '6', '--plan', folder.file('recompute.json')], /--plan: is the file of the graph; /],
    ] as const) {
      const { code, stderr } = await runCli('solve', folder.file('recompute.json'), ...words);
      expect(code).toBe(2);
      expect(stderr).toMatch(line);
    }
    const words = ['--budget', '1', '--max-computations', '1', '--alignment', `${2 ** 40}`];
    const { code, stderr } = await solve('large.json', ...words);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /--alignment: sizes rounded up to \d+ may add up to over 2\^53-1; give a smaller alignment\n$/,
    );
  });
});
