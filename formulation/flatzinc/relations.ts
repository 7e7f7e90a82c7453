// Comparisons, sums, memberships and clauses of FlatZinc in one form: a relation, and the Boolean that tells whether it holds.
//
//   int_le(x, y), int_lin_eq(as, xs, c), set_in(x, S), bool_eq(a, b), ...     a linear relation: a sum over roots lies in a set
//   bool_clause(as, bs), array_bool_or(as, r)                                 some literal is true
//   array_bool_and(as, r)                                                     all literals are true
//
// NAME_reif(..., r) says r <=> NAME(...), NAME_imp(..., r) says r => NAME(...); array_bool_and, array_bool_or, bool_and, bool_or and bool_xor with a result are
// reified by themselves.

import { type DomainRanges, MAX_VALUE } from '../../model/model.ts';
import type { FznConstraint, FznExpr } from './ast.ts';
import { constantTerm, type Term } from './classes.ts';
import { complement, image } from './ranges.ts';
import type { FlatZincScope } from './scope.ts';

/** Σ coeffs[k] * roots[k] lies in the set; each root once, no coefficient 0. */
export interface LinearRelation {
  readonly kind: 'linear';
  readonly roots: readonly number[];
  readonly coeffs: readonly number[];
  readonly ranges: DomainRanges;
}

export interface ClauseRelation {
  readonly kind: 'all' | 'some';
  readonly literals: readonly Term[];
}

export type Relation = LinearRelation | ClauseRelation;

/** truth => relation; and also the other way round unless `isHalf`. */
export interface Statement {
  readonly relation: Relation;
  readonly truth: Term;
  readonly isHalf: boolean;
}

export type Form = 'plain' | 'reif' | 'imp';

/** int_le_reif is int_le in the form reif. */
export function splitName(id: string): { readonly base: string; readonly form: Form } {
  if (id.endsWith('_reif')) return { base: id.slice(0, -5), form: 'reif' };
  return id.endsWith('_imp') ? { base: id.slice(0, -4), form: 'imp' } : { base: id, form: 'plain' };
}

type Reader = (scope: FlatZincScope, args: readonly FznExpr[]) => Relation;

interface RelationRule {
  /** Without the result. */
  readonly arity: number;
  readonly read: Reader;
  /** The name alone is already the reified form. */
  readonly hasResult?: true;
}

const EQUAL: readonly number[] = [0, 0];
const UNEQUAL: readonly number[] = [-MAX_VALUE, -1, 1, MAX_VALUE];
const AT_MOST: readonly number[] = [-MAX_VALUE, 0];
const LESS: readonly number[] = [-MAX_VALUE, -1];

const ALL_OF: Reader = (scope, [literals]) => ({ kind: 'all', literals: scope.booleans(literals!) });
const SOME_OF: Reader = (scope, [literals]) => ({ kind: 'some', literals: scope.booleans(literals!) });

const RULES: ReadonlyMap<string, RelationRule> = new Map<string, RelationRule>([
  ['int_eq', comparison(EQUAL)],
  ['int_ne', comparison(UNEQUAL)],
  ['int_le', comparison(AT_MOST)],
  ['int_lt', comparison(LESS)],
  ['int_ge', comparison(image(AT_MOST, -1, 0))],
  ['int_gt', comparison(image(LESS, -1, 0))],
  ['int_lin_eq', weighted(EQUAL)],
  ['int_lin_ne', weighted(UNEQUAL)],
  ['int_lin_le', weighted(AT_MOST)],
  ['int_lin_lt', weighted(LESS)],
  ['int_lin_ge', weighted(image(AT_MOST, -1, 0))],
  ['int_lin_gt', weighted(image(LESS, -1, 0))],
  ['int_plus', sum([1, 1, -1])],
  ['int_minus', sum([1, -1, -1])],
  ['int_negate', sum([1, 1])],
  ['bool2int', comparison(EQUAL)],
  ['bool_eq', comparison(EQUAL)],
  ['bool_ne', comparison(UNEQUAL)],
  ['bool_not', comparison(UNEQUAL)],
  ['bool_le', comparison(AT_MOST)],
  ['bool_lt', comparison(LESS)],
  ['bool_lin_eq', weighted(EQUAL)],
  ['bool_lin_ne', weighted(UNEQUAL)],
  ['bool_lin_le', weighted(AT_MOST)],
  ['set_in', { arity: 2, read: (scope, [x, set]) => linear([[scope.term(x!), 1]], scope.set(set!)) }],
  ['bool_xor', { ...comparison(UNEQUAL), hasResult: true }],
  ['bool_and', { arity: 2, hasResult: true, read: (scope, args) => ({ kind: 'all', literals: scope.booleans(args) }) }],
  ['bool_or', { arity: 2, hasResult: true, read: (scope, args) => ({ kind: 'some', literals: scope.booleans(args) }) }],
  ['array_bool_and', { arity: 1, hasResult: true, read: ALL_OF }],
  ['array_bool_or', { arity: 1, hasResult: true, read: SOME_OF }],
  [
    'bool_clause',
    {
      arity: 2,
      read: (scope, [positive, negative]) => ({
        kind: 'some',
        literals: [...scope.booleans(positive!), ...scope.booleans(negative!).map(negation)],
      }),
    },
  ],
]);

