// `moccasin rewrite`: from a model and a schedule to a model, and what cannot be used.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeModel } from '../../io/onnx/model.ts';
import { writeScheduleFile } from '../../io/schedule-file.ts';
import { sampleSchedule } from '../io/samples.ts';
import { Expressions, meaningOf } from '../support/onnx-meaning.ts';
import { onnxModel } from '../support/onnx-writer.ts';
import { runCli } from './run-cli.ts';

let folder = '';
const file = (name: string): string => join(folder, name);

const tensor = (name: string) => ({ name, type: 'float', shape: ['batch', 8] });
const MODEL = onnxModel({
  inputs: [tensor('x')],
  outputs: [tensor('z')],
  nodes: [
    { type: 'Exp', name: 'first', inputs: ['x'], outputs: ['a'] },
    { type: 'Identity', name: 'view', inputs: ['a'], outputs: ['v'] },
    { type: 'Neg', name: 'second', inputs: ['v'], outputs: ['b'] },
    { type: 'Add', name: 'third', inputs: ['a', 'b'], outputs: ['z'] },
  ],
});

function schedule(name: string, order: string[]): void {
  const steps = { order, frees: order.map(() => []), timeline: order.map(() => 0) };
  writeScheduleFile(file(name), { ...sampleSchedule(), ...steps, maxComputations: order.length });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'moccasin-test-'));
  writeFileSync(file('model.onnx'), MODEL);
  schedule('schedule.json', ['first', 'second', 'first', 'third']);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const rewrite = (...options: string[]) => runCli('rewrite', file('model.onnx'), file('schedule.json'), ...options);

describe('rewrite', () => {
  it('writes a model that computes the same', async () => {
    const { code, stdout, stderr } = await rewrite('--output', file('new.onnx'), '--dim', 'batch=4');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/new\.onnx: 5 nodes, 1 of them copies; \d+ bytes \(\d+ before\)\n$/);
    const [before, after] = [MODEL, new Uint8Array(readFileSync(file('new.onnx')))].map((bytes) =>
      decodeModel(bytes, ''),
    );
    const expressions = new Expressions();
    expect(meaningOf(after, expressions)).toEqual(meaningOf(before, expressions));
    expect(after.graph.nodes.map(({ name }) => name)).toEqual(['first', 'view', 'second', 'first_copy1', 'third']);
  });

  it('makes a model that can be solved again', async () => {
    await rewrite('--output', file('new.onnx'), '--dim', 'batch=4', '--quiet');
    const solve = ['solve', file('new.onnx'), '--budget', '1', '--dim', 'batch=4', '--time-limit', '2', '--quiet'];
    const { code, stdout } = await runCli(...solve);
    expect({ code, order: JSON.parse(stdout).order }).toEqual({
      ...{ code: 0, order: ['first', 'second', 'first_copy1', 'third'] },
    });
  });

  it('says in one line what it cannot use', async () => {
    const line = async (argv: string[]): Promise<string> => {
      const { code, stdout, stderr } = await runCli(...argv);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^moccasin: [^\n]+; [^\n]+\n$/);
      return stderr;
    };
    const [model, steps] = [file('model.onnx'), file('schedule.json')];
    expect(await line(['rewrite', model, steps, '--dim', 'batch=4'])).toMatch(/--output: is missing; say where/);
    expect(await line(['rewrite', model, steps, '--output', model, '--dim', 'batch=4'])).toMatch(/is named twice/);
    expect(await line(['rewrite', model, steps, '--output', file('o')])).toMatch(/--dim/);
    expect(await line(['rewrite', steps, steps, '--output', file('o')])).toMatch(
      /schedule\.json: .*is not an ONNX model/,
    );
    schedule('other.json', ['first', 'second', 'fourth']);
    expect(await line(['rewrite', model, file('other.json'), '--output', file('o'), '--dim', 'batch=4'])).toMatch(
      /other\.json: step 2 computes "fourth", which is not a node of the graph; give a schedule of/,
    );
    schedule('early.json', ['second', 'first', 'third']);
    expect(await line(['rewrite', model, file('early.json'), '--output', file('o'), '--dim', 'batch=4'])).toMatch(
      /early\.json: step 0 computes node "second" out of the input order/,
    );
  });
});
