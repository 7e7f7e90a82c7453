// The arrows of the layout: solver <- propagators <- model <- formulation <- cli, bench; io takes data types only; judges (checkers, verify) share nothing with
// what they judge; no cycles, no state outside objects, no generated code, no dependency that nobody uses.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Import,
  importCycle,
  layerOf,
  PRODUCT_FOLDERS,
  parseSource,
  ROOT,
  type SourceFile,
  sourceFiles,
} from './support/product-files.ts';

/** The entries of the package, and what they share. */
const ROOT_MODULES: readonly string[] = ['api.ts', 'browser.ts', 'index.ts'];

const product = sourceFiles([...PRODUCT_FOLDERS, 'bench', 'build', 'web']).concat(
  sourceFiles(['.']).filter((file) => ROOT_MODULES.includes(file.path)),
);

/** What each layer may import at run time, itself included. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  solver: ['solver'],
  propagators: ['solver', 'propagators'],
  model: ['solver', 'propagators', 'model'],
  formulation: ['solver', 'propagators', 'model', 'formulation'],
  io: ['io'],
  cli: ['solver', 'propagators', 'model', 'formulation', 'io', 'cli'],
  bench: ['solver', 'propagators', 'model', 'formulation', 'io', 'bench', 'build'],
  build: ['build'],
  web: ['solver', 'model', 'formulation', 'io', 'cli', 'web'],
  'api.ts': ['solver', 'model'],
  'browser.ts': ['model', 'api.ts'],
  'index.ts': ['model', 'api.ts'],
};

/** What a layer may import types from, on top of that. */
const MAY_IMPORT_TYPES: Readonly<Record<string, readonly string[]>> = { io: ['model', 'formulation'] };

/** The one file of formulation/ that may use io/: there a reader's description meets the rules of the graph, and becomes a message with the file's name. */
const MEETS_IO = 'formulation/load-graph.ts';

/** Packages that may be missing, and the one file that loads them, when a queue is asked for. */
const OPTIONAL_PACKAGES: readonly string[] = ['bullmq', 'ioredis'];
const MEETS_QUEUE = 'cli/queue/connection.ts';

/** Folders whose contents need more than plain computation. */
const THREADS = /^(solver\/portfolio|cli|bench)\//;
const NODE = /^(solver\/portfolio|io|cli|bench|build)\//;

/** The file of web/ that makes the page, on Node; all others run in it. */
const BUILDS_PAGE = 'web/build.ts';
/** What needs a terminal, a file system or threads of Node as soon as it is used. */
const NOT_FOR_PAGES =
  /^cli\/(commands|queue)\/|^(cli\/(main|dispatch|version|output|interrupt|report-file)|solver\/portfolio\/(pool|worker|worker-exchange)|formulation\/worker-entry)\.ts$/;

/** Why the import is against the arrows, or null. */
function wrongArrow(file: SourceFile, i: Import): string | null {
  const from = layerOf(file.path);
  const line = `${file.path} -> ${i.target}`;
  if (!i.relative) {
    if (/^(node:)?worker_threads$|^worker-threads-pool$/.test(i.target) && !i.typeOnly && !THREADS.test(file.path))
      return `${line}: threads`;
    const hasNode = NODE.test(file.path) || file.path === BUILDS_PAGE;
    return i.target.startsWith('node:') && !i.typeOnly && !hasNode ? `${line}: Node's own modules` : null;
  }
  if (from === 'web' && !i.typeOnly && file.path !== BUILDS_PAGE && NOT_FOR_PAGES.test(i.target))
    return `${line}: not for a page`;
  const to = layerOf(i.target);
  const allowed = MAY_IMPORT[from] ?? [];
  if (file.path === MEETS_IO && to === 'io') return null;
  if (!allowed.includes(to) && !(i.typeOnly && MAY_IMPORT_TYPES[from]?.includes(to))) return `${line}: layer`;
  const judge = file.path.startsWith('propagators/checkers/') || /^model\/verify/.test(file.path);
  if (judge && i.target.startsWith('propagators/') && !i.target.startsWith('propagators/checkers/'))
    return `${line}: a judge imports a propagator`;
  if (/^model\/verify/.test(file.path) && (to === 'propagators' || (to === 'solver' && !i.typeOnly)))
    return `${line}: verification shares nothing with the engine`;
  return null;
}

