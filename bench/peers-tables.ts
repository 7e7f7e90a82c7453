// The tables of the suite peers: each solver's problems, then all solvers beside each other.

import { type Column, fixed, formatTable, seconds } from './report.ts';
import { geometricMean, median, type ResultRow } from './results.ts';

const DONE: readonly string[] = ['optimal', 'infeasible'];

const milliseconds = (value: number | null | undefined): string =>
  fixed(value === null || value === undefined ? null : 1000 * value, 0);

const COLUMNS: readonly Column<ResultRow>[] = [
  { title: 'problem', text: ({ settings }) => String(settings.problem) },
  {
    title: 'status',
    text: ({ status, notes }) => (notes?.complaint === undefined ? status : `${status}: ${notes.complaint}`),
  },
  { title: 'objective', right: true, text: ({ measures }) => fixed(measures.objective, 0) },
  { title: 'solve s', right: true, text: ({ measures }) => fixed(measures.solveSeconds, 3) },
  { title: 'longest block ms', right: true, text: ({ measures }) => milliseconds(measures.blockedSeconds) },
  { title: 'start-up s', right: true, text: ({ measures }) => seconds(measures.startSeconds) },
  { title: 'RSS MiB', right: true, text: ({ measures }) => fixed(measures.peakMiB, 0) },
];

/** The problems of one solver. */
export function peerTable(rows: readonly ResultRow[], markdown: boolean): string {
  return formatTable(COLUMNS, rows, markdown);
}

export interface SolverSummary {
  readonly solver: string;
  readonly rows: readonly ResultRow[];
  readonly solved: number;
}

/** All solvers: what they cost, and their seconds per problem. */
export function peerSummary(rows: readonly ResultRow[], markdown: boolean): string[] {
  const solvers = [...new Set(rows.map(({ settings }) => String(settings.solver)))].map((solver): SolverSummary => {
    const own = rows.filter(({ settings }) => settings.solver === solver);
    return { solver, rows: own, solved: own.filter(({ status }) => DONE.includes(status)).length };
  });
  const problems = [...new Set(rows.map(({ settings }) => String(settings.problem)))];
  const times: readonly Column<string>[] = [
    { title: 'problem', text: (problem) => problem },
    ...solvers.map(({ solver, rows: own }) => ({
      ...{ title: `${solver} s`, right: true as const },
      text: (problem: string) => timeText(own.find(({ settings }) => settings.problem === problem)),
    })),
  ];
  return [formatTable(SUMMARY, solvers, markdown), formatTable(times, problems, markdown)];
}

/** Seconds where the solver is done; else what came of it. */
function timeText(row: ResultRow | undefined): string {
  if (row === undefined) return '-';
  return DONE.includes(row.status) ? fixed(row.measures.solveSeconds, 3) : row.status;
}

const ofRows = (rows: readonly ResultRow[], measure: string): number[] =>
  rows.map(({ measures }) => measures[measure] ?? null).filter((value) => value !== null);
const most = (values: readonly number[]): number | null => (values.length === 0 ? null : Math.max(...values));

const SUMMARY: readonly Column<SolverSummary>[] = [
  { title: 'solver', text: ({ solver }) => solver },
  { title: 'version', text: ({ rows }) => String(rows[0].settings.version) },
  { title: 'disk MiB', right: true, text: ({ rows }) => fixed(most(ofRows(rows, 'diskMiB')), 1) },
  { title: 'start-up s', right: true, text: ({ rows }) => seconds(median(ofRows(rows, 'startSeconds'))) },
  { title: 'RSS MiB, most', right: true, text: ({ rows }) => fixed(most(ofRows(rows, 'peakMiB')), 0) },
  { title: 'longest block ms', right: true, text: ({ rows }) => milliseconds(most(ofRows(rows, 'blockedSeconds'))) },
  { title: 'solved', right: true, text: ({ rows, solved }) => `${solved} of ${rows.length}` },
  {
    ...{ title: 'geometric mean s of these', right: true },
    text: ({ rows }) =>
      fixed(
        geometricMean(
          ofRows(
            rows.filter(({ status }) => DONE.includes(status)),
            'solveSeconds',
          ),
        ),
        3,
      ),
  },
];
