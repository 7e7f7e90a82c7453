// The version of the package, from its package.json: beside the sources, or one folder further up from a build.

import { existsSync, readFileSync } from 'node:fs';

export function packageVersion(): string {
  const beside = new URL('../package.json', import.meta.url);
  const file = existsSync(beside) ? beside : new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
