// `moccasin import`: graph, table, warnings and refusals.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRematGraph } from '../../io/remat-graph.ts';
import { type ModelSpec, onnxModel } from '../support/onnx-writer.ts';
import { runCli } from './run-cli.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'moccasin-import-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, spec: ModelSpec): string {
  const file = join(folder, name);
  writeFileSync(file, onnxModel(spec));
  return file;
}

const MODEL: ModelSpec = {
  nodes: [
    { name: 'up', type: 'MatMul', inputs: ['x', 'w'], outputs: ['h'] },
    { name: 'act', type: 'Relu', inputs: ['h'], outputs: ['a'] },
    { name: 'flat', type: 'Flatten', inputs: ['a'], outputs: ['f'] },
    { name: 'sum', type: 'Add', inputs: ['f', 'h'], outputs: ['y'] },
  ],
  inputs: [{ name: 'x', type: 'float', shape: ['batch', 8] }],
  outputs: [{ name: 'y', type: 'float', shape: null }],
  initializers: [{ name: 'w', type: 'float', shape: [8, 16] }],
};

describe('moccasin import', () => {
  it('writes the graph and prints what its operators take', async () => {
    const file = written('model.onnx', MODEL);
    const { code, stdout, stderr } = await runCli('import', file, '--dim', 'batch=4');
    expect(code).toBe(0);
    const graph = parseRematGraph(stdout, 'stdout');
    const computed = graph.nodes.filter(({ kind }) => kind === 'compute').map(({ name, size }) => [name, size]);
    expect(computed).toEqual([['up', 256], ['act', 256], ['sum', 256]]); // biome-ignore format: three nodes
    expect(graph.nodes.filter(({ kind }) => kind === 'alias').map(({ name }) => name)).toEqual(['flat']);
    const rows = stderr.split('\n').map((line) => line.trim().split(/\s+/).slice(0, 4));
    expect(rows.slice(0, 6).map(([name, count, bytes]) => [name, count, bytes])).toEqual([
      ['operator', 'nodes', 'bytes'],
      ['Add', '1', '256'],
      ['MatMul', '1', '256'],
      ['Relu', '1', '256'],
      ['Flatten', '1', '0'],
      ['all', '4', '768'],
    ]);
    expect(rows[2]?.[3]).toBe(String(2 * 4 * 8 * 16));
    expect(stderr).toContain('graph: 4 operators (0 depend on weights alone), weights 512 bytes, device ');
  });

  it('writes to a file, quietly if asked to', async () => {
    const [file, output] = [written('model.onnx', MODEL), join(folder, 'graph.json')];
    expect(await runCli('import', file, '--dim=batch=4', '--output', output, '-q')).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(parseRematGraph(readFileSync(output, 'utf8'), output).nodes.length).toBeGreaterThan(3);
  });

  it('says what it does not know', async () => {
    const file = written('custom.onnx', {
      ...MODEL,
      nodes: [{ name: 'odd\u0007', type: 'Odd', domain: 'mine', inputs: ['x'], outputs: ['y'] }],
    });
    const { code, stderr } = await runCli('import', file, '--dim=batch=4', '-q');
    expect(code).toBe(0);
    expect(stderr).toBe(
      `moccasin: ${file}: the sizes of "y" cannot be known and count as 0 where nothing else is said; not known from mine::Odd "odd\\x07" on\n`,
    );
  });

  it('counts what is not known as 0, which solve does not do unasked', async () => {
    const file = written('custom.onnx', {
      ...MODEL,
      nodes: [{ name: 'odd', type: 'Odd', domain: 'mine', inputs: ['x'], outputs: ['y'] }],
    });
    const { stdout } = await runCli('import', file, '--dim=batch=4', '-q');
    expect(parseRematGraph(stdout, 'graph').nodes.find(({ name }) => name === 'odd')).toMatchObject({ size: 0 });
    const words = ['solve', file, '--dim=batch=4', '--budget=1', '--time-limit=5', '--quiet'];
    const refused = await runCli(...words);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`${file}: the size of "y" cannot be known; export the model with shapes, or say`);
    const { code, stdout: answer } = await runCli(...words, '--unknown-bytes=24');
    expect(code).toBe(0);
    expect(JSON.parse(answer)).toMatchObject({ peak: 24 });
  });

  it.each<[string, readonly string[], string]>([
    ['an open dimension', [], 'inputs: the dimension batch has no length; add --dim batch=LENGTH'],
    ['a wrong dimension', ['--dim=batsch=3'], '--dim batsch=3: the model has no such dimension; name one of batch'],
    ['its own file as output', ['--output', 'MODEL'], '--output: would replace the model; name another file'],
  ])('refuses %s in one line', async (_, words, message) => {
    const file = written('model.onnx', MODEL);
    const { code, stdout, stderr } = await runCli('import', file, ...words.map((word) => word.replace('MODEL', file)));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^moccasin: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });

  it('refuses what is no model in one line', async () => {
    const file = join(folder, 'broken.onnx');
    for (const bytes of [new Uint8Array(), new Uint8Array(1_000_000), onnxModel(MODEL).subarray(0, 40)]) {
      writeFileSync(file, bytes);
      const { code, stderr } = await runCli('import', file);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^moccasin: [^\n]*\n$/);
    }
  });

  it('explains itself', async () => {
    const { code, stdout } = await runCli('import', '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/--dim NAME=N[\s\S]*--device/);
  });
});
