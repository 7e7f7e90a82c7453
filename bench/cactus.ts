// Cactus plot as an SVG picture: how many rows are closed within how many seconds, a line per variant. The further right a line comes, the more it closes; the lower it
// is, the sooner. Seconds are logarithmic: a line that is moved down is faster by the same factor everywhere.
//
//   s 10 |          _/  default 41
//      1 |     ____/
//    0.1 |____/____________
//         0    20    40  rows closed
//
// Lines are told apart by colour, by dashes, and by their names where they end. Colours are for light and dark surroundings (prefers-color-scheme within the picture).

import { escapeXml } from '../io/charts/escape.ts';

export interface Curve {
  readonly name: string;
  /** Of the rows that are closed, in any order. */
  readonly seconds: readonly number[];
}

const WIDTH = 860;
const HEIGHT = 480;
const LEFT = 64;
/** Room for the names. */
const RIGHT = 230;
const TOP = 56;
const BOTTOM = 56;
const END = WIDTH - RIGHT;
const GROUND = HEIGHT - BOTTOM;
/** Between two names. */
const LINE_HEIGHT = 16;
const ROUGH_TICKS = 8;

/** As many as can be told apart, each with its colour on light and on dark ground; then again with other dashes. */
const COLOURS = [
  ['#0550ae', '#6cb6ff'],
  ['#bc4c00', '#f0883e'],
  ['#116329', '#57ab5a'],
  ['#8250df', '#c297ff'],
  ['#a40e26', '#ff7b72'],
  ['#57606a', '#adbac7'],
] as const;
const DASHES = ['', '7 3', '2 3', '9 3 2 3'] as const;

const STYLE = `
  svg { color-scheme: light dark; --ground: #ffffff; --ink: #1f2328; --soft: #57606a; --grid: #d8dee4; ${COLOURS.map(([light], i) => `--c${i}: ${light};`).join(' ')} }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #0d1117; --ink: #e6edf3; --soft: #9198a1; --grid: #30363d; ${COLOURS.map(([, dark], i) => `--c${i}: ${dark};`).join(' ')} }
  }
  text { font: 12px system-ui, sans-serif; fill: var(--soft); }
  .title { font-size: 15px; font-weight: 600; fill: var(--ink); }
  .name { fill: var(--ink); }
  .ground { fill: var(--ground); }
  .grid { stroke: var(--grid); fill: none; }
  .axis { stroke: var(--soft); fill: none; }
  .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
  .lead { fill: none; stroke-width: 1; opacity: 0.6; }
  ${COLOURS.map((_, i) => `.c${i} { stroke: var(--c${i}); }`).join(' ')}
  .middle { text-anchor: middle; }
  .end { text-anchor: end; }
`;

/** The text of the picture. `limit`: seconds of a row; `rows`: how many there are. */
export function cactusPlot(title: string, curves: readonly Curve[], limit: number, rows: number): string {
  const scale = new Scale(curves, limit, rows);
  const sorted = curves.map(({ name, seconds }) => ({ name, seconds: seconds.toSorted((a, b) => a - b) }));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    `<title>${escapeXml(title)}: rows closed over seconds</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text class="title" x="${LEFT}" y="28">${escapeXml(title)}</text>`,
    ...axes(scale, rows),
    ...sorted.map((curve, i) => line(curve, i, scale)),
    ...names(sorted, scale),
    '</svg>\n',
  ].join('\n');
}

/** From rows and seconds to places in the picture. */
class Scale {
  readonly low: number;
  readonly high: number;
  private readonly rows: number;

  constructor(curves: readonly Curve[], limit: number, rows: number) {
    const least = Math.min(limit / 10, ...curves.flatMap(({ seconds }) => seconds));
    this.low = 10 ** Math.floor(Math.log10(Math.max(least, 1e-3)));
    this.high = Math.max(limit, ...curves.flatMap(({ seconds }) => seconds));
    this.rows = Math.max(1, rows);
  }

