// The tensors that could be evicted at one step of a staged schedule (ruin-recreate.ts): those that live through it without being read there, each with the stage in
// which it is read next, the overflow that its eviction would take away, and a first idea of its price.
//
//      v      ##r.....t....R             r, R: its last read before the step t and the first after it; gain: overflow between r and R,
//      step            ^                 as much of it at each step as v takes up
//
// On a large graph hundreds of tensors live through a step and thousands are asked whether they do. So only a random selection is priced; and where asking all
// nodes would take long, every golden-section-th node is asked until there are enough. One in ten is overlooked at random (blinks), and all are priced with
// some noise, or the same step would be relieved in the same way round after round. What was evicted in a round is no candidate again in it.

import type { Random } from '../../solver/random.ts';
import { gcdOf } from '../gcd.ts';
import type { ComputeGraph } from '../graph.ts';
import { event, stageOf } from '../stages.ts';
import { candidateTicks } from '../tick-rates.ts';
import type { TickCount } from './eviction-prices.ts';
import type { StagedWalk } from './staged-walk.ts';

/** Nodes up to which all are looked at for tensors that live. */
const MOST_SCANNED = 5000;
const GOLDEN = 0.618;
/** Chance that an eviction is not looked at, and how much the prices of those that are may be off. */
const BLINK = 0.1;
const NOISE = 0.5;
/** How much worse an eviction looks that takes another recomputation of its tensor away. */
const MOVE_PENALTY = 1.5;
/** Ticks of one node that is asked whether it lives. */
const SCAN_TICKS = 0.2;

export class EvictionCandidates {
  /** Number of candidates; the lists below hold one entry for each. */
  count = 0;
  readonly node: Int32Array;
  /** The stage in which it is read next. */
  readonly stageOfRead: Float64Array;
  /** The stage of the computation that has to go for a new one, -1 if there is room for one more. */
  readonly former: Int32Array;
  /** The overflow that would go. */
  readonly gain: Float64Array;
  /** Factor of its price. */
  readonly noise: Float64Array;
  /** The least it can cost for a unit of overflow, as its inputs may cost nothing. */
  readonly floor: Float64Array;

  private readonly graph: ComputeGraph;
  private readonly walk: StagedWalk;
  private readonly random: Random;
  private readonly work: TickCount;
  private readonly ticksPerLook: number;
  private countsRefill = false;
  private most = 0;
  private round = 0;
  /** banned[v] = round: v was evicted in this round. */
  private readonly banned: Float64Array;
  /** Scratch: a stride and a number of nodes. */
  private readonly pairBuffer = new Int32Array(2);

  constructor(walk: StagedWalk, random: Random, work: TickCount) {
    const { graph } = walk;
    const { n } = graph;
    this.graph = graph;
    this.walk = walk;
    this.random = random;
    this.work = work;
    this.ticksPerLook = candidateTicks(n);
    this.node = new Int32Array(n);
    this.stageOfRead = new Float64Array(n);
    this.former = new Int32Array(n);
    this.gain = new Float64Array(n);
    this.noise = new Float64Array(n);
    this.floor = new Float64Array(n);
    this.banned = new Float64Array(n);
  }

  /**
   * From now on at most `most` tensors are looked at for one step, drawn at random where more live through it; none is banned. What a computation that moves here fills
   * where it came from is taken off the gain if `countsRefill`.
   */
  startRound(most: number, countsRefill: boolean): void {
    this.most = most;
    this.countsRefill = countsRefill;
    this.round++;
  }

  /** No candidate again in this round. */
  ban(v: number): void {
    this.banned[v] = this.round;
  }

