// The page (web/) in a real browser, opened as a file and from a static server: graphs of all formats, live charts, stopping, results that are true, input that is bad, and
// nothing loaded from anywhere. UPDATE_SCREENSHOTS=1 also takes the pictures of docs/images.

import { readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePlan } from '../../io/plan-file.ts';
import { parseSchedule } from '../../io/schedule-file.ts';
import { buildPage } from '../../web/build.ts';
import { expectTrue, Folder, trainingGraph } from '../cli/solve-support.ts';
import { onnxModel } from '../support/onnx-writer.ts';
import { chromiumMissing, launchChromium, watchedPage } from './chromium.ts';
import { findFaintTexts, findLayoutFaults } from './inspect.ts';
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
    folder.write('index.html', await buildPage());
    file = folder.graph('graph.json', graph);
    [browser, server] = await Promise.all([launchChromium(), serve(folder.path)]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    folder.remove();
  });

  const open = async (from: 'file' | 'server' = 'file', options: BrowserContextOptions = {}) => {
    const watched = await watchedPage(browser, options);
    const requests: string[] = [];
    watched.page.on('request', (request) => requests.push(request.url()));
    const url = from === 'file' ? `file://${folder.file('index.html')}` : `${server.url}/index.html`;
    await watched.page.goto(url);
    return { ...watched, foreign: () => requests.filter((request) => request !== url && !request.startsWith('blob:')) };
  };

  it.each(['file', 'server'] as const)('solves and saves, opened from a %s', async (from) => {
    const { page, complaints, foreign } = await open(from);
    await load(page, file);
    expect(await page.locator('#title').textContent()).toBe(HOSTILE);
    expect(await page.locator('#facts').textContent()).toMatch(
      /^40 nodes · \d+ links · peak of the input order [\d\s]+ · duration /,
    );
    expect(await page.locator('#memory-chart path.before').count()).toBe(1);
    await page.fill('#seconds', '2');
    await page.fill('#budget', '70');
    await page.click('#solve');
    await page.waitForSelector('#save-plan:enabled');
    expect(await page.locator('#state').textContent()).toMatch(
      /^(optimal|feasible): (proof complete|time limit) after /,
    );
    const schedule = parseSchedule(await textOf(await saved(page, '#save-schedule')), 'schedule');
    expectTrue(base, schedule);
    expect(schedule.budget).toBe(Math.floor(0.7 * schedule.baseline.peak));
    expect(await page.locator('#retention-chart .bar').count()).toBe(schedule.order.length);
    const plan = parsePlan(await textOf(await saved(page, '#save-plan')), 'plan');
    expect(plan.operations.filter(({ operation }) => operation !== 'free')).toHaveLength(schedule.order.length);
    expect(plan.arena).toBeGreaterThanOrEqual(schedule.peak!);
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
    expect(foreign()).toEqual([]);
    await page.context().close();
  });

  it('shows what is found while it searches, and stops when told', async () => {
    const { page, complaints } = await open();
    await load(page, folder.graph('long.json', trainingGraph(60)));
    await page.fill('#seconds', '600');
    await page.fill('#budget', '40');
    await page.click('#solve');
    await page.waitForSelector('#search-chart circle.best');
    expect(await page.locator('#state').textContent()).toMatch(/^\d+\.\d s: duration .*, proven gap [\d.]+ %$/);
    expect(await page.locator('.tiles').textContent()).toContain('searching');
    expect(await page.locator('#solve').isDisabled()).toBe(true);
    await page.click('#stop');
    await page.waitForSelector('#solve:enabled');
    expect(await page.locator('#state').textContent()).toMatch(/^feasible: interrupted after /);
    // zoom and folds stay through another search
    await page.check('#zoom-4');
    await page.locator('#sequence summary').first().click();
    await page.fill('#seconds', '1');
    await page.click('#solve');
    await page.waitForSelector('#save-plan:enabled');
    expect(await page.locator('#zoom-4').isChecked()).toBe(true);
    expect(await page.locator('#sequence details').first().getAttribute('open')).not.toBeNull();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('reads ONNX models, with the sizes of their dimensions, as they are or as a training step', async () => {
    const value = (name: string) => ({ name, type: 'float', shape: ['batch', 8] });
    const model = onnxModel({
      nodes: [
        { type: 'MatMul', inputs: ['x', 'w'], outputs: ['a'], name: 'a' },
        { type: 'Relu', inputs: ['a'], outputs: ['b'], name: 'b' },
        { type: 'MatMul', inputs: ['b', 'w'], outputs: ['y'], name: 'y' },
      ],
      initializers: [{ name: 'w', type: 'float', shape: [8, 8] }],
      inputs: [value('x')],
      outputs: [value('y')],
    });
    const chosen = { name: 'chain.onnx', mimeType: 'application/octet-stream', buffer: Buffer.from(model) };
    const { page, complaints } = await open();
    await page.locator('#model-options summary').click();
    await page.fill('#dims', 'batch=256');
    await page.setInputFiles('#file', chosen);
    await page.waitForSelector('#workbench:not([hidden])');
    const facts = page.locator('#facts');
    expect(await facts.textContent()).toMatch(/^3 nodes · 2 links · peak of the input order 16\u00a0KiB/);
    await page.check('#training');
    await expect.poll(() => facts.textContent()).toMatch(/^([7-9]|1\d) nodes · /);
    await page.fill('#dims', 'batch=0');
    await page.locator('#dims').blur();
    await expect.poll(() => page.locator('#error').textContent()).toMatch(/"batch=0" is not NAME=N; /);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('says in one line what is wrong with a file, and takes the next one', async () => {
    const { page, complaints } = await open();
    await page.setInputFiles('#file', folder.write('bad.json', '{"nodes": [{"id": 1}], "links": '));
    await expect.poll(() => page.locator('#error').textContent()).toMatch(/^bad\.json: [^\n]+$/);
    expect(await page.locator('#workbench').isVisible()).toBe(false);
    await page.setInputFiles(
      '#file',
      folder.write(
        'cycle.json',
        '{"nodes":[{"id":1,"cost_ram":1,"cost_cpu":1},{"id":2,"cost_ram":1,"cost_cpu":1}],"links":[{"source":1,"target":2},{"source":2,"target":1}]}',
      ),
    );
    await expect
      .poll(() => page.locator('#error').textContent())
      .toMatch(/^cycle\.json: links: the links form a cycle: /);
    await load(page, file);
    expect(await page.locator('#error').textContent()).toBe('');
    await page.fill('#budget', '5');
    await page.click('#solve');
    await expect.poll(() => page.locator('#state').textContent()).toMatch(/^infeasible: proof complete/);
    expect(await page.locator('#save-schedule').isDisabled()).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each([1100, 390])('fits a window of %i pixels and can be read in both themes', async (width) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open('file', { viewport: { width, height: 800 }, colorScheme });
      await page.locator('#model-options summary').click();
      expect(await findLayoutFaults(page)).toEqual([]);
      await load(page, file);
      expect(await findLayoutFaults(page)).toEqual([]);
      expect(await findFaintTexts(page)).toEqual([]);
      await page.context().close();
    }
  });

  it.runIf(process.env.UPDATE_SCREENSHOTS === '1')(
    'has its picture taken',
    async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page } = await open('file', { colorScheme, viewport: { width: 1100, height: 1000 } });
        await load(page, 'examples/unet-b32.json');
        await page.fill('#budget', '60');
        await page.fill('#seconds', '15');
        await page.click('#solve');
        await page.waitForSelector('#save-plan:enabled');
        await page.screenshot({ path: `docs/images/page-${colorScheme}.png` });
        await page.context().close();
      }
    },
    300_000,
  );
});

async function load(page: Page, file: string): Promise<void> {
  await page.setInputFiles('#file', file);
  await page.waitForSelector('#workbench:not([hidden])');
  await page.waitForSelector('#solve:enabled');
}

async function saved(page: Page, button: string): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
  return download;
}

async function textOf(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8');
}
