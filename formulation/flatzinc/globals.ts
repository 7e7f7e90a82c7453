// Global constraints of FlatZinc over sequences, sets of values and graphs.
//
// FlatZinc has lost the index sets of arrays. native_NAME and moccasin_NAME (share/minizinc/moccasin) therefore carry the first index of an array that others refer
// to; where a constraint comes without one, arrays begin at 1.

import type { Affine } from '../../model/model.ts';
import type { FznExpr } from './ast.ts';
import { type Enforcement, type Posting, shifted } from './posting.ts';
import { complement } from './ranges.ts';
import type { FznRule } from './rules.ts';

const CIRCUIT: FznRule = { arity: 2, post: (posting, [x, first], e) => postCircuit(posting, x!, first!, false, e) };
const SUBCIRCUIT: FznRule = { arity: 2, post: (posting, [x, first], e) => postCircuit(posting, x!, first!, true, e) };

const INVERSE: FznRule = {
  arity: 4,
  post: (posting, [f, firstOfF, g, firstOfG], enforcement) => {
    const [direct, inverse] = [posting.ints(f!), posting.ints(g!)];
    const [i, j] = [posting.scope.integer(firstOfF!), posting.scope.integer(firstOfG!)];
    if (direct.length !== inverse.length) {
      posting.postFalse(enforcement);
      return;
    }
    posting.post(
      { kind: 'inverse', direct: direct.map((e) => shifted(e, 0 - j)), inverse: inverse.map((e) => shifted(e, 0 - i)) },
      enforcement,
    );
  },
};

const TABLE: FznRule = { arity: 2, post: tablePoster(false), deny: tablePoster(true) };

export const GLOBAL_RULES: ReadonlyMap<string, FznRule> = new Map<string, FznRule>([
  [
    'fzn_all_different_int',
    {
      arity: 1,
      post: (posting, [x], enforcement) => posting.post({ kind: 'allDifferent', exprs: posting.ints(x!) }, enforcement),
    },
  ],
  ['native_circuit', CIRCUIT],
  ['moccasin_circuit', CIRCUIT],
  ['fzn_circuit', counted(CIRCUIT, (x) => [x[0]!, 1])],
  ['native_subcircuit', SUBCIRCUIT],
  ['moccasin_subcircuit', SUBCIRCUIT],
  ['fzn_subcircuit', counted(SUBCIRCUIT, (x) => [x[0]!, 1])],
  ['native_inverse', INVERSE],
  ['moccasin_inverse', INVERSE],
  ['fzn_inverse', counted(INVERSE, ([f, g]) => [f!, 1, g!, 1])],
  ...['fzn', 'moccasin'].flatMap((prefix): [string, FznRule][] => [
    [`${prefix}_table_int`, TABLE],
    [`${prefix}_table_bool`, TABLE],
    [`${prefix}_regular`, { arity: 6, post: postRegular }],
    [`${prefix}_regular_nfa`, { arity: 6, post: postRegularNfa }],
  ]),
  ...lexicographic('fzn_lex_less_int', true),
  ...lexicographic('fzn_lex_less_bool', true),
  ...lexicographic('fzn_lex_lesseq_int', false),
  ...lexicographic('fzn_lex_lesseq_bool', false),
  [
    'fzn_value_precede_int',
    {
      arity: 3,
      post: (posting, [s, t, x], enforcement) => {
        const values = [posting.scope.integer(s!), posting.scope.integer(t!)];
        posting.post({ kind: 'valuePrecedence', exprs: posting.ints(x!), values }, enforcement);
      },
    },
  ],
  [
    'fzn_value_precede_chain_int',
    {
      arity: 2,
      post: (posting, [values, x], enforcement) => {
        const chain = posting.scope.integers(values!);
        posting.post({ kind: 'valuePrecedence', exprs: posting.ints(x!), values: chain }, enforcement);
      },
    },
  ],
  ['fzn_global_cardinality', { arity: 3, post: cardinalityPoster(false) }],
  ['fzn_global_cardinality_closed', { arity: 3, post: cardinalityPoster(true) }],
  ['fzn_global_cardinality_low_up', { arity: 4, post: boundedCardinalityPoster(false) }],
  ['fzn_global_cardinality_low_up_closed', { arity: 4, post: boundedCardinalityPoster(true) }],
]);

/** A rule that carries first indices, for a constraint that does not: `filled` puts them in. */
function counted({ post, arity }: FznRule, filled: (args: readonly FznExpr[]) => readonly FznExpr[]): FznRule {
  return { arity: arity / 2, post: (posting, args, enforcement) => post(posting, filled(args), enforcement) };
}

function postCircuit(
  posting: Posting,
  x: FznExpr,
  first: FznExpr,
  allowLoops: boolean,
  enforcement: Enforcement,
): void {
  const offset = posting.scope.integer(first);
  const successors = posting.ints(x).map((e) => shifted(e, 0 - offset));
  posting.post({ kind: 'successorCircuit', successors, allowLoops }, enforcement);
}

function tablePoster(negated: boolean): FznRule['post'] {
  return (posting, [x, t], enforcement) => {
    const exprs = posting.ints(x!);
    const values = posting.scope.integers(t!);
    const width = exprs.length;
    if (width === 0 ? values.length > 0 : values.length % width !== 0) {
      posting.scope.fail(`a table of ${values.length} values for ${width} columns`, 'give whole rows');
    }
    const tuples = Array.from({ length: width === 0 ? 0 : values.length / width }, (_, k) =>
      values.slice(k * width, (k + 1) * width),
    );
    posting.post({ kind: 'table', exprs, tuples, ...(negated ? { negated } : {}) }, enforcement);
  };
}

