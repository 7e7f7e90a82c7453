// Memory while each step of a sequence runs: the schedule as an area, the input order as a line, the budget as a dashed line.
//
// Up to some 1500 steps every step has its own stair; beyond that each column shows the largest memory of its steps as the outline and the smallest as the solid part,
// so that no peak is ever smoothed away. A transparent column over each place carries its numbers as a title.

import { type Column, columnsOf, stepsText } from './columns.ts';
import { titleElement } from './escape.ts';
import { chartFrame, place, stepAxis, yTicksFromZero } from './frame.ts';
import { formatQuantity, type Quantity } from './quantity.ts';

const HEIGHT = 260;

export interface MemoryChartData {
  readonly id: string;
  /** Memory at each step of the input order, and of the schedule if there is one. */
  readonly baseline: ArrayLike<number>;
  readonly schedule: ArrayLike<number> | null;
  readonly budget: number | null;
  readonly quantity: Quantity;
  /** What step j of the schedule (of the input order if there is none) does. */
  readonly stepText: (j: number) => string;
}

export function memoryChart({ id, baseline, schedule, budget, quantity, stepText }: MemoryChartData): string {
  const before = columnsOf(baseline);
  const after = schedule === null ? [] : columnsOf(schedule);
  const steps = Math.max(1, baseline.length, schedule?.length ?? 0);
  const highest = [...before, ...after].reduce((most, { high }) => Math.max(most, high), budget ?? 0);
  const top = highest === 0 ? 1 : 1.06 * highest;
  const y = (memory: number): number => place(HEIGHT - (memory / top) * HEIGHT);
  const budgetLine = budget === null ? '' : `<path class="budget" d="M0 ${y(budget)}H${steps}"/>`;
  const stretched = [
    ...area(after, y, 'after'),
    `<path class="before" d="${outline(before, y)}"/>`,
    budgetLine,
    ...hoverColumns(schedule ?? baseline, schedule === null ? null : baseline, quantity, stepText),
  ].join('\n');
  return chartFrame({
    id,
    description: 'Memory at each step of the schedule and of the input order',
    height: HEIGHT,
    x: stepAxis(steps, 'step of the sequence'),
    yTicks: yTicksFromZero(top, quantity, HEIGHT),
    yLabel: 'memory',
    stretched,
    group: 'steps',
  });
}

/** The stairs of the largest values. */
function outline(columns: readonly Column[], y: (memory: number) => number): string {
  if (columns.length === 0) return 'M0 0';
  const stairs = columns.map(({ to, high }) => `V${y(high)}H${to + 1}`);
  return `M0 ${HEIGHT}${stairs.join('')}V${HEIGHT}`;
}

function area(columns: readonly Column[], y: (memory: number) => number, name: string): string[] {
  if (columns.length === 0) return [];
  const low = columns.map(({ from, to, low }) => `M${from} ${HEIGHT}V${y(low)}H${to + 1}V${HEIGHT}Z`).join('');
  const exact = columns.every(({ from, to }) => from === to);
  return [
    `<path class="${name}-area" d="${outline(columns, y)}Z"/>`,
    ...(exact ? [] : [`<path class="${name}-low" d="${low}"/>`]),
    `<path class="${name}" d="${outline(columns, y)}"/>`,
  ];
}

/** Transparent columns with the numbers of their steps. */
function hoverColumns(
  main: ArrayLike<number>,
  baseline: ArrayLike<number> | null,
  quantity: Quantity,
  stepText: (j: number) => string,
): string[] {
  const range = ({ low, high }: Column): string =>
    low === high
      ? formatQuantity(high, quantity)
      : `${formatQuantity(low, quantity)} to ${formatQuantity(high, quantity)}`;
  return columnsOf(main).map((column) => {
    const { from, to } = column;
    const name = from === to ? `: ${stepText(from)}` : '';
    const other = baseline === null ? [] : columnsOf(sliceOf(baseline, from, to + 1), 1);
    const before = other.length === 0 ? [] : [`input order: ${range(other[0]!)}`];
    const title = titleElement([`${stepsText(column)}${name}`, range(column), ...before]);
    return `<rect class="hover" x="${from}" y="0" width="${to - from + 1}" height="${HEIGHT}">${title}</rect>`;
  });
}

function sliceOf(values: ArrayLike<number>, from: number, to: number): number[] {
  const result: number[] = [];
  for (let j = from; j < Math.min(to, values.length); j++) result.push(values[j]!);
  return result;
}
