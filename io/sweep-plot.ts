// The result of a sweep as an SVG picture: the overhead over the budget, with what is proven as a band below it.
//
// Between two budgets nothing was searched, but something is known: a schedule for the smaller one fits, and the bound of the smaller one need not hold, while
// that of the larger one does. So the curves are stairs, and the true curve lies within the band everywhere, not only where the marks are.
//
// Colours are for light and dark surroundings (prefers-color-scheme within the picture). Texts of the graph are escaped for XML. The same picture without a style sheet of
// its own is part of a report.

import { escapeXml } from './charts/escape.ts';
import { roundSteps } from './charts/quantity.ts';
import type { SweepFile, SweepFilePoint } from './sweep-file.ts';

const WIDTH = 760;
const HEIGHT = 460;
const LEFT = 72;
const RIGHT = 24;
const TOP = 64;
const BOTTOM = 60;
/** About as many labels on an axis. */
const TICKS = 8;
const LONGEST_TITLE = 70;

const STYLE = `
  svg { color-scheme: light dark; --ground: #ffffff; --ink: #1f2328; --soft: #656d76; --grid: #d8dee4; --curve: #0550ae; --none: #cf222e; }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #0d1117; --ink: #e6edf3; --soft: #9198a1; --grid: #30363d; --curve: #6cb6ff; --none: #ff7b72; }
  }
`;

/** The rules of the picture for all that is within `scope`; they take --ground, --ink, --soft, --grid, --curve and --none from outside. */
export function sweepPictureStyle(scope: string): string {
  return `
  ${scope} text { font: 12px system-ui, sans-serif; fill: var(--soft); }
  ${scope} .title { font-size: 15px; font-weight: 600; fill: var(--ink); }
  ${scope} .ground { fill: var(--ground); }
  ${scope} .grid { stroke: var(--grid); }
  ${scope} .axis { stroke: var(--soft); }
  ${scope} .band { fill: var(--curve); fill-opacity: 0.18; }
  ${scope} .best { fill: none; stroke: var(--curve); stroke-width: 2; }
  ${scope} .bound { fill: none; stroke: var(--curve); stroke-width: 1.5; stroke-dasharray: 4 3; }
  ${scope} circle.mark { fill: var(--ground); stroke: var(--curve); stroke-width: 2; stroke-dasharray: none; }
  ${scope} circle.mark.optimal { fill: var(--curve); }
  ${scope} .infeasible { fill: var(--none); fill-opacity: 0.12; }
  ${scope} .none { fill: var(--none); text-anchor: middle; }
  ${scope} .middle { text-anchor: middle; }
  ${scope} .end { text-anchor: end; }
`;
}

/** The picture as a file of its own. */
export function formatSweepPlot(sweep: SweepFile): string {
  return `${picture(sweep, `<style>${STYLE}${sweepPictureStyle('svg')}</style>\n`)}\n`;
}

/** The picture as a part of a page that has the rules of sweepPictureStyle. */
export function sweepPicture(sweep: SweepFile): string {
  return picture(sweep, '');
}

