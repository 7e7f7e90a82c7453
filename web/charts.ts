// The charts in the page. Their markup comes from the desk, which escapes every text of the input; this is the only place where markup is put into the page.

import { element, input } from './elements.ts';

/** What can have the focus in them. */
const FOCUSABLE = 'input, summary, .scroll';

/** Replaces the charts; the zoom, the places they are scrolled to, what is unfolded and what has the focus stay as they were. Calls `drawn` when they are on the screen. */
export function showCharts(markup: string, drawn: () => void): void {
  const report = element('report');
  const zoom = report.querySelector<HTMLInputElement>('input[name=zoom]:checked')?.id;
  const left = report.querySelector('.scroll')?.scrollLeft ?? 0;
  const open = Array.from(report.querySelectorAll('details'), (details) => details.open);
  const focus = [...report.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement ?? document.body);
  report.innerHTML = markup;
  for (const [k, details] of report.querySelectorAll('details').entries()) details.open = open[k] ?? false;
  if (zoom !== undefined) input(zoom).checked = true;
  for (const box of report.querySelectorAll('.scroll')) box.scrollLeft = left;
  if (focus >= 0) report.querySelectorAll<HTMLElement>(FOCUSABLE)[focus]?.focus({ preventScroll: true });
  document.dispatchEvent(new Event('charts'));
  // the first frame has them laid out, the second one comes after they were painted
  requestAnimationFrame(() => requestAnimationFrame(drawn));
}
