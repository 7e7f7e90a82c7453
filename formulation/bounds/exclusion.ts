// What lives of a node are too expensive (reduced-cost fixing): forward and backward shortest paths over the states of chain.ts give, for each stage, the cheapest life in
// which the node is computed again there, is carried there, or is not. One that costs more than `allowed` is in no schedule that is looked for, and a rule says so from
// then on. O(stages) for a node.

import { MUST_CARRY, NO_AGAIN, NO_CARRY, READ, type StageVariables } from './stage-variables.ts';

const { POSITIVE_INFINITY } = Number;

export class Exclusion {
  private readonly v: StageVariables;
  /** Cheapest ways to each state before each stage of the node in hand, four numbers a stage. */
  private readonly before: Float64Array;

  constructor(variables: StageVariables) {
    this.v = variables;
    this.before = new Float64Array(4 * (variables.graph.n + 2));
  }

  /** Tightens the rules of u in the stages first..end, outside of which no row speaks of it; returns how many rules are new. Costs as for Chains.cost, exact. */
  tighten(u: number, first: number, end: number, costs: Float64Array, allowed: number): number {
    const { base, rules, copies, isKept, mustAgain, pairs } = this.v;
    const { before } = this;
    const b = base[u]!;
    // the layer that a recomputation leads to
    const again = copies[u]! <= 2 ? 2 : 0;
    before.fill(POSITIVE_INFINITY, 0, 4 * (end - first + 2));
    before[0] = 0;
    before[1] = 0;
    for (let t = first; t <= end; t++) {
      const k = 4 * (t - first);
      const rule = rules[b + t]!;
      for (let layer = 0; layer <= 2; layer += 2) {
        const absent = before[k + layer]!;
        const carried = before[k + layer + 1]! + costs[b + t]!;
        if ((rule & NO_CARRY) === 0) {
          lower(before, k + 4 + layer, carried);
          lower(before, k + 4 + layer + 1, carried);
        }
        if ((rule & MUST_CARRY) !== 0) continue;
        if ((rule & READ) === 0) lower(before, k + 4 + layer, absent);
        if ((rule & NO_AGAIN) === 0 && (layer === 0 || again === 0)) {
          const recomputed = absent + costs[pairs + b + t]!;
          lower(before, k + 4 + again, recomputed);
          lower(before, k + 4 + again + 1, recomputed);
        }
      }
    }
    // cheapest ways on from each state after the stage: absent or carried, in two layers
    const absentAtEnd = isKept[u] === 1 ? POSITIVE_INFINITY : 0;
    const onceAtEnd = mustAgain[u] === 1 ? POSITIVE_INFINITY : 0;
    const after = [absentAtEnd + onceAtEnd, onceAtEnd, absentAtEnd, 0];
    let tightened = 0;
    for (let t = end; t >= first; t--) {
      const k = 4 * (t - first);
      const rule = rules[b + t]!;
      const way = [0, 0, 0, 0];
      let [cheapestCarried, cheapestAgain, cheapestAbsent] = [POSITIVE_INFINITY, POSITIVE_INFINITY, POSITIVE_INFINITY];
      for (let layer = 0; layer <= 2; layer += 2) {
        const there = Math.min(after[layer]!, after[layer + 1]!);
        const carried = (rule & NO_CARRY) !== 0 ? POSITIVE_INFINITY : costs[b + t]! + there;
        const mayBeAbsent = (rule & MUST_CARRY) === 0;
        const absent = mayBeAbsent && (rule & READ) === 0 ? after[layer]! : POSITIVE_INFINITY;
        const mayRecompute = mayBeAbsent && (rule & NO_AGAIN) === 0 && (layer === 0 || again === 0);
        const recomputed = mayRecompute
          ? costs[pairs + b + t]! + Math.min(after[again]!, after[again + 1]!)
          : POSITIVE_INFINITY;
        way[layer] = Math.min(absent, recomputed);
        way[layer + 1] = carried;
        cheapestCarried = Math.min(cheapestCarried, before[k + layer + 1]! + carried);
        cheapestAgain = Math.min(cheapestAgain, before[k + layer]! + recomputed);
        cheapestAbsent = Math.min(cheapestAbsent, before[k + layer]! + way[layer]!);
      }
      let tighter = rule;
      if (cheapestAgain > allowed) tighter |= NO_AGAIN;
      if (cheapestCarried > allowed) tighter |= NO_CARRY;
      if (cheapestAbsent > allowed) tighter |= MUST_CARRY | NO_AGAIN;
      if (tighter !== rule) tightened++;
      rules[b + t] = tighter;
      for (let s = 0; s < 4; s++) after[s] = way[s]!;
    }
    return tightened;
  }
}

function lower(a: Float64Array, i: number, value: number): void {
  if (value < a[i]!) a[i] = value;
}
