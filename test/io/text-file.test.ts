// Files in and out: atomic replacement, the probe before the work, refusals.

import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../io/input-error.ts';
import { assertWritable, MAX_FILE_BYTES, readTextFile, writeTextFile } from '../../io/text-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'moccasin-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('writeTextFile', () => {
  it('writes, replaces, and leaves nothing else behind', () => {
    const file = join(folder, 'out.json');
    writeTextFile(file, 'first');
    writeTextFile(file, 'second');
    expect(readFileSync(file, 'utf8')).toBe('second');
    expect(readdirSync(folder)).toEqual(['out.json']);
  });

  it('replaces the file a symbolic link leads to, and keeps its permissions', () => {
    const file = join(folder, 'real.json');
    const link = join(folder, 'link.json');
    writeFileSync(file, 'old');
    chmodSync(file, 0o600);
    symlinkSync(file, link);
    writeTextFile(link, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is not disturbed by a temporary file left by a crash', () => {
    const stale = join(folder, `.moccasin-${process.pid}-0.tmp`);
    writeFileSync(stale, 'stale');
    writeTextFile(join(folder, 'out.json'), 'text');
    expect(readFileSync(stale, 'utf8')).toBe('stale');
    expect(readdirSync(folder)).toHaveLength(2);
  });
});

describe('assertWritable', () => {
  it('leaves no file behind and does not touch the target', () => {
    const file = join(folder, 'out.json');
    assertWritable(file);
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(file, 'text');
    assertWritable(file);
    expect(readFileSync(file, 'utf8')).toBe('text');
    expect(readdirSync(folder)).toEqual(['out.json']);
  });

  it.each([
    ['a folder that does not exist', (inside: string) => join(inside, 'none', 'out.json'), /no such file or folder/],
    ['a folder', (inside: string) => inside, /is a directory/],
    ['a folder to be', (inside: string) => `${inside}/new/`, /not the name of a file/],
    ['a file as a folder', (inside: string) => join(inside, 'file', 'out.json'), /not a folder|no such/],
    ['nothing', () => '', /not the name of a file/],
    ['a name that is too long', (inside: string) => join(inside, 'x'.repeat(5000)), /too long/],
    ['a name with a NUL', (inside: string) => join(inside, 'a\0b'), /cannot be used/],
  ] as const)('refuses %s', (_, pathIn, words) => {
    writeFileSync(join(folder, 'file'), '');
    for (const action of [assertWritable, (path: string) => writeTextFile(path, 'text')]) {
      expect(() => action(pathIn(folder))).toThrow(InputError);
      expect(() => action(pathIn(folder))).toThrow(words);
    }
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe('readTextFile', () => {
  it('leaves out a byte order mark at the beginning, and only there', () => {
    const file = join(folder, 'marked');
    writeFileSync(file, '\ufeffa\ufeffb');
    expect(readTextFile(file)).toBe('a\ufeffb');
  });

  it('refuses folders, devices, huge files and paths that lead nowhere', () => {
    mkdirSync(join(folder, 'inner'));
    const huge = join(folder, 'huge.json');
    writeFileSync(huge, '');
    truncateSync(huge, MAX_FILE_BYTES + 1); // sparse: takes no space
    expect(() => readTextFile(join(folder, 'inner'))).toThrow(/inner: is a directory/);
    expect(() => readTextFile('/dev/null')).toThrow(/is not a regular file/);
    expect(() => readTextFile(huge)).toThrow(/has 268435457 bytes, over the limit/);
    expect(() => readTextFile(join(folder, 'none'))).toThrow(/none: no such file/);
    expect(() => readTextFile(join(folder, 'n\ufffdne'))).toThrow(/no such file or folder; a name that is not UTF-8/);
    expect(() => readTextFile('')).toThrow(/"": no such file/);
    expect(() => readTextFile('a\0b')).toThrow(InputError);
  });
});
