// What unconditional circuits and routes say about sums of their literals, for linear-rows.ts:
//   one arc out of each node and one into it;
//   inside a set S of nodes fewer arcs than visited nodes, unless the circuit may lie in S altogether. For a node k of S, skipped nodes counted by their loops:
//        arcs inside S + loops of S without k  <=  |S| - 1
//     (with a visited node in S: at most |S| - loops - 1 arcs are inside; without one, the loops of S without k are |S| - 1.)
// There are too many sets. Pairs are taken, and those of the one-tree bound under the costs of the objective (held-karp.ts). Where all nodes must be visited the
// multipliers of that bound come with the rows, so that a Lagrangian dual begins with it: on TSPLIB instances of 14 to 105 nodes with 97 to 100 % of the
// optimum (2026-11-22), where the degrees and pairs alone end at 80 to 96 %.

import type { LinearObjective } from '../solver/core-terms.ts';
import { arcCosts, type PlacedArc, placedArcs } from './arc-costs.ts';
import { type OneTree, oneTree } from './held-karp.ts';
import type { CircuitConstraint, LiteralRef, MultipleCircuitConstraint } from './model.ts';

/** The number of true literals is at most `most`; `exact`: it is that. */
export interface LiteralRow {
  readonly literals: readonly LiteralRef[];
  readonly most: number;
  readonly exact: boolean;
  /** Where a dual may begin: of "<= most" if negative, of ">= most" if positive. */
  multiplier: number;
}

/** Nodes up to which the one-tree bound is worked out. */
const MOST_NODES = 1500;
/** Literals in rows of sets of three nodes and more, for each arc. */
const ENTRIES_PER_ARC = 8;
const NO_DEPOT = -1;

/** `objective`: what is minimised, over the variables of the model; null: the sets are left out. */
export function routingRows(
  constraint: CircuitConstraint | MultipleCircuitConstraint,
  objective: LinearObjective | null,
): LiteralRow[] {
  const { nodes, arcs } = placedArcs(constraint);
  const depot = constraint.kind === 'multipleCircuit' ? 0 : NO_DEPOT;
  const rows = new RoutingRows(nodes, arcs, depot);
  if (objective !== null && nodes >= 4 && nodes <= MOST_NODES) rows.addSets(objective);
  return rows.all();
}

class RoutingRows {
  private readonly nodes: number;
  private readonly arcs: readonly PlacedArc[];
  private readonly depot: number;
  private readonly arcsOut: PlacedArc[][];
  private readonly loop: (LiteralRef | null)[];
  /** Number of nodes that are visited whatever happens: those without a loop. The depot is taken to be one, for nobody is visited without it. */
  private readonly visited: number;
  /** By node; the depot's are not used. */
  private readonly out: LiteralRow[] = [];
  private readonly into: LiteralRow[] = [];
  /** By `smaller * nodes + larger`. */
  private readonly pairs: Map<number, LiteralRow> = new Map();
  private readonly sets: LiteralRow[] = [];
  private readonly inside: Uint8Array;

  constructor(nodes: number, arcs: readonly PlacedArc[], depot: number) {
    this.nodes = nodes;
    this.arcs = arcs;
    this.depot = depot;
    this.arcsOut = Array.from({ length: nodes }, () => []);
    this.loop = new Array<LiteralRef | null>(nodes).fill(null);
    this.inside = new Uint8Array(nodes);
    const out: LiteralRef[][] = this.arcsOut.map(() => []);
    const into: LiteralRef[][] = this.arcsOut.map(() => []);
    for (const arc of arcs) {
      out[arc.tail]!.push(arc.literal);
      into[arc.head]!.push(arc.literal);
      if (arc.tail === arc.head) this.loop[arc.tail] = arc.literal;
      else this.arcsOut[arc.tail]!.push(arc);
    }
    for (let v = 0; v < nodes; v++) {
      this.out.push({ literals: out[v]!, most: 1, exact: true, multiplier: 0 });
      this.into.push({ literals: into[v]!, most: 1, exact: true, multiplier: 0 });
    }
    this.visited = this.loop.filter((literal) => literal === null).length;
    this.addPairs();
  }

