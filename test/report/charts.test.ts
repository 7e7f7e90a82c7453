// The charts as strings: numbers in people's units, ticks at round places, columns that lose no peak, paths that are where the data is.

import { describe, expect, it } from 'vitest';
import { columnsOf, stepsText } from '../../io/charts/columns.ts';
import { convergenceChart } from '../../io/charts/convergence-chart.ts';
import { escapeXml, shortenedMiddle, shortenedToWidth, titleElement } from '../../io/charts/escape.ts';
import { memoryChart } from '../../io/charts/memory-chart.ts';
import { formatQuantity, grouped, roundSteps, ticksOf, wholeTicks } from '../../io/charts/quantity.ts';
import { retentionChart } from '../../io/charts/retention-chart.ts';
import { Random } from '../../solver/random.ts';

describe('numbers for people', () => {
  it.each([
    [0, 'bytes', '0\u00a0B'],
    [1023, 'bytes', '1023\u00a0B'],
    [1024, 'bytes', '1\u00a0KiB'],
    [1536 * 1024, 'bytes', '1.500\u00a0MiB'],
    [24 * 1024 ** 3, 'bytes', '24\u00a0GiB'],
    [999, 'nanoseconds', '999\u00a0ns'],
    [12_500_000, 'nanoseconds', '12.50\u00a0ms'],
    [2e12, 'flop', '2\u00a0TFLOP'],
    [46_319, 'number', '46\u202f319'],
    [0.25, 'number', '0.2500'],
    [20_550_000_000, 'number', '20.55\u00a0G'],
    [0.0004, 'seconds', '0.4000\u00a0ms'],
    [90, 'seconds', '90\u00a0s'],
  ] as const)('%d %s is %s', (value, quantity, text) => {
    expect(formatQuantity(value, quantity)).toBe(text);
  });

  it('groups digits', () => {
    expect([0, 999, 1000, 1234567, -1000].map(grouped)).toEqual([
      '0',
      '999',
      '1\u202f000',
      '1\u202f234\u202f567',
      '-1\u202f000',
    ]);
  });

  it('finds round places within any range', () => {
    const random = new Random('ticks');
    for (let round = 0; round < 300; round++) {
      const low = random.between(0, 1000) * 10 ** random.between(-3, 6);
      const high = low + random.between(1, 1000) * 10 ** random.between(-3, 6);
      const places = roundSteps(low, high, 5);
      // 1-2-5 steps: never more than asked for by a half, and at least one
      expect(places.length).toBeGreaterThanOrEqual(1);
      expect(places.length).toBeLessThanOrEqual(6);
      for (const place of places) expect(place >= low * (1 - 1e-9) && place <= high * (1 + 1e-9)).toBe(true);
    }
  });

  it('tells neighbouring ticks apart', () => {
    const labels = ticksOf(1.01 * 1024 ** 3, 1.06 * 1024 ** 3, 'bytes', 5).map(({ label }) => label);
    expect(labels).toEqual(['1.02', '1.04', '1.06'].map((text) => `${text}\u00a0GiB`));
    expect(wholeTicks(3, 20).map(({ label }) => label)).toEqual(['0', '1', '2', '3']);
  });
});

describe('texts', () => {
  it('are escaped, and cannot turn around what follows', () => {
    expect(escapeXml('</a>"\'&\u0000\u202e\ud800')).toBe('&lt;/a&gt;&quot;&#39;&amp;\uFFFD\uFFFD\uFFFD');
    expect(titleElement(['<b>', 'a\nb'])).toBe('<title>&lt;b&gt;\na\uFFFDb</title>');
  });

  it('are shortened in the middle by what they take, never within a character', () => {
    expect(shortenedMiddle('abcdef', 6)).toBe('abcdef');
    expect(shortenedMiddle('abcdefg', 6)).toBe('ab…efg');
    expect(shortenedMiddle('😀😀😀😀', 3)).toBe('😀…😀');
    expect(shortenedToWidth('layer/0/attention', 13)).toBe('layer…ention');
    expect([...shortenedToWidth('W'.repeat(40), 13)].length).toBeLessThan(10);
    expect([...shortenedToWidth('漢'.repeat(40), 13)].length).toBeLessThan(8);
  });
});

