// Graphs of any format on the command line: --dim, --device, --profile, `grad`, `devices`.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { graphWords } from '../../cli/graph-options.ts';
import { parseGraph } from '../../formulation/load-graph.ts';
import type { ScheduleFile } from '../../io/schedule-file.ts';
import { onnxModel } from '../support/onnx-writer.ts';
import { runCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'moccasin-graph-options-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, contents: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
};

// x -> fc -> r -> fc2 -> y
const model = onnxModel({
  nodes: [
    { type: 'MatMul', name: 'fc', inputs: ['x', 'w'], outputs: ['a'] },
    { type: 'Relu', name: 'r', inputs: ['a'], outputs: ['b'] },
    { type: 'MatMul', name: 'fc2', inputs: ['b', 'v'], outputs: ['y'] },
  ],
  inputs: [{ name: 'x', type: 'float', shape: ['batch', 64] }],
  outputs: [{ name: 'y', type: 'float', shape: ['batch', 8] }],
  initializers: [
    { name: 'w', type: 'float', shape: [64, 32] },
    { name: 'v', type: 'float', shape: [32, 8] },
  ],
});
const onnx = file('model.onnx', model);
const QUIET = ['--time-limit', '5', '--workers', '1', '--quiet'];

it('--sort takes a model whose operators are out of order, in every command', async () => {
  const unsorted = file(
    'unsorted.onnx',
    onnxModel({
      nodes: [
        { type: 'Neg', name: 'last', inputs: ['a'], outputs: ['y'] },
        { type: 'Relu', name: 'first', inputs: ['x'], outputs: ['a'] },
      ],
      inputs: [{ name: 'x', type: 'float', shape: [8] }],
      outputs: [{ name: 'y', type: 'float', shape: [8] }],
    }),
  );
  const words = ['--budget', '100%', ...QUIET];
  const refused = await runCli('solve', unsorted, ...words);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('add --sort to take them sorted');
  const { code, stdout } = await runCli('solve', unsorted, ...words, '--sort');
  expect(code).toBe(0);
  expect((JSON.parse(stdout) as ScheduleFile).order).toEqual(['first', 'last']);
  const schedule = file('sorted.json', stdout);
  expect((await runCli('check', unsorted, schedule, '--sort')).code).toBe(0);
  const target = join(folder, 'sorted.onnx');
  expect((await runCli('rewrite', unsorted, schedule, '--sort', '--output', target, '--quiet')).code).toBe(0);
  expect((await runCli('import', target, '--quiet')).code).toBe(0);
  const none = { device: undefined, 'unknown-bytes': undefined, profile: undefined };
  expect(graphWords({ ...none, sort: true, train: false, dim: 'n=1' })).toEqual(['--dim=n=1', '--sort']);
});

describe('solve on a model', () => {
  it('has the operators as steps, and durations of the device', async () => {
    const words = ['--dim', 'batch=100', '--budget', '100%', ...QUIET];
    const { code, stdout } = await runCli('solve', onnx, ...words);
    expect(code).toBe(0);
    const schedule = JSON.parse(stdout) as ScheduleFile;
    expect(schedule.order).toEqual(['fc', 'r', 'fc2']);
    expect(schedule.peak).toBe(2 * 100 * 32 * 4);
    const pi = await runCli('solve', onnx, ...words, '--device', 'pi5');
    expect((JSON.parse(pi.stdout) as ScheduleFile).duration).toBeGreaterThan(3000);
    const written = file('schedule.json', stdout);
    expect((await runCli('check', onnx, written, '--dim', 'batch=100')).code).toBe(0);
  });

  it('takes measured durations, and says what is missing', async () => {
    const profile = file('p.csv', 'name,microseconds\nfc,3\nnobody,4\n');
    const words = ['--dim', 'batch=100', '--budget', '1', '--profile', profile, ...QUIET];
    const { code, stdout, stderr } = await runCli('solve', onnx, ...words);
    expect(code).toBe(0);
    expect(stderr).toMatch(/p\.csv: no duration for "r", "fc2": estimated; no node is called "nobody": left out\n$/);
    const { duration } = JSON.parse(stdout) as ScheduleFile;
    const plain = await runCli('solve', onnx, ...words.filter((word) => word !== '--profile' && word !== profile));
    expect(duration).toBe(
      (JSON.parse(plain.stdout) as ScheduleFile).duration! -
        Math.ceil((100 * (64 + 32) * 4 + 64 * 32 * 4) / 900) +
        3000,
    );
  });
});

