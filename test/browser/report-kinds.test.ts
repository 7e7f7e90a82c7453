// Reports of all kinds in a real browser: the smallest graph, names from anywhere, no schedule, the least memory, a free order, a sweep with gaps; by keyboard; on paper.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { Folder, trainingGraph } from '../cli/solve-support.ts';
import { graphOf } from '../support/random-graph.ts';
import { chromiumMissing, launchChromium, watchedPage } from './chromium.ts';
import { findFaintTexts, findLayoutFaults } from './inspect.ts';
import { hasFocus } from './page-support.ts';

const missing = chromiumMissing();
const NAMES = [
  'שלום עולם',
  'مرحبا/طبقة',
  '🔥💾👩‍👩‍👧‍👦'.repeat(30),
  'x'.repeat(500),
  'layer/'.repeat(80),
  '漢字'.repeat(40),
  '"quoted"',
];

const KINDS: Readonly<Record<string, readonly string[]>> = {
  two: ['solve', 'two.json', '--budget', '1.0'],
  names: ['solve', 'names.json', '--budget', '0.7'],
  infeasible: ['solve', 'plain.json', '--budget', '0.05'],
  unknown: ['solve', 'plain.json', '--budget', '0.4', '--time-limit', '0'],
  memory: ['minimize-memory', 'plain.json'],
  free: ['solve', 'plain.json', '--budget', '0.8', '--order', 'free'],
  sweep: ['sweep', 'plain.json', '--budgets', '0.05,0.15,0.7:1:0.1', '--time-limit', '0.02'],
};

describe.skipIf(missing !== '')(`reports of all kinds${missing}`, () => {
  const folder = new Folder();
  let browser: Browser;

  beforeAll(async () => {
    const graph = trainingGraph(15);
    folder.graph('two.json', graphOf([4, 2], [[0, 1]], [3, 5]));
    folder.graph('plain.json', graph);
    folder.graph('names.json', { ...graph, name: NAMES.join(' '), names: graph.names.map((n, v) => NAMES[v] ?? n) });
    for (const [kind, [command, file, ...words]] of Object.entries(KINDS)) {
      const limits = words.includes('--time-limit') ? [] : ['--time-limit', '0.3'];
      const result = ['--output', folder.file('out.json'), '--report', folder.file(`${kind}.html`)];
      const code = (
        await runCli(
          command!,
          folder.file(file!),
          ...words,
          ...limits,
          '--workers',
          '1',
          '--deterministic',
          '--quiet',
          ...result,
        )
      ).code;
      expect([kind, code]).toEqual([kind, { infeasible: 4, unknown: 3 }[kind] ?? 0]);
    }
    browser = await launchChromium();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  const open = async (kind: string, options = {}) => {
    const watched = await watchedPage(browser, options);
    await watched.page.goto(`file://${folder.file(`${kind}.html`)}`);
    return watched;
  };

  it.each(Object.keys(KINDS))(
    '%s: nothing overlaps, is cut or cannot be read, on a desk and on a phone',
    async (kind) => {
      for (const [width, colorScheme] of [
        [1280, 'light'],
        [360, 'dark'],
      ] as const) {
        const { page, complaints } = await open(kind, { viewport: { width, height: 800 }, colorScheme });
        for (const fold of await page.locator('details > summary').all())
          if (await fold.isVisible()) await fold.click();
        expect(await findLayoutFaults(page)).toEqual([]);
        expect(await findFaintTexts(page)).toEqual([]);
        expect(await page.locator('tbody tr').count()).toBeGreaterThan(0);
        expect(complaints).toEqual([]);
        await page.context().close();
      }
    },
  );

  it('is read by keyboard: values step by step, zoom, and away', async () => {
    const { page, complaints } = await open('names', { viewport: { width: 800, height: 800 } });
    const titles = await page.locator('#memory-chart title').allTextContents();
    const tip = page.locator('.tip');
    const chart = '#memory-chart .scroll';
    await page.locator(chart).focus();
    const press = async (key: string): Promise<string | null> => {
      await page.keyboard.press(key);
      return tip.textContent();
    };
    expect(await press('ArrowRight')).toBe(titles[0]);
    expect(await press('ArrowRight')).toBe(titles[1]);
    expect(await press('End')).toBe(titles.at(-1));
    expect(await press('ArrowLeft')).toBe(titles.at(-2));
    for (let k = 0; k < 3; k++) await page.keyboard.press('+');
    expect(await page.locator('#zoom-8').isChecked()).toBe(true);
    expect(await press('Home')).toBe(titles[0]);
    expect(await page.locator(chart).evaluate((box) => box.scrollLeft)).toBe(0);
    expect(await press('PageDown')).toBe(titles[20]);
    // what is told is in sight
    const [box, column] = [
      await page.locator(chart).boundingBox(),
      await page.locator('#memory-chart .told').boundingBox(),
    ];
    expect(column!.x).toBeGreaterThanOrEqual(box!.x - 1);
    expect(column!.x + column!.width).toBeLessThanOrEqual(box!.x + box!.width + 1);
    expect(await hasFocus(page, chart)).toBe(true);
    await page.keyboard.press('Escape');
    expect(await tip.isVisible()).toBe(false);
    expect(await page.locator('#memory-chart title').allTextContents()).toEqual(titles);
    await page.keyboard.press('-');
    expect(await page.locator('#zoom-4').isChecked()).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is light on paper, whole, with the tables that are open and without what cannot be used there', async () => {
    const { page } = await open('free', { colorScheme: 'dark' });
    await page.check('#theme-dark');
    await page.check('#zoom-8');
    await page.locator('#sequence summary').first().click();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await findFaintTexts(page)).toEqual([]);
    const table = page.locator('#sequence details[open] .table');
    expect(await table.evaluate((box) => box.scrollHeight - box.clientHeight)).toBeLessThanOrEqual(2);
    expect(await page.locator('#memory-chart .scroll').evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
    expect(await page.locator('fieldset:visible, summary:visible').count()).toBe(1);
    await page.context().close();
  });
});
