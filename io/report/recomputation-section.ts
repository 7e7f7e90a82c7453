// What is computed again, and what that costs: the dearest first, then all of them.

import { formatQuantity, grouped } from '../charts/quantity.ts';
import { type Fold, type Html, nameHtml, type TableColumn, tableHtml } from './html.ts';
import type { ReportData, ReportSchedule } from './report-data.ts';
import { unitText } from './sequence-section.ts';

const TOP = 15;
/** More nodes than this have no row of their own. */
const MOST_ROWS = 2500;

interface Recomputed {
  readonly node: number;
  /** Computations beyond the first one. */
  readonly times: number;
  readonly cost: number;
}

export function recomputationSection(
  { graph, units, baseline }: ReportData,
  schedule: ReportSchedule,
  fold: Fold,
): Html {
  const all = recomputed(graph.durations, schedule.sequence);
  const total = all.reduce((sum, { cost }) => sum + cost, 0);
  if (all.length === 0)
    return '<section id="recomputations"><h2>What is recomputed</h2><p>Nothing: every node runs once.</p></section>';
  const time = (value: number): string => formatQuantity(value, units.duration);
  const most = all[0]!.cost;
  const columns: TableColumn<Recomputed>[] = [
    { title: 'Node', kind: 'text', cell: ({ node }) => nameHtml(graph.names[node]!) },
    { title: 'Times again', kind: 'number', cell: ({ times }) => grouped(times) },
    { title: `Size${unitText(units.size)}`, kind: 'number', cell: ({ node }) => grouped(graph.sizes[node]!) },
    { title: `Cost${unitText(units.duration)}`, kind: 'number', cell: ({ cost }) => grouped(cost) },
    { title: 'Share of the extra time', kind: 'number', cell: ({ cost }) => shareText(cost, total) },
  ];
  const bar: TableColumn<Recomputed> = {
    title: 'Compared',
    kind: 'text',
    cell: ({ cost }) =>
      `<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="share" width="${most === 0 ? 0 : ((100 * cost) / most).toFixed(1)}" height="10"/></svg>`,
  };
  const top = all.slice(0, TOP);
  const rows = all.slice(0, MOST_ROWS);
  const backward = all.filter(({ node }) => graph.backward[node] === 1).length;
  const where =
    backward === 0
      ? ''
      : ` (${grouped(all.length - backward)} of the forward pass, ${grouped(backward)} of the backward pass)`;
  const times = all.reduce((sum, { times }) => sum + times, 0);
  const dearest = all.length > top.length ? ` The ${top.length} dearest:` : '';
  return [
    '<section id="recomputations"><h2>What is recomputed</h2>',
    `<p>${grouped(all.length)} of ${grouped(graph.names.length)} nodes${where}; ${times === 1 ? 'one recomputation costs' : `${grouped(times)} recomputations cost`} ${time(total)}, ${shareText(total, baseline.duration)} of the input order.${dearest}</p>`,
    tableHtml([...columns, bar], top),
    ...(all.length > top.length
      ? [
          fold(
            `Table: ${rows.length === all.length ? `all ${grouped(all.length)}` : `the ${grouped(rows.length)} dearest of ${grouped(all.length)}`} recomputed nodes`,
            () => tableHtml(columns, rows),
          ),
        ]
      : []),
    '</section>',
  ].join('\n');
}

/** By falling cost, then by node. */
function recomputed(durations: ArrayLike<number>, sequence: ArrayLike<number>): Recomputed[] {
  const times = new Int32Array(durations.length).fill(-1);
  for (let j = 0; j < sequence.length; j++) times[sequence[j]!]!++;
  return Array.from(times, (count, node) => ({ node, times: count, cost: count * durations[node]! }))
    .filter(({ times }) => times > 0)
    .sort((a, b) => b.cost - a.cost || a.node - b.node);
}

function shareText(part: number, whole: number): string {
  return `${(whole === 0 ? 0 : (100 * part) / whole).toFixed(2)}\u00a0%`;
}
