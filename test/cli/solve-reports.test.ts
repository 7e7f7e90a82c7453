// What `moccasin solve` tells while it works: the log, the events and their description, the status line, Ctrl-C.

import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LogWriter } from '../../cli/log.ts';
import { allowsColor, StatusLine, statusText } from '../../cli/progress.ts';
import { fingerprint, gapIntegral } from '../../cli/response.ts';
import { type SolveRequest, solveRequest } from '../../cli/solve-request.ts';
import { gapPercent, Standing } from '../../cli/standing.ts';
import { failureLines } from '../../cli/summary.ts';
import { table } from '../../cli/table.ts';
import type { RematProblem } from '../../formulation/problem.ts';
import { simulateInputOrder } from '../../formulation/schedule.ts';
import type { RematResult } from '../../formulation/solve.ts';
import type { SolveEvent } from '../../io/event-log.ts';
import type { Finding } from '../../solver/portfolio/exchange.ts';
import { runCli } from './run-cli.ts';
import { Folder, recomputeGraph, trainingGraph } from './solve-support.ts';

let folder: Folder;
let file = '';
beforeAll(() => {
  folder = new Folder();
  file = folder.graph('recompute.json', recomputeGraph());
});
afterAll(() => folder.remove());

const solve = (...options: string[]) => runCli('solve', file, '--workers', '1', ...options);