  x(count: number): number {
    return place(LEFT + (count / this.rows) * (END - LEFT));
  }

  y(seconds: number): number {
    const share = Math.log(Math.max(seconds, this.low) / this.low) / Math.log(this.high / this.low);
    return place(GROUND - share * (GROUND - TOP));
  }
}

function axes(scale: Scale, rows: number): string[] {
  const middle = (TOP + GROUND) / 2;
  return [
    ...secondTicks(scale).flatMap((tick) => [
      `<path class="grid" d="M${LEFT} ${scale.y(tick)}H${END}"/>`,
      `<text class="end" x="${LEFT - 8}" y="${place(scale.y(tick) + 4)}">${tick}</text>`,
    ]),
    ...countTicks(rows).flatMap((tick) => [
      `<path class="axis" d="M${scale.x(tick)} ${GROUND}v5"/>`,
      `<text class="middle" x="${scale.x(tick)}" y="${GROUND + 20}">${tick}</text>`,
    ]),
    `<path class="axis" d="M${LEFT} ${TOP}V${GROUND}H${END}"/>`,
    `<text class="middle" x="${(LEFT + END) / 2}" y="${HEIGHT - 14}">rows closed, of ${rows}</text>`,
    `<text class="middle" transform="translate(18 ${middle}) rotate(-90)">seconds</text>`,
  ];
}

/** 1, 2 and 5 times the powers of ten. */
function secondTicks({ low, high }: Scale): number[] {
  const result: number[] = [];
  for (let power = low; power <= high * 1.0001; power *= 10)
    for (const factor of [1, 2, 5]) {
      const tick = Number((factor * power).toPrecision(3));
      if (tick <= high * 1.0001) result.push(tick);
    }
  return result;
}

/** Round numbers of rows. */
function countTicks(rows: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((s) => rows / s <= ROUGH_TICKS) ?? 1000;
  return Array.from({ length: Math.floor(rows / step) + 1 }, (_, i) => i * step);
}

/** Class and dashes of a line. */
function look(kind: string, i: number): string {
  const dashes = DASHES[Math.floor(i / COLOURS.length) % DASHES.length];
  return `class="${kind} c${i % COLOURS.length}"${dashes === '' ? '' : ` stroke-dasharray="${dashes}"`}`;
}

/** A variant that closes nothing has no line. */
function line({ seconds }: Curve, i: number, scale: Scale): string {
  if (seconds.length === 0) return '';
  const points = seconds.map((s, k) => `${scale.x(k + 1)} ${scale.y(s)}`);
  return `<path ${look('curve', i)} d="M${scale.x(0)} ${scale.y(seconds[0])}L${points.join('L')}"/>`;
}

/** Names beside the ends of the lines, moved apart where they would cover each other. */
function names(curves: readonly Curve[], scale: Scale): string[] {
  const ends = curves.map(({ name, seconds }, i) => ({
    ...{ i, name, count: seconds.length },
    x: scale.x(seconds.length),
    y: seconds.length === 0 ? GROUND : scale.y(seconds.at(-1)!),
  }));
  const order = ends.toSorted((a, b) => a.y - b.y || b.count - a.count);
  let next = Math.min(TOP, GROUND - LINE_HEIGHT * order.length);
  return order.map(({ i, name, count, x, y }, k) => {
    // as low as its line ends, if the names above and below leave room
    const at = place(Math.min(Math.max(y, next), GROUND - LINE_HEIGHT * (order.length - 1 - k)));
    next = at + LINE_HEIGHT;
    const text = `<text class="name" x="${END + 22}" y="${place(at + 4)}">${escapeXml(name)}: ${count}</text>`;
    return `<path ${look('lead', i)} d="M${x} ${y}L${END + 18} ${at}"/>${text}`;
  });
}

/** Places have a hundredth of a pixel. */
function place(value: number): number {
  return Math.round(100 * value) / 100;
}
