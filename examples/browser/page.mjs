// The page around queens.mjs: a board, and the longest time between two frames while the solver works.

import { placeQueens } from './queens.mjs';

const element = (id) => document.getElementById(id);
let running = null;

element('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  running?.abort();
  const abort = new AbortController();
  running = abort;
  const frames = watchFrames();
  const n = Number(element('n').value);
  element('answer').textContent = 'solving ...';
  const began = performance.now();
  const rows = await placeQueens(n, abort.signal);
  const longest = frames.end();
  if (abort.signal.aborted) return;
  const seconds = ((performance.now() - began) / 1000).toFixed(2);
  element('answer').textContent =
    rows === null
      ? `There is no placement (${seconds} s).`
      : `${seconds} s, longest time between two frames: ${longest.toFixed(0)} ms`;
  draw(n, rows ?? []);
});

element('stop').addEventListener('click', () => {
  running?.abort();
  element('answer').textContent = 'stopped';
});

function watchFrames() {
  let last = performance.now();
  let longest = 0;
  let isOver = false;
  const frame = (now) => {
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  return {
    end() {
      isOver = true;
      return longest;
    },
  };
}

function draw(n, rows) {
  const board = element('board');
  board.style.gridTemplateColumns = `repeat(${n}, 1fr)`;
  board.replaceChildren(
    ...Array.from({ length: n * n }, (_, k) => {
      const [row, column] = [Math.floor(k / n), k % n];
      const square = document.createElement('div');
      square.className = (row + column) % 2 === 0 ? 'light' : 'dark';
      if (rows[column] === row) square.textContent = '♛';
      return square;
    }),
  );
}
