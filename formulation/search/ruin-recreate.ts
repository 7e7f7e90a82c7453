// Ruin and recreate on staged schedules (Schrimpf, Schneider, Stamm-Wilbrandt & Dueck 2000; blinks after Christiaens & Vanden Berghe 2020): a few related
// recomputations are taken away, then the steps over the budget are relieved one after the other by the eviction that costs the least time for the
// overflow it removes, drawn with some noise (evictor.ts). The result is kept or not as in simulated annealing.
//
//      begin     a temperature, a price of overflow; the schedule is changed a little at random, then ruined
//      advance   one eviction at a step that overflows, again and again, until all fits or it has taken too long
//      tidy      recomputations that turn out not to be needed go; the schedule is kept if it takes no longer than the temperature allows
//
// From the input order the first round builds a schedule. As long as none is known that fits, the overflow takes the place of the duration: rounds that end with about
// as little of it as the last are kept, and prices are raised at random, for the last of it costs more than the first.

import type { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import type { Random } from '../../solver/random.ts';
import type { ComputeGraph } from '../graph.ts';
import { candidateTicks } from '../tick-rates.ts';
import type { TickCount } from './eviction-prices.ts';
import { Evictor } from './evictor.ts';
import { meanDuration, type SearchLimits } from './search-limits.ts';
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
/** The price of overflow in a round is between its average over and times this factor. */
const PRICE_SPREAD = 4.5;
/** While nothing fits: how much more a schedule may overflow than the last. */
const SLACK = 0.02;
/** While nothing fits, after the first round: the price is up to this many times higher. */
const LAST_PRICE = 1000;
/** Inputs that are looked into for all evictions that are compared for one step, once there is one to choose: while nothing fits, and in a round from `least` to `most`. */
const FIRST_LOOKS = 3000;
const LOOKS = { least: 100, most: 2000 };
/** Share of the rounds in which recomputations are tried in more than one stage. */
const MANY_STAGES = 0.2;
/** Chance that a round begins with a recomputation shifted, and with one added. */
const PERTURB = 0.3;
const SHIFT: ShiftRule = { toReader: 0.5, reach: 8, stopsAtFirst: false };
/** Tensors that are looked at for one step, drawn at random where more live through it: while nothing fits, and in a round from `least` to `most`. */
const FIRST_CANDIDATES = 60;
const CANDIDATES = { least: 30, most: 400 };
/**
 * Nodes from which on several evictions go at once while nothing fits, and how many (50 000 nodes, 37 links each: a schedule after less than half the ticks; 10 000 with 17
 * have one after a second anyway, and a better one without).
 */
const LARGE = 20_000;
const MOST_AT_ONCE = 8;
/** Recomputations that are tried for superfluous ones in a round. */
const MOST_TIDIED = 250;
/** Ticks of one step that is walked over, and the share that is to find the next one over the budget: whole blocks are skipped. */
const STEP_TICKS = 0.05;
const STEPS_WALKED = 0.1;

export class RuinRecreate {
  readonly walk: StagedWalk;
  rounds = 0;
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
  private readonly work: TickCount = { ticks: 0 };
  private readonly candidateTicks: number;
  private readonly evictor: Evictor;
  private mostCandidates = FIRST_CANDIDATES;
  private mostLooks: number = FIRST_LOOKS;

  constructor(graph: ComputeGraph, options: RuinRecreateOptions, random: Random) {
    this.options = options;
    this.random = random;
    this.walk = new StagedWalk(graph, options);
    this.candidateTicks = candidateTicks(graph.n);
    this.evictor = new Evictor(this.walk, random, this.work);
    this.overflow = this.walk.state.overflow;
    this.meanDuration = meanDuration(this.walk.state.duration, graph.n);
  }

  /** Evictions so far. */
  get evictions(): number {
    return this.evictor.evictions;
  }

  counts(): Record<string, number> {
    return { rounds: this.rounds, evictions: this.evictions, moves: this.walk.state.changes };
  }

  /** Works until the budget is over or `stopped`; true when the best schedule has improved. */
  run(work: WorkBudget, stopped: () => boolean): boolean {
    const { walk } = this;
    const before = walk.bestDuration;
    do {
      // some rounds at once where they are short
      for (this.work.ticks = 0; this.work.ticks < 20_000; ) this.advance();
      work.spend(this.work.ticks);
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
      this.work.ticks += state.profile.steps * STEP_TICKS * STEPS_WALKED;
      this.hasFailed = !this.evictor.evictAt(t);
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
    let price = this.evictor.meanPrice * PRICE_SPREAD ** (2 * random.float() - 1);
    // what evictions have cost while much was over the budget says little about the last of it: that is spread over many steps, and a computation that relieves
    // them runs itself where memory is over the budget anyway (without addsFreely nine in ten were taken back on 50 000 nodes with 37 links each)
    const isLong = this.current === Number.POSITIVE_INFINITY && this.rounds > 1;
    if (isLong) price *= LAST_PRICE ** random.float();
    this.byHeight = random.chance(1 / 3) || this.current === Number.POSITIVE_INFINITY;
    const triesManyStages = random.chance(MANY_STAGES);
    if (this.current < Number.POSITIVE_INFINITY) {
      this.mostCandidates = Math.round(between(CANDIDATES, random.float()));
      this.mostLooks = between(LOOKS, random.float());
    }
    this.evictor.startRound({
      price,
      triesManyStages,
      mostCandidates: this.mostCandidates,
      mostLooks: this.mostLooks,
      mostAtOnce: this.current === Number.POSITIVE_INFINITY && walk.graph.n >= LARGE ? MOST_AT_ONCE : 1,
      addsFreely: isLong,
    });
    this.failures = 0;
    this.hasFailed = false;
    this.recreating = true;
    if (random.chance(PERTURB)) walk.shiftAny(random, SHIFT);
    if (random.chance(PERTURB)) walk.addAny(random);
    this.ruin();
    this.work.ticks += 200;
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
    this.work.ticks += recomputed.length;
    near.sort((a, b) => a.distance - b.distance);
    for (let i = 0; i < most && i < near.length; i++) {
      const { v, k } = near[i]!;
      if (random.chance(0.85) && state.isComputed(v, k)) walk.takeAway(v, k);
    }
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
    this.work.ticks += nodes.length * 4 * this.candidateTicks;
  }
}

/** A value from `least` to `most`, even on a logarithmic scale. */
function between({ least, most }: { readonly least: number; readonly most: number }, fraction: number): number {
  return least * (most / least) ** fraction;
}
