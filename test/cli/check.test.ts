// `moccasin check`: accepts what is true and finds every false claim.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComputeGraph } from '../../formulation/graph.ts';
import { overheadPercent, type Simulation, simulate, simulateInputOrder } from '../../formulation/schedule.ts';
import { formatSchedule, type ScheduleFile, writeScheduleFile } from '../../io/schedule-file.ts';
import { formatNodeLink } from '../../io/write-node-link.ts';
import { Random } from '../../solver/random.ts';
import { checkmateGraph, layeredGraph, sampleSchedule } from '../io/samples.ts';
import { shapedGraph } from '../support/random-graph.ts';
import { randomInputOrderSequence } from '../support/random-sequence.ts';
import { runCli } from './run-cli.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'moccasin-test-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function check(graph: string, schedule: ScheduleFile, ...options: string[]) {
  writeFileSync(join(folder, 'graph.json'), graph);
  writeScheduleFile(join(folder, 'schedule.json'), schedule);
  return runCli('check', join(folder, 'graph.json'), join(folder, 'schedule.json'), ...options);
}

const GRAPH = JSON.stringify(checkmateGraph());

describe('check', () => {
  it('prints one line for a valid schedule', async () => {
    expect(await check(GRAPH, sampleSchedule())).toEqual({
      code: 0,
      stdout:
        'valid: n 4, steps 5, budget 6, peak 6 (100.00 % of input order), duration 110, ' +
        'TDI 10.0000 %, proven gap 9.0909 %, status feasible\n',
      stderr: '',
    });
    expect((await check(JSON.stringify(layeredGraph()), sampleSchedule())).code).toBe(0);
  });

  it('takes the budget from the command line instead', async () => {
    expect((await check(GRAPH, { ...sampleSchedule(), budget: 1 }, '--budget', '1')).stdout).toMatch(
      /budget 6, peak 6/,
    );
    const { code, stdout } = await check(GRAPH, sampleSchedule(), '--budget', '90%');
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'INVALID: peak 6 is over the budget 5, first at step 4\n' });
  });

  it('accepts an overhead rounded to four decimals', async () => {
    expect((await check(GRAPH, { ...sampleSchedule(), overheadPercent: 10 })).code).toBe(0);
  });

  const falsified: [change: Partial<ScheduleFile>, words: RegExp][] = [
    [{ order: [0, 1, 2, 0, 7] }, /step 4 computes 7, which is not a node/],
    [{ order: [0, 1, 2, 0, 0] }, /node 3 is never computed/],
    [{ maxComputations: 1 }, /node 0 is computed 2 times, over 1/],
    [{ order: [1, 0, 2, 0, 3] }, /step 0 computes node 1 out of the input order/],
    [{ mode: 'free', order: [1, 0, 2, 0, 3] }, /step 0: node 1 reads 0 before it is computed/],
    [{ budget: 5 }, /peak 6 is over the budget 5/],
    [{ baseline: { peak: 7, duration: 100 } }, /claims baseline peak 7, replays to 6/],
    [{ baseline: { peak: 6, duration: 101 } }, /claims baseline duration 101, replays to 100/],
    [{ peak: 5 }, /claims peak 5, replays to 6/],
    [{ peak: null }, /claims peak null/],
    [{ duration: 100 }, /claims duration 100, replays to 110/],
    [{ timeline: [4, 5, 2, 5, 5] }, /claims memory 5 at step 4, replays to 6/],
    [{ overheadPercent: 9 }, /claims an overhead of 9 %/],
    [{ overheadPercent: null }, /claims an overhead of null %/],
    [{ durationLowerBound: null }, /claims no lower bound/],
    [{ durationLowerBound: 111 }, /lower bound 111 is above the duration 110/],
    [{ status: 'optimal' }, /status optimal, but the lower bound 100 does not meet/],
    [{ status: 'infeasible' }, /no schedule to replay: status infeasible/],
    [{ status: 'unknown' }, /no schedule to replay: status unknown/],
    [{ frees: [[0], [], [1], [], [0, 2, 3]] }, /step 1 reads node 0 after it is freed/],
    [{ frees: [[], [], [1], [], [0, 2, 3]] }, /step 2 holds 6 by its frees, not 2/],
    [{ frees: [[], [0, 2], [1], [], [0, 2, 3]] }, /step 1 frees 2, which is not held/],
    [{ frees: [[], [0], [1], [], [0, 2, 2]] }, /step 4 frees 2, which is not held/],
    [{ frees: [[], [0], [1], [], [0, 2, 9]] }, /step 4 frees 9, which is not held/],
  ];
  it.each(falsified)('rejects %j', async (change, words) => {
    const { code, stdout, stderr } = await check(GRAPH, { ...sampleSchedule(), ...change });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^INVALID: [^\n]+\n$/);
    expect(stdout).toMatch(words);
  });

  it('names the node that is computed again although the graph forbids it', async () => {
    const graph = checkmateGraph();
    graph.nodes[0].recompute = 'forbid';
    expect((await check(JSON.stringify(graph), sampleSchedule())).stdout).toBe(
      'INVALID: node 0 is computed 2 times, but its recomputation is forbidden\n',
    );
    graph.nodes[0].recompute = 'allow';
    expect((await check(JSON.stringify(graph), sampleSchedule())).code).toBe(0);
  });

  it('notices a tensor that is recomputed while it is held', async () => {
    // A size of 0 hides the second copy from the memory: only the bookkeeping of the frees sees it.
    const graph = checkmateGraph();
    graph.nodes[0].cost_ram = 0;
    const schedule = { ...sampleSchedule(), ...{ baseline: { peak: 2, duration: 100 }, peak: 2 } };
    const claims = { timeline: [0, 1, 2, 1, 2], frees: [[], [], [1], [], [0, 2, 3]] };
    const { stdout } = await check(JSON.stringify(graph), { ...schedule, ...claims });
    expect(stdout).toMatch(/step 3 recomputes node 0 while it is still held/);
  });

  it('accepts honest random schedules and rejects a changed peak, with and without kept outputs', async () => {
    const random = new Random('check');
    for (let round = 0; round < 60; round++) {
      const graph = shapedGraph(random, { minNodes: 1, maxNodes: 8, forbidden: 0.3 });
      const sequence = randomInputOrderSequence(random, graph, 2);
      const keepOutputs = random.chance(0.5);
      const schedule = honest(graph, sequence, keepOutputs);
      const options = keepOutputs ? ['--keep-outputs'] : [];
      const text = formatNodeLink(graph);
      expect((await check(text, schedule, ...options)).stdout, formatSchedule(schedule)).toMatch(/^valid: /);
      const boast = { ...schedule, peak: (schedule.peak as number) - 1 };
      if (boast.peak >= 0) expect((await check(text, boast, ...options)).code).toBe(1);
    }
  });

  it('sees that outputs do not fit when they are kept', async () => {
    const nodes = [0, 1].map((id) => ({ id, name: `${id}`, cost_ram: 5, cost_cpu: 1 }));
    const graph = JSON.stringify({ nodes, links: [] });
    const schedule: ScheduleFile = {
      ...sampleSchedule(),
      ...{ budget: 5, baseline: { peak: 5, duration: 2 }, peak: 5, duration: 2, durationLowerBound: 2 },
      ...{ overheadPercent: 0, order: [0, 1], frees: [[0], [1]], timeline: [5, 5] },
    };
    expect((await check(graph, schedule)).code).toBe(0);
    expect((await check(graph, schedule, '--keep-outputs')).stdout).toMatch(/INVALID: peak 10 is over the budget 5/);
  });
});

function honest(graph: ComputeGraph, sequence: number[], keepOutputs: boolean): ScheduleFile {
  const replay = simulate(graph, sequence, { keepOutputs }) as Simulation;
  const { peak, duration } = simulateInputOrder(graph, { keepOutputs });
  return {
    ...sampleSchedule(),
    ...{ graph: graph.name, budget: replay.peak, maxComputations: sequence.length, baseline: { peak, duration } },
    ...{ peak: replay.peak, duration: replay.duration, durationLowerBound: duration },
    overheadPercent: overheadPercent(replay.duration, duration),
    order: sequence.map((v) => graph.ids[v]),
    frees: replay.frees.map((nodes) => nodes.map((v) => graph.ids[v])),
    timeline: [...replay.timeline],
  };
}
