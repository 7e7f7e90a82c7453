// Runs within a page: texts of the same chart that overlap, texts that stick out of their chart or of the page, and a page that is wider than its window.

(() => {
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`the page is ${root.scrollWidth} wide in ${root.clientWidth}`);
  const visible = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && getComputedStyle(element).visibility === 'visible';
  };
  for (const svg of document.querySelectorAll('svg.y-axis, svg.plot, .picture > svg')) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].filter(visible);
    const boxes = texts.map((text) => text.getBoundingClientRect());
    for (const [i, a] of boxes.entries()) {
      const name = `"${texts[i].textContent}" in ${svg.closest('[id]')?.id}`;
      // half a pixel for rounding, and the room that a plot has beside itself
      const room = svg.classList.contains('plot') ? 6.5 : 0.5;
      if (a.left < frame.left - room || a.right > frame.right + room) faults.push(`${name} is cut at a side`);
      if (a.top < frame.top - 0.5 || a.bottom > frame.bottom + 0.5) faults.push(`${name} is cut above or below`);
      for (const [k, b] of boxes.entries()) {
        if (k <= i) continue;
        const apart = a.right <= b.left || b.right <= a.left || a.bottom - 2 <= b.top || b.bottom - 2 <= a.top;
        if (!apart) faults.push(`${name} overlaps "${texts[k].textContent}"`);
      }
    }
  }
  for (const element of document.querySelectorAll('h1, h2, p, dt, dd strong, dd span, .legend li, summary, label')) {
    if (!visible(element)) continue;
    const { left, right } = element.getBoundingClientRect();
    if (left < -0.5 || right > root.clientWidth + 0.5) faults.push(`"${element.textContent}" leaves the page`);
    if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline')
      faults.push(`"${element.textContent}" is wider than its box`);
  }
  return faults;
})();
