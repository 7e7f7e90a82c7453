// The programs of a build: the command line in a few files instead of some three hundred, as reading and linking that many modules takes longer than many a problem takes
// to solve (`moccasin fzn` of a missing file: 0.17 s of CPU time before, 0.08 s after; bare Node 0.05 s; 2026-11-22).
//
//   node --import tsx build/programs.ts [dist]      in a folder that tsc has filled
//
// Commands that have their code in common get one bundle, cli/programs/GROUP.js, with all of the program in it: cli/main.js becomes a few lines that choose the one of the
// command. The modules of the library stay as they are, for those who import them and for worker threads. A module that asks for its own address is told that of its file, not
// that of the bundle, so that worker entries and package.json are found.

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** Commands by bundle; whatever is no command, "--help" for one, gets the program without any. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  sat: ['sat'],
  fzn: ['fzn'],
  scheduling: ['rcpsp', 'jobshop'],
  rematerialization: ['solve', 'minimize-memory', 'sweep', 'worker'],
  schedules: ['check', 'plan', 'export-torch', 'rewrite'],
  models: ['import', 'grad', 'zoo', 'devices'],
  none: [],
};

const SHEBANG = '#!/usr/bin/env node\n';

/** Bundles the compiled program in `folder`. Throws an Error if a command is in no group, or one of esbuild's if a module is missing. */
export async function bundlePrograms(folder: string): Promise<void> {
  const cli = join(resolve(folder), 'cli');
  const main = join(cli, 'main.js');
  if (!existsSync(main) || !readFileSync(main, 'utf8').includes('./dispatch.js'))
    throw new Error(`build/programs.ts: no fresh ${main}; compile first`);
  const grouped = Object.values(GROUPS).flat();
  const commands = [
    ...readFileSync(join(cli, 'dispatch.js'), 'utf8').matchAll(/import\(['"]\.\/commands\/(.*)\.js['"]\)/g),
  ];
  const lost = commands.map(([, name]) => name!).filter((name) => !grouped.includes(name));
  if (commands.length !== grouped.length || lost.length > 0)
    throw new Error(`build/programs.ts: other commands than those of cli/dispatch.ts (${lost.join(', ')})`);
  const programs = join(cli, 'programs');
  for (const [group, names] of Object.entries(GROUPS)) {
    await build({
      entryPoints: { [group]: main },
      outdir: programs,
      chunkNames: `${group}-[hash]`,
      ...{ bundle: true, splitting: true, platform: 'node', format: 'esm', target: 'node20' },
      // names stay, for the messages of defects
      ...{ minifyWhitespace: true, minifySyntax: true, logLevel: 'warning' },
      // the one needs require(), the other need not be there
      external: ['worker-threads-pool', 'bullmq', 'ioredis'],
      plugins: [onlyCommands(names), licences(), ownAddresses(programs)],
    });
  }
  const table = JSON.stringify(
    Object.fromEntries(Object.entries(GROUPS).flatMap(([group, names]) => names.map((name) => [name, group]))),
  );
  writeProgram(
    main,
    `const groups = new Map(Object.entries(${table}));
await import(\`./programs/\${groups.get(process.argv[2]) ?? 'none'}.js\`);
`,
  );
  writeProgram(
    join(cli, 'fzn-moccasin.js'),
    `process.argv.splice(2, 0, 'fzn');
await import('./programs/fzn.js');
`,
  );
}

/** Leaves all other commands out: they are asked for by name, and the launcher does not come here with those. */
function onlyCommands(names: readonly string[]): Plugin {
  return {
    name: 'only-commands',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\/commands\// }, ({ path, kind }) => {
        if (kind !== 'dynamic-import' || names.some((name) => path === `./commands/${name}.js`)) return null;
        return { path: `.${path}`, external: true };
      });
    },
  };
}

/** import.meta.url of a module as seen from a bundle in `programs`. */
function ownAddresses(programs: string): Plugin {
  return {
    name: 'own-addresses',
    setup({ onLoad }) {
      onLoad({ filter: /\.js$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (!text.includes('import.meta.url')) return null;
        const address = relative(programs, path).split(sep).join('/');
        return {
          contents: text.replaceAll('import.meta.url', `new URL('${address}', import.meta.url).href`),
          loader: 'js',
        };
      });
    },
  };
}

/** What others wrote keeps its comments, which say who it was and what is allowed. */
function licences(): Plugin {
  return {
    name: 'licences',
    setup({ onLoad }) {
      onLoad({ filter: /node_modules/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replaceAll(/^\/\//gm, '//!'),
        loader: 'js',
      }));
    },
  };
}

function writeProgram(file: string, text: string): void {
  writeFileSync(file, SHEBANG + text);
  chmodSync(file, 0o755);
}

const [, program, folder = 'dist'] = process.argv;
if (program !== undefined && import.meta.url === pathToFileURL(program).href) await bundlePrograms(folder);
