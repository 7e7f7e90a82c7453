// The page (web/) in the hands of people: by keyboard, by a screen reader, on a phone, reloaded or left in the middle of a search; and with workers that break down.

import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSchedule } from '../../io/schedule-file.ts';
import { expectTrue, Folder, trainingGraph } from '../cli/solve-support.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';
import { findFaintTexts, findLayoutFaults } from './inspect.ts';
import { fill, hasFocus, INDEX, loadGraph, openPage, placePage, saved, search } from './page-support.ts';

const missing = chromiumMissing();

/** Workers that throw, outside of all searching, those whose strategy the pattern names. */
function crashing(pattern: string): Plugin {
  const crash = `
    addEventListener('message', ({ data }) => {
      if (data.type === 'job' && /${pattern}/.test(data.task.strategy)) setTimeout(() => { throw new Error('out of order'); }, 50);
    });`;
  return {
    name: 'crashing',
    setup({ onLoad }) {
      onLoad({ filter: /web\/member-worker\.ts$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8') + crash,
        loader: 'ts',
      }));
    },
  };
}

describe.skipIf(missing !== '')(`using the page${missing}`, () => {
  const folder = new Folder();
  const graph = trainingGraph(15);
  let browser: Browser;
  let file = '';
  let long = '';

  beforeAll(async () => {
    await placePage(folder);
    file = folder.graph('graph.json', graph);
    long = folder.graph('long.json', trainingGraph(250));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  const open = (options = {}) => openPage(browser, `file://${folder.file(INDEX)}`, options);

  it('has a name for everything that can be operated, and reaches it in order with Tab', async () => {
    const { page, complaints } = await open();
    await page.locator('#model-options summary').click();
    await loadGraph(page, file);
    const unnamed = await page.evaluate(`[...document.querySelectorAll('input, select, button')]
      .filter((each) => each.tagName !== 'BUTTON' || each.textContent.trim() === '')
      .filter((each) => each.labels.length === 0 && !each.hasAttribute('aria-label'))
      .map(({ id }) => id)`);
    expect(unnamed).toEqual([]);
    await page.locator('#file').focus();
    const order: string[] = [];
    for (let k = 0; k < 18; k++) {
      await page.keyboard.press('Tab');
      order.push(await page.evaluate('document.activeElement.id || document.activeElement.tagName'));
    }
    const fields = ['objective', 'budget', 'budget-share', 'seconds', 'workers', 'seed', 'order', 'computations'];
    expect(order).toEqual([
      ...['SUMMARY', 'dims', 'device', 'training', ...fields, 'keep-outputs', 'budgets', 'solve', 'sweep'],
      ...['zoom-1', 'DIV'],
    ]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is operated by keyboard alone, and says aloud what happens', async () => {
    const { page, complaints } = await open();
    await loadGraph(page, long);
    expect(await page.locator('#spoken').textContent()).toMatch(/: 500 nodes/);
    await fill(page, { seconds: '600', budget: '40%', workers: '2' });
    await page.locator('#solve').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#spoken').textContent()).toBe('searching ...');
    await page.waitForSelector('#retention-chart .bar, #retention-chart .cells');
    expect(await hasFocus(page, '#stop')).toBe(true);
    // the focus survives new pictures
    await page.locator('#zoom-2').focus();
    const drawn = () => page.locator('.tiles').textContent();
    const before = await drawn();
    await expect.poll(drawn, { timeout: 15_000 }).not.toBe(before);
    expect(await hasFocus(page, '#zoom-2')).toBe(true);
    await page.locator('#stop').focus();
    await page.keyboard.press('Space');
    await page.waitForSelector('#solve:enabled');
    expect(await hasFocus(page, '#solve')).toBe(true);
    expect(await page.locator('#spoken').textContent()).toMatch(/^feasible: interrupted after /);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 40_000);

  it.each([1100, 360])('fits a window of %i pixels and can be read in both themes', async (width) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open({ viewport: { width, height: 800 }, colorScheme });
      await page.locator('#model-options summary').click();
      expect(await findLayoutFaults(page)).toEqual([]);
      await loadGraph(page, file);
      expect(await findLayoutFaults(page)).toEqual([]);
      await fill(page, { seconds: '0', budget: 'much', workers: '0', seed: '-1', computations: '0' });
      await page.click('#solve');
      expect(await findLayoutFaults(page)).toEqual([]);
      expect(await findFaintTexts(page)).toEqual([]);
      await fill(page, { seconds: '0.3', workers: '1', seed: '1', computations: '2', budgets: '50%:100%:25%' });
      await search(page, 'sweep');
      expect(await findLayoutFaults(page)).toEqual([]);
      expect(await findFaintTexts(page)).toEqual([]);
      await page.context().close();
    }
  });

  it('is as new when it is reloaded, or left and come back to, in the middle of a search', async () => {
    const { page, complaints } = await open();
    const begin = async (): Promise<void> => {
      await loadGraph(page, long);
      await fill(page, { seconds: '600', budget: '40%', workers: '2' });
      await page.click('#solve');
      await page.waitForSelector('#search-chart circle.best');
    };
    await begin();
    await page.reload();
    expect(await page.locator('#workbench').isVisible()).toBe(false);
    expect(await page.locator('#file').isEnabled()).toBe(true);
    await begin();
    await page.goto('about:blank');
    await page.goBack();
    if (await page.locator('#stop').isEnabled()) await page.click('#stop');
    else await loadGraph(page, file);
    await page.waitForSelector('#solve:enabled');
    await fill(page, { seconds: '0.5' });
    expect(await search(page)).toMatch(/^(feasible|optimal|unknown): /);
    expect(complaints.filter((complaint) => !complaint.startsWith('failed: blob:'))).toEqual([]);
    await page.context().close();
  }, 40_000);

  it('takes a new worker when the one that it talks to breaks down', async () => {
    const { page } = await open();
    await loadGraph(page, long);
    await fill(page, { seconds: '600', budget: '40%', workers: '1' });
    await page.click('#solve');
    await page.waitForSelector('#search-chart circle.best');
    await page.workers()[0]!.evaluate("void setTimeout(() => { throw new Error('out of order'); })");
    await expect
      .poll(() => page.locator('#error').textContent())
      .toMatch(/^the solver has failed: .*out of order; open the file again$/);
    await loadGraph(page, file);
    await fill(page, { seconds: '0.5' });
    expect(await search(page)).toMatch(/^(feasible|optimal|unknown): /);
    await page.context().close();
  });

  it.each([
    ['one of them', 'dual', 'worker dual'],
    ['all of them', '.', 'worker primal'],
  ])('goes on and keeps the best when workers break down: %s', async (_, pattern, named) => {
    const broken = new Folder();
    await placePage(broken, [crashing(pattern)]);
    const { page, complaints } = await openPage(browser, `file://${broken.file(INDEX)}`);
    await loadGraph(page, file);
    await fill(page, { seconds: '5', budget: '70%', workers: '2' });
    expect(await search(page)).toMatch(/^(feasible|optimal): /);
    expect(await page.locator('#warnings').textContent()).toContain(named);
    expect(await page.locator('#warnings').textContent()).toContain('out of order');
    expectTrue(graph, parseSchedule((await saved(page, '#save-schedule')).text, 'schedule'));
    expect(complaints).toEqual([]);
    await page.context().close();
    broken.remove();
  });
});
