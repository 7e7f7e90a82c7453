// JSON text into a value, and a place ("line 3, column 14") for text that is not JSON.
//
// JSON.parse does the work. Its error messages name an offset for some mistakes only and differ between versions of
// the runtime, so when it refuses, a small recognizer of RFC 8259 walks the text again to find the first offset at
// which no JSON text could continue. The recognizer keeps its own stack: nesting of any depth cannot overflow ours.

import { InputError } from './input-error.ts';

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
