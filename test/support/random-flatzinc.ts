// Random small FlatZinc models as texts: three integers, two sizes, three Booleans, one to three constraints of given kinds over variables, constants, and the same
// variable twice.

import type { Random } from '../../solver/random.ts';

/** Arguments of a constraint without the Boolean of a reified form. */
export type ArgumentMaker = (write: Writer) => string[];

export interface Kind {
  readonly name: string;
  readonly args: ArgumentMaker;
  /** Which of _reif and _imp exist. */
  readonly forms: readonly ('' | '_reif' | '_imp')[];
}

export const ALL_FORMS = ['', '_reif', '_imp'] as const;
export const HALF_FORMS = ['', '_imp'] as const;

/** Variables that are not negative, for sizes: those of a constraint that is not always enforced must not be. */
const SIZES = ['d', 'e'] as const;

/** Writes values and names at random. */
export class Writer {
  readonly random: Random;
  private readonly ints: readonly string[];
  private readonly bools: readonly string[];

  constructor(random: Random, ints: readonly string[], bools: readonly string[]) {
    this.random = random;
    this.ints = ints;
    this.bools = bools;
  }

  constant(lo = -2, hi = 3): string {
    return String(this.random.between(lo, hi));
  }

  int(lo = -2, hi = 3): string {
    return this.random.chance(0.8) ? this.random.pick(this.ints) : this.constant(lo, hi);
  }

  /** Always a variable. */
  variable(): string {
    return this.random.pick(this.ints);
  }

  bool(): string {
    return this.random.chance(0.85) ? this.random.pick(this.bools) : this.random.pick(['true', 'false']);
  }

  list(length: number, item: () => string): string {
    return `[${Array.from({ length }, item).join(',')}]`;
  }

  set(): string {
    const lo = this.random.between(-2, 3);
    if (this.random.chance(0.4)) return `${lo}..${lo + this.random.between(-1, 2)}`;
    return `{${Array.from({ length: this.random.below(4) }, () => this.constant()).join(',')}}`;
  }
}

/** A model with at least one constraint of the kind, and up to two of others; what no constraint mentions is not declared. */
export function randomFlatZinc(random: Random, kind: Kind, others: readonly Kind[]): string {
  const [ints, bools] = [
    ['x', 'y', 'z'],
    ['a', 'b', 'c'],
  ];
  const write = new Writer(random, ints, bools);
  const constraints = [kind, ...Array.from({ length: random.below(3) }, () => random.pick(others))].map(
    ({ name, args, forms }) => {
      const form = random.pick(forms);
      return `constraint ${name}${form}(${[...args(write), ...(form === '' ? [] : [write.bool()])].join(',')});\n`;
    },
  );
  const text = constraints.join('');
  const declarations: [string, string][] = [
    ...ints.map((name): [string, string] => [name, randomDomain(random)]),
    ...SIZES.map((name): [string, string] => [name, `0..${random.between(0, 2)}`]),
    ...bools.map((name): [string, string] => [name, 'bool']),
  ];
  const used = declarations.filter(([name]) => new RegExp(`\\b${name}\\b`).test(text));
  return `${used.map(([name, type]) => `var ${type}: ${name} :: output_var;\n`).join('')}${text}solve satisfy;\n`;
}

/** Up to four neighbouring values, with or without holes. */
function randomDomain(random: Random): string {
  const lo = random.between(-2, 2);
  const values = [0, 1, 2, 3].map((k) => lo + k).filter(() => random.chance(0.8));
  const isRange = values.length === 0 || random.chance(0.6);
  return isRange ? `${lo}..${lo + random.between(0, 3)}` : `{${values.join(',')}}`;
}

const two: ArgumentMaker = (w) => [w.int(), w.int()];
const three: ArgumentMaker = (w) => [w.int(), w.int(), w.int()];
const twoBooleans: ArgumentMaker = (w) => [w.bool(), w.bool()];
const literals: ArgumentMaker = (w) => [w.list(w.random.below(4), () => w.bool())];

function weighted(w: Writer, item: () => string): string[] {
  const length = w.random.below(4);
  return [w.list(length, () => w.constant()), w.list(length, item), w.constant(-4, 6)];
}

function element(w: Writer, item: () => string): string[] {
  return [w.int(0, 4), w.list(w.random.between(1, 4), item)];
}

function kinds(names: readonly string[], args: ArgumentMaker, forms: Kind['forms']): Kind[] {
  return names.map((name) => ({ name, args, forms }));
}

