// What happens step by step: memory before and after, retention intervals, and the map of addresses, on one axis that zooms as a whole; with their tables.

import { addressChart } from '../charts/address-chart.ts';
import { type Column, columnsOf, MOST_COLUMNS, stepsText } from '../charts/columns.ts';
import { shortenedMiddle } from '../charts/escape.ts';
import { ZOOM_LEVELS } from '../charts/frame.ts';
import { memoryChart } from '../charts/memory-chart.ts';
import { formatQuantity, grouped, type Quantity } from '../charts/quantity.ts';
import { type RetentionBar, retentionChart } from '../charts/retention-chart.ts';
import { type Fold, type Html, legendHtml, nameHtml, type Swatch, type TableColumn, tableHtml } from './html.ts';
import type { ReportData, ReportPlan, ReportSchedule } from './report-data.ts';

/** Tables of steps, intervals and boxes have at most so many rows; the schedule file has all of them. */
const MOST_ROWS = 2500;
/** In a title. */
const LONGEST_NAME = 200;

/** The section. Without a schedule it shows the input order. */
export function sequenceSection(data: ReportData, fold: Fold): Html {
  const { graph, units, baseline, solve, plan } = data;
  const schedule = solve?.schedule ?? null;
  const budget = solve?.budget ?? null;
  const size = (value: number): string => formatQuantity(value, units.size);
  const bars = schedule === null ? null : barsOf(schedule);
  const nodeAt = (j: number): number => schedule?.sequence[j] ?? j;
  const legend: [Swatch, string][] = [
    ...(schedule === null ? [] : [['after', `schedule, peak ${size(schedule.peak)}`] as [Swatch, string]]),
    ['before', `input order, peak ${size(baseline.peak)}`],
    ...(budget === null ? [] : [['budget', `budget ${size(budget)}`] as [Swatch, string]]),
  ];
  return [
    '<section id="sequence">',
    `<div class="bar-head"><h2>Memory over the sequence</h2>${zoomControl()}</div>`,
    legendHtml(legend),
    memoryChart({
      id: 'memory-chart',
      baseline: baseline.timeline,
      schedule: schedule?.timeline ?? null,
      budget,
      quantity: units.size,
      stepText: (j) => nodeText(graph.names[nodeAt(j)]!, bars?.[j]?.computation ?? 0),
    }),
    stepTable(data, schedule, bars, fold),
    ...(schedule === null || bars === null ? [] : retention(data, schedule, bars, fold)),
    ...(plan === undefined || schedule === null ? [] : addresses(data, plan, schedule, fold)),
    '</section>',
  ].join('\n');
}

/** The name of a node for a tooltip, and which of its computations it is. */
function nodeText(name: string, computation: number): string {
  const shown = shortenedMiddle(name, LONGEST_NAME);
  return computation === 0 ? shown : `${shown} (${recomputationText(computation)})`;
}

function recomputationText(computation: number): string {
  return computation === 1 ? 'recomputed' : `recomputation ${computation}`;
}

function zoomControl(): Html {
  const choices = ZOOM_LEVELS.map(
    (factor, k) =>
      `<label><input type="radio" name="zoom" id="zoom-${factor}"${k === 0 ? ' checked' : ''}>${factor}×</label>`,
  );
  return `<fieldset class="zoom"><legend>Zoom</legend>${choices.join('')}</fieldset>`;
}

function barsOf({ sequence, lastSteps }: ReportSchedule): RetentionBar[] {
  const times = new Map<number, number>();
  return Array.from({ length: sequence.length }, (_, start) => {
    const node = sequence[start]!;
    const computation = times.get(node) ?? 0;
    times.set(node, computation + 1);
    return { node, computation, start, end: lastSteps[start]! };
  });
}

function stepTable(
  { graph, baseline, units }: ReportData,
  schedule: ReportSchedule | null,
  bars: readonly RetentionBar[] | null,
  fold: Fold,
): Html {
  const main = schedule?.timeline ?? baseline.timeline;
  const steps = main.length;
  const unit = unitText(units.size);
  if (steps > MOST_ROWS) {
    const columns: TableColumn<Column>[] = [
      { title: 'Steps', kind: 'text', cell: (c) => stepsText(c) },
      { title: `Least memory${unit}`, kind: 'number', cell: ({ low }) => grouped(low) },
      { title: `Most memory${unit}`, kind: 'number', cell: ({ high }) => grouped(high) },
      ...(schedule === null
        ? []
        : ([
            { title: `Most, input order${unit}`, kind: 'number', cell: (c) => mostWithin(baseline.timeline, c) },
          ] satisfies TableColumn<Column>[])),
    ];
    const rows = columnsOf(main, MOST_COLUMNS);
    return fold(
      `Table: memory over ${grouped(steps)} steps, in ${rows.length} ranges (the schedule file has every step)`,
      () => tableHtml(columns, rows),
    );
  }
  const memoryOf = (timeline: ArrayLike<number>, j: number): string =>
    j < timeline.length ? grouped(timeline[j]!) : '';
  const columns: TableColumn<number>[] = [
    { title: 'Step', kind: 'number', cell: (j) => String(j) },
    { title: 'Computes', kind: 'text', cell: (j) => nameHtml(graph.names[schedule?.sequence[j] ?? j]!) },
    ...(schedule === null
      ? []
      : ([
          {
            title: 'Again',
            kind: 'text',
            cell: (j) => (bars![j]!.computation === 0 ? '' : recomputationText(bars![j]!.computation)),
          },
          { title: `Memory${unit}`, kind: 'number', cell: (j) => memoryOf(schedule.timeline, j) },
        ] satisfies TableColumn<number>[])),
    { title: `Input order${unit}`, kind: 'number', cell: (j) => memoryOf(baseline.timeline, j) },
  ];
  const rows = Array.from({ length: steps }, (_, j) => j);
  return fold(`Table: memory at each of ${grouped(steps)} steps`, () => tableHtml(columns, rows));
}

