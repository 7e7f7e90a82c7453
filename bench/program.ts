// The program under measurement: the sources as they are when the benchmark starts, compiled once into a folder of its own. It is what users run, its worker threads
// start several times as fast as with a loader of TypeScript in each, and edits during a run of hours change nothing.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePrograms } from '../build/programs.ts';
import { errorLine, ROOT } from './child.ts';
import { UsageError } from './options.ts';

/** Ignored by git; inside the repository, so that packages are found. */
const BUILDS = join(ROOT, 'bench/results/tmp');

export interface Program {
  /** The command line's program. */
  readonly cli: string;
  /** A program of bench/ by its name, "read-one". */
  helper(name: string): string;
  remove(): void;
}

/** Compiles without checking types, in some two seconds. Throws UsageError if the sources cannot be compiled. */
export async function buildProgram(): Promise<Program> {
  mkdirSync(BUILDS, { recursive: true });
  const folder = mkdtempSync(join(BUILDS, 'program-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const project = join(import.meta.dirname, 'tsconfig.json');
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', project, '--outDir', folder], {
    encoding: 'utf8',
  });
  const cli = join(folder, 'cli/main.js');
  if (status !== 0 || !existsSync(cli)) {
    remove();
    throw new UsageError(`the program does not compile: ${stdout.split('\n')[0] || errorLine(stderr)}`);
  }
  await bundlePrograms(folder);
  // the program looks for its version beside itself
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  return { cli, helper: (name) => join(folder, 'bench', `${name}.js`), remove };
}
