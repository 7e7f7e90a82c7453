// Random compute graphs of the shapes that training graphs are made of, and of the shapes that break code: isolated nodes, zero sizes and durations, ties,
// numbers near 1e12, nodes that may be computed only once. For tests of the formulation; nodes are given in input order.

import { type ComputeGraph, makeGraph, memoryNeeded } from '../../formulation/graph.ts';
import type { Random } from '../../solver/random.ts';

type Links = [number, number][];

/** How the links of a graph of n nodes are drawn. */
const SHAPES: Readonly<Record<string, (rng: Random, n: number) => Links>> = {
  chain: (_, n) => range(1, n).map((v) => [v - 1, v]),
  // forward and backward pass: node v of the second half also reads its mirror image in the first
  training: (_, n) =>
    range(1, n).flatMap((v): Links => {
      const mirror = n - 1 - v;
      return mirror < v - 1
        ? [
            [v - 1, v],
            [mirror, v],
          ]
        : [[v - 1, v]];
    }),
  skips: (rng, n) => {
    const links: Links = range(1, n).map((v) => [v - 1, v]);
    for (const v of range(2, n)) if (rng.chance(0.5)) links.push([rng.below(v - 1), v]);
    return links;
  },
  layered: (rng, n) => {
    const layer = range(0, n).map((v) => Math.floor(v / 2));
    return pairs(n).filter(([u, v]) => layer[u] === layer[v]! - 1 && rng.chance(0.8));
  },
  star: (_, n) => (n % 2 === 0 ? range(1, n).map((v) => [0, v]) : range(0, n - 1).map((u) => [u, n - 1])),
  sparse: (rng, n) => pairs(n).filter(() => rng.chance(0.2)),
  dense: (rng, n) => pairs(n).filter(() => rng.chance(0.6)),
  isolated: () => [],
};

/** How sizes and durations are drawn. */
const NUMBERS: Readonly<Record<string, (rng: Random) => number>> = {
  small: (rng) => rng.between(0, 9),
  positive: (rng) => rng.between(1, 9),
  equal: () => 4,
  zero: () => 0,
  mostlyZero: (rng) => (rng.chance(0.6) ? 0 : rng.between(1, 5)),
  multiples: (rng) => 6 * rng.between(0, 5),
  uneven: (rng) => (rng.chance(0.3) ? rng.between(20, 40) : rng.between(1, 4)),
  huge: (rng) => Math.floor(rng.float() * 1e12),
  hugeMultiples: (rng) => 1e11 * rng.between(1, 9),
};

export const SHAPE_NAMES: readonly string[] = Object.keys(SHAPES);

export interface ShapedGraphOptions {
  readonly minNodes: number;
  readonly maxNodes: number;
  /** Of SHAPE_NAMES; random if left out. */
  readonly shape?: string;
  /** Probability that a node may be computed only once; 0 if left out. */
  readonly forbidden?: number;
}

/** A random graph; its name tells how it was made. Ordinary numbers are more frequent than strange ones. */
export function shapedGraph(
  rng: Random,
  { minNodes, maxNodes, shape, forbidden = 0 }: ShapedGraphOptions,
): ComputeGraph {
  const chosen = shape ?? rng.pick(SHAPE_NAMES);
  const n = rng.between(minNodes, maxNodes);
  const [sizeKind, durationKind] = [numberKind(rng), numberKind(rng)];
  const nodes = range(0, n).map((id) => ({
    id,
    name: `node ${id}`,
    size: NUMBERS[sizeKind]!(rng),
    duration: NUMBERS[durationKind]!(rng),
    backward: 2 * id >= n,
  }));
  const links = SHAPES[chosen]!(rng, n);
  const marked = nodes.map((node) => ({ ...node, recomputable: forbidden === 0 || !rng.chance(forbidden) }));
  const name = `${chosen} n=${n} sizes:${sizeKind} durations:${durationKind}`;
  return makeGraph({ name, nodes: marked, links });
}

/** A graph from sizes, links and durations (1 each if left out), nodes in input order; those in `forbidden` may be computed only once. */
export function graphOf(
  sizes: readonly number[],
  links: Links,
  durations: readonly number[] = [],
  forbidden: readonly number[] = [],
): ComputeGraph {
  const nodes = sizes.map((size, id) => ({
    id,
    name: `node ${id}`,
    size,
    duration: durations[id] ?? 1,
    backward: false,
    recomputable: !forbidden.includes(id),
  }));
  return makeGraph({ name: 'handmade', nodes, links, order: nodes.map(({ id }) => id) });
}

/** No schedule has a lower peak than this: the most that any node needs by itself. */
export function structuralLowerBound(graph: ComputeGraph): number {
  return Math.max(0, ...Array.from({ length: graph.n }, (_, v) => memoryNeeded(graph, v)));
}

function numberKind(rng: Random): string {
  return rng.chance(0.5) ? rng.pick(['small', 'positive', 'uneven']) : rng.pick(Object.keys(NUMBERS));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

function pairs(n: number): Links {
  return range(0, n).flatMap((v) => range(0, v).map((u): [number, number] => [u, v]));
}
