// `moccasin plan` and `check --plan`: what is written, and that no false plan passes.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatPlan, formatPlanCsv, type PlanFile, type PlanOperation, parsePlan } from '../../io/plan-file.ts';
import { writeScheduleFile } from '../../io/schedule-file.ts';
import { checkmateGraph, sampleSchedule } from '../io/samples.ts';
import { ROOT } from '../support/product-files.ts';
import { runCli } from './run-cli.ts';

let folder = '';
const file = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'moccasin-test-'));
  writeFileSync(file('graph.json'), JSON.stringify(checkmateGraph()));
  writeScheduleFile(file('schedule.json'), sampleSchedule());
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const plan = (...options: string[]) => runCli('plan', file('graph.json'), file('schedule.json'), ...options);
const readPlan = async (...options: string[]): Promise<PlanFile> =>
  parsePlan((await plan('--quiet', ...options)).stdout, 'stdout');

describe('plan', () => {
  it('writes a plan of few tensors that is proven to be the best', async () => {
    const { code, stdout, stderr } = await plan('--alignment', '1');
    expect(code).toBe(0);
    expect(stderr).toBe('four: arena 6, peak 6, arena / peak 1.0000, alignment 1, no smaller arena is possible\n');
    const written = parsePlan(stdout, 'stdout');
    expect(written).toMatchObject({
      graph: 'four',
      arena: 6,
      arenaLowerBound: 6,
      status: 'optimal',
      peak: 6,
      ratio: 1,
    });
    expect(
      written.operations.map(({ operation, node, tensor, copy }) => `${operation} ${node} ${tensor} ${copy}`),
    ).toEqual([
      ...['compute 0 0 0', 'compute 1 1 0', 'free 0 0 0', 'compute 2 2 0', 'free 1 1 0', 'recompute 0 3 1'],
      ...['compute 3 4 0', 'free 2 2 0', 'free 0 3 1', 'free 3 4 0'],
    ]);
    expect(written.reads).toEqual([[], [0], [1], [], [3, 2]]);
    expect(formatPlan(written)).toBe(stdout);
  });

  it('aligns addresses: the arena counts whole units, the peak does not', async () => {
    expect(await readPlan()).toMatchObject({ alignment: 64, arena: 192, arenaLowerBound: 192, peak: 6, ratio: 32 });
  });

  it('keeps outputs where it is told to', async () => {
    const { operations } = await readPlan('--keep-outputs');
    expect(operations.filter(({ operation }) => operation === 'free').map(({ node }) => node)).toEqual([0, 1, 2, 0]);
  });

  it('writes CSV and a trace, too', async () => {
    await plan('--output', file('plan.json'), '--csv', file('plan.csv'), '--trace', file('trace.json'), '--quiet');
    const lines = readFileSync(file('plan.csv'), 'utf8').trimEnd().split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'operation,node,tensor,copy,offset,bytes',
      'compute,0,0,0,0,4',
      expect.any(String),
    ]);
    expect(lines.length).toBe(11);
    const { traceEvents } = JSON.parse(readFileSync(file('trace.json'), 'utf8'));
    const slices = traceEvents.filter(({ ph }: { ph: string }) => ph === 'X');
    expect(slices.map(({ name, cat, ts, dur, tid }: Record<string, unknown>) => [name, cat, ts, dur, tid])).toEqual([
      ['a', 'forward', 0, 0.01, 1],
      ['b', 'forward', 0.01, 0.02, 1],
      ['c', 'backward', 0.03, 0.03, 1],
      ['a', 'recompute', 0.06, 0.01, 2],
      ['d', 'backward', 0.07, 0.04, 1],
    ]);
    const memory = traceEvents.filter(({ ph, name }: Record<string, unknown>) => ph === 'C' && name === 'memory');
    expect(memory.map(({ args }: { args: { bytes: number } }) => args.bytes)).toEqual([4, 5, 2, 5, 6, 0]);
  });

  it('writes texts that no spreadsheet runs and no reader splits', () => {
    const cell = (node: string): string =>
      formatPlanCsv({
        operations: [{ operation: 'free', node, tensor: 1, copy: 0, offset: 2, bytes: 3 }],
      } as unknown as PlanFile);
    const head = 'operation,node,tensor,copy,offset,bytes\n';
    expect(cell('=1+1')).toBe(`${head}free,'=1+1,1,0,2,3\n`);
    expect(cell('@a,"b"')).toBe(`${head}free,"'@a,""b""",1,0,2,3\n`);
    expect(cell('x')).toBe(`${head}free,x,1,0,2,3\n`);
  });

  it('says in one line what it cannot use', async () => {
    const line = async (...options: string[]): Promise<string> => {
      const { code, stdout, stderr } = await plan(...options);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      return stderr;
    };
    expect(await line('--alignment', '0')).toMatch(/--alignment: 0 is out of range/);
    expect(await line('--output', file('graph.json'))).toMatch(/is named twice/);
    expect(await line('--csv', file('x'), '--trace', file('x'))).toMatch(/is named twice/);
    writeScheduleFile(file('wrong.json'), { ...sampleSchedule(), order: [0, 2, 1, 0, 3] });
    const { stderr } = await runCli('plan', file('graph.json'), file('wrong.json'));
    expect(stderr).toMatch(/wrong\.json: step 1 computes node 2 out of the input order; give a schedule of /);
  });
});

