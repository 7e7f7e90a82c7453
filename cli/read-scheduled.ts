// What the commands that make something of a schedule begin with: a graph, a schedule that fits it, and its replay.

import type { ComputeGraph } from '../formulation/graph.ts';
import { type GraphSource, graphOfBytes, loadGraph } from '../formulation/load-graph.ts';
import { checkSchedule, type Simulation, simulate } from '../formulation/schedule.ts';
import { InputError } from '../io/input-error.ts';
import { readScheduleFile, type ScheduleFile } from '../io/schedule-file.ts';
import { sequenceOf } from './claims.ts';

export interface Scheduled {
  readonly graph: ComputeGraph;
  readonly schedule: ScheduleFile;
  /** Node numbers in the order of execution. */
  readonly sequence: Int32Array;
  readonly replay: Simulation;
}

/** Read both files. Throws InputError if one cannot be used or the schedule is none of this graph; budgets are not judged. `graphBytes`: what the graph's file holds, if it was read before. */
export function readScheduled(
  graphFile: string,
  scheduleFile: string,
  keepOutputs: boolean,
  source: GraphSource,
  graphBytes?: Uint8Array,
): Scheduled {
  const schedule = readScheduleFile(scheduleFile);
  const computations = mostComputations(schedule);
  const graph =
    graphBytes === undefined
      ? loadGraph(graphFile, computations, source)
      : graphOfBytes(graphBytes, graphFile, computations, source);
  const refuse = (problem: string): never => {
    throw new InputError({ file: scheduleFile, place: '', problem, mend: `give a schedule of ${graphFile}` });
  };
  const sequence = sequenceOf(graph, schedule);
  if (typeof sequence === 'string') return refuse(sequence);
  const { mode, maxComputations } = schedule;
  const rules = { budget: Number.POSITIVE_INFINITY, mode, maxComputations, keepOutputs };
  const [violation] = checkSchedule(graph, sequence, rules);
  if (violation !== undefined) return refuse(violation);
  const replay = simulate(graph, sequence, { keepOutputs });
  if (!replay.valid) throw new Error('checkSchedule accepts only sequences that can be replayed');
  return { graph, schedule, sequence, replay };
}

/** No node is computed more often than there are steps, whatever the file allows. */
export function mostComputations({ maxComputations, order }: ScheduleFile): number {
  return Math.max(1, Math.min(maxComputations, order.length));
}
