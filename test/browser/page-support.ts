// The page (web/) in a browser, for its tests: opened as a file or from a server, with a graph, what it saves.

import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildPage } from '../../web/build.ts';
import type { Folder } from '../cli/solve-support.ts';
import { type WatchedPage, watchedPage } from './chromium.ts';

/** The name of the page in a folder. */
export const INDEX = 'index.html';

/** Builds the page into a folder. `plugins` change what it is made of. */
export async function placePage(folder: Folder, plugins: readonly Plugin[] = []): Promise<void> {
  folder.write(INDEX, await buildPage(plugins));
}

export interface OpenPage extends WatchedPage {
  /** Requests for anything but the page and what it made itself. */
  readonly foreign: () => string[];
}

/** Opens the page at an address. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const watched = await watchedPage(browser, options);
  const requests: string[] = [];
  watched.page.on('request', (request) => requests.push(request.url()));
  await watched.page.goto(url);
  return { ...watched, foreign: () => requests.filter((request) => request !== url && !request.startsWith('blob:')) };
}

/** Chooses a graph and waits until it is read. */
export async function loadGraph(page: Page, file: string): Promise<void> {
  await page.setInputFiles('#file', file);
  await page.waitForSelector('#workbench:not([hidden])');
  await page.waitForSelector('#solve:enabled');
}

/** Fills fields by their ids. */
export async function fill(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [id, value] of Object.entries(values)) await page.fill(`#${id}`, value);
}

/** Starts a search and waits for its end. */
export async function search(page: Page, kind: 'solve' | 'sweep' = 'solve'): Promise<string> {
  await page.click(`#${kind}`);
  await page.waitForSelector('#solve:enabled');
  return (await page.textContent('#state'))!;
}

/** The text of what a button saves, and its name. */
export async function saved(page: Page, button: string): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

/** Whether an element has the focus. */
export function hasFocus(page: Page, selector: string): Promise<boolean> {
  return page.evaluate(`document.activeElement === document.querySelector(${JSON.stringify(selector)})`);
}

/** Drops files of a text, or of so many zero bytes; without names, a word. */
export async function drop(page: Page, names: readonly string[], text = '', zeros = 0): Promise<void> {
  await page.evaluate(`(() => {
    const transfer = new DataTransfer();
    const contents = ${zeros} === 0 ? ${JSON.stringify(text)} : new Uint8Array(${zeros});
    for (const name of ${JSON.stringify(names)}) transfer.items.add(new File([contents], name));
    if (transfer.items.length === 0) transfer.items.add('a word', 'text/plain');
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  })()`);
}
