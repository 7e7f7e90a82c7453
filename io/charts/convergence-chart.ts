// How a search went: the best solution falling in stairs, the proven bound rising in stairs, and the gap between them as a band.
//
// Times are on a logarithmic axis where the search took more than fifty times as long as its first improvement, because then most of what happened would stand on the
// first few pixels.

import { titleElement } from './escape.ts';
import { type Axis, chartFrame, percent, place } from './frame.ts';
import { formatQuantity, type Quantity, ticksOf } from './quantity.ts';

const HEIGHT = 220;
/** The stretched element is so many units wide. */
const WIDTH = 1000;
const Y_TICKS = 5;
/** So many points of each curve, the last ones, have marks with titles. */
const MOST_MARKS = 300;
/** The shortest time that is told apart. */
const LEAST_SECONDS = 1e-3;
const LOGARITHMIC_FROM = 50;

export interface SearchPoint {
  readonly seconds: number;
  readonly value: number;
  readonly worker: string;
}

export interface ConvergenceChartData {
  readonly id: string;
  readonly incumbents: readonly SearchPoint[];
  /** Finite values only. */
  readonly bounds: readonly SearchPoint[];
  /** When the search ended. */
  readonly seconds: number;
  readonly quantity: Quantity;
  /** What is minimised. */
  readonly label: string;
}

/** Places of a point, x as a share of the width, y in pixels. */
interface Scales {
  readonly x: (seconds: number) => number;
  readonly y: (value: number) => number;
}

export function convergenceChart(data: ConvergenceChartData): string {
  const { id, incumbents, bounds, quantity } = data;
  const all = [...incumbents, ...bounds];
  const values = all.map(({ value }) => value);
  const [least, most] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const known = values.length > 0;
  const margin = known ? Math.max(0.08 * (most - least), 0.005 * most, 1e-9) : 1;
  const [low, high] = known ? [Math.max(0, least - margin), most + margin] : [0, 1];
  const { axis, x } = timeAxis(all, data.seconds);
  const scales: Scales = { x, y: (value) => place(HEIGHT - ((value - low) / (high - low)) * HEIGHT) };
  return chartFrame({
    id,
    description: `${data.label}: best schedule and proven bound over the time of the search`,
    height: HEIGHT,
    x: axis,
    yTicks: ticksOf(low, high, quantity, Y_TICKS).map(({ value, label }) => ({ value: scales.y(value), label })),
    yLabel: data.label,
    stretched: [
      bandBetween(incumbents, bounds, scales),
      curve('bound', bounds, scales),
      curve('best', incumbents, scales),
    ].join('\n'),
    marks: [
      ...marks('bound', 'proven: at least', bounds, quantity, scales),
      ...marks('best', 'found', incumbents, quantity, scales),
    ].join('\n'),
  });
}

function timeAxis(points: readonly SearchPoint[], seconds: number): { axis: Axis; x: (seconds: number) => number } {
  const end = points.reduce((last, point) => Math.max(last, point.seconds), Math.max(seconds, LEAST_SECONDS));
  const later = points.map((point) => point.seconds).filter((time) => time > 0);
  const first = Math.max(
    LEAST_SECONDS,
    later.reduce((least, time) => Math.min(least, time), end),
  );
  if (end / first < LOGARITHMIC_FROM) {
    const ticks: Axis['ticks'] = (count) =>
      ticksOf(0, end, 'seconds', count).map(({ value, label }) => ({ share: value / end, label }));
    return { axis: { width: WIDTH, ticks, label: 'time of the search' }, x: (time) => Math.max(0, time) / end };
  }
  const start = Math.log10(first);
  const decades = Math.log10(end) - start;
  const x = (time: number): number => (Math.log10(Math.max(first, time)) - start) / decades;
  const ticks = Array.from({ length: Math.floor(Math.log10(end)) - Math.ceil(start) + 1 }, (_, k) => {
    const time = 10 ** (Math.ceil(start) + k);
    return { share: x(time), label: formatQuantity(time, 'seconds') };
  });
  return { axis: { width: WIDTH, ticks: () => ticks, label: 'time of the search (logarithmic)' }, x };
}

/** Stairs that hold each value until the next point, and the last one to the end. */
function stairs(points: readonly SearchPoint[], { x, y }: Scales): string {
  return points.map(({ seconds, value }) => `H${place(WIDTH * x(seconds))}V${y(value)}`).join('') + `H${WIDTH}`;
}

function curve(name: string, points: readonly SearchPoint[], scales: Scales): string {
  const [first] = points;
  if (first === undefined) return '';
  const start = `M${place(WIDTH * scales.x(first.seconds))} ${scales.y(first.value)}`;
  return `<path class="${name}" d="${start}${stairs(points.slice(1), scales)}"/>`;
}

/** From where both are known to the end: forward along the solutions, back along the bounds. */
function bandBetween(incumbents: readonly SearchPoint[], bounds: readonly SearchPoint[], scales: Scales): string {
  const [solution, bound] = [incumbents[0], bounds[0]];
  if (solution === undefined || bound === undefined) return '';
  const from = Math.max(solution.seconds, bound.seconds);
  const start = place(WIDTH * scales.x(from));
  const at = (points: readonly SearchPoint[]): { now: number; later: readonly SearchPoint[] } => ({
    now: scales.y(points.findLast(({ seconds }) => seconds <= from)!.value),
    later: points.filter(({ seconds }) => seconds > from),
  });
  const [upper, lower] = [at(incumbents), at(bounds)];
  // backwards each step first changes its level, then its time
  const levels = [lower.now, ...lower.later.map(({ value }) => scales.y(value))];
  const back = lower.later
    .map(({ seconds }, k) => `H${place(WIDTH * scales.x(seconds))}V${levels[k]}`)
    .reverse()
    .join('');
  const forward = `M${start} ${upper.now}${stairs(upper.later, scales)}`;
  return `<path class="gap" d="${forward}V${levels.at(-1)}${back}H${start}Z"/>`;
}

function marks(
  name: string,
  verb: string,
  points: readonly SearchPoint[],
  quantity: Quantity,
  { x, y }: Scales,
): string[] {
  return points.slice(-MOST_MARKS).map(({ seconds, value, worker }) => {
    const what = `${verb} ${formatQuantity(value, quantity)} after ${formatQuantity(seconds, 'seconds')}`;
    return `<circle class="mark ${name}" cx="${percent(x(seconds))}" cy="${y(value)}" r="4">${titleElement([what, worker])}</circle>`;
  });
}
