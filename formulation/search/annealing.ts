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
import { StagedState } from './staged-state.ts';

export interface AnnealingOptions {
  readonly budget: number;
  readonly maxComputations: number;
  readonly keepOutputs: boolean;
  /** Moves per cooling round. */
  readonly roundMoves: number;
}

/** Steps of the schedule that may be touched between two looks at the clock, by a rough count: some 5 ms. */
const STEPS_PER_POLL = 1_000_000;
const MOST_MOVES_PER_POLL = 256;

export class Annealing {
  readonly state: StagedState;
  /** Duration of the best schedule that fits, Infinity before the first. */
  bestDuration: number = Number.POSITIVE_INFINITY;
  best: number[] | null = null;
  moves = 0;
  rounds = 0;

  private readonly graph: ComputeGraph;
  private readonly options: AnnealingOptions;
  private readonly random: Random;
  private weight: number;
  private temperature = 0;
  private energy = 0;
  /** Undo log of the current move: +(v * n + k + 1) for an added computation, negative for a removed one. */
  private readonly done: number[] = [];
  /** Recomputations (v, k) as v * n + k, in no order, with their places. */
  private readonly extra: number[] = [];
  private readonly place: Map<number, number> = new Map();
  private bestExtra: number[] = [];
  private readonly meanDuration: number;
  private movesInRound = 0;

  constructor(graph: ComputeGraph, options: AnnealingOptions, random: Random) {
    this.graph = graph;
    this.options = options;
    this.random = random;
    this.state = new StagedState(graph, options.budget, options.maxComputations, options.keepOutputs);
    this.meanDuration = Math.max(1e-9, this.state.duration / graph.n);
    let sizes = 0;
    for (let v = 0; v < graph.n; v++) sizes += graph.sizes[v]!;
    this.weight = (this.meanDuration * graph.n) / Math.max(1, sizes) / 4;
    this.startRound();
    this.note();
  }

  /** Takes over a better schedule found elsewhere; its first computations must follow the input order. */
  adopt(sequence: readonly number[], duration: number): void {
    if (duration >= this.bestDuration) return;
    const { n } = this.graph;
    const recomputations = new Set<number>();
    let stage = 0;
    for (const v of sequence) {
      if (v === stage) stage++;
      else recomputations.add(v * n + stage);
    }
    this.bestDuration = duration;
    this.bestExtra = [...recomputations];
    this.toBest();
  }

  /** Walks until the budget is over or `stopped`; true when the best schedule has improved. */
  run(work: WorkBudget, stopped: () => boolean): boolean {
    const before = this.bestDuration;
    const polled = Math.max(1, Math.min(MOST_MOVES_PER_POLL, Math.floor(STEPS_PER_POLL / this.graph.n)));
    do {
      for (let i = 0; i < polled; i++) this.move();
      work.spend(polled * moveTicks(this.state.steps));
    } while (!work.over && !stopped());
    return this.bestDuration < before;
  }

  private move(): void {
    const { state, random } = this;
    this.moves++;
    if (++this.movesInRound >= this.options.roundMoves) this.startRound();
    this.done.length = 0;
    const kind = random.float();
    if (state.overflow > 0 && kind < 0.4) this.evict();
    else if (kind < 0.55) this.drop();
    else if (kind < 0.65) this.swap();
    else if (kind < 0.88) this.shift();
    else this.insert();
    if (this.done.length > 0) this.judge();
    if ((this.moves & 63) === 0) this.steer();
  }

  /** Keeps the move just made, or takes it back. */
  private judge(): void {
    const { state, random } = this;
    const now = state.duration + this.weight * state.overflow;
    const change = now - this.energy;
    if (change <= 0 || random.float() < Math.exp(-change / this.temperature)) {
      this.energy = now;
      if (state.overflow <= 0 && state.duration < this.bestDuration) this.note();
    } else {
      this.undo();
    }
  }

  /** Cools a little and moves the weight of the overflow against the side of the budget we are on. */
  private steer(): void {
    const { state } = this;
    this.temperature *= this.cooling;
    this.weight *= state.overflow > 0 ? 1.01 : 0.99;
    this.energy = state.duration + this.weight * state.overflow;
  }

