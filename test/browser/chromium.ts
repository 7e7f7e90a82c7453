// A real Chromium without a window, for the tests of pages. Whoever has none gets these tests skipped, with a line that says so.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The program: $CHROMIUM, else the first of the usual names on the path; null if there is none. */
export function findChromium(): string | null {
  const { CHROMIUM, PATH = '' } = process.env;
  const candidates = CHROMIUM === undefined ? [] : [CHROMIUM];
  for (const folder of PATH.split(delimiter)) candidates.push(...NAMES.map((name) => join(folder, name)));
  return candidates.find((path) => existsSync(path)) ?? null;
}

/** What the name of a suite says when it is skipped; '' when there is a Chromium. */
export function chromiumMissing(): string {
  if (findChromium() !== null) return '';
  console.warn('skipped: no chromium on this machine (apt-get install chromium, or set CHROMIUM to one)');
  return ' (skipped: no chromium here)';
}

export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('no chromium');
  // the sandbox of Chromium refuses to start as root
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args: [...args, '--disable-gpu'] });
}

/** A page and all that went wrong in it: messages of the console, errors, violations of its content policy, requests for anything but itself and data. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

export async function watchedPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  const listen =
    "document.addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective))";
  await page.addInitScript({ content: listen });
  return { page, complaints };
}
