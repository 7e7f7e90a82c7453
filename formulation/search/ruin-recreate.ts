// Ruin and recreate on staged schedules (Schrimpf, Schneider, Stamm-Wilbrandt & Dueck 2000; blinks after Christiaens & Vanden Berghe 2020): a few related
// recomputations are taken away, then the steps over the budget are relieved one after the other by the eviction that costs the least time for the
// overflow it removes, drawn with some noise. The result is kept or not as in simulated annealing. From the input order the first round builds a schedule.
//
// An eviction of tensor v at a step t ends the copy that lives through t at its last read before t and computes v again, in the stage of its next read or in an
// earlier one in which an input still lives that is gone later:
//
//      inputs of v   ####r------------                     r: last reads     the price: the duration of v, the overflow that v adds between
//      v             ##r.....t....[v######]r               t: the step       its new computation and the read, and what its inputs cost there
//
// What an input costs is the cheapest of: nothing if it lives; to live on until then (the overflow that adds, at a price per unit); to be computed again, in that
// stage or an earlier one, on the same terms.

import type { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import type { Random } from '../../solver/random.ts';
import { gcdOf } from '../gcd.ts';
import { type ComputeGraph, edgeCount } from '../graph.ts';
import { event, stageOf } from '../stages.ts';
import { candidateTicks } from '../tick-rates.ts';
import { meanDuration, type SearchLimits, timePerSize } from './search-limits.ts';
import { type ShiftRule, StagedWalk } from './staged-walk.ts';

export interface RuinRecreateOptions extends SearchLimits {
  /** Rounds of ruin and recreate from hot to cold. */
  readonly cycle: number;
}

/** Temperatures at which a cycle begins and ends, in mean durations of a node. */
const HOT = 0.5;
const COLD = 0.02;
/** Most recomputations taken away in a round. */
const MOST_RUINED = 10;
/** Chance that an eviction is not looked at, and how much the prices of those that are may be off. */
const BLINK = 0.1;
const NOISE = 0.5;
/** The price of overflow in a round is between its average over and times this factor. */
const PRICE_SPREAD = 4.5;
const GOLDEN = 0.618;
/** While nothing fits: how much more a schedule may overflow than the last. */
const SLACK = 0.02;
/** While nothing fits, after the first round: the price is up to this many times higher. */
const LAST_PRICE = 1000;
/** Recomputations of inputs of inputs and so on. */
const DEPTH = 12;
/** Inputs whose price is looked into for one eviction, at least and in terms of the mean number of inputs; those beyond can only live on. */
const LOOKS = 50;
const LOOKS_PER_INPUT = 5;
/** The same for all evictions that are compared for one step, once there is one to choose: while nothing fits, and in a round from `least` to `most`. */
const FIRST_LOOKS_IN_ALL = 3000;
const LOOKS_IN_ALL = { least: 100, most: 2000 };
/** Stages in which a recomputation is tried. */
const STAGES = 4;
/** Share of the rounds in which more than one stage is. */
const MANY_STAGES = 0.2;
/** Chance that a round begins with a recomputation shifted, and with one added. */
const PERTURB = 0.3;
const SHIFT: ShiftRule = { toReader: 0.5, reach: 8, stopsAtFirst: false };
/** Tensors that are looked at for one step, drawn at random where more live through it: while nothing fits, and in a round from `least` to `most`. */
const FIRST_CANDIDATES = 60;
const CANDIDATES = { least: 30, most: 400 };
/** Nodes up to which all are looked at for tensors that live. */
const MOST_SCANNED = 5000;
/** Recomputations that are tried for superfluous ones in a round. */
const MOST_TIDIED = 250;
/** Ticks of one step or node that is walked over; those of a candidate are in tick-rates.ts. */
const STEP_TICKS = 0.05;

export class RuinRecreate {
  readonly walk: StagedWalk;
  rounds = 0;
  evictions = 0;
  private readonly graph: ComputeGraph;
  private readonly options: RuinRecreateOptions;
  private readonly random: Random;
  private readonly meanDuration: number;
  /** Duration of the schedule that is changed, and the most the next may take. */
  private current: number = Number.POSITIVE_INFINITY;
  private allowance: number = Number.POSITIVE_INFINITY;
  /** Overflow of the schedule that is changed, while none is known that fits. */
  private overflow: number;
  /** A round has been begun: the schedule is being recreated. */
  private recreating = false;
  private failures = 0;
  private hasFailed = false;
  private byHeight = true;
  private mostStages = 1;
  /** Time per unit of overflow: an average of what evictions have cost, and what this round takes it for. */
  private meanPrice: number;
  private price = 0;
  private ticks = 0;
  private readonly candidateTicks: number;
  private readonly mostLooks: number;

  // prices of inputs (supply), by node: for which stage and evaluation, whether exact or only enough to know, and the stage of the recomputation or -1
  private stamp = 0;
  private looks = 0;
  private candidates = FIRST_CANDIDATES;
  private looksInAll: number = FIRST_LOOKS_IN_ALL;
  private readonly knownAt: Int32Array;
  private readonly knownStage: Int32Array;
  private readonly known: Float64Array;
  private readonly exact: Uint8Array;
  private readonly again: Int32Array;
  private readonly stages: Int32Array = new Int32Array((STAGES + 1) * (DEPTH + 2));

  // candidates for an eviction
  private readonly live: Int32Array;
  private readonly stageOfRead: Float64Array;
  private readonly old: Int32Array;
  private readonly gain: Float64Array;
  private readonly noise: Float64Array;
  private readonly floor: Float64Array;
  /** banned[v] = round: v was evicted in this round. */
  private readonly banned: Float64Array;

  constructor(graph: ComputeGraph, options: RuinRecreateOptions, random: Random) {
    const { n } = graph;
    this.graph = graph;
    this.options = options;
    this.random = random;
    this.walk = new StagedWalk(graph, options);
    this.candidateTicks = candidateTicks(n);
    this.mostLooks = Math.max(LOOKS, (LOOKS_PER_INPUT * edgeCount(graph)) / n);
    this.overflow = this.walk.state.overflow;
    this.meanDuration = meanDuration(this.walk.state.duration, n);
    this.meanPrice = timePerSize(graph, this.walk.state.duration) / 20;
    this.knownAt = new Int32Array(n);
    this.knownStage = new Int32Array(n);
    this.known = new Float64Array(n);
    this.exact = new Uint8Array(n);
    this.again = new Int32Array(n);
    this.live = new Int32Array(n);
    this.stageOfRead = new Float64Array(n);
    this.old = new Int32Array(n);
    this.gain = new Float64Array(n);
    this.noise = new Float64Array(n);
    this.floor = new Float64Array(n);
    this.banned = new Float64Array(n);
  }

  /** Works until the budget is over or `stopped`; true when the best schedule has improved. */
  run(work: WorkBudget, stopped: () => boolean): boolean {
    const { walk } = this;
    const before = walk.bestDuration;
    do {
      // some rounds at once where they are short
      for (this.ticks = 0; this.ticks < 20_000; ) this.advance();
      work.spend(this.ticks);
    } while (!work.over && !stopped());
    return walk.bestDuration < before;
  }

  /** Goes on from a better schedule found elsewhere, as StagedWalk.adopt does. */
  adopt(sequence: readonly number[], duration: number): void {
    const { walk } = this;
    if (duration >= walk.bestDuration) return;
    this.recreating = false;
    if (!walk.adopt(sequence, duration)) return;
    this.current = walk.state.overflow > 0 ? Number.POSITIVE_INFINITY : walk.state.duration;
    this.overflow = walk.state.overflow;
  }

  /** One eviction, or the beginning or the end of a round. */
  private advance(): void {
    if (!this.recreating) this.begin();
    const { walk } = this;
    const { state } = walk;
    if (state.overflow > 0) {
      if (state.duration >= this.allowance) {
        this.giveUp();
        return;
      }
      // where nothing could be evicted last time, other steps come first
      const t =
        this.byHeight && !this.hasFailed
          ? state.profile.highest()
          : state.profile.overflowing(state.profile.somewhere(this.random.float()));
      this.ticks += state.profile.steps * STEP_TICKS * 0.1;
      this.hasFailed = !this.evictAt(t);
      if (this.hasFailed && ++this.failures > 3 + state.profile.steps / 100) this.giveUp();
      return;
    }
    this.tidy();
    if (state.duration > this.allowance) {
      this.giveUp();
      return;
    }
    this.recreating = false;
    this.current = state.duration;
    walk.keep();
  }

  private begin(): void {
    const { walk, random, options } = this;
    const phase = (this.rounds++ % options.cycle) / options.cycle;
    if (phase === 0 && walk.bestDuration < Number.POSITIVE_INFINITY) {
      walk.toBest();
      this.current = walk.state.duration;
    }
    const temperature = this.meanDuration * HOT * (COLD / HOT) ** phase;
    this.allowance = this.current - temperature * Math.log(1 - random.float());
    this.price = this.meanPrice * PRICE_SPREAD ** (2 * random.float() - 1);
    // what evictions have cost while much was over the budget says little about the last of it
    if (this.current === Number.POSITIVE_INFINITY && this.rounds > 1) this.price *= LAST_PRICE ** random.float();
    this.byHeight = random.chance(1 / 3) || this.current === Number.POSITIVE_INFINITY;
    this.mostStages = random.chance(MANY_STAGES) ? STAGES : 1;
    if (this.current < Number.POSITIVE_INFINITY) {
      this.candidates = Math.round(between(CANDIDATES, random.float()));
      this.looksInAll = between(LOOKS_IN_ALL, random.float());
    }
    this.failures = 0;
    this.hasFailed = false;
    this.recreating = true;
    if (random.chance(PERTURB)) walk.shiftAny(random, SHIFT);
    if (random.chance(PERTURB)) walk.addAny(random);
    this.ruin();
    this.ticks += 200;
  }

  /** Takes the round back; while no schedule is known that fits, one that overflows about as little as the last is kept instead. */
  private giveUp(): void {
    const { walk } = this;
    this.recreating = false;
    if (
      this.current === Number.POSITIVE_INFINITY &&
      walk.state.overflow < this.overflow * (1 + SLACK * this.random.float())
    ) {
      this.overflow = walk.state.overflow;
      walk.keep();
    } else {
      walk.undo();
    }
  }

  // ---------------------------------------------------------------- ruin

  private ruin(): void {
    const { walk, random } = this;
    const { recomputed, state } = walk;
    if (recomputed.length === 0) return;
    const most = 1 + random.below(Math.min(recomputed.length, MOST_RUINED));
    const kind = random.below(3);
    if (kind === 0) {
      for (let i = 0; i < most && recomputed.length > 0; i++) walk.takeAnyAway(random);
      return;
    }
    // those nearest in stage, or in input order, to a random one
    const center = random.pick(recomputed);
    const stage = walk.randomStage(center, random);
    let near: { distance: number; v: number; k: number }[] = [];
    for (const v of recomputed) {
      const base = v * state.copies;
      for (let i = 1; i < state.count[v]!; i++) {
        const k = state.stage[base + i]!;
        const distance = kind === 1 ? Math.abs(k - stage) : Math.abs(v - center);
        near.push({ distance, v, k });
        // only the nearest are needed: the others go whenever the list has grown long
        if (near.length > 200) near = near.sort((a, b) => a.distance - b.distance).slice(0, 2 * MOST_RUINED);
      }
    }
    this.ticks += recomputed.length;
    near.sort((a, b) => a.distance - b.distance);
    for (let i = 0; i < most && i < near.length; i++) {
      const { v, k } = near[i]!;
      if (random.chance(0.85) && state.isComputed(v, k)) walk.takeAway(v, k);
    }
  }

  // ---------------------------------------------------------------- recreate

  /** Evicts one tensor at step t; false when none can be, or it did not help. */
  private evictAt(t: number): boolean {
    const { walk, graph, live, old, stageOfRead, gain, noise, floor } = this;
    const { state } = walk;
    const { profile } = state;
    const e = profile.eventAt(t);
    let candidates = this.collect(e, profile.nodeAt(t));
    let best = Number.POSITIVE_INFINITY;
    let bestNode = -1;
    let bestStage = -1;
    let bestOld = -1;
    let looks = 0;
    this.looks = 0;
    // cheapest without their inputs first: most of the rest is never looked at
    while (candidates > 0) {
      let c = 0;
      for (let i = 1; i < candidates; i++) if (floor[i]! < floor[c]!) c = i;
      if (floor[c]! >= best) break;
      const v = live[c]!;
      this.stamp++;
      looks += this.looks;
      if (looks > this.looksInAll && bestNode >= 0) break;
      this.looks = 0;
      const duration = graph.durations[v]!;
      const stages = this.stagesFor(v, stageOfRead[c]!, e, 0);
      this.ticks += this.candidateTicks * stages;
      for (let j = 0; j < stages; j++) {
        const k = this.stages[j]!;
        let gained = gain[c]!;
        if (j > 0)
          gained -= profile.excess(
            profile.position(event(k, v)),
            profile.position(event(stageOfRead[c]!, v)),
            0,
            graph.sizes[v]!,
            gained,
          );
        if (gained <= 0) continue;
        gained /= noise[c]!;
        const limit = best * gained - duration;
        if (limit <= 0) continue;
        const score = (duration + this.inputs(v, k, DEPTH, limit)) / gained;
        if (score < best) {
          best = score;
          bestNode = v;
          bestStage = k;
          bestOld = old[c]!;
        }
      }
      candidates--;
      live[c] = live[candidates]!;
      old[c] = old[candidates]!;
      stageOfRead[c] = stageOfRead[candidates]!;
      gain[c] = gain[candidates]!;
      noise[c] = noise[candidates]!;
      floor[c] = floor[candidates]!;
    }
    if (bestNode < 0) return false;
    this.evictions++;
    this.banned[bestNode] = this.rounds;
    const mark = walk.mark();
    const overflow = state.overflow;
    const duration = state.duration;
    if (bestOld >= 0) walk.takeAway(bestNode, bestOld);
    if (walk.hasRoom(bestNode) && !state.isComputed(bestNode, bestStage)) this.compute(bestNode, bestStage, DEPTH);
    const gained = overflow - state.overflow;
    if (gained <= 0) {
      walk.undo(mark);
      return false;
    }
    this.meanPrice += 0.01 * (Math.max(0, state.duration - duration) / gained - this.meanPrice);
    return true;
  }

  /** Fills the lists of the tensors that could be evicted at event e, where `node` runs; returns their number. */
  private collect(e: number, node: number): number {
    const { walk, random, graph, live, old, stageOfRead, gain, noise, floor } = this;
    const { state } = walk;
    const { profile } = state;
    const stage = stageOf(e);
    // all that live, or, where a look at every node would take long, a spread sample of them
    const isSample = stage > MOST_SCANNED;
    const enough = isSample ? this.candidates : stage;
    const stride = isSample ? this.strideFor(stage) : 1;
    let alive = 0;
    let scanned = 0;
    for (let v = isSample ? random.below(stage) : 0; scanned < stage && alive < enough; scanned++) {
      if (graph.recomputable[v] === 1 && this.banned[v] !== this.rounds && walk.copyAt(v, e) >= 0) live[alive++] = v;
      v += stride;
      if (v >= stage) v -= stage;
    }
    this.ticks += scanned * STEP_TICKS * 4;
    let chosen = 0;
    const looked = Math.min(alive, this.candidates);
    for (let x = 0; x < looked; x++) {
      if (alive > looked) {
        const y = x + random.below(alive - x);
        const v = live[y]!;
        live[y] = live[x]!;
        live[x] = v;
      }
      const v = live[x]!;
      if (random.chance(BLINK) || walk.reads(node, v)) continue;
      const k = stageOf(walk.nextRead(v, e));
      if (k <= v || event(k, v) <= e || state.isComputed(v, k)) continue;
      const copy = walk.copyAt(v, e);
      let former = -1;
      let cost = graph.durations[v]!;
      if (!walk.hasRoom(v)) {
        // its next computation moves here, or the one that is evicted now
        const i = copy + 1 < state.count[v]! ? copy + 1 : copy;
        if (i === 0) continue;
        former = state.stage[v * state.copies + i]!;
        cost = 0;
      }
      const from = profile.position(walk.lastReadBefore(v, copy, e)) + 1;
      const gained = profile.excess(from, profile.position(event(k, v)), 0, graph.sizes[v]!, Number.POSITIVE_INFINITY);
      if (gained <= 0) continue;
      live[chosen] = v;
      old[chosen] = former;
      stageOfRead[chosen] = k;
      gain[chosen] = gained;
      noise[chosen] = (former < 0 ? 1 : 1.5) * (1 + NOISE * (random.float() - 0.5));
      floor[chosen] = (cost * noise[chosen]!) / gained;
      chosen++;
    }
    this.ticks += looked * this.candidateTicks;
    return chosen;
  }

  /** A step that visits 0 .. stage - 1 once each, modulo stage, far apart. */
  private strideFor(stage: number): number {
    let stride = Math.floor(stage * GOLDEN);
    while (gcdOf([stride, stage]) !== 1) stride++;
    return stride;
  }

  /** Computes v in stage k, and those of its inputs again for which that is the cheapest. */
  private compute(v: number, k: number, depth: number): void {
    const { walk, graph } = this;
    this.ticks += 4 * this.candidateTicks;
    this.stamp++;
    this.looks = 0;
    this.inputs(v, k, depth, Number.POSITIVE_INFINITY);
    // decided before v is there, for then they live until it reads them
    const stages = graph.predecessors[v]!.map((u) => this.again[u]!);
    walk.add(v, k);
    graph.predecessors[v]!.forEach((u, i) => {
      const j = stages[i]!;
      if (j < 0 || walk.state.isComputed(u, j)) return;
      if (!walk.hasRoom(u)) {
        const next = this.serving(u, event(j, u)) + 1;
        if (next === walk.state.count[u]!) return;
        walk.takeAway(u, walk.state.stage[u * walk.state.copies + next]!);
      }
      this.compute(u, j, depth - 1);
    });
  }

  /** Stages in which to compute v for a read in stage k, all after event `after`: k, and those in which an input that is gone by then still lives. Fills stages[from..]. */
  private stagesFor(v: number, k: number, after: number, from: number): number {
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
  private serving(u: number, e: number): number {
    const { state } = this.walk;
    const base = u * state.copies;
    let i = state.count[u]! - 1;
    while (event(state.stage[base + i]!, u) > e) i--;
    return i;
  }

  /** What the inputs of v cost when it is computed in stage k; some number >= limit when it is at least that. */
  private inputs(v: number, k: number, depth: number, limit: number): number {
    const inputs = this.graph.predecessors[v]!;
    const e = event(k, v);
    let sum = 0;
    for (let i = 0; i < inputs.length && sum < limit; i++) sum += this.supply(inputs[i]!, k, e, depth, limit - sum);
    return sum;
  }

  /** What it costs to have u at event e in stage k; some number >= limit when it is at least that. */
  private supply(u: number, k: number, e: number, depth: number, limit: number): number {
    const { walk, graph, knownAt, knownStage, known, exact, again, price } = this;
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
      this.ticks += this.candidateTicks / 2;
      let least = graph.durations[u]!;
      let isPossible =
        depth > 0 && ++this.looks < this.mostLooks && k > u && stage !== k && graph.recomputable[u] === 1;
      if (isPossible && !walk.hasRoom(u)) {
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
    again[u] = choice;
    return cost;
  }

  /** Takes recomputations away that the schedule can do without, in random order: all, or some of many. */
  private tidy(): void {
    const { walk, random } = this;
    const { state, recomputed } = walk;
    let nodes: number[];
    if (recomputed.length <= MOST_TIDIED || this.current === Number.POSITIVE_INFINITY) {
      nodes = [...recomputed];
      random.shuffle(nodes);
    } else {
      nodes = walk.triedNodes();
      for (let i = 0; i < MOST_TIDIED / 10; i++) nodes.push(random.pick(recomputed));
    }
    for (const v of nodes) {
      for (let i = state.count[v]! - 1; i >= 1; i--) {
        if (i >= state.count[v]!) continue;
        const mark = walk.mark();
        walk.takeAway(v, state.stage[v * state.copies + i]!);
        if (state.overflow > 0) walk.undo(mark);
      }
    }
    this.ticks += nodes.length * 4 * this.candidateTicks;
  }
}

/** A value from `least` to `most`, even on a logarithmic scale. */
function between({ least, most }: { readonly least: number; readonly most: number }, fraction: number): number {
  return least * (most / least) ** fraction;
}
