// The compiled program with worker threads: no TypeScript, no loader, only what a package holds.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/product-files.ts';

/** Below node_modules, so that the dependencies are found and nothing is left in the working tree. */
const PACKAGE = join(ROOT, 'node_modules', '.cache', `moccasin-build-test-${process.pid}`);
const DIST = join(PACKAGE, 'dist');

function node(...argv: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', cwd: PACKAGE });
  return { status, stdout, stderr };
}

beforeAll(() => {
  mkdirSync(PACKAGE, { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(PACKAGE, 'package.json'));
  // types are checked elsewhere
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['-p', join(ROOT, 'tsconfig.build.json'), '--outDir', DIST, '--noCheck', '--declaration', 'false'];
  const { status, stdout } = node(tsc, ...options, '--declarationMap', 'false');
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

afterAll(() => rmSync(PACKAGE, { recursive: true, force: true }));

describe('the build', () => {
  it('solves a graph with two workers from the command line', () => {
    const graph = join(ROOT, 'examples', 'vgg16-b256.json');
    const { status, stdout, stderr } = node(
      join(DIST, 'cli', 'main.js'),
      ...['solve', graph, '--budget', '0.9', '--workers', '2', '--time-limit', '20', '--log'],
    );
    expect(stderr).toContain('primal#1 runs');
    expect(stderr).toContain('dual#2 runs');
    expect(stderr).not.toContain('failed');
    expect(JSON.parse(stdout)).toMatchObject({ status: 'optimal', solve: { workers: 2 } });
    expect(status).toBe(0);
  });

  it('solves a model with two workers', () => {
    const program = `
      import { CpModel, solve } from ${JSON.stringify(join(DIST, 'index.js'))};
      const model = new CpModel();
      const vars = Array.from({ length: 6 }, () => model.newIntVar(0, 8));
      model.addAllDifferent(vars);
      model.maximize(vars.reduce((sum, x, k) => sum.plus(x.times(k - 2)), vars[0].times(1)));
      const lines = [];
      const { status, objective } = await solve(model, { numWorkers: 2 }, { onLog: (line) => lines.push(line) });
      console.log(JSON.stringify({ status, objective, lines: lines.filter((line) => !/ runs /.test(line)) }));`;
    const { status, stdout, stderr } = node('--input-type=module', '--eval', program);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ status: 'OPTIMAL', objective: 43, lines: [] });
    expect(status).toBe(0);
  });

  it('holds the worker entries and not the loader of the sources', () => {
    expect(existsSync(join(DIST, 'formulation', 'worker-entry.js'))).toBe(true);
    expect(existsSync(join(DIST, 'model', 'worker-entry.js'))).toBe(true);
    const others = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(mjs|ts)$/.test(file));
    expect(others).toEqual([]);
  });
});