function picture(sweep: SweepFile, style: string): string {
  const points = sweep.points.toReversed();
  const scale = new Scale(points);
  const title = escapeXml(shortened(sweep.graph));
  const outline = `${title}: recomputation overhead over the memory budget`;
  const rules = `order ${sweep.mode}, at most ${sweep.maxComputations} computations of a node`;
  const body = [
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text class="title" x="${LEFT}" y="28">${title}</text>`,
    `<text x="${LEFT}" y="48">${rules}; filled: proven optimal; band: not yet known</text>`,
    ...axes(scale),
    ...infeasiblePart(points, scale),
    ...runsOf(points).flatMap((run) => curves(run, scale)),
    ...points.map((point) => mark(point, scale)),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    `<title>${outline}</title>`,
    style + body.join('\n'),
    '</svg>',
  ].join('\n');
}

/** A point with a schedule. */
interface Found {
  readonly x: number;
  readonly best: number;
  readonly bound: number;
}

/** From percent to places in the picture. */
class Scale {
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  private readonly low: number;
  private readonly high: number;
  private readonly top: number;

  constructor(points: readonly SweepFilePoint[]) {
    const budgets = points.map(({ budgetPercent }) => budgetPercent);
    const [first, last] = [Math.min(...budgets), Math.max(...budgets)];
    const margin = Math.max(0.04 * (last - first), 0.01 * last, 1e-9);
    [this.low, this.high] = [first - margin, last + margin];
    const most = Math.max(0, ...points.map((p) => p.overheadPercent ?? p.overheadLowerBoundPercent ?? 0));
    this.top = most === 0 ? 1 : 1.08 * most;
    this.xTicks = roundSteps(this.low, this.high, TICKS);
    this.yTicks = roundSteps(0, this.top, TICKS);
  }

  x(percent: number): number {
    return place(LEFT + ((percent - this.low) / (this.high - this.low)) * (WIDTH - LEFT - RIGHT));
  }

  y(percent: number): number {
    return place(HEIGHT - BOTTOM - (percent / this.top) * (HEIGHT - TOP - BOTTOM));
  }
}

function axes(scale: Scale): string[] {
  const [right, bottom] = [WIDTH - RIGHT, HEIGHT - BOTTOM];
  const middle = (TOP + bottom) / 2;
  return [
    ...scale.yTicks.flatMap((tick) => [
      `<path class="grid" d="M${LEFT} ${scale.y(tick)}H${right}"/>`,
      `<text class="end" x="${LEFT - 8}" y="${place(scale.y(tick) + 4)}">${tick}</text>`,
    ]),
    ...scale.xTicks.flatMap((tick) => [
      `<path class="axis" d="M${scale.x(tick)} ${bottom}v5"/>`,
      `<text class="middle" x="${scale.x(tick)}" y="${bottom + 20}">${tick}</text>`,
    ]),
    `<path class="axis" fill="none" d="M${LEFT} ${TOP}V${bottom}H${right}"/>`,
    `<text class="middle" x="${(LEFT + right) / 2}" y="${HEIGHT - 16}">memory budget, % of the peak of the input order</text>`,
    `<text class="middle" transform="translate(20 ${middle}) rotate(-90)">recomputation overhead, %</text>`,
  ];
}

/** The budgets up to the largest one that is proven infeasible. */
function infeasiblePart(points: readonly SweepFilePoint[], scale: Scale): string[] {
  const last = points.findLast(({ status }) => status === 'infeasible');
  if (last === undefined) return [];
  const width = place(scale.x(last.budgetPercent) - LEFT);
  return [
    `<rect class="infeasible" x="${LEFT}" y="${TOP}" width="${width}" height="${HEIGHT - TOP - BOTTOM}"/>`,
    `<text class="none" transform="translate(${place(LEFT + width / 2 + 4)} ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)">infeasible</text>`,
  ];
}

/** The longest runs of neighbouring points with schedules, by rising budgets. */
function runsOf(points: readonly SweepFilePoint[]): Found[][] {
  const runs: Found[][] = [[]];
  for (const { overheadPercent, overheadLowerBoundPercent, budgetPercent } of points) {
    if (overheadPercent === null) runs.push([]);
    else runs.at(-1)!.push({ x: budgetPercent, best: overheadPercent, bound: overheadLowerBoundPercent ?? 0 });
  }
  return runs.filter((run) => run.length > 0);
}

/** The stairs of the best schedules, those of the bounds, and the band between them. */
function curves(run: readonly Found[], scale: Scale): string[] {
  const [first, last] = [run[0]!, run.at(-1)!];
  const best = run.slice(1).map(({ x, best }) => `H${scale.x(x)}V${scale.y(best)}`);
  // from the right: the bound of a budget holds down to the next smaller one
  const bound = run.slice(0, -1).map(({ x, bound }) => `H${scale.x(x)}V${scale.y(bound)}`);
  const back = bound.reverse().join('');
  const up = `M${scale.x(first.x)} ${scale.y(first.best)}${best.join('')}`;
  const right = scale.y(last.bound);
  return [
    `<path class="band" d="${up}V${right}${back}Z"/>`,
    `<path class="bound" d="M${scale.x(last.x)} ${right}${back}"/>`,
    `<path class="best" d="${up}"/>`,
  ];
}

/** A circle for a schedule, with its whisker down to the bound; a question mark where nothing was found. */
function mark(point: SweepFilePoint, scale: Scale): string {
  const { budget, budgetPercent, status, overheadPercent: overhead, overheadLowerBoundPercent: bound } = point;
  if (status === 'infeasible') return '';
  const x = scale.x(budgetPercent);
  const proven = `at least ${bound?.toFixed(4)} % is proven`;
  const where = `budget ${budget} (${budgetPercent.toFixed(2)} %)`;
  if (overhead === null)
    return `<text class="none" x="${x}" y="${place(scale.y(bound ?? 0) - 6)}">?<title>${where}: no schedule found, ${proven}</title></text>`;
  const y = scale.y(overhead);
  const whisker = `<path class="bound" d="M${x} ${y}V${scale.y(bound ?? 0)}"/>`;
  const text = `<title>${where}: overhead ${overhead.toFixed(4)} %, ${proven}</title>`;
  return `${whisker}<circle class="mark ${status}" cx="${x}" cy="${y}" r="4">${text}</circle>`;
}

/** Places have a hundredth of a pixel. */
function place(value: number): number {
  return Math.round(100 * value) / 100;
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST_TITLE ? text : `${characters.slice(0, LONGEST_TITLE).join('')}...`;
}
