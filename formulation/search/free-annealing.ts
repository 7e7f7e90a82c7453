// Simulated annealing on schedules in any order, with recomputations: energy = duration + weight * overflow, where the weight is steered so that the walk crosses the
// border of the budget again and again, as in annealing.ts. FastSA (Imanishi et al., NeurIPS 2023) anneals max(budget, peak) * duration over slots; here a
// step over the budget costs what it is over, so that two peaks are worked on at once, and no slots are needed.
//
// Moves, drawn at random:
//   evict     at a step that overflows, end a tensor that is not read there and compute it again right before its next read; inputs that have ended by
//             then are, with some chance, computed again before it, and so on
//   drop      take a computation of a repeated node away
//   insert    compute some node again right before a computation that reads it
//   relocate  move one computation within the range that reads and writes allow
//   drag      move one computation further, with the readers or inputs that stand in its way

import type { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import type { Random } from '../../solver/random.ts';
import type { ComputeGraph } from '../graph.ts';
import { freeMoveTicks } from '../tick-rates.ts';
import { FreeState } from './free-state.ts';
import { copiesFor, meanDuration, type SearchLimits, timePerSize } from './search-limits.ts';

export interface FreeAnnealingOptions extends SearchLimits {
  /** Moves per cooling round. */
  readonly roundMoves: number;
}

/** Clock readings are spread this many moves apart. */
const MOVES_PER_POLL = 128;
/** Moves between two changes of temperature and weight. */
const MOVES_PER_STEERING = 64;
/** Most computations dragged along at once, and inputs computed again along with an evicted tensor. */
const MOST_DRAGGED = 12;
const MOST_ALONG = 8;
/** Share of the mean duration at which a round starts (first, later at most) and ends. */
const FIRST_START = 0.5;
const LATER_START = 0.25;
const COOLING_PER_ROUND = 1 / 250;
/** How far the weight of the overflow may stray from where it starts: without a limit it passes all numbers when the budget is out of reach. */
const WEIGHT_RANGE = 1e6;

// what undoing needs to know of a change
const INSERTED = 0;
const REMOVED = 1;
const MOVED = 2;

export class FreeAnnealing {
  readonly state: FreeState;
  /** Duration of the best schedule that fits, Infinity before the first. */
  bestDuration: number = Number.POSITIVE_INFINITY;
  best: readonly number[] | null = null;
  moves = 0;
  rounds = 0;

  private readonly graph: ComputeGraph;
  private readonly options: FreeAnnealingOptions;
  private readonly random: Random;
  private readonly meanDuration: number;
  private readonly cooling: number;
  private readonly firstWeight: number;
  private weight: number;
  private temperature = 0;
  private energy = 0;
  private movesInRound = 0;
  /** Undo log of the current move, three numbers a change: INSERTED, id, 0; REMOVED, node, position; MOVED, id, old position. */
  private readonly done: number[] = [];

  constructor(graph: ComputeGraph, options: FreeAnnealingOptions, random: Random) {
    this.graph = graph;
    this.options = options;
    this.random = random;
    this.state = new FreeState(graph, options.budget, copiesFor(options), options.keepOutputs);
    this.meanDuration = meanDuration(this.state.duration, graph.n);
    this.cooling = COOLING_PER_ROUND ** (MOVES_PER_STEERING / options.roundMoves);
    // through the mean, so that it is positive when nothing takes any time: it is the unit of the range
    this.firstWeight = timePerSize(graph, this.meanDuration * graph.n) / 4;
    this.weight = this.firstWeight;
    this.startRound();
    this.note();
  }

  /** Goes on from a valid sequence, whether it fits the budget or not; false when it computes a node more often than is tried here. */
  startFrom(sequence: readonly number[]): boolean {
    const { state, graph } = this;
    const count = new Int32Array(graph.n);
    for (const v of sequence) if (++count[v]! > state.copies) return false;
    state.load(sequence);
    this.energy = state.duration + this.weight * state.overflow;
    this.note();
    return true;
  }

  /** Walks until the budget is over or `stopped`; true when the best schedule has improved. */
  run(work: WorkBudget, stopped: () => boolean): boolean {
    const before = this.bestDuration;
    do {
      for (let i = 0; i < MOVES_PER_POLL; i++) this.move();
      work.spend(MOVES_PER_POLL * freeMoveTicks(this.state.steps));
    } while (!work.over && !stopped());
    return this.bestDuration < before;
  }

  private move(): void {
    const { state, random } = this;
    this.moves++;
    if (++this.movesInRound >= this.options.roundMoves) this.startRound();
    this.done.length = 0;
    const kind = random.float();
    if (kind < 0.25 && state.overflow > 0) this.evict();
    else if (kind < 0.4) this.drop();
    else if (kind < 0.5) this.insert();
    else if (kind < 0.85) this.relocate();
    else this.drag();
    if (this.done.length > 0) this.judge();
    if (this.moves % MOVES_PER_STEERING === 0) this.steer();
  }

  /** Keeps the move just made, or takes it back. */
  private judge(): void {
    const { state, random } = this;
    const now = state.duration + this.weight * state.overflow;
    const change = now - this.energy;
    if (change <= 0 || random.float() < Math.exp(-change / this.temperature)) {
      this.energy = now;
      this.note();
    } else {
      this.undo();
    }
  }

  /** Cools a little and moves the weight of the overflow against the side of the budget we are on. */
  private steer(): void {
    const { state, firstWeight } = this;
    this.temperature *= this.cooling;
    if (state.overflow > 0) this.weight = Math.min(this.weight * 1.01, firstWeight * WEIGHT_RANGE);
    else this.weight = Math.max(this.weight * 0.99, firstWeight / WEIGHT_RANGE);
    this.energy = state.duration + this.weight * state.overflow;
  }

  private startRound(): void {
    this.rounds++;
    this.movesInRound = 0;
    this.temperature = this.meanDuration * (this.rounds === 1 ? FIRST_START : LATER_START * this.random.float());
    if (this.best !== null) this.state.load(this.best);
    else this.weight = this.firstWeight;
    this.energy = this.state.duration + this.weight * this.state.overflow;
  }

  private note(): void {
    const { state } = this;
    if (state.overflow > 0 || state.duration >= this.bestDuration) return;
    this.bestDuration = state.duration;
    this.best = state.nodes();
  }

  // ---------------------------------------------------------------- moves

  private evict(): void {
    const { state, random, graph } = this;
    const e = this.overflowingStep();
    if (e < 0) return;
    for (let tries = 0; tries < 20; tries++) {
      const v = random.below(graph.n);
      if (!this.hasRoom(v)) continue;
      const copy = state.copyBefore(v, e);
      if (copy < 0 || state.position[state.lastReader[copy]!]! <= e) continue;
      const next = state.nextRead(v, e - 1);
      if (next === e) continue;
      this.computeAgain(v, next, e, MOST_ALONG);
      return;
    }
  }

  /** Computes v again at position `at`, and before it those of its inputs that ended before position e; how many computations that took. */
  private computeAgain(v: number, at: number, e: number, most: number): number {
    const { state, random, graph } = this;
    const id = this.put(v, at);
    let made = 1;
    for (const u of graph.predecessors[v]!) {
      if (made >= most || !this.hasRoom(u) || random.chance(0.3)) continue;
      const here = state.position[id]!;
      const copy = state.copyBefore(u, here);
      // the end of the copy before v came to read it
      if (state.position[copy]! >= e || this.lastReadBefore(u, copy, here) >= e) continue;
      made += this.computeAgain(u, here, e, most - made);
    }
    return made;
  }

  /** Position of the last read of a copy of u before position p, its own position if there is none. */
  private lastReadBefore(u: number, copy: number, p: number): number {
    const { state, graph } = this;
    let last = state.position[copy]!;
    for (const w of graph.successors[u]!) {
      const reader = state.copyBefore(w, p);
      if (reader >= 0 && state.position[reader]! > last) last = state.position[reader]!;
    }
    return last;
  }

  private drop(): void {
    const { state, random } = this;
    if (state.repeated.length === 0) return;
    const v = random.pick(state.repeated);
    const id = state.ids[v * state.copies + random.below(state.count[v]!)]!;
    if (state.mayRemove(id)) this.takeOut(id);
  }

  private insert(): void {
    const { state, random, graph } = this;
    const reader = state.sequence[random.below(state.steps)]!;
    const inputs = graph.predecessors[state.nodeOf[reader]!]!;
    if (inputs.length === 0) return;
    const v = random.pick(inputs);
    if (this.hasRoom(v)) this.put(v, state.position[reader]!);
  }

  private relocate(): void {
    const { state, random } = this;
    const id = state.sequence[this.somePosition()]!;
    const at = state.position[id]!;
    const first = state.earliestOf(id);
    const last = state.latestOf(id);
    if (first >= last) return;
    const how = random.float();
    let to = at;
    if (how < 0.2) to = first;
    else if (how < 0.4) to = last;
    else if (how < 0.7) to = random.between(first, last);
    else to = Math.min(last, Math.max(first, at + random.between(-8, 8)));
    if (to !== at) this.shift(id, to);
  }

  private drag(): void {
    const { state, random } = this;
    const at = this.somePosition();
    const distance = 1 + Math.floor(random.float() ** 3 * state.steps);
    if (random.chance(0.5)) this.dragLater(at, Math.min(state.steps - 1, at + distance));
    else this.dragEarlier(at, Math.max(0, at - distance));
  }

  /** Moves the computation at `at` behind position `to`, with all that must stay behind it. */
  private dragLater(at: number, to: number): void {
    const { state } = this;
    const group = [state.sequence[at]!];
    for (let p = at + 1; p <= to; p++) {
      const id = state.sequence[p]!;
      if (!this.anyBefore(group, id)) continue;
      if (group.length === MOST_DRAGGED) return;
      group.push(id);
    }
    for (let i = group.length - 1; i >= 0; i--) this.shift(group[i]!, to - (group.length - 1 - i));
  }

  /** Moves the computation at `at` before position `to`, with all that must stay before it. */
  private dragEarlier(at: number, to: number): void {
    const { state } = this;
    const group = [state.sequence[at]!];
    for (let p = at - 1; p >= to; p--) {
      const id = state.sequence[p]!;
      if (!group.some((member) => this.mustPrecede(id, member))) continue;
      if (group.length === MOST_DRAGGED) return;
      group.push(id);
    }
    for (let i = group.length - 1; i >= 0; i--) this.shift(group[i]!, to + (group.length - 1 - i));
  }

  private anyBefore(group: readonly number[], id: number): boolean {
    for (let i = 0; i < group.length; i++) if (this.mustPrecede(group[i]!, id)) return true;
    return false;
  }

  // ---------------------------------------------------------------- questions

  /** True if v may be computed once more. */
  private hasRoom(v: number): boolean {
    return this.state.count[v]! < this.state.copies && this.graph.recomputable[v] === 1;
  }

  /** Whether computation a, which comes first, cannot change places with b: copies of one node, or b reads a's node, whose first copy a is. */
  private mustPrecede(a: number, b: number): boolean {
    const { state, graph } = this;
    const v = state.nodeOf[a]!;
    const w = state.nodeOf[b]!;
    if (v === w) return true;
    if (state.ids[v * state.copies] !== a) return false;
    const inputs = graph.predecessors[w]!;
    for (let k = 0; k < inputs.length; k++) if (inputs[k] === v) return true;
    return false;
  }

  /** Any position; half of the time one at or before which memory overflows, if there is one. */
  private somePosition(): number {
    const { state, random } = this;
    if (state.overflow > 0 && random.chance(0.5)) {
      const e = this.overflowingStep();
      if (e >= 0) return Math.max(0, e - random.below(4));
    }
    return random.below(state.steps);
  }

  /** The first step over the budget from a random place on, around the end; -1 if there is none. */
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

  // ---------------------------------------------------------------- changes

  private put(v: number, at: number): number {
    const id = this.state.insert(v, at);
    this.done.push(INSERTED, id, 0);
    return id;
  }

  private takeOut(id: number): void {
    this.done.push(REMOVED, this.state.nodeOf[id]!, this.state.position[id]!);
    this.state.remove(id);
  }

  private shift(id: number, to: number): void {
    this.done.push(MOVED, id, this.state.position[id]!);
    this.state.move(id, to);
  }

  private undo(): void {
    const { state, done } = this;
    for (let i = done.length - 3; i >= 0; i -= 3) {
      if (done[i] === INSERTED) state.remove(done[i + 1]!);
      else if (done[i] === REMOVED) state.insert(done[i + 1]!, done[i + 2]!);
      else state.move(done[i + 1]!, done[i + 2]!);
    }
  }
}
