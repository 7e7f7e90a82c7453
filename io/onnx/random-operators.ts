// Which operators give something else each time they are computed: draws, and whatever holds one in a subgraph or calls a function of the model that does.
//
// Dropout draws where an input says whether to train: that it says no is not known here.

import type { OnnxGraph, OnnxModel, OnnxNode } from './model-types.ts';
import { functionKey, operatorKey } from './rules/table.ts';

const DRAWS: ReadonlySet<string> = new Set([
  'Bernoulli',
  'Multinomial',
  'RandomNormal',
  'RandomNormalLike',
  'RandomUniform',
  'RandomUniformLike',
  'com.microsoft::Sampling',
]);

/** Operators that draw if they are told to train, and the input that tells them. */
const DROPS: ReadonlyMap<string, number> = new Map([
  ['Dropout', 2],
  ['com.microsoft::BiasDropout', 4],
  ['com.microsoft::BitmaskDropout', 2],
  ['com.microsoft::BitmaskBiasDropout', 4],
]);

function isDraw({ domain, type, inputs }: OnnxNode): boolean {
  const key = operatorKey(domain, type);
  const told = DROPS.get(key);
  return told === undefined ? DRAWS.has(key) : (inputs[told] ?? '') !== '';
}

export interface Randomness {
  /** Draws somewhere within, whatever its seeds. */
  draws(node: OnnxNode): boolean;
  /** Draws without a seed somewhere within: a second computation gives something else. */
  isRandom(node: OnnxNode): boolean;
}

/** For the nodes of a model. Linear in its nodes, those of subgraphs and functions included. */
export function randomnessOf({ functions }: OnnxModel): Randomness {
  const bodies = new Map(functions.map((f) => [functionKey(f.domain, f.name, f.overload), f.nodes]));
  return { draws: within(bodies, () => true), isRandom: within(bodies, (node) => !hasSeed(node)) };
}

/** Whether a node, or one within it, is a draw that counts. Each function is looked at once; one that calls itself is no model, and is refused elsewhere. */
function within(
  bodies: ReadonlyMap<string, readonly OnnxNode[]>,
  counts: (node: OnnxNode) => boolean,
): (node: OnnxNode) => boolean {
  const known = new Map<string, boolean>();
  const inFunction = (key: string): boolean => {
    const body = bodies.get(key);
    if (body === undefined) return false;
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, false);
    const found = body.some(holds);
    known.set(key, found);
    return found;
  };
  const inGraph = (graph: OnnxGraph | null): boolean => graph?.nodes.some(holds) ?? false;
  const holds = (node: OnnxNode): boolean => {
    const { domain, type, overload, attributes } = node;
    if (isDraw(node) && counts(node)) return true;
    return inFunction(functionKey(domain, type, overload)) || attributes.some(({ graph }) => inGraph(graph));
  };
  return holds;
}

function hasSeed({ attributes }: OnnxNode): boolean {
  return attributes.some(({ name, value }) => name === 'seed' && typeof value === 'number');
}
