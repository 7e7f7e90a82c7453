// Whether two paths are one file.

import { statSync } from 'node:fs';
import { resolve } from 'node:path';

/** True if writing one would destroy the other; devices and pipes hold nothing that could be lost. */
export function isSameFile(a: string, b: string): boolean {
  const [first, second] = [a, b].map((file) => statSync(file, { throwIfNoEntry: false }));
  if (first === undefined || second === undefined) return first === second && resolve(a) === resolve(b);
  return first.isFile() && first.dev === second.dev && first.ino === second.ino;
}
