// The package as others get it: packed, unpacked into a project of its own, and used there from TypeScript, from JavaScript, as a browser would and from the command line. No
// TypeScript, no loader, only what a package holds. The snippets of README.md, docs/library.md and docs/modelling.md are that project's programs, the shell commands of the
// other pages are typed there.

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/product-files.ts';
import { printsAs, type Snippet, shellSnippetsOf, snippetsOf } from './snippets.ts';

const WORK = mkdtempSync(join(tmpdir(), 'moccasin-packed-'));
const SOURCE = join(WORK, 'source');
const PROJECT = join(WORK, 'project');
const INSTALLED = join(PROJECT, 'node_modules', 'moccasin');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

const SNIPPETS: readonly (readonly [name: string, snippet: Snippet])[] = [
  'README.md',
  'docs/library.md',
  'docs/modelling.md',
].flatMap((page) =>
  snippetsOf(readFileSync(join(ROOT, page), 'utf8')).map(
    (snippet) => [`${page.replace(/\W/g, '-')}-${snippet.line}`, snippet] as const,
  ),
);

const LOG_PAGE = 'reading-the-log.md';
const SHELL_PAGES = readdirSync(join(ROOT, 'docs')).filter(
  (page) =>
    page.endsWith('.md') &&
    page !== LOG_PAGE &&
    shellSnippetsOf(readFileSync(join(ROOT, 'docs', page), 'utf8')).length > 0,
);

interface PackageFile {
  readonly files: readonly string[];
  readonly dependencies: Record<string, string>;
}

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[], cwd: string): Outcome {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd });
  return { status, stdout, stderr };
}

