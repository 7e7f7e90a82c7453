// What a report does besides what HTML and CSS do: titles shown at once beside the pointer, zooming with Ctrl and the wheel or a double click, dragging, and charts of one
// axis scrolled together. The report is whole without it.
//
// A text and not a module, because it is part of a single file and its hash stands in the content policy of the page. It writes texts with textContent only and keeps to
// properties of elements (no style attributes), so that it needs no exception in that policy.

export const REPORT_SCRIPT: string = `
'use strict';
(() => {
  document.documentElement.classList.add('scripted');
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  document.body.append(tip);

  // The title is taken away while our own is shown, or the browser would show both.
  let owner = null;
  let title = null;
  const leave = () => {
    if (owner !== null) owner.prepend(title);
    owner = null;
    tip.hidden = true;
  };
  const move = (event) => {
    const [x, y] = [event.clientX + 14, event.clientY + 16];
    tip.style.left = Math.max(4, Math.min(x, innerWidth - tip.offsetWidth - 8)) + 'px';
    tip.style.top = (y + tip.offsetHeight + 8 > innerHeight ? Math.max(4, event.clientY - tip.offsetHeight - 10) : y) + 'px';
  };
  document.addEventListener('pointermove', (event) => {
    let element = event.target;
    while (element instanceof SVGElement && element !== owner && element.querySelector(':scope > title') === null)
      element = element.parentNode;
    if (!(element instanceof SVGElement)) return leave();
    if (element !== owner) {
      leave();
      owner = element;
      title = element.querySelector(':scope > title');
      tip.textContent = title.textContent;
      title.remove();
      tip.hidden = false;
    }
    move(event);
  });
  document.addEventListener('pointerleave', leave);
  addEventListener('blur', leave);

  const section = document.getElementById('sequence');
  if (section === null) return;
  const boxes = [...section.querySelectorAll('.scroll')];
  const levels = [...section.querySelectorAll('input[name=zoom]')];
  const level = () => levels.findIndex((input) => input.checked);
  const scrollAll = (left) => {
    for (const box of boxes) if (Math.abs(box.scrollLeft - left) > 1) box.scrollLeft = left;
  };
  for (const box of boxes) box.addEventListener('scroll', () => scrollAll(box.scrollLeft), { passive: true });

  // the place under the pointer, or the middle, stays where it is
  let center = 0.5;
  const remember = () => {
    const box = boxes[0];
    center = box === undefined ? 0.5 : (box.scrollLeft + box.clientWidth / 2) / box.scrollWidth;
  };
  const zoomed = () => {
    section.classList.toggle('zoomed', level() > 0);
    const box = boxes[0];
    if (box !== undefined) scrollAll(center * box.scrollWidth - box.clientWidth / 2);
    remember();
  };
  for (const box of boxes) box.addEventListener('scroll', remember, { passive: true });
  for (const input of levels) input.addEventListener('change', zoomed);
  const zoomAt = (box, event, by) => {
    const next = Math.max(0, Math.min(levels.length - 1, level() + by));
    if (next === level()) return;
    const within = event.clientX - box.getBoundingClientRect().left;
    const share = (box.scrollLeft + within) / box.scrollWidth;
    levels[next].checked = true;
    section.classList.toggle('zoomed', next > 0);
    scrollAll(share * box.scrollWidth - within);
    remember();
  };
  for (const box of boxes) {
    box.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoomAt(box, event, event.deltaY < 0 ? 1 : -1);
    }, { passive: false });
    box.addEventListener('dblclick', (event) => zoomAt(box, event, event.shiftKey ? -1 : 1));
    let from = null;
    box.addEventListener('pointerdown', (event) => {
      if (event.button === 0 && event.pointerType === 'mouse' && level() > 0) from = event.clientX + box.scrollLeft;
    });
    addEventListener('pointermove', (event) => {
      if (from !== null) scrollAll(from - event.clientX);
    });
    addEventListener('pointerup', () => { from = null; });
  }
})();
`;