describe('architecture', () => {
  it('has files to look at', () => {
    for (const folder of PRODUCT_FOLDERS) {
      expect(product.filter((file) => layerOf(file.path) === folder).length, folder).toBeGreaterThan(0);
    }
  });

  it('has only arrows that point down', () => {
    expect(product.flatMap((file) => file.imports.map((i) => wrongArrow(file, i)).filter((w) => w !== null))).toEqual(
      [],
    );
  });

  it('loads optional packages where they are needed, and nowhere else', () => {
    expect(
      product.flatMap((file) => file.imports.map((i) => wrongOptional(file, i)).filter((w) => w !== null)),
    ).toEqual([]);
    const { optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(Object.keys(optionalDependencies)).toEqual(OPTIONAL_PACKAGES);
  });

  it('has no import cycle', () => {
    expect(importCycle(product)).toBeNull();
  });

  it('imports files by their full names and only those that exist', () => {
    const known = new Set(product.map((file) => file.path));
    const missing = product.flatMap((file) =>
      file.imports
        .filter((i) => i.relative && i.target.endsWith('.ts') && !known.has(i.target))
        .map((i) => `${file.path} -> ${i.target}`),
    );
    expect(missing).toEqual([]);
    expect(product.flatMap((f) => f.imports.filter((i) => i.relative && !/\.(ts|json)$/.test(i.target)))).toEqual([]);
  });

  it('keeps no state in modules and generates no code', () => {
    expect(product.flatMap((file) => file.smells.map((smell) => `${file.path}: ${smell}`))).toEqual([]);
  });

  it('imports nothing from test, bench, web or cli, except within them, and the page from cli', () => {
    const upward = product.flatMap((file) =>
      file.imports
        .filter((i) => i.relative && /^(test|bench|cli|web)\//.test(i.target))
        // the page stands on top of what the commands use
        .filter((i) => ![layerOf(i.target), i.target.startsWith('cli/') ? 'web' : ''].includes(layerOf(file.path)))
        .map((i) => `${file.path} -> ${i.target}`),
    );
    expect(upward).toEqual([]);
  });

  it('uses every dependency it declares, and no other', () => {
    const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
      optionalDependencies: Record<string, string>;
    };
    const packageOf = (target: string): string =>
      target
        .split('/')
        .slice(0, target.startsWith('@') ? 2 : 1)
        .join('/');
    const shipped = product.filter((file) => !['bench', 'build', 'web'].includes(layerOf(file.path)));
    const used = new Set(
      shipped.flatMap((file) =>
        file.imports.filter((i) => !i.relative && !i.target.startsWith('node:')).map((i) => packageOf(i.target)),
      ),
    );
    expect([...used].sort()).toEqual(Object.keys({ ...dependencies, ...optionalDependencies }).sort());
  });

  it('makes a page of its own files and of nothing from elsewhere', () => {
    const foreign = product
      .filter((file) => file.path.startsWith('web/') && file.path !== BUILDS_PAGE)
      .flatMap((file) => file.imports.filter((i) => !i.relative && !i.target.startsWith('virtual:')));
    expect(foreign).toEqual([]);
    const template = readFileSync(join(ROOT, 'web/index.html'), 'utf8');
    expect(template).not.toMatch(/https?:|\son\w+=|\sstyle=|<(link|iframe|object|embed|base)|src=/);
  });
});

/** Why the import does not leave an optional package optional, or null. */
function wrongOptional(file: SourceFile, i: Import): string | null {
  if (i.relative || i.typeOnly || !OPTIONAL_PACKAGES.includes(i.target)) return null;
  return file.path === MEETS_QUEUE && i.dynamic ? null : `${file.path} -> ${i.target}: optional`;
}

describe('the architecture test finds', () => {
  const wrong = (path: string, text: string): (string | null)[] => {
    const file = parseSource(path, text);
    return file.imports.map((i) => wrongArrow(file, i));
  };

  it.each([
    ['solver/a.ts', "import { Linear } from '../propagators/linear.ts';", 'layer'],
    ['propagators/a.ts', "import type { CpModel } from '../model/model.ts';", 'layer'],
    ['model/a.ts', "export { x } from '../formulation/x.ts';", 'layer'],
    ['io/a.ts', "import { run } from '../formulation/graph.ts';", 'layer'],
    ['io/a.ts', "import { type Graph, run } from '../formulation/graph.ts';", 'layer'],
    ['formulation/a.ts', "import { readTextFile } from '../io/text-file.ts';", 'layer'],
    ['formulation/a.ts', "import { main } from '../cli/main.ts';", 'layer'],
    ['bench/a.ts', "import { brute } from '../test/support/brute.ts';", 'layer'],
    ['model/a.ts', "const m = await import('../cli/main.ts');", 'layer'],
    ['propagators/checkers/a.ts', "import { Linear } from '../linear.ts';", 'judge'],
    ['model/verify.ts', "import { linearChecker } from '../propagators/checkers/linear.ts';", 'verification'],
    ['model/verify-x.ts', "import { Kernel } from '../solver/kernel.ts';", 'verification'],
    ['model/a.ts', "import { Worker } from 'node:worker_threads';", 'threads'],
    ['solver/a.ts', "import Pool from 'worker-threads-pool';", 'threads'],
    ['solver/a.ts', "import { readFileSync } from 'node:fs';", 'Node'],
    ['web/a.ts', "import { readFileSync } from 'node:fs';", 'Node'],
    ['web/a.ts', "import { run } from '../cli/commands/solve.ts';", 'not for a page'],
    ['web/a.ts', "import { runWorker } from '../solver/portfolio/worker.ts';", 'not for a page'],
    ['web/a.ts', "import { Linear } from '../propagators/linear.ts';", 'layer'],
    ['cli/a.ts', "import { Desk } from '../web/desk.ts';", 'layer'],
  ])('in %s: %s', (path, text, reason) => {
    expect(wrong(path, text).join()).toContain(reason);
  });

  it.each([
    ['io/a.ts', "import type { Graph } from '../formulation/graph.ts';"],
    ['io/a.ts', "import { type Graph } from '../formulation/graph.ts';"],
    ['propagators/checkers/a.ts', "import { x } from './box.ts';"],
    ['solver/portfolio/a.ts', "import { Worker } from 'node:worker_threads';"],
    ['solver/a.ts', "// import { Linear } from '../propagators/linear.ts';"],
  ])('nothing wrong in %s: %s', (path, text) => {
    expect(wrong(path, text).filter((w) => w !== null)).toEqual([]);
  });

  it.each([
    ['let n = 0;', 'module-level variable n'],
    ['var n = 0;', 'module-level variable n'],
    ['const cache = new Map();', 'mutable container cache'],
    ['export const list: number[] = [];', 'mutable container list'],
    ['const buffer = new Int32Array(8);', 'mutable container buffer'],
    ['function f() { return eval("1"); }', 'calls eval()'],
    ['const f = new Function("return 1");', 'calls new Function()'],
    ['const m = await import(name);', 'computed module name'],
    ['function f(x: any) {}', 'uses any'],
  ])('a smell in: %s', (text, smell) => {
    expect(parseSource('solver/a.ts', text).smells.join()).toContain(smell);
  });

  it.each([
    ['await fetch("x");', 'network'],
    ['navigator.sendBeacon("x");', 'network'],
    ['new WebSocket("x");', 'network'],
    ['element.innerHTML = name;', 'markup'],
    ['element.insertAdjacentHTML("beforeend", name);', 'markup'],
    ['document.write(name);', 'markup'],
    ['let busy = false;', 'module-level variable busy'],
    ['const f = new Function("return 1");', 'calls new Function()'],
  ])('a smell in a page: %s', (text, smell) => {
    expect(parseSource('web/a.ts', text).smells.join()).toContain(smell);
    expect(parseSource('web/charts.ts', 'element.innerHTML = sections;').smells).toEqual([]);
  });

  it.each([
    'const names = ["a", "b"] as const;',
    'const names: readonly string[] = ["a"];',
    'const known: ReadonlySet<string> = new Set(["a"]);',
    'const EMPTY = new Int32Array(0);',
    'function f() { let n = 0; return [n]; }',
    '// let eval = new Function()',
  ])('no smell in: %s', (text) => {
    expect(parseSource('solver/a.ts', text).smells).toEqual([]);
  });

  it.each([
    [MEETS_QUEUE, "import { Queue } from 'bullmq';", 1],
    ['cli/a.ts', "const bull = await import('bullmq');", 1],
    ['cli/a.ts', "import type { Queue } from 'bullmq';", 0],
    [MEETS_QUEUE, "function f() { return import('bullmq'); }", 0],
  ])('an optional package in %s: %s', (path, text, findings) => {
    const file = parseSource(path, text);
    expect(file.imports.filter((i) => wrongOptional(file, i) !== null).length).toBe(findings);
  });

  it('a cycle of three, but not one through types', () => {
    const a = parseSource('solver/a.ts', "import { b } from './b.ts';");
    const b = parseSource('solver/b.ts', "import { c } from './c.ts';");
    const c = parseSource('solver/c.ts', "import { a } from './a.ts';");
    const typed = parseSource('solver/c.ts', "import type { a } from './a.ts';");
    expect(importCycle([a, b, c])).toEqual(['solver/a.ts', 'solver/b.ts', 'solver/c.ts', 'solver/a.ts']);
    expect(importCycle([a, b, typed])).toBeNull();
  });
});
