// What a schedule file claims about itself, compared with its replay.
//
// The lists of freed nodes are followed literally, by a bookkeeping of their own: every tensor that is read must still
// be held, nothing may be freed that is not held, and what is held must add up to the timeline at every step.

import type { ComputeGraph } from '../formulation/graph.ts';
import { overheadPercent, type Simulation } from '../formulation/schedule.ts';
import type { ScheduleFile } from '../io/schedule-file.ts';

/** The steps of a schedule as node numbers, or a sentence saying why there are none. */
export function sequenceOf(graph: ComputeGraph, schedule: ScheduleFile): Int32Array | string {
  if (schedule.status === 'infeasible' || schedule.status === 'unknown') {
    return `there is no schedule to replay: status ${schedule.status}`;
  }
  const numberOfId = numbersOfIds(graph);
  const sequence = new Int32Array(schedule.order.length);
  for (const [j, id] of schedule.order.entries()) {
    const v = numberOfId.get(String(id));
    if (v === undefined) return `step ${j} computes ${JSON.stringify(id)}, which is not a node of the graph`;
    sequence[j] = v;
  }
  return sequence;
}

/** The first claim of the file that the replay of its sequence does not bear out, or null. O(T + reads). */
export function findFalseClaim(
  graph: ComputeGraph,
  schedule: ScheduleFile,
  sequence: Int32Array,
  replay: Simulation,
  baseline: Simulation,
): string | null {
  const { peak, duration, durationLowerBound, status, timeline } = schedule;
  const claims: [what: string, claimed: number | null, found: number][] = [
    ['baseline peak', schedule.baseline.peak, baseline.peak],
    ['baseline duration', schedule.baseline.duration, baseline.duration],
    ['peak', peak, replay.peak],
    ['duration', duration, replay.duration],
  ];
  for (const [what, claimed, found] of claims) {
    if (claimed !== found) return `claims ${what} ${claimed}, replays to ${found}`;
  }
  const step = replay.timeline.findIndex((memory, j) => memory !== timeline[j]);
  if (step >= 0) return `claims memory ${timeline[step]} at step ${step}, replays to ${replay.timeline[step]}`;
  const overhead = overheadPercent(replay.duration, baseline.duration);
  if (schedule.overheadPercent === null || Math.abs(schedule.overheadPercent - overhead) > OVERHEAD_TOLERANCE) {
    return `claims an overhead of ${schedule.overheadPercent} %, replays to ${overhead}`;
  }
  if (durationLowerBound === null) return 'claims no lower bound of the duration';
  if (durationLowerBound > replay.duration) {
    return `lower bound ${durationLowerBound} is above the duration ${replay.duration}`;
  }
  if (status === 'optimal' && durationLowerBound !== replay.duration) {
    return `status optimal, but the lower bound ${durationLowerBound} does not meet the duration ${replay.duration}`;
  }
  const { peakLowerBound } = schedule;
  if (peakLowerBound !== undefined && peakLowerBound > replay.peak) {
    return `lower bound ${peakLowerBound} of the peak is above the peak ${replay.peak}`;
  }
  return findFalseFree(graph, schedule, sequence);
}

/** Overheads may be written rounded to four decimals. */
const OVERHEAD_TOLERANCE = 0.51e-4;

function findFalseFree(graph: ComputeGraph, schedule: ScheduleFile, sequence: Int32Array): string | null {
  const numberOfId = numbersOfIds(graph);
  const id = (v: number): string => JSON.stringify(graph.ids[v]);
  const held = new Set<number>();
  let memory = 0;
  for (const [j, v] of sequence.entries()) {
    for (const u of graph.predecessors[v]) if (!held.has(u)) return `step ${j} reads node ${id(u)} after it is freed`;
    if (held.has(v)) return `step ${j} recomputes node ${id(v)} while it is still held`;
    held.add(v);
    memory += graph.sizes[v];
    if (memory !== schedule.timeline[j]) return `step ${j} holds ${memory} by its frees, not ${schedule.timeline[j]}`;
    for (const freed of schedule.frees[j]) {
      const w = numberOfId.get(String(freed));
      if (w === undefined || !held.delete(w)) return `step ${j} frees ${JSON.stringify(freed)}, which is not held`;
      memory -= graph.sizes[w];
    }
  }
  return null;
}

function numbersOfIds(graph: ComputeGraph): Map<string, number> {
  return new Map(graph.ids.map((id, v) => [String(id), v]));
}
