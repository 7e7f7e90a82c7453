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
  /** How many times the seconds of the first solver, over the problems that both solve; null if there is none. */
  readonly ratio: number | null;
}

/** All solvers: what they cost, and their seconds per problem. The first one is what the others are compared with. */
export function peerSummary(rows: readonly ResultRow[], markdown: boolean): string[] {
  const names = [...new Set(rows.map(({ settings }) => String(settings.solver)))];
  const [first = ''] = names;
  const doneBy = (solver: string): ResultRow[] => rows.filter((row) => row.settings.solver === solver && isDone(row));
  const solvers = names.map((solver): SolverSummary => {
    const own = rows.filter(({ settings }) => settings.solver === solver);
    return { solver, rows: own, solved: doneBy(solver).length, ratio: timeRatio(doneBy(solver), doneBy(first)) };
  });
  const problems = [...new Set(rows.map(({ settings }) => String(settings.problem)))];
  const times: readonly Column<string>[] = [
    { title: 'problem', text: (problem) => problem },
    ...solvers.map(({ solver, rows: own }) => ({
      ...{ title: `${solver} s`, right: true as const },
      text: (problem: string) => timeText(own.find(({ settings }) => settings.problem === problem)),
    })),
  ];
  return [formatTable(summaryColumns(first), solvers, markdown), formatTable(times, problems, markdown)];
}

function isDone({ status }: ResultRow): boolean {
  return DONE.includes(status);
}

/** Of the geometric means over the problems that are in both lists. */
function timeRatio(own: readonly ResultRow[], others: readonly ResultRow[]): number | null {
  const pairs = own.flatMap((row) => {
    const other = others.find(({ settings }) => settings.problem === row.settings.problem);
    return other === undefined ? [] : [[row, other] as const];
  });
  const mean = (side: 0 | 1): number | null => geometricMean(pairs.map((pair) => pair[side].measures.solveSeconds!));
  const [mine, theirs] = [mean(0), mean(1)];
  return mine === null || theirs === null ? null : mine / theirs;
}

/** Seconds where the solver is done; else what came of it. */
function timeText(row: ResultRow | undefined): string {
  if (row === undefined) return '-';
  return isDone(row) ? fixed(row.measures.solveSeconds, 3) : row.status;
}

const ofRows = (rows: readonly ResultRow[], measure: string): number[] =>
  rows.map(({ measures }) => measures[measure] ?? null).filter((value) => value !== null);
const most = (values: readonly number[]): number | null => (values.length === 0 ? null : Math.max(...values));

function summaryColumns(first: string): readonly Column<SolverSummary>[] {
  return [
    { title: 'solver', text: ({ solver }) => solver },
    { title: 'version', text: ({ rows }) => String(rows[0].settings.version) },
    { title: 'disk MiB', right: true, text: ({ rows }) => fixed(most(ofRows(rows, 'diskMiB')), 1) },
    { title: 'start-up s', right: true, text: ({ rows }) => seconds(median(ofRows(rows, 'startSeconds'))) },
    { title: 'RSS MiB, most', right: true, text: ({ rows }) => fixed(most(ofRows(rows, 'peakMiB')), 0) },
    { title: 'longest block ms', right: true, text: ({ rows }) => milliseconds(most(ofRows(rows, 'blockedSeconds'))) },
    { title: 'solved', right: true, text: ({ rows, solved }) => `${solved} of ${rows.length}` },
    { title: `time / ${first}, where both solve`, right: true, text: ({ ratio }) => fixed(ratio, 2) },
  ];
}
