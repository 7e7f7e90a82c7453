// Records of constraints on the arcs of a graph: circuits and routes. See model.ts.

import type { Affine, ConstraintBase, LiteralRef } from './model.ts';

/**
 * Arc k goes from node tails[k] to node heads[k] and is chosen iff literals[k] is true. The nodes are the numbers that occur. Exactly one chosen arc leaves
 * each node and exactly one enters it; a node whose chosen arc is its loop is skipped, and the chosen arcs of the others form one circuit. So all nodes may
 * be skipped (there is no circuit then), a circuit has two nodes at least, and a node without a loop must be on it. Without arcs: true. Parallel arcs are
 * allowed and count one by one, but a node has at most one loop. As AddCircuit of CP-SAT.
 */
export interface CircuitConstraint extends ConstraintBase {
  readonly kind: 'circuit';
  readonly tails: readonly number[];
  readonly heads: readonly number[];
  readonly literals: readonly LiteralRef[];
}

/**
 * Like a circuit, but node 0 is a depot, from which any number of routes start and at which they end, even none if all other nodes are skipped. Every other
 * node has exactly one chosen arc out and in, and is on a route unless this arc is its loop. Numbers 0..n-1 all occur; the depot has no loop. As
 * AddMultipleCircuit of CP-SAT.
 */
export interface MultipleCircuitConstraint extends ConstraintBase {
  readonly kind: 'multipleCircuit';
  readonly tails: readonly number[];
  readonly heads: readonly number[];
  readonly literals: readonly LiteralRef[];
}

/**
 * successors[i] = j says that j comes after i, over n nodes 0..n-1 for n successors, all of them in 0..n-1. The arcs i -> successors[i] form one circuit
 * through all nodes and none is a loop (so n = 1 cannot be); with `allowLoops`, through all nodes i but those with successors[i] = i, which may be all.
 * As circuit and subcircuit of MiniZinc, whose node numbers start elsewhere.
 */
export interface SuccessorCircuitConstraint extends ConstraintBase {
  readonly kind: 'successorCircuit';
  readonly successors: readonly Affine[];
  readonly allowLoops: boolean;
}
