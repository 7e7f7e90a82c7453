// The tables of the suite remat, one per section, as columns over result rows.

import { PROFILE_PREFIX } from './moves-rows.ts';
import { FREE_ORDER, INPUT_ORDER, type PublishedValue, prototypeTdi } from './published.ts';
import { type Column, fixed, formatTable, seconds, short } from './report.ts';
import type { ResultRow } from './results.ts';
import type { SectionName } from './rows.ts';
import { MOMENTS } from './scale-rows.ts';

export const TITLES: Readonly<Record<SectionName, string>> = {
  input: 'Input order, at most two computations per node',
  others: 'Input order, at most two computations per node: graphs that nobody has published values for',
  free: 'Free order (FastSA: any number of computations)',
  torch: 'Training graphs of PyTorch, input order, at most two computations per node',
  scale: 'Scale: random layered graphs, input order, at most two computations per node',
  deterministic: 'The same solve twice with --deterministic: files compared without seconds',
  moves: 'Local search alone, one thread: moves per second, then where the time goes (self time)',
};

/** The tables of a section. */
export function sectionTables(section: SectionName, rows: readonly ResultRow[], markdown: boolean): string[] {
  const tables = [formatTable(COLUMNS[section], rows, markdown)];
  if (section === 'moves') tables.push(formatTable(PROFILE_COLUMNS, profileLines(rows), markdown));
  return tables;
}

type Col = Column<ResultRow>;

const setting = (title: string, name: string, right = false): Col => ({
  ...{ title, text: ({ settings }) => String(settings[name] ?? '-') },
  ...(right ? { right: true } : {}),
});
const number = (title: string, measure: string, digits: number): Col => ({
  ...{ title, right: true, text: ({ measures }) => fixed(measures[measure], digits) },
});
const time = (title: string, measure: string): Col => ({
  ...{ title, right: true, text: ({ measures }) => seconds(measures[measure]) },
});
const amount = (title: string, measure: string): Col => ({
  ...{ title, right: true, text: ({ measures }) => short(measures[measure]) },
});

const NAME: readonly Col[] = [setting('graph', 'graph'), setting('share', 'share', true)];
const SEEDS: Col = { title: 'seeds', text: ({ seeds }) => seeds.join(',') };
const STATUS: Col = {
  title: 'status',
  text: ({ status, notes }) => (notes?.complaint === undefined ? status : `${status}: ${notes.complaint}`),
};
const RUN: readonly Col[] = [SEEDS, setting('limit s', 'limit', true), setting('workers', 'workers', true), STATUS];
const QUALITY: readonly Col[] = [
  number('duration', 'duration', 0),
  number('TDI %', 'overheadPercent', 4),
  number('worst TDI %', 'worstOverheadPercent', 4),
  number('lower bound', 'durationLowerBound', 0),
  number('gap %', 'gapPercent', 4),
];
const TIMES: readonly Col[] = [
  time('best s', 'bestSeconds'),
  time('end s', 'endSeconds'),
  time('proof s', 'proofSeconds'),
];
const AIM: Col = { title: 'aim', text: ({ aim }) => aim || '-' };

const INPUT: readonly Col[] = [
  ...[...NAME, setting('budget', 'budget', true), ...RUN, ...QUALITY],
  ...[time('first s', 'firstSeconds'), time("Moccasin's TDI s", 'toMoccasinSeconds')],
  ...[time("Checkmate's TDI s", 'toCheckmateSeconds'), ...TIMES, number('RSS MiB', 'peakMiB', 0)],
  time('read+compile s', 'compileSeconds'),
  { title: 'Moccasin, published: TDI % (s)', text: (row) => printed(inputValues(row)?.moccasin) },
  { title: 'Checkmate, published: TDI % (s)', text: (row) => printed(inputValues(row)?.checkmate) },
  { title: 'CP-SAT, this run: TDI % (best s, end s)', text: cpsatText },
  AIM,
];

