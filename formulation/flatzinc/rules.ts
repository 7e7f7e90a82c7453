// How constraints of FlatZinc are posted: statements (flatzinc/relations.ts) here, other constraints by rules in tables, by name.

import type { LiteralRef } from '../../model/model.ts';
import { negateRef } from '../../model/model.ts';
import { contains, isSame } from '../../model/presolve/ranges.ts';
import type { FznConstraint, FznExpr } from './ast.ts';
import type { Enforcement, Posting } from './posting.ts';
import { BOOLEAN } from './ranges.ts';
import { type LinearRelation, opposite, type Relation, type Statement, splitName } from './relations.ts';

export type Poster = (posting: Posting, args: readonly FznExpr[], enforcement: Enforcement) => void;

/** A constraint by its name without _reif and _imp. */
export interface FznRule {
  readonly arity: number;
  /** All of `enforcement` => the constraint. */
  readonly post: Poster;
  /** All of `enforcement` => it does not hold. Without it there is no reified form. */
  readonly deny?: Poster;
}

export type FznRules = ReadonlyMap<string, FznRule>;

/** Posts a constraint by its rule; false if there is none. Throws FlatZincError for arguments that do not fit. */
export function postByRule(posting: Posting, rules: FznRules, { id, args }: FznConstraint): boolean {
  const { scope } = posting;
  const plain = rules.get(id);
  const { base, form } = plain === undefined ? splitName(id) : { base: id, form: 'plain' as const };
  const rule = plain ?? rules.get(base);
  if (rule === undefined || (form === 'reif' && rule.deny === undefined)) return false;
  const count = rule.arity + (form === 'plain' ? 0 : 1);
  if (args.length !== count) scope.fail(`${id} has ${args.length} arguments, not ${count}`, 'check the constraint');
  if (form === 'plain') {
    rule.post(posting, args, []);
    return true;
  }
  const given = args.slice(0, rule.arity);
  const truth = scope.boolean(args[rule.arity]!);
  whereTrue(posting, truth, (enforcement) => rule.post(posting, given, enforcement));
  if (form === 'reif') whereFalse(posting, truth, (enforcement) => rule.deny!(posting, given, enforcement));
  return true;
}

/** truth <=> relation, or truth => relation. */
export function postStatement(posting: Posting, { relation, truth, isHalf }: Statement): void {
  whereTrue(posting, truth, (enforcement) => postRelation(posting, relation, enforcement));
  if (!isHalf) whereFalse(posting, truth, (enforcement) => postRelation(posting, opposite(relation), enforcement));
}

type Truth = Statement['truth'];

function whereTrue(posting: Posting, truth: Truth, post: (enforcement: Enforcement) => void): void {
  if (truth.root >= 0) post([posting.literal(truth)]);
  else if (truth.offset === 1) post([]);
}

function whereFalse(posting: Posting, truth: Truth, post: (enforcement: Enforcement) => void): void {
  if (truth.root >= 0) post([negateRef(posting.literal(truth))]);
  else if (truth.offset === 0) post([]);
}

function postRelation(posting: Posting, relation: Relation, enforcement: Enforcement): void {
  if (relation.kind === 'linear') {
    postLinear(posting, relation, enforcement);
    return;
  }
  const literals = relation.literals.map((t) => posting.literal(t));
  posting.post({ kind: relation.kind === 'all' ? 'boolAnd' : 'boolOr', literals }, enforcement);
}

/** A pair of Booleans as clauses: as a sum, "not equal" would take a Boolean more. */
function postLinear(posting: Posting, { roots, coeffs, ranges }: LinearRelation, enforcement: Enforcement): void {
  const { classes } = posting.scope;
  if (roots.length === 0) {
    if (!contains(ranges, 0)) posting.postFalse(enforcement);
    return;
  }
  const terms = roots.map((root) => ({ root, sign: 1, offset: 0 }));
  if (roots.length === 2 && roots.every((root) => isSame(classes.domain(root), BOOLEAN))) {
    const [x, y] = terms.map((t) => posting.literal(t));
    postPairs(posting, x!, y!, (v, w) => contains(ranges, coeffs[0]! * v + coeffs[1]! * w), enforcement);
    return;
  }
  const exprs = terms.map((t, k) => {
    const { vars } = posting.affine(t);
    return { vars, coeffs: [coeffs[k]!], offset: 0 };
  });
  posting.postSum(exprs, ranges, enforcement);
}

function postPairs(
  posting: Posting,
  x: LiteralRef,
  y: LiteralRef,
  allows: (v: number, w: number) => boolean,
  enforcement: Enforcement,
): void {
  const other = (literal: LiteralRef, value: number): LiteralRef => (value === 1 ? negateRef(literal) : literal);
  const isImpossible = (v: number): boolean => !allows(v, 0) && !allows(v, 1);
  const isImpossibleSecond = (w: number): boolean => !allows(0, w) && !allows(1, w);
  for (const v of [0, 1]) {
    if (isImpossible(v)) posting.post({ kind: 'boolOr', literals: [other(x, v)] }, enforcement);
    if (isImpossibleSecond(v)) posting.post({ kind: 'boolOr', literals: [other(y, v)] }, enforcement);
    for (const w of [0, 1]) {
      if (allows(v, w) || isImpossible(v) || isImpossibleSecond(w)) continue;
      posting.post({ kind: 'boolOr', literals: [other(x, v), other(y, w)] }, enforcement);
    }
  }
}
