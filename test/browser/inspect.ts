// Judgements of a page as it is laid out. Each is a script of in-page/ that gives a list of what is wrong.

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** Texts that overlap, or stick out of their chart or of the page; a page that is wider than its window. */
export function findLayoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(inPage('layout-faults.mjs'));
}

/** Texts that cannot be read well, for want of contrast. */
export function findFaintTexts(page: Page): Promise<string[]> {
  return page.evaluate(inPage('faint-texts.mjs'));
}

function inPage(name: string): string {
  return readFileSync(new URL(`in-page/${name}`, import.meta.url), 'utf8');
}