/** fzn_regular(x, Q, S, d, q0, F): d[q, s] is the next state, 0 for none. */
function postRegular(posting: Posting, args: readonly FznExpr[], enforcement: Enforcement): void {
  const { scope } = posting;
  const [states, symbols] = [scope.integer(args[1]!), scope.integer(args[2]!)];
  const heads = scope.integers(args[3]!);
  checkSize(posting, heads.length, states, symbols);
  const transitions = heads
    .map((head, k) => [Math.floor(k / symbols) + 1, (k % symbols) + 1, head] as const)
    .filter(([, , head]) => head > 0);
  postAutomaton(posting, args, states, transitions, enforcement);
}

/** As fzn_regular, with a set of next states each. */
function postRegularNfa(posting: Posting, args: readonly FznExpr[], enforcement: Enforcement): void {
  const { scope } = posting;
  const [states, symbols] = [scope.integer(args[1]!), scope.integer(args[2]!)];
  const heads = scope.list(args[3]!);
  checkSize(posting, heads.length, states, symbols);
  const transitions = heads.flatMap((set, k) =>
    members(posting, set, states).map((head) => [Math.floor(k / symbols) + 1, (k % symbols) + 1, head] as const),
  );
  postAutomaton(posting, args, states, transitions, enforcement);
}

function checkSize(posting: Posting, length: number, states: number, symbols: number): void {
  if (length !== states * symbols) {
    posting.scope.fail(`${length} transitions for ${states} states and ${symbols} symbols`, 'give one for each pair');
  }
}

function postAutomaton(
  posting: Posting,
  args: readonly FznExpr[],
  states: number,
  transitions: readonly (readonly [number, number, number])[],
  enforcement: Enforcement,
): void {
  const exprs = posting.ints(args[0]!);
  const startState = posting.scope.integer(args[4]!);
  const finalStates = members(posting, args[5]!, states);
  posting.post({ kind: 'automaton', exprs, startState, finalStates, transitions }, enforcement);
}

/** The states in a set. */
function members(posting: Posting, set: FznExpr, states: number): number[] {
  const ranges = posting.scope.set(set);
  const values: number[] = [];
  for (let k = 0; k < ranges.length; k += 2) {
    for (let v = Math.max(1, ranges[k]!); v <= Math.min(states, ranges[k + 1]!); v++) values.push(v);
  }
  return values;
}

function lexicographic(name: string, strict: boolean): [string, FznRule][] {
  const order = (posting: Posting, left: FznExpr, right: FznExpr, isStrict: boolean, enforcement: Enforcement): void =>
    posting.post(
      { kind: 'lexOrder', left: posting.ints(left), right: posting.ints(right), ...(isStrict ? { strict: true } : {}) },
      enforcement,
    );
  return [
    [
      name,
      {
        arity: 2,
        post: (posting, [x, y], enforcement) => order(posting, x!, y!, strict, enforcement),
        deny: (posting, [x, y], enforcement) => order(posting, y!, x!, !strict, enforcement),
      },
    ],
  ];
}

function cardinalityPoster(closed: boolean): FznRule['post'] {
  return (posting, [x, cover, counts], enforcement) => {
    const values = posting.scope.integers(cover!);
    postCardinality(posting, posting.ints(x!), values, posting.ints(counts!), closed, enforcement);
  };
}

/** The counts are variables of their own: determined by the values also where the constraint is not enforced, and so bounded only where it is. */
function boundedCardinalityPoster(closed: boolean): FznRule['post'] {
  return (posting, [x, cover, lower, upper], enforcement) => {
    const { scope } = posting;
    const exprs = posting.ints(x!);
    const values = scope.integers(cover!);
    const [least, most] = [scope.integers(lower!), scope.integers(upper!)];
    if (least.length !== values.length || most.length !== values.length) {
      scope.fail(`${least.length} and ${most.length} bounds for ${values.length} values`, 'give two for each value');
    }
    const ranges = values.map((_, k) => [Math.max(0, least[k]!), Math.min(exprs.length, most[k]!)] as const);
    if (ranges.some(([lo, hi]) => lo > hi)) {
      posting.postFalse(enforcement);
      return;
    }
    if (enforcement.length === 0) {
      const counts = ranges.map(([lo, hi]) => posting.newVariable([lo, hi]));
      postCardinality(posting, exprs, values, counts, closed, []);
      return;
    }
    const counts = ranges.map(() => posting.newVariable([0, exprs.length]));
    postCardinality(posting, exprs, values, counts, false, []);
    for (const [k, count] of counts.entries()) posting.postSum([count], ranges[k]!, enforcement);
    if (closed) for (const e of exprs) postMember(posting, e, values, enforcement);
  };
}

function postCardinality(
  posting: Posting,
  exprs: Affine[],
  values: number[],
  counts: Affine[],
  closed: boolean,
  enforcement: Enforcement,
): void {
  if (values.length !== counts.length) {
    posting.scope.fail(`${counts.length} counts for ${values.length} values`, 'give one for each');
  }
  const kind = 'globalCardinality';
  posting.post({ kind, exprs, values, counts, ...(closed ? { closed } : {}) }, enforcement);
}

function postMember(posting: Posting, e: Affine, values: readonly number[], enforcement: Enforcement): void {
  const points = [...new Set(values)].sort((a, b) => a - b).flatMap((v) => [v, v]);
  // twice the complement is the set with adjacent values joined
  posting.postSum([e], complement(complement(points)), enforcement);
}
