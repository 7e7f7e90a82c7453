// Random layered graphs, after Gagrani, Rainone, Yang, Teague, Jeon, Bondesan, van Hoof, Lott, Zeng & Zappi (NeurIPS 2022), appendix A, the family of the papers'
// rlg1..rlg4. Reconstructed and checked against those four files: number of layers, layer sizes, links between layers, share of skip links.
//
//   layers     L = ceil(sqrt(V (1/W - 1))), sizes uniform around V/L within the share `spread`, one source layer and one sink layer of one node
//   links      round(rho a b + (1 - rho) max(a, b)) between layers of a and b nodes, spread evenly over the larger, to contiguous nodes of the smaller
//   skips      ceil(links * skip / (1 - skip)) draws from a layer to one at least two further on, near in relative position; duplicates dropped
//   sizes      1000 times a positive draw from a mixture of four normal distributions, to two decimals; durations uniform integers
//
// Deviation: how the papers' input orders were chosen is not known (they are not the order of the layers); here it is a random topological order.

import { type ComputeGraph, type GraphDescription, makeGraph, type NodeDescription } from '../formulation/graph.ts';
import { Random } from '../solver/random.ts';

export interface LayeredGraphOptions {
  /** V: number of nodes. */
  readonly nodes: number;
  /** W: width / (width + length). */
  readonly width: number;
  readonly spread: number;
  /** rho: density of the links between neighbouring layers. */
  readonly density: number;
  /** Share of skip links among all links. */
  readonly skip: number;
}

/** The parameters of rlg2 (250 nodes) and rlg4 (1000 nodes). */
export const RLG2: LayeredGraphOptions = { nodes: 250, width: 0.43, spread: 0.75, density: 0.2, skip: 0.14 };
export const RLG4: LayeredGraphOptions = { nodes: 1000, width: 0.31, spread: 0.75, density: 0.2, skip: 0.14 };

const MAX_DURATION = 999;
/** How far a skip link may move in relative position. */
const SKIP_DRIFT = 0.2;
const LAST_POSITION = 0.999;
/** Weight, mean, standard deviation. */
const SIZE_MIXTURE: readonly (readonly [number, number, number])[] = [
  [0.3, 0.5, 0.5],
  [0.3, 1, 1],
  [0.3, 3, 1],
  [0.1, 5, 1],
];

/** Parameters of rlg4's shape for another number of nodes. As it stands the family gets denser with size; `sparse` keeps rlg4's links per node. */
export function familyOfRlg4(nodes: number, sparse: boolean): LayeredGraphOptions {
  if (!sparse) return { ...RLG4, nodes };
  // between layers of a nodes each there are a (density (a - 1) + 1) links: what density (a - 1) is has to stay
  const perNode = RLG4.density * (meanLayer(RLG4) - 1);
  return { ...RLG4, nodes, density: perNode / (meanLayer({ ...RLG4, nodes }) - 1) };
}

export function layeredGraph(options: LayeredGraphOptions, seed: number): ComputeGraph {
  return makeGraph(layeredDescription(options, seed));
}

/** The same before makeGraph: nodes by number, and the input order. O((n + m) + n * width). */
export function layeredDescription(
  options: LayeredGraphOptions,
  seed: number,
): GraphDescription & { readonly order: readonly number[]; readonly links: readonly (readonly [number, number])[] } {
  const random = new Random(`layered:${seed}`);
  const layers = layersOf(options, random);
  const links: (readonly [number, number])[] = [];
  const add = (u: number, v: number): void => void links.push([u, v]);
  for (let l = 0; l + 1 < layers.length; l++) connect(layers[l], layers[l + 1], options.density, add);
  // links between neighbouring layers are all different; skips go further and can only meet each other
  const skips = new Set<number>();
  addSkips(layers, Math.ceil((links.length * options.skip) / (1 - options.skip)), random, (u, v) => {
    const key = u * options.nodes + v;
    if (!skips.has(key)) add(u, v);
    skips.add(key);
  });
  const isEnd = (id: number): boolean => id === 0 || id === options.nodes - 1;
  const nodes = Array.from(
    { length: options.nodes },
    (_, id): NodeDescription => ({
      id,
      name: String(id),
      size: randomSize(random),
      duration: isEnd(id) ? 0 : random.between(1, MAX_DURATION),
      backward: false,
    }),
  );
  const order = randomOrder(options.nodes, links, random);
  return { name: `layered-${options.nodes}-${seed}`, nodes, links, order };
}