/** The standard constraints. */
export const BUILTIN_KINDS: readonly Kind[] = [
  ...kinds(['int_eq', 'int_ne', 'int_le', 'int_lt', 'int_ge', 'int_gt'], two, ALL_FORMS),
  ...kinds(['int_lin_eq', 'int_lin_ne', 'int_lin_le'], (w) => weighted(w, () => w.int()), ALL_FORMS),
  ...kinds(['bool_lin_eq', 'bool_lin_le'], (w) => weighted(w, () => w.bool()), ALL_FORMS),
  { name: 'bool_lin_eq', args: (w) => [...weighted(w, () => w.bool()).slice(0, 2), w.variable()], forms: ALL_FORMS },
  { name: 'set_in', args: (w) => [w.int(), w.set()], forms: ALL_FORMS },
  ...kinds(['int_plus', 'int_minus'], three, ALL_FORMS),
  ...kinds(['int_times', 'int_div', 'int_mod', 'int_max', 'int_min'], three, HALF_FORMS),
  { name: 'int_pow', args: (w) => [w.int(), w.constant(-1, 3), w.int()], forms: HALF_FORMS },
  { name: 'int_pow', args: three, forms: HALF_FORMS },
  { name: 'int_abs', args: two, forms: HALF_FORMS },
  ...kinds(
    ['array_int_maximum', 'array_int_minimum'],
    (w) => [w.int(), w.list(w.random.between(1, 3), () => w.int())],
    HALF_FORMS,
  ),
  { name: 'array_int_element', args: (w) => [...element(w, () => w.constant()), w.int()], forms: HALF_FORMS },
  { name: 'array_var_int_element', args: (w) => [...element(w, () => w.int()), w.int()], forms: HALF_FORMS },
  {
    name: 'array_bool_element',
    args: (w) => [...element(w, () => w.random.pick(['true', 'false'])), w.bool()],
    forms: HALF_FORMS,
  },
  { name: 'array_var_bool_element', args: (w) => [...element(w, () => w.bool()), w.bool()], forms: HALF_FORMS },
  { name: 'bool2int', args: (w) => [w.bool(), w.int()], forms: ALL_FORMS },
  ...kinds(['bool_eq', 'bool_ne', 'bool_not', 'bool_le', 'bool_lt'], twoBooleans, ALL_FORMS),
  { name: 'bool_xor', args: twoBooleans, forms: [''] },
  ...kinds(['bool_xor', 'bool_and', 'bool_or'], (w) => [w.bool(), w.bool(), w.bool()], ['']),
  ...kinds(['bool_xor', 'bool_and', 'bool_or'], twoBooleans, ['_imp']),
  ...kinds(['array_bool_and', 'array_bool_or'], (w) => [...literals(w), w.bool()], ['']),
  ...kinds(['array_bool_and', 'array_bool_or'], literals, ['_imp']),
  { name: 'array_bool_xor', args: literals, forms: ALL_FORMS },
  { name: 'bool_clause', args: (w) => [...literals(w), ...literals(w)], forms: ALL_FORMS },
];

const sequence = (w: Writer, lo = 0): string => w.list(w.random.between(lo, 3), () => w.int());

function pairOfSequences(w: Writer, item: () => string): string[] {
  return [w.list(w.random.below(4), item), w.list(w.random.below(4), item)];
}

function cardinality(w: Writer, bounds: (length: number) => string[]): string[] {
  const length = w.random.below(4);
  const cover = [-1, 0, 1, 2, 3].filter(() => w.random.chance(0.5)).slice(0, length);
  return [sequence(w), `[${cover.join(',')}]`, ...bounds(cover.length)];
}

function table(w: Writer, item: () => string, value: () => string): string[] {
  const width = w.random.between(1, 3);
  const rows = w.random.below(6);
  return [w.list(width, item), w.list(width * rows, value)];
}

const automaton = (w: Writer, entry: (states: number) => string): string[] => {
  const [states, symbols] = [w.random.between(1, 3), w.random.between(1, 3)];
  const d = w.list(states * symbols, () => entry(states));
  return [sequence(w), String(states), String(symbols), d, String(w.random.between(1, states)), w.set()];
};

function bins(w: Writer, head: string[]): string[] {
  const length = w.random.between(1, 3);
  return [...head, w.list(length, () => w.int(0, 3)), w.list(length, () => w.constant(0, 3))];
}

