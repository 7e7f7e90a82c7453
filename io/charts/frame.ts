// The frame of a chart: a fixed scale at the left, and beside it the plot in a box that scrolls when the plot is wider than the box.
//
// Nothing in here needs a script. The plot is an SVG element with a width in percent: places along the x-axis are percentages, or in an inner SVG element that is stretched
// sideways (preserveAspectRatio "none"), so that a rule of CSS that sets the width to 400 % zooms in without bending letters or thickening lines. Heights are pixels.
// Finer ticks are there from the beginning and become visible as there is room for them.
//
//      y-axis | plot, 100 % .. 3200 % wide
//      800 MiB| ----- grid line ------------
//             |   inner SVG: paths, rects      x: units of the data, y: pixels
//           0 | ____________________________
//             |   0     200    400    600      ticks, x in percent
//
// Browser-safe: strings in, strings out.

import { escapeXml } from './escape.ts';
import { grouped, type Quantity, roundSteps, type Tick, ticksOf, wholeTicks } from './quantity.ts';

/** Room above the plot, so that half a label is not cut, and below it for ticks. */
const TOP = 10;
const BOTTOM = 26;
/** About as many labels along an axis when nothing is zoomed. */
const X_TICKS = 5;
const Y_TICKS = 5;
/** With more, every second one has no label on a narrow page. */
const PHONE_TICKS = 4;
/** Zoom factors from which more ticks are shown. */
const FINER: readonly number[] = [4, 16];
/** Zoom factors that a page offers; its style sheet has a rule for each. */
export const ZOOM_LEVELS: readonly number[] = [1, 2, 4, 8, 16, 32];

export interface Axis {
  /** Width of the stretched element in its own units; x = 0 at the left. */
  readonly width: number;
  /** About `count` ticks, at shares (0..1) of the width. */
  readonly ticks: (count: number) => readonly AxisTick[];
  readonly label: string;
}

export interface AxisTick {
  readonly share: number;
  readonly label: string;
}

/** An axis of whole steps 0..steps. */
export function stepAxis(steps: number, label: string): Axis {
  const ticks = (count: number): AxisTick[] =>
    wholeTicks(steps, count).map(({ value, label }) => ({ share: value / steps, label }));
  return { width: steps, ticks, label };
}

export interface Frame {
  /** Unique in the page. */
  readonly id: string;
  /** What is to be seen, for those who do not see it. */
  readonly description: string;
  /** Pixels of the plot itself. */
  readonly height: number;
  readonly x: Axis;
  /** Ticks with `value` in pixels from the top of the plot. */
  readonly yTicks: readonly Tick[];
  readonly yLabel: string;
  /** SVG in an element of `height` pixels whose x runs from 0 to x.width. */
  readonly stretched: string;
  /** SVG above it, in percent and pixels. */
  readonly marks?: string;
  /** Zoomed and scrolled together with the others of this name. */
  readonly group?: string;
}

/** The chart as HTML. */
export function chartFrame(frame: Frame): string {
  const { id, x, height, yTicks } = frame;
  const total = TOP + height + BOTTOM;
  const bottom = TOP + height;
  const yLabels = yTicks.map(
    ({ value, label }) => `<text x="100%" dx="-8" y="${place(TOP + value + 4)}">${escapeXml(label)}</text>`,
  );
  const grid = yTicks.map(
    ({ value }) => `<line class="grid" x1="0" x2="100%" y1="${place(TOP + value)}" y2="${place(TOP + value)}"/>`,
  );
  const group = frame.group === undefined ? '' : ` data-group="${escapeXml(frame.group)}"`;
  return [
    `<div class="chart" id="${id}">`,
    `<p class="y-label">${escapeXml(frame.yLabel)}</p>`,
    `<svg class="y-axis" height="${total}" aria-hidden="true">${yLabels.join('')}</svg>`,
    `<div class="scroll" tabindex="0" role="group" aria-label="${escapeXml(frame.description)}"${group}>`,
    `<svg class="plot" width="100%" height="${total}" role="img" aria-label="${escapeXml(frame.description)}">`,
    grid.join(''),
    `<svg class="stretched" x="0" y="${TOP}" width="100%" height="${height}" viewBox="0 0 ${x.width} ${height}" preserveAspectRatio="none">`,
    frame.stretched,
    '</svg>',
    frame.marks === undefined
      ? ''
      : `<svg class="marks" x="0" y="${TOP}" width="100%" height="${height}">${frame.marks}</svg>`,
    `<line class="axis" x1="0" x2="100%" y1="${bottom}" y2="${bottom}"/>`,
    xTicks(x, bottom),
    '</svg></div>',
    `<p class="x-label">${escapeXml(x.label)}</p>`,
    '</div>',
  ].join('\n');
}

/** Ticks of all zoom levels, each with the class of the level from which it is shown. */
function xTicks(x: Axis, bottom: number): string {
  const shown = new Set<string>();
  const parts: string[] = [];
  for (const factor of [1, ...FINER]) {
    const ticks = x.ticks(X_TICKS * factor);
    for (const [k, { share, label }] of ticks.entries()) {
      const at = percent(share);
      if (shown.has(at)) continue;
      shown.add(at);
      const anchor = label.length < 2 ? 'middle' : share < 0.03 ? 'start' : share > 0.97 ? 'end' : 'middle';
      const isSpare = factor === 1 && ticks.length > PHONE_TICKS && k % 2 === 1;
      const level = factor === 1 ? (isSpare ? ' spare' : '') : ` from-${factor}`;
      parts.push(
        `<g class="tick${level}"><line class="axis" x1="${at}" x2="${at}" y1="${bottom}" y2="${bottom + 5}"/>` +
          `<text class="${anchor}" x="${at}" y="${bottom + 19}">${escapeXml(label)}</text></g>`,
      );
    }
  }
  return parts.join('');
}

/** Ticks of a scale that has 0 at the bottom and `high` at the top of `height` pixels. */
export function yTicksFromZero(high: number, quantity: Quantity, height: number): Tick[] {
  return ticksOf(0, high, quantity, Y_TICKS).map(({ value, label }) => ({
    value: height - (value / high) * height,
    label,
  }));
}

/** Ticks at rows of equal height, numbered from 0 downwards. */
export function rowTicks(rows: number, height: number): Tick[] {
  return roundSteps(0, Math.max(1, rows - 1), Y_TICKS)
    .filter((row) => Number.isInteger(row))
    .map((row) => ({ value: ((row + 0.5) / rows) * height, label: grouped(row) }));
}

/** Pixels, to a tenth. */
export function place(value: number): number {
  return Math.round(10 * value) / 10;
}

export function percent(share: number): string {
  return `${Math.round(share * 1e5) / 1e3}%`;
}
