// The outcome of a solve as a schedule file.
//
// The file speaks of durations. For the objective memory it is the schedule within the memory that was reached: the
// budget is its peak, the only bound of the duration is the trivial one (every node runs once), and the status says
// optimal only if the duration meets that. What is proven about the memory itself is peakLowerBound.

import { checkSchedule, overheadPercent, simulate } from '../formulation/schedule.ts';
import type { RematResult } from '../formulation/solve.ts';
import { SCHEDULE_FORMAT, type ScheduleFile } from '../io/schedule-file.ts';
import { findFalseClaim, sequenceOf } from './claims.ts';
import type { Asked } from './report-data.ts';
import type { Standing } from './standing.ts';

/** The schedule file of a result; every claim in it has been replayed. */
export function scheduleReport(request: Asked, result: RematResult, standing: Standing): ScheduleFile {
  const { problem, parameters, baseline } = request;
  const { graph, order: mode, maxComputations, keepOutputs } = problem;
  const { peak: baselinePeak, duration: baselineDuration } = baseline;
  const replay = result.sequence === null ? null : simulate(graph, result.sequence, { keepOutputs });
  if (replay?.valid === false) throw new Error('a verified schedule cannot be replayed');
  const durationBounds =
    problem.objective === 'duration'
      ? result.bounds.filter(({ value }) => Number.isFinite(value))
      : [{ seconds: 0, value: baselineDuration, worker: 'structure' }];
  const lowerBound = problem.objective === 'duration' ? result.lowerBound : baselineDuration;
  const reached = replay !== null && replay.duration === lowerBound ? 'optimal' : 'feasible';
  const report: ScheduleFile = {
    format: SCHEDULE_FORMAT,
    graph: graph.name,
    status: replay === null ? result.status : reached,
    mode,
    budget: problem.objective === 'duration' ? problem.memoryBound : (replay?.peak ?? baselinePeak),
    maxComputations,
    baseline: { peak: baselinePeak, duration: baselineDuration },
    peak: replay?.peak ?? null,
    duration: replay?.duration ?? null,
    durationLowerBound: result.status === 'infeasible' ? null : lowerBound,
    ...(problem.objective === 'memory' ? { peakLowerBound: result.lowerBound } : {}),
    overheadPercent: replay === null ? null : overheadPercent(replay.duration, baselineDuration),
    order: (result.sequence ?? []).map((v) => graph.ids[v]!),
    frees: (replay?.frees ?? []).map((nodes) => nodes.map((v) => graph.ids[v]!)),
    timeline: [...(replay?.timeline ?? [])],
    solve: {
      seconds: result.seconds,
      seed: parameters.seed,
      workers: parameters.strategies.length,
      incumbents: standing.incumbents.map(({ seconds, duration, worker }) => ({ seconds, duration, worker })),
      bounds: durationBounds.map(({ seconds, value, worker }) => ({ seconds, duration: value, worker })),
    },
  };
  assertTrue(request, report);
  return report;
}

/** The judgement of `moccasin check` on the file about to be written; whatever it finds is a defect of ours. */
function assertTrue({ problem, baseline }: Asked, report: ScheduleFile): void {
  if (report.order.length === 0) return;
  const { graph, keepOutputs } = problem;
  const sequence = sequenceOf(graph, report);
  if (typeof sequence === 'string') throw new Error(sequence);
  const replay = simulate(graph, sequence, { keepOutputs });
  const { budget, mode, maxComputations } = report;
  const violations = checkSchedule(graph, sequence, { budget, mode, maxComputations, keepOutputs });
  if (violations.length > 0 || !replay.valid) throw new Error(violations[0] ?? 'the schedule cannot be replayed');
  const falseClaim = findFalseClaim(graph, report, sequence, replay, baseline);
  if (falseClaim !== null) throw new Error(falseClaim);
}
