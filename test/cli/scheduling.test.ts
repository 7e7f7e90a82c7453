// `moccasin rcpsp` and `moccasin jobshop`: files in, files out, exit codes, limits, signals.

import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProjectInstance } from '../../formulation/scheduling/instances.ts';
import type { JobTime, MachineTime, SchedulingFile } from '../../io/scheduling-file.ts';
import { parseProject } from '../../io/scheduling-formats.ts';
import { Random } from '../../solver/random.ts';
import { FJSPLIB, JSPLIB, PATTERSON, PROGEN, PSPLIB } from '../io/instance-samples.ts';
import { isProjectSchedule } from '../support/random-scheduling.ts';
import { runCli } from './run-cli.ts';
import { Folder } from './solve-support.ts';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

/** A job shop with as many machines as operations in a job; 20 jobs on 20 machines are too many to be closed soon. */
function shopText(jobs: number, machineCount: number): string {
  const random = new Random('large shop');
  const job = (): string => {
    const machines = [...Array(machineCount).keys()];
    random.shuffle(machines);
    return machines.map((machine) => `${machine} ${random.between(1, 99)}`).join(' ');
  };
  return `${jobs} ${machineCount}\n${Array.from({ length: jobs }, job).join('\n')}\n`;
}

/** The machine's operations and the jobs' overlap nowhere, and all is as long as it says. */
function expectShop({ schedule, makespan }: SchedulingFile): void {
  const entries = schedule as readonly MachineTime[];
  for (const key of ['machine', 'job'] as const) {
    for (const a of entries) {
      for (const b of entries)
        if (a !== b && a[key] === b[key]) expect(a.end <= b.start || b.end <= a.start).toBe(true);
    }
  }
  for (const a of entries) {
    for (const b of entries)
      if (a.job === b.job && a.operation < b.operation) expect(a.end).toBeLessThanOrEqual(b.start);
  }
  expect(Math.max(...entries.map(({ end }) => end))).toBe(makespan);
}

function expectProject(instance: ProjectInstance, { schedule, makespan }: SchedulingFile): void {
  const entries = schedule as readonly JobTime[];
  expect(entries.map(({ job }) => job)).toEqual(instance.durations.map((_, job) => job + instance.firstJob));
  expect(
    isProjectSchedule(
      instance,
      entries.map(({ start }) => start),
    ),
  ).toBe(true);
  for (const [job, { start, end }] of entries.entries()) expect(end - start).toBe(instance.durations[job]);
  expect(Math.max(...entries.map(({ end }) => end))).toBe(makespan);
}

describe('rcpsp', () => {
  it.each([
    ['tiny.sm', PSPLIB, 9],
    ['tiny.rcp', PATTERSON, 9],
    ['tiny.sch', PROGEN, 7],
    ['tiny.txt', PSPLIB, 9],
  ])('solves %s', async (name, text, makespan) => {
    const { code, stdout, stderr } = await runCli('rcpsp', folder.write(name, text), '--workers', '1');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^tiny: optimal, makespan \d, proven lower bound \d, [\d.]+ s \(proof complete\)\n$/);
    const file = JSON.parse(stdout) as SchedulingFile;
    expect(file).toMatchObject({
      format: 'moccasin-scheduling/1',
      problem: 'rcpsp',
      instance: 'tiny',
      status: 'optimal',
    });
    expect(file).toMatchObject({ makespan, lowerBound: makespan, solve: { seed: 1, workers: 1 } });
    expectProject(parseProject(text, name), file);
    expect(file.solve.incumbents.at(-1)?.makespan).toBe(makespan);
    expect(file.solve.bounds.at(-1)?.makespan).toBe(makespan);
  });

  const twoJobs = (there: number, back: number, duration: number): string => `2 1 0 0
0 1 2 1 2 [0] [0]
1 1 2 2 3 [${there}] [${duration}]
2 1 2 1 3 [${back}] [${duration}]
3 1 0
0 1 0 0
1 1 ${duration} 1
2 1 ${duration} 1
3 1 0 0
1
`;

  it.each([
    ['a job needs more than there is', PATTERSON.replace('3 1\n', '1 1\n'), /job 2 needs 2 of resource 1, which has 1/],
    ['lags contradict each other', twoJobs(5, -3, 1), /the precedences and lags contradict each other/],
    [
      'the resources leave the lags no room',
      twoJobs(-1, -1, 3),
      /^infeasible: infeasible, [\d.]+ s \(proof complete\)\n$/,
    ],
  ])('exits with 4 when %s', async (_, text, words) => {
    const { code, stdout, stderr } = await runCli('rcpsp', folder.write('infeasible', text), '--workers', '1');
    expect(stderr).toMatch(words);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'infeasible', makespan: null, lowerBound: null, schedule: [] });
  });

  it('writes to --output, and nothing else with --quiet', async () => {
    const input = folder.write('quiet.sm', PSPLIB);
    const { code, stdout, stderr } = await runCli('rcpsp', input, '--quiet', '--output', folder.file('quiet.json'));
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(JSON.parse(folder.read('quiet.json'))).toMatchObject({ makespan: 9 });
    const loud = await runCli('rcpsp', input, '--output', folder.file('quiet.json'));
    expect(loud.stderr).toMatch(/, written to [^\n]+quiet.json\n$/);
  });
});

