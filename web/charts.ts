// The charts in the page. Their markup comes from the desk, which escapes every text of the input; this is the only place where markup is put into the page.
//
// A new picture takes the place of the last one. The zoom, the places charts are scrolled to, what is unfolded and what has the focus stay as they were. Folds come empty and ask for their contents
// when they are opened: a table of thousands of rows, drawn anew with each picture, would hold the page up for longer than all charts together.

import { element, input } from './elements.ts';
import type { Order, Picture } from './protocol.ts';

/** What can have the focus in a picture, whatever is unfolded in it. */
const FOCUSABLE = 'input, details[data-fold] > summary, .scroll';

export class Charts {
  private readonly order: (order: Order) => void;
  private readonly place: HTMLElement = element('report');
  private number = 0;

  constructor(order: (order: Order) => void) {
    this.order = order;
    // toggle does not bubble
    this.place.addEventListener('toggle', ({ target }) => this.toggled(target as HTMLElement), { capture: true });
  }

  show({ number, sections }: Picture): void {
    const { place } = this;
    const zoom = place.querySelector<HTMLInputElement>('input[name=zoom]:checked')?.id;
    const left = place.querySelector('.scroll')?.scrollLeft ?? 0;
    const open = [...place.querySelectorAll<HTMLDetailsElement>('details[open][data-fold]')];
    const focus = [...place.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement ?? document.body);
    place.innerHTML = sections;
    this.number = number;
    for (const old of open) this.keepOpen(old);
    if (zoom !== undefined) input(zoom).checked = true;
    for (const box of place.querySelectorAll('.scroll')) box.scrollLeft = left;
    if (focus >= 0) place.querySelectorAll<HTMLElement>(FOCUSABLE)[focus]?.focus({ preventScroll: true });
    document.dispatchEvent(new Event('charts'));
    // the first frame has them laid out, the second one comes after they were painted
    requestAnimationFrame(() => requestAnimationFrame(() => this.order({ kind: 'drawn' })));
  }

  /** The contents of a fold have come; those of an older picture are of no use. */
  fill(number: number, fold: number, body: string): void {
    const details = this.foldOf(String(fold));
    if (number !== this.number || details === null) return;
    const open = Array.from(details.querySelectorAll('details'), (page) => page.open);
    const top = details.querySelector('.table')?.scrollTop ?? 0;
    const holder = document.createElement('div');
    holder.className = 'contents';
    holder.innerHTML = body;
    for (const [k, page] of holder.querySelectorAll('details').entries()) page.open = open[k] ?? false;
    details.querySelector('.contents')?.remove();
    details.append(holder);
    const table = holder.querySelector('.table');
    if (table !== null) table.scrollTop = top;
  }

  /** The new fold is open and has the old contents until its own come; opening it asks for them. */
  private keepOpen(old: HTMLDetailsElement): void {
    const details = this.foldOf(old.dataset['fold'] ?? '');
    const contents = old.querySelector('.contents');
    if (details === null) return;
    if (contents !== null) details.append(contents);
    details.open = true;
  }

  private toggled(target: HTMLElement): void {
    if (!(target instanceof HTMLDetailsElement) || !target.open || target.dataset['fold'] === undefined) return;
    this.order({ kind: 'unfold', picture: this.number, fold: Number(target.dataset['fold']) });
  }

  private foldOf(fold: string): HTMLDetailsElement | null {
    return this.place.querySelector(`details[data-fold="${fold}"]`);
  }
}
