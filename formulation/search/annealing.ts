// Simulated annealing on staged schedules (Kirkpatrick, Gelatt & Vecchi 1983): energy = duration + weight * overflow. The weight is steered so that the walk crosses
// the border of the budget again and again (strategic oscillation, Glover 1989): it rises while memory overflows and falls while it fits. Rounds cool
// from a start temperature and begin anew from the best schedule found. Every schedule handed out fits the budget by the state's own profile, and is checked
// again by simulation before anybody sees it.
//
// Moves, drawn at random:
//   evict    at a step that overflows, end a tensor that is not read there and compute it again where it is read next; with some chance its inputs
//            that would have to live longer for it are computed again as well
//   drop     take a recomputation away, and those of its inputs that nobody reads then
//   swap     drop, then evict elsewhere
//   shift    move a recomputation to another stage in which one of its readers runs, or a few stages on; its inputs may move along
//   insert   compute some node again in a stage where one of its readers runs

import type { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import type { Random } from '../../solver/random.ts';
import type { ComputeGraph } from '../graph.ts';
import { event, stageOf } from '../stages.ts';
import { moveTicks } from '../tick-rates.ts';
import { meanDuration, type SearchLimits, timePerSize } from './search-limits.ts';
import { type ShiftRule, StagedWalk } from './staged-walk.ts';

export interface AnnealingOptions extends SearchLimits {
  /** Moves per cooling round. */
  readonly roundMoves: number;
}

/** Moves between two looks at the clock: some 5 ms. */
const MOVES_PER_POLL = 256;
const SHIFT: ShiftRule = { toReader: 0.7, reach: 5, stopsAtFirst: true };

export class Annealing {
  readonly walk: StagedWalk;
  moves = 0;
  rounds = 0;

  private readonly graph: ComputeGraph;
  private readonly options: AnnealingOptions;
  private readonly random: Random;
  private readonly meanDuration: number;
  /** Factor of the temperature every 64 moves: from 1/2 to 1/500 of the mean duration over a round. */
  private readonly cooling: number;
  private weight: number;
  private temperature = 0;
  private energy = 0;
  private movesInRound = 0;

  constructor(graph: ComputeGraph, options: AnnealingOptions, random: Random) {
    this.graph = graph;
    this.options = options;
    this.random = random;
    this.walk = new StagedWalk(graph, options);
    const { duration } = this.walk.state;
    this.meanDuration = meanDuration(duration, graph.n);
    this.cooling = (1 / 250) ** (64 / options.roundMoves);
    this.weight = timePerSize(graph, duration) / 4;
    this.startRound();
  }

  /** Takes over a better schedule found elsewhere; its first computations must follow the input order. */
  adopt(sequence: readonly number[], duration: number): void {
    this.walk.adopt(sequence, duration);
    this.measure();
  }

  /** Walks until the budget is over or `stopped`; true when the best schedule has improved. */
  run(work: WorkBudget, stopped: () => boolean): boolean {
    const { walk } = this;
    const before = walk.bestDuration;
    do {
      for (let i = 0; i < MOVES_PER_POLL; i++) this.move();
      work.spend(MOVES_PER_POLL * moveTicks(walk.state.profile.steps));
    } while (!work.over && !stopped());
    return walk.bestDuration < before;
  }

  counts(): Record<string, number> {
    return { moves: this.moves, rounds: this.rounds };
  }

  private move(): void {
    const { walk, random } = this;
    this.moves++;
    if (++this.movesInRound >= this.options.roundMoves) this.startRound();
    const kind = random.float();
    if (walk.state.overflow > 0 && kind < 0.4) this.evict();
    else if (kind < 0.55) this.drop();
    else if (kind < 0.65) this.swap();
    else if (kind < 0.88) walk.shiftAny(random, SHIFT);
    else walk.addAny(random);
    if (walk.changed) this.judge();
    if ((this.moves & 63) === 0) this.steer();
  }

  /** Keeps the move just made, or takes it back. */
  private judge(): void {
    const { walk, random } = this;
    const now = walk.state.duration + this.weight * walk.state.overflow;
    const change = now - this.energy;
    if (change <= 0 || random.float() < Math.exp(-change / this.temperature)) {
      this.energy = now;
      walk.keep();
    } else {
      walk.undo();
    }
  }

  /** Cools a little and moves the weight of the overflow against the side of the budget we are on. */
  private steer(): void {
    this.temperature *= this.cooling;
    this.weight *= this.walk.state.overflow > 0 ? 1.01 : 0.99;
    this.measure();
  }

  private measure(): void {
    const { state } = this.walk;
    this.energy = state.duration + this.weight * state.overflow;
  }

  private startRound(): void {
    this.rounds++;
    this.movesInRound = 0;
    this.temperature = this.meanDuration * (this.rounds === 1 ? 0.5 : 0.25 * this.random.float());
    if (this.walk.bestDuration < Number.POSITIVE_INFINITY) this.walk.toBest();
    this.measure();
  }

  // ---------------------------------------------------------------- moves

  private evict(): void {
    const { walk, random, graph } = this;
    const { state } = walk;
    const { profile } = state;
    const t = profile.overflowing(profile.somewhere(random.float()));
    if (t < 0) return;
    const e = profile.eventAt(t);
    const node = profile.nodeAt(t);
    for (let tries = 0; tries < 20; tries++) {
      const v = random.below(graph.n);
      if (graph.recomputable[v] === 0) continue;
      const copy = walk.state.copyAt(v, e);
      if (copy < 0 || walk.state.reads(node, v)) continue;
      const k = stageOf(walk.state.nextRead(v, e));
      if (k <= v || event(k, v) <= e || state.isComputed(v, k)) continue;
      if (!walk.state.hasRoom(v)) {
        // make room: its later computation moves here
        const i = copy + 1 < state.count[v]! ? copy + 1 : copy;
        if (i === 0) continue;
        walk.remove(v, state.stage[v * state.copies + i]!);
      }
      walk.add(v, k);
      if (random.chance(0.5)) this.alongWith(v, k, e);
      return;
    }
  }

  /** Recomputes inputs of v in stage k that would otherwise have to live from before event e until then. */
  private alongWith(v: number, k: number, e: number): void {
    const { walk, graph, random } = this;
    for (const u of graph.predecessors[v]!) {
      if (graph.recomputable[u] === 0 || !walk.state.hasRoom(u) || walk.state.isComputed(u, k) || random.chance(0.3))
        continue;
      const copy = walk.state.copyAt(u, e);
      if (copy >= 0 && walk.state.nextRead(u, e) >= event(k, u)) walk.add(u, k);
    }
  }

  private drop(): void {
    const { walk, random } = this;
    if (walk.recomputed.length > 0) walk.takeAnyAway(random);
  }

  private swap(): void {
    this.drop();
    if (this.walk.state.overflow > 0) this.evict();
  }
}
