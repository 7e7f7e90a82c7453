// The top of a report: the name of the graph, how the search ended, and the numbers that people look for first.

import { escapeXml } from '../charts/escape.ts';
import { countText, formatQuantity, grouped } from '../charts/quantity.ts';
import { type Html, nameHtml, tileHtml } from './html.ts';
import type { ReportData, ReportSolve } from './report-data.ts';

const LONGEST_TITLE = 120;

export function headerHtml({ graph, solve, sweep, order, maxComputations, keepOutputs }: ReportData): Html {
  const status = solve === undefined ? '' : `<span class="status ${solve.status}">${statusText(solve)}</span>`;
  const rules = [
    `${countText(graph.names.length, 'node')}, ${countText(graph.links, 'link')}`,
    order === 'input' ? 'order of the input' : 'free order',
    `at most ${countText(maxComputations, 'computation')} of a node`,
    ...(keepOutputs ? ['outputs are kept'] : []),
    ...(sweep === undefined ? [] : [countText(sweep.points.length, 'budget')]),
  ];
  const themes = [
    ['auto', 'system'],
    ['light', 'light'],
    ['dark', 'dark'],
  ].map(
    ([id, text], k) =>
      `<label><input type="radio" name="theme" id="theme-${id}"${k === 0 ? ' checked' : ''}>${text}</label>`,
  );
  return [
    '<header>',
    `<h1>${nameHtml(titleOf(graph.name), LONGEST_TITLE)}</h1>${status}`,
    `<fieldset><legend>Colours</legend>${themes.join('')}</fieldset>`,
    '</header>',
    `<p class="soft">${escapeXml(rules.join(' · '))}</p>`,
  ].join('\n');
}

export function titleOf(name: string): string {
  return name === '' ? 'unnamed graph' : name;
}

function statusText({ status, objective }: ReportSolve): string {
  const proven = objective === 'duration' ? 'proven optimal' : 'proven the least memory';
  return { optimal: proven, feasible: 'feasible', infeasible: 'proven infeasible', unknown: 'nothing found' }[status];
}

/** The headline numbers of a solve. */
export function tilesHtml(
  { units, baseline, timeLimit, deterministic, workers, seed }: ReportData,
  solve: ReportSolve,
): Html {
  const { schedule, budget, lowerBound, gapPercent, objective } = solve;
  const size = (value: number): string => formatQuantity(value, units.size);
  const time = (value: number): string => formatQuantity(value, units.duration);
  const ofPeak = (value: number): string => `${percentOf(value, baseline.peak)} of the input order`;
  const bound = lowerBound === null ? null : objective === 'duration' ? time(lowerBound) : size(lowerBound);
  const tiles = [
    ...(schedule === null
      ? [tileHtml('Peak of the input order', size(baseline.peak), `takes ${time(baseline.duration)}`)]
      : [tileHtml('Peak memory', size(schedule.peak), `${ofPeak(schedule.peak)}, ${size(baseline.peak)}`)]),
    ...(budget === null ? [] : [tileHtml('Budget', size(budget), ofPeak(budget))]),
    ...(schedule === null
      ? []
      : [
          tileHtml(
            'Extra time (TDI)',
            `${schedule.overheadPercent.toFixed(2)}\u00a0%`,
            `${time(baseline.duration)} becomes ${time(schedule.duration)}`,
          ),
          tileHtml(
            'Recomputations',
            grouped(schedule.sequence.length - baseline.timeline.length),
            countText(schedule.sequence.length, 'step'),
          ),
        ]),
    ...(bound === null
      ? []
      : [
          tileHtml(
            'Proven bound',
            bound,
            `no schedule ${objective === 'duration' ? 'is faster' : 'has less'}${gapPercent === null ? '' : `; gap ${gapPercent.toFixed(gapPercent === 0 ? 0 : 3)}\u00a0%`}`,
          ),
        ]),
    tileHtml(
      'Search',
      formatQuantity(solve.seconds, 'seconds'),
      `${solve.stopReason} (limit ${grouped(timeLimit)}\u00a0s${deterministic ? ' of work' : ''}), ${countText(workers, 'worker')}, seed ${seed}`,
    ),
  ];
  const reason = solve.reason === null ? '' : `<p>${escapeXml(solve.reason)}</p>`;
  return `<dl class="tiles">${tiles.join('\n')}</dl>${reason}`;
}

function percentOf(part: number, whole: number): string {
  return `${(whole === 0 ? 100 : (100 * part) / whole).toFixed(1)}\u00a0%`;
}
