// What a browser would load, by the import graph: nothing of Node, no threads, no shared memory; and the example page, whose import map must name all that is imported.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parseSource, ROOT, type SourceFile } from '../support/product-files.ts';

/** The modules reached from an entry by imports that are left at run time, dynamic ones included. */
function reachable(entry: string): SourceFile[] {
  const found = new Map<string, SourceFile>();
  const open = [entry];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    const file = parseSource(path, readFileSync(join(ROOT, path), 'utf8'));
    found.set(path, file);
    for (const { target, relative, typeOnly } of file.imports) if (relative && !typeOnly) open.push(target);
  }
  return [...found.values()];
}

function bareImports(files: readonly SourceFile[]): string[] {
  const imports = files.flatMap((file) => file.imports.filter((i) => !i.relative && !i.typeOnly));
  return [...new Set(imports.map(({ target }) => target))].sort();
}

const OF_NODE_OR_THREADS: ReadonlySet<string> = new Set([
  ...['process', 'Buffer', 'require', 'global', '__dirname', '__filename'],
  ...['SharedArrayBuffer', 'Atomics', 'Worker', 'eval', 'Function'],
]);

/** Names of what a browser lacks, or a page may not have, that are used as variables. */
function globalsOf(path: string): string[] {
  const tree = ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    // a type is nothing at run time, and a name after a dot is no variable
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isIdentifier(node) && OF_NODE_OR_THREADS.has(node.text)) {
      const { parent } = node;
      const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
      if (!isMember && !ts.isPropertyAssignment(parent)) found.push(`${path}: ${node.text}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

describe('the browser entry', () => {
  const files = reachable('browser.ts');

  it('reaches the engine, the propagators and the compiler, and nothing of threads or files', () => {
    const paths = files.map(({ path }) => path);
    for (const path of ['solver/search.ts', 'propagators/cumulative.ts', 'model/compile.ts', 'model/verify.ts']) {
      expect(paths).toContain(path);
    }
    expect(paths.filter((path) => /^(io|cli|formulation|bench|test)\//.test(path))).toEqual([]);
    expect(paths.filter((path) => /worker|coordinator|solve-parallel|portfolio\/(pool|shared)/.test(path))).toEqual([]);
  });

  it('imports one module of others, which runs anywhere', () => {
    expect(bareImports(files)).toEqual(['seedrandom/lib/alea.js']);
  });

  it('uses no name that a page lacks', () => {
    expect(files.flatMap(({ path }) => globalsOf(path))).toEqual([]);
  });

  it('has the names of the entry for Node', async () => {
    const [browser, node] = await Promise.all([import('../../browser.ts'), import('../../index.ts')]);
    expect(Object.keys(browser).sort()).toEqual(Object.keys(node).sort());
  });

  it('refuses workers', async () => {
    const { CpModel, solve } = await import('../../browser.ts');
    await expect(solve(new CpModel(), { numWorkers: 2 })).rejects.toThrow('numWorkers must be 1, got 2');
    await expect(solve(new CpModel(), { subsolvers: ['default'] })).rejects.toThrow('worker threads');
  });

  it('solves in order of importance, and as a stream', async () => {
    const { CpModel, solveEvents, solveLexicographic } = await import('../../browser.ts');
    const model = new CpModel();
    const [x, y] = [model.newIntVar(0, 9), model.newIntVar(0, 9)];
    model.add(x.plus(y).le(12));
    const { status, objectives } = await solveLexicographic(model, [{ maximize: x.plus(y) }, { maximize: y }]);
    expect([status, objectives]).toEqual(['OPTIMAL', [12, 9]]);
    model.maximize(x.times(2).plus(y));
    const types: string[] = [];
    for await (const { type } of solveEvents(model)) types.push(type);
    expect([types[0] === 'result', types.at(-1), types.includes('solution')]).toEqual([false, 'result', true]);
  });
});

describe('the example page', () => {
  const folder = 'examples/browser';
  const html = readFileSync(join(ROOT, folder, 'index.html'), 'utf8');
  const importMap = (
    JSON.parse(/<script type="importmap">([\s\S]*?)<\/script>/.exec(html)![1]!) as { imports: Record<string, string> }
  ).imports;
  const pathOf = (address: string): string => posix.normalize(posix.join(folder, address));

  it('loads files that are there, or are built', () => {
    const scripts = [...html.matchAll(/ src="([^"]+)"/g)].map(([, address]) => address!);
    expect(scripts).toHaveLength(2);
    for (const address of [...scripts, ...Object.values(importMap)]) {
      const source = pathOf(address).replace(/^dist\/(.*)\.js$/, '$1.ts');
      expect(existsSync(join(ROOT, source)), source).toBe(true);
    }
  });

  it('has a name in its import map for all that its modules and the library import', () => {
    const [, address] = /type="module" src="([^"]+)"/.exec(html)!;
    const open = [pathOf(address!)];
    const needed = new Set(bareImports(reachable('browser.ts')));
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      for (const { target, relative } of parseSource(path, readFileSync(join(ROOT, path), 'utf8')).imports) {
        if (!relative) needed.add(target);
        else open.push(target);
      }
      expect(dirname(path)).toBe(folder);
    }
    expect([...needed].sort()).toEqual(Object.keys(importMap).sort());
    const entry = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { exports: Exports }).exports;
    expect(pathOf(importMap['moccasin/browser']!)).toBe(posix.normalize(entry['./browser'].default));
  });
});

interface Exports {
  readonly './browser': { readonly default: string };
}
