// Strongly connected components by Tarjan's algorithm on an explicit stack (Tarjan, SIAM J. Computing 1972).

/** Node n has edges to targets[start[n]] .. targets[start[n + 1] - 1]. */
export interface Digraph {
  readonly start: Int32Array;
  readonly targets: Int32Array;
}

/** The implications of the clauses "ends[k] or ends[k + 1]", k even, over literals below `count`: not a => b and not b => a. The negation of l is l ^ 1. */
export function implicationGraph(ends: ArrayLike<number>, count: number): Digraph {
  const start = new Int32Array(count + 1);
  for (let k = 0; k < ends.length; k++) start[(ends[k]! ^ 1) + 1]!++;
  for (let n = 1; n < start.length; n++) start[n]! += start[n - 1]!;
  const targets = new Int32Array(ends.length);
  const next = start.slice();
  for (let k = 0; k < ends.length; k += 2) {
    const a = ends[k]!;
    const b = ends[k + 1]!;
    targets[next[a ^ 1]!++] = b;
    targets[next[b ^ 1]!++] = a;
  }
  return { start, targets };
}

/** The components of two nodes or more. */
export function components({ start, targets }: Digraph): number[][] {
  const count = start.length - 1;
  const found: number[][] = [];
  /** When a node was reached, from 1 on; 0: not yet; DONE: its component is complete. */
  const order = new Int32Array(count);
  const DONE = 0x7fffffff;
  const low = new Int32Array(count);
  const edge = start.slice(0, count);
  const open: number[] = [];
  const path: number[] = [];
  let reached = 0;
  for (let root = 0; root < count; root++) {
    if (order[root] !== 0 || start[root] === start[root + 1]) continue;
    path.push(root);
    open.push(root);
    order[root] = low[root] = ++reached;
    while (path.length > 0) {
      const n = path[path.length - 1]!;
      if (edge[n]! < start[n + 1]!) {
        const m = targets[edge[n]!++]!;
        if (order[m] === 0) {
          path.push(m);
          open.push(m);
          order[m] = low[m] = ++reached;
        } else if (order[m] !== DONE) low[n] = Math.min(low[n]!, order[m]!);
        continue;
      }
      path.pop();
      if (path.length > 0) {
        const parent = path[path.length - 1]!;
        low[parent] = Math.min(low[parent]!, low[n]!);
      }
      if (low[n] !== order[n]) continue;
      const component = open.splice(open.lastIndexOf(n));
      for (const m of component) order[m] = DONE;
      if (component.length > 1) found.push(component);
    }
  }
  return found;
}
