// How the search went, and the curve of a sweep, with their tables.

import { convergenceChart, type SearchPoint } from '../charts/convergence-chart.ts';
import { escapeXml } from '../charts/escape.ts';
import { formatQuantity, grouped } from '../charts/quantity.ts';
import { type SweepFile, type SweepFilePoint, statusText } from '../sweep-file.ts';
import { sweepPicture } from '../sweep-plot.ts';
import { type Fold, type Html, legendHtml, type TableColumn, tableHtml } from './html.ts';
import type { ReportData, ReportSolve } from './report-data.ts';
import { unitText } from './sequence-section.ts';

export function searchSection({ units }: ReportData, solve: ReportSolve, fold: Fold): Html {
  const { incumbents, bounds, objective, seconds } = solve;
  if (incumbents.length + bounds.length === 0) return '';
  const quantity = objective === 'duration' ? units.duration : units.size;
  const label = objective === 'duration' ? 'duration of the schedule' : 'peak memory of the schedule';
  const rows = [
    ...incumbents.map((point) => ({ ...point, kind: 'found' })),
    ...bounds.map((point) => ({ ...point, kind: 'proven at least' })),
  ].sort((a, b) => a.seconds - b.seconds);
  const columns: TableColumn<SearchPoint & { readonly kind: string }>[] = [
    { title: 'Seconds', kind: 'number', cell: (row) => row.seconds.toFixed(3) },
    { title: 'What', kind: 'text', cell: ({ kind }) => kind },
    { title: `Value${unitText(quantity)}`, kind: 'number', cell: ({ value }) => grouped(value) },
    { title: 'By', kind: 'text', cell: ({ worker }) => escapeXml(worker) },
  ];
  return [
    '<section id="search"><h2>How the search went</h2>',
    legendHtml([
      ['best', `best schedule: ${incumbents.length} found`],
      ['bound', 'proven: nothing is below'],
    ]),
    convergenceChart({ id: 'search-chart', incumbents, bounds, seconds, quantity, label }),
    fold(`Table: ${grouped(rows.length)} improvements`, () => tableHtml(columns, rows)),
    '</section>',
  ].join('\n');
}

export function sweepSection({ units }: ReportData, sweep: SweepFile): Html {
  const unit = (quantity: 'size' | 'duration'): string => unitText(units[quantity]);
  const amount = (value: number | null): string => (value === null ? '–' : grouped(value));
  const percent = (value: number | null): string => (value === null ? '–' : value.toFixed(4));
  const columns: TableColumn<SweepFilePoint>[] = [
    { title: `Budget${unit('size')}`, kind: 'number', cell: ({ budget }) => grouped(budget) },
    { title: '% of the peak', kind: 'number', cell: ({ budgetPercent }) => budgetPercent.toFixed(2) },
    { title: 'Status', kind: 'text', cell: statusText },
    { title: `Peak${unit('size')}`, kind: 'number', cell: ({ peak }) => amount(peak) },
    { title: `Duration${unit('duration')}`, kind: 'number', cell: ({ duration }) => amount(duration) },
    { title: 'Extra time, %', kind: 'number', cell: ({ overheadPercent }) => percent(overheadPercent) },
    { title: 'Proven at least, %', kind: 'number', cell: (point) => percent(point.overheadLowerBoundPercent) },
    { title: 'Gap, %', kind: 'number', cell: ({ gapPercent }) => percent(gapPercent) },
    { title: 'Search', kind: 'number', cell: ({ seconds }) => formatQuantity(seconds, 'seconds') },
  ];
  return [
    '<section id="sweep"><h2>Memory against time</h2>',
    `<p class="soft">Input order: peak ${formatQuantity(sweep.baseline.peak, units.size)}, duration ${formatQuantity(sweep.baseline.duration, units.duration)}.</p>`,
    `<div class="picture" tabindex="0" role="group" aria-label="memory against time">${sweepPicture(sweep)}</div>`,
    tableHtml(columns, sweep.points),
    '</section>',
  ].join('\n');
}
