// Random layered graphs (Gagrani et al., "Neural Topological Ordering for Computation Graphs", NeurIPS 2022, appendix A), as far as the recipe is published or can be read off the four files that
// the authors of Moccasin (Bartan et al., 2023) publish.
//
//   layers       L = ceil(sqrt(n (1/W - 1))), W = width / (width + length)
//   sizes        n/L nodes a layer, give or take the share V, until all are used; one source, one sink
//   edges        round(D a b + (1 - D) max(a, b)) between neighbouring layers of a and b nodes, spread evenly over the larger, to neighbours in the smaller
//   skips        ceil(E S / (1 - S)) draws from a layer to one at least two below, at about the same place; what is there already is dropped
//   tensors      1000 times a draw from a mixture of four normal distributions; durations 1 to 1000; neither has a unit
//
// W = 0.27, V = 0.75, D = 0.2, S = 0.14, as in the file of 100 nodes. How the published files chose their input order is not known; here it is the order of the layers.

import { Random } from '../../../solver/random.ts';
import type { RematGraph, RematNode } from '../remat-graph.ts';

const WIDTH = 0.27;
const VARIATION = 0.75;
const DENSITY = 0.2;
const SKIPS = 0.14;
/** How far along its layer a skip edge may move. */
const DRIFT = 0.2;
const UNIT = 1000;

/** Weight, mean and deviation of each part of the mixture. */
const SIZES: readonly (readonly [weight: number, mean: number, deviation: number])[] = [
  [0.3, 0.5, 0.5],
  [0.3, 1, 1],
  [0.3, 3, 1],
  [0.1, 5, 1],
];

/** n >= 3 nodes; the same seed gives the same graph. */
export function randomLayered(n: number, seed: number): RematGraph {
  const random = new Random(`random-layered:${n}:${seed}`);
  const layers = layersOf(n, random);
  const isEdge = new Set<string>();
  const edges: [number, number][] = [];
  const connect = (source: number, target: number): void => {
    const key = `${source}-${target}`;
    if (isEdge.has(key)) return;
    isEdge.add(key);
    edges.push([source, target]);
  };
  for (let k = 0; k + 1 < layers.length; k++) connectNeighbours(layers[k]!, layers[k + 1]!, connect);
  const draws = Math.ceil((edges.length * SKIPS) / (1 - SKIPS));
  // neither the source nor the sink has skip edges
  for (let draw = 0; draw < draws && layers.length > 4; draw++) {
    const from = random.between(1, layers.length - 4);
    const to = random.between(from + 2, layers.length - 2);
    const place = random.float();
    connect(atPlace(layers[from]!, place), atPlace(layers[to]!, Math.min(place + DRIFT * random.float(), 0.999)));
  }
  edges.sort(([a, b], [c, d]) => a - c || b - d);
  const nodes = Array.from({ length: n }, (_, id): RematNode => {
    const duration = random.between(1, UNIT);
    return {
      ...{ id, name: `n${id}`, op: '', kind: 'compute', size: drawSize(random), duration },
      ...{ flops: 0, bytesMoved: 0, rooflineNs: 0, backward: false },
    };
  });
  return {
    ...{ format: 'remat-graph/1', name: `random-layered-n${n}-s${seed}`, source: 'random layered graph', device: null },
    ...{ durationUnit: 'units', sizeUnit: 'units', nodes, edges, order: nodes.map(({ id }) => id) },
    ...{ outputs: [n - 1], outputRoles: ['output'] },
  };
}

/** Node numbers of each layer, ascending. */
function layersOf(n: number, random: Random): readonly (readonly number[])[] {
  const count = Math.max(3, Math.ceil(Math.sqrt(n * (1 / WIDTH - 1))));
  const mean = n / count;
  const layers: number[][] = [[0]];
  for (let next = 1; next < n - 1; ) {
    const size = random.between(
      Math.max(1, Math.ceil(mean * (1 - VARIATION))),
      Math.max(1, Math.floor(mean * (1 + VARIATION))),
    );
    const end = Math.min(n - 1, next + size);
    layers.push(Array.from({ length: end - next }, (_, i) => next + i));
    next = end;
  }
  return [...layers, [n - 1]];
}

/** Every node of the larger layer has an edge; the rest goes round, to further neighbours. */
function connectNeighbours(
  above: readonly number[],
  below: readonly number[],
  connect: (a: number, b: number) => void,
): void {
  const [a, b] = [above.length, below.length];
  const wanted = Math.min(a * b, Math.round(DENSITY * a * b + (1 - DENSITY) * Math.max(a, b)));
  const isAboveLarger = a >= b;
  const [large, small] = isAboveLarger ? [above, below] : [below, above];
  for (let e = 0; e < wanted; e++) {
    const i = e % large.length;
    const j = (Math.floor((i * small.length) / large.length) + Math.floor(e / large.length)) % small.length;
    if (isAboveLarger) connect(large[i]!, small[j]!);
    else connect(small[j]!, large[i]!);
  }
}

function atPlace(layer: readonly number[], place: number): number {
  return layer[Math.floor(place * layer.length)]!;
}

function drawSize(random: Random): number {
  for (;;) {
    let part = random.float();
    const [, mean, deviation] = SIZES.find(([weight]) => (part -= weight) < 0) ?? SIZES[0]!;
    const size = Math.round(100 * (mean + deviation * normal(random))) * (UNIT / 100);
    if (size > 0) return size;
  }
}

/** A draw from the standard normal distribution (Box and Muller, 1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());
}