describe('columns', () => {
  it('hold the least and the most of their steps, and every step once', () => {
    const random = new Random('columns');
    for (const length of [1, 7, 1500, 1501, 10_007]) {
      const values = Array.from({ length }, () => random.between(0, 1e9));
      const columns = columnsOf(values);
      expect(columns.length).toBeLessThanOrEqual(1500);
      expect(columns[0]!.from).toBe(0);
      expect(columns.at(-1)!.to).toBe(length - 1);
      for (const [k, { from, to, low, high }] of columns.entries()) {
        expect(from).toBe(k === 0 ? 0 : columns[k - 1]!.to + 1);
        const part = values.slice(from, to + 1);
        expect([low, high]).toEqual([Math.min(...part), Math.max(...part)]);
      }
    }
    expect(columnsOf([])).toEqual([]);
    expect([stepsText({ from: 3, to: 3 }), stepsText({ from: 3, to: 5 })]).toEqual(['step 3', 'steps 3 to 5']);
  });
});

describe('charts', () => {
  it('draw memory to scale', () => {
    const chart = memoryChart({
      id: 'm',
      baseline: [100, 50],
      schedule: [50, 0, 100],
      budget: 50,
      quantity: 'bytes',
      stepText: (j) => `node ${j}`,
    });
    // 260 pixels are 106 bytes
    const y = (bytes: number): number => Math.round(10 * (260 - (260 * bytes) / 106)) / 10;
    expect(chart).toContain(`<path class="before" d="M0 260V${y(100)}H1V${y(50)}H2V260"/>`);
    expect(chart).toContain(`<path class="after" d="M0 260V${y(50)}H1V260H2V${y(100)}H3V260"/>`);
    expect(chart).toContain(`<path class="budget" d="M0 ${y(50)}H3"/>`);
    expect(chart).toContain('<title>step 2: node 2\n100\u00a0B</title>');
    expect(chart).toContain('<title>step 0: node 0\n50\u00a0B\ninput order: 100\u00a0B</title>');
  });

  it('draw each retention interval, or shaded cells that cover the same places', () => {
    const bars = [
      { node: 0, computation: 0, start: 0, end: 1 },
      { node: 1, computation: 0, start: 1, end: 2 },
      { node: 0, computation: 1, start: 2, end: 2 },
    ];
    const chart = retentionChart({
      id: 'r',
      names: ['a', 'b'],
      bars,
      steps: 3,
      barText: ({ node }) => [`bar ${node}`],
    });
    expect(chart.match(/<rect class="kept"[^>]*>/g)).toEqual([
      '<rect class="kept" x="0" y="6" width="2" height="48"/>',
      '<rect class="kept" x="1" y="66" width="2" height="48"/>',
      '<rect class="kept" x="2" y="6" width="1" height="48"/>',
    ]);
    expect(chart.match(/class="bar again"/g)).toHaveLength(1);
    // one row and as many columns as steps: every cell is full or empty
    const many = Array.from({ length: 2100 }, (_, k) => ({
      node: 0,
      computation: k % 3 === 0 ? 0 : 1,
      start: k % 700,
      end: k % 700,
    }));
    const cells = retentionChart({ id: 'c', names: ['a'], bars: many, steps: 700, barText: () => [] });
    expect(cells).not.toContain('class="bar');
    expect(cells.match(/<path class="cells (first|again) grade-4" d="M0 0H/g)?.length).toBeGreaterThan(0);
  });

  it('draw the search: best falling, bound rising, the band between them from where both are known', () => {
    const point = (seconds: number, value: number) => ({ seconds, value, worker: 'w' });
    const chart = convergenceChart({
      id: 's',
      incumbents: [point(1, 110), point(3, 100)],
      bounds: [point(2, 90), point(4, 100)],
      seconds: 4,
      quantity: 'number',
      label: 'duration',
    });
    const y = (value: number): number => Math.round(10 * (220 - ((value - 88.4) / (111.6 - 88.4)) * 220)) / 10;
    expect(chart).toContain(`<path class="best" d="M250 ${y(110)}H750V${y(100)}H1000"/>`);
    expect(chart).toContain(`<path class="bound" d="M500 ${y(90)}H1000V${y(100)}H1000"/>`);
    const back = `V${y(100)}H1000V${y(90)}H500Z`;
    expect(chart).toContain(`<path class="gap" d="M500 ${y(110)}H750V${y(100)}H1000${back}"/>`);
    expect(chart.match(/<circle/g)).toHaveLength(4);
    const empty = convergenceChart({ id: 'e', incumbents: [], bounds: [], seconds: 0, quantity: 'number', label: 'd' });
    expect(empty).not.toMatch(/NaN|Infinity/);
  });
});
