// Sets of options by name, and the picture of what they close.

import { describe, expect, it } from 'vitest';
import { cactusPlot } from '../../bench/cactus.ts';
import { UsageError } from '../../bench/options.ts';
import { FAMILIES, variantsOf } from '../../bench/variants.ts';

describe('variantsOf', () => {
  it('reads names and options', () => {
    const words = ['default', 'two=restartPolicy:luby+useEdgeFindingInDisjunctive:false'];
    expect(variantsOf('jobshop', words, null)).toEqual([
      { name: 'default', words: [] },
      { name: 'two', words: ['--set', 'restartPolicy=luby', '--set', 'useEdgeFindingInDisjunctive=false'] },
    ]);
  });

  it('lets a variant name a strategy with its options', () => {
    expect(variantsOf('jobshop', ['x=strategies:dual+phase:saved'], null)).toEqual([
      { name: 'x', words: ['--strategies', 'dual', '--set', 'phase=saved'] },
    ]);
    expect(() => variantsOf('sat', ['x=strategies:dual'], null)).toThrow(/no strategy "dual"/);
  });

  it('takes strategies as variants', () => {
    expect(variantsOf('rcpsp', ['x=phase:saved'], ['probe'])).toEqual([
      { name: 'probe', words: ['--strategies', 'probe'] },
      { name: 'x', words: ['--set', 'phase=saved'] },
    ]);
  });

  it.each(FAMILIES)('has variants of its own for %s, the defaults first', (family) => {
    const variants = variantsOf(family, null, null);
    expect(variants[0]).toEqual({ name: 'default', words: [] });
    expect(variants.length).toBeGreaterThan(2);
  });

  it.each([
    [['x=none:1'], null, /--variants: "x=none:1": unknown option none; .*; write name=option:value/],
    [['x=phase:loud'], null, /option phase: expected one of/],
    [['x=phase'], null, /is not of the form/],
    [['=phase:saved'], null, /has no name/],
    [['x', 'x=phase:saved'], null, /two are called "x"/],
    [null, ['slow'], /--strategies: no strategy "slow"; there are default, /],
  ])('refuses %j and %j', (variants, strategies, words) => {
    const run = (): unknown => variantsOf('sat', variants, strategies);
    expect(run).toThrow(UsageError);
    expect(run).toThrow(words);
  });
});

describe('cactusPlot', () => {
  const curves = [
    { name: 'default', seconds: [4, 0.5, 2] },
    { name: 'a <b> & c', seconds: [1, 1] },
    { name: 'nothing', seconds: [] },
  ];
  const plot = cactusPlot('j60 & co', curves, 10, 5);
  const points = (i: number): number[][] => {
    const path = new RegExp(`class="curve c${i}"[^>]*? d="M([^"]*)"`).exec(plot)![1];
    return path.split('L').map((point) => point.split(' ').map(Number));
  };

  it('goes right with every row, and never down in time', () => {
    const line = points(0);
    expect(line).toHaveLength(4);
    for (let i = 1; i < line.length; i++) {
      expect(line[i][0]).toBeGreaterThan(line[i - 1][0]);
      // upwards in the picture is less
      expect(line[i][1]).toBeLessThanOrEqual(line[i - 1][1]);
    }
    // as far apart as their logarithms: 0.5 to 2 is twice 2 to 4
    const [, half, two, four] = line.map(([, y]) => y);
    expect((half - two) / (two - four)).toBeCloseTo(2, 1);
  });

  it('names every variant with what it closes, apart from each other', () => {
    const names = [...plot.matchAll(/<text class="name" x="[\d.]+" y="([\d.]+)">([^<]*)</g)];
    expect(names.map(([, , text]) => text).toSorted()).toEqual(['a &lt;b&gt; &amp; c: 2', 'default: 3', 'nothing: 0']);
    const heights = names.map(([, y]) => Number(y)).toSorted((a, b) => a - b);
    for (let i = 1; i < heights.length; i++) expect(heights[i] - heights[i - 1]).toBeGreaterThanOrEqual(16);
  });

  it('keeps many names within the picture', () => {
    const many = Array.from({ length: 24 }, (_, i) => ({ name: `v${i}`, seconds: [0.3] }));
    const text = cactusPlot('many', many, 10, 1);
    const heights = [...text.matchAll(/class="name" x="[\d.]+" y="([\d.]+)"/g)].map(([, y]) => Number(y));
    expect(heights).toHaveLength(24);
    expect(Math.min(...heights)).toBeGreaterThan(40);
    expect(Math.max(...heights)).toBeLessThanOrEqual(480);
    const looks = [...text.matchAll(/class="curve (c\d+"(?: stroke-dasharray="[^"]*")?)/g)].map(([, look]) => look);
    expect(new Set(looks).size).toBe(24);
  });

  it('is one document without markup from outside, for light and dark', () => {
    expect(plot).toMatch(/^<svg [^>]*>\n<title>j60 &amp; co: /);
    expect(plot).toMatch(/prefers-color-scheme: dark/);
    expect(plot).not.toMatch(/<b>|NaN|undefined|Infinity/);
  });

  it('is a picture even of nothing', () => {
    expect(cactusPlot('none', [], 10, 0)).not.toMatch(/NaN|Infinity/);
  });
});
