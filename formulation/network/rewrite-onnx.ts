// The operators of a network in the order of a schedule, each as often as it is computed, and which computation each of them reads.
//
// A schedule speaks of what is computed. The operators it does not mention are put in where they belong: those that depend on no input (foldable) and those before the next
// operator in the file as soon as their inputs are there, as the file has them; views (reshapes and the like) whenever somebody reads one whose storage has been
// computed anew. So a view is made again, free of charge, of the copy its reader needs, and the schedule of the file's own order without recomputations is the
// file's own order. Views that turn out to have no readers are left out, if there is another one of the same operator.

import type { Network } from './network.ts';

/** One computation of an operator. */
export interface OperatorCopy {
  /** Index into network.operators. */
  readonly operator: number;
  /** For each tensor it reads that an operator writes: the place in the list of the computation that is read. */
  readonly reads: ReadonlyMap<number, number>;
}

/**
 * All computations in the order of execution; every operator is there at least once. `sequence` has the scheduled operators in order, the same ones repeatedly.
 * RangeError if one reads what is not computed before it.
 */
export function copiesInOrder(network: Network, sequence: readonly number[]): OperatorCopy[] {
  const order = new CopyOrder(network, sequence);
  for (const operator of sequence) {
    order.fillUpTo(operator);
    order.compute(operator);
  }
  order.finish();
  return withoutIdleViews(network, order.copies, new Set(sequence));
}

class CopyOrder {
  readonly copies: OperatorCopy[] = [];
  private readonly network: Network;
  private readonly scheduled: ReadonlySet<number>;
  /** writer[t]: operator, or -1. */
  private readonly writer: Int32Array;
  /** latest[operator]: place of its latest computation, or -1. */
  private readonly latest: Int32Array;
  /** Operators below it have been put in by fillUpTo, or are scheduled. */
  private filled = 0;

  constructor(network: Network, sequence: readonly number[]) {
    this.network = network;
    this.scheduled = new Set(sequence);
    this.writer = new Int32Array(network.tensors.length).fill(-1);
    this.latest = new Int32Array(network.operators.length).fill(-1);
    for (const [i, { outputs }] of network.operators.entries()) {
      for (const t of outputs) if (t >= 0) this.writer[t] = i;
    }
  }

  /** Put in the operators before this one in the file that the schedule does not mention, up to the first whose inputs are not there. */
  fillUpTo(operator: number): void {
    for (; this.filled < operator; this.filled++) {
      const next = this.filled;
      if (this.scheduled.has(next) || this.latest[next] >= 0) continue;
      if (this.sources(next).some((source) => this.latest[source] < 0)) return;
      this.add(next);
    }
  }

  /** Compute an operator of the schedule, all views it reads being of the latest copies. */
  compute(operator: number): void {
    for (const source of this.sources(operator)) this.refresh(source);
    this.add(operator);
  }

  /** Views that are results are of the latest copies; what nobody has asked for is put in at the end. */
  finish(): void {
    for (const t of this.network.outputs) if (this.writer[t] >= 0) this.refresh(this.writer[t]);
    for (let i = 0; i < this.latest.length; i++) if (this.latest[i] < 0) this.refresh(i);
  }

  /** Compute an operator that is not scheduled if it has not been, or of older copies. Its sources come first; their chain can be long, so no recursion. */
  private refresh(operator: number): void {
    const stack = [{ operator, isReady: false }];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (this.scheduled.has(top.operator)) continue;
      const sources = this.sources(top.operator);
      if (!top.isReady) {
        stack.push({ operator: top.operator, isReady: true });
        for (const source of sources) stack.push({ operator: source, isReady: false });
      } else {
        const before = this.copies[this.latest[top.operator]];
        const current = sources.map((source) => this.latest[source]);
        const used = before === undefined ? null : new Set(before.reads.values());
        if (used === null || current.some((copy) => !used.has(copy))) this.add(top.operator);
      }
    }
  }

  private add(operator: number): void {
    const reads = new Map<number, number>();
    for (const t of this.network.operators[operator].reads) {
      const writer = this.writer[t];
      if (writer < 0) continue;
      const copy = this.latest[writer];
      if (copy < 0) {
        const { name } = this.network.operators[operator];
        throw new RangeError(`operator ${JSON.stringify(name)} reads what is not computed before it`);
      }
      reads.set(t, copy);
    }
    this.latest[operator] = this.copies.length;
    this.copies.push({ operator, reads });
  }

  /** The operators that write what this one reads. */
  private sources(operator: number): number[] {
    return this.network.operators[operator].reads.map((t) => this.writer[t]).filter((writer) => writer >= 0);
  }
}

/** Without computations of unscheduled operators that nobody reads, of which there is another one. */
function withoutIdleViews(
  network: Network,
  copies: readonly OperatorCopy[],
  scheduled: ReadonlySet<number>,
): OperatorCopy[] {
  const left = new Map<number, number>();
  const readers = new Int32Array(copies.length);
  for (const { operator, reads } of copies) {
    left.set(operator, (left.get(operator) ?? 0) + 1);
    for (const copy of reads.values()) readers[copy]++;
  }
  const isResult = new Set(network.outputs);
  const kept = new Int32Array(copies.length).fill(1);
  const hasLater = new Set<number>();
  for (let at = copies.length - 1; at >= 0; at--) {
    const { operator, reads } = copies[at];
    const isLastResult = !hasLater.has(operator) && network.operators[operator].outputs.some((t) => isResult.has(t));
    hasLater.add(operator);
    if (scheduled.has(operator) || readers[at] > 0 || isLastResult || (left.get(operator) as number) === 1) continue;
    kept[at] = 0;
    left.set(operator, (left.get(operator) as number) - 1);
    for (const copy of reads.values()) readers[copy]--;
  }
  const place = new Int32Array(copies.length);
  let next = 0;
  for (let at = 0; at < copies.length; at++) place[at] = kept[at] === 1 ? next++ : -1;
  return copies
    .filter((_, at) => kept[at] === 1)
    .map(({ operator, reads }) => ({ operator, reads: new Map(Array.from(reads, ([t, copy]) => [t, place[copy]])) }));
}
