// Many precedences that always hold, before + distance <= after each: what precedence.ts does for one of them, with one propagator for all. A bound that moves is
// held against the arcs that leave it in one loop; a propagator for each precedence took a wake and a run each.
//
// Every precedence is two arcs between lower bounds: from before to after, and from -after to -before. Incremental: notify() lists the signed variables whose bounds rose,
// and a run looks at those alone. It follows no path further than an arc: what it pushes wakes it again, so that clauses come first, and the kernel sees
// bounds that creep around a circle. What a run leaves undone after a conflict stays listed; looking at something twice is only work.
//
// Reasons are lazy: [after >= k] needs [before >= k - distance] for whatever k is asked about.

import {
  type Explanation,
  PRIORITY_FAST,
  type Propagation,
  type Propagator,
  type Registrar,
} from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';
import { Touched } from './touched.ts';

/** before + distance <= after, over signed variables of two variables. */
export interface PrecedenceArc {
  readonly before: SVar;
  readonly distance: number;
  readonly after: SVar;
}

export class Precedences implements Propagator {
  readonly name = 'precedences';
  readonly priority = PRIORITY_FAST;

  /** Signed variables that arcs leave; those of number u are first[u] to first[u + 1] - 1. */
  private readonly from: Int32Array;
  private readonly first: Int32Array;
  private readonly to: Int32Array;
  private readonly distance: Float64Array;
  private readonly touched: Touched;

  constructor(precedences: readonly PrecedenceArc[]) {
    const leaving = new Map<SVar, PrecedenceArc[]>();
    const add = (arc: PrecedenceArc): void => {
      const others = leaving.get(arc.before);
      if (others === undefined) leaving.set(arc.before, [arc]);
      else others.push(arc);
    };
    for (const { before, distance, after } of precedences) {
      add({ before, distance, after });
      add({ before: after ^ 1, distance, after: before ^ 1 });
    }
    this.from = Int32Array.from(leaving.keys());
    this.first = new Int32Array(leaving.size + 1);
    this.to = new Int32Array(2 * precedences.length);
    this.distance = new Float64Array(2 * precedences.length);
    let a = 0;
    for (const [u, arcs] of [...leaving.values()].entries()) {
      for (const { after, distance } of arcs) {
        this.to[a] = after;
        this.distance[a++] = distance;
      }
      this.first[u + 1] = a;
    }
    this.touched = new Touched(leaving.size);
    for (let u = 0; u < leaving.size; u++) this.notify(u);
  }

  attach(on: Registrar): void {
    for (let u = 0; u < this.from.length; u++) on.wakeOnLb(this.from[u]!, u);
  }

  notify(u: number): void {
    this.touched.add(u);
  }

  propagate(p: Propagation): boolean {
    const { from, first, to, distance, touched } = this;
    const { parts, count } = touched;
    const lb = p.lowerBounds;
    let looked = 0;
    for (let n = 0; n < count; n++) {
      const u = parts[n]!;
      const sv = from[u]!;
      const least = lb[sv]!;
      const end = first[u + 1]!;
      looked += end - first[u]!;
      for (let a = first[u]!; a < end; a++) {
        const value = least + distance[a]!;
        if (value <= lb[to[a]!]! || p.pushLazy(to[a]!, value, sv, distance[a]!)) continue;
        touched.removeFirst(n);
        return false;
      }
    }
    touched.removeFirst(count);
    p.addTicks(looked >> 1);
    return true;
  }

  /** The payload is the arc: the signed variable it leaves, and its distance. */
  explain(out: Explanation, _sv: SVar, needed: number, a: number, b: number): void {
    out.because(a, needed - b);
  }
}
