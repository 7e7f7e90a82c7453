// What it costs to compute a tensor again in a staged schedule, in time: the price by which ruin and recreate chooses its evictions (ruin-recreate.ts). Overflow over the
// budget counts too, at so much time per unit.
//
// Its own duration is known; the inputs make it a search. An input u that is read at event e costs the least of
//
//      u   ####r----------.          r: its last read so far      nothing, if it lives at e anyway
//      u   ####r##########e          e: the read to be served     living on from r to e: the overflow that adds
//      u   ####r....[u####e                                       being computed again, in the stage of e or in an earlier one, living on from there;
//                                                                 its own inputs cost on the same terms
//
// The earlier stages tried are those in which an input of u still lives that is gone at e: what u saves there may be worth more than its memory.
// The recursion ends at DEPTH, after `mostLooks` inputs in one evaluation, and wherever the sum passes the `limit` beyond which nobody is interested. Prices of one evaluation
// are remembered by node, for they are asked again and again where inputs are shared; the price of an input that two others need is counted
// twice all the same. `choices` remembers what made the price: the caller who goes for it computes the inputs accordingly.

import { type ComputeGraph, edgeCount } from '../graph.ts';
import { event, stageOf } from '../stages.ts';
import { candidateTicks } from '../tick-rates.ts';
import type { StagedWalk } from './staged-walk.ts';

/** Recomputations of inputs of inputs and so on. */
export const DEPTH = 12;
/** Stages in which a recomputation is tried, in rounds that try more than one. */
const STAGES = 4;
/** Inputs whose price is looked into for one eviction, at least and in terms of the mean number of inputs; those beyond can only live on. */
const LOOKS = 50;
const LOOKS_PER_INPUT = 5;

/** The ticks that the parts of one search count in a single sum. */
export interface TickCount {
  ticks: number;
}

export class EvictionPrices {
  /** Inputs looked into in this evaluation. */
  looks = 0;
  /** Stages that `stagesFor` found; one list for the caller, one for each depth. */
  readonly stages: Int32Array = new Int32Array((STAGES + 1) * (DEPTH + 2));
  /** choices[u]: the stage in which u is best computed again, -1 if it is not; valid for the inputs of the node evaluated last. */
  readonly choices: Int32Array;

  private readonly graph: ComputeGraph;
  private readonly walk: StagedWalk;
  private readonly work: TickCount;
  private readonly ticksPerLook: number;
  private readonly mostLooks: number;
  private price = 0;
  private mostStages = 1;

  // prices of inputs by node: in which evaluation and for which stage, the price, and whether it is exact or only known to be at least that
  private stamp = 0;
  private readonly knownAt: Int32Array;
  private readonly knownStage: Int32Array;
  private readonly known: Float64Array;
  private readonly exact: Uint8Array;

  constructor(walk: StagedWalk, work: TickCount) {
    const { graph } = walk;
    const { n } = graph;
    this.graph = graph;
    this.walk = walk;
    this.work = work;
    this.ticksPerLook = candidateTicks(n);
    this.mostLooks = Math.max(LOOKS, (LOOKS_PER_INPUT * edgeCount(graph)) / n);
    this.choices = new Int32Array(n);
    this.knownAt = new Int32Array(n);
    this.knownStage = new Int32Array(n);
    this.known = new Float64Array(n);
    this.exact = new Uint8Array(n);
  }

  /** From now on overflow costs `price` per unit, and one stage or several are tried for each recomputation. */
  startRound(price: number, triesManyStages: boolean): void {
    this.price = price;
    this.mostStages = triesManyStages ? STAGES : 1;
  }

  /** Begins an evaluation: the schedule has changed, or another tensor is evicted. */
  startAnew(): void {
    this.stamp++;
    this.looks = 0;
  }

