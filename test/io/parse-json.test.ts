// JSON text: where the first mistake is, and layout of what we write.

import { describe, expect, it } from 'vitest';
import { formatJson } from '../../io/format-json.ts';
import { describeValue, InputError, printable } from '../../io/input-error.ts';
import { findSyntaxError, linePlace, parseJson } from '../../io/parse-json.ts';
import { Random } from '../../solver/random.ts';

describe('findSyntaxError', () => {
  it.each([
    ['{"a": 1,}', 8],
    ['[1, 2,]', 6],
    ['[1 2]', 3],
    ['{"a" 1}', 5],
    ['{a: 1}', 1],
    ['{"a": tru}', 6],
    ['[NaN]', 1],
    ['[-]', 1],
    ['[01]', 2],
    ['[1.]', 2],
    ["['a']", 1],
    ['"a\nb"', 2],
    ['"\\x"', 1],
    ['"\\u12g4"', 1],
    ['{} {}', 3],
    ['[1]]', 3],
    ['[}', 1],
    ['{]', 1],
    ['{"a": {"b": [1, {"c": }]}}', 22],
    ['// note\n{}', 0],
  ])('%j: offset %d', (text, offset) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(findSyntaxError(text)).toBe(offset);
  });

  it.each(['', '{', '[1,', '{"a"', '{"a":', '"abc', '[1', '{"a": 1', '"a\\'])('%j ends too early', (text) => {
    // An unfinished escape is reported where it begins.
    expect(findSyntaxError(text)).toBe(text.endsWith('\\') ? text.length - 1 : text.length);
  });

  it('agrees with JSON.parse on 3000 mutated texts', () => {
    const random = new Random('json');
    const alphabet = '{}[]:,"\\ \n-+.0123456789eEtruefalsnu\u0001\u2028/bx';
    const original = '{"a": [1, -2.5e+3, {"b": null}], "c\\u00e9": "x\\ny", "d": [true, false, []], "e": {}}';
    let accepted = 0;
    for (let round = 0; round < 3000; round++) {
      let text = original;
      for (let k = random.between(1, 2); k > 0; k--) {
        const at = random.below(text.length + 1);
        const inserted = random.chance(0.7) ? random.pick(alphabet) : '';
        text = text.slice(0, at) + inserted + text.slice(at + random.below(2));
      }
      const message = refusalOf(text);
      const offset = findSyntaxError(text);
      if (message === null) accepted++;
      // The runtime's own offset, where its message has one, is at or after the start of the wrong token.
      const position = /at position (\d+)/.exec(message ?? '')?.[1];
      if (message === null || message.includes('end of JSON')) expect(offset, text).toBe(text.length);
      else if (position !== undefined) expect(offset, text).toBeLessThanOrEqual(Number(position));
      else expect(offset, text).toBeLessThan(text.length);
      expect(findSyntaxError(text.slice(0, offset)), text).toBe(offset); // the part before it can be continued
    }
    expect(accepted).toBeGreaterThan(300);
  });

  it('walks a deep nesting and a long string', () => {
    const deep = `${'['.repeat(1e6)}x`;
    expect(findSyntaxError(deep)).toBe(1e6);
    expect(findSyntaxError(`"${'\\n'.repeat(1e6)}`)).toBe(2e6 + 1);
  });
});

describe('parseJson', () => {
  it('names line and column', () => {
    expect(messageOf(() => parseJson('{\n  "nodes": [\n    {"id": 1,}\n]}', 'g.json'))).toBe(
      'g.json: line 3, column 14: not JSON: unexpected "}"; write the file again as strict JSON',
    );
    expect(messageOf(() => parseJson('{"nodes": [', 'g.json'))).toMatch(/line 1, column 12: .* ends too early/);
    expect(messageOf(() => parseJson(' \n', 'g.json'))).toMatch(/g.json: the file is empty/);
  });

  it('counts lines from 1 and columns from 1', () => {
    expect(linePlace('ab\ncd\n', 0)).toBe('line 1, column 1');
    expect(linePlace('ab\ncd\n', 2)).toBe('line 1, column 3');
    expect(linePlace('ab\ncd\n', 3)).toBe('line 2, column 1');
    expect(linePlace('ab\ncd\n', 6)).toBe('line 3, column 1');
  });
});

describe('InputError', () => {
  it('escapes what a terminal could obey', () => {
    expect(printable('a\u001b[31m\nb\u202e\u2028\ud800\u007f é 漢 😀')).toBe(
      'a\\x1b[31m\\x0ab\\u{202e}\\u{2028}\\u{d800}\\x7f é 漢 😀',
    );
    const error = new InputError({ file: 'a\nb', place: 'nodes[0]', problem: 'p\r', mend: 'm' });
    expect(error.message).toBe('a\\x0ab: nodes[0]: p\\x0d; m');
  });

  it('describes any value shortly', () => {
    expect([[1], { a: 1 }, null, true, 'x'.repeat(1e5)].map(describeValue)).toEqual([
      ...['a list', 'an object', 'null', 'true', `"${'x'.repeat(60)}..."`],
    ]);
  });
});

describe('formatJson', () => {
  it('keeps flat things on one line', () => {
    const value = {
      ...{ name: 'x', baseline: { peak: 1, duration: 2 }, order: [1, 'b'], frees: [[], [1, 2]], none: [], empty: {} },
      nested: { list: [{ a: 1 }, { a: 2, b: 'c' }], n: null },
    };
    const text = formatJson(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(text).toBe(`{
  "name": "x",
  "baseline": { "peak": 1, "duration": 2 },
  "order": [1, "b"],
  "frees": [[], [1, 2]],
  "none": [],
  "empty": {},
  "nested": {
    "list": [
      { "a": 1 },
      { "a": 2, "b": "c" }
    ],
    "n": null
  }
}
`);
  });
});

function refusalOf(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}