function meanLayer({ nodes, width }: LayeredGraphOptions): number {
  return nodes / Math.ceil(Math.sqrt(nodes * (1 / width - 1)));
}

/** Node numbers by layer: 0 alone, the middle layers, the last node alone. */
function layersOf(options: LayeredGraphOptions, random: Random): number[][] {
  const { nodes, spread } = options;
  const mean = meanLayer(options);
  const layers: number[][] = [[0]];
  let next = 1;
  while (next < nodes - 1) {
    const size = random.between(Math.ceil(mean * (1 - spread)), Math.floor(mean * (1 + spread)));
    const end = Math.min(next + Math.max(1, size), nodes - 1);
    layers.push(Array.from({ length: end - next }, (_, i) => next + i));
    next = end;
  }
  return [...layers, [nodes - 1]];
}

function connect(
  from: readonly number[],
  to: readonly number[],
  density: number,
  add: (u: number, v: number) => void,
): void {
  const [a, b] = [from.length, to.length];
  const [large, small] = a >= b ? [from, to] : [to, from];
  const total = Math.round(density * a * b + (1 - density) * Math.max(a, b));
  for (let i = 0; i < large.length; i++) {
    const upTo = (j: number): number => Math.floor((j * total) / large.length);
    const count = Math.min(upTo(i + 1) - upTo(i), small.length);
    const middle = large.length === 1 ? 0 : (i * (small.length - 1)) / (large.length - 1);
    const first = Math.min(Math.max(0, Math.round(middle - (count - 1) / 2)), small.length - count);
    for (const other of small.slice(first, first + count)) {
      if (large === from) add(large[i], other);
      else add(other, large[i]);
    }
  }
}

/** Links over at least one layer, none at the source and the sink. */
function addSkips(
  layers: readonly number[][],
  draws: number,
  random: Random,
  add: (u: number, v: number) => void,
): void {
  const last = layers.length - 2;
  if (last < 3) return;
  for (let k = 0; k < draws; k++) {
    const from = random.between(1, last - 2);
    const to = random.between(from + 2, last);
    const x = random.float();
    const y = Math.min(x + SKIP_DRIFT * random.float(), LAST_POSITION);
    add(layers[from][Math.floor(x * layers[from].length)], layers[to][Math.floor(y * layers[to].length)]);
  }
}

function randomSize(random: Random): number {
  for (;;) {
    let x = random.float();
    const [, mean, deviation] = SIZE_MIXTURE.find(([weight]) => (x -= weight) < 0) ?? SIZE_MIXTURE[0];
    const size = Math.trunc(1000 * (Math.round(100 * (mean + deviation * normal(random))) / 100));
    if (size > 0) return size;
  }
}

/** Standard normal deviate (Box & Muller 1958). */
function normal(random: Random): number {
  const u = 1 - random.float();
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random.float());
}

function randomOrder(n: number, links: readonly (readonly [number, number])[], random: Random): number[] {
  const waiting = new Int32Array(n);
  const readers = Array.from({ length: n }, (): number[] => []);
  for (const [u, v] of links) {
    waiting[v]++;
    readers[u].push(v);
  }
  const ready = Array.from({ length: n }, (_, v) => v).filter((v) => waiting[v] === 0);
  const order: number[] = [];
  while (ready.length > 0) {
    const [u] = ready.splice(random.below(ready.length), 1);
    order.push(u);
    for (const v of readers[u]) if (--waiting[v] === 0) ready.push(v);
  }
  return order;
}
