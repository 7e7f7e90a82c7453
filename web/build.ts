// Builds the page: one HTML file (web/dist/index.html) that holds its style sheet, its script and the scripts of its workers. It needs no server and no special headers, for it
// loads nothing: its content policy allows the scripts with their hashes and workers made from texts.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { contentHash } from '../io/report/content-hash.ts';
import { REPORT_SCRIPT } from '../io/report/script.ts';
import { REPORT_STYLE } from '../io/report/style.ts';
import { reportHashes } from '../io/report/write-report.ts';
import { PAGE_STYLE } from './page-style.ts';

const VERSION = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string })
  .version;

/**
 * What a page has in the place of Node: modules that it never calls (files by path) are empty, workers are those of the browser. Shared memory is left alone, although there is some where a
 * server sends certain headers: the page does the same everywhere.
 */
const inBrowser: Plugin = {
  name: 'in-browser',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'empty' }));
    onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = {};' }));
    onResolve({ filter: /^\.\/pool\.ts$/ }, () => ({
      path: fileURLToPath(new URL('worker-pool.ts', import.meta.url)),
    }));
  },
};

/** virtual:NAME as the text of another bundle. */
function textAs(name: string, code: string): Plugin {
  return virtual(name, () => ({ contents: code, loader: 'text' }));
}

const aboutReports: Plugin = virtual('report', () => ({
  contents: `export const version = ${JSON.stringify(VERSION)}; export const hashes = ${JSON.stringify(reportHashes())};`,
  loader: 'js',
}));

function virtual(name: string, load: () => { contents: string; loader: 'text' | 'js' }): Plugin {
  return {
    name,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^virtual:${name}$`) }, ({ path }) => ({ path, namespace: name }));
      onLoad({ filter: /.*/, namespace: name }, load);
    },
  };
}

async function bundle(entry: string, plugins: readonly Plugin[]): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    ...{ bundle: true, write: false, minify: true, format: 'iife', platform: 'browser', target: 'es2022' },
    ...{ charset: 'utf8', legalComments: 'none', logLevel: 'error' },
    // the address of a module is asked for on the way to threads, which the page has from texts
    define: { 'import.meta.url': '"file:///page.js"', SharedArrayBuffer: 'undefined' },
    plugins: [...plugins, inBrowser],
  });
  return result.outputFiles[0]!.text;
}

/** The text of the page. `plugins` come before those of the page, for tests that want to see parts of it fail. */
export async function buildPage(plugins: readonly Plugin[] = []): Promise<string> {
  const style = REPORT_STYLE + PAGE_STYLE;
  const member = await bundle('member-worker.ts', plugins);
  const desk = await bundle('desk-worker.ts', [...plugins, textAs('member', member), aboutReports]);
  const page = await bundle('page.ts', [...plugins, textAs('desk', desk)]);
  const policy = [
    "default-src 'none'",
    `style-src '${contentHash(style)}'`,
    `script-src '${contentHash(REPORT_SCRIPT)}' '${contentHash(page)}'`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const parts: Readonly<Record<string, string>> = {
    POLICY: policy,
    STYLE: style,
    REPORT_SCRIPT,
    PAGE_SCRIPT: page,
  };
  const template = readFileSync(new URL('index.html', import.meta.url), 'utf8');
  return template.replace(/@([A-Z_]+)@/g, (_, name: string) => parts[name]!);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = new URL('dist/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const html = await buildPage();
  writeFileSync(new URL('index.html', folder), html);
  console.log(`web/dist/index.html: ${html.length} characters`);
}
