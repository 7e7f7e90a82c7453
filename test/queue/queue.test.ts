// Sweeps through a real Redis server, with workers and collectors in processes of their own that are killed in the middle of their work.

import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NamedSweep, SweepFile } from '../../io/sweep-file.ts';
import { runCli } from '../cli/run-cli.ts';
import { Folder, recomputeGraph, trainingGraph } from '../cli/solve-support.ts';
import { replay } from '../support/brute-schedule.ts';
import { Program } from '../support/program.ts';
import { hasRedis, RedisServer } from '../support/redis-server.ts';

const programs: Program[] = [];

function start(...argv: string[]): Program {
  const program = new Program(...argv);
  programs.push(program);
  return program;
}

describe.skipIf(!hasRedis())('a queue', () => {
  let server: RedisServer;
  let folder: Folder;
  const files: string[] = [];
  beforeAll(async () => {
    server = await RedisServer.start();
    folder = new Folder();
    for (const layers of [6, 8, 12]) files.push(folder.graph(`train-${layers}.json`, trainingGraph(layers)));
    files.push(folder.graph('hard.json', trainingGraph(60)));
  });
  afterEach(async () => {
    await Promise.all(programs.splice(0).map((program) => program.end('SIGKILL')));
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  /** Each test has a queue of its own. Locks are long where nobody is killed: a busy machine must not make jobs stalled. */
  const worker = (queue: string, lockSeconds = 60): Program =>
    start(
      ...['worker', '--queue', server.url, '--queue-name', queue, '--concurrency=1'],
      `--lock-seconds=${lockSeconds}`,
    );
  const sweepWords = (queue: string, graphs: readonly string[], ...more: string[]): string[] => [
    ...['sweep', ...graphs, '--queue', server.url, '--queue-name', queue, ...more],
  ];
  const rowsOf = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');

  it('brings all rows from two workers, each solved once', async () => {
    const workers = [worker('all'), worker('all')];
    const [json, rows] = [folder.file('all.json'), folder.file('all.jsonl')];
    const options = ['--budgets=0.6,0.8', '--time-limit=0.3', '--output', json, '--resume', rows];
    const { code, stdout } = await runCli(...sweepWords('all', files.slice(0, 3), ...options));
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').length).toBe(1 + 6);
    const { graphs } = JSON.parse(readFileSync(json, 'utf8')) as { graphs: (SweepFile & NamedSweep)[] };
    expect(graphs.map(({ file, points }) => [file, points.length])).toEqual(files.slice(0, 3).map((file) => [file, 2]));
    for (const [i, layers] of [6, 8, 12].entries()) {
      const graph = trainingGraph(layers);
      for (const point of graphs[i]!.points) {
        if (point.duration === null) continue;
        const order = point.order.map((id) => graph.ids.indexOf(id));
        expect(replay(graph, order, false)).toMatchObject({ peak: point.peak, duration: point.duration });
        expect(point.peak).toBeLessThanOrEqual(point.budget);
      }
    }
    expect(workers.reduce((sum, program) => sum + program.count(': started'), 0)).toBe(6);
    expect(rowsOf(rows).length).toBe(6);
    expect(await Promise.all(workers.map((program) => program.end('SIGTERM')))).toEqual([0, 0]);
  });

  it('has the job of a killed worker done by another', async () => {
    const first = worker('kill', 1);
    const sweep = start(...sweepWords('kill', [files[3]!], '--budgets=0.6', '--time-limit=3'));
    await first.says(': started');
    await first.end('SIGKILL');
    const second = worker('kill', 1);
    expect(await sweep.ended).toBe(0);
    expect(second.count(': started')).toBeGreaterThan(0);
    expect(second.stderr).toContain('had lost its worker');
  });

  it('has the job of a stopped worker put back at once', async () => {
    // until the lock of the first worker ends, nobody would find the job without it
    const first = worker('stop', 300);
    const sweep = start(...sweepWords('stop', [files[3]!], '--budgets=0.6', '--time-limit=1.5'));
    await first.says(': started');
    expect(await first.end('SIGTERM')).toBe(0);
    expect(first.stderr).toContain(': put back');
    const second = worker('stop', 300);
    expect(await sweep.ended).toBe(0);
    expect(second.count(': started')).toBe(1);
  });

  it('lets a killed collector go on where it was', async () => {
    const solver = worker('resume');
    const rows = folder.file('resume.jsonl');
    const words = sweepWords('resume', [files[3]!], '--budgets=0.6:0.9:0.1', '--time-limit=1', '--resume', rows);
    const killed = start(...words);
    await killed.says('(1 of 4)');
    await killed.end('SIGKILL');
    const before = rowsOf(rows);
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(4);
    const { code, stderr } = await runCli(...words);
    expect(code).toBe(0);
    expect(stderr).toContain(`moccasin: ${before.length} of 4 budgets were finished before\n`);
    expect(rowsOf(rows).slice(0, before.length)).toEqual(before);
    expect(rowsOf(rows).length).toBe(4);
    expect(solver.count(': started')).toBe(4);
    // without the file, too: the results are still there
    expect((await runCli(...words.slice(0, -2))).code).toBe(0);
    expect(solver.count(': started')).toBe(4);
  });

  it('loses nothing when the server is killed and started again', async () => {
    const solver = worker('restart');
    const sweep = start(...sweepWords('restart', [files[3]!], '--budgets=0.6:0.9:0.1', '--time-limit=1'));
    await solver.says(': started');
    await server.kill();
    await sweep.says('no connection');
    await server.again();
    expect(await sweep.ended).toBe(0);
    expect(sweep.stderr).toContain('(4 of 4)');
  });

  it('puts jobs again that the server has lost', async () => {
    const sweep = start(...sweepWords('lost', [files[0]!], '--budgets=0.8,0.9', '--time-limit=0.2'));
    const { Redis } = await import('ioredis');
    const client = new Redis(server.url);
    while ((await client.llen('bull:lost:wait')) < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    await client.del(...(await client.keys('*lost*')));
    client.disconnect();
    worker('lost');
    expect(await sweep.ended).toBe(0);
    expect(sweep.stderr).toContain('(2 of 2)');
  });

  it('gives up a job that its workers do not survive', async () => {
    const sweep = start(
      ...sweepWords('poison', [files[3]!], '--budgets=0.6', '--time-limit=600', '--csv', folder.file('p.csv')),
    );
    for (let life = 0; life < 3; life++) {
      const victim = worker('poison', 1);
      await victim.says(': started');
      await victim.end('SIGKILL');
    }
    worker('poison', 1);
    expect(await sweep.ended).toBe(1);
    expect(sweep.stderr).toMatch(/: budget \d+ failed: job stalled more than allowable limit\n/);
    expect(sweep.stdout).toMatch(/unknown \(failed\)/);
    expect(folder.read('p.csv')).toMatch(/,unknown,.*,failed\n$/);
  });

  it('believes no answer unseen, and tells of jobs that fail', async () => {
    const { Worker } = await import('bullmq');
    const connection = { host: '127.0.0.1', port: server.port };
    const graph = folder.graph('recompute.json', recomputeGraph());
    const row = (id: string) => ({
      ...{
        format: 'moccasin-row/1',
        key: id,
        graph: 'handmade',
        budget: 6,
        status: 'optimal',
        foundAt: 6,
        provenAt: 6,
      },
      ...{ duration: 100, durationLowerBound: 100, seconds: 0, stopReason: 'closed', order: [0, 1, 2, 3] },
    });
    for (const [answer, words] of [
      [row, /the answer is wrong: its schedule is not valid: /],
      [() => null, /the answer is not a row of this job/],
      [
        () => Promise.reject(new Error('\u001b[31mbad luck\nindeed')),
        /budget 6 failed: \\x1b\[31mbad luck\\x0aindeed\n/,
      ],
    ] as const) {
      const liar = new Worker('lies', async (job) => answer(job.id as string), { connection });
      const { code, stdout, stderr } = await runCli(...sweepWords('lies', [graph], '--budgets=6'));
      await liar.close();
      expect(code).toBe(1);
      expect(stderr).toMatch(words);
      expect(stdout).toMatch(/6 +85\.71 +unknown \(failed\)/);
    }
    // what has failed is tried anew
    worker('lies');
    expect((await runCli(...sweepWords('lies', [graph], '--budgets=6'))).code).toBe(0);
  });

  it('refuses jobs of other versions and graphs that are none', async () => {
    const { Queue } = await import('bullmq');
    const { Redis } = await import('ioredis');
    const solver = worker('odd');
    const queue = new Queue('odd', { connection: { host: '127.0.0.1', port: server.port } });
    await queue.add('budget', { format: 'moccasin-job/2' });
    await solver.says('failed: the job is of another version');
    const client = new Redis(server.url);
    await client.set('moccasin:odd:graph:x', 'not compressed');
    client.disconnect();
    const job = { format: 'moccasin-job/1', graph: 'x', name: 'x', budget: 1, order: 'input', maxComputations: 2 };
    await queue.add('budget', { ...job, keepOutputs: false, timeLimit: 1, seed: 1, deterministic: false, workers: 1 });
    await solver.says('failed: incorrect header check');
    await queue.close();
    expect(await solver.end('SIGTERM')).toBe(0);
  });

  it('says in a line when the server is full', async () => {
    const full = await RedisServer.start('--maxmemory', '1');
    try {
      const { code, stderr } = await runCli('sweep', files[0]!, '--queue', full.url);
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /^moccasin: --queue: the server at redis:[^\n]+ refuses a command: OOM [^\n]+; check its memory/,
      );
      expect(stderr.trimEnd().split('\n').length).toBe(1);
    } finally {
      await full.stop();
    }
  });

  it('leaves the jobs in the queue on Ctrl-C', async () => {
    const rest = sweepWords('leave', [files[0]!], '--budgets=0.8,0.9', '--time-limit=0.2');
    const sweep = start(...rest);
    const { Redis } = await import('ioredis');
    const client = new Redis(server.url);
    while ((await client.llen('bull:leave:wait')) < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    client.disconnect();
    expect(await sweep.end('SIGINT')).toBe(3);
    expect(sweep.stderr).toContain('2 jobs stay in the queue');
    worker('leave');
    expect((await runCli(...rest)).code).toBe(0);
  });

  it('never prints a password', async () => {
    const closed = await RedisServer.start('--requirepass', 'open sesame');
    const { port } = closed;
    try {
      for (const [url, words] of [
        [
          `redis://:wrong-secret@127.0.0.1:${port}`,
          /127\.0\.0\.1:\d+ \(it refuses user or password\); check the address/,
        ],
        [`redis://127.0.0.1:${port}`, /it refuses user or password/],
        [
          'redis://me:wrong-secret@127.0.0.1:1',
          /no Redis server answers at redis:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\); /,
        ],
      ] as const) {
        for (const command of [['sweep', files[0]!], ['worker']]) {
          const { code, stdout, stderr } = await runCli(...command, '--queue', url);
          expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
          expect(stderr).toMatch(/^moccasin: [^\n]+\n$/);
          expect(stderr).toMatch(words);
          expect(stderr).not.toContain('secret');
        }
      }
      const right = start('worker', '--queue', `redis://:open%20sesame@127.0.0.1:${port}`);
      await right.says('waiting for jobs');
      expect(right.stderr).not.toContain('sesame');
      // the server goes away while the worker is told to stop
      await closed.kill();
      expect(await right.end('SIGTERM')).toBe(0);
    } finally {
      await closed.stop();
    }
  });
});