  /** Fills the lists with the tensors that could be evicted at event e, where `node` runs. */
  collect(e: number, node: number): void {
    const alive = this.collectLiving(e);
    const { walk, random, graph, node: live, former, stageOfRead, gain, noise, floor } = this;
    const { state } = walk;
    const { profile } = state;
    let chosen = 0;
    const looked = Math.min(alive, this.most);
    for (let x = 0; x < looked; x++) {
      if (alive > looked) {
        const y = x + random.below(alive - x);
        const v = live[y]!;
        live[y] = live[x]!;
        live[x] = v;
      }
      const v = live[x]!;
      if (random.chance(BLINK) || walk.state.reads(node, v)) continue;
      const k = stageOf(walk.state.nextRead(v, e));
      if (k <= v || event(k, v) <= e || state.isComputed(v, k)) continue;
      const copy = walk.state.copyAt(v, e);
      let moved = 0;
      let cost = graph.durations[v]!;
      if (!walk.state.hasRoom(v)) {
        // its next computation moves here, or the one that is evicted now
        moved = copy + 1 < state.count[v]! ? copy + 1 : copy;
        if (moved === 0) continue;
        cost = 0;
      }
      const from = profile.position(walk.state.lastReadBefore(v, copy, e)) + 1;
      let gained = profile.excess(from, profile.position(event(k, v)), 0, graph.sizes[v]!, Number.POSITIVE_INFINITY);
      if (moved > 0 && this.countsRefill) gained -= this.refill(v, moved, gained);
      if (gained <= 0) continue;
      live[chosen] = v;
      former[chosen] = moved > 0 ? state.stage[v * state.copies + moved]! : -1;
      stageOfRead[chosen] = k;
      gain[chosen] = gained;
      noise[chosen] = (moved === 0 ? 1 : MOVE_PENALTY) * (1 + NOISE * (random.float() - 0.5));
      floor[chosen] = (cost * noise[chosen]!) / gained;
      chosen++;
    }
    this.work.ticks += looked * this.ticksPerLook;
    this.count = chosen;
  }

  /** The candidate that costs the least if its inputs cost nothing. Precondition: there is one. */
  cheapest(): number {
    const { floor, count } = this;
    let c = 0;
    for (let i = 1; i < count; i++) if (floor[i]! < floor[c]!) c = i;
    return c;
  }

  /** Strikes candidate c off; the last one takes its place. */
  strike(c: number): void {
    const { node, former, stageOfRead, gain, noise, floor } = this;
    const last = --this.count;
    node[c] = node[last]!;
    former[c] = former[last]!;
    stageOfRead[c] = stageOfRead[last]!;
    gain[c] = gain[last]!;
    noise[c] = noise[last]!;
    floor[c] = floor[last]!;
  }

  /** How much more overflow there is when v is not computed for the i-th time any more and lives where it was missing before; stops above `enough`. */
  private refill(v: number, i: number, enough: number): number {
    const { state } = this.walk;
    const { profile } = state;
    const copy = v * state.copies + i;
    const from = profile.position(state.lastRead[copy - 1]!) + 1;
    const size = this.graph.sizes[v]!;
    return profile.excess(from, profile.position(event(state.stage[copy]!, v)), size, size, enough);
  }

  /** Fills `node` with the tensors that live through event e and may be evicted: all, or a spread sample of them. Returns their number. */
  private collectLiving(e: number): number {
    const { walk, random, graph, node, banned, round } = this;
    const stage = stageOf(e);
    const isSample = stage > MOST_SCANNED;
    const enough = isSample ? this.most : stage;
    const stride = isSample ? this.strideFor(stage) : 1;
    let alive = 0;
    let scanned = 0;
    for (let v = isSample ? random.below(stage) : 0; scanned < stage && alive < enough; scanned++) {
      if (graph.recomputable[v] === 1 && banned[v] !== round && walk.state.copyAt(v, e) >= 0) node[alive++] = v;
      v += stride;
      if (v >= stage) v -= stage;
    }
    this.work.ticks += scanned * SCAN_TICKS;
    return alive;
  }

  /** A step that visits 0 .. stage - 1 once each, modulo stage, far apart. */
  private strideFor(stage: number): number {
    const { pairBuffer } = this;
    pairBuffer[0] = Math.floor(stage * GOLDEN);
    pairBuffer[1] = stage;
    while (gcdOf(pairBuffer) !== 1) pairBuffer[0]!++;
    return pairBuffer[0]!;
  }
}
