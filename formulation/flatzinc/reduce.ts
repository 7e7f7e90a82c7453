// What a FlatZinc model says about single variables and pairs of them, taken out of its constraints before anything is posted, to a fixpoint.
//
//   int_le(x, 7), set_in(x, {2, 4})                            domains
//   bool2int(b, x), int_eq(x, y), bool_not(a, b), x + y = 3    one class of variables (flatzinc/classes.ts)
//   int_eq_reif(x, 3, b), int_le_reif(x, 3, b), set_in_reif    a definition: b is the literal [x = 3], [x <= 3], [x in S]. There is one for each set: a second
//                                                              Boolean for the same one, or for its complement, joins the class of the first.
//
// A Boolean whose set turns out to be all or nothing becomes a constant, one that tells the two values of a Boolean apart the Boolean itself.

import type { DomainRanges } from '../../model/model.ts';
import { contains, intersection, isSame } from '../../model/presolve/ranges.ts';
import type { FlatZinc } from './ast.ts';
import type { Term } from './classes.ts';
import { BOOLEAN, complement, image, preimage } from './ranges.ts';
import {
  type ClauseRelation,
  type LinearRelation,
  negation,
  opposite,
  type Relation,
  statementOf,
} from './relations.ts';
import type { FlatZincScope } from './scope.ts';

/** literal <=> the variable lies in the set. */
export interface Definition {
  readonly variable: Term;
  readonly set: DomainRanges;
  readonly literal: Term;
}

export interface Reduced {
  /** Numbers of the constraints that are still to be posted. */
  readonly constraints: readonly number[];
  readonly definitions: readonly Definition[];
}

/** Sums of more terms than this are looked at once only. */
const FEW_TERMS = 4;
const MOST_ROUNDS = 20;

/** Puts what it finds into the classes of the scope. Throws FlatZincError. */
export function reduce(model: FlatZinc, scope: FlatZincScope): Reduced {
  return new Reducer(scope).run(model);
}

class Reducer {
  private readonly scope: FlatZincScope;
  private definitions: Definition[] = [];

  constructor(scope: FlatZincScope) {
    this.scope = scope;
  }

  run(model: FlatZinc): Reduced {
    const { scope } = this;
    const { classes } = scope;
    const settled: number[] = [];
    let open = model.constraints.map((_, c) => c);
    for (let round = 0, version = -1; round < MOST_ROUNDS && classes.version !== version; round++) {
      version = classes.version;
      const still: number[] = [];
      for (const c of open) {
        const constraint = model.constraints[c]!;
        scope.place = constraint.place;
        const statement = classes.contradictory ? null : statementOf(scope, constraint);
        if (statement !== null && this.takes(statement.relation, statement.truth, statement.isHalf)) continue;
        (statement === null || sizeOf(statement.relation) > FEW_TERMS ? settled : still).push(c);
      }
      open = still;
      this.define();
    }
    return { constraints: [...settled, ...open].sort((a, b) => a - b), definitions: this.definitions };
  }

  /** True if nothing of the statement is left to be posted. */
  private takes(relation: Relation, truth: Term, isHalf: boolean): boolean {
    if (this.scope.isConstant(truth, 1)) return this.asserts(relation);
    if (this.scope.isConstant(truth, 0)) return isHalf || this.asserts(opposite(relation));
    const known = this.known(relation);
    if (known !== null) {
      if (!known || !isHalf) this.scope.classes.restrict(truth, known ? [1, 1] : [0, 0]);
      return true;
    }
    if (isHalf) return false;
    return relation.kind === 'linear' ? this.names(relation, truth) : this.copies(relation, truth);
  }

  /** Whether the relation holds, as far as one can see; null if one cannot. */
  private known(relation: Relation): boolean | null {
    if (relation.kind === 'linear') {
      if (relation.roots.length > 0) return null;
      return contains(relation.ranges, 0);
    }
    const decisive = relation.kind === 'all' ? 0 : 1;
    if (relation.literals.some((t) => this.scope.isConstant(t, decisive))) return decisive === 1;
    return relation.literals.every((t) => t.root < 0) ? decisive === 0 : null;
  }

  private asserts(relation: Relation): boolean {
    const { classes } = this.scope;
    const known = this.known(relation);
    if (known !== null) {
      if (!known) classes.contradictory = true;
      return true;
    }
    if (relation.kind === 'linear') return this.assertsSum(relation);
    if (relation.kind === 'all') {
      for (const t of relation.literals) classes.restrict(t, [1, 1]);
      return true;
    }
    const open = relation.literals.filter((t) => t.root >= 0);
    if (open.length === 1) classes.restrict(open[0]!, [1, 1]);
    return open.length === 1;
  }

