// How the other tests read the snippets of a page, and what they let pass.

import { describe, expect, it } from 'vitest';
import { printsAs, shellSnippetsOf, snippetsOf } from './snippets.ts';

const FENCE = '```';
const page = (...lines: string[]): string => lines.join('\n').replaceAll('~~~', FENCE);

describe('snippets', () => {
  it('are the blocks of TypeScript with what they print', () => {
    const text = page(
      '# A',
      '~~~ts',
      'console.log(1 + 1, (2)); // 2 2',
      'f(); // no output',
      '~~~',
      '~~~sh',
      'ls',
      '~~~',
      '',
    );
    expect(snippetsOf(text)).toEqual([
      { line: 2, code: 'console.log(1 + 1, (2)); // 2 2\nf(); // no output\n', prints: ['2 2'] },
    ]);
  });

  it('are the marked blocks of commands, and no others', () => {
    const text = page(
      ...[
        '~~~sh',
        'rm x',
        '~~~',
        '',
        '<!-- run -->',
        '~~~sh',
        'a',
        'b',
        '~~~',
        '',
        '<!-- prints -->',
        '~~~text',
        'out',
        '~~~',
      ],
      ...[
        '<!-- run: exit 4 -->',
        '~~~sh',
        'c',
        '~~~',
        '',
        'And then:',
        '',
        '<!-- prints -->',
        '~~~text',
        'other',
        '~~~',
        '',
      ],
    );
    expect(shellSnippetsOf(text)).toEqual([
      { line: 5, code: 'a\nb\n', exitCode: 0, prints: 'out\n' },
      { line: 15, code: 'c\n', exitCode: 4, prints: null },
    ]);
  });
});

describe('a setup', () => {
  it('is run, too', () => {
    expect(shellSnippetsOf('# A\n<!-- setup\ncp a b\n-->\n<!-- other -->\n')).toEqual([
      { line: 2, code: 'cp a b\n', exitCode: 0, prints: null },
    ]);
  });
});

describe('what a program prints', () => {
  it.each([
    ['x: optimal, 0.3 s (proof)\n', 'x: optimal, 12.75 s (proof)\n'],
    ['peak 5 of 9 (55.55 % of all)\n', 'peak 6 of 9 (66.67 % of all)\n'],
    ['{ "seconds": 0.5, "n": 1 }\n', '{ "seconds": 2.1e-7, "n": 1 }\n'],
    ['  90  80.00  optimal  70  1  0.1\n', '  90  80.00  optimal  71  1  3.4\n'],
    ['first\n...\nlast\n', 'first\nlast\n'],
    ['first\n...\nlast\n', 'first\nx\n\ny\nlast\n'],
    ['a ... (c)\n', 'a b. (c)\n'],
  ])('may differ in what is no promise: %j', (expected, actual) => {
    expect(printsAs(expected, actual)).toBe(true);
  });

  it.each([
    ['duration 110\n', 'duration 111\n'],
    ['peak 5 of 9 (55.55 % of all)\n', 'peak 5 of 8 (62.50 % of all)\n'],
    ['a.b\n', 'axb\n'],
    ['a\n', 'a\nb\n'],
    ['a ... c\n', 'a\nc\n'],
    ['first\n...\nlast\n', 'first\nx\n'],
    ['  90  80.00  optimal  70  1  0.1\n', '  90  80.00  optimal  70  2  0.1\n'],
  ])('must not differ otherwise: %j', (expected, actual) => {
    expect(printsAs(expected, actual)).toBe(false);
  });
});
