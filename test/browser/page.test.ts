// The page (web/) in a real browser, opened as a file and from a static server: searches by one and several workers, live charts, stopping, results that are true, and nothing loaded
// from anywhere. UPDATE_SCREENSHOTS=1 also takes the pictures of docs/images.

import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePlan } from '../../io/plan-file.ts';
import { parseSchedule } from '../../io/schedule-file.ts';
import type { SweepFile } from '../../io/sweep-file.ts';
import { expectTrue, Folder, trainingGraph } from '../cli/solve-support.ts';
import { chromiumMissing, launchChromium, watchedPage } from './chromium.ts';
import { fill, INDEX, loadGraph, openPage, placePage, saved, search } from './page-support.ts';
import { type StaticServer, serve } from './static-server.ts';

const missing = chromiumMissing();
const HOSTILE = '</script><img src=x onerror=alert(1)>';

describe.skipIf(missing !== '')(`the page in Chromium${missing}`, () => {
  const folder = new Folder();
  const base = trainingGraph(20);
  const graph = { ...base, name: HOSTILE, names: base.names.map((name, v) => (v < 3 ? HOSTILE : name)) };
  let browser: Browser;
  let server: StaticServer;
  let file = '';

  beforeAll(async () => {
    await placePage(folder);
    file = folder.graph('graph.json', graph);
    [browser, server] = await Promise.all([launchChromium(), serve(folder.path)]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    folder.remove();
  });

  const open = (from: 'file' | 'server' = 'file', options: BrowserContextOptions = {}) =>
    openPage(browser, from === 'file' ? `file://${folder.file(INDEX)}` : `${server.url}/${INDEX}`, options);

  it.each([
    ['file', '1'],
    ['file', '3'],
    ['server', '2'],
  ] as const)('solves and saves, opened from a %s, with %s workers', async (from, workers) => {
    const { page, complaints, foreign } = await open(from);
    await loadGraph(page, file);
    expect(await page.locator('#title').textContent()).toBe(HOSTILE);
    expect(await page.locator('#facts').textContent()).toMatch(
      /^40 nodes · \d+ links · peak of the input order [\d\s]+ · duration /,
    );
    expect(await page.locator('#memory-chart path.before').count()).toBe(1);
    await fill(page, { seconds: '4', budget: '70%', seed: '7', workers });
    expect(await search(page)).toMatch(/^(optimal|feasible): (proof complete|time limit) after /);
    const { name, text } = await saved(page, '#save-schedule');
    expect(name).toBe('graph-schedule.json');
    const schedule = parseSchedule(text, 'schedule');
    expectTrue(base, schedule);
    expect(schedule.budget).toBe(Math.floor(0.7 * schedule.baseline.peak));
    expect(schedule.solve).toMatchObject({ seed: 7, workers: Number(workers) });
    expect(await page.locator('#retention-chart .bar').count()).toBe(schedule.order.length);
    const plan = parsePlan((await saved(page, '#save-plan')).text, 'plan');
    expect(plan.operations.filter(({ operation }) => operation !== 'free')).toHaveLength(schedule.order.length);
    expect(plan.arena).toBeGreaterThanOrEqual(schedule.peak!);
    const lines = (await saved(page, '#save-csv')).text.trimEnd().split('\n');
    expect(lines).toHaveLength(1 + plan.operations.length);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('#warnings').textContent()).toBe('');
    expect(complaints).toEqual([]);
    expect(foreign()).toEqual([]);
    await page.context().close();
  });

  it('saves the report that --report would write', async () => {
    const { page } = await open();
    await loadGraph(page, file);
    await fill(page, { seconds: '1', budget: '0.8', workers: '2' });
    await search(page);
    const { name, text } = await saved(page, '#save-report');
    expect(name).toBe('graph-report.html');
    const report = await watchedPage(browser);
    await report.page.goto(`file://${folder.write(name, text)}`);
    expect(await report.page.locator('h1').textContent()).toBe(HOSTILE);
    expect(await report.page.locator('footer').textContent()).toMatch(/^Made by moccasin \d+\.\d+\.\d+, solve\./);
    expect(await report.page.locator('#sequence details tbody tr').count()).toBeGreaterThan(40);
    // its script is within its policy
    expect(await report.page.locator('html.scripted').count()).toBe(1);
    expect(report.complaints).toEqual([]);
    await report.page.context().close();
    await page.context().close();
  });

  it('shows what is found while it searches, and stops when told', async () => {
    const { page, complaints } = await open();
    await loadGraph(page, folder.graph('long.json', trainingGraph(250)));
    await fill(page, { seconds: '600', budget: '40%', workers: '2' });
    await page.click('#solve');
    await page.waitForSelector('#search-chart circle.best');
    expect(await page.locator('#state').textContent()).toMatch(/^\d+\.\d s: duration .*, proven gap [\d.]+ %$/);
    expect(await page.locator('.tiles').textContent()).toContain('searching');
    expect(await page.locator('#solve').isDisabled()).toBe(true);
    expect(await page.locator('#clock').getAttribute('max')).toBe('600');
    await page.click('#stop');
    await page.waitForSelector('#solve:enabled');
    expect(await page.locator('#state').textContent()).toMatch(/^feasible: interrupted after /);
    // zoom, folds and the place in them stay through another search
    await page.check('#zoom-4');
    await page.locator('#sequence summary').first().click();
    await page.waitForSelector('#sequence details[open] tbody tr', { state: 'attached' });
    await fill(page, { budget: '100%' });
    await search(page);
    expect(await page.locator('#zoom-4').isChecked()).toBe(true);
    const steps = parseSchedule((await saved(page, '#save-schedule')).text, 'schedule').order.length;
    await expect.poll(() => page.locator('#sequence details[open] tbody tr').count()).toBe(steps);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows 10 000 nodes with few elements, and their tables when they are opened', async () => {
    const { page, complaints } = await open();
    await loadGraph(page, folder.graph('large.json', trainingGraph(5000)));
    expect(await page.locator('#facts').textContent()).toMatch(/^10\u202f000 nodes/);
    expect(await page.evaluate('document.querySelectorAll("*").length')).toBeLessThan(5000);
    expect(await page.locator('#report tbody').count()).toBe(0);
    await page.locator('#sequence summary').first().click();
    await expect.poll(() => page.locator('#sequence tbody tr').count()).toBeGreaterThan(1000);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('finds the least memory', async () => {
    const { page, complaints } = await open();
    await loadGraph(page, file);
    await page.selectOption('#objective', 'memory');
    expect(await page.locator('#budget').isDisabled()).toBe(true);
    await fill(page, { seconds: '2', workers: '2' });
    expect(await search(page)).toMatch(/^(optimal|feasible): /);
    const schedule = parseSchedule((await saved(page, '#save-schedule')).text, 'schedule');
    expectTrue(base, schedule);
    expect(schedule.peak!).toBeLessThan(schedule.baseline.peak);
    expect(schedule.peakLowerBound!).toBeLessThanOrEqual(schedule.peak!);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('sweeps over budgets', async () => {
    const { page, complaints } = await open();
    await loadGraph(page, file);
    await fill(page, { seconds: '0.5', budgets: '10%,60%:100%:20%', workers: '2' });
    expect(await search(page, 'sweep')).toBe('3 of 4 budgets have a schedule');
    expect(await page.locator('#sweep circle.mark').count()).toBe(3);
    const sweep = JSON.parse((await saved(page, '#save-sweep')).text) as SweepFile;
    expect(sweep.points.map(({ status }) => status).at(-1)).toBe('infeasible');
    const cells = await page.locator('section#sweep tbody td:nth-child(5)').allInnerTexts();
    expect(cells.map((text) => text.replace(/\D/g, ''))).toEqual(
      sweep.points.map(({ duration }) => (duration === null ? '' : String(duration))),
    );
    const csv = (await saved(page, '#save-csv')).text.trimEnd().split('\n');
    expect(csv).toHaveLength(5);
    expect((await saved(page, '#save-report')).text).toContain('<section id="sweep">');
    expect(await page.locator('#save-schedule').isDisabled()).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.runIf(process.env.UPDATE_SCREENSHOTS === '1')(
    'has its picture taken',
    async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page } = await open('file', { colorScheme, viewport: { width: 1100, height: 1000 } });
        await loadGraph(page, 'examples/unet-b32.json');
        await fill(page, { budget: '60%', seconds: '15', workers: '2' });
        await search(page);
        await page.screenshot({ path: `docs/images/page-${colorScheme}.png` });
        await page.context().close();
      }
    },
    300_000,
  );
});