  private get cooling(): number {
    // from 1/2 to 1/500 of the mean duration over a round
    return (1 / 250) ** (64 / this.options.roundMoves);
  }

  private startRound(): void {
    this.rounds++;
    this.movesInRound = 0;
    this.temperature = this.meanDuration * (this.rounds === 1 ? 0.5 : 0.25 * this.random.float());
    if (this.best !== null) this.toBest();
    this.energy = this.state.duration + this.weight * this.state.overflow;
  }

  private note(): void {
    if (this.state.overflow > 0) return;
    this.bestDuration = this.state.duration;
    this.best = this.state.sequence();
    this.bestExtra = [...this.extra];
  }

  private toBest(): void {
    const { graph, state } = this;
    for (const key of [...this.extra]) this.takeOut(Math.floor(key / graph.n), key % graph.n);
    for (const key of this.bestExtra) this.put(Math.floor(key / graph.n), key % graph.n);
    this.best = state.sequence();
    this.energy = state.duration + this.weight * state.overflow;
  }

  // ---------------------------------------------------------------- moves

  private evict(): void {
    const { state, random, graph } = this;
    const t = this.overflowingStep();
    if (t < 0) return;
    const e = state.stepEvent[t]!;
    for (let tries = 0; tries < 20; tries++) {
      const v = random.below(graph.n);
      const copy = this.copyAt(v, e);
      if (copy < 0 || this.reads(state.stepNode[t]!, v)) continue;
      const k = this.nextReadStage(v, e);
      if (k < 0 || state.isComputed(v, k)) continue;
      if (state.count[v]! >= state.copies) {
        // make room: its later computation moves here
        const i = copy + 1 < state.count[v]! ? copy + 1 : copy;
        const old = state.stage[v * state.copies + i]!;
        if (old === v) continue;
        this.record(v, old, false);
      }
      this.record(v, k, true);
      if (random.chance(0.5)) this.alongWith(v, k, e);
      return;
    }
  }

  /** Recomputes inputs of v in stage k that would otherwise have to live from before event e until then. */
  private alongWith(v: number, k: number, e: number): void {
    const { state, graph, random } = this;
    for (const u of graph.predecessors[v]!) {
      if (state.count[u]! >= state.copies || state.isComputed(u, k) || random.chance(0.3)) continue;
      const copy = this.copyAt(u, e);
      if (copy < 0 || this.readBetween(u, e, (k * (k + 1)) / 2 + u)) continue;
      this.record(u, k, true);
    }
  }

  private drop(): void {
    const { extra, random, graph } = this;
    if (extra.length === 0) return;
    const key = extra[random.below(extra.length)]!;
    this.takeAway(Math.floor(key / graph.n), key % graph.n);
  }

  private swap(): void {
    this.drop();
    if (this.state.overflow > 0) this.evict();
  }

  private shift(): void {
    const { extra, random, graph, state } = this;
    if (extra.length === 0) return;
    const key = extra[random.below(extra.length)]!;
    const v = Math.floor(key / graph.n);
    const old = key % graph.n;
    const k = random.chance(0.7)
      ? this.readerStage(v)
      : Math.min(graph.n - 1, Math.max(v + 1, old + random.between(-5, 5)));
    if (k <= v || state.isComputed(v, k)) return;
    this.moveTo(v, old, k);
    const along = random.chance(0.5);
    for (const u of graph.predecessors[v]!) {
      // the inputs that were computed for it in the same stage move along
      if (along && u < old && u < k && state.isComputed(u, old) && !state.isComputed(u, k)) this.moveTo(u, old, k);
      this.dropUnread(u);
    }
  }

  private moveTo(v: number, from: number, to: number): void {
    this.record(v, from, false);
    this.record(v, to, true);
  }

  /** Removes a recomputation, and the recomputations of its inputs that nobody reads any more. */
  private takeAway(v: number, k: number): void {
    this.record(v, k, false);
    for (const u of this.graph.predecessors[v]!) this.dropUnread(u);
  }

  private dropUnread(u: number): void {
    const { state } = this;
    const base = u * state.copies;
    for (let i = state.count[u]! - 1; i >= 1; i--) {
      const k = state.stage[base + i]!;
      if (state.lastRead[base + i] === (k * (k + 1)) / 2 + u) this.takeAway(u, k);
    }
  }

