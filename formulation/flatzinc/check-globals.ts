// What the global constraints of FlatZinc mean; for flatzinc/check.ts. Definitions, written for being right.

import { type Argument, isIn, type Meaning, number, numbers, ranges } from './values.ts';

export const GLOBAL_MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['fzn_all_different_int', ([x]) => new Set(numbers(x)).size === numbers(x).length],
  ...offset('circuit', (x, first) => isCircuit(numbers(x), number(first), false)),
  ...offset('subcircuit', (x, first) => isCircuit(numbers(x), number(first), true)),
  ['native_inverse', ([f, i, g, j]) => isInverse(numbers(f), number(i), numbers(g), number(j))],
  ['moccasin_inverse', ([f, i, g, j]) => isInverse(numbers(f), number(i), numbers(g), number(j))],
  ['fzn_inverse', ([f, g]) => isInverse(numbers(f), 1, numbers(g), 1)],
  ...['fzn', 'moccasin'].flatMap((prefix): [string, Meaning][] => [
    [`${prefix}_table_int`, isInTable],
    [`${prefix}_table_bool`, isInTable],
    [`${prefix}_regular`, (args) => accepts(args, oneState)],
    [`${prefix}_regular_nfa`, (args) => accepts(args, statesIn)],
  ]),
  ['fzn_lex_less_int', ([x, y]) => compare(numbers(x), numbers(y)) < 0],
  ['fzn_lex_less_bool', ([x, y]) => compare(numbers(x), numbers(y)) < 0],
  ['fzn_lex_lesseq_int', ([x, y]) => compare(numbers(x), numbers(y)) <= 0],
  ['fzn_lex_lesseq_bool', ([x, y]) => compare(numbers(x), numbers(y)) <= 0],
  ['fzn_value_precede_int', ([s, t, x]) => precedes([number(s), number(t)], numbers(x))],
  ['fzn_value_precede_chain_int', ([values, x]) => precedes(numbers(values), numbers(x))],
  ['fzn_global_cardinality', ([x, cover, counts]) => counted(x, cover, (n, k) => n === numbers(counts)[k])],
  [
    'fzn_global_cardinality_closed',
    ([x, cover, counts]) => isCovered(x, cover) && counted(x, cover, (n, k) => n === numbers(counts)[k]),
  ],
  [
    'fzn_global_cardinality_low_up',
    ([x, cover, low, up]) => counted(x, cover, (n, k) => numbers(low)[k]! <= n && n <= numbers(up)[k]!),
  ],
  [
    'fzn_global_cardinality_low_up_closed',
    ([x, cover, low, up]) =>
      isCovered(x, cover) && counted(x, cover, (n, k) => numbers(low)[k]! <= n && n <= numbers(up)[k]!),
  ],
  ['fzn_cumulative', isWithinCapacity],
  ['fzn_disjunctive', ([s, d]) => areApart(numbers(s), numbers(d), (size) => size > 0)],
  ['fzn_disjunctive_strict', ([s, d]) => areApart(numbers(s), numbers(d), () => true)],
  ['fzn_diffn', (args) => areDisjoint(args.map(numbers), () => true)],
  ['fzn_diffn_nonstrict', (args) => areDisjoint(args.map(numbers), (dx, dy) => dx > 0 && dy > 0)],
  ['fzn_bin_packing', ([c, bin, w]) => numbers(bin).every((b) => contentOf(b, bin, w) <= number(c)) && number(c) >= 0],
  ...['native', 'moccasin'].flatMap((prefix): [string, Meaning][] => [
    [
      `${prefix}_bin_packing_capa`,
      ([c, first, bin, w]) => numbers(c).every((most, k) => contentOf(number(first) + k, bin, w) <= most),
    ],
    [`${prefix}_bin_packing_load`, hasLoads],
  ]),
]);

/** The constraint with the first index given, and from 1 on. */
function offset(
  name: string,
  holds: (x: Argument | undefined, first: Argument | undefined) => boolean,
): [string, Meaning][] {
  return [
    [`native_${name}`, ([x, first]) => holds(x, first)],
    [`moccasin_${name}`, ([x, first]) => holds(x, first)],
    [`fzn_${name}`, ([x]) => holds(x, 1)],
  ];
}

/** One walk through all nodes; through all but those that lead to themselves. */
function isCircuit(x: readonly number[], first: number, allowsLoops: boolean): boolean {
  const next = x.map((v) => v - first);
  const nodes = next.map((_, i) => i).filter((i) => !allowsLoops || next[i] !== i);
  const visited = new Set<number>();
  for (let at = nodes[0]; at !== undefined && !visited.has(at); at = next[at]) visited.add(at);
  if (nodes.some((i) => next[i] === i)) return false;
  return (
    next.every((j) => j >= 0 && j < x.length) && new Set(next).size === x.length && nodes.every((i) => visited.has(i))
  );
}

