// The report in a real browser: that all of the data is there, that nothing overlaps or is cut, that it can be read in both themes, that it works with and without script,
// and that nothing in it reaches outside or runs that should not. UPDATE_SCREENSHOTS=1 also takes the pictures of docs/images.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { Folder, trainingGraph } from '../cli/solve-support.ts';
import { chromiumMissing, launchChromium, watchedPage } from './chromium.ts';
import { findFaintTexts, findLayoutFaults } from './inspect.ts';

const missing = chromiumMissing();
const HOSTILE = [
  '</script><img src=x onerror=alert(1)>',
  '"><svg onload=alert(2)>',
  '\u202eWWWWWWWWWWWWWWWWWW',
  '&amp;',
];
const WIDTHS = [1280, 768, 390];

describe.skipIf(missing !== '')(`a report in Chromium${missing}`, () => {
  const folder = new Folder();
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
    const graph = trainingGraph(20);
    const names = graph.names.map((name, v) => HOSTILE[v] ?? name);
    const file = folder.graph('graph.json', { ...graph, names, name: HOSTILE[0]! });
    const common = ['--workers', '1', '--time-limit', '1', '--deterministic', '--quiet'];
    const outputs = ['--output', folder.file('schedule.json'), '--report', folder.file('report.html')];
    expect((await runCli('solve', file, '--budget', '0.7', ...common, ...outputs)).code).toBe(0);
    const sweep = ['--budgets', '0.6:1:0.1', '--report', folder.file('sweep.html')];
    expect((await runCli('sweep', file, ...common, ...sweep)).code).toBe(0);
  });

  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  const open = async (name = 'report.html', options = {}) => {
    const watched = await watchedPage(browser, options);
    await watched.page.goto(`file://${folder.file(name)}`);
    return watched;
  };

  it.each(['report.html', 'sweep.html'])('%s is quiet, alone and within its policy', async (name) => {
    const { page, complaints } = await open(name);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.reload();
    expect(requests).toEqual([`file://${folder.file(name)}`]);
    expect(complaints).toEqual([]);
    // the names stand there as texts and are no markup
    expect(await page.locator('h1').textContent()).toBe(HOSTILE[0]);
    expect(await page.locator('img, iframe, object, link, [onload], [onerror], [style*="url"]').count()).toBe(0);
    await page.context().close();
  });

  it('shows everything that the schedule holds', async () => {
    const { page } = await open();
    const { order, timeline, peak } = folder.schedule('schedule.json');
    const again = order.filter((id, j) => order.indexOf(id) !== j).length;
    expect(again).toBeGreaterThan(0);
    const count = (selector: string): Promise<number> => page.locator(selector).count();
    expect(await count('#memory-chart .hover')).toBe(order.length);
    expect(await count('#memory-chart path.after, #memory-chart path.before, #memory-chart path.budget')).toBe(3);
    expect(await count('#retention-chart .bar')).toBe(order.length);
    expect(await count('#retention-chart .bar.again')).toBe(again);
    expect(await count('#address-chart .box')).toBe(order.length);
    expect(await count('#search-chart circle.best')).toBe(folder.schedule('schedule.json').solve.incumbents.length);
    const cells = await page.locator('#sequence details').first().locator('tbody tr').allInnerTexts();
    expect(cells).toHaveLength(order.length);
    const tooltips = await page.locator('#memory-chart .hover title').allTextContents();
    for (const [j, memory] of timeline.entries()) expect(digits(tooltips[j]!.split('\n')[1]!)).toBe(String(memory));
    expect(digits(await page.locator('.tile strong').first().innerText())).toBe(String(peak));
    await page.context().close();
  });

  it.each(WIDTHS)('fits a window of %i pixels, open and zoomed', async (width) => {
    for (const name of ['report.html', 'sweep.html']) {
      const { page } = await open(name, { viewport: { width, height: 800 } });
      expect(await findLayoutFaults(page)).toEqual([]);
      for (const level of ['4', '32']) {
        await page.check(`#zoom-${level}`);
        expect(await findLayoutFaults(page)).toEqual([]);
      }
      for (const fold of await page.locator('details > summary').all()) if (await fold.isVisible()) await fold.click();
      expect(await findLayoutFaults(page)).toEqual([]);
      await page.context().close();
    }
  });

  it('can be read in the light and in the dark, by the system or by choice', async () => {
    const grounds: string[] = [];
    for (const name of ['report.html', 'sweep.html']) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page } = await open(name, { colorScheme });
        await page.locator('details > summary').first().click();
        expect(await findFaintTexts(page)).toEqual([]);
        grounds.push(await groundOf(page));
        await page.check(colorScheme === 'light' ? '#theme-dark' : '#theme-light');
        expect(await findFaintTexts(page)).toEqual([]);
        grounds.push(await groundOf(page));
        await page.context().close();
      }
    }
    const [light, dark] = grounds as [string, string];
    expect(light).not.toBe(dark);
    expect(grounds).toEqual([light, dark, dark, light, light, dark, dark, light]);
  });

  it('tells what is under the pointer', async () => {
    const { page, complaints } = await open();
    const bar = page.locator('#retention-chart .bar').nth(3);
    const title = await bar.locator('title').textContent();
    await bar.locator('.kept').hover({ position: { x: 60, y: 3 } });
    expect(await page.locator('.tip').textContent()).toBe(title);
    expect(await page.locator('.tip').isVisible()).toBe(true);
    await page.locator('h1').hover();
    expect(await page.locator('.tip').isVisible()).toBe(false);
    expect(await bar.locator('title').textContent()).toBe(title);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('zooms with the wheel and a double click, keeps the place, scrolls its charts together', async () => {
    const { page, complaints } = await open();
    const scroll = page.locator('#memory-chart .scroll');
    const other = page.locator('#retention-chart .scroll');
    const column = page.locator('#memory-chart .hover').nth(25);
    const before = (await column.boundingBox())!;
    const at = { x: before.x + before.width / 2, y: before.y + 80 };
    await page.mouse.move(at.x, at.y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -100);
    await page.keyboard.up('Control');
    await page.mouse.dblclick(at.x, at.y);
    expect(await page.locator('#zoom-4').isChecked()).toBe(true);
    const after = (await column.boundingBox())!;
    expect(after.width / before.width).toBeCloseTo(4, 1);
    expect(Math.abs(after.x + after.width / 2 - at.x)).toBeLessThan(3);
    await expect.poll(async () => (await leftOf(other)) - (await leftOf(scroll))).toBe(0);
    const left = await leftOf(scroll);
    expect(left).toBeGreaterThan(0);
    await page.mouse.down();
    await page.mouse.move(at.x - 150, at.y, { steps: 3 });
    await page.mouse.up();
    expect((await leftOf(scroll)) - left).toBe(150);
    await expect.poll(() => leftOf(other)).toBe(left + 150);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is whole without script', async () => {
    const { page, complaints } = await open('report.html', { javaScriptEnabled: false });
    expect(await page.locator('.tip').count()).toBe(0);
    const plot = page.locator('#memory-chart .plot');
    const finer = page.locator('#memory-chart .from-4 text').first();
    const { width } = (await plot.boundingBox())!;
    expect(await finer.isVisible()).toBe(false);
    await page.check('#zoom-8');
    expect((await plot.boundingBox())!.width / width).toBeCloseTo(8, 1);
    expect(await finer.isVisible()).toBe(true);
    const table = page.locator('#sequence details').first().locator('table');
    expect(await table.isVisible()).toBe(false);
    await page.locator('#sequence summary').first().click();
    expect(await table.isVisible()).toBe(true);
    await page.check('#theme-dark');
    expect(await findLayoutFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.runIf(process.env.UPDATE_SCREENSHOTS === '1')(
    'has its picture taken',
    async () => {
      const file = folder.file('picture.html');
      const limits = ['--budget', '0.7', '--workers', '1', '--time-limit', '20'];
      const outputs = ['--output', folder.file('picture.json'), '--report', file];
      expect((await runCli('solve', 'examples/resnet50-b256.json', ...limits, '--quiet', ...outputs)).code).toBe(0);
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page } = await open('picture.html', { colorScheme, viewport: { width: 1100, height: 900 } });
        await page.screenshot({ path: `docs/images/report-${colorScheme}.png`, fullPage: true });
        await page.context().close();
      }
    },
    300_000,
  );
});

/** The digits of a number that is written with spaces. */
function digits(text: string): string {
  return text.replace(/\D/g, '');
}

function groundOf(page: Page): Promise<string> {
  return page.evaluate('getComputedStyle(document.body).backgroundColor');
}

function leftOf(box: ReturnType<Page['locator']>): Promise<number> {
  return box.evaluate((element) => element.scrollLeft);
}
