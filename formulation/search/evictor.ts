// Evictions in a staged schedule: which tensors leave memory to relieve a step over the budget, and where they are computed again (part of ruin-recreate.ts).
//
// An eviction of tensor v at a step t ends the copy that lives through t at its last read before t and computes v again, in the stage of its next read or in an
// earlier one in which an input still lives that is gone later:
//
//      inputs of v   ####r------------                     r: last reads     the price: the duration of v, the overflow that v adds between
//      v             ##r.....t....[v######]r               t: the step       its new computation and the read, and what its inputs cost there
//
// The candidates (eviction-candidates.ts) are compared by price per unit of overflow that goes. The one that would be cheapest if its inputs cost nothing is looked into
// first (eviction-prices.ts), and as soon as not even that beats the best so far, the rest is not: most never are. On a large graph several of about the same
// price may go at once: the step stays over the budget for long, and to compare hundreds of inputs anew for each eviction there takes most of the time. What
// evictions turn out to cost for a unit of overflow is averaged: rounds to come draw their price of overflow around it.

import type { Random } from '../../solver/random.ts';
import type { ComputeGraph } from '../graph.ts';
import { event, stageOf } from '../stages.ts';
import { candidateTicks } from '../tick-rates.ts';
import { EvictionCandidates } from './eviction-candidates.ts';
import { EvictionChoices } from './eviction-choices.ts';
import { DEPTH, EvictionPrices, type TickCount } from './eviction-prices.ts';
import { timePerSize } from './search-limits.ts';
import type { StagedWalk } from './staged-walk.ts';

/** The first price of overflow is time per size (search-limits.ts) divided by this. */
const FIRST_PRICE_DIVISOR = 20;
/** Weight of an eviction in the average price. */
const PRICE_WEIGHT = 0.01;

/** How evictions are chosen in one round. */
export interface EvictionRound {
  /** Time per unit of overflow. */
  readonly price: number;
  /** Whether recomputations are tried in more than one stage. */
  readonly triesManyStages: boolean;
  /** Tensors that are looked at for one step, drawn at random where more live through it. */
  readonly mostCandidates: number;
  /** Inputs that are looked into for all evictions that are compared for one step, once there is one to choose. */
  readonly mostLooks: number;
  /** Evictions after one comparison, as long as the step is over the budget. */
  readonly mostAtOnce: number;
  /** Whether steps that are added where memory is over the budget anyway are no loss. */
  readonly addsFreely: boolean;
}

export class Evictor {
  evictions = 0;
  /** Time per unit of overflow: an average of what evictions have cost. */
  meanPrice: number;
  private readonly graph: ComputeGraph;
  private readonly walk: StagedWalk;
  private readonly work: TickCount;
  private readonly candidateTicks: number;
  private readonly prices: EvictionPrices;
  private readonly candidates: EvictionCandidates;
  private mostLooks = 0;
  private addsFreely = false;

  private readonly choices: EvictionChoices = new EvictionChoices();
  private mostAtOnce = 1;
  /** How the inputs of the nodes being computed are had (EvictionPrices.choices), one list for each depth. */
  private readonly choicesBuffer: Int32Array;
  private readonly mostInputs: number;

  /** Evicts in the schedule of `walk`, as part of the move being tried there; the work is counted in `work`. */
  constructor(walk: StagedWalk, random: Random, work: TickCount) {
    const { graph } = walk;
    this.meanPrice = timePerSize(graph, walk.state.duration) / FIRST_PRICE_DIVISOR;
    this.graph = graph;
    this.walk = walk;
    this.work = work;
    this.candidateTicks = candidateTicks(graph.n);
    this.prices = new EvictionPrices(walk, work);
    this.candidates = new EvictionCandidates(walk, random, work);
    this.mostInputs = graph.predecessors.reduce((most, inputs) => Math.max(most, inputs.length), 0);
    this.choicesBuffer = new Int32Array((DEPTH + 1) * this.mostInputs);
  }

  /** From now on evictions are chosen in this way, and each tensor may be evicted once again. */
  startRound({ price, triesManyStages, mostCandidates, mostLooks, mostAtOnce, addsFreely }: EvictionRound): void {
    this.prices.startRound(price, triesManyStages);
    this.candidates.startRound(mostCandidates, addsFreely);
    this.mostLooks = mostLooks;
    this.mostAtOnce = mostAtOnce;
    this.addsFreely = addsFreely;
  }

