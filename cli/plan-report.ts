// A plan of addresses as a file, and what a plan file claims compared with the truth.

import { lastSteps } from '../formulation/arena/arena.ts';
import { findPlanFault } from '../formulation/arena/check.ts';
import type { ArenaPlan } from '../formulation/arena/plan.ts';
import type { ComputeGraph } from '../formulation/graph.ts';
import type { Simulation } from '../formulation/schedule.ts';
import { printable } from '../io/input-error.ts';
import { PLAN_FORMAT, type PlanFile, type PlanOperation } from '../io/plan-file.ts';

/** The plan file of a schedule; it has been carried out by the checker. */
export function planReport(
  graph: ComputeGraph,
  sequence: Int32Array,
  replay: Simulation,
  { offsets, arena, lowerBound }: ArenaPlan,
  { alignment, keepOutputs }: { readonly alignment: number; readonly keepOutputs: boolean },
): PlanFile {
  const copies = new Int32Array(graph.n);
  const latest = new Int32Array(graph.n);
  const written: PlanOperation[] = [];
  const reads: number[][] = [];
  const freed: number[][] = Array.from(sequence, () => []);
  for (const [tensor, last] of lastSteps(sequence, replay).entries()) {
    if (replay.frees[last].includes(sequence[tensor])) freed[last].push(tensor);
  }
  const operations: PlanOperation[] = [];
  for (const [j, v] of sequence.entries()) {
    reads.push(Array.from(graph.predecessors[v], (u) => latest[u]));
    const copy = copies[v]++;
    const operation = copy === 0 ? 'compute' : 'recompute';
    written.push({ operation, node: graph.ids[v], tensor: j, copy, offset: offsets[j], bytes: graph.sizes[v] });
    latest[v] = j;
    operations.push(written[j], ...freed[j].map((tensor) => ({ ...written[tensor], operation: 'free' as const })));
  }
  const { peak } = replay;
  const plan: PlanFile = {
    format: PLAN_FORMAT,
    ...{ graph: graph.name, alignment, arena, arenaLowerBound: lowerBound },
    status: arena === lowerBound ? 'optimal' : 'feasible',
    ...{ peak, ratio: ratio(arena, peak), operations, reads },
  };
  const fault = findFalsePlan(graph, sequence, replay, plan, keepOutputs);
  if (fault !== null) throw new Error(fault);
  return plan;
}

/** The first thing that is wrong with a plan file of this sequence, or null. */
export function findFalsePlan(
  graph: ComputeGraph,
  sequence: Int32Array,
  { peak }: Simulation,
  plan: PlanFile,
  keepOutputs: boolean,
): string | null {
  const numberOfId = new Map(graph.ids.map((id, v) => [String(id), v]));
  const numbers: number[] = [];
  for (const { node } of plan.operations) {
    const v = numberOfId.get(String(node));
    if (v === undefined) return `speaks of node ${JSON.stringify(node)}, which is not in the graph`;
    numbers.push(v);
  }
  const operations = plan.operations.map((operation, i) => ({ ...operation, node: numbers[i] }));
  const fault = findPlanFault(graph, sequence, { ...plan, operations, keepOutputs });
  if (fault !== null) return fault;
  const { arena, arenaLowerBound, status } = plan;
  if (plan.peak !== peak) return `claims peak ${plan.peak}, the schedule has ${peak}`;
  if (arenaLowerBound > arena) return `lower bound ${arenaLowerBound} is above the arena ${arena}`;
  if ((status === 'optimal') !== (arena === arenaLowerBound)) {
    return `status ${status} does not agree with arena ${arena} and lower bound ${arenaLowerBound}`;
  }
  const found = ratio(arena, peak);
  return Math.abs(plan.ratio - found) > RATIO_TOLERANCE * found ? `claims ratio ${plan.ratio}, it is ${found}` : null;
}

/** Ratios may be written rounded to four decimals. */
const RATIO_TOLERANCE = 0.51e-4;

function ratio(arena: number, peak: number): number {
  return peak === 0 ? 1 : arena / peak;
}

/** What came of a plan, in a line for people. */
export function planSummary({ graph, arena, peak, ratio, arenaLowerBound, status, alignment }: PlanFile): string {
  const proof = status === 'optimal' ? 'no smaller arena is possible' : `proven at least ${arenaLowerBound}`;
  const text = `${graph}: arena ${arena}, peak ${peak}, arena / peak ${ratio.toFixed(4)}, alignment ${alignment}, ${proof}`;
  return `${printable(text)}\n`;
}
