// Orders without recomputation within a budget: depth-first search over sets of executed nodes. A node that fits and does not raise the live memory is run at once:
// whatever order completes from here can be rearranged to start with it without passing the budget. Otherwise the ready nodes that fit are tried, those that
// raise memory least first. Sets from which there is no way on are remembered by a hash (Zobrist 1970), so that no part of the search is done
// twice; a search that gets stuck starts again with another tie-breaking and keeps that memory. Two sets with one hash would only cost a way to an answer.

import type { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import type { Random } from '../../solver/random.ts';
import type { ComputeGraph } from '../graph.ts';
import { ORDER_STEP_TICKS } from '../tick-rates.ts';

/** Most dead sets remembered; beyond, the search goes on without adding to them. */
const MOST_DEAD = 400_000;
/** Dead ends before the first fresh start, and by which factor the number grows. */
const FIRST_PATIENCE = 500;
const PATIENCE_GROWTH = 1.2;
/** Steps between two looks at the clock. */
const STEPS_PER_POLL = 64;

/** A set on the way, with the nodes to try next, best last. */
interface Level {
  readonly choices: number[];
  readonly key: number;
}

export class OrderSearch {
  /** An order within the budget, once found. */
  found: number[] | null = null;
  /** All orders have been tried: there is none within the budget (but for hash collisions). */
  exhausted = false;
  restarts = 0;

  private readonly graph: ComputeGraph;
  private readonly budget: number;
  private readonly keepOutputs: boolean;
  private readonly random: Random;
  private readonly dead: Set<number> = new Set();
  private readonly hashes: Int32Array;
  private readonly order: number[] = [];
  private readonly levels: Level[] = [];
  private readonly missing: Int32Array;
  private readonly unread: Int32Array;
  private ready: number[] = [];
  private live = 0;
  private high = 0;
  private low = 0;
  private noise = 0;
  private deadEnds = 0;
  private patience = FIRST_PATIENCE;

  constructor(graph: ComputeGraph, budget: number, keepOutputs: boolean, random: Random) {
    this.graph = graph;
    this.budget = budget;
    this.keepOutputs = keepOutputs;
    this.random = random;
    this.hashes = Int32Array.from({ length: 2 * graph.n }, () => random.below(2 ** 32) | 0);
    this.missing = Int32Array.from(graph.predecessors, (inputs) => inputs.length);
    this.unread = Int32Array.from(graph.successors, (readers) => readers.length);
    for (let v = 0; v < graph.n; v++) if (this.missing[v] === 0) this.ready.push(v);
    this.open();
  }

  /** Nothing left to do. */
  get finished(): boolean {
    return this.found !== null || this.exhausted;
  }

  /** Searches until an order is found, all are tried, the budget is over or `stopped`. */
  run(work: WorkBudget, stopped: () => boolean): void {
    do {
      for (let i = 0; i < STEPS_PER_POLL && !this.finished; i++) this.advance();
      work.spend(STEPS_PER_POLL * ORDER_STEP_TICKS);
    } while (!this.finished && !work.over && !stopped());
  }

  /** Runs the next choice of the deepest level, or leaves the level. */
  private advance(): void {
    const { levels, dead, graph } = this;
    if (this.order.length === graph.n) {
      this.found = [...this.order];
      return;
    }
    const level = levels[levels.length - 1]!;
    const v = level.choices.pop();
    if (v !== undefined) {
      this.execute(v);
      if (dead.has(this.key())) this.retract();
      else this.open();
      return;
    }
    levels.pop();
    if (dead.size < MOST_DEAD) dead.add(level.key);
    if (levels.length === 0) {
      this.exhausted = true;
      return;
    }
    this.retract();
    if (++this.deadEnds >= this.patience) this.restart();
  }

  private restart(): void {
    this.restarts++;
    this.deadEnds = 0;
    this.patience *= PATIENCE_GROWTH;
    this.noise = this.random.pick([0.1, 0.3, 1]);
    while (this.order.length > 0) this.retract();
    this.levels.length = 0;
    this.open();
  }

  /** Enters the current set: one choice if it is safe, else all that fit. */
  private open(): void {
    const { ready, graph, budget, live, random, noise } = this;
    const key = this.key();
    const choices: { v: number; score: number }[] = [];
    for (let i = 0; i < ready.length; i++) {
      const v = ready[i]!;
      if (live + graph.sizes[v]! > budget) continue;
      const rise = this.rise(v);
      if (rise <= 0) {
        this.levels.push({ choices: [v], key });
        return;
      }
      choices.push({ v, score: rise * (1 + noise * random.float()) });
    }
    choices.sort((a, b) => b.score - a.score || b.v - a.v);
    this.levels.push({ choices: choices.map(({ v }) => v), key });
  }

  /** By how much live memory is higher after v has run. */
  private rise(v: number): number {
    const { graph, unread } = this;
    const { sizes } = graph;
    const inputs = graph.predecessors[v]!;
    let rise = unread[v] === 0 && !this.keepOutputs ? 0 : sizes[v]!;
    for (let k = 0; k < inputs.length; k++) if (unread[inputs[k]!] === 1) rise -= sizes[inputs[k]!]!;
    return rise;
  }

  private execute(v: number): void {
    const { graph, missing, unread, ready } = this;
    this.live += this.rise(v);
    for (const u of graph.predecessors[v]!) unread[u]!--;
    ready.splice(ready.indexOf(v), 1);
    for (const w of graph.successors[v]!) if (--missing[w]! === 0) ready.push(w);
    this.order.push(v);
    this.flip(v);
  }

  private retract(): void {
    const { graph, missing, unread } = this;
    const v = this.order.pop()!;
    for (const w of graph.successors[v]!) {
      if (missing[w] === 0) this.ready.splice(this.ready.indexOf(w), 1);
      missing[w]!++;
    }
    this.ready.push(v);
    for (const u of graph.predecessors[v]!) unread[u]!++;
    this.live -= this.rise(v);
    this.flip(v);
  }

  private flip(v: number): void {
    this.high ^= this.hashes[2 * v]!;
    this.low ^= this.hashes[2 * v + 1]!;
  }

  private key(): number {
    return (this.high >>> 0) * 2 ** 21 + (this.low >>> 11);
  }
}