describe('the log', () => {
  it('tells parameters, problem, model, improvements, members and the response', async () => {
    const { stderr } = await solve(
      '--budget',
      '6',
      '--log',
      ...['--strategies', 'complete', '--set', 'phase=saved', '--seed', '7'],
    );
    const lines = [
      /^moccasin \d+\.\d+\.\d+, Node\.js \d+/,
      /^Parameters: time limit 60 s, seed 7, 1 worker\(s\): complete$/,
      /^ +explanation pointwise, engine options phase=saved$/,
      /^Graph handmade: 4 nodes, 4 links$/,
      /^ {2}input order: peak 7, duration 100; no schedule needs less than 6 memory$/,
      /^Problem: least duration with peak memory <= 6 \(85\.71 % of the input order\)$/,
      /^ {2}input order, at most 2 computations per node, precedence by cover$/,
      /^Model: \d+ variables, \d+ intervals, \d+ constraints \(built in \d+\.\d\d s, memory in units of 1, duration of 10\)$/,
      /^ {2}cumulative +1$/,
      /^Search:$/,
      /^#Bound {3}0\.\d\ds {2}best:inf {2}next:\[100,inf\] {2}structure$/,
      /^#1 {7}0\.\d\ds {2}best:\d+ {2}next:\[.*\] {2}gap:\d+\.\d\d% {2}complete$/,
      /^#Done {4}\d\.\d\ds {2}proof complete$/,
      /^Members:$/,
      /^ {2}complete {2}complete {4}conflicts \d+, .*propagations \d+/,
      /^Solutions:$/,
      /^ {2}complete {2}\d+ {2}last 0\.\d\d s$/,
      /^Bounds:$/,
      /^ {2}structure +1 {2}last 0\.00 s$/,
      /^Response:$/,
      /^status: OPTIMAL$/,
      /^objective: 110$/,
      /^best_bound: 110$/,
      /^gap: 0\.0000%$/,
      /^peak: 6$/,
      /^steps: 5$/,
      /^conflicts: \d+$/,
      /^branches: \d+$/,
      /^propagations: \d+$/,
      /^restarts: \d+$/,
      /^walltime: \d+\.\d{3}$/,
      /^usertime: \d+\.\d{3}$/,
      /^gap_integral: \d+\.\d{3}$/,
      /^solution_fingerprint: 0x[0-9a-f]{16}$/,
      /^handmade: optimal, /,
    ];
    let rest = stderr.split('\n');
    for (const expected of lines) {
      const at = rest.findIndex((line) => expected.test(line));
      expect(at, `${expected} in\n${rest.join('\n')}`).toBeGreaterThanOrEqual(0);
      rest = rest.slice(at + 1);
    }
  });

  it('has a line per improvement', () => {
    const request = solveRequest([file, '--budget', '6']) as SolveRequest;
    const standing = new Standing(request.problem);
    const lines: string[] = [];
    const log = new LogWriter(request, (line) => lines.push(line));
    lines.length = 0;
    const bound = (finding: Finding): void => {
      standing.bounds.push(finding);
      log.onBound(standing, finding);
    };
    const solution = (sequence: number[], finding: Finding): void =>
      log.onSolution(standing, standing.addSolution(sequence, finding));
    bound({ seconds: 0, value: 100, worker: 'structure' });
    solution([0, 1, 2, 0, 1, 3], { seconds: 0.412, value: 130, worker: 'annealing' });
    solution([0, 1, 2, 0, 3], { seconds: 12.5, value: 110, worker: 'lns' });
    bound({ seconds: 100.006, value: 104, worker: 'probe#2' });
    bound({ seconds: 101, value: 110, worker: 'complete' });
    expect(lines).toEqual([
      '#Bound   0.00s  best:inf  next:[100,inf]  structure\n',
      '#1       0.41s  best:130  next:[100,129]  gap:23.08%  annealing\n',
      '#2       12.50s  best:110  next:[100,109]  gap:9.09%  lns\n',
      '#Bound   100.01s  best:110  next:[104,109]  gap:5.45%  probe#2\n',
      '#Bound   101.00s  best:110  next:[]  gap:0.00%  complete\n',
    ]);
  });

  it('says that there is no schedule', async () => {
    const { stderr } = await solve('--budget', '3', '--log');
    expect(stderr).toMatch(/^#Bound {3}0\.\d\ds {2}infeasible {2}structure$/m);
    expect(stderr).toMatch(/^status: INFEASIBLE\nobjective: inf\nbest_bound: none\ngap: none\nwalltime: /m);
    expect(stderr).not.toMatch(/^Model:|fingerprint/m);
  });
});

describe('the events', () => {
  const eventsOf = async (...options: string[]): Promise<SolveEvent[]> => {
    await solve(...options, '--events', folder.file('events.jsonl'));
    const text = folder.read('events.jsonl');
    expect(text.endsWith('\n')).toBe(true);
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as SolveEvent);
  };

  it('tell the whole course of a solve', async () => {
    const events = await eventsOf('--budget', '6', '--output', folder.file('out.json'), '--set', 'phase=best');
    expect(events[0]).toMatchObject({
      ...{ type: 'start', format: 'moccasin-events/1', graph: { name: 'handmade', nodes: 4, links: 4 } },
      ...{ baseline: { peak: 7, duration: 100 }, objective: 'duration', mode: 'input', maxComputations: 2 },
      ...{ keepOutputs: false, precedence: 'cover', budget: 6, durationLimit: null, timeLimit: 60, seed: 1 },
      ...{ strategies: ['all'], explanation: 'pointwise', engine: { phase: 'best' } },
    });
    expect(events.at(-1)).toMatchObject({
      ...{ type: 'end', status: 'optimal', stopReason: 'closed', objective: 110, bound: 110, gapPercent: 0 },
    });
    const solutions = events.filter((event) => event.type === 'solution');
    const bounds = events.filter((event) => event.type === 'bound');
    expect(solutions.length + bounds.length + 2).toBe(events.length);
    expect(solutions.at(-1)).toMatchObject({ duration: 110, peak: 6, steps: 5 });
    expect(bounds[0]).toMatchObject({ worker: 'structure', bound: 100, gapPercent: null });
    const { solve: history } = folder.schedule('out.json');
    expect(history.incumbents).toEqual(
      solutions.map(({ seconds, duration, worker }) => ({ seconds, duration, worker })),
    );
    expect(history.bounds).toEqual(bounds.map(({ seconds, bound, worker }) => ({ seconds, duration: bound, worker })));
  });

  it('have null for what is not there', async () => {
    const infeasible = await eventsOf('--budget', '3');
    expect(infeasible.slice(1)).toMatchObject([
      { type: 'bound', bound: null, gapPercent: null },
      { type: 'end', status: 'infeasible', objective: null, bound: null, gapPercent: null },
    ]);
    const [start] = await eventsOf('--objective', 'memory', '--duration-limit', '1.2');
    expect(start).toMatchObject({ objective: 'memory', budget: null, durationLimit: 120 });
  });

  it('are described field by field', async () => {
    const description = readFileSync(new URL('../../docs/event-log.md', import.meta.url), 'utf8');
    const sections = new Map(description.split('\n## ').map((section) => [section.split('\n')[0], section]));
    for (const event of await eventsOf('--budget', '6')) {
      const described = [...(sections.get(event.type) as string).matchAll(/^\| `(\w+)` \|/gm)].map(
        ([, field]) => field,
      );
      expect(Object.keys(event).sort()).toEqual(described.sort());
    }
  });

  it.skipIf(!existsSync('/dev/full'))('may fail without losing the schedule', async () => {
    const { code, stdout, stderr } = await solve('--budget', '6', '--events', '/dev/full');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ duration: 110 });
    expect(stderr).toMatch(/^moccasin: \/dev\/full: the event log is incomplete: ENOSPC[^\n]+\nhandmade: optimal/);
  });
});

