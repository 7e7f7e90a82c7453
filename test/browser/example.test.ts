// The example page of the library (examples/browser) in a real browser: it loads, solves without holding up the page, and stops when told.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/product-files.ts';
import { chromiumMissing, launchChromium, watchedPage } from './chromium.ts';
import { findLayoutFaults } from './inspect.ts';
import { type StaticServer, serve } from './static-server.ts';

const missing = chromiumMissing();

describe.skipIf(missing !== '')(`the example page in Chromium${missing}`, () => {
  let browser: Browser;
  let server: StaticServer;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), serve(ROOT)]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('places queens, none attacking another', async () => {
    const { page, complaints } = await watchedPage(browser);
    await page.goto(`${server.url}/examples/browser/`);
    await page.fill('#n', '12');
    await page.click('button:not(#stop)');
    await page.waitForFunction("document.querySelectorAll('#board div').length === 144");
    const squares = await page.locator('#board div').allTextContents();
    const queens = squares.flatMap((text, k) => (text === '' ? [] : [{ row: Math.floor(k / 12), column: k % 12 }]));
    expect(queens).toHaveLength(12);
    for (const of of [
      ({ row }: Queen) => row,
      ({ column }: Queen) => column,
      ({ row, column }: Queen) => row + column,
      ({ row, column }: Queen) => row - column,
    ])
      expect(new Set(queens.map(of)).size).toBe(12);
    expect(await page.locator('#answer').textContent()).toMatch(/^[\d.]+ s, longest time between two frames: \d+ ms$/);
    expect(await findLayoutFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('says when there is no placement', async () => {
    const { page, complaints } = await watchedPage(browser);
    await page.goto(`${server.url}/examples/browser/`);
    await page.fill('#n', '3');
    await page.click('button:not(#stop)');
    await page.waitForFunction("document.getElementById('answer').textContent.startsWith('There is no placement')");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('answers the stop button while it searches', async () => {
    const { page, complaints } = await watchedPage(browser);
    await page.goto(`${server.url}/examples/browser/`);
    await page.fill('#n', '200');
    await page.click('button:not(#stop)');
    await page.click('#stop');
    expect(await page.locator('#answer').textContent()).toBe('stopped');
    // it stays that way: the search that was stopped says nothing any more
    await page.fill('#n', '5');
    await page.click('button:not(#stop)');
    await page.waitForFunction("document.querySelectorAll('#board div').length === 25");
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

interface Queen {
  readonly row: number;
  readonly column: number;
}
