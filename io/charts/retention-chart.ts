// Retention intervals as a Gantt chart: a row for each node in the input order, a bar for each computation, from the step that computes the tensor to the last step it is in
// memory. First computations and recomputations have colours of their own; the computing step itself stands out.
//
//      node   step 0   1   2   3   4
//      a           [#==]       [#==]   second bar: recomputed
//      b               [#==]
//
// With more bars than a page can hold one by one, cells of several rows and steps are shaded by how many of their places are in memory, in four grades, and drawn as runs
// in one path for each grade; a picture of 100 000 steps has the size of one of 3000.

import { shortenedToWidth, titleElement } from './escape.ts';
import { chartFrame, place, rowTicks, stepAxis } from './frame.ts';
import type { Tick } from './quantity.ts';

/** Up to so many bars are elements of their own, with titles. */
const MOST_BARS = 2000;
const ROW_HEIGHT = 14;
const LEAST_HEIGHT = 120;
const MOST_HEIGHT = 560;
/** Rows of at least this many pixels have names. */
const NAMED_ROW = 11;
const LONGEST_NAME = 13;
const CELL_COLUMNS = 700;
const CELL_ROWS = 280;
const GRADES = 4;

export interface RetentionBar {
  readonly node: number;
  /** 0: first computation. */
  readonly computation: number;
  readonly start: number;
  readonly end: number;
}

export interface RetentionChartData {
  readonly id: string;
  readonly names: readonly string[];
  readonly bars: readonly RetentionBar[];
  readonly steps: number;
  /** Lines of a title. */
  readonly barText: (bar: RetentionBar) => readonly string[];
}

export function retentionChart({ id, names, bars, steps, barText }: RetentionChartData): string {
  const rows = names.length;
  const height = Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, rows * ROW_HEIGHT));
  const single = bars.length <= MOST_BARS;
  return chartFrame({
    id,
    description: 'For each node, the steps during which its tensor is in memory',
    height,
    x: stepAxis(Math.max(1, steps), 'step of the sequence'),
    yTicks: yTicks(names, height),
    yLabel: height / rows >= NAMED_ROW ? 'node' : 'node, by its place in the input order',
    stretched: single
      ? bars.map((bar) => barElement(bar, height / rows, barText)).join('\n')
      : cells(bars, rows, steps, height),
    group: 'steps',
  });
}

function yTicks(names: readonly string[], height: number): Tick[] {
  const row = height / names.length;
  if (row < NAMED_ROW) return rowTicks(names.length, height);
  return names.map((name, v) => ({ value: (v + 0.5) * row, label: shortenedToWidth(name, LONGEST_NAME) }));
}

function barElement(bar: RetentionBar, row: number, barText: RetentionChartData['barText']): string {
  const { node, computation, start, end } = bar;
  const kind = computation === 0 ? 'first' : 'again';
  const [y, height] = [place(node * row + row * 0.1), Math.max(0.4, place(row * 0.8))];
  return (
    `<g class="bar ${kind}">${titleElement(barText(bar))}` +
    `<rect class="kept" x="${start}" y="${y}" width="${end - start + 1}" height="${height}"/>` +
    `<rect class="computed" x="${start}" y="${y}" width="1" height="${height}"/></g>`
  );
}

/** Shaded cells: one path for each kind of computation and grade. */
function cells(bars: readonly RetentionBar[], rows: number, steps: number, height: number): string {
  const wide = Math.max(1, Math.ceil(steps / CELL_COLUMNS));
  const tall = Math.max(1, Math.ceil(rows / CELL_ROWS));
  const [columns, lines] = [Math.ceil(steps / wide), Math.ceil(rows / tall)];
  const row = height / rows;
  const parts: string[] = [];
  for (const kind of ['first', 'again'] as const) {
    const places = new Float64Array(columns * lines);
    for (const { node, computation, start, end } of bars) {
      if (computation > 0 !== (kind === 'again')) continue;
      const line = Math.floor(node / tall) * columns;
      for (let c = Math.floor(start / wide); c * wide <= end; c++)
        places[line + c]! += Math.min(end + 1, (c + 1) * wide) - Math.max(start, c * wide);
    }
    const grade = (cell: number): number => Math.min(GRADES, Math.ceil((GRADES * places[cell]!) / (wide * tall)));
    for (let g = 1; g <= GRADES; g++) {
      let path = '';
      for (let line = 0; line < lines; line++) {
        const [y, h] = [place(line * tall * row), Math.max(0.4, place(Math.min(tall, rows - line * tall) * row))];
        for (let c = 0; c < columns; c++) {
          if (grade(line * columns + c) !== g) continue;
          const from = c;
          while (c + 1 < columns && grade(line * columns + c + 1) === g) c++;
          path += `M${from * wide} ${y}H${Math.min(steps, (c + 1) * wide)}v${h}H${from * wide}z`;
        }
      }
      if (path !== '') parts.push(`<path class="cells ${kind} grade-${g}" d="${path}"/>`);
    }
  }
  return parts.join('\n');
}
