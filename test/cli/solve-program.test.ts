// `moccasin solve` as a process: exit codes, signals, closed pipes, worker threads.

import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScheduleFile } from '../../io/schedule-file.ts';
import { expectTrue, Folder, recomputeGraph, runProgram, trainingGraph, untilFileHolds } from './solve-support.ts';

const graph = trainingGraph(12);
let folder: Folder;
let small = '';
let training = '';
beforeAll(() => {
  folder = new Folder();
  small = folder.graph('recompute.json', recomputeGraph());
  training = folder.graph('training.json', graph);
});
afterAll(() => folder.remove());

const solve = (...argv: string[]) => runProgram(['solve', ...argv]);

describe('the program', () => {
  it('exits with 0, 2, 3 and 4', async () => {
    expect((await solve(small, '--budget', '6', '--workers', '1')).code).toBe(0);
    expect((await solve(small, '--budget', '0')).code).toBe(2);
    expect((await solve(small, '--budget', '6', '--time-limit', '0')).code).toBe(3);
    const { code, stdout, stderr } = await solve(small, '--budget', '3', '--quiet');
    expect({ code, stderr }).toEqual({ code: 4, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ status: 'infeasible', order: [] });
  });

  it('has no status line where stderr is not a terminal', async () => {
    const { stderr } = await solve(training, '--budget', '0.6', '--strategies', 'annealing', '--time-limit', '0.6');
    expect(stderr).toMatch(/^handmade: feasible, [^\n]+\n$/);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('delivers the best schedule so far after %s', async (signal) => {
    const [events, output] = [`${signal}.jsonl`, `${signal}.json`];
    const limits = ['--budget', '0.6', '--strategies', 'annealing', '--time-limit', '600'];
    const paths = ['--events', folder.file(events), '--output', folder.file(output)];
    const { code, stderr } = await runProgram(['solve', training, ...limits, ...paths], async (pid) => {
      await untilFileHolds(folder, events, '"solution"');
      process.kill(pid, signal);
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^handmade: feasible, [^\n]+\(interrupted\), written to [^\n]+\n$/);
    expectTrue(graph, folder.schedule(output));
    expect(folder.read(events)).toMatch(/"type":"end",.*"stopReason":"aborted"/);
    expect((await runProgram(['check', training, folder.file(output)])).code).toBe(0);
  });

  it('works with two worker threads, and answers SIGINT with them', async () => {
    const { code, stdout } = await solve(small, '--budget', '6', '--workers', '2');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'optimal', duration: 110, solve: { workers: 2 } });
    const limits = ['--budget', '0.6', '--strategies', 'annealing,annealing', '--time-limit', '600'];
    const paths = ['--events', folder.file('two.jsonl'), '--output', folder.file('two.json')];
    const interrupted = await runProgram(['solve', training, ...limits, ...paths], async (pid) => {
      await untilFileHolds(folder, 'two.jsonl', '"solution"');
      process.kill(pid, 'SIGINT');
    });
    expect(interrupted.code).toBe(0);
    expect(folder.schedule('two.json').solve.workers).toBe(2);
    expectTrue(graph, folder.schedule('two.json'));
  });

  it('does not complain when the reader closes the pipe', () => {
    const program = `"${process.execPath}" --import tsx cli/main.ts`;
    const command = `${program} solve "${small}" --budget 6 --quiet | head -c 11`;
    const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: '{\n  "format', stderr: '' });
  });

  it('solves an example of the repository', async () => {
    const { code, stdout } = await solve('examples/vgg16-b256.json', '--budget', '0.9', '--workers', '1');
    expect(code).toBe(0);
    const schedule = JSON.parse(stdout) as ScheduleFile;
    expect(schedule.status).toBe('optimal');
    expect(schedule.peak).toBeLessThanOrEqual(Math.floor(0.9 * schedule.baseline.peak));
  });
});
