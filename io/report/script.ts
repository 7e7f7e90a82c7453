// What a report does besides what HTML and CSS do: titles shown at once beside the pointer, or step by step with the arrow keys; zooming with Ctrl and the wheel, a double click or + and -;
// dragging, and charts of one axis scrolled together. The report is whole without it.
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
  tip.setAttribute('role', 'status');
  document.body.append(tip);

  // The title is taken away while our own is shown, or the browser would show both.
  let owner = null;
  let title = null;
  const leave = () => {
    if (owner !== null) owner.prepend(title);
    if (owner !== null) owner.classList.remove('told');
    owner = null;
    tip.hidden = true;
  };
  const take = (element) => {
    leave();
    owner = element;
    title = element.querySelector(':scope > title');
    tip.textContent = title.textContent;
    title.remove();
    tip.hidden = false;
  };
  const move = (clientX, clientY) => {
    const [x, y] = [clientX + 14, clientY + 16];
    tip.style.left = Math.max(4, Math.min(x, innerWidth - tip.offsetWidth - 8)) + 'px';
    tip.style.top = (y + tip.offsetHeight + 8 > innerHeight ? Math.max(4, clientY - tip.offsetHeight - 10) : y) + 'px';
  };
  document.addEventListener('pointermove', (event) => {
    let element = event.target;
    while (element instanceof SVGElement && element !== owner && element.querySelector(':scope > title') === null)
      element = element.parentNode;
    if (!(element instanceof SVGElement)) return leave();
    if (element !== owner) take(element);
    move(event.clientX, event.clientY);
  });

  // By keyboard, in the chart that has the focus: what has a title, one after the other.
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 20, PageUp: -20, Home: -1e9, End: 1e9 };
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return leave();
    const box = document.activeElement;
    const by = steps[event.key];
    if (!by || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!(box instanceof HTMLElement) || !box.classList.contains('scroll')) return;
    const present = owner;
    leave();
    const all = [...box.querySelectorAll('title')].map((text) => text.parentNode);
    if (all.length === 0) return;
    event.preventDefault();
    const last = all.length - 1;
    const at = all.indexOf(present);
    const next = all[at < 0 ? (by < 0 ? last : 0) : Math.max(0, Math.min(last, at + by))];
    take(next);
    next.classList.add('told');
    const [frame, place] = [box.getBoundingClientRect(), next.getBoundingClientRect()];
    if (place.left < frame.left || place.right > frame.right) box.scrollLeft += place.left + place.width / 2 - frame.left - frame.width / 2;
    const { left, top, width, height } = next.getBoundingClientRect();
    move(left + width / 2, Math.max(0, Math.min(innerHeight, top + height / 2)));
  });
  document.addEventListener('focusout', leave);
  document.addEventListener('pointerleave', leave);
  addEventListener('blur', leave);

  // The charts over the sequence; again when a page has replaced them.
  let bound = new AbortController();
  const bind = () => {
    for (const box of document.querySelectorAll('.scroll'))
      if (box.querySelector('title') !== null) box.setAttribute('aria-description', 'arrow keys tell the values');
    bound.abort();
    bound = new AbortController();
    const { signal } = bound;
    const section = document.getElementById('sequence');
    if (section === null) return;
    const boxes = [...section.querySelectorAll('.scroll')];
    const levels = [...section.querySelectorAll('input[name=zoom]')];
    const level = () => levels.findIndex((input) => input.checked);
    const scrollAll = (left) => {
      for (const box of boxes) if (Math.abs(box.scrollLeft - left) > 1) box.scrollLeft = left;
    };
    for (const box of boxes) box.addEventListener('scroll', () => scrollAll(box.scrollLeft), { passive: true });

    // The place under the pointer, or what was in the middle, stays where it is: a share of the plot, and where it is in the window.
    const shareAt = (box, x) => {
      const { left, width } = box.firstElementChild.getBoundingClientRect();
      return (x - left) / width;
    };
    const bring = (box, share, x) => {
      const { left, width } = box.firstElementChild.getBoundingClientRect();
      scrollAll(box.scrollLeft + left + share * width - x);
    };
    const middle = () => {
      const { left, width } = boxes[0].getBoundingClientRect();
      return left + width / 2;
    };
    let center = 0.5;
    const remember = () => {
      center = shareAt(boxes[0], middle());
    };
    for (const box of boxes) box.addEventListener('scroll', remember, { passive: true });
    for (const input of levels) input.addEventListener('change', () => {
      section.classList.toggle('zoomed', level() > 0);
      bring(boxes[0], center, middle());
    });
    const zoomAt = (box, event, by) => {
      const next = Math.max(0, Math.min(levels.length - 1, level() + by));
      if (next === level()) return;
      const share = shareAt(box, event.clientX);
      levels[next].checked = true;
      section.classList.toggle('zoomed', next > 0);
      bring(box, share, event.clientX);
      remember();
    };
    for (const box of boxes) {
      box.addEventListener('wheel', (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        zoomAt(box, event, event.deltaY < 0 ? 1 : -1);
      }, { passive: false });
      box.addEventListener('keydown', (event) => {
        const by = { '+': 1, '=': 1, '-': -1 }[event.key];
        if (!by || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        const { left, width } = box.getBoundingClientRect();
        zoomAt(box, { clientX: left + width / 2 }, by);
      });
      box.addEventListener('dblclick', (event) => zoomAt(box, event, event.shiftKey ? -1 : 1));
      let from = null;
      box.addEventListener('pointerdown', (event) => {
        if (event.button === 0 && event.pointerType === 'mouse' && level() > 0) from = event.clientX + box.scrollLeft;
      });
      addEventListener('pointermove', (event) => {
        if (from !== null) scrollAll(from - event.clientX);
      }, { signal });
      addEventListener('pointerup', () => { from = null; }, { signal });
    }
  };
  document.addEventListener('charts', bind);
  bind();
})();
`;
