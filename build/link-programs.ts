// The programs of the package as programs of its own folder: node_modules/.bin of a clone gets links to them, so that `npx moccasin` starts what was built. Without them npx installs the folder
// into its cache first, and that builds everything a second time (17 s of CPU time before the first command; 2026-11-22).
//
//   node --import tsx build/link-programs.ts      in the folder of package.json, after a build

import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Links what package.json in `folder` names. Programs of others are left alone, and so is Windows, where links are not run; npx takes its longer way then. */
export function linkPrograms(folder: string): void {
  const programs = join(folder, 'node_modules', '.bin');
  if (process.platform === 'win32' || !existsSync(programs)) return;
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  for (const [name, file] of Object.entries(bin)) {
    const link = join(programs, name);
    const before = lstatSync(link, { throwIfNoEntry: false });
    if (before !== undefined && !before.isSymbolicLink()) continue;
    rmSync(link, { force: true });
    symlinkSync(join('..', '..', file), link);
  }
}

const [, program] = process.argv;
if (program !== undefined && import.meta.url === pathToFileURL(program).href) linkPrograms(resolve('.'));
