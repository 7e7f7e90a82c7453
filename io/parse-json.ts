// JSON text of a file into a value, and a place ("line 3, column 14") for text that is not JSON.
//
// JSON.parse does the work. Its error messages name an offset for some mistakes only and differ between versions of
// the runtime, so when it refuses, a small recognizer of RFC 8259 walks the text again to find the first offset at
// which no JSON text could continue. The recognizer keeps its own stack: nesting of any depth cannot overflow ours.

import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { InputError } from './input-error.ts';

/** Files above this are refused before they are read: no schedule of such a graph could be computed anyway. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** Read and parse a JSON file. Throws InputError for anything that goes wrong with the file or its text. */
export function readJsonFile(file: string): unknown {
  return parseJson(readTextFile(file), file);
}

/** Read a regular file of at most MAX_FILE_BYTES as UTF-8. Throws InputError. */
export function readTextFile(file: string): string {
  const fail = (problem: string, mend: string): never => {
    throw new InputError({ file: file === '' ? '""' : file, place: '', problem, mend });
  };
  try {
    const descriptor = openSync(file, 'r');
    try {
      const stat = fstatSync(descriptor);
      if (stat.isDirectory()) fail('is a directory', 'name a file');
      if (!stat.isFile()) fail('is not a regular file', 'write its contents to a file first');
      if (stat.size > MAX_FILE_BYTES) {
        fail(`has ${stat.size} bytes, over the limit of ${MAX_FILE_BYTES}`, 'give a smaller file');
      }
      return readFileSync(descriptor, 'utf8');
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    return fail(...describeSystemError(error));
  }
}

/** A system error as [problem, mend]. */
export function describeSystemError(error: unknown): [problem: string, mend: string] {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  switch (code) {
    case 'ENOENT':
      return ['no such file or folder', 'check the path'];
    case 'ENOTDIR':
      return ['a part of the path is not a folder', 'check the path'];
    case 'EISDIR':
      return ['is a directory', 'name a file'];
    case 'EACCES':
    case 'EPERM':
      return ['permission denied', 'check the permissions'];
    case 'EROFS':
      return ['the file system is read-only', 'choose another folder'];
    default:
      return [`cannot be used (${code || String(error)})`, 'check the path'];
  }
}

/** Parse JSON text; a leading byte order mark is skipped. Throws InputError naming line and column. */
export function parseJson(text: string, file: string): unknown {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (body.trim() === '') {
    throw new InputError({ file, place: '', problem: 'the file is empty', mend: 'give a JSON file' });
  }
  try {
    return JSON.parse(body);
  } catch {
    const offset = findSyntaxError(body);
    const found = offset >= body.length ? 'the text ends too early' : `unexpected ${JSON.stringify(body[offset])}`;
    const place = linePlace(body, offset);
    throw new InputError({ file, place, problem: `not JSON: ${found}`, mend: 'write the file again as strict JSON' });
  }
}

/** "line L, column C" of an offset, both counted from 1. */
export function linePlace(text: string, offset: number): string {
  let line = 1;
  let lineStart = 0;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
    line++;
    lineStart = i + 1;
  }
  return `line ${line}, column ${offset - lineStart + 1}`;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const TOKEN = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SPACE = /[ \t\n\r]*/y;

/** Offset of the first character that cannot continue a JSON text; text.length if the text is a proper prefix. */
export function findSyntaxError(text: string): number {
  const open: ('{' | '[')[] = [];
  let at = 0;
  const match = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  // Character by character: a pattern with alternatives could run out of stack on a very long string.
  const string = (): boolean => {
    at++;
    for (;;) {
      const code = text.charCodeAt(at);
      if (!(code >= 0x20)) return false; // a raw control character, or NaN at the end of the text
      if (code === QUOTE) break;
      if (code !== BACKSLASH) at++;
      else if (!match(ESCAPE)) return false;
    }
    at++;
    return true;
  };
  // What may come next: a value, a key, the first item of a container (or its end), or what follows a value.
  let expect: 'value' | 'key' | 'firstItem' | 'firstKey' | 'after' = 'value';
  for (;;) {
    match(SPACE);
    const character = text[at];
    if (character === undefined) return at;
    const container = open[open.length - 1];
    if (expect === 'after') {
      if (container === undefined) return at;
      at++;
      if (character === ',') expect = container === '{' ? 'key' : 'value';
      else if (character === (container === '{' ? '}' : ']')) open.pop();
      else return at - 1;
    } else if (expect === 'firstItem' && character === ']') {
      at++;
      open.pop();
      expect = 'after';
    } else if (expect === 'firstKey' && character === '}') {
      at++;
      open.pop();
      expect = 'after';
    } else if (expect === 'key' || expect === 'firstKey') {
      if (character !== '"') return at;
      if (!string()) return at;
      match(SPACE);
      if (text[at] !== ':') return at;
      at++;
      expect = 'value';
    } else if (character === '{' || character === '[') {
      open.push(character);
      expect = character === '{' ? 'firstKey' : 'firstItem';
      at++;
    } else {
      if (!(character === '"' ? string() : match(TOKEN))) return at;
      expect = 'after';
    }
  }
}