describe('the status line', () => {
  const graph = recomputeGraph();
  const problem = { graph, objective: 'duration', keepOutputs: false } as RematProblem;
  const baseline = simulateInputOrder(graph);

  it('says how the solve stands', () => {
    const standing = new Standing(problem);
    const text = (seconds: number, of = problem): string => statusText(of, baseline, standing, seconds);
    expect(text(0.04)).toBe('0.0 s  no schedule yet');
    standing.bounds.push({ seconds: 0, value: 100, worker: 'structure' });
    expect(text(1)).toBe('1.0 s  no schedule yet  bound 100');
    standing.addSolution([0, 1, 2, 0, 3], { seconds: 1.23, value: 110, worker: 'ann\u001bealing' });
    expect(text(12.34)).toBe('12.3 s  best 110 (TDI 10.0000 %)  bound 100  gap 9.09 %  by ann\\x1bealing at 1.2 s');
    const memory = new Standing({ ...problem, objective: 'memory' });
    memory.addSolution([0, 1, 2, 0, 3], { seconds: 1, value: 6, worker: 'lns' });
    expect(statusText({ ...problem, objective: 'memory' }, baseline, memory, 2)).toBe(
      '2.0 s  best 6 (85.71 % of input order)  by lns at 1.0 s',
    );
    standing.bounds.push({ seconds: 2, value: Number.POSITIVE_INFINITY, worker: 'complete' });
    expect(text(2)).toBe('2.0 s  best 110 (TDI 10.0000 %)  by ann\\x1bealing at 1.2 s');
  });

  it('rewrites itself, fits the terminal and leaves nothing behind', () => {
    vi.useFakeTimers();
    try {
      const written: string[] = [];
      const terminal = { columns: 12, write: (text: string) => written.push(text) };
      const line = new StatusLine(terminal, false, () => 'best 123456 (more than there is room for)');
      expect(written).toEqual([]);
      vi.advanceTimersByTime(600);
      expect(written).toEqual(['\r\u001b[Kbest 123456', '\r\u001b[Kbest 123456']);
      line.close();
      vi.advanceTimersByTime(600);
      expect(written.slice(2)).toEqual(['\r\u001b[K']);
      const colored = new StatusLine({ write: terminal.write }, true, () => '1 s  best 12  bound 3');
      colored.draw();
      colored.close();
      expect(written[3]).toBe('\r\u001b[K1 s  \u001b[1mbest 12\u001b[0m  bound 3');
    } finally {
      vi.useRealTimers();
    }
  });

  it('honours NO_COLOR', () => {
    expect([allowsColor({}), allowsColor({ NO_COLOR: '' }), allowsColor({ NO_COLOR: '1' })]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('Ctrl-C', () => {
  it('delivers the best schedule so far', async () => {
    const training = folder.graph('training.json', trainingGraph(12));
    const options = ['--budget', '0.6', '--strategies', 'annealing', '--time-limit', '600', '--log'];
    let stderr = '';
    let [stdout, interrupted] = ['', false];
    const { main } = await import('../../cli/dispatch.ts');
    const code = await main(['solve', training, ...options], {
      stdout: (text) => (stdout += text),
      stderr: (text) => {
        stderr += text;
        if (/^#1 /m.test(stderr) && !interrupted) interrupted = process.emit('SIGINT');
      },
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^#Done +\S+s {2}interrupted$/m);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'feasible' });
  });
});

describe('figures', () => {
  it('gap in percent', () => {
    expect(gapPercent(110, 100)).toBeCloseTo(9.0909, 4);
    expect([
      gapPercent(0, 0),
      gapPercent(Number.POSITIVE_INFINITY, 3),
      gapPercent(3, Number.NEGATIVE_INFINITY),
    ]).toEqual([...[0, null, null]]);
  });

  it('gap integral: log(1 + gap) over time, from when both sides are known', () => {
    const incumbents = [
      { seconds: 1, objective: 107 },
      { seconds: 3, objective: 103 },
    ];
    const bounds = [
      { seconds: 0, value: 100 },
      { seconds: 4, value: 103 },
    ];
    expect(gapIntegral(incumbents, bounds, 10)).toBeCloseTo(2 * Math.log(8) + Math.log(4), 12);
    expect(gapIntegral([], bounds, 10)).toBe(0);
  });

  it('fingerprint: FNV-1a of the words', () => {
    // the published test values of the empty text and of "foob"
    expect(fingerprint([])).toBe('0xcbf29ce484222325');
    expect(fingerprint([0x626f6f66])).toBe('0xdd120e790c2512af');
    expect(fingerprint([0, 1])).not.toBe(fingerprint([1, 0]));
  });

  it('failures of workers, one line each', () => {
    const workers = [
      { worker: 'dual#1', members: [], failures: ['out of\nmemory', 'gone'] },
      { worker: 'lns#2', members: [], failures: [] },
    ];
    expect(failureLines({ workers } as unknown as RematResult)).toBe(
      'moccasin: worker dual#1: out of\\x0amemory\nmoccasin: worker dual#1: gone\n',
    );
  });

  it('tables align numbers to the right and texts to the left', () => {
    expect(
      table([
        ['linear', '5', 'x'],
        ['or', '120'],
      ]),
    ).toEqual(['  linear    5  x', '  or      120']);
    expect(table([])).toEqual([]);
  });
});
