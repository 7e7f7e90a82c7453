// Random circuits and routes, for random-model.ts: made around a random assignment and a random tour, which they then allow most of the time.

import type { Affine, Constraint } from '../../model/model.ts';
import type { RoutingKind } from './brute-routing.ts';
import type { ModelParts } from './random-tables.ts';

/** What the generator of whole models lends. */
export interface RoutingParts extends ModelParts {
  literal(): number;
}

export function randomRouting(kind: RoutingKind, parts: RoutingParts): Constraint {
  const { rng } = parts;
  const values = parts.assignment();
  const n = rng.between(kind === 'successorCircuit' ? 1 : 0, 3 + rng.below(2));
  const allowLoops = rng.chance(0.6);
  const tour = randomTour(kind, parts, n, allowLoops || kind !== 'successorCircuit');
  if (kind === 'successorCircuit') {
    const successors = tour.map(([, head]) => successor(parts, values, head));
    return { kind, successors, allowLoops };
  }
  const number = (v: number): number => (kind === 'circuit' ? 2 * v + 1 : v);
  const arcs: [number, number, number][] = [];
  for (let tail = 0; tail < n; tail++) {
    for (let head = 0; head < n; head++) {
      if (kind === 'multipleCircuit' && tail === 0 && head === 0) continue;
      const wanted = tour.some((arc) => arc[0] === tail && arc[1] === head);
      // every number must occur, the depot's too
      const listed = wanted || (kind === 'multipleCircuit' && tail === 0 && head === 1) || rng.chance(0.5);
      const copies = listed ? (tail !== head && rng.chance(0.1) ? 2 : 1) : 0;
      for (let c = 0; c < copies; c++) {
        const literal = parts.literal();
        const isTrue = literal < 0 ? values[-literal - 1] === 0 : values[literal] === 1;
        const fits = isTrue === (wanted && c === 0) || rng.chance(0.03);
        arcs.push([number(tail), number(head), fits ? literal : -literal - 1]);
      }
    }
  }
  rng.shuffle(arcs);
  return {
    kind,
    tails: arcs.map(([tail]) => tail),
    heads: arcs.map(([, head]) => head),
    literals: arcs.map(([, , literal]) => literal),
  };
}

/** Arcs of a solution over nodes 0..n-1, in the order of their tails where they have one each. */
function randomTour(kind: RoutingKind, { rng }: ModelParts, n: number, loops: boolean): [number, number][] {
  const skips = loops && rng.chance(0.6) ? 0.4 : 0;
  const depot = kind === 'multipleCircuit';
  const nodes = Array.from({ length: n }, (_, v) => v).filter((v) => !depot || v > 0);
  const visited = nodes.filter(() => !rng.chance(skips));
  rng.shuffle(visited);
  if (!depot && visited.length === 1) visited.length = 0;
  const arcs = nodes.filter((v) => !visited.includes(v)).map((v): [number, number] => [v, v]);
  if (!depot) return [...arcs, ...ring(visited)].sort(([a], [b]) => a - b);
  while (visited.length > 0) arcs.push(...ring([0, ...visited.splice(0, rng.between(1, visited.length))]));
  return arcs;
}

function ring(nodes: readonly number[]): [number, number][] {
  return nodes.map((v, i) => [v, nodes[(i + 1) % nodes.length]!]);
}

/** An expression that is `head` in the assignment, mostly. */
function successor(parts: ModelParts, values: readonly number[], head: number): Affine {
  if (parts.rng.chance(0.4)) return { vars: [], coeffs: [], offset: head };
  const { vars, coeffs, offset } = parts.affine();
  const shift = vars.reduce((sum, v, k) => sum + coeffs[k]! * values[v]!, 0);
  return { vars, coeffs, offset: parts.rng.chance(0.95) ? head - shift : offset };
}
