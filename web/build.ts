// Builds the page: one HTML file (web/dist/index.html) that holds its style sheet, its script and the script of its worker. It needs no server and no special headers, for it
// loads nothing: its content policy allows the scripts with their hashes and a worker made from a text.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';
import { REPORT_SCRIPT } from '../io/report/script.ts';
import { REPORT_STYLE } from '../io/report/style.ts';

const PAGE_STYLE = `
#drop{display:flex;flex-direction:column;gap:.2rem;align-items:center;border:2px dashed var(--soft);border-radius:10px;padding:1.2rem;margin:1rem 0 .5rem;text-align:center}
#drop.over{border-color:var(--main);background:var(--panel)}
#error{color:var(--limit);overflow-wrap:anywhere}
#warnings{color:var(--soft);font-size:13px;white-space:pre-line;overflow-wrap:anywhere}
#error:empty,#warnings:empty,#state:empty{display:none}
#title{overflow-wrap:anywhere}
.fields{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1.25rem;margin:.5rem 0;font-size:14px}
.fields label{gap:.4rem;flex-wrap:wrap}
.fields input[type=number]{width:5rem}
.buttons{display:flex;flex-wrap:wrap;gap:.4rem}
button,select,.fields input:not([type=range],[type=checkbox]){font:inherit;padding:.2rem .6rem;border:1px solid var(--soft);border-radius:6px;background:var(--panel);color:var(--ink);max-width:100%}
button{cursor:pointer}
button:disabled{opacity:.45;cursor:default}
#solve{background:var(--main);border-color:var(--main);color:var(--ground);font-weight:600}
`;

/** Modules of Node are imported by functions that the page never calls (files by path); in a browser they are empty. */
const withoutNode: Plugin = {
  name: 'without-node',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'empty' }));
    onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = {};' }));
  },
};

function workerAs(code: string): Plugin {
  return {
    name: 'worker',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^virtual:worker$/ }, ({ path }) => ({ path, namespace: 'worker' }));
      onLoad({ filter: /.*/, namespace: 'worker' }, () => ({ contents: code, loader: 'text' }));
    },
  };
}

async function bundle(entry: string, plugins: Plugin[]): Promise<string> {
  const result = await build({
    entryPoints: [new URL(entry, import.meta.url).pathname],
    ...{ bundle: true, write: false, minify: true, format: 'iife', platform: 'browser', target: 'es2022' },
    ...{ charset: 'utf8', legalComments: 'none', logLevel: 'error' },
    plugins,
  });
  return result.outputFiles[0]!.text;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** The text of the page. */
export async function buildPage(): Promise<string> {
  const style = REPORT_STYLE + PAGE_STYLE;
  const page = await bundle('page.ts', [workerAs(await bundle('worker.ts', [withoutNode]))]);
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(REPORT_SCRIPT)} ${hashOf(page)}`,
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

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const folder = new URL('dist/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const html = await buildPage();
  writeFileSync(new URL('index.html', folder), html);
  console.log(`web/dist/index.html: ${html.length} characters`);
}
