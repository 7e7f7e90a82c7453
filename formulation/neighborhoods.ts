// Neighbourhoods of a Moccasin schedule: which nodes may change their recomputations. All other nodes keep presence and start of every copy; ends stay open
// everywhere, because a tensor must be able to live longer for a recomputation nearby (and propagation settles them from the reads that are fixed).

import type { Fact } from '../solver/literal.ts';
import type { Neighborhood } from '../solver/lns/neighborhood.ts';
import type { Random } from '../solver/random.ts';
import type { Copy, MoccasinModel } from './moccasin.ts';

/** How a neighbourhood picks about `size` nodes to free: marks them in `free`. */
type Pick = (model: MoccasinModel, incumbent: Float64Array, size: number, free: Uint8Array, random: Random) => void;

/** All neighbourhoods of a model, to be chosen among adaptively. */
export function moccasinNeighborhoods(model: MoccasinModel): Neighborhood[] {
  const kinds: [string, Pick][] = [
    ['lns-window', pickWindow],
    ['lns-peak', pickPeak],
    ['lns-ball', pickBall],
    ['lns-recomputed', pickRecomputed],
    ['lns-random', pickRandom],
  ];
  return kinds.map(([name, pick]) => ({
    name,
    propose(incumbent: Float64Array, difficulty: number, random: Random): Fact[] {
      const { n } = model.graph;
      const free = new Uint8Array(n);
      pick(model, incumbent, Math.min(n, Math.max(3, Math.ceil(difficulty * n))), free, random);
      return keepOthers(model, incumbent, free);
    },
  }));
}

/** Facts that fix presence and start of all copies of nodes that are not free. */
function keepOthers(model: MoccasinModel, incumbent: Float64Array, free: Uint8Array): Fact[] {
  const facts: Fact[] = [];
  const fix = (x: number): void => {
    facts.push({ sv: 2 * x, k: incumbent[x]! }, { sv: 2 * x + 1, k: 0 - incumbent[x]! });
  };
  for (const list of model.copies) {
    for (const copy of list) {
      if (free[copy.node] === 1) continue;
      if (copy.presence !== null) fix(copy.presence);
      if (copy.start.vars.length > 0) fix(copy.start.vars[0]!);
    }
  }
  return facts;
}

/** Nodes computed (first or again) in a window of consecutive steps. */
function pickWindow(
  model: MoccasinModel,
  incumbent: Float64Array,
  size: number,
  free: Uint8Array,
  random: Random,
): void {
  const steps = presentCopies(model, incumbent);
  let left = size;
  for (let p = random.below(steps.length); left > 0 && p < steps.length; p++) {
    const { node } = steps[p]!.copy;
    if (free[node] === 0) left--;
    free[node] = 1;
  }
  fill(free, left, random);
}

/** Nodes alive at one of the steps with the most memory: those whose eviction there would matter. */
function pickPeak(model: MoccasinModel, incumbent: Float64Array, size: number, free: Uint8Array, random: Random): void {
  const steps = presentCopies(model, incumbent);
  const { sizes } = model.graph;
  const memory = steps.map(({ start }) => {
    let live = 0;
    for (const s of steps) if (s.start <= start && start < s.end) live += sizes[s.copy.node]!;
    return live;
  });
  // the best of a few random steps: near the peak, but not always the same one
  let at = random.below(steps.length);
  for (let tries = 0; tries < 8; tries++) {
    const other = random.below(steps.length);
    if (memory[other]! > memory[at]!) at = other;
  }
  const { start } = steps[at]!;
  const alive = steps.filter((s) => s.start <= start && start < s.end);
  random.shuffle(alive);
  let left = size;
  for (const { copy } of alive) {
    if (left === 0) break;
    if (free[copy.node] === 0) left--;
    free[copy.node] = 1;
  }
  fill(free, left, random);
}

/** A node and what is near it in the graph. */
function pickBall(
  model: MoccasinModel,
  _incumbent: Float64Array,
  size: number,
  free: Uint8Array,
  random: Random,
): void {
  const { n, predecessors, successors } = model.graph;
  const queue = [random.below(n)];
  free[queue[0]!] = 1;
  for (let i = 0; i < queue.length && queue.length < size; i++) {
    const v = queue[i]!;
    for (const u of [...predecessors[v]!, ...successors[v]!]) {
      if (free[u] === 1 || queue.length >= size) continue;
      free[u] = 1;
      queue.push(u);
    }
  }
  fill(free, size - queue.length, random);
}

/** Half recomputed nodes, which cost, and half others, which might be cheaper. */
function pickRecomputed(
  model: MoccasinModel,
  incumbent: Float64Array,
  size: number,
  free: Uint8Array,
  random: Random,
): void {
  const recomputed: number[] = [];
  for (const list of model.copies)
    if (list.some((c) => c.presence !== null && incumbent[c.presence] === 1)) recomputed.push(list[0]!.node);
  random.shuffle(recomputed);
  let left = size;
  for (const v of recomputed) {
    if (left <= size >> 1) break;
    free[v] = 1;
    left--;
  }
  fill(free, left, random);
}

function pickRandom(
  _model: MoccasinModel,
  _incumbent: Float64Array,
  size: number,
  free: Uint8Array,
  random: Random,
): void {
  fill(free, size, random);
}

/** Frees `count` more random nodes (fewer if they run out of luck). */
function fill(free: Uint8Array, count: number, random: Random): void {
  let left = count;
  for (let tries = 0; left > 0 && tries < 4 * count; tries++) {
    const v = random.below(free.length);
    if (free[v] === 0) left--;
    free[v] = 1;
  }
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