function isInverse(f: readonly number[], i: number, g: readonly number[], j: number): boolean {
  return f.every((v, k) => g[v - j] === i + k) && g.every((v, k) => f[v - i] === j + k);
}

function isInTable([x, t]: readonly Argument[]): boolean {
  const [row, values] = [numbers(x), numbers(t)];
  for (let k = 0; k < values.length; k += row.length) if (row.every((v, c) => v === values[k + c])) return true;
  return false;
}

/** fzn_regular(x, Q, S, d, q0, F): the set of states it may be in, symbol by symbol. */
function accepts(
  [x, q, s, d, start, final]: readonly Argument[],
  next: (entry: Argument, states: number) => readonly number[],
): boolean {
  const [states, symbols] = [number(q), number(s)];
  const table = d as readonly Argument[];
  let current = new Set([number(start)]);
  for (const symbol of numbers(x)) {
    if (symbol < 1 || symbol > symbols) return false;
    current = new Set([...current].flatMap((state) => next(table[(state - 1) * symbols + symbol - 1]!, states)));
  }
  return [...current].some((state) => isIn(state, ranges(final)));
}

/** The next state of a deterministic automaton; 0: none. */
function oneState(entry: Argument): readonly number[] {
  return number(entry) > 0 ? [number(entry)] : [];
}

function statesIn(entry: Argument, states: number): readonly number[] {
  return Array.from({ length: states }, (_, k) => k + 1).filter((state) => isIn(state, ranges(entry)));
}

/** Negative where x comes first; a proper prefix comes before what it is a prefix of. */
function compare(x: readonly number[], y: readonly number[]): number {
  const k = x.findIndex((v, i) => v !== y[i]);
  if (k < 0) return x.length - y.length;
  return k < y.length ? x[k]! - y[k]! : 1;
}

/** Each value of the chain stands only after the one before it. */
function precedes(chain: readonly number[], x: readonly number[]): boolean {
  return chain.every((value, k) => {
    const place = x.indexOf(value);
    return k === 0 || place < 0 || x.slice(0, place).includes(chain[k - 1]!);
  });
}

/** Whether this holds of the number of times each value of the cover occurs. */
function counted(
  x: Argument | undefined,
  cover: Argument | undefined,
  holds: (count: number, k: number) => boolean,
): boolean {
  return numbers(cover).every((value, k) => holds(numbers(x).filter((v) => v === value).length, k));
}

function isCovered(x: Argument | undefined, cover: Argument | undefined): boolean {
  return numbers(x).every((v) => numbers(cover).includes(v));
}

function isWithinCapacity([s, d, r, b]: readonly Argument[]): boolean {
  const [starts, sizes, demands] = [numbers(s), numbers(d), numbers(r)];
  if (sizes.some((size) => size < 0) || demands.some((demand) => demand < 0) || number(b) < 0) return false;
  return starts.every((t, k) => {
    if (sizes[k] === 0) return true;
    const used = demands.filter((_, i) => starts[i]! <= t && t < starts[i]! + sizes[i]!);
    return used.reduce((sum, demand) => sum + demand, 0) <= number(b);
  });
}

function areApart(starts: readonly number[], sizes: readonly number[], counts: (size: number) => boolean): boolean {
  if (sizes.some((size) => size < 0)) return false;
  const tasks = starts.map((start, k) => ({ start, size: sizes[k]! })).filter(({ size }) => counts(size));
  return tasks.every((a, i) =>
    tasks.every((b, k) => i === k || a.start + a.size <= b.start || b.start + b.size <= a.start),
  );
}

function areDisjoint(
  [x, y, dx, dy]: readonly (readonly number[])[],
  counts: (width: number, height: number) => boolean,
): boolean {
  if (dx!.some((size) => size < 0) || dy!.some((size) => size < 0)) return false;
  const boxes = x!.map((_, k) => k).filter((k) => counts(dx![k]!, dy![k]!));
  const precedes = (start: readonly number[], size: readonly number[], a: number, b: number): boolean =>
    start[a]! + size[a]! <= start[b]!;
  return boxes.every((a) =>
    boxes.every(
      (b) =>
        a === b ||
        precedes(x!, dx!, a, b) ||
        precedes(x!, dx!, b, a) ||
        precedes(y!, dy!, a, b) ||
        precedes(y!, dy!, b, a),
    ),
  );
}

function contentOf(b: number, bin: Argument | undefined, w: Argument | undefined): number {
  return numbers(w).reduce((sum, weight, i) => sum + (numbers(bin)[i] === b ? weight : 0), 0);
}

/** All weight is in the bins of the list. */
function hasLoads([load, first, bin, w]: readonly Argument[]): boolean {
  const loads = numbers(load);
  const total = (list: readonly number[]): number => list.reduce((sum, v) => sum + v, 0);
  return loads.every((v, k) => contentOf(number(first) + k, bin, w) === v) && total(loads) === total(numbers(w));
}