const COLUMNS: Readonly<Record<SectionName, readonly Col[]>> = {
  input: INPUT,
  others: [
    ...[...NAME, setting('budget', 'budget', true), ...RUN, ...QUALITY, time('first s', 'firstSeconds')],
    ...[...TIMES, number('RSS MiB', 'peakMiB', 0), AIM],
  ],
  free: [
    ...[...NAME, setting('budget', 'budget', true), setting('C', 'maxComputations', true), ...RUN, ...QUALITY],
    ...[time('first s', 'firstSeconds'), time("FastSA's cost s", 'toFastsaSeconds'), ...TIMES],
    { title: 'budget met: peak %', right: true, text: metText },
    { title: 'FastSA, published: cost % (s)', text: (row) => printed(freeValues(row)?.fastsa) },
    { title: 'its peak %', right: true, text: (row) => fastsaPeak(row) },
    AIM,
  ],
  torch: [
    ...[...NAME, setting('budget', 'budget', true), ...RUN, ...QUALITY, time('first s', 'firstSeconds')],
    ...[time("prototype's TDI s", 'toPrototypeSeconds'), ...TIMES],
    {
      title: 'prototype TDI %',
      right: true,
      text: ({ settings }) => prototypeTdi(String(settings.graph), Number(settings.share)) ?? '-',
    },
    AIM,
  ],
  scale: [
    ...[setting('graph', 'graph'), number('nodes', 'nodes', 0), number('links', 'links', 0), ...RUN],
    ...[time('read s', 'readSeconds'), time('first s', 'firstSeconds')],
    ...MOMENTS.map((moment) => number(`TDI % after ${moment} s`, `overheadPercent@${moment}`, 4)),
    ...[number('TDI % at the end', 'overheadPercent', 4), number('gap %', 'gapPercent', 4)],
    ...[number('read us/node', 'read us/node', 1), number('first us/node', 'first us/node', 1)],
    ...[number('RSS MiB, reading', 'readMiB', 0), number('RSS MiB, solve', 'peakMiB', 0), AIM],
  ],
  deterministic: [
    ...[...NAME, setting('order', 'order'), ...RUN, number('differences', 'differences', 0)],
    { title: 'first difference', text: ({ notes }) => notes?.difference ?? '-' },
    ...[number('TDI %', 'overheadPercent', 4), time('end s', 'endSeconds'), AIM],
  ],
  moves: [
    ...[...NAME, { title: 'strategy and order', text: ({ name }: ResultRow) => name.split(', ').slice(1).join(', ') }],
    ...[SEEDS, setting('limit s', 'limit', true), STATUS],
    ...[amount('moves', 'moves'), amount('moves/s', 'moves/s'), number('RSS MiB', 'peakMiB', 0)],
  ],
};

interface ProfileLine {
  readonly row: string;
  readonly name: string;
  readonly percent: number | null;
}

const PROFILE_COLUMNS: readonly Column<ProfileLine>[] = [
  { title: 'row', text: ({ row }) => row },
  { title: 'function', text: ({ name }) => name },
  { title: 'self %', right: true, text: ({ percent }) => fixed(percent, 1) },
];

function profileLines(rows: readonly ResultRow[]): ProfileLine[] {
  return rows.flatMap((row) =>
    Object.entries(row.measures)
      .filter(([measure]) => measure.startsWith(PROFILE_PREFIX))
      .map(([measure, percent]) => ({ row: row.name, name: measure.slice(PROFILE_PREFIX.length), percent })),
  );
}

function inputValues({ settings }: ResultRow): (typeof INPUT_ORDER)[string] | undefined {
  return INPUT_ORDER[`${settings.graph} ${settings.share}`];
}

function freeValues({ settings }: ResultRow): (typeof FREE_ORDER)[string] | undefined {
  return FREE_ORDER[`${settings.graph} ${settings.share}`];
}

/** "0.8 (9.3)"; "none" where a schedule was looked for and not found, "-" where nothing is published. */
function printed(value: PublishedValue | null | undefined): string {
  return value === undefined ? '-' : value === null ? 'none' : `${value.tdi} (${value.seconds})`;
}

/** Like "0.7892 optimal (39.1, 40.2)", "none: unknown", "not at hand". */
function cpsatText({ settings, measures, notes }: ResultRow): string {
  if (notes?.cpsat === undefined) return String(settings.cpsat ?? '-');
  const overhead = measures['CP-SAT overheadPercent'] ?? null;
  if (overhead === null) return `none: ${notes.cpsat}`;
  const times = `${seconds(measures['CP-SAT bestSeconds'])}, ${seconds(measures['CP-SAT endSeconds'])}`;
  return `${fixed(overhead, 4)} ${notes.cpsat} (${times})`;
}

/** A schedule with another status than wrong has been replayed within its budget. */
function metText({ status, measures }: ResultRow): string {
  if (/wrong/.test(status)) return 'no';
  const peak = measures.peakPercent ?? null;
  return peak === null ? '-' : `yes: ${fixed(peak, 1)}`;
}

function fastsaPeak(row: ResultRow): string {
  const values = freeValues(row);
  if (values === undefined) return '-';
  const missed = values.memoryPercent > 100 * Number(row.settings.share);
  return `${fixed(values.memoryPercent, 1)}${missed ? ' missed' : ''}`;
}
