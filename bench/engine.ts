// The suite engine: speeds of the search on fixed seeded problems, each in a process of its own (engine-one.ts), and the two tables.

import { errorLine, runChild } from './child.ts';
import { type BenchOptions, UsageError } from './options.ts';
import { PROBLEMS, type Problem } from './problems.ts';
import { type Column, fixed, seconds, short } from './report.ts';
import { medians, type ResultRow, tally } from './results.ts';

const KILL_SECONDS = 900;

interface EngineRun {
  readonly status: string;
  readonly measures: Readonly<Record<string, number | null>>;
}

/** Runs the problems one after the other; `log` gets a line per run. Throws UsageError for a problem there is not. */
export async function benchEngine(
  { rows, seeds }: Pick<BenchOptions, 'rows'> & { readonly seeds: readonly number[] },
  log: (line: string) => void,
): Promise<ResultRow[]> {
  const results: ResultRow[] = [];
  for (const problem of selectProblems(rows)) {
    const runs: EngineRun[] = [];
    for (const seed of seeds) {
      const run = await runProblem(problem, seed, problem.conflicts);
      runs.push(run);
      const { 'conflicts/s': speed, seconds: elapsed } = run.measures;
      log(`${problem.name}, seed ${seed}: ${run.status}, ${short(speed)} conflicts/s, ${seconds(elapsed)} s`);
    }
    results.push({
      ...{ name: problem.name, settings: { conflicts: problem.conflicts }, aim: '', seeds },
      status: tally(runs.map(({ status }) => status)),
      measures: medians(runs.map(({ measures }) => measures)),
    });
  }
  return results;
}

/** One problem in a process of its own. */
export async function runProblem({ name }: Problem, seed: number, conflicts: number): Promise<EngineRun> {
  const child = await runChild('bench/engine-one.ts', [name, String(seed), String(conflicts)], KILL_SECONDS);
  if (child.exitCode !== 0) return { status: `failed: ${errorLine(child.stderr)}`, measures: {} };
  const { status, measures } = JSON.parse(child.stdout) as EngineRun;
  return { status, measures: { ...measures, peakMiB: child.peakMiB } };
}

function selectProblems(words: readonly string[] | null): readonly Problem[] {
  if (words === null) return PROBLEMS;
  const names = PROBLEMS.map(({ name }) => name);
  const stray = words.find((word) => !names.includes(word));
  if (stray !== undefined) throw new UsageError(`--rows: no problem "${stray}"; there are ${names.join(', ')}`);
  return PROBLEMS.filter(({ name }) => words.includes(name));
}

export const ENGINE_COLUMNS: readonly Column<ResultRow>[] = [
  { title: 'problem', text: ({ name }) => name },
  { title: 'seeds', text: ({ seeds }) => seeds.join(',') },
  { title: 'status', text: ({ status }) => status },
  { title: 'limit', right: true, text: ({ settings }) => String(settings.conflicts) },
  { title: 'conflicts', right: true, text: ({ measures }) => fixed(measures.conflicts, 0) },
  { title: 's', right: true, text: ({ measures }) => seconds(measures.seconds) },
  { title: 'conflicts/s', right: true, text: ({ measures }) => short(measures['conflicts/s']) },
  { title: 'propagations/s', right: true, text: ({ measures }) => short(measures['propagations/s']) },
  { title: 'ns/visit', right: true, text: ({ measures }) => fixed(measures['ns/visit'], 1) },
  { title: 'ns/prop.', right: true, text: ({ measures }) => fixed(measures['unit ns/propagation'], 0) },
  { title: 'visits/prop.', right: true, text: ({ measures }) => fixed(measures['visits/propagation'], 1) },
  { title: 'unit %', right: true, text: ({ measures }) => fixed(measures['unit share %'], 1) },
  { title: 'length before', right: true, text: ({ measures }) => fixed(measures['learned length before'], 1) },
  { title: 'after', right: true, text: ({ measures }) => fixed(measures['learned length after'], 1) },
  { title: 'timing overhead', right: true, text: ({ measures }) => fixed(measures['timing overhead'], 2) },
  { title: 'RSS MiB', right: true, text: ({ measures }) => fixed(measures.peakMiB, 0) },
];

export interface PropagatorRow {
  readonly problem: string;
  readonly propagator: string;
  readonly measure: (what: string) => number | null;
}

/** The measures named "propagator: what", one row for each propagator of each problem. */
export function propagatorRows(rows: readonly ResultRow[]): PropagatorRow[] {
  return rows.flatMap(({ name, measures }) => {
    const propagators = Object.keys(measures).flatMap((key) => /^(.*): calls$/.exec(key)?.[1] ?? []);
    return propagators.map((propagator) => ({
      ...{ problem: name, propagator },
      measure: (what: string) => measures[`${propagator}: ${what}`] ?? null,
    }));
  });
}

export const PROPAGATOR_COLUMNS: readonly Column<PropagatorRow>[] = [
  { title: 'problem', text: ({ problem }) => problem },
  { title: 'propagator', text: ({ propagator }) => propagator },
  { title: 'calls', right: true, text: ({ measure }) => short(measure('calls')) },
  { title: 'us/call', right: true, text: ({ measure }) => fixed(measure('us/call'), 2) },
  { title: 'explains', right: true, text: ({ measure }) => short(measure('explains')) },
  { title: 'us/explain', right: true, text: ({ measure }) => fixed(measure('us/explain'), 2) },
  { title: 'share %', right: true, text: ({ measure }) => fixed(measure('share %'), 1) },
];