/** Null for a constraint of another kind. Throws FlatZincError for arguments that do not fit. */
export function statementOf(scope: FlatZincScope, { id, args }: FznConstraint): Statement | null {
  const { base, form } = splitName(id);
  const rule = RULES.get(base);
  if (rule === undefined) return null;
  // bool_xor(a, b) has no result
  const isReified = form !== 'plain' || (rule.hasResult === true && !(base === 'bool_xor' && args.length === 2));
  const count = rule.arity + (isReified ? 1 : 0);
  if (args.length !== count) scope.fail(`${id} has ${args.length} arguments, not ${count}`, 'check the constraint');
  const relation = rule.read(scope, args.slice(0, rule.arity));
  const truth = isReified ? scope.boolean(args[rule.arity]!) : constantTerm(1);
  return { relation, truth, isHalf: form === 'imp' };
}

/** Σ coefficient * term lies in the set, over roots. */
export function linear(terms: readonly (readonly [Term, number])[], set: DomainRanges): LinearRelation {
  const coefficients = new Map<number, number>();
  let constant = 0;
  for (const [{ root, sign, offset }, coefficient] of terms) {
    constant += coefficient * offset;
    if (root >= 0) coefficients.set(root, (coefficients.get(root) ?? 0) + coefficient * sign);
  }
  const roots = [...coefficients.keys()].filter((root) => coefficients.get(root) !== 0);
  const coeffs = roots.map((root) => coefficients.get(root)!);
  return { kind: 'linear', roots, coeffs, ranges: image(set, 1, 0 - constant) };
}

/** The relation does not hold. */
export function opposite(relation: Relation): Relation {
  if (relation.kind === 'linear') return { ...relation, ranges: complement(relation.ranges) };
  return { kind: relation.kind === 'all' ? 'some' : 'all', literals: relation.literals.map(negation) };
}

/** Of a Boolean. */
export function negation({ root, sign, offset }: Term): Term {
  return { root, sign: 0 - sign, offset: 1 - offset };
}

function comparison(set: DomainRanges): RelationRule {
  return {
    arity: 2,
    read: (scope, [x, y]) =>
      linear(
        [
          [scope.term(x!), 1],
          [scope.term(y!), -1],
        ],
        set,
      ),
  };
}

/** Σ as[i] * xs[i] - c. */
function weighted(set: DomainRanges): RelationRule {
  return {
    arity: 3,
    read: (scope, [as, xs, c]) => {
      const coefficients = scope.integers(as!);
      const terms = scope.terms(xs!);
      if (coefficients.length !== terms.length) {
        scope.fail(`${coefficients.length} coefficients for ${terms.length} variables`, 'give one for each');
      }
      return linear([...terms.map((t, k) => [t, coefficients[k]!] as const), [scope.term(c!), -1]], set);
    },
  };
}

function sum(coefficients: readonly number[]): RelationRule {
  return {
    arity: coefficients.length,
    read: (scope, args) =>
      linear(
        args.map((e, k) => [scope.term(e), coefficients[k]!] as const),
        EQUAL,
      ),
  };
}
