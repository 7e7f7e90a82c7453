// "-" for the standard input and output: what one command writes another one reads, in processes of their own.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

const PROGRAM = ['--import', 'tsx', 'cli/main.ts'];
const LIMITS = ['--budget', '0.9', '--time-limit', '1', '--workers', '1', '--quiet'];

function moccasin(input: string | Uint8Array, ...argv: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...PROGRAM, ...argv], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return { status, stdout, stderr };
}

describe('the standard input and output', () => {
  let folder = '';
  let graph = '';
  const file = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'streams-'));
    graph = (await runCli('zoo', 'resnet18', '--batch', '4', '--format', 'remat-graph')).stdout;
    writeFileSync(file('graph.json'), graph);
    const { code } = await runCli('solve', file('graph.json'), ...LIMITS, '--output', file('schedule.json'));
    expect(code).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are a graph and a schedule, in one pipe of three commands', () => {
    const program = `"${process.execPath}" ${PROGRAM.join(' ')}`;
    const pipe =
      `${program} zoo resnet18 --batch 4 | tee ${file('piped.json')} | ` +
      `${program} solve - ${LIMITS.join(' ')} --report ${file('report.html')} | ${program} check ${file('piped.json')} -`;
    const { stdout, stderr } = spawnSync('sh', ['-c', pipe], { encoding: 'utf8' });
    expect(stdout).toMatch(/^valid: n \d+, /);
    expect(stderr).toMatch(/^resnet18-b4: [^\n]*\n$/);
    expect(readFileSync(file('report.html'), 'utf8')).toContain('resnet18-b4');
  });

  it('are a model, too, also where a command reads it twice', async () => {
    const model = readFileSync('examples/segment.onnx');
    const dims = ['--dim', 'batch=4'];
    const schedule = file('segment.json');
    expect((await runCli('solve', 'examples/segment.onnx', ...dims, ...LIMITS, '--output', schedule)).code).toBe(0);
    expect(moccasin(model, 'rewrite', '-', schedule, ...dims, '--quiet', '--output', file('new.onnx')).status).toBe(0);
    expect(existsSync(file('new.onnx'))).toBe(true);
    const torch = ['export-torch', '-', file('schedule.json'), '--quiet', '--saved', '-'];
    expect(JSON.parse(moccasin(graph, ...torch).stdout)).toHaveProperty('saved');
  });

  it('are the input of the other solvers', () => {
    const fzn = 'var 1..3: x :: output_var;\nsolve maximize x;\n';
    expect(moccasin(fzn, 'fzn', '-').stdout).toContain('x = 3;');
  });

  it('take one result: a table beside a report, or two reports, are refused', async () => {
    const { stdout, status } = moccasin(
      graph,
      'plan',
      '-',
      file('schedule.json'),
      '--output',
      file('p.json'),
      '--csv',
      '-',
      '--quiet',
    );
    expect([status, stdout.split('\n')[0]]).toEqual([0, expect.stringContaining(',')]);
    const two = /^moccasin: two results would go to stdout; write one of them to a file\n$/;
    for (const argv of [
      ['solve', file('graph.json'), ...LIMITS, '--report', '-'],
      ['solve', file('graph.json'), ...LIMITS, '--output', '-', '--report', '-'],
      ['sweep', file('graph.json'), '--csv', '-'],
      ['plan', file('graph.json'), file('schedule.json'), '--csv', '-'],
      ['export-torch', file('graph.json'), file('schedule.json'), '--saved', '-', '--replay', '-'],
    ]) {
      const { code, stderr } = await runCli(...argv);
      expect([code, stderr]).toEqual([2, expect.stringMatching(two)]);
    }
  });

  it('are read once, and an empty one is an error of one line', async () => {
    for (const argv of [
      ['check', '-', '-'],
      ['sweep', '-', '-'],
      ['solve', '-', '--budget', '1', '--profile', '-'],
    ]) {
      const { code, stderr } = await runCli(...argv);
      expect([code, stderr]).toEqual([2, 'moccasin: the standard input is named twice; give one of them as a file\n']);
    }
    const { status, stdout, stderr } = moccasin('', 'solve', '-', '--budget', '1');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^moccasin: standard input: [^\n]+\n$/);
  });

  it('wait for a slow writer', () => {
    const program = `"${process.execPath}" ${PROGRAM.join(' ')}`;
    const pipe = `(head -c 1000 ${file('graph.json')}; sleep 0.3; tail -c +1001 ${file('graph.json')}) | ${program} check - ${file('schedule.json')}`;
    expect(spawnSync('sh', ['-c', pipe], { encoding: 'utf8' }).stdout).toMatch(/^valid: /);
  });
});