  all(): LiteralRow[] {
    const degrees = [...this.out.keys()].flatMap((v) => (v === this.depot ? [] : [this.out[v]!, this.into[v]!]));
    return [...degrees, ...this.pairs.values(), ...this.sets];
  }

  private addPairs(): void {
    for (const { tail, head } of this.arcs) {
      const key = this.pairOf(tail, head);
      if (tail === head || this.pairs.has(key)) continue;
      const row = this.rowOf([tail, head]);
      if (row !== null && row.literals.length > 1) this.pairs.set(key, row);
    }
  }

  addSets(objective: LinearObjective): void {
    const { nodes, arcs, depot } = this;
    const cost = this.costs(objective);
    if (cost === null) return;
    const root = depot === NO_DEPOT ? Math.max(0, this.loop.indexOf(null)) : depot;
    const tree = oneTree(nodes, cost, root);
    const begins = depot === NO_DEPOT && this.visited === nodes;
    if (begins) this.begin(tree, root);
    let left = ENTRIES_PER_ARC * arcs.length;
    for (const { members, multiplier } of tree.sets) {
      const weight = begins ? multiplier : 0;
      const whole = 2 * members.length <= nodes;
      const others = whole ? [] : this.outside(members);
      const set = whole ? members : others;
      if (set.length === 2) this.charge(this.pairOf(set[0]!, set[1]!), weight);
      else {
        const row = this.rowOf(set);
        if (row === null || row.literals.length <= row.most || (left -= row.literals.length) < 0) continue;
        row.multiplier = -weight;
        this.sets.push(row);
      }
      if (whole) continue;
      // arcs inside the set less arcs inside the rest = arcs out of the set's nodes less arcs into the rest's
      for (const v of members) this.out[v]!.multiplier -= weight;
      for (const v of others) this.into[v]!.multiplier += weight;
    }
  }

  /** The multipliers of degrees and of the root's nearest neighbour in the one-tree bound. */
  private begin({ prices, heaviest, nearest, rootWeights }: OneTree, root: number): void {
    for (let v = 0; v < this.nodes; v++) {
      this.out[v]!.multiplier = (v === root ? rootWeights[1] : heaviest) - prices[v]!;
      this.into[v]!.multiplier = (v === root ? rootWeights[1] - heaviest : 0) - prices[v]!;
    }
    this.charge(this.pairOf(root, nearest), rootWeights[1] - rootWeights[0]);
  }

  private charge(pair: number, weight: number): void {
    const row = this.pairs.get(pair);
    if (row !== undefined) row.multiplier -= weight;
  }

  /** Costs between nodes, of the cheaper arc; null if the objective has nothing to do with the arcs. */
  private costs({ terms }: LinearObjective): Float64Array | null {
    const { nodes } = this;
    const weights = new Map(terms.map(({ sv, weight }) => [sv >> 1, sv & 1 ? -weight : weight]));
    const cost = arcCosts(nodes, this.arcs, weights);
    return cost?.map((c, k) => Math.min(c, cost[(k % nodes) * nodes + Math.floor(k / nodes)]!)) ?? null;
  }

  /** "Fewer arcs inside than nodes" for a set, null where it need not hold. */
  private rowOf(set: readonly number[]): LiteralRow | null {
    const { inside, arcsOut, loop, depot } = this;
    const visitedInside = set.filter((v) => loop[v] === null).length;
    if (depot === NO_DEPOT ? visitedInside === this.visited : set.includes(depot)) return null;
    for (const v of set) inside[v] = 1;
    const literals = set.flatMap((v) => arcsOut[v]!.filter(({ head }) => inside[head] === 1).map((a) => a.literal));
    for (const v of set) inside[v] = 0;
    const loops = set.flatMap((v) => loop[v] ?? []);
    if (loops.length === set.length) loops.pop();
    return { literals: [...literals, ...loops], most: set.length - 1, exact: false, multiplier: 0 };
  }

  private outside(set: readonly number[]): number[] {
    const members = new Set(set);
    return [...this.out.keys()].filter((v) => !members.has(v));
  }

  private pairOf(u: number, v: number): number {
    return Math.min(u, v) * this.nodes + Math.max(u, v);
  }
}
