// The pages hang together: every link leads to a file and a heading that are there, every page can be reached from the index, and every option that a page names exists.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMAND_NAMES } from '../../cli/dispatch.ts';
import { ROOT } from '../support/product-files.ts';
import { segmentModel } from './segment-model.ts';

const FRONT = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'bench/README.md'];
const DOCS = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
const PAGES: readonly string[] = [...FRONT, ...DOCS.map((name) => `docs/${name}`)];

const FOLDERS = [
  'solver',
  'propagators',
  'model',
  'formulation',
  'io',
  'cli',
  'bench',
  'build',
  'docs',
  'examples',
  'test',
  'web',
];
const SOURCES: readonly string[] = [
  ...readdirSync(ROOT),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  ),
].map((name) => `/${name.replaceAll('\\', '/')}`);

const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const proseOf = (page: string): string => textOf(page).replace(/^```[\s\S]*?^```$/gm, '');

/** Targets of the links of a page, without those that lead elsewhere. */
function linksOf(page: string): string[] {
  return [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!).filter((t) => !/^\w+:/.test(t));
}

/** Headings as a link names them. */
function anchorsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(PAGES)('%s', (page) => {
  it('links to what is there', () => {
    const broken = linksOf(page).filter((link) => {
      const [path, anchor] = link.split('#') as [string, string?];
      const target = path === '' ? page : relative(ROOT, resolve(ROOT, dirname(page), path));
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('names options that exist', () => {
    const commands = textOf('docs/commands.md');
    const lines = [...textOf(page).matchAll(/(?:^|`|moccasin )moccasin [a-z-]+ .*?(?:$|`)/gm)].map(([line]) => line);
    const options = lines.flatMap((line) => [...line.matchAll(/ (--[a-z][a-z-]*)/g)].map(([, option]) => option!));
    expect(options.filter((option) => !new RegExp(`${option}\\b(?!-)`).test(commands))).toEqual([]);
  });

  it('names source files that exist', () => {
    const named = [...proseOf(page).matchAll(/`([a-z][a-z0-9/-]*\.ts)`/g)].map(([, path]) => path!);
    expect(named.filter((path) => !SOURCES.some((source) => source.endsWith(`/${path}`)))).toEqual([]);
  });
});

it('README.md has a line for each command', () => {
  const rows = [...textOf('README.md').matchAll(/^\| `([a-z-]+)/gm)].map(([, name]) => name!);
  expect([...new Set(rows)].filter((name) => COMMAND_NAMES.includes(name)).sort()).toEqual([...COMMAND_NAMES].sort());
});

describe('the pages', () => {
  it('can all be reached from the index', () => {
    const linked = linksOf('docs/README.md').map((link) => link.split('#')[0]);
    expect(DOCS.filter((name) => name !== 'README.md' && !linked.includes(name))).toEqual([]);
  });

  it('show pictures that are there', () => {
    const pictures = readdirSync(join(ROOT, 'docs', 'images'));
    const shown = PAGES.flatMap(linksOf).filter((link) => link.includes('images/'));
    for (const link of shown) expect(pictures).toContain(link.replace(/.*\//, ''));
    expect(shown.length).toBeGreaterThan(0);
  });
});

it('examples/segment.onnx is the model of segment-model.ts', () => {
  expect(readFileSync(join(ROOT, 'examples', 'segment.onnx')).equals(segmentModel())).toBe(true);
});
