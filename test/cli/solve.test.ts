// `moccasin solve` inside the test process: schedules, statuses and exit codes against brute force, and what the file says.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScheduleFile } from '../../io/schedule-file.ts';
import { Random } from '../../solver/random.ts';
import { leastDuration, leastPeak, sequenceFront, stagedFront } from '../support/brute-schedule.ts';
import { graphOf, shapedGraph } from '../support/random-graph.ts';
import { type CliResult, runCli } from './run-cli.ts';
import { diamondGraph, expectTrue, Folder, recomputeGraph, trainingGraph, untilFileHolds } from './solve-support.ts';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
  folder.graph('recompute.json', recomputeGraph());
});
afterAll(() => folder.remove());

const solve = (name: string, ...options: string[]): Promise<CliResult> =>
  runCli('solve', folder.file(name), '--workers', '1', ...options);

describe('solve', () => {
  it('writes an optimal schedule to stdout and a summary to stderr', async () => {
    const { code, stdout, stderr } = await solve('recompute.json', '--budget', '6');
    expect(code).toBe(0);
    const schedule = JSON.parse(stdout) as ScheduleFile;
    expect(schedule).toMatchObject({
      ...{ format: 'moccasin-schedule/1', graph: 'handmade', status: 'optimal', mode: 'input', budget: 6 },
      ...{ maxComputations: 2, baseline: { peak: 7, duration: 100 }, peak: 6, duration: 110 },
      ...{ durationLowerBound: 110, order: [0, 1, 2, 0, 3], solve: { seed: 1, workers: 1 } },
    });
    expect(schedule.overheadPercent).toBeCloseTo(10, 9);
    expectTrue(recomputeGraph(), schedule);
    expect(stderr).toMatch(
      /^handmade: optimal, duration 110 \(TDI 10\.0000 %\), peak 6 of 6 \(85\.71 % of input order\), proven gap 0\.0000 %, \d+\.\d\d s \(proof complete\)\n$/,
    );
  });

  it('writes --output and nothing to stdout; --quiet silences the summary', async () => {
    const file = folder.file('out.json');
    const { code, stdout, stderr } = await solve('recompute.json', '--budget', '6', '--output', file);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr.endsWith(`, written to ${file}\n`)).toBe(true);
    expectTrue(recomputeGraph(), folder.schedule('out.json'));
    expect(await solve('recompute.json', '--budget', '6', '--output', file, '--quiet')).toEqual({
      ...{ code: 0, stdout: '', stderr: '' },
    });
    expect((await runCli('check', folder.file('recompute.json'), file, '--budget', '6')).code).toBe(0);
  });

  it('understands shares of the peak, and rounds them down', async () => {
    await solve('recompute.json', '--budget', '0.99', '--output', folder.file('out.json'));
    expect(folder.schedule('out.json')).toMatchObject({ budget: 6, duration: 110 });
    await solve('recompute.json', '--budget', '100%', '--output', folder.file('out.json'));
    expect(folder.schedule('out.json')).toMatchObject({ budget: 7, duration: 100, status: 'optimal' });
  });

  it.each([
    ['by structure', recomputeGraph(), ['--budget', '3'], 'needs 6'],
    ['by what is held', recomputeGraph(), ['--budget', '6', '--max-computations', '1'], 'needs 7'],
    ['by search', diamondGraph(), ['--budget', '5'], null],
  ])('proves infeasible %s: exit code 4 and a file that says so', async (_, graph, options, reason) => {
    const file = folder.file('none.json');
    folder.graph('infeasible.json', graph);
    const { code, stderr } = await solve('infeasible.json', ...options, '--output', file);
    expect(code).toBe(4);
    expect(stderr).toMatch(/^handmade: infeasible, proven: no schedule fits memory \d; [^\n]+\n$/);
    if (reason === null) expect(stderr).not.toContain('needs');
    else expect(stderr).toContain(reason);
    expect(folder.schedule('none.json')).toMatchObject({
      ...{ status: 'infeasible', peak: null, duration: null, durationLowerBound: null, overheadPercent: null },
      ...{ order: [], frees: [], timeline: [] },
    });
    const { code: checked, stdout } = await runCli('check', folder.file('infeasible.json'), file);
    expect({ checked, stdout }).toEqual({
      checked: 1,
      stdout: 'INVALID: there is no schedule to replay: status infeasible\n',
    });
  });

  it('finds nothing in no time: exit code 3 and a file with the bound', async () => {
    const { code, stderr } = await solve(
      'recompute.json',
      '--budget',
      '6',
      '--time-limit',
      '0',
      '--output',
      folder.file('none.json'),
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/^handmade: unknown, no schedule found within memory 6; 0\.\d\d s \(time limit\)\n$/);
    expect(folder.schedule('none.json')).toMatchObject({ status: 'unknown', duration: null, durationLowerBound: 100 });
  });

  it('delivers what it has at the time limit: exit code 0', async () => {
    const graph = trainingGraph(12);
    const file = folder.graph('training.json', graph);
    // annealing alone proves nothing
    const limits = ['--budget', '0.6', '--time-limit', '0.6', '--strategies', 'annealing'];
    const { code, stdout, stderr } = await runCli('solve', file, ...limits);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^handmade: feasible, [^\n]+ \(time limit\)\n$/);
    expectTrue(graph, JSON.parse(stdout) as ScheduleFile);
  });

  it('minimises the peak within a duration', async () => {
    const file = folder.file('out.json');
    const { code, stderr } = await solve('recompute.json', '--objective', 'memory', '--output', file);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^handmade: optimal, [^\n]+ peak 6 \(85\.71 % of input order\), proven gap of the peak 0\.0000 %/,
    );
    expect(folder.schedule('out.json')).toMatchObject({ peak: 6, budget: 6, duration: 110, status: 'feasible' });
    expect((await runCli('check', folder.file('recompute.json'), file)).code).toBe(0);
    for (const limit of ['109', '1.09', '109%', '1']) {
      await solve('recompute.json', '--objective', 'memory', '--duration-limit', limit, '--output', file);
      expect(folder.schedule('out.json'), limit).toMatchObject({ peak: 7, duration: 100, status: 'optimal' });
    }
    for (const limit of ['110', '1.1', '110%']) {
      await solve('recompute.json', '--objective', 'memory', '--duration-limit', limit, '--output', file);
      expect(folder.schedule('out.json'), limit).toMatchObject({ peak: 6, duration: 110 });
    }
  });

  it('delivers the schedule on stdout if its file cannot be written after all', async () => {
    const graph = trainingGraph(12);
    const inner = new Folder();
    const file = folder.graph('training.json', graph);
    const limits = ['--budget', '0.6', '--time-limit', '0.8', '--strategies', 'annealing'];
    const paths = ['--events', folder.file('events.jsonl'), '--output', inner.file('out.json')];
    const running = runCli('solve', file, ...limits, ...paths);
    await untilFileHolds(folder, 'events.jsonl', '"start"');
    inner.remove();
    const { code, stdout, stderr } = await running;
    expect(code).toBe(2);
    expect(stderr).toMatch(/out\.json: no such file or folder; check the path\n$/);
    expectTrue(graph, JSON.parse(stdout) as ScheduleFile);
  });

  it('equals brute force on random graphs, whatever the options', async () => {
    const random = new Random('cli solve');
    for (let round = 0; round < 120; round++) {
      const graph = shapedGraph(random, { minNodes: 1, maxNodes: 5 });
      const keepOutputs = random.chance(0.3);
      const order = random.pick(['input', 'free'] as const);
      const maxComputations = random.between(1, 3);
      const front =
        order === 'input'
          ? stagedFront(graph, maxComputations, keepOutputs)
          : sequenceFront(graph, maxComputations, keepOutputs, order);
      const outcome = random.pick(front);
      const isMemory = random.chance(0.3);
      const budget = Math.max(1, outcome.peak - (random.chance(0.3) ? 1 : 0));
      const baseline = graph.durations.reduce((sum, duration) => sum + duration, 0);
      const limit = Math.max(baseline, outcome.duration);
      // limits of 1 read as shares
      const goal = isMemory
        ? ['--objective', 'memory', '--duration-limit', limit <= 1 ? '1' : String(limit)]
        : ['--budget', `${budget}B`];
      const expected = isMemory ? leastPeak(front, limit <= 1 ? baseline : limit) : leastDuration(front, budget);
      const options = [
        ...goal,
        ...['--order', order, '--max-computations', String(maxComputations), '--seed', String(round)],
        ...['--precedence', random.pick(['cover', 'reservoir', 'support'])],
        ...['--explanation', random.pick(['pointwise', 'big-step', 'naive'])],
        ...(keepOutputs ? ['--keep-outputs'] : []),
        ...(random.chance(0.3) ? ['--strategies', random.pick(['dual', 'complete', 'dual-luby', 'dual-slow'])] : []),
        ...(random.chance(0.3) ? ['--set', 'restartPolicy=luby', '--set=restartBase=3', '--set', 'phase=saved'] : []),
      ];
      const what = `${graph.name} round ${round}: ${options.join(' ')}`;
      const file = folder.graph('random.json', graph);
      const { code, stdout, stderr } = await runCli('solve', file, ...options, '--workers=1');
      expect(code, `${what}\n${stderr}`).toBe(expected === null ? 4 : 0);
      expect(stderr, what).toMatch(expected === null ? / infeasible, / : / optimal, |: optimal, /);
      if (expected === null) continue;
      const schedule = JSON.parse(stdout) as ScheduleFile;
      expectTrue(graph, schedule, keepOutputs);
      if (isMemory) expect({ peak: schedule.peak, what }).toEqual({ peak: expected.peak, what });
      else expect({ duration: schedule.duration, what }).toEqual({ duration: expected.duration, what });
    }
  });

  it('names nodes by the ids of the file', async () => {
    const nodes = ['b', 'a'].map((id) => ({ id, name: id, cost_ram: 1, cost_cpu: 1 }));
    const text = JSON.stringify({ nodes, links: [{ source: 'b', target: 'a' }] });
    const { stdout } = await runCli('solve', folder.write('names.json', text), '--budget', '1.0', '--workers', '1');
    expect(JSON.parse(stdout)).toMatchObject({ order: ['b', 'a'], frees: [[], ['b', 'a']], timeline: [1, 2] });
  });

  it('escapes control characters of names', async () => {
    const graph = { ...graphOf([1], []), name: '\u001b[2Jevil\n' };
    const { stderr } = await runCli(
      'solve',
      folder.graph('evil.json', graph),
      '--budget',
      '1.0',
      '--log',
      '--workers=1',
    );
    expect(stderr).toContain('\\x1b[2Jevil\\x0a: optimal');
    expect(stderr).toContain('Graph \\x1b[2Jevil\\x0a: 1 nodes');
    expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});
