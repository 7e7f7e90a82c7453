// What a command found, as data for a report (io/report). Every schedule in it is replayed first. Nothing of Node in here: the page (web/) shows the same.

import { lastSteps } from '../formulation/arena/arena.ts';
import { type ArenaPlan, DEFAULT_ALIGNMENT, planArena } from '../formulation/arena/plan.ts';
import { type ComputeGraph, edgeCount, type GraphUnits } from '../formulation/graph.ts';
import { reasonText, structuralReason } from '../formulation/infeasibility.ts';
import { overheadPercent, type Simulation, simulate } from '../formulation/schedule.ts';
import type { RematResult } from '../formulation/solve.ts';
import type { ReportData, ReportPlan, ReportSchedule, ReportSolve } from '../io/report/report-data.ts';
import type { SolveRequest } from './solve-request.ts';
import { gapPercent, STOP_REASONS, type Standing } from './standing.ts';

/** What was asked for, without the words it was asked in. */
export type Asked = Pick<SolveRequest, 'problem' | 'parameters' | 'baseline'>;

/** How a solve stands, or what came of it. */
export type Outcome = Omit<RematResult, 'incumbents' | 'workers' | 'used'>;

/** Some tenths of a second. */
const PLAN_WORK = 50_000_000;
const MOST_PLANNED_STEPS = 20_000;

/** What was asked, and the input order. */
export function reportOf(version: string, command: string, { problem, parameters, baseline }: Asked): ReportData {
  const { graph, order, maxComputations, keepOutputs } = problem;
  const { name, names, sizes, durations, backward } = graph;
  return {
    ...{ version, command },
    graph: { name, names, sizes, durations, backward, links: edgeCount(graph) },
    units: unitsOf(graph),
    ...{ order, maxComputations, keepOutputs },
    timeLimit: parameters.timeLimit,
    deterministic: parameters.deterministic,
    seed: parameters.seed,
    workers: parameters.strategies.length,
    baseline,
  };
}

/** Plain numbers where the file does not say. */
export function unitsOf({ units }: ComputeGraph): GraphUnits {
  return units ?? { size: 'number', duration: 'number' };
}

/** The part that tells of one search. */
export function solveOf(request: Asked, result: Outcome, { incumbents }: Pick<Standing, 'incumbents'>): ReportSolve {
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
    incumbents: incumbents.map(({ seconds, objective: value, worker }) => ({ seconds, value, worker })),
    bounds: result.bounds.filter(({ value }) => Number.isFinite(value)),
    schedule: result.sequence === null ? null : scheduleOf(request, replayOf(request, result.sequence)),
    reason: reason === null ? null : reasonText(problem.graph, reason),
  };
}

interface Replayed extends Simulation {
  readonly sequence: readonly number[];
}

function replayOf({ problem }: Asked, sequence: readonly number[]): Replayed {
  const replay = simulate(problem.graph, sequence, problem);
  if (!replay.valid) throw new Error('a verified schedule cannot be replayed');
  return { ...replay, sequence };
}

function scheduleOf({ baseline }: Asked, replay: Replayed): ReportSchedule {
  const { peak, duration, timeline, sequence } = replay;
  const overhead = overheadPercent(duration, baseline.duration);
  return { peak, duration, timeline, sequence, lastSteps: lastSteps(sequence, replay), overheadPercent: overhead };
}

/** Addresses: those of a plan, or as `moccasin plan` would give them with less effort; none where the sums or the number of steps are too large for a picture that is a side dish. */
export function planOf(request: Asked, found: readonly number[], plan: ArenaPlan | null = null): ReportPlan | null {
  const { problem, parameters } = request;
  const replay = replayOf(request, found);
  const { graph } = problem;
  const { sequence } = replay;
  const total = sequence.reduce((sum, v) => sum + graph.sizes[v]! + DEFAULT_ALIGNMENT, 0);
  if (sequence.length > MOST_PLANNED_STEPS || !Number.isSafeInteger(total)) return null;
  const alignment = graph.units?.size === 'bytes' ? DEFAULT_ALIGNMENT : 1;
  const asked = { alignment, seed: parameters.seed, work: PLAN_WORK };
  const { offsets, arena } = plan ?? planArena(graph, sequence, replay, asked);
  const last = lastSteps(sequence, replay);
  const computations = new Int32Array(graph.n);
  const boxes = sequence.map((node, start) => ({
    ...{ node, computation: computations[node]!++ },
    ...{ offset: offsets[start]!, size: graph.sizes[node]!, start, end: last[start]! },
  }));
  return { arena, boxes: boxes.filter(({ size }) => size > 0) };
}
