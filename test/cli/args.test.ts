// Option tables: values and their types, help text, suggestions, budgets.

import { describe, expect, it } from 'vitest';
import { parseArguments, rangeText } from '../../cli/args.ts';
import { parseBudget, resolveBudget } from '../../cli/budget.ts';
import { commandHelp } from '../../cli/help.ts';
import { defineCommand } from '../../cli/options.ts';
import { editDistance, suggestion } from '../../cli/suggest.ts';
import { Random } from '../../solver/random.ts';
import { runCli } from './run-cli.ts';

const SPEC = defineCommand({
  name: 'bake',
  summary: 'Bake a cake.',
  positionals: [{ name: 'CAKE', help: 'which cake' }],
  options: {
    layers: { type: 'integer', min: 1, max: 9, default: 2, help: 'number of layers' },
    heat: { type: 'number', min: 0, max: Number.POSITIVE_INFINITY, value: 'KELVIN', help: 'temperature of the oven' },
    seed: { type: 'integer', min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, help: 'of a poppy' },
    form: { type: 'choice', choices: ['round', 'square'], default: 'round', help: 'form of the tin' },
    note: { type: 'text', help: 'what to write on it, '.repeat(10).trim() },
    quiet: { type: 'flag', help: 'say nothing' },
  },
  notes: ['Enjoy.'],
});

describe('parseArguments', () => {
  it('fills in defaults', () => {
    const { options, positionals, help } = parseArguments(SPEC, ['carrot']);
    expect(options).toEqual({
      layers: 2,
      heat: undefined,
      seed: undefined,
      form: 'round',
      note: undefined,
      quiet: false,
    });
    expect(positionals).toEqual(['carrot']);
    expect(help).toBe(false);
  });

  it('reads values of every type, in any place, the last one counting', () => {
    const argv = ['--layers', '3', 'carrot', '--heat=1e2', '--form', 'square', '--note=-x', '--quiet', '--layers=4'];
    const { options } = parseArguments(SPEC, [...argv, '--seed', '-7']);
    expect(options).toEqual({ layers: 4, heat: 100, seed: -7, form: 'square', note: '-x', quiet: true });
    const layers: number = options.layers; // typed by the table
    expect(layers).toBe(4);
  });

  it('takes what follows -- literally', () => {
    expect(parseArguments(SPEC, ['--', '--quiet']).positionals).toEqual(['--quiet']);
  });

  it.each([
    [['a', '--layers', '10'], /--layers: 10 is out of range; give an integer, from 1 to 9/],
    [['a', '--layers', '2.5'], /--layers: 2.5 is not an integer/],
    [['a', '--layers', '0x3'], /--layers: "0x3" is not a number/],
    [['a', '--heat', '-1'], /--heat: -1 is out of range; give a number, at least 0/],
    [['a', '--heat', 'NaN'], /--heat: "NaN" is not a number/],
    [['a', '--form', 'oval'], /--form: "oval" is not a choice; give one of round, square/],
    [['a', '--lyaers', '3'], /unknown option --lyaers; did you mean --layers\?/],
  ] as [string[], RegExp][])('refuses %j', (argv, words) => {
    expect(() => parseArguments(SPEC, argv)).toThrow(words);
  });

  it('lets --help win over everything but unknown options', () => {
    expect(parseArguments(SPEC, ['--help', '--layers', '99']).help).toBe(true);
    expect(parseArguments(SPEC, ['-h']).help).toBe(true);
    expect(() => parseArguments(SPEC, ['-h', '--nope'])).toThrow(/unknown option/);
  });
});

