// Rows that are one `moccasin solve` per seed: runs, medians and worst, the judgement, and CP-SAT's runs between ours where it is asked for.

import { judge } from './aims.ts';
import { measureCompile } from './compile.ts';
import { type Cpsat, type CpsatRun, runCpsat } from './cpsat.ts';
import type { RowWithFile } from './graphs.ts';
import { FREE_ORDER, INPUT_ORDER, prototypeTdi } from './published.ts';
import { fixed, seconds } from './report.ts';
import { medians, type ResultRow, tally, worst } from './results.ts';
import { type RematRun, runRemat } from './run-remat.ts';
import type { SuiteContext, SuiteTask } from './suite.ts';

export interface BenchContext extends SuiteContext {
  /** Null: not asked for, or not at hand. */
  readonly cpsat: Cpsat | null;
}

/** A row with the limit and the workers of this run. */
export type Task = SuiteTask<RowWithFile>;

export async function solveRow({ row, settings, seeds }: Task, context: BenchContext): Promise<ResultRow> {
  const { program, cpsat, log } = context;
  const targets = targetsOf(row);
  const runs: RematRun[] = [];
  const peers: CpsatRun[] = [];
  for (const seed of seeds) {
    const run = await runRemat({ ...row, cli: program.cli, seed, targets });
    runs.push(run);
    log(`${row.name}, seed ${seed}: ${outcome(run.status, run.complaint, run.measures)}`);
    if (cpsat === null || row.section !== 'input') continue;
    const peer = await runCpsat(cpsat, { ...row, seed, targets });
    peers.push(peer);
    log(`  CP-SAT: ${outcome(peer.status, peer.complaint, peer.measures)}`);
  }
  const overheads = runs.map(({ measures }) => measures.overheadPercent ?? null);
  const measures: Record<string, number | null> = {
    ...medians(runs.map((run) => run.measures)),
    worstOverheadPercent: worst(overheads),
    ...(row.aim.compileSeconds === undefined ? {} : { compileSeconds: await readAndCompileSeconds(row) }),
    ...cpsatMeasures(peers),
  };
  const status = tally(runs.map((run) => run.status));
  const complaint = runs.find((run) => run.complaint !== '')?.complaint;
  return {
    ...{ name: row.name, settings: { ...settings, budget: runs[0].budget ?? '-' }, status, measures },
    ...{ aim: judge(row.aim, { status, measures }), seeds },
    notes: {
      ...(complaint === undefined ? {} : { complaint }),
      ...(peers.length === 0 ? {} : { cpsat: tally(peers.map((peer) => peer.status)) }),
    },
  };
}

/** The values whose times are measured, as printed by those who published them. */
function targetsOf({ section, graph, share }: RowWithFile): Readonly<Record<string, string>> {
  const key = `${graph} ${share}`;
  if (section === 'input') {
    const { moccasin, checkmate } = INPUT_ORDER[key];
    return {
      toMoccasinSeconds: moccasin.tdi,
      ...(checkmate === null ? {} : { toCheckmateSeconds: checkmate.tdi }),
    };
  }
  if (section === 'free') return { toFastsaSeconds: FREE_ORDER[key].fastsa.tdi };
  const prototype = section === 'torch' ? prototypeTdi(graph, share) : null;
  return prototype === null ? {} : { toPrototypeSeconds: prototype };
}

/** Medians of the peer's runs under names of their own. */
function cpsatMeasures(peers: readonly CpsatRun[]): Record<string, number | null> {
  const values = medians(peers.map((peer) => peer.measures));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`CP-SAT ${name}`, value]));
}

function outcome(status: string, complaint: string, measures: RematRun['measures']): string {
  if (complaint !== '') return `${status}, ${complaint}`;
  return `${status}, TDI ${fixed(measures.overheadPercent, 4)} %, ${seconds(measures.endSeconds)} s`;
}

async function readAndCompileSeconds(row: RowWithFile): Promise<number | null> {
  const { measures } = await measureCompile(row);
  return measures.totalSeconds ?? null;
}
