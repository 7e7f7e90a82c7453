// At-most-ones merged into larger ones: literals of which no two can be true together are a clique of the conflict graph, whose edges are binary clauses and the pairs of
// at-most-ones and exactly-ones. Each set is extended greedily as long as some literal conflicts with all of it; what lies within the result is dropped. A literal that
// conflicts with all of an exactly-one is false. (Clique merging: Achterberg, Bixby, Gu, Rothberg & Weninger 2020, section 7.2.) The sums over cliques are what
// bounds from linear rows live on: pairs alone allow one half of each.

import type { BooleanConstraint, LiteralRef } from '../model.ts';
import { negateRef } from '../model.ts';
import { literalAt, nodeOf } from './equivalences.ts';
import type { WorkingModel } from './working-model.ts';

/** Share of what is left of the budget. */
const SHARE = 1 / 4;

interface Clique {
  /** Its place in the model. */
  readonly c: number;
  readonly kind: BooleanConstraint['kind'];
  readonly nodes: readonly number[];
  alive: boolean;
}

/** Merges, drops, and makes literals false. */
export function mergeCliques(model: WorkingModel): void {
  new CliqueMerger(model).run();
}

class CliqueMerger {
  private readonly model: WorkingModel;
  private readonly cliques: Clique[] = [];
  /** By node. */
  private readonly lists: Clique[][] = [];
  /** By node: nodes in the cliques of its list that are alive. */
  private readonly degrees: Float64Array;
  private readonly marks: Int32Array;
  private stamp = 0;

  constructor(model: WorkingModel) {
    this.model = model;
    this.degrees = new Float64Array(2 * model.store.domains.length);
    this.marks = new Int32Array(2 * model.store.domains.length);
    for (const [c, record] of model.constraints.entries()) {
      if (record === null || record.enforcement !== undefined) continue;
      if (record.kind === 'atMostOne' || record.kind === 'exactlyOne') this.enter(c, record.kind, record.literals);
      // a or b: not both negations
      else if (record.kind === 'boolOr' && record.literals.length === 2)
        this.enter(c, 'boolOr', record.literals.map(negateRef));
    }
  }

  run(): void {
    const { model } = this;
    const limit = model.ticks + SHARE * model.ticksLeft;
    const order = [...this.cliques].sort((a, b) => b.nodes.length - a.nodes.length || a.c - b.c);
    for (const clique of order) {
      if (model.over || model.ticks > limit) return;
      if (clique.alive) this.merge(clique);
    }
  }

  private enter(c: number, kind: BooleanConstraint['kind'], literals: readonly LiteralRef[]): Clique {
    const clique = { c, kind, nodes: literals.map(nodeOf), alive: true };
    this.cliques.push(clique);
    for (const node of clique.nodes) {
      (this.lists[node] ??= []).push(clique);
      this.degrees[node]! += literals.length;
    }
    this.model.ticks += literals.length;
    return clique;
  }

  private drop(clique: Clique): void {
    clique.alive = false;
    for (const node of clique.nodes) this.degrees[node]! -= clique.nodes.length;
    this.model.replace(clique.c, null);
  }

  private merge(clique: Clique): void {
    const { model } = this;
    const added = this.extension(clique.nodes);
    if (added.length === 0) {
      if (clique.nodes.length > 2) this.dropWithin(clique.nodes, clique);
      return;
    }
    const nodes = [...clique.nodes, ...added];
    const exact = this.dropWithin(nodes, null);
    if (exact === null) {
      const literals = nodes.map(literalAt).sort((a, b) => a - b);
      model.add({ kind: 'atMostOne', literals });
      this.enter(model.constraints.length - 1, 'atMostOne', literals);
      return;
    }
    const inside = new Set(exact.nodes);
    for (const node of nodes) if (!inside.has(node) && !model.store.makeTrue(literalAt(node ^ 1))) return;
  }

  /** Nodes that conflict with all the given ones, and with each other. */
  private extension(nodes: readonly number[]): number[] {
    const first = nodes.reduce((least, node) => (this.degrees[node]! < this.degrees[least]! ? node : least));
    const own = new Set(nodes);
    let candidates = this.neighbors(first).filter((node) => !own.has(node));
    this.model.ticks += nodes.length;
    for (const node of nodes) {
      if (candidates.length === 0) return [];
      if (node !== first) candidates = this.conflicting(candidates, node);
    }
    const added: number[] = [];
    for (let next = candidates[0]; next !== undefined; next = candidates[0]) {
      added.push(next);
      candidates = this.conflicting(candidates, next);
    }
    return added;
  }

  /** Nodes in conflict with this one, each once. */
  private neighbors(node: number): number[] {
    const stamp = this.mark(node);
    const found: number[] = [];
    for (const { nodes, alive } of this.lists[node] ?? []) {
      if (!alive) continue;
      for (const n of nodes) {
        if (this.marks[n] !== stamp || n === node) continue;
        this.marks[n] = 0;
        found.push(n);
      }
    }
    return found;
  }

  /** Those of the nodes that conflict with this one. */
  private conflicting(nodes: readonly number[], node: number): number[] {
    const stamp = this.mark(node);
    this.model.ticks += nodes.length;
    return nodes.filter((n) => n !== node && this.marks[n] === stamp);
  }

  /** Marks a node and all in conflict with it. */
  private mark(node: number): number {
    const stamp = ++this.stamp;
    for (const { nodes, alive } of this.lists[node] ?? []) {
      if (!alive) continue;
      for (const n of nodes) this.marks[n] = stamp;
      this.model.ticks += nodes.length;
    }
    return stamp;
  }

  /** Drops the cliques within these nodes, except `self` and exactly-ones. Returns one of those that is smaller, if there is one. */
  private dropWithin(nodes: readonly number[], self: Clique | null): Clique | null {
    const stamp = ++this.stamp;
    for (const n of nodes) this.marks[n] = stamp;
    let exact: Clique | null = null;
    for (const node of nodes) {
      for (const clique of this.lists[node] ?? []) {
        this.model.ticks++;
        // looked at once, from its first node
        if (!clique.alive || clique === self || clique.nodes[0] !== node) continue;
        if (!clique.nodes.every((n) => this.marks[n] === stamp)) continue;
        this.model.ticks += clique.nodes.length;
        if (clique.kind === 'exactlyOne') {
          if (clique.nodes.length < nodes.length) exact = clique;
          continue;
        }
        this.drop(clique);
      }
    }
    return exact;
  }
}