function sized(w: Writer, arrays: number): string[] {
  const length = w.random.between(1, 3);
  const starts = Math.floor(arrays / 2);
  return Array.from({ length: arrays }, (_, k) =>
    w.list(length, () => (k < starts ? w.int(0, 3) : w.random.chance(0.4) ? w.random.pick(SIZES) : w.constant(0, 3))),
  );
}

/** Global constraints over x, y, z and, as sizes, over the variables d and e. */
export const GLOBAL_KINDS: readonly Kind[] = [
  { name: 'fzn_all_different_int', args: (w) => [sequence(w)], forms: HALF_FORMS },
  ...kinds(
    ['native_circuit', 'moccasin_circuit', 'native_subcircuit'],
    (w) => [sequence(w), w.constant(-1, 1)],
    HALF_FORMS,
  ),
  ...kinds(['fzn_circuit', 'fzn_subcircuit'], (w) => [sequence(w)], HALF_FORMS),
  {
    name: 'native_inverse',
    args: (w) => {
      const [f, g] = pairOfSequences(w, () => w.int());
      return [f!, w.constant(-1, 1), g!, w.constant(-1, 1)];
    },
    forms: HALF_FORMS,
  },
  {
    name: 'fzn_table_int',
    args: (w) =>
      table(
        w,
        () => w.int(),
        () => w.constant(),
      ),
    forms: ALL_FORMS,
  },
  {
    name: 'fzn_table_bool',
    args: (w) =>
      table(
        w,
        () => w.bool(),
        () => w.random.pick(['true', 'false']),
      ),
    forms: ALL_FORMS,
  },
  { name: 'fzn_regular', args: (w) => automaton(w, (states) => w.constant(0, states)), forms: HALF_FORMS },
  { name: 'moccasin_regular_nfa', args: (w) => automaton(w, () => w.set()), forms: HALF_FORMS },
  ...kinds(['fzn_lex_less_int', 'fzn_lex_lesseq_int'], (w) => pairOfSequences(w, () => w.int()), ALL_FORMS),
  ...kinds(['fzn_lex_less_bool', 'fzn_lex_lesseq_bool'], (w) => pairOfSequences(w, () => w.bool()), ALL_FORMS),
  { name: 'fzn_value_precede_int', args: (w) => [w.constant(), w.constant(), sequence(w)], forms: HALF_FORMS },
  {
    name: 'fzn_value_precede_chain_int',
    args: (w) => [w.list(w.random.below(4), () => w.constant()), sequence(w)],
    forms: HALF_FORMS,
  },
  ...kinds(
    ['fzn_global_cardinality', 'fzn_global_cardinality_closed'],
    (w) => cardinality(w, (length) => [w.list(length, () => w.int(0, 3))]),
    HALF_FORMS,
  ),
  ...kinds(
    ['fzn_global_cardinality_low_up', 'fzn_global_cardinality_low_up_closed'],
    (w) =>
      cardinality(w, (length) => [w.list(length, () => w.constant(-1, 2)), w.list(length, () => w.constant(0, 3))]),
    HALF_FORMS,
  ),
];

/** Global constraints whose sizes are the variables d and e. */
export const SCHEDULING_KINDS: readonly Kind[] = [
  {
    name: 'fzn_cumulative',
    args: (w) => {
      const [s, d] = sized(w, 2);
      const length = s!.split(',').length;
      return [s!, d!, w.list(length, () => w.constant(0, 2)), w.int(0, 3)];
    },
    forms: HALF_FORMS,
  },
  ...kinds(['fzn_disjunctive', 'fzn_disjunctive_strict'], (w) => sized(w, 2), HALF_FORMS),
  ...kinds(['fzn_diffn', 'fzn_diffn_nonstrict'], (w) => sized(w, 4), HALF_FORMS),
  { name: 'fzn_bin_packing', args: (w) => bins(w, [w.constant(0, 5)]), forms: HALF_FORMS },
  ...kinds(
    ['native_bin_packing_capa', 'moccasin_bin_packing_capa'],
    (w) => bins(w, [w.list(w.random.between(1, 3), () => w.constant(0, 5)), w.constant(-1, 1)]),
    HALF_FORMS,
  ),
  {
    name: 'native_bin_packing_load',
    args: (w) => bins(w, [w.list(w.random.between(1, 3), () => w.int(0, 4)), w.constant(-1, 1)]),
    forms: HALF_FORMS,
  },
];