describe('help', () => {
  it('shows names, choices, ranges and defaults, within 100 columns', () => {
    const lines = commandHelp(SPEC).split('\n');
    expect(lines).toContain('usage: moccasin bake CAKE [options]');
    expect(lines).toContain('  --layers N                number of layers (from 1 to 9, default 2)');
    expect(lines).toContain('  --heat KELVIN             temperature of the oven (at least 0)');
    expect(lines).toContain('  --seed N                  of a poppy');
    expect(lines).toContain('  --form round|square       form of the tin (default round)');
    expect(lines).toContain('  --quiet                   say nothing');
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines.slice(-2)).toEqual(['Enjoy.', '']);
  });

  it('is printed to stdout with exit code 0', async () => {
    for (const argv of [['--help'], ['-h'], ['check', '--help'], ['zoo', '-h'], ['check', 'a', 'b', 'c', '--help']]) {
      const { code, stdout, stderr } = await runCli(...argv);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^usage: moccasin /);
    }
    const version = await runCli('--version');
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^moccasin \d+\.\d+\.\d+\n$/) });
  });

  it('words ranges', () => {
    expect(rangeText(1, 9)).toBe('from 1 to 9');
    expect(rangeText(0, Number.MAX_SAFE_INTEGER)).toBe('at least 0');
    expect(rangeText(Number.NEGATIVE_INFINITY, 5)).toBe('at most 5');
    expect(rangeText(Number.MIN_SAFE_INTEGER, Number.POSITIVE_INFINITY)).toBe('');
  });
});

describe('suggestions', () => {
  it('measure edits, counting a swap as one', () => {
    const table: [string, string, number][] = [
      ['', '', 0],
      ['abc', '', 3],
      ['abc', 'abc', 0],
      ['abc', 'acb', 1],
      ['kitten', 'sitting', 3],
      ['ca', 'abc', 3],
    ];
    for (const [a, b, distance] of table) {
      expect(editDistance(a, b)).toBe(distance);
      expect(editDistance(b, a)).toBe(distance);
    }
  });

  it('name the nearest word, a completed prefix, or nothing', () => {
    expect(suggestion('--bugdet', ['--batch', '--budget'])).toBe('did you mean --budget?');
    expect(suggestion('resn', ['vgg16', 'resnet50'])).toBe('did you mean resnet50?');
    expect(suggestion('xyz', ['vgg16', 'resnet50'])).toBeNull();
  });
});

describe('budget', () => {
  it.each([
    ['0.8', { kind: 'share', share: 0.8 }],
    ['80%', { kind: 'share', share: 0.8 }],
    ['33.3%', { kind: 'share', share: 0.333 }],
    ['1', { kind: 'share', share: 1 }],
    ['100%', { kind: 'share', share: 1 }],
    ['.5', { kind: 'share', share: 0.5 }],
    ['2', { kind: 'amount', amount: 2 }],
    ['41688', { kind: 'amount', amount: 41688 }],
    ['1e3', { kind: 'amount', amount: 1000 }],
    ['1B', { kind: 'amount', amount: 1 }],
    ['24GiB', { kind: 'amount', amount: 24 * 2 ** 30 }],
    ['1.5 kb', { kind: 'amount', amount: 1500 }],
    ['0.5MiB', { kind: 'amount', amount: 2 ** 19 }],
    ['2GB', { kind: 'amount', amount: 2e9 }],
    ['3TiB', { kind: 'amount', amount: 3 * 2 ** 40 }],
    ['9007199254740991', { kind: 'amount', amount: Number.MAX_SAFE_INTEGER }],
  ])('%s', (text, budget) => {
    expect(parseBudget(text)).toEqual(budget);
  });

  it('rounds shares down in doubles, as other tools do, in either notation', () => {
    const random = new Random('budget');
    for (let round = 0; round < 500; round++) {
      const peak = random.below(2 ** 40);
      const percent = random.between(1, 100);
      const expected = Math.floor((percent / 100) * peak);
      expect(resolveBudget(parseBudget(String(percent / 100)), peak)).toBe(expected);
      expect(resolveBudget(parseBudget(`${percent}%`), peak)).toBe(expected);
    }
    expect(resolveBudget(parseBudget('0.9'), 46319)).toBe(41687);
    expect(resolveBudget(parseBudget('41688'), 46319)).toBe(41688);
  });
});
