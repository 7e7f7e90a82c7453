// JSON text into a value, and a place ("line 3, column 14") for text that is not JSON.
//
// JSON.parse does the work. Its error messages name an offset for some mistakes only and differ between versions of
// the runtime, so when it refuses, a small recognizer of RFC 8259 walks the text again to find the first offset at
// which no JSON text could continue. The recognizer keeps its own stack: nesting of any depth cannot overflow ours.

import { InputError } from './input-error.ts';

/** Parse JSON text. Throws InputError naming line and column. */
export function parseJson(text: string, file: string): unknown {
  if (text.trim() === '') {
    throw new InputError({ file, place: '', problem: 'the file is empty', mend: 'give a JSON file' });
  }
  try {
    return JSON.parse(text);
  } catch {
    const offset = findSyntaxError(text);
    const found = offset >= text.length ? 'the text ends too early' : `unexpected ${JSON.stringify(text[offset])}`;
    const place = linePlace(text, offset);
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

type Expected = 'value' | 'key' | 'firstItem' | 'firstKey' | 'afterValue';

/** Offset of the first character that cannot continue a JSON text; text.length if the text is a proper prefix. */
export function findSyntaxError(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    at = endOf(SPACE, text, at) ?? at;
    const character = text[at];
    if (character === undefined) return at;
    const closer = open[open.length - 1] === '{' ? '}' : ']';
    const mayClose = open.length > 0 && (expected === 'afterValue' || expected.startsWith('first'));
    if (mayClose && character === closer) {
      open.pop();
      expected = 'afterValue';
      at++;
    } else if (expected === 'afterValue') {
      if (open.length === 0 || character !== ',') return at;
      expected = closer === '}' ? 'key' : 'value';
      at++;
    } else if (expected === 'key' || expected === 'firstKey') {
      if (character !== '"') return at;
      const string = scanString(text, at);
      if (!string.isClosed) return string.end;
      at = endOf(SPACE, text, string.end) ?? string.end;
      if (text[at] !== ':') return at;
      expected = 'value';
      at++;
    } else if (character === '{' || character === '[') {
      open.push(character);
      expected = character === '{' ? 'firstKey' : 'firstItem';
      at++;
    } else if (character === '"') {
      const string = scanString(text, at);
      if (!string.isClosed) return string.end;
      expected = 'afterValue';
      at = string.end;
    } else {
      const end = endOf(TOKEN, text, at);
      if (end === null) return at;
      expected = 'afterValue';
      at = end;
    }
  }
}

/** A string from its opening quote: the offset after the closing one, or of the first character it cannot contain. */
function scanString(text: string, start: number): { readonly end: number; readonly isClosed: boolean } {
  // Character by character: a pattern with alternatives could run out of stack on a very long string.
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (!(code >= 0x20)) return { end: at, isClosed: false }; // a raw control character, or NaN at the end of the text
    if (code === QUOTE) return { end: at + 1, isClosed: true };
    const end = code === BACKSLASH ? endOf(ESCAPE, text, at) : at + 1;
    if (end === null) return { end: at, isClosed: false };
    at = end;
  }
}

/** Where a match of a sticky pattern at this offset ends, or null. */
function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}
