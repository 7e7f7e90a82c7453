// The one-tree bound of a tour and its dual: node prices, and sets of nodes that cheap edges would close into tours of their own.
//
// For prices p of the nodes a tour of n nodes costs as much as under the costs c(u, v) + p(u) + p(v), less 2 Σ p. It is a tree over the nodes but a root, and
// two edges at the root, so the cheapest of these (a one-tree) is a bound. Subgradient steps push the degrees of the tree to two: Held and Karp, "The
// traveling-salesman problem and minimum spanning trees: part II", Mathematical Programming 1, 1971; step lengths as Volgenant and Jonker (European
// Journal of Operational Research 9, 1982), whose average of two directions it takes too.
//
// The dual of the tree is read off Kruskal's order: each set S that its edges join on the way, at weight w(S), until a heavier edge of weight w' joins it to
// others, has the multiplier w' - w(S) >= 0 in "fewer edges inside S than nodes". With it and the prices an edge inside the tree's nodes keeps the reduced
// cost "its weight less that of the heaviest tree edge between its ends". The numbers are doubles and prove nothing by themselves (see solver/dual-bound.ts).

/** A set of nodes and the multiplier of "at most one edge less inside than there are nodes". */
export interface PricedSet {
  readonly members: readonly number[];
  readonly multiplier: number;
}

export interface OneTree {
  readonly prices: Float64Array;
  /** Nested or disjoint sets of two nodes and more, none with the root and none with all others; smallest first. */
  readonly sets: readonly PricedSet[];
  /** Weight of the heaviest edge of the tree. */
  readonly heaviest: number;
  /** The nearest neighbour of the root, and the weights of the edges to it and to the second nearest. */
  readonly nearest: number;
  readonly rootWeights: readonly [number, number];
  readonly bound: number;
}

const MOST_STEPS = 300;
/** Steps are cut for large graphs: each looks at all pairs of nodes. */
const PAIRS = 200_000_000;
/** Share of the present direction in a step, the rest is the one before. */
const PRESENT = 0.6;

/** `cost[u * nodes + v]`, symmetric. At least three nodes. Root 0..nodes-1. O(nodes^2) a step. */
export function oneTree(nodes: number, cost: Float64Array, root: number): OneTree {
  const steps = Math.max(1, Math.min(MOST_STEPS, Math.floor(PAIRS / nodes ** 2)));
  const tree = new TreeSearch(nodes, cost, root);
  const { prices, degree } = tree;
  const before = new Int32Array(nodes);
  const best = new Float64Array(nodes);
  let bound = Number.NEGATIVE_INFINITY;
  let first = 0;
  for (let step = 0; step < steps; step++) {
    const value = tree.run();
    if (value > bound) {
      bound = value;
      best.set(prices);
    }
    if (step === 0) first = tree.magnitude / (2 * nodes);
    const length = first * (1 - step / steps) ** 2;
    for (let v = 0; v < nodes; v++) {
      const present = degree[v]! - 2;
      prices[v]! += length * (step === 0 ? present : PRESENT * present + (1 - PRESENT) * before[v]!);
      before[v] = present;
    }
  }
  prices.set(best);
  tree.run();
  const { nearest, rootWeights } = tree;
  return { prices: best, ...tree.sets(), nearest, rootWeights, bound };
}

class TreeSearch {
  readonly prices: Float64Array;
  /** Degrees in the last one-tree. */
  readonly degree: Int32Array;
  nearest = 0;
  rootWeights: readonly [number, number] = [0, 0];
  /** Sum of the absolute costs of the last one-tree, without prices. */
  magnitude = 0;

  private readonly nodes: number;
  private readonly cost: Float64Array;
  private readonly root: number;
  /** By node in the tree: the other end of the edge by which it joined, and its weight; the edges in the order of the nodes `joined`. */
  private readonly from: Int32Array;
  private readonly weight: Float64Array;
  private readonly joined: Int32Array;
  private readonly open: Uint8Array;

  constructor(nodes: number, cost: Float64Array, root: number) {
    this.nodes = nodes;
    this.cost = cost;
    this.root = root;
    this.prices = new Float64Array(nodes);
    this.degree = new Int32Array(nodes);
    this.from = new Int32Array(nodes);
    this.weight = new Float64Array(nodes);
    this.joined = new Int32Array(nodes - 2);
    this.open = new Uint8Array(nodes);
  }

  /** The cheapest one-tree under the prices (Prim), and its bound. */
  run(): number {
    const { nodes, cost, root, prices, degree, from, weight, open, joined } = this;
    degree.fill(0);
    open.fill(1);
    weight.fill(Number.POSITIVE_INFINITY);
    open[root] = 0;
    let u = root === 0 ? 1 : 0;
    open[u] = 0;
    let total = 0;
    this.magnitude = 0;
    for (let k = 0; k < nodes - 2; k++) {
      let next = -1;
      for (let v = 0; v < nodes; v++) {
        if (open[v] === 0) continue;
        const w = cost[u * nodes + v]! + prices[u]! + prices[v]!;
        if (w < weight[v]!) {
          weight[v] = w;
          from[v] = u;
        }
        if (next < 0 || weight[v]! < weight[next]!) next = v;
      }
      open[next] = 0;
      joined[k] = next;
      total += weight[next]! + this.take(next, from[next]!);
      u = next;
    }
    return total + this.addRoot() - 2 * prices.reduce((sum, price) => sum + price, 0);
  }

  /** Joins the root to its two nearest nodes and returns their weights. */
  private addRoot(): number {
    const { nodes, cost, root, prices } = this;
    let first = -1;
    let second = -1;
    const weightOf = (v: number): number => cost[root * nodes + v]! + prices[root]! + prices[v]!;
    for (let v = 0; v < nodes; v++) {
      if (v === root) continue;
      if (first < 0 || weightOf(v) < weightOf(first)) {
        second = first;
        first = v;
      } else if (second < 0 || weightOf(v) < weightOf(second)) second = v;
    }
    this.nearest = first;
    this.rootWeights = [weightOf(first), weightOf(second)];
    return this.rootWeights[0] + this.rootWeights[1] + this.take(root, first) + this.take(root, second);
  }

  /** Counts an edge of the one-tree. Returns 0. */
  private take(u: number, v: number): number {
    this.degree[u]!++;
    this.degree[v]!++;
    this.magnitude += Math.abs(this.cost[u * this.nodes + v]!);
    return 0;
  }

  /** The sets that the edges of the tree join, lightest edge first. */
  sets(): { sets: PricedSet[]; heaviest: number } {
    const { nodes, from, weight, joined } = this;
    const setOf = Array.from({ length: nodes }, (_, v) => ({ members: [v], weight: 0 }));
    const sets: PricedSet[] = [];
    let heaviest = 0;
    for (const v of [...joined].sort((a, b) => weight[a]! - weight[b]! || a - b)) {
      heaviest = weight[v]!;
      const parts = [setOf[v]!, setOf[from[v]!]!];
      for (const { members, weight: own } of parts) {
        if (members.length > 1) sets.push({ members, multiplier: heaviest - own });
      }
      const union = { members: parts.flatMap(({ members }) => members), weight: heaviest };
      for (const u of union.members) setOf[u] = union;
    }
    return { sets: sets.sort((s, t) => s.members.length - t.members.length), heaviest };
  }
}
