// Neighbourhoods of a Moccasin schedule: which nodes may change their recomputations. All other nodes keep presence and start of every copy; ends stay open
// everywhere, because a tensor must be able to live longer for a recomputation nearby (and propagation settles them from the reads that are fixed).
//
// Only nodes with something to decide count: with the input order, one that the model gives a single copy (it may not be computed again, or never needs to) is where it is.

import type { Fact } from '../solver/literal.ts';
import { FreeSet } from '../solver/lns/free-set.ts';
import type { Neighborhood } from '../solver/lns/neighborhood.ts';
import type { Random } from '../solver/random.ts';
import type { Copy, MoccasinModel } from './moccasin.ts';

/** How a neighbourhood picks nodes to free. It need not pick as many as there is room for. */
type Pick = (model: MoccasinModel, incumbent: Float64Array, selection: FreeSet, random: Random) => void;

/** A neighbourhood with fewer nodes is not worth a search. */
const LEAST_SIZE = 3;
/** Steps of which the one with the most memory is taken: near the peak, but not always the same one. */
const PEAK_TRIES = 9;

/** All neighbourhoods of a model, to be chosen among adaptively. */
export function moccasinNeighborhoods(model: MoccasinModel): Neighborhood[] {
  const kinds: [string, Pick][] = [
    ['lns-window', pickWindow],
    ['lns-peak', pickPeak],
    ['lns-ball', pickBall],
    ['lns-recomputed', pickRecomputed],
    ['lns-random', () => {}],
  ];
  const open = [...model.graph.ids.keys()].filter((v) => hasChoice(model.copies[v]!));
  return kinds.map(([name, pick]) => ({
    name,
    propose(incumbent: Float64Array, difficulty: number, random: Random): Fact[] | null {
      if (open.length === 0) return null;
      const selection = new FreeSet(model.graph.n, open, Math.max(LEAST_SIZE, Math.ceil(difficulty * open.length)));
      pick(model, incumbent, selection, random);
      selection.fill(random);
      return keepOthers(model, incumbent, selection);
    },
  }));
}

function hasChoice(copies: readonly Copy[]): boolean {
  return copies.length > 1 || copies[0]!.start.vars.length > 0;
}

/** Facts that fix presence and start of all copies of nodes that are not free. */
function keepOthers(model: MoccasinModel, incumbent: Float64Array, free: FreeSet): Fact[] {
  const facts: Fact[] = [];
  const fix = (x: number): void => {
    facts.push({ sv: 2 * x, k: incumbent[x]! }, { sv: 2 * x + 1, k: 0 - incumbent[x]! });
  };
  for (const list of model.copies) {
    for (const copy of list) {
      if (free.has(copy.node)) continue;
      if (copy.presence !== null) fix(copy.presence);
      if (copy.start.vars.length > 0) fix(copy.start.vars[0]!);
    }
  }
  return facts;
}

/** Nodes computed (first or again) in a window of consecutive steps. */
function pickWindow(model: MoccasinModel, incumbent: Float64Array, free: FreeSet, random: Random): void {
  const steps = presentCopies(model, incumbent);
  for (let p = random.below(steps.length); free.left > 0 && p < steps.length; p++) free.add(steps[p]!.copy.node);
}

/** Nodes alive at one of the steps with the most memory: those whose eviction there would matter. */
function pickPeak(model: MoccasinModel, incumbent: Float64Array, free: FreeSet, random: Random): void {
  const steps = presentCopies(model, incumbent);
  const { sizes } = model.graph;
  let most = -1;
  let alive: PlacedCopy[] = [];
  for (let tries = 0; tries < PEAK_TRIES; tries++) {
    const { start } = steps[random.below(steps.length)]!;
    const live = steps.filter((s) => s.start <= start && start < s.end);
    const memory = live.reduce((sum, { copy }) => sum + sizes[copy.node]!, 0);
    if (memory > most) [most, alive] = [memory, live];
  }
  random.shuffle(alive);
  for (const { copy } of alive) free.add(copy.node);
}

/** A node and what is near it in the graph. */
function pickBall(model: MoccasinModel, _incumbent: Float64Array, free: FreeSet, random: Random): void {
  const { n, predecessors, successors } = model.graph;
  const isQueued = new Uint8Array(n);
  const queue = [random.below(n)];
  isQueued[queue[0]!] = 1;
  for (let i = 0; i < queue.length && free.left > 0; i++) {
    const v = queue[i]!;
    free.add(v);
    for (const neighbors of [predecessors[v]!, successors[v]!]) {
      for (const u of neighbors) {
        if (isQueued[u] === 1) continue;
        isQueued[u] = 1;
        queue.push(u);
      }
    }
  }
}

/** Half recomputed nodes, which cost, and half others, which might be cheaper. */
function pickRecomputed(model: MoccasinModel, incumbent: Float64Array, free: FreeSet, random: Random): void {
  const recomputed: number[] = [];
  for (const list of model.copies)
    if (list.some((c) => c.presence !== null && incumbent[c.presence] === 1)) recomputed.push(list[0]!.node);
  random.shuffle(recomputed);
  const others = free.left >> 1;
  for (const v of recomputed) if (free.left > others) free.add(v);
}

interface PlacedCopy {
  readonly copy: Copy;
  readonly start: number;
  readonly end: number;
}

/** The present copies in order of their starts. */
function presentCopies(model: MoccasinModel, incumbent: Float64Array): PlacedCopy[] {
  const result: PlacedCopy[] = [];
  for (const list of model.copies) {
    for (const copy of list) {
      if (copy.presence !== null && incumbent[copy.presence] !== 1) continue;
      const { vars, offset } = copy.start;
      const start = vars.length === 0 ? offset : incumbent[vars[0]!]! + offset;
      result.push({ copy, start, end: incumbent[copy.end]! });
    }
  }
  return result.sort((a, b) => a.start - b.start);
}
