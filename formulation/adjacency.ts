// Adjacency lists of a graph as views of one flat array: made by counting sort, in time linear in nodes and links, without a list that grows.

/** Links by their two ends; link k goes from from[k] to to[k]. */
export interface Links {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** lists[v]: the `from` of all links to v, v in 0..n-1, in the order of the links. O(n + m). */
export function predecessorLists(n: number, links: Links): Int32Array[] {
  const { starts, values } = sortedByKey(n, links.to, links.from);
  return views(starts, values);
}

/** lists[v]: the `to` of all links from v, in the order of the links. O(n + m). */
export function successorLists(n: number, { from, to }: Links): Int32Array[] {
  return predecessorLists(n, { from: to, to: from });
}

/** The same links, parallel ones once, ascending by `to` and then by `from`. O(n + m). */
export function sortedLinks(n: number, { from, to }: Links): Links {
  // twice a stable sort: by `from`, then by `to`
  const bySource = sortedByKey(n, from, to);
  const byTarget = sortedByKey(n, bySource.values, expanded(bySource.starts));
  const sorted = { from: byTarget.values, to: expanded(byTarget.starts) };
  let length = 0;
  for (let k = 0; k < sorted.from.length; k++) {
    if (k > 0 && sorted.from[k] === sorted.from[k - 1] && sorted.to[k] === sorted.to[k - 1]) continue;
    sorted.from[length] = sorted.from[k]!;
    sorted.to[length] = sorted.to[k]!;
    length++;
  }
  return { from: sorted.from.slice(0, length), to: sorted.to.slice(0, length) };
}

/** The values in stable order of their keys: those of key k are values[starts[k]] to values[starts[k + 1] - 1]. */
function sortedByKey(n: number, keys: Int32Array, values: Int32Array): { starts: Int32Array; values: Int32Array } {
  const starts = new Int32Array(n + 1);
  for (const key of keys) starts[key + 1]!++;
  for (let k = 0; k < n; k++) starts[k + 1]! += starts[k]!;
  const next = starts.slice();
  const sorted = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) sorted[next[keys[i]!]!++] = values[i]!;
  return { starts, values: sorted };
}

/** The key of each sorted value. */
function expanded(starts: Int32Array): Int32Array {
  const keys = new Int32Array(starts[starts.length - 1]!);
  for (let k = 0; k + 1 < starts.length; k++) keys.fill(k, starts[k]!, starts[k + 1]!);
  return keys;
}

function views(starts: Int32Array, values: Int32Array): Int32Array[] {
  return Array.from({ length: starts.length - 1 }, (_, k) => values.subarray(starts[k], starts[k + 1]));
}