/** Like expect(status).toBe(0), with what the program said. */
function expectFine({ status, stdout, stderr }: Outcome): string {
  expect(status, `${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

const node = (...args: string[]): string => expectFine(run(process.execPath, args, PROJECT));

beforeAll(() => {
  const { files, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageFile;
  mkdirSync(SOURCE);
  for (const name of ['package.json', ...files]) {
    if (name !== 'dist') cpSync(join(ROOT, name), join(SOURCE, name), { recursive: true });
  }
  // other tests say that the types are right; here they are written
  const build = ['-p', join(ROOT, 'tsconfig.build.json'), '--outDir', join(SOURCE, 'dist'), '--noCheck'];
  expectFine(run(process.execPath, [TSC, ...build], ROOT));
  symlinkSync(join(ROOT, 'node_modules'), join(SOURCE, 'node_modules'), 'dir');
  const bundling = ['--import', 'tsx', join(ROOT, 'build', 'programs.ts'), join(SOURCE, 'dist')];
  expectFine(run(process.execPath, bundling, ROOT));
  expectFine(run('npm', ['pack', '--ignore-scripts', '--offline', '--pack-destination', WORK], SOURCE));
  const tarball = readdirSync(WORK).find((file) => file.endsWith('.tgz'))!;
  mkdirSync(INSTALLED, { recursive: true });
  expectFine(run('tar', ['-xzf', join(WORK, tarball), '--strip-components=1', '-C', INSTALLED], WORK));
  // what these need themselves is found from where they are
  for (const name of Object.keys(dependencies)) {
    const link = join(PROJECT, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link, 'dir');
  }
  writeFileSync(join(PROJECT, 'package.json'), '{ "type": "module", "private": true }');
}, 240_000);

afterAll(() => rmSync(WORK, { recursive: true, force: true }));

describe('a TypeScript user', () => {
  it('compiles the snippets and a program on the browser entry, strictly, without types of Node', () => {
    for (const [name, { code }] of SNIPPETS) {
      writeFileSync(join(PROJECT, `${name}.ts`), code);
    }
    writeFileSync(
      join(PROJECT, 'page.ts'),
      `import { CpModel, solve, type SolveResult } from 'moccasin/browser';
      const model = new CpModel();
      const x = model.newIntVar(0, 4);
      model.maximize(x);
      const result: SolveResult = await solve(model);
      // @ts-expect-error: the types know their properties
      result.nothing;
      console.log(result.status, result.objective);
      export {};`,
    );
    const compilerOptions = {
      ...{ target: 'es2022', module: 'nodenext', lib: ['es2023', 'dom'], types: [], strict: true },
      ...{ noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
    };
    writeFileSync(join(PROJECT, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    expect(expectFine(run(process.execPath, [TSC, '-p', 'tsconfig.json'], PROJECT))).toBe('');
  });

  it.each(SNIPPETS.map(([name, { prints }]) => [name, prints] as const))('runs %s', (name, prints) => {
    expect(node(`${name}.js`).split('\n').slice(0, -1)).toEqual(prints);
  });

  it('runs it', () => {
    expect(node('page.js')).toBe('OPTIMAL 4\n');
  });
});

describe('a JavaScript user', () => {
  it('imports the package, with workers as well', () => {
    const program = `
      import { CpModel, solve } from 'moccasin';
      const model = new CpModel();
      const vars = Array.from({ length: 6 }, () => model.newIntVar(0, 8));
      model.addAllDifferent(vars);
      model.maximize(vars.reduce((sum, x, k) => sum.plus(x.times(k - 2)), vars[0].times(1)));
      const lines = [];
      const { status, objective } = await solve(model, { numWorkers: 2 }, { onLog: (line) => lines.push(line) });
      console.log(status, objective, lines.filter((line) => !/ runs /.test(line)).length);`;
    expect(node('--input-type=module', '--eval', program)).toBe('OPTIMAL 43 0\n');
  });

  it('is told by the condition that it is in a browser, and needs nothing that a page lacks', () => {
    cpSync(join(ROOT, 'examples', 'browser', 'queens.mjs'), join(PROJECT, 'queens.mjs'));
    writeFileSync(
      join(PROJECT, 'bare.mjs'),
      `for (const name of ['process', 'Buffer', 'SharedArrayBuffer', 'Atomics', 'setImmediate', 'clearImmediate', 'require', 'global'])
        delete globalThis[name];
      const address = import.meta.resolve('moccasin');
      const { placeQueens } = await import('./queens.mjs');
      const rows = await placeQueens(12, new AbortController().signal);
      const clashes = rows.flatMap((r, i) => rows.filter((s, j) => j < i && (r === s || Math.abs(r - s) === i - j)));
      let turns = 0;
      const timer = setInterval(() => turns++, 1);
      const { CpModel, solve } = await import('moccasin/browser');
      const model = new CpModel();
      // pigeons and holes: some hundred milliseconds of search
      const sits = Array.from({ length: 9 }, () => Array.from({ length: 8 }, () => model.newBoolVar()));
      for (const pigeon of sits) model.addBoolOr(pigeon);
      for (let h = 0; h < 8; h++) for (let p = 0; p < 9; p++) for (let q = 0; q < p; q++) model.addBoolOr(sits[p][h].not(), sits[q][h].not());
      const { status } = await solve(model, { maxTimeInSeconds: 20, cpModelPresolve: false });
      clearInterval(timer);
      console.log(address.endsWith('/dist/browser.js'), rows.length, clashes.length, status, turns > 0);`,
    );
    const flags = ['--conditions=browser', '--disallow-code-generation-from-strings'];
    expect(node(...flags, 'bare.mjs')).toBe('true 12 0 INFEASIBLE true\n');
  });
});

describe('the command', () => {
  it('solves a graph with two workers', () => {
    const graph = join(ROOT, 'examples', 'vgg16-b256.json');
    const main = join(INSTALLED, 'dist', 'cli', 'main.js');
    const args = ['solve', graph, '--budget', '0.9', '--workers', '2', '--time-limit', '20', '--log'];
    const { status, stdout, stderr } = run(process.execPath, [main, ...args], PROJECT);
    expect(stderr).toContain('primal#1 runs');
    expect(stderr).toContain('dual#2 runs');
    expect(stderr).not.toContain('failed');
    expect(JSON.parse(stdout)).toMatchObject({ status: 'optimal', solve: { workers: 2 } });
    expect(status).toBe(0);
  });

  it('is bundled, each command with what it needs, and says what is no command', () => {
    const main = join(INSTALLED, 'dist', 'cli', 'main.js');
    const commands = readdirSync(join(INSTALLED, 'dist', 'cli', 'commands')).filter((file) => file.endsWith('.js'));
    for (const command of commands.map((file) => file.slice(0, -3)))
      expect(node(main, command, '--help')).toContain(`usage: moccasin ${command} `);
    expect(node(main, '--version')).toMatch(/^moccasin \d+\.\d+\.\d+\n$/);
    const { status, stderr } = run(process.execPath, [main, 'stat'], PROJECT);
    expect([status, stderr]).toEqual([2, 'moccasin: unknown command "stat"; did you mean sat?\n']);
  });

  it('decides a formula and a FlatZinc model, alone and with two workers, and says what is wrong with a file', () => {
    const cli = join(INSTALLED, 'dist', 'cli');
    writeFileSync(join(PROJECT, 'formula.cnf'), 'p cnf 3 4\n1 2 0\n-1 2 0\n-2 3 0\n-3 -1 0\n');
    writeFileSync(join(PROJECT, 'broken.cnf'), 'p cnf 3 4\n1 2 0\n');
    writeFileSync(
      join(PROJECT, 'model.fzn'),
      'var 1..3: x :: output_var;\nconstraint int_le(2, x);\nsolve maximize x;\n',
    );
    for (const workers of ['1', '2']) {
      const sat = run(process.execPath, [join(cli, 'main.js'), 'sat', 'formula.cnf', '--workers', workers], PROJECT);
      expect([sat.status, sat.stdout.split('\n').slice(-3)]).toEqual([10, ['s SATISFIABLE', 'v -1 2 3 0', '']]);
      const fzn = node(join(cli, 'fzn-moccasin.js'), 'model.fzn', '-p', workers);
      expect(fzn).toBe('x = 3;\n----------\n==========\n');
    }
    const { status, stderr } = run(process.execPath, [join(cli, 'main.js'), 'sat', 'broken.cnf'], PROJECT);
    expect([status, stderr]).toEqual([
      2,
      'moccasin: broken.cnf: line 3: has 1 clauses, the head announces 4; give the whole file, or the right number in the line "p cnf"\n',
    ]);
  });

  it('comes with the pages and the examples they speak of, and without what makes them', () => {
    const files = readdirSync(join(INSTALLED, 'docs'));
    expect(files).toContain('scale-out.md');
    expect(files).not.toContain('generate');
    expect(existsSync(join(INSTALLED, 'examples', 'segment.onnx'))).toBe(true);
  });

  it('is built by npm, but not again by npx in a clone that has it', () => {
    const prepare = join(ROOT, 'build', 'prepare.ts');
    const prepared = (folder: string, command: string): number | null => {
      const args = ['--import', import.meta.resolve('tsx'), prepare];
      return spawnSync(process.execPath, args, { cwd: folder, env: { ...process.env, npm_command: command } }).status;
    };
    const clone = join(WORK, 'clone');
    mkdirSync(clone);
    writeFileSync(join(clone, 'package.json'), JSON.stringify({ scripts: { build: 'exit 7' } }));
    expect(prepared(clone, 'exec')).toBe(7);
    symlinkSync(join(INSTALLED, 'dist'), join(clone, 'dist'));
    expect(prepared(clone, 'exec')).toBe(0);
    expect(prepared(clone, 'ci')).toBe(7);
  });

  it('comes with the worker entries, and without the loader of the sources', () => {
    const files = readdirSync(join(INSTALLED, 'dist'), { recursive: true, encoding: 'utf8' });
    for (const folder of ['formulation', 'model']) expect(files).toContain(join(folder, 'worker-entry.js'));
    expect(files.filter((file) => /\.(mjs|ts)$/.test(file) && !file.endsWith('.d.ts'))).toEqual([]);
  });
});

describe('a reader', () => {
  const bin = join(WORK, 'bin');

  beforeAll(() => {
    mkdirSync(bin);
    const main = join(INSTALLED, 'dist', 'cli', 'main.js');
    writeFileSync(join(bin, 'moccasin'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`, { mode: 0o755 });
  });

  /** Runs the commands of a page in a folder of their own, one after the other, and compares what they print where the page says it. */
  function type(page: string): string {
    const folder = join(WORK, page);
    mkdirSync(folder);
    symlinkSync(join(INSTALLED, 'examples'), join(folder, 'examples'), 'dir');
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
    const snippets = shellSnippetsOf(readFileSync(join(ROOT, 'docs', page), 'utf8'));
    expect(snippets.length).toBeGreaterThan(0);
    let printed = '';
    for (const { line, code, exitCode, prints } of snippets) {
      const shell = ['-c', `set -e; exec 2>&1\n${code}`];
      const { status, stdout } = spawnSync('bash', shell, { encoding: 'utf8', cwd: folder, env });
      expect({ line, status, stdout }).toMatchObject({ status: exitCode });
      // the texts themselves, for whoever reads the failure
      if (prints !== null && !printsAs(prints, stdout)) expect(stdout, `${page}, line ${line}`).toBe(prints);
      printed += stdout;
    }
    return printed;
  }

  it.each(SHELL_PAGES)(
    'types the commands of %s',
    (page) => {
      type(page);
    },
    180_000,
  );

  it('finds every kind of line of reading-the-log.md in a log', () => {
    const pieces = readFileSync(join(ROOT, 'docs', LOG_PAGE), 'utf8').match(/^```text\n[\s\S]*?^```$/gm)!;
    const kinds = lineKinds(pieces.join('\n').replace(/^```.*$/gm, ''));
    expect(kinds.size).toBeGreaterThan(30);
    const logged = lineKinds(type(LOG_PAGE));
    expect([...kinds].filter((kind) => !logged.has(kind))).toEqual([]);
  }, 180_000);
});

/** What lines begin with, their numbers and the names of members aside. */
function lineKinds(log: string): Set<string> {
  const words = log.split('\n').map((line) => line.trim().split(/\s/)[0]!);
  return new Set(words.map((word) => word.replace(/^[a-z-]+#\d+$/, 'MEMBER').replace(/\d+/, 'N')));
}
