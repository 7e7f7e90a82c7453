// What the rows of a section come to together: how many are closed and wrong, in what time, beside the aim and the peers.

import type { InstanceSection, SectionAim } from './instance-sections.ts';
import { PEER_NAMES } from './peer-results.ts';
import { type Column, fixed, formatTable, seconds } from './report.ts';
import { geometricMean, type ResultRow } from './results.ts';

/** Times below this are start-up of the process more than work. */
const FLOOR_SECONDS = 0.1;

export interface Summary {
  readonly section: InstanceSection;
  readonly rows: number;
  readonly closed: number;
  readonly best: number;
  readonly wrong: number;
  readonly failed: number;
  /** Seconds of all rows together, and the geometric mean of those that are closed. */
  readonly total: number;
  readonly mean: number | null;
  readonly peers: string;
  readonly aim: string;
}

/** The summaries of the sections that have rows, as a table. */
export function summaryTable(
  sections: readonly InstanceSection[],
  rows: readonly ResultRow[],
  markdown: boolean,
): string {
  const summaries = sections
    .map((section) =>
      summaryOf(
        section,
        rows.filter(({ settings }) => settings.section === section.name),
      ),
    )
    .filter((summary) => summary.rows > 0);
  return formatTable(COLUMNS, summaries, markdown);
}

export function summaryOf(section: InstanceSection, rows: readonly ResultRow[]): Summary {
  const count = (measure: string): number => rows.filter(({ measures }) => measures[measure] === 1).length;
  const having = (word: RegExp): number => rows.filter(({ status }) => word.test(status)).length;
  const closedSeconds = rows.filter(({ measures }) => measures.closed === 1).map(secondsOf);
  const counts = {
    ...{ rows: rows.length, closed: count('closed'), best: count('best') },
    ...{ wrong: having(/\bwrong\b/), failed: having(/\bfailed\b/) },
  };
  return {
    ...{ section, ...counts },
    ...{ total: rows.map(secondsOf).reduce((sum, s) => sum + s, 0), mean: geometricMean(closedSeconds) },
    peers: [section.peers, ...countedPeers(rows), minisatText(rows)].filter((text) => text !== '').join('; '),
    aim: aimText(section.aim, counts, rows),
  };
}

function secondsOf({ measures }: ResultRow): number {
  return measures.seconds ?? 0;
}

/** Peers of the index, counted over the same rows. */
function countedPeers(rows: readonly ResultRow[]): string[] {
  return PEER_NAMES.flatMap((name) => {
    const those = rows.filter(({ measures }) => (measures[`${name} closed`] ?? null) !== null);
    if (those.length === 0) return [];
    const count = (what: string): number => those.filter(({ measures }) => measures[`${name} ${what}`] === 1).length;
    return [`${name}: ${count('closed')} closed, ${count('best')} best`];
  });
}

interface Ratio {
  readonly ours: number;
  readonly minisat: number;
  readonly rows: number;
}

/** Geometric means over the rows that both close; null where there is none. Seconds below `floor` count as it. */
export function timesOfMinisat(rows: readonly ResultRow[], floor: number): Ratio | null {
  const both = rows.filter(({ measures }) => measures.closed === 1 && (measures['minisat seconds'] ?? null) !== null);
  const mean = (measure: string): number | null =>
    geometricMean(both.map(({ measures }) => Math.max(floor, measures[measure]!)));
  const [ours, minisat] = [mean('seconds'), mean('minisat seconds')];
  return ours === null || minisat === null ? null : { ours, minisat, rows: both.length };
}

function minisatText(rows: readonly ResultRow[]): string {
  const plain = timesOfMinisat(rows, 0);
  const floored = timesOfMinisat(rows, FLOOR_SECONDS);
  if (plain === null || floored === null) return '';
  const means = `${plain.ours.toFixed(3)} s to minisat's ${plain.minisat.toFixed(3)} s`;
  return `geometric means of ${plain.rows} rows: ${means}; ${(floored.ours / floored.minisat).toFixed(2)} times with at least ${FLOOR_SECONDS} s each`;
}

/** What is to be reached by the section as a whole is not judged by a part of it. */
function aimText(
  { closed, best, timesMinisat }: SectionAim,
  counts: Pick<Summary, 'closed' | 'best' | 'wrong' | 'failed'>,
  rows: readonly ResultRow[],
): string {
  const isWhole = rows[0]?.settings.of === rows.length;
  const wanted = ['none wrong'];
  const missing = counts.wrong + counts.failed === 0 ? [] : [`${counts.wrong} wrong, ${counts.failed} failed`];
  const atLeast = (least: number | undefined, value: number, what: string): void => {
    if (least === undefined || !isWhole) return;
    wanted.push(`${what} >= ${least}`);
    if (value < least) missing.push(`${value} ${what}`);
  };
  atLeast(closed, counts.closed, 'closed');
  atLeast(best, counts.best, 'best');
  if (timesMinisat !== undefined && isWhole) {
    const means = timesOfMinisat(rows, 0);
    wanted.push(`mean <= ${timesMinisat} times minisat's`);
    const ratio = means === null ? null : means.ours / means.minisat;
    if (ratio === null || ratio > timesMinisat) missing.push(ratio === null ? 'no mean' : `${ratio.toFixed(2)} times`);
  }
  return `${wanted.join(', ')}: ${missing.length === 0 ? 'met' : `missed (${missing.join(', ')})`}`;
}

const COLUMNS: readonly Column<Summary>[] = [
  { title: 'section', text: ({ section }) => section.name },
  { title: 'rows', right: true, text: ({ rows }) => String(rows) },
  { title: 'closed', right: true, text: ({ closed }) => String(closed) },
  { title: 'best known', right: true, text: ({ best }) => String(best) },
  { title: 'wrong', right: true, text: ({ wrong }) => String(wrong) },
  { title: 'failed', right: true, text: ({ failed }) => String(failed) },
  { title: 's in all', right: true, text: ({ total }) => seconds(total) },
  { title: 'geometric mean s', right: true, text: ({ mean }) => fixed(mean, 3) },
  { title: 'aim', text: ({ aim }) => aim },
  { title: 'peers', text: ({ peers }) => peers || '-' },
];
