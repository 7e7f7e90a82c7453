// The report of a command (--report FILE.html): what it found, as data for io/report. Every schedule in it is replayed first.

import { lastSteps } from '../formulation/arena.ts';
import { planArena } from '../formulation/arena-plan.ts';
import { edgeCount } from '../formulation/graph.ts';
import { reasonText, structuralReason } from '../formulation/infeasibility.ts';
import { overheadPercent, type Simulation, simulate } from '../formulation/schedule.ts';
import type { RematResult } from '../formulation/solve.ts';
import type { ReportData, ReportPlan, ReportSchedule, ReportSolve } from '../io/report/report-data.ts';
import { writeReport } from '../io/report/write-report.ts';
import type { SweepFile } from '../io/sweep-file.ts';
import { writeTextFile } from '../io/text-file.ts';
import type { SolveRequest } from './solve-request.ts';
import { gapPercent, STOP_REASONS, type Standing } from './standing.ts';
import { packageVersion } from './version.ts';

/** As by default in `moccasin plan`. */
const PLAN_ALIGNMENT = 64;
/** Some tenths of a second. */
const PLAN_WORK = 50_000_000;
const MOST_PLANNED_STEPS = 20_000;

/** Writes the report of a solve, if one is asked for. Throws InputError. */
export function reportSolve(command: string, request: SolveRequest, result: RematResult, standing: Standing): void {
  const file = request.options.report;
  if (file === undefined) return;
  const solve = solveOf(request, result, standing);
  const plan = result.sequence === null ? null : planOf(request, replayOf(request, result.sequence));
  const data = { ...requestOf(command, request), solve };
  writeTextFile(file, writeReport(plan === null ? data : { ...data, plan }));
}

/** The text of the report of a sweep. */
export function sweepPage(request: SolveRequest, sweep: SweepFile): string {
  return writeReport({ ...requestOf('sweep', request), sweep });
}

/** What was asked, and the input order. */
function requestOf(command: string, { problem, parameters, baseline }: SolveRequest): ReportData {
  const { graph, order, maxComputations, keepOutputs } = problem;
  const { name, names, sizes, durations, backward } = graph;
  return {
    version: packageVersion(),
    command,
    graph: { name, names, sizes, durations, backward, links: edgeCount(graph) },
    units: graph.units ?? { size: 'number', duration: 'number' },
    ...{ order, maxComputations, keepOutputs },
    timeLimit: parameters.timeLimit,
    seed: parameters.seed,
    workers: parameters.strategies.length,
    baseline,
  };
}

function solveOf(request: SolveRequest, result: RematResult, standing: Standing): ReportSolve {
  const { problem } = request;
  const { objective } = problem;
  const reason = result.status === 'infeasible' ? structuralReason(problem) : null;
  return {
    status: result.status,
    objective,
    budget: objective === 'duration' ? problem.memoryBound : null,
    lowerBound: Number.isFinite(result.lowerBound) ? result.lowerBound : null,
    gapPercent: gapPercent(result.objective, result.lowerBound),
    stopReason: STOP_REASONS[result.stopReason],
    seconds: result.seconds,
    incumbents: standing.incumbents.map(({ seconds, objective: value, worker }) => ({ seconds, value, worker })),
    bounds: result.bounds.filter(({ value }) => Number.isFinite(value)),
    schedule: result.sequence === null ? null : scheduleOf(request, replayOf(request, result.sequence)),
    reason: reason === null ? null : reasonText(problem.graph, reason),
  };
}

interface Replayed extends Simulation {
  readonly sequence: readonly number[];
}

function replayOf({ problem }: SolveRequest, sequence: readonly number[]): Replayed {
  const replay = simulate(problem.graph, sequence, problem);
  if (!replay.valid) throw new Error('a verified schedule cannot be replayed');
  return { ...replay, sequence };
}

function scheduleOf({ baseline }: SolveRequest, replay: Replayed): ReportSchedule {
  const { peak, duration, timeline, sequence } = replay;
  const overhead = overheadPercent(duration, baseline.duration);
  return { peak, duration, timeline, sequence, lastSteps: lastSteps(sequence, replay), overheadPercent: overhead };
}

/** Addresses as `moccasin plan` would give them with less effort; none where the sums or the number of steps are too large for a picture that is a side dish. */
function planOf({ problem, parameters }: SolveRequest, replay: Replayed): ReportPlan | null {
  const { graph } = problem;
  const { sequence } = replay;
  const total = sequence.reduce((sum, v) => sum + graph.sizes[v]! + PLAN_ALIGNMENT, 0);
  if (sequence.length > MOST_PLANNED_STEPS || !Number.isSafeInteger(total)) return null;
  const alignment = graph.units?.size === 'bytes' ? PLAN_ALIGNMENT : 1;
  const { offsets, arena } = planArena(graph, sequence, replay, { alignment, seed: parameters.seed, work: PLAN_WORK });
  const last = lastSteps(sequence, replay);
  const computations = new Int32Array(graph.n);
  const boxes = sequence.map((node, start) => ({
    ...{ node, computation: computations[node]!++ },
    ...{ offset: offsets[start]!, size: graph.sizes[node]!, start, end: last[start]! },
  }));
  return { arena, boxes: boxes.filter(({ size }) => size > 0) };
}
