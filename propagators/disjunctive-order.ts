// Which of two tasks of a disjunctive resource comes first, as literals: one fact per ordered pair, the fact of the opposite pair being its negation. Where an order
// is known for good the fact is constant. Shared by the propagator that keeps literals and bounds together (disjunctive-pairs.ts) and by the rules that
// conclude from known orders (disjunctive-precedences.ts); it has no state of its own.
//
// Seen from side 1, in reversed time, "a before b" is "b before a".

import type { Fact } from '../solver/literal.ts';
import type { Explanation, Registrar } from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';
import type { Side } from './disjunctive-tasks.ts';

/** If both tasks are present (and the constraint is enforced): `before` true: first ends by the start of second; false: second by the start of first. */
export interface OrderedPair {
  readonly first: number;
  readonly second: number;
  readonly before: Fact;
}

/** A fact that is always true. Its negation, [-variable 0 >= +Infinity], is always false. */
export const ALWAYS: Fact = { sv: 0, k: Number.NEGATIVE_INFINITY };

export class DisjunctiveOrder {
  readonly count: number;
  /** Arcs, two per pair; those from task a are firstArc[a] to firstArc[a + 1] - 1. */
  readonly firstArc: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Arc of the opposite direction. */
  readonly reverse: Int32Array;
  private readonly sv: Int32Array;
  private readonly k: Float64Array;
  /** Arc from a to b at a * count + b, -1 if there is none. */
  private readonly arcs: Int32Array;

  /** No pair may occur twice, in either direction. */
  constructor(count: number, pairs: readonly OrderedPair[]) {
    const size = 2 * pairs.length;
    this.count = count;
    this.firstArc = new Int32Array(count + 1);
    this.from = new Int32Array(size);
    this.to = new Int32Array(size);
    this.reverse = new Int32Array(size);
    this.sv = new Int32Array(size);
    this.k = new Float64Array(size);
    this.arcs = new Int32Array(count * count).fill(-1);
    for (const { first, second } of pairs) {
      this.firstArc[first + 1]!++;
      this.firstArc[second + 1]!++;
    }
    for (let a = 0; a < count; a++) this.firstArc[a + 1]! += this.firstArc[a]!;
    const next = this.firstArc.slice();
    for (const { first, second, before } of pairs) {
      const there = next[first]!++;
      const back = next[second]!++;
      this.setArc(there, first, second, before, back);
      this.setArc(back, second, first, { sv: before.sv ^ 1, k: 1 - before.k }, there);
    }
  }

  get arcCount(): number {
    return this.to.length;
  }

  /** The arc of "a before b" as side 0 sees it, for the arc a to b of side `side`. */
  seen(side: Side, arc: number): number {
    return side === 0 ? arc : this.reverse[arc]!;
  }

  isTrue(arc: number, lb: Float64Array): boolean {
    return lb[this.sv[arc]!]! >= this.k[arc]!;
  }

  isFalse(arc: number, lb: Float64Array): boolean {
    return 0 - lb[this.sv[arc]! ^ 1]! < this.k[arc]!;
  }

  /** The fact of an arc, for pushes and watches; constant ones must not be pushed. */
  svOf(arc: number): SVar {
    return this.sv[arc]!;
  }

  boundOf(arc: number): number {
    return this.k[arc]!;
  }

  isConstant(arc: number): boolean {
    return Math.abs(this.k[arc]!) === Number.POSITIVE_INFINITY;
  }

  because(out: Pick<Explanation, 'because'>, arc: number): void {
    if (!this.isConstant(arc)) out.because(this.sv[arc]!, this.k[arc]!);
  }

  /** Wakes when the fact of an arc comes true, with the arc + `offset` as data. */
  wake(on: Registrar, offset: number): void {
    for (let arc = 0; arc < this.arcCount; arc++) {
      if (!this.isConstant(arc)) on.wakeOnLb(this.sv[arc]!, offset + arc);
    }
  }

  /** Whether a comes before b, as `side` sees it. */
  isBefore(side: Side, a: number, b: number, lb: Float64Array): boolean {
    const arc = this.arcBetween(side, a, b);
    return arc >= 0 && this.isTrue(arc, lb);
  }

  /** The arc that said so at the time of an explanation, or -1. */
  arcBefore(side: Side, a: number, b: number, out: Explanation): number {
    const arc = this.arcBetween(side, a, b);
    if (arc < 0) return -1;
    if (this.isConstant(arc)) return this.k[arc]! < 0 ? arc : -1;
    return out.lbAt(this.sv[arc]!) >= this.k[arc]! ? arc : -1;
  }

  private arcBetween(side: Side, a: number, b: number): number {
    return side === 0 ? this.arcs[a * this.count + b]! : this.arcs[b * this.count + a]!;
  }

  private setArc(arc: number, from: number, to: number, { sv, k }: Fact, reverse: number): void {
    this.from[arc] = from;
    this.to[arc] = to;
    this.sv[arc] = sv;
    this.k[arc] = k;
    this.reverse[arc] = reverse;
    this.arcs[from * this.count + to] = arc;
  }
}