  /** What the inputs of v cost when it is computed in stage k; some number >= limit when it is at least that. `depth` recomputations deep. */
  inputs(v: number, k: number, depth: number, limit: number): number {
    const inputs = this.graph.predecessors[v]!;
    const e = event(k, v);
    let sum = 0;
    for (let i = 0; i < inputs.length && sum < limit; i++) sum += this.supply(inputs[i]!, k, e, depth, limit - sum);
    return sum;
  }

  /**
   * Stages in which to compute v for a read in stage k, all after event `after`: k, and those in which an input that is gone by then still lives. Fills `stages` from
   * `from` on and returns their number.
   */
  stagesFor(v: number, k: number, after: number, from: number): number {
    const { state } = this.walk;
    const { stages } = this;
    stages[from] = k;
    let count = 1;
    const inputs = this.graph.predecessors[v]!;
    const e = event(k, v);
    for (let x = 0; x < inputs.length && count < this.mostStages; x++) {
      const u = inputs[x]!;
      const until = state.lastRead[u * state.copies + this.serving(u, e)]!;
      if (until >= e) continue;
      let j = stageOf(until);
      if (event(j, v) > until) j--;
      if (j <= v || j >= k || event(j, v) <= after) continue;
      let isKnown = false;
      for (let y = 0; y < count; y++) if (stages[from + y] === j) isKnown = true;
      if (!isKnown) stages[from + count++] = j;
    }
    return count;
  }

  /** The copy of u that serves a read at event e: its latest before. */
  serving(u: number, e: number): number {
    const { state } = this.walk;
    const base = u * state.copies;
    let i = state.count[u]! - 1;
    while (event(state.stage[base + i]!, u) > e) i--;
    return i;
  }

  /** HOT: what it costs to have u at event e in stage k; some number >= limit when it is at least that. */
  private supply(u: number, k: number, e: number, depth: number, limit: number): number {
    const { walk, graph, knownAt, knownStage, known, exact, price } = this;
    const { state } = walk;
    const { profile } = state;
    if (knownAt[u] === this.stamp && knownStage[u] === k && (exact[u] === 1 || known[u]! >= limit)) return known[u]!;
    const copy = this.serving(u, e);
    const stage = state.stage[u * state.copies + copy]!;
    const until = state.lastRead[u * state.copies + copy]!;
    let cost = 0;
    let isExact = true;
    let choice = -1;
    if (until < e) {
      const size = graph.sizes[u]!;
      const to = profile.position(e);
      const enough = limit / price;
      const more = profile.excess(profile.position(until) + 1, to, size, size, enough);
      cost = more * price;
      isExact = more < enough;
      this.work.ticks += this.ticksPerLook / 2;
      let least = graph.durations[u]!;
      let isPossible =
        depth > 0 && ++this.looks < this.mostLooks && k > u && stage !== k && graph.recomputable[u] === 1;
      if (isPossible && !walk.state.hasRoom(u)) {
        // its next computation comes here instead, and has to wait from here on
        const next = u * state.copies + copy + 1;
        isPossible = copy + 1 < state.count[u]!;
        if (isPossible) {
          const free = profile.position(event(state.stage[next]!, u));
          least = price * profile.excess(to, free, size, size, enough);
        }
      }
      if (cost > least && isPossible) {
        const list = (STAGES + 1) * (DEPTH - depth + 1);
        const stages = this.stagesFor(u, k, until, list);
        for (let s = 0; s < stages; s++) {
          const j = this.stages[list + s]!;
          const most = Math.min(cost, limit);
          let sum = least;
          if (j !== k && sum < most)
            sum += price * profile.excess(profile.position(event(j, u)), to, size, size, (most - sum) / price);
          if (sum < most) sum += this.inputs(u, j, depth - 1, most - sum);
          if (sum < most) {
            cost = sum;
            choice = j;
            isExact = true;
          }
        }
      }
    }
    knownAt[u] = this.stamp;
    knownStage[u] = k;
    known[u] = cost;
    exact[u] = isExact ? 1 : 0;
    this.choices[u] = choice;
    return cost;
  }
}