describe('what does not fit the file is refused', () => {
  const link = file('link.json', '{"nodes":[{"id":1,"cost_cpu":5,"cost_ram":7}],"links":[]}');
  const remat = file(
    'remat.json',
    '{"format":"remat-graph/1","nodes":[{"id":1,"kind":"compute","size":7,"duration":5}],"edges":[]}',
  );
  const profile = file('q.csv', 'name,microseconds\nother,3\n');
  it.each([
    [[link, '--device', 'a100'], /--device: .*link\.json has durations of its own and no operation counts/],
    [[link, '--dim', 'a=3'], /--dim: .*link\.json has no symbolic dimensions/],
    [[remat, '--device', 'a100'], /--device: node 1 of .*remat\.json has no operation counts/],
    [[link, '--profile', profile], /q\.csv: names no duration for "1"; name all nodes/],
    [[link, '--profile', 'none.csv'], /none\.csv: no such file/],
    [[onnx, '--dim', 'batch'], /--dim: "batch" is not NAME=N/],
    [[onnx, '--dim', 'batch=0'], /--dim: "batch=0" is not NAME=N/],
    [[onnx, '--dim', 'batch=1', '--dim', 'batch=2'], /--dim: "batch" has two values/],
    [[onnx, '--device', 'a1000'], /--device: unknown device "a1000"; did you mean a100/],
    [[onnx, '--device', './none.json'], /none\.json: no such file/],
    [[onnx], /batch/],
  ] as [string[], RegExp][])('%j', async (words, message) => {
    const { code, stdout, stderr } = await runCli('solve', ...words, '--budget', '1', ...QUIET);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^moccasin: [^\n]+\n$/);
  });
});

describe('solve --train', () => {
  const words = ['--dim', 'batch=100', '--train'];

  it('takes the training step that grad writes', async () => {
    const graph = join(folder, 'step.json');
    await runCli('grad', onnx, '--dim', 'batch=100', '--quiet', '--output', graph);
    const { code, stdout } = await runCli('solve', onnx, ...words, '--budget', '1', ...QUIET);
    expect(code).toBe(0);
    const step = JSON.parse(stdout) as ScheduleFile;
    const written = await runCli('solve', graph, '--budget', '1', ...QUIET);
    const { baseline, budget, peak, duration } = JSON.parse(written.stdout) as ScheduleFile;
    expect(step).toMatchObject({ baseline, budget, peak, duration });
    const schedule = file('step-schedule.json', stdout);
    expect((await runCli('check', graph, schedule)).code).toBe(0);
    expect((await runCli('check', onnx, schedule, ...words)).code).toBe(0);
  });

  it('is for models alone', async () => {
    const graph = join(folder, 'step.json');
    expect(await runCli('solve', graph, '--train', '--budget', '1')).toMatchObject({
      code: 2,
      stderr: `moccasin: --train: ${graph} is no ONNX model; give --train with ONNX models only\n`,
    });
  });
});

describe('grad', () => {
  it('writes the training graph of a model', async () => {
    const { code, stdout, stderr } = await runCli('grad', onnx, '--dim', 'batch=100');
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/: 11 nodes, \d+ links, peak \d+ bytes/),
    });
    const graph = parseGraph(stdout, 'g.json');
    expect(graph.names).toEqual([
      ...['fc', 'r', 'fc2', 'loss/log_softmax', 'loss', 'loss/grad', 'loss/log_softmax/grad'],
      ...['fc2/grad_0', 'fc2/grad_1', 'r/grad', 'fc/grad'],
    ]);
    expect(graph.units).toEqual({ size: 'bytes', duration: 'nanoseconds' });
  });

  it('without a loss, with a file, and of nothing but a model', async () => {
    const output = join(folder, 'grad.json');
    const words = ['--dim', 'batch=100', '--loss', 'none', '--quiet', '--output', output];
    expect(await runCli('grad', onnx, ...words)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await runCli('grad', output)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not an ONNX model'),
    });
    const same = await runCli('grad', onnx, '--dim', 'batch=100', '--output', onnx);
    expect(same).toMatchObject({ code: 2, stderr: expect.stringContaining('--output: is the file of the model') });
  });

  it('names the operators it has no rule for', async () => {
    const strange = onnxModel({
      nodes: [{ type: 'LSTM', name: 'l', inputs: ['x', 'w', 'r'], outputs: ['y'], attributes: { hidden_size: 3 } }],
      inputs: [{ name: 'x', type: 'float', shape: [6, 2, 5] }],
      outputs: [{ name: 'y', type: 'float', shape: [6, 1, 2, 3] }],
      initializers: [
        { name: 'w', type: 'float', shape: [1, 12, 5] },
        { name: 'r', type: 'float', shape: [1, 12, 3] },
      ],
    });
    const lstm = file('lstm.onnx', strange);
    const { code, stderr } = await runCli('grad', lstm, '--quiet');
    expect(code).toBe(0);
    expect(stderr).toBe(
      `moccasin: ${lstm}: no rule for LSTM: their gradients read inputs and outputs and cost twice the forward pass\n`,
    );
  });
});

describe('devices', () => {
  it('prints the table', async () => {
    const { code, stdout } = await runCli('devices');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^ +a100 +19\.5 TFLOP\/s +9\.7 TFLOP\/s +312 TFLOP\/s +312 TFLOP\/s +624 TOP\/s +2039 GB\/s +0 ns$/m,
    );
    expect(stdout).toContain('gpu (default)');
  });
});
