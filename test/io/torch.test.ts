// What is written for torch: replays that read only what is held and end with all results, scripts that Python runs, lists of saved tensors.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rematToComputeGraph } from '../../formulation/network/network-graph.ts';
import type { RematGraph, RematNode } from '../../formulation/network/remat-graph.ts';
import { type Simulation, simulate } from '../../formulation/schedule.ts';
import { parseRematGraph } from '../../io/remat-graph.ts';
import { writeScheduleFile } from '../../io/schedule-file.ts';
import { formatReplay, type ReplayOperation, type ReplaySchedule, replayPlan } from '../../io/torch-replay.ts';
import { savedTensors } from '../../io/torch-saved.ts';
import { Random } from '../../solver/random.ts';
import { runCli } from '../cli/run-cli.ts';
import { ROOT } from '../support/product-files.ts';
import { randomInputOrderSequence } from '../support/random-sequence.ts';
import { sampleSchedule } from './samples.ts';

const PYTHON = process.env['MOCCASIN_PYTHON'] ?? 'python3';
const hasPython = spawnSync(PYTHON, ['-c', 'pass']).status === 0;
const STRANGE = 'quote" \\ \' line\nend """ {x} $& \u{1f600} \ud800';

function remat(
  nodes: readonly (Partial<RematNode> & Pick<RematNode, 'name' | 'kind'>)[],
  edges: [number, number][],
  outputs: number[],
): RematGraph {
  const rest = { op: 'op', size: 1, duration: 1, flops: 0, bytesMoved: 0, rooflineNs: 1, backward: false };
  return {
    format: 'remat-graph/1',
    ...{ name: STRANGE, source: '', device: null, durationUnit: 'ns', sizeUnit: 'bytes' },
    nodes: nodes.map((node, id) => ({ ...rest, ...(node.kind === 'compute' ? {} : { size: 0 }), ...node, id })),
    ...{ edges, outputs, outputRoles: outputs.map(() => 'output'), order: nodes.map((_, id) => id) },
  };
}

/** x -> a (with a view v and one output g that is a result) -> b -> loss; backward: db reads b and v, da reads a. */
const SMALL = remat(
  [
    { name: 'x', kind: 'input', role: 'data' },
    { name: STRANGE, kind: 'compute', size: 8 },
    { name: 'g', kind: 'alias', aliasOf: 1 },
    { name: 'v', kind: 'alias', aliasOf: 1 },
    { name: 'b', kind: 'compute', size: 4 },
    { name: 'loss', kind: 'compute', size: 1 },
    { name: 'db', kind: 'compute', size: 4, backward: true },
    { name: 'da', kind: 'compute', size: 8, backward: true },
    { name: 'da_view', kind: 'alias', aliasOf: 7, backward: true },
  ],
  [
    [0, 1],
    [1, 2],
    [1, 3],
    [3, 4],
    [4, 5],
    [4, 6],
    [3, 6],
    [6, 7],
    [1, 7],
    [7, 8],
  ],
  [5, 2, 8],
);

function scheduleOf(graph: RematGraph, sequence: readonly number[]): ReplaySchedule {
  const compute = rematToComputeGraph(graph);
  const { frees } = simulate(compute, sequence, {}) as Simulation;
  return {
    order: sequence.map((v) => compute.ids[v]),
    frees: frees.map((nodes) => nodes.map((v) => compute.ids[v])),
  };
}

/** Carry the operations (none: the plain order) out on expressions, which `numbers` knows; the values of the results. Throws if something is read or freed that is not held. */
function carryOut(
  graph: RematGraph,
  operations: readonly ReplayOperation[],
  numbers: Map<string, number>,
): Map<string, number> {
  const sources = new Map<string, string[]>(graph.nodes.map(({ name }) => [name, []]));
  const nameOf = new Map(graph.nodes.map(({ id, name }) => [id, name]));
  for (const [source, target] of graph.edges) sources.get(nameOf.get(target)!)!.push(nameOf.get(source)!);
  const values = new Map<string, number>();
  const compute = (name: string): void => {
    const inputs = sources.get(name)!.map((source) => {
      const value = values.get(source);
      if (value === undefined) throw new Error(`${name} reads ${source}, which is not held`);
      return value;
    });
    const text = JSON.stringify([name, inputs]);
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    values.set(name, numbers.get(text)!);
  };
  for (const { name, kind } of graph.nodes) if (kind === 'input' || kind === 'parameter') compute(name);
  const plain = operations.length === 0;
  if (plain) for (const id of graph.order) compute(nameOf.get(id)!);
  for (const [operation, name] of operations) {
    if (operation === 'compute') compute(name);
    else if (!values.delete(name)) throw new Error(`${name} is freed, but not held`);
  }
  return new Map(
    graph.outputs.map((id) => {
      const name = nameOf.get(id)!;
      if (!values.has(name)) throw new Error(`the result ${name} is lost`);
      return [name, values.get(name)!];
    }),
  );
}

/** Largest sum of the sizes of computed tensors at once. */
function replayPeak(graph: RematGraph, operations: readonly ReplayOperation[]): number {
  const sizes = new Map(graph.nodes.map(({ name, size }) => [name, size]));
  let [live, peak] = [0, 0];
  for (const [operation, name] of operations) {
    live += (operation === 'compute' ? 1 : -1) * sizes.get(name)!;
    peak = Math.max(peak, live);
  }
  return peak;
}

