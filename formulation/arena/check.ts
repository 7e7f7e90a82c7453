// Judges a plan of addresses by carrying it out: operation after operation, with a ledger of the byte ranges that are held. Shares nothing with the code that makes plans.
//
// The ledger is sorted by offset, so that a new range can only collide with its two neighbours: this is the sweep over time with the other dimension kept in order.

import type { ComputeGraph } from '../graph.ts';

/** What is judged; the fields of moccasin-plan/1 with node numbers for ids. */
export interface PlannedOperation {
  readonly operation: 'compute' | 'recompute' | 'free';
  readonly node: number;
  readonly tensor: number;
  readonly copy: number;
  readonly offset: number;
  readonly bytes: number;
}

export interface PlannedArena {
  readonly alignment: number;
  readonly arena: number;
  readonly operations: readonly PlannedOperation[];
  readonly reads: readonly (readonly number[])[];
  /** The last tensors of nodes that nobody reads must be held at the end. */
  readonly keepOutputs: boolean;
}

interface Held {
  readonly tensor: number;
  readonly node: number;
  readonly offset: number;
  readonly bytes: number;
}

/** The first thing that is wrong with the plan of a sequence, as a sentence that names nodes by the input file's ids, or null. O(operations log + reads + moves within the ledger). */
export function findPlanFault(graph: ComputeGraph, sequence: ArrayLike<number>, plan: PlannedArena): string | null {
  if (plan.alignment < 1) return `an alignment of ${plan.alignment}`;
  if (plan.reads.length !== sequence.length)
    return `lists the reads of ${plan.reads.length} steps of ${sequence.length}`;
  const ledger = new Ledger();
  const id = (v: number): string => JSON.stringify(graph.ids[v]);
  const latest = new Map<number, number>(); // node -> tensor
  const copies = new Map<number, number>();
  let step = 0;
  for (const [i, done] of plan.operations.entries()) {
    const { operation, node, tensor, copy, offset, bytes } = done;
    const fault = (what: string): string => `operation ${i} (${operation} of node ${id(node)}) ${what}`;
    if (bytes !== graph.sizes[node]) return fault(`speaks of ${bytes} bytes, the tensor has ${graph.sizes[node]}`);
    if (operation === 'free') {
      const held = ledger.remove(tensor);
      if (held === undefined) return fault(`frees tensor ${tensor}, which is not held`);
      if (held.node !== node || held.offset !== offset || held.bytes !== bytes) {
        return fault(`does not agree with the operation that wrote tensor ${tensor}`);
      }
      continue;
    }
    if (step >= sequence.length || sequence[step] !== node)
      return fault(`is not what the schedule does at step ${step}`);
    if (tensor !== step) return fault(`writes tensor ${tensor} at step ${step}`);
    const before = copies.get(node) ?? 0;
    if (copy !== before) return fault(`is said to write copy ${copy}, there are ${before} before it`);
    if ((operation === 'recompute') !== before > 0) return fault(`comes after ${before} computations`);
    const readFault = wrongReads(graph, node, plan.reads[step], latest, ledger);
    if (readFault !== null) return fault(readFault);
    if (offset % plan.alignment !== 0) return fault(`writes to offset ${offset}, no multiple of ${plan.alignment}`);
    if (offset + bytes > plan.arena) return fault(`writes up to ${offset + bytes}, beyond the arena of ${plan.arena}`);
    const other = ledger.add({ tensor, node, offset, bytes });
    if (other !== null) {
      const range = `[${other.offset}, ${other.offset + other.bytes})`;
      return fault(`writes to [${offset}, ${offset + bytes}), where ${range} holds node ${id(other.node)}`);
    }
    latest.set(node, tensor);
    copies.set(node, before + 1);
    step++;
  }
  if (step < sequence.length) return `ends after ${step} of ${sequence.length} steps`;
  if (!plan.keepOutputs) return null;
  const lost = graph.successors.findIndex(({ length }, v) => length === 0 && !ledger.holds(latest.get(v) ?? -1));
  return lost < 0 ? null : `does not keep node ${id(lost)} to the end`;
}

function wrongReads(
  graph: ComputeGraph,
  node: number,
  reads: readonly number[],
  latest: ReadonlyMap<number, number>,
  ledger: Ledger,
): string | null {
  const needed = graph.predecessors[node];
  if (reads.length !== needed.length) return `reads ${reads.length} tensors instead of ${needed.length}`;
  for (const u of needed) {
    const tensor = latest.get(u);
    if (tensor === undefined || !reads.includes(tensor)) {
      return `does not read the latest tensor of node ${JSON.stringify(graph.ids[u])}`;
    }
    if (!ledger.holds(tensor)) return `reads tensor ${tensor} after it is freed`;
  }
  return null;
}

/** The ranges in use. Empty ranges are held, but are nowhere. */
class Ledger {
  private readonly byOffset: Held[] = [];
  private readonly byTensor = new Map<number, Held>();

  holds(tensor: number): boolean {
    return this.byTensor.has(tensor);
  }

  /** Note a range; the one it collides with, or null. */
  add(range: Held): Held | null {
    if (range.bytes > 0) {
      const at = this.position(range.offset);
      const [below, above] = [this.byOffset[at - 1], this.byOffset[at]];
      if (below !== undefined && below.offset + below.bytes > range.offset) return below;
      if (above !== undefined && range.offset + range.bytes > above.offset) return above;
      this.byOffset.splice(at, 0, range);
    }
    this.byTensor.set(range.tensor, range);
    return null;
  }

  /** Forget the range of a tensor; undefined if there is none. */
  remove(tensor: number): Held | undefined {
    const held = this.byTensor.get(tensor);
    if (held === undefined) return undefined;
    this.byTensor.delete(tensor);
    if (held.bytes > 0) this.byOffset.splice(this.position(held.offset), 1);
    return held;
  }

  /** Index of the first range at this offset or above. */
  private position(offset: number): number {
    let low = 0;
    let high = this.byOffset.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.byOffset[middle].offset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