/** '' beyond the end of the input order. */
function mostWithin(timeline: ArrayLike<number>, { from, to }: Column): string {
  let most = Number.NEGATIVE_INFINITY;
  for (let j = from; j <= Math.min(to, timeline.length - 1); j++) most = Math.max(most, timeline[j]!);
  return most === Number.NEGATIVE_INFINITY ? '' : grouped(most);
}

function retention(
  { graph, units }: ReportData,
  schedule: ReportSchedule,
  bars: readonly RetentionBar[],
  fold: Fold,
): Html[] {
  const again = bars.filter(({ computation }) => computation > 0).length;
  const steps = schedule.sequence.length;
  const size = (v: number): string => formatQuantity(graph.sizes[v]!, units.size);
  const unit = unitText(units.size);
  const columns: TableColumn<RetentionBar>[] = [
    { title: 'Node', kind: 'text', cell: ({ node }) => nameHtml(graph.names[node]!) },
    {
      title: 'Computation',
      kind: 'text',
      cell: ({ computation }) => (computation === 0 ? 'first' : recomputationText(computation)),
    },
    { title: 'From step', kind: 'number', cell: ({ start }) => String(start) },
    { title: 'To step', kind: 'number', cell: ({ end }) => String(end) },
    { title: `Size${unit}`, kind: 'number', cell: ({ node }) => grouped(graph.sizes[node]!) },
  ];
  const weight = ({ node, start, end }: RetentionBar): number => graph.sizes[node]! * (end - start + 1);
  const rows = bars.length <= MOST_ROWS ? bars : [...bars].sort((a, b) => weight(b) - weight(a)).slice(0, MOST_ROWS);
  const which = rows.length === bars.length ? '' : `, the ${grouped(rows.length)} with the most bytes times steps`;
  return [
    '<h2>What is in memory when</h2>',
    legendHtml([
      ['first', 'kept after its first computation (strong: the step itself)'],
      ...(again === 0 ? [] : [['again', 'kept after a recomputation'] as const]),
    ]),
    retentionChart({
      id: 'retention-chart',
      names: graph.names,
      bars,
      steps,
      barText: ({ node, computation, start, end }) => [
        nodeText(graph.names[node]!, computation),
        `${stepsText({ from: start, to: end })}, ${size(node)}`,
      ],
    }),
    fold(`Table: ${grouped(bars.length)} retention intervals${which}`, () => tableHtml(columns, rows)),
  ];
}

function addresses({ graph, units }: ReportData, plan: ReportPlan, schedule: ReportSchedule, fold: Fold): Html[] {
  const unit = unitText(units.size);
  const columns: TableColumn<ReportPlan['boxes'][number]>[] = [
    { title: 'Node', kind: 'text', cell: ({ node }) => nameHtml(graph.names[node]!) },
    { title: `Offset${unit}`, kind: 'number', cell: ({ offset }) => grouped(offset) },
    { title: `Size${unit}`, kind: 'number', cell: ({ size }) => grouped(size) },
    { title: 'From step', kind: 'number', cell: ({ start }) => String(start) },
    { title: 'To step', kind: 'number', cell: ({ end }) => String(end) },
  ];
  const rows = [...plan.boxes].sort((a, b) => b.size - a.size).slice(0, MOST_ROWS);
  const above = aboveText(plan.arena, schedule.peak);
  return [
    '<h2>Addresses</h2>',
    `<p class="soft">One arena of ${formatQuantity(plan.arena, units.size)}, ${above} the peak of the schedule${plan.arena > schedule.peak ? '; <code>moccasin plan</code> searches longer' : ''}.</p>`,
    legendHtml([
      ['arena', 'size of the arena'],
      ['first', 'of a first computation'],
      ...(plan.boxes.some(({ computation }) => computation > 0) ? [['again', 'of a recomputation'] as const] : []),
    ]),
    addressChart({
      id: 'address-chart',
      boxes: plan.boxes,
      arena: plan.arena,
      steps: schedule.sequence.length,
      quantity: units.size,
      boxText: ({ node, computation, offset, size, start, end }) => [
        nodeText(graph.names[node]!, computation),
        `${formatQuantity(size, units.size)} at ${grouped(offset)}`,
        stepsText({ from: start, to: end }),
      ],
    }),
    fold(
      `Table: ${rows.length === plan.boxes.length ? '' : `the ${grouped(rows.length)} largest of `}${grouped(plan.boxes.length)} addresses`,
      () => tableHtml(columns, rows),
    ),
  ];
}

function aboveText(arena: number, peak: number): string {
  if (arena <= peak) return 'exactly';
  const percent = 100 * (arena / peak - 1);
  return `${percent < 0.01 ? 'less than 0.01' : percent.toFixed(2)} % above`;
}

/** The unit of exact numbers, for the title of a column. */
export function unitText(quantity: Quantity): string {
  const units: Readonly<Record<Quantity, string>> = {
    bytes: ', bytes',
    nanoseconds: ', ns',
    flop: ', FLOP',
    number: '',
    seconds: ', s',
    percent: ', %',
  };
  return units[quantity];
}