  /** Evicts one tensor at step t, or a few while it is over the budget; false when none can be, or none helped. */
  evictAt(t: number): boolean {
    const { choices } = this;
    const { profile } = this.walk.state;
    const e = profile.eventAt(t);
    this.choose(t);
    let helped = false;
    for (let i = 0; i < choices.count; i++) {
      if (i > 0 && profile.memoryAt(profile.position(e)) <= profile.budget) break;
      if (i > 0 && !this.isStillOpen(i, e)) continue;
      if (this.evict(choices.node[i]!, choices.stage[i]!, choices.former[i]!)) helped = true;
    }
    return helped;
  }

  /** Whether the i-th choice at event e means the same after those before it. */
  private isStillOpen(i: number, e: number): boolean {
    const { walk, choices } = this;
    const { state } = walk;
    const v = choices.node[i]!;
    const former = choices.former[i]!;
    if (walk.state.copyAt(v, e) < 0 || stageOf(walk.state.nextRead(v, e)) !== choices.stageOfRead[i]!) return false;
    if (state.isComputed(v, choices.stage[i]!)) return false;
    return former >= 0 ? state.isComputed(v, former) : walk.state.hasRoom(v);
  }

  /** Computes v in stage k so that it may leave memory before, in place of its computation in stage `former` unless that is -1. False, with nothing done, if that does not help. */
  private evict(v: number, k: number, former: number): boolean {
    const { walk } = this;
    const { state } = walk;
    this.evictions++;
    this.candidates.ban(v);
    const mark = walk.mark();
    const overflow = state.overflow;
    const duration = state.duration;
    if (former >= 0) walk.takeAway(v, former);
    if (walk.state.hasRoom(v) && !state.isComputed(v, k)) this.compute(v, k, DEPTH);
    let gained = overflow - state.overflow;
    if (this.addsFreely) gained += walk.overflowAdded(mark);
    if (gained <= 0) {
      walk.undo(mark);
      return false;
    }
    this.meanPrice += PRICE_WEIGHT * (Math.max(0, state.duration - duration) / gained - this.meanPrice);
    return true;
  }

  /** Chooses the evictions that cost the least for a unit of overflow that goes. */
  private choose(t: number): void {
    const { graph, candidates, prices, choices } = this;
    const { node, stageOfRead, former, gain, noise, floor } = candidates;
    const { profile } = this.walk.state;
    const e = profile.eventAt(t);
    candidates.collect(e, profile.nodeAt(t));
    choices.clear(this.mostAtOnce);
    let looks = 0;
    // cheapest without their inputs first: most of the rest is never looked at
    while (candidates.count > 0) {
      const c = candidates.cheapest();
      if (floor[c]! >= choices.bound || (looks > this.mostLooks && choices.count > 0)) break;
      const v = node[c]!;
      const duration = graph.durations[v]!;
      prices.startAnew();
      const stages = prices.stagesFor(v, stageOfRead[c]!, e, 0);
      this.work.ticks += this.candidateTicks * stages;
      for (let j = 0; j < stages; j++) {
        const k = prices.stages[j]!;
        let gained = gain[c]!;
        if (j > 0) {
          // it lives on from there to its read
          const from = profile.position(event(k, v));
          const to = profile.position(event(stageOfRead[c]!, v));
          gained -= profile.excess(from, to, 0, graph.sizes[v]!, gained);
        }
        if (gained <= 0) continue;
        gained /= noise[c]!;
        const limit = choices.bound * gained - duration;
        if (limit <= 0) continue;
        const score = (duration + prices.inputs(v, k, DEPTH, limit)) / gained;
        if (score < choices.bound) choices.put(score, v, k, former[c]!, stageOfRead[c]!);
      }
      looks += prices.looks;
      candidates.strike(c);
    }
  }

  /** Computes v in stage k, and those of its inputs again for which that is the cheapest. */
  private compute(v: number, k: number, depth: number): void {
    const { walk, graph, prices, choicesBuffer } = this;
    const { state } = walk;
    const inputs = graph.predecessors[v]!;
    this.work.ticks += 4 * this.candidateTicks;
    prices.startAnew();
    prices.inputs(v, k, depth, Number.POSITIVE_INFINITY);
    // decided before v is there, for then they live until it reads them
    const list = depth * this.mostInputs;
    for (let i = 0; i < inputs.length; i++) choicesBuffer[list + i] = prices.choices[inputs[i]!]!;
    walk.add(v, k);
    for (let i = 0; i < inputs.length; i++) {
      const u = inputs[i]!;
      const j = choicesBuffer[list + i]!;
      if (j < 0 || state.isComputed(u, j)) continue;
      if (!walk.state.hasRoom(u)) {
        const next = prices.serving(u, event(j, u)) + 1;
        if (next === state.count[u]!) continue;
        walk.takeAway(u, state.stage[u * state.copies + next]!);
      }
      this.compute(u, j, depth - 1);
    }
  }
}