describe('the operations of a replay', () => {
  it('have views when they are read, results at the last computation, and no view of what is freed', () => {
    const words = replayPlan(SMALL, scheduleOf(SMALL, [0, 1, 2, 0, 3, 4])).operations.map(([operation, name]) =>
      `${operation === 'free' ? '-' : ''}${name}`.replace(STRANGE, 'a'),
    );
    expect(words.join(' ')).toBe('a v b -v -a loss a g v db -b da da_view -v -a -db -da');
  });

  it('of random schedules read what is held, keep all results and the memory of the schedule', () => {
    const random = new Random('torch-replay');
    const compute = rematToComputeGraph(SMALL);
    for (let round = 0; round < 200; round++) {
      const sequence = randomInputOrderSequence(random, compute, 2);
      const { operations, peak: promised } = replayPlan(SMALL, scheduleOf(SMALL, sequence));
      const numbers = new Map<string, number>();
      expect(carryOut(SMALL, operations, numbers)).toEqual(carryOut(SMALL, [], numbers));
      const { peak } = simulate(compute, sequence, {}) as Simulation;
      expect(replayPeak(SMALL, operations)).toBe(promised);
      expect(promised).toBeLessThanOrEqual(peak + 9); // kept to the end: the loss, and g, a view of all of a
    }
  });

  const folder = join(ROOT, '../shared/data/torch');
  const files = existsSync(folder)
    ? readdirSync(folder).filter((name) => /^(?:bert|lstm|swin|tiny|t5|resnet18).*(?<!nodelink)\.json$/.test(name))
    : [];
  it.each(files)('of %s, too', (name) => {
    const graph = parseRematGraph(readFileSync(join(folder, name), 'utf8'), name);
    const sequence = randomInputOrderSequence(new Random(name), rematToComputeGraph(graph), 1);
    const { operations } = replayPlan(graph, scheduleOf(graph, sequence));
    const numbers = new Map<string, number>();
    expect(carryOut(graph, operations, numbers)).toEqual(carryOut(graph, [], numbers));
  });
});

describe('saved tensors', () => {
  it('are those that the backward pass reads from before', () => {
    const compute = rematToComputeGraph(SMALL);
    const plain = savedTensors(SMALL, compute, [0, 1, 2, 3, 4]);
    expect(plain).toMatchObject({ saved: [STRANGE, 'g', 'v', 'b'], recomputed: [], savedBytes: 12 });
    // the forward nodes are 0, 1, 2; db is 3, da is 4: a again before da, after db has read the first copy
    const again = savedTensors(SMALL, compute, [0, 1, 2, 3, 0, 4]);
    expect(again).toMatchObject({
      ...{ saved: ['b'], recomputed: [STRANGE, 'g', 'v'], savedAndRecomputed: [STRANGE, 'g', 'v'], savedBytes: 4 },
    });
    // b again after the border; a again before it does not count
    expect(savedTensors(SMALL, compute, [0, 1, 0, 2, 3, 4]).recomputed).toEqual([]);
  });
});

describe('export-torch', () => {
  let folder = '';
  const file = (name: string): string => join(folder, name);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moccasin-test-'));
    writeFileSync(file('graph.json'), JSON.stringify(SMALL));
    const order = [1, 4, 5, 6, 1, 7];
    writeScheduleFile(file('schedule.json'), {
      ...sampleSchedule(),
      ...{ order, frees: order.map(() => []), timeline: order.map(() => 0) },
    });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const words = (...options: string[]): string[] => [
    'export-torch',
    file('graph.json'),
    file('schedule.json'),
    ...options,
  ];

  it('writes both files', async () => {
    const { code, stdout, stderr } = await runCli(
      ...words('--saved', file('saved.json'), '--replay', file('replay.py')),
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(
      /1 names saved \(4 bytes\), 3 recomputed, 3 of them also held over the border\n.*: the replay allocates at most \d+ bytes, results held to the end included\n$/,
    );
    expect(JSON.parse(readFileSync(file('saved.json'), 'utf8'))).toMatchObject({
      format: 'moccasin-saved/1',
      saved: ['b'],
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point
    expect(readFileSync(file('replay.py'), 'utf8')).toMatch(/^[\x00-\x7f]*$/);
  });

  it('says in one line what is missing or wrong', async () => {
    const line = async (argv: string[]): Promise<string> => {
      const { code, stderr } = await runCli(...argv);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await line(words())).toMatch(/^moccasin: nothing to write; give --saved FILE/);
    expect(await line(words('--saved', file('graph.json')))).toMatch(/is named twice; write each result/);
    const twice = { ...SMALL, nodes: SMALL.nodes.map((node) => ({ ...node, name: 'same' })) };
    writeFileSync(file('twice.json'), JSON.stringify(twice));
    expect(await line(['export-torch', file('twice.json'), file('schedule.json'), '--saved', file('s')])).toMatch(
      /twice\.json: nodes\[1\]: the name "same" is used twice; export/,
    );
  });

  it.skipIf(!hasPython)('writes a script that Python runs to the same results', { timeout: 30_000 }, () => {
    const { nodes, edges, outputs } = SMALL;
    const name = new Map(nodes.map((node) => [node.id, node.name]));
    const described = {
      nodes: nodes.map((node) => [
        node.name,
        node.kind === 'input' ? 'placeholder' : 'call_function',
        edges.filter(([, target]) => target === node.id).map(([source]) => name.get(source)),
      ]),
      outputs: outputs.map((id) => name.get(id)),
    };
    writeFileSync(file('described.json'), JSON.stringify(described));
    writeFileSync(file('script.py'), formatReplay(SMALL, replayPlan(SMALL, scheduleOf(SMALL, [0, 1, 2, 0, 3, 4]))));
    execFileSync(PYTHON, ['-m', 'py_compile', file('script.py')]);
    const stand = join(import.meta.dirname, '../support/fake_torch.py');
    const lines = execFileSync(PYTHON, [stand, file('script.py'), file('described.json')], { encoding: 'utf8' });
    expect(lines).toMatch(/^same results: 3\nrefused: not the graph of this schedule: it has no node/);
  });
});
