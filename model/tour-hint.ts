// A short tour as a hint for a circuit through all nodes whose arcs cost something in the objective: values to try first, nothing more. Without it the first tours
// of a search are those of no heuristic at all.
//
// Nearest neighbours from some nodes, by cost and by cost with the node prices of the one-tree bound (held-karp.ts); each tour is improved by reversals of a part
// (2-opt) and by moving up to three neighbours elsewhere (Or-opt) until nothing helps. What is left of the work goes into the best one: parts in random
// places change their order (double bridge) and the improvement begins anew, kept if shorter.

import { Random } from '../solver/random.ts';
import { arcCosts, placedArcs } from './arc-costs.ts';
import type { CompileContext } from './compile-context.ts';
import { oneTree } from './held-karp.ts';
import type { CircuitConstraint } from './model.ts';

/** Positions looked at by all tours together, for each node and at most: 0.1 s for 100 nodes. */
const WORK_PER_NODE = 100_000;
const MOST_WORK = 30_000_000;
const MOST_STARTS = 10;
const MOST_NODES = 1500;
const LONGEST_MOVED = 3;

/** Hints the arcs of a short tour. Does nothing where a node may be skipped or arcs cost nothing. */
export function hintTour(context: CompileContext, constraint: CircuitConstraint): void {
  const { objective } = context.data;
  const { nodes, arcs } = placedArcs(constraint);
  if (objective === undefined || nodes < 4 || nodes > MOST_NODES) return;
  if (arcs.some(({ tail, head }) => tail === head)) return;
  const sign = objective.maximize === true ? -1 : 1;
  const weights = new Map<number, number>();
  for (const [k, x] of objective.vars.entries()) weights.set(x, (weights.get(x) ?? 0) + sign * objective.coeffs[k]!);
  const cost = arcCosts(nodes, arcs, weights);
  if (cost === null) return;
  const tour = shortTour(nodes, cost);
  const next = new Int32Array(nodes);
  for (let i = 0; i < nodes; i++) next[tour[i]!] = tour[(i + 1) % nodes]!;
  for (const { tail, head, literal } of arcs) {
    const chosen = next[tail] === head;
    if (literal >= 0) context.engine.hint(literal, chosen ? 1 : 0);
    else context.engine.hint(-literal - 1, chosen ? 0 : 1);
  }
}

/** The nodes of a short tour in order, under `cost[tail * nodes + head]`. */
export function shortTour(nodes: number, cost: Float64Array): Int32Array {
  const rng = new Random('tour');
  const { prices } = oneTree(
    nodes,
    cost.map((c, k) => Math.min(c, cost[(k % nodes) * nodes + Math.floor(k / nodes)]!)),
    0,
  );
  const priced = cost.map((c, k) => c + prices[Math.floor(k / nodes)]! + prices[k % nodes]!);
  const tour = new Tour(nodes, cost, Math.min(MOST_WORK, WORK_PER_NODE * nodes));
  const best = new Int32Array(nodes);
  let shortest = Number.POSITIVE_INFINITY;
  for (let s = 0; tour.work > 0; s++) {
    const start = Math.floor((s * nodes) / MOST_STARTS) % nodes;
    if (s < 2 * MOST_STARTS) tour.byNearest(start, s % 2 === 0 ? priced : cost);
    else {
      tour.order.set(best);
      tour.shuffleParts(rng);
    }
    tour.improve();
    const length = tour.length();
    if (length >= shortest) continue;
    shortest = length;
    best.set(tour.order);
  }
  return best;
}

class Tour {
  readonly order: Int32Array;
  private readonly nodes: number;
  private readonly cost: Float64Array;
  /** Positions that may still be looked at. */
  work: number;

  constructor(nodes: number, cost: Float64Array, work: number) {
    this.nodes = nodes;
    this.cost = cost;
    this.work = work;
    this.order = new Int32Array(nodes);
  }