describe('jobshop', () => {
  it.each([
    ['shop.txt', JSPLIB, 0],
    ['flexible.txt', FJSPLIB, 1],
  ])('solves %s', async (name, text, firstMachine) => {
    const { code, stdout } = await runCli('jobshop', folder.write(name, text), '--workers', '1');
    expect(code).toBe(0);
    const file = JSON.parse(stdout) as SchedulingFile;
    expect(file).toMatchObject({ problem: 'jobshop', status: 'optimal' });
    expect(file.lowerBound).toBe(file.makespan);
    expectShop(file);
    const machines = (file.schedule as readonly MachineTime[]).map(({ machine }) => machine);
    expect(Math.min(...machines)).toBe(firstMachine);
  });

  it('solves the 6 by 6 shop of Fisher and Thompson (1963) in 55', async () => {
    const text = `6 6
2 1 0 3 1 6 3 7 5 3 4 6
1 8 2 5 4 10 5 10 0 10 3 4
2 5 3 4 5 8 0 9 1 1 4 7
1 5 0 5 2 5 3 3 4 8 5 9
2 9 1 3 4 5 5 4 0 3 3 1
1 3 3 3 5 9 0 10 4 4 2 1
`;
    const file = folder.write('ft06.txt', text);
    for (const words of [
      ['--workers', '1'],
      ['--workers', '2', '--log'],
      ['--deterministic', '--workers', '2'],
    ]) {
      const { code, stdout, stderr } = await runCli('jobshop', file, ...words);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ status: 'optimal', makespan: 55, lowerBound: 55 });
      expect(/^#Schedule \d+ by schedule-generation\n[\s\S]*\n#Done /.test(stderr)).toBe(words.includes('--log'));
    }
  });

  it('delivers the first schedule when there is no time for more', async () => {
    const file = folder.write('large.txt', shopText(20, 20));
    const { code, stdout, stderr } = await runCli('jobshop', file, '--time-limit', '0', '--workers', '1');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^large: feasible, makespan \d+, proven lower bound \d+, [\d.]+ s \(time limit\)\n$/);
    const answer = JSON.parse(stdout) as SchedulingFile;
    expect(answer.status).toBe('feasible');
    expect(answer.solve.incumbents).toMatchObject([{ worker: 'schedule-generation' }]);
    expectShop(answer);
  });

  it('is the same again with --deterministic but for the seconds', async () => {
    const file = folder.write('middle.txt', shopText(10, 10));
    const once = async (): Promise<SchedulingFile> => {
      const { stdout } = await runCli('jobshop', file, '--deterministic', '--time-limit', '0.3', '--workers', '1');
      return JSON.parse(stdout, (key, value: unknown) => (key === 'seconds' ? 0 : value)) as SchedulingFile;
    };
    const first = await once();
    expect(first.solve.conflicts).toBeGreaterThan(0);
    expect(await once()).toEqual(first);
  });

  it('delivers the best schedule so far after SIGINT', async () => {
    const file = folder.write('large.txt', shopText(20, 20));
    const argv = ['--import', 'tsx', 'cli/main.ts', 'jobshop', file, '--time-limit', '600', '--log', '--workers', '2'];
    // the judges of every inference would take their time
    const env = { ...process.env, CHECK: '0' };
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk: Buffer) => {
      if (!stderr.includes('#Schedule')) setTimeout(() => child.kill('SIGINT'), 300);
      stderr += String(chunk);
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toMatch(/large: feasible, [^\n]+\(interrupted\)\n$/);
    expect(code).toBe(0);
    expectShop(JSON.parse(stdout) as SchedulingFile);
  });
});

describe('bad input', () => {
  it.each([
    [['rcpsp', 'none.sm'], /none.sm: no such file/],
    [['rcpsp'], /FILE is missing; usage: moccasin rcpsp FILE/],
    [['jobshop', 'bad.txt'], /bad.txt: line 1: the number of jobs is "hello", not an integer/],
    [['rcpsp', 'bad.sm'], /bad.sm: has no section "PRECEDENCE RELATIONS"/],
    [['jobshop', 'bad.txt', '--quiet', '--log'], /--quiet: contradicts --log/],
    [['jobshop', 'bad.txt', '--output', 'bad.txt'], /--output: is the file that is read/],
    [['jobshop', 'bad.txt', '--wokers', '2'], /unknown option --wokers; did you mean --workers\?/],
    [['jbshop'], /unknown command "jbshop"; did you mean jobshop\?/],
  ])('%j', async (argv, words) => {
    folder.write('bad.txt', 'hello');
    folder.write('bad.sm', 'hello');
    const { code, stdout, stderr } = await runCli(
      ...argv.map((word) => (/\.(txt|sm)$/.test(word) ? folder.file(word) : word)),
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^moccasin: [^\n]+; [^\n]+\n$/);
    expect(stderr).toMatch(words);
  });
});
