// What comes into the page (web/): files by choice and by drop, good and bad, and what is written into its fields; whatever is wrong is said in one line, beside the field if it is one.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Folder, trainingGraph } from '../cli/solve-support.ts';
import { onnxModel } from '../support/onnx-writer.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';
import { drop, fill, hasFocus, INDEX, loadGraph, openPage, placePage, search } from './page-support.ts';

const missing = chromiumMissing();

describe.skipIf(missing !== '')(`input of the page${missing}`, () => {
  const folder = new Folder();
  let browser: Browser;
  let file = '';

  beforeAll(async () => {
    await placePage(folder);
    file = folder.graph('graph.json', trainingGraph(15));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  const open = () => openPage(browser, `file://${folder.file(INDEX)}`);
  const errorOf = (page: Page, id = 'error') => expect.poll(() => page.locator(`#${id}`).textContent());

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
    // budgets in bytes
    await page.fill('#budget', '12KiB');
    expect(await page.locator('#budget-text').textContent()).toBe('12\u00a0KiB, 75.0 % of the peak');
    expect(await page.locator('#budget-share').inputValue()).toBe('75');
    await page.check('#training');
    await expect.poll(() => facts.textContent()).toMatch(/^([7-9]|1\d) nodes · /);
    await page.fill('#dims', 'batch=0');
    await page.locator('#dims').blur();
    await errorOf(page, 'dims-error').toMatch(/^"batch=0" is not NAME=N; /);
    expect(await page.locator('#dims').getAttribute('aria-invalid')).toBe('true');
    await page.fill('#dims', 'batch=64');
    await page.locator('#dims').blur();
    await errorOf(page, 'dims-error').toBe('');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('says in one line what is wrong with a file, and takes the next one', async () => {
    const { page, complaints } = await open();
    await page.setInputFiles('#file', folder.write('bad.json', '{"nodes": [{"id": 1}], "links": '));
    await errorOf(page).toMatch(/^bad\.json: [^\n]+$/);
    expect(await page.locator('#workbench').isVisible()).toBe(false);
    const node = (id: number) => `{"id":${id},"cost_ram":1,"cost_cpu":1}`;
    const links = '[{"source":1,"target":2},{"source":2,"target":1}]';
    await page.setInputFiles('#file', folder.write('cycle.json', `{"nodes":[${node(1)},${node(2)}],"links":${links}}`));
    await errorOf(page).toMatch(/^cycle\.json: links: the links form a cycle: /);
    await page.setInputFiles('#file', folder.write('empty.json', ''));
    await errorOf(page).toMatch(/^empty\.json: [^\n]+$/);
    await page.setInputFiles('#file', {
      name: 'photo.png',
      mimeType: 'image/png',
      buffer: Buffer.from('\x89PNG\r\n\x1a\n\0\0\0'),
    });
    await errorOf(page).toMatch(/^photo\.png: [^\n]+$/);
    await loadGraph(page, file);
    expect(await page.locator('#error').textContent()).toBe('');
    await page.fill('#budget', '5%');
    expect(await search(page)).toMatch(/^infeasible: proof complete/);
    expect(await page.locator('#save-schedule').isDisabled()).toBe(true);
    expect(await page.locator('#save-report').isDisabled()).toBe(false);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('takes one dropped file, and says what else cannot be taken', async () => {
    const { page, complaints } = await open();
    await drop(page, ['a.json', 'b.json']);
    await errorOf(page).toBe('2 files were dropped; drop one graph file');
    await drop(page, []);
    await errorOf(page).toBe('what was dropped is not a file; drop a graph file');
    await drop(page, ['graph.json'], folder.read('graph.json'));
    await page.waitForSelector('#workbench:not([hidden])');
    expect(await page.locator('#error').textContent()).toBe('');
    // a search is not disturbed
    await fill(page, { seconds: '600', budget: '50%', workers: '1' });
    await loadGraph(page, folder.graph('long.json', trainingGraph(250)));
    await page.click('#solve');
    await drop(page, ['other.json'], '{}');
    await errorOf(page).toBe('a search is running; stop it, then open another file');
    await page.click('#stop');
    await page.waitForSelector('#solve:enabled');
    expect(await page.locator('#facts').textContent()).toMatch(/^500 nodes/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('takes a file that is dropped by hand, and no folder', async () => {
    const { page, complaints } = await open();
    const session = await page.context().newCDPSession(page);
    const dropped = async (path: string): Promise<void> => {
      const data = { items: [], files: [path], dragOperationsMask: 1 };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await session.send('Input.dispatchDragEvent', { type, x: 200, y: 150, data });
    };
    await dropped(folder.path);
    await errorOf(page).toMatch(/^moccasin-solve-\w+: is a folder; drop a graph file$/);
    await dropped(file);
    await page.waitForSelector('#workbench:not([hidden])');
    expect(await page.locator('#facts').textContent()).toMatch(/^30 nodes/);
    expect(await page.locator('#drop.over').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('stays alive with a file of 200 MB that is no graph', async () => {
    const { page, complaints } = await open();
    const megabyte = 2 ** 20;
    await drop(page, ['huge.json'], '', 200 * megabyte);
    await expect.poll(() => page.locator('#error').textContent(), { timeout: 20_000 }).toMatch(/^huge\.json: [^\n]+$/);
    await drop(page, ['more.json'], '', 257 * megabyte);
    await errorOf(page).toBe('more.json: has 269484032 bytes, over the limit of 268435456; give a smaller file');
    await loadGraph(page, file);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 60_000);

  it('says beside each field what is wrong with it, and takes it back', async () => {
    const mend = 'give a share like 0.8 or 80%, or an amount like 24GiB or 41688';
    const { page, complaints } = await open();
    await loadGraph(page, file);
    for (const [id, text, message] of [
      ['budget', '0', `"0" is zero; ${mend}`],
      ['budget', '3 parsecs', '"3 parsecs" has an unknown unit; use B, KB, MB, GB, TB, KiB, MiB, GiB or TiB'],
      ['budget', '', `"" is not an amount of memory; ${mend}`],
      ['seconds', '-1', 'give a number from 0.1 to 86400'],
      ['workers', '1.5', 'give a whole number from 1 to 32'],
      ['workers', '100', 'give a whole number from 1 to 32'],
      ['seed', '', 'give a whole number of at least 0'],
      ['computations', '0', 'give a whole number from 1 to 100'],
      ['budgets', '90%:50%:10%', '"90%:50%:10%" begins above its end; give the smaller end first'],
    ] as const) {
      const field = page.locator(`#${id}`);
      const good = await field.inputValue();
      await field.fill(text);
      await page.click(id === 'budgets' ? '#sweep' : '#solve');
      expect(await page.locator(`#${id}-error`).textContent()).toBe(message);
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      expect(await hasFocus(page, `#${id}`)).toBe(true);
      expect(await page.locator('#stop').isDisabled()).toBe(true);
      await field.fill(good);
      expect(await page.locator(`#${id}-error`).textContent()).toBe('');
      expect(await field.getAttribute('aria-invalid')).toBe(null);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
