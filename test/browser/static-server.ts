// A static server for pages under test, on a free port of this machine. A request for a built module (/dist/x.js) is answered with x.ts, its types stripped the way the build
// strips them, so that no build has to run before the tests.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../support/product-files.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
};

export interface StaticServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves a folder; what is not there is answered with 404. */
export async function serve(root: string): Promise<StaticServer> {
  const modules = new Map<string, string>();
  const built = (file: string): string => {
    const known = modules.get(file) ?? stripped(file);
    modules.set(file, known);
    return known;
  };
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url!, 'http://localhost').pathname));
    const file = path.endsWith('/') ? `${path}index.html` : path;
    // browsers ask for it by themselves
    if (file === '/favicon.ico') return response.writeHead(204).end();
    try {
      const body = root === ROOT && file.startsWith('/dist/') ? built(file) : readFileSync(join(root, file));
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
      return response.end(body);
    } catch {
      return response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function stripped(file: string): string {
  const source = readFileSync(join(ROOT, file.replace(/^\/dist\//, '').replace(/\.js$/, '.ts')), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      rewriteRelativeImportExtensions: true,
      verbatimModuleSyntax: true,
    },
  });
  return outputText;
}
