// The tables of the suites over instances: a line per instance, with what is known and what others reached.

import { isWrong } from './aims.ts';
import type { InstanceSuite } from './instance-sections.ts';
import { PEER_NAMES } from './peer-results.ts';
import { type Column, fixed, formatTable, seconds, short } from './report.ts';
import type { ResultRow } from './results.ts';

/** Longer sections show what is open, wrong or slow; the results file has every row. */
const LONGEST = 100;
const SLOW_SECONDS = 2;

/** The tables of a section; the first line says what is left out. */
export function instanceTables(suite: InstanceSuite, rows: readonly ResultRow[], markdown: boolean): string[] {
  const shown = rows.length <= LONGEST ? rows : rows.filter(isRemarkable);
  const tables = shown.length === 0 ? [] : [formatTable(COLUMNS[suite], shown, markdown)];
  const left = rows.length - shown.length;
  return left === 0 ? tables : [...tables, `${left} rows closed within ${SLOW_SECONDS} s are left out.\n`];
}

function isRemarkable({ status, measures }: ResultRow): boolean {
  return isWrong(status) || measures.closed !== 1 || (measures.seconds ?? 0) > SLOW_SECONDS;
}

type Col = Column<ResultRow>;

const number = (title: string, measure: string): Col => ({
  ...{ title, right: true, text: ({ measures }) => fixed(measures[measure], 0) },
});
const time = (title: string, measure: string): Col => ({
  ...{ title, right: true, text: ({ measures }) => seconds(measures[measure]) },
});
const note = (title: string, name: string): Col => ({ title, text: ({ notes }) => notes?.[name] ?? '-' });

const NAME: Col = { title: 'instance', text: ({ settings }) => String(settings.instance) };
const STATUS: Col = {
  title: 'status',
  text: ({ status, notes }) => (notes?.complaint === undefined ? status : `${status}: ${notes.complaint}`),
};
const KNOWN: Col = { title: 'known', right: true, text: ({ settings }) => String(settings.known) };
const CONFLICTS: Col = { title: 'conflicts', right: true, text: ({ measures }) => short(measures.conflicts) };
const RSS: Col = number('RSS MiB', 'peakMiB');

const COLUMNS: Readonly<Record<InstanceSuite, readonly Col[]>> = {
  scheduling: [
    ...[NAME, STATUS, number('makespan', 'objective'), KNOWN, number('bound', 'bound')],
    ...[time('s', 'seconds'), time('best s', 'bestSeconds'), CONFLICTS, RSS],
  ],
  minizinc: [
    ...[NAME, STATUS, number('objective', 'objective'), KNOWN, number('bound', 'bound')],
    ...[time('s', 'seconds'), CONFLICTS, RSS],
    ...PEER_NAMES.map((name) => note(`${name} (s)`, name)),
  ],
  sat: [
    ...[NAME, STATUS, KNOWN, time('s', 'seconds'), time('search s', 'solveSeconds'), CONFLICTS, RSS],
    note('minisat (s)', 'minisat'),
  ],
};