  /** Begins at `start` and goes to the nearest open node each time, by the costs given. */
  byNearest(start: number, cost: Float64Array): void {
    const { nodes, order } = this;
    for (let v = 0; v < nodes; v++) order[v] = v;
    this.swap(0, start);
    for (let i = 1; i < nodes; i++) {
      const row = order[i - 1]! * nodes;
      let nearest = i;
      for (let j = i + 1; j < nodes; j++) if (cost[row + order[j]!]! < cost[row + order[nearest]!]!) nearest = j;
      this.swap(i, nearest);
    }
    this.work -= nodes ** 2 / 2;
  }

  /** Three cuts make the parts A B C D, which become A C B D. */
  shuffleParts(rng: Random): void {
    const { nodes, order } = this;
    const [i, j, k] = [0, 0, 0].map(() => rng.between(1, nodes - 1)).sort((a, b) => a - b) as [number, number, number];
    order.set([...order.subarray(j, k), ...order.subarray(i, j)], i);
    this.work -= nodes;
  }

  length(): number {
    let total = 0;
    for (let i = 0; i < this.nodes; i++) total += this.between(i, i + 1);
    return total;
  }

  improve(): void {
    for (let better = true; better && this.work > 0; ) {
      better = this.reverseParts();
      better = this.moveParts() || better;
    }
  }

  /** Cost of an arc from the node at one position to that at another, around the end. */
  private between(i: number, j: number): number {
    const { order, nodes, cost } = this;
    return cost[order[i % nodes]! * nodes + order[j % nodes]!]!;
  }

  private swap(i: number, j: number): void {
    const { order } = this;
    const v = order[i]!;
    order[i] = order[j]!;
    order[j] = v;
  }

  private reverse(from: number, to: number): void {
    for (let i = from, j = to; i < j; i++, j--) this.swap(i, j);
  }

  /** Reverses parts from..to, 1 <= from < to, where that shortens the tour. `turned`: what the reversal changes inside. */
  private reverseParts(): boolean {
    const { nodes } = this;
    let better = false;
    for (let from = 1; from < nodes - 1 && this.work > 0; from++) {
      let turned = 0;
      for (let to = from + 1; to < nodes; to++) {
        turned += this.between(to, to - 1) - this.between(to - 1, to);
        const before = this.between(from - 1, from) + this.between(to, to + 1);
        const after = this.between(from - 1, to) + this.between(from, to + 1);
        if (after + turned >= before) continue;
        this.reverse(from, to);
        better = true;
        turned = 0 - turned;
      }
      this.work -= nodes - from;
    }
    return better;
  }

  /** Moves up to three neighbours behind another node, as they are or reversed, where that shortens the tour. */
  private moveParts(): boolean {
    const { nodes } = this;
    let better = false;
    for (let size = 1; size <= LONGEST_MOVED && size < nodes - 2; size++) {
      for (let from = 1; from + size <= nodes && this.work > 0; from++) {
        this.work -= nodes;
        better = this.movePart(from, size) || better;
      }
    }
    return better;
  }

  private movePart(from: number, size: number): boolean {
    const { nodes, order } = this;
    const last = from + size - 1;
    const gain = this.between(from - 1, from) + this.between(last, last + 1) - this.between(from - 1, last + 1);
    let turned = 0;
    for (let i = from; i < last; i++) turned += this.between(i + 1, i) - this.between(i, i + 1);
    for (let after = 0; after < nodes; after++) {
      if (after >= from - 1 && after <= last) continue;
      const gap = this.between(after, after + 1);
      const straight = this.between(after, from) + this.between(last, after + 1) - gap;
      const reversed = this.between(after, last) + this.between(from, after + 1) + turned - gap;
      if (Math.min(straight, reversed) >= gain) continue;
      const part = Array.from(order.subarray(from, last + 1));
      if (reversed < straight) part.reverse();
      // what lies between the old place and the new one closes up
      if (after > last) order.copyWithin(from, last + 1, after + 1);
      else order.copyWithin(after + 1 + size, after + 1, from);
      order.set(part, after > last ? after + 1 - size : after + 1);
      return true;
    }
    return false;
  }
}