describe('check --plan', () => {
  const check = (text: string, ...options: string[]) => {
    writeFileSync(file('judged.json'), text);
    return runCli('check', file('graph.json'), file('schedule.json'), '--plan', file('judged.json'), ...options);
  };

  it('accepts what plan writes', async () => {
    for (const options of [['--alignment', '1'], [], ['--alignment', '3']]) {
      const { code, stdout } = await check(formatPlan(await readPlan(...options)));
      expect(code).toBe(0);
      expect(stdout).toMatch(/^valid: .*, arena \d+, arena \/ peak \d+\.\d{4}\n$/);
    }
    const kept = await readPlan('--keep-outputs');
    expect((await check(formatPlan(kept), '--keep-outputs')).code).toBe(0);
  });

  const at = (i: number, change: Partial<PlanOperation>) => (p: PlanFile) => ({
    operations: p.operations.map((operation, k) => (k === i ? { ...operation, ...change } : operation)),
  });
  const falsified: [what: string, change: (p: PlanFile) => Partial<PlanFile>, words: RegExp][] = [
    [
      'an overlap',
      (p) => at(1, { offset: p.operations[0].offset })(p),
      /operation 1 .*writes to \[0, 1\), where \[0, 4\)/,
    ],
    ['a place beyond the arena', at(1, { offset: 64 * 9 }), /writes up to 577, beyond the arena of 192/],
    ['an address between', at(1, { offset: 70 }), /offset 70, no multiple of 64/],
    ['a size', at(0, { bytes: 3 }), /speaks of 3 bytes, the tensor has 4/],
    ['a wrong step', at(0, { node: 1 }), /speaks of 4 bytes|not what the schedule does/],
    ['a node that is not there', at(0, { node: 'z' }), /node "z", which is not in the graph/],
    ['a number of another tensor', at(1, { tensor: 5 }), /writes tensor 5 at step 1/],
    ['a copy', at(5, { copy: 0 }), /is said to write copy 0, there are 1/],
    ['a computation called the first', at(5, { operation: 'compute' }), /comes after 1 computations/],
    [
      'a tensor freed twice',
      (p) => ({ operations: p.operations.flatMap((o, i) => (i === 2 ? [o, o] : [o])) }),
      /not held/,
    ],
    ['a tensor freed elsewhere', at(2, { offset: 64 }), /does not agree with the operation that wrote/],
    ['a tensor freed too early', (p) => ({ operations: swap(p.operations, 1, 2) }), /reads tensor 0 after it is freed/],
    ['a step missing', (p) => ({ operations: p.operations.slice(0, 6) }), /ends after 4 of 5 steps/],
    [
      'a read missing',
      (p) => ({ reads: p.reads.map((r, j) => (j === 4 ? r.slice(1) : r)) }),
      /reads 1 tensors instead of 2/,
    ],
    ['an old copy read', (p) => ({ reads: p.reads.map((r, j) => (j === 4 ? [0, 2] : r)) }), /does not read the latest/],
    ['reads of fewer steps', (p) => ({ reads: p.reads.slice(1) }), /lists the reads of 4 steps of 5/],
    ['the peak', () => ({ peak: 7 }), /claims peak 7, the schedule has 6/],
    ['the ratio', () => ({ ratio: 1 }), /claims ratio 1, it is 32/],
    ['a bound above the arena', () => ({ arenaLowerBound: 256 }), /lower bound 256 is above the arena/],
    ['a proof', () => ({ arenaLowerBound: 64 }), /status optimal does not agree/],
    ['an alignment of nothing', () => ({ alignment: 0 }), /an alignment of 0/],
  ];
  it.each(falsified)('rejects %s', async (_, change, words) => {
    const honest = await readPlan();
    const { code, stdout } = await check(formatPlan({ ...honest, ...change(honest) }));
    expect(stdout).toMatch(/^INVALID: [^\n]+\n$/);
    expect(stdout).toMatch(words);
    expect(code).toBe(1);
  });

  it('rejects a plan that frees an output that is to be kept', async () => {
    const { stdout } = await check(formatPlan(await readPlan()), '--keep-outputs');
    expect(stdout).toMatch(/INVALID: .*does not keep node 3 to the end/);
  });

  it('says in one line what is no plan', async () => {
    for (const text of ['{}', '{"format": "moccasin-plan/1"}', '[]', 'x']) {
      const { code, stderr } = await check(text);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^moccasin: [^\n]+judged\.json: [^\n]+; [^\n]+\n$/);
    }
  });
});

describe('the schema of plans', () => {
  it('asks for the fields that plans have', async () => {
    const schema = JSON.parse(readFileSync(join(ROOT, 'schema/moccasin-plan-1.schema.json'), 'utf8'));
    const written = JSON.parse((await plan('--quiet')).stdout);
    expect(schema.required).toEqual(Object.keys(written));
    expect(Object.keys(schema.properties)).toEqual(Object.keys(written));
    const { items } = schema.properties.operations;
    expect(items.required).toEqual(Object.keys(written.operations[0]));
    expect(Object.keys(items.properties)).toEqual(items.required);
  });
});

function swap<T>(list: readonly T[], i: number, j: number): T[] {
  const result = [...list];
  [result[i], result[j]] = [list[j], list[i]];
  return result;
}