  private insert(): void {
    const { random, graph, state } = this;
    const v = random.below(graph.n);
    if (state.count[v]! >= state.copies) return;
    const k = this.readerStage(v);
    if (k > v && !state.isComputed(v, k)) this.record(v, k, true);
  }

  // ---------------------------------------------------------------- questions

  /** A step over the budget, near a random place; -1 if none was met. */
  private overflowingStep(): number {
    const { state, random } = this;
    const { steps, memory, budget } = state;
    const start = random.below(steps);
    for (let i = 0; i < steps; i++) {
      const p = start + i < steps ? start + i : start + i - steps;
      if (memory[p]! > budget) return p;
    }
    return -1;
  }

  /** The copy of v that lives through event e (written before it, read after it), or -1. */
  private copyAt(v: number, e: number): number {
    const { state } = this;
    const base = v * state.copies;
    for (let i = state.count[v]! - 1; i >= 0; i--) {
      const k = state.stage[base + i]!;
      if ((k * (k + 1)) / 2 + v < e) return state.lastRead[base + i]! > e ? i : -1;
    }
    return -1;
  }

  private reads(w: number, v: number): boolean {
    const p = this.graph.predecessors[w]!;
    for (let i = 0; i < p.length; i++) if (p[i] === v) return true;
    return false;
  }

  /** The stage of the first read of v after event e, if v can be computed in it after e; else -1. A kept output is read at the end. */
  private nextReadStage(v: number, e: number): number {
    const { state, graph } = this;
    let next = this.isKept(v) ? event(graph.n - 1, graph.n - 1) : Number.POSITIVE_INFINITY;
    for (const w of graph.successors[v]!) {
      for (let c = w * state.copies, end = c + state.count[w]!; c < end; c++) {
        const k = state.stage[c]!;
        const read = (k * (k + 1)) / 2 + w;
        if (read > e && read < next) next = read;
      }
    }
    if (next === Number.POSITIVE_INFINITY) return -1;
    const k = stageOf(next);
    return k > v && (k * (k + 1)) / 2 + v > e ? k : -1;
  }

  private readBetween(u: number, from: number, to: number): boolean {
    const { state, graph } = this;
    for (const w of graph.successors[u]!) {
      for (let c = w * state.copies, end = c + state.count[w]!; c < end; c++) {
        const k = state.stage[c]!;
        const read = (k * (k + 1)) / 2 + w;
        if (read > from && read < to) return true;
      }
    }
    return false;
  }

  private isKept(v: number): boolean {
    return this.options.keepOutputs && this.graph.successors[v]!.length === 0;
  }

  /** The stage of a random computation of a random reader of v, or any later stage for a kept output; -1 when nobody reads it. */
  private readerStage(v: number): number {
    const { state, graph, random } = this;
    const readers = graph.successors[v]!;
    if (this.isKept(v)) return random.between(v, graph.n - 1);
    if (readers.length === 0) return -1;
    const w = readers[random.below(readers.length)]!;
    return state.stage[w * state.copies + random.below(state.count[w]!)]!;
  }

  // ---------------------------------------------------------------- changes

  private record(v: number, k: number, added: boolean): void {
    const key = v * this.graph.n + k + 1;
    if (added) this.put(v, k);
    else this.takeOut(v, k);
    this.done.push(added ? key : -key);
  }

  private undo(): void {
    const { n } = this.graph;
    for (let i = this.done.length - 1; i >= 0; i--) {
      const d = this.done[i]!;
      const key = Math.abs(d) - 1;
      if (d > 0) this.takeOut(Math.floor(key / n), key % n);
      else this.put(Math.floor(key / n), key % n);
    }
  }

  private put(v: number, k: number): void {
    const key = v * this.graph.n + k;
    this.place.set(key, this.extra.length);
    this.extra.push(key);
    this.state.add(v, k);
  }

  private takeOut(v: number, k: number): void {
    const key = v * this.graph.n + k;
    const at = this.place.get(key)!;
    const last = this.extra.pop()!;
    if (last !== key) {
      this.extra[at] = last;
      this.place.set(last, at);
    }
    this.place.delete(key);
    this.state.remove(v, k);
  }
}