  private assertsSum({ roots, coeffs, ranges }: LinearRelation): boolean {
    const { classes } = this.scope;
    const terms = roots.map(rootTerm);
    const [x, y] = terms;
    const [a, b] = [coeffs[0]!, coeffs[1]!];
    if (y === undefined) {
      classes.restrict(x!, preimage(ranges, a));
      return true;
    }
    if (terms.length > 2) return false;
    if (terms.every((t) => isSame(classes.domainOf(t), BOOLEAN)))
      return this.assertsPair(x!, y, (v, w) => contains(ranges, a * v + b * w));
    if (ranges.length !== 2 || ranges[0] !== ranges[1] || Math.abs(a) !== Math.abs(b)) return false;
    // a x + b y = v  =>  x = -(b / a) y + v / a
    const offset = ranges[0]! / a;
    if (Number.isInteger(offset)) classes.unify(x!, y, 0 - Math.sign(a * b), offset);
    else classes.contradictory = true;
    return true;
  }

  /** Two Booleans of which only some pairs of values are allowed. One that gets fixed leaves a fact about the other to the next round. */
  private assertsPair(x: Term, y: Term, allows: (v: number, w: number) => boolean): boolean {
    const { classes } = this.scope;
    const [both, neither, first, second] = [allows(1, 1), allows(0, 0), allows(1, 0), allows(0, 1)];
    if (both !== neither || first !== second || both === first) {
      if (!both && !first) classes.restrict(x, [0, 0]);
      else if (!neither && !second) classes.restrict(x, [1, 1]);
      else if (!both && !second) classes.restrict(y, [0, 0]);
      else if (!neither && !first) classes.restrict(y, [1, 1]);
      return false;
    }
    if (both) classes.unify(x, y, 1, 0);
    else classes.unify(x, y, -1, 1);
    return true;
  }

  /** A literal [x in S]. */
  private names({ roots, coeffs, ranges }: LinearRelation, literal: Term): boolean {
    if (roots.length !== 1) return false;
    this.definitions.push({ variable: rootTerm(roots[0]!), set: preimage(ranges, coeffs[0]!), literal });
    return true;
  }

  /** One literal alone is its conjunction and its disjunction. */
  private copies({ literals }: ClauseRelation, truth: Term): boolean {
    const open = literals.filter((t) => t.root >= 0);
    if (open.length !== 1) return false;
    this.scope.classes.unify(truth, open[0]!, 1, 0);
    return true;
  }

  /** Brings the definitions to the roots of now, each set of each root once. */
  private define(): void {
    const { classes } = this.scope;
    const first = new Map<string, Definition>();
    for (const { variable: was, set: given, literal: name } of this.definitions) {
      if (classes.contradictory) return;
      const { root, sign, offset } = classes.current(was);
      const literal = classes.current(name);
      if (root < 0) {
        classes.restrict(literal, contains(given, offset) ? [1, 1] : [0, 0]);
        continue;
      }
      const variable = rootTerm(root);
      const domain = classes.domain(root);
      // sign * r + offset in the given set  <=>  r in its image
      const set = intersection(domain, image(given, sign, 0 - sign * offset));
      const rest = intersection(domain, complement(set));
      if (set.length === 0 || rest.length === 0) classes.restrict(literal, rest.length === 0 ? [1, 1] : [0, 0]);
      else if (literal.root < 0) classes.restrict(variable, literal.offset === 1 ? set : rest);
      else if (isSame(domain, BOOLEAN)) classes.unify(literal, set[0] === 1 ? variable : negation(variable), 1, 0);
      else {
        // of a set and its complement the one without the least value is defined
        const isTurned = set[0] === domain[0];
        const definition = { variable, set: isTurned ? rest : set, literal: isTurned ? negation(literal) : literal };
        const key = `${root}:${definition.set.join()}`;
        const known = first.get(key);
        if (known === undefined) first.set(key, definition);
        else classes.unify(definition.literal, classes.current(known.literal), 1, 0);
      }
    }
    this.definitions = [...first.values()];
  }
}

function rootTerm(root: number): Term {
  return { root, sign: 1, offset: 0 };
}

function sizeOf(relation: Relation): number {
  return relation.kind === 'linear' ? relation.roots.length : relation.literals.length;
}
