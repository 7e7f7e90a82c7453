// Linear expressions, variables and literals as the users of the builder write them.
//
// All classes are immutable; arithmetic makes new expressions. An expression knows the model its variables belong to
// (by the identity of the model's data), so that mixing two models is an error at the call that does it and not a wrong
// answer later. Terms are kept as written and merged only when the builder lowers an expression to data. Chained `plus`
// copies its terms, which is quadratic in a long sum; `sum` and `weightedSum` are linear.

import { checkInteger, checkList, checkSameLength, ModelError, show } from './arguments.ts';
import { Domain } from './domain.ts';
import { type Linear, type LiteralRef, MAX_VALUE, type ModelData, negateRef, type VariableRef } from './model.ts';

/** How many terms of an expression a message shows. */
const SHOWN_TERMS = 8;

/** Whatever a number can be computed from: an expression (variables and literals are expressions) or a constant. */
export type LinearExprLike = LinearExpr | number;

/** A Boolean variable or its negation; true and false stand for constants. */
export type LiteralLike = BoolVar | NotBoolVar | boolean;

/** Σ coeffs[k] * vars[k] + offset over the variables of one model. */
export class LinearExpr {
  /** Data of the model the variables belong to; null for a constant. */
  readonly owner: ModelData | null;
  readonly vars: readonly VariableRef[];
  readonly coeffs: readonly number[];
  readonly offset: number;

  constructor(owner: ModelData | null, vars: readonly VariableRef[], coeffs: readonly number[], offset: number) {
    this.owner = owner;
    this.vars = vars;
    this.coeffs = coeffs;
    this.offset = checkInteger(offset, 'constant of a linear expression');
  }

  plus(other: LinearExprLike): LinearExpr {
    return combine([this, other], [1, 1], 'plus', this);
  }

  minus(other: LinearExprLike): LinearExpr {
    return combine([this, other], [1, -1], 'minus', this);
  }

  /** This times an integer constant. */
  times(factor: number): LinearExpr {
    return combine([this], [factor], 'times', this);
  }

  negated(): LinearExpr {
    return this.times(-1);
  }

  le(other: LinearExprLike): BoundedLinearExpr {
    return compare(this, other, 'le', -MAX_VALUE, 0);
  }

  lt(other: LinearExprLike): BoundedLinearExpr {
    return compare(this, other, 'lt', -MAX_VALUE, -1);
  }

  ge(other: LinearExprLike): BoundedLinearExpr {
    return compare(this, other, 'ge', 0, MAX_VALUE);
  }

  gt(other: LinearExprLike): BoundedLinearExpr {
    return compare(this, other, 'gt', 1, MAX_VALUE);
  }

  eq(other: LinearExprLike): BoundedLinearExpr {
    return compare(this, other, 'eq', 0, 0);
  }

  ne(other: LinearExprLike): BoundedLinearExpr {
    return new BoundedLinearExpr(combine([this, other], [1, -1], 'ne', this), new Domain(0, 0).complement());
  }

  /** The constraint that this expression takes a value of the domain. */
  inDomain(domain: Domain): BoundedLinearExpr {
    return new BoundedLinearExpr(this, domain);
  }

  /** Like `2*x - y + 3`, variables by name; a long sum is cut. */
  toString(): string {
    const terms = this.vars.slice(0, SHOWN_TERMS).map((v, k) => {
      const c = this.coeffs[k]!;
      const factor = Math.abs(c) === 1 ? '' : `${Math.abs(c)}*`;
      return `${c < 0 ? '- ' : k > 0 ? '+ ' : ''}${factor}${variableName(this.owner, v)}`;
    });
    if (this.vars.length > SHOWN_TERMS) terms.push('+ ...');
    if (this.offset !== 0 || terms.length === 0) {
      terms.push(`${this.offset < 0 ? '- ' : terms.length > 0 ? '+ ' : ''}${Math.abs(this.offset)}`);
    }
    return terms.join(' ');
  }
}

/** An integer variable of a model; made by CpModel's methods. */
export class IntVar extends LinearExpr {
  override readonly owner: ModelData;
  readonly index: VariableRef;

  constructor(owner: ModelData, index: VariableRef) {
    super(owner, [index], [1], 0);
    this.owner = owner;
    this.index = index;
  }

  get name(): string {
    return this.owner.variables[this.index]!.name ?? '';
  }

  get domain(): Domain {
    return Domain.fromFlatIntervals(this.owner.variables[this.index]!.domain);
  }
}

/** A variable with values 0 and 1, usable as a number and as a literal. */
export class BoolVar extends IntVar {
  get literal(): LiteralRef {
    return this.index;
  }

  /** The opposite literal, as a number 1 - this. */
  not(): NotBoolVar {
    return new NotBoolVar(this);
  }
}

/** The negation of a Boolean variable, usable as a literal and as the number 1 - variable. */
export class NotBoolVar extends LinearExpr {
  override readonly owner: ModelData;
  private readonly variable: BoolVar;

  constructor(variable: BoolVar) {
    super(variable.owner, [variable.index], [-1], 1);
    this.owner = variable.owner;
    this.variable = variable;
  }

  get literal(): LiteralRef {
    return negateRef(this.variable.index);
  }

  not(): BoolVar {
    return this.variable;
  }
}

/** A linear constraint not yet added to a model: the expression lies in the domain. */
export class BoundedLinearExpr {
  readonly expr: LinearExpr;
  readonly domain: Domain;

  constructor(expr: LinearExpr, domain: Domain) {
    this.expr = expr;
    this.domain = domain;
  }

  toString(): string {
    return `${this.expr} in ${this.domain}`;
  }
}

/** Σ of the entries. Linear in the number of terms. */
export function sum(exprs: readonly LinearExprLike[]): LinearExpr {
  return combine(
    checkList(exprs, 'sum: exprs'),
    exprs.map(() => 1),
    'sum',
  );
}

/** Σ coeffs[k] * exprs[k]. Throws ModelError if the lists differ in length. */
export function weightedSum(exprs: readonly LinearExprLike[], coeffs: readonly number[]): LinearExpr {
  checkList(exprs, 'weightedSum: exprs');
  checkList(coeffs, 'weightedSum: coeffs');
  checkSameLength(exprs, coeffs, 'weightedSum: exprs', 'coeffs');
  return combine(exprs, coeffs, 'weightedSum');
}

/** The expression of an argument; throws ModelError naming `what` if it is none. */
export function asExpr(value: LinearExprLike, what: string): LinearExpr {
  if (value instanceof LinearExpr) return value;
  if (Number.isSafeInteger(value)) return new LinearExpr(null, [], [], value);
  throw new ModelError(`${what} must be a linear expression or a safe integer, got ${show(value)}`);
}

/**
 * The expression as data for the model `owner`: each variable once, in order of first occurrence, no zero coefficient.
 * Throws ModelError naming `what` if a variable belongs to another model or a coefficient leaves the safe integers.
 */
export function lower(expr: LinearExpr, owner: ModelData, what: string): Linear {
  if (expr.owner !== null && expr.owner !== owner) {
    throw new ModelError(`${what}: variable '${variableName(expr.owner, expr.vars[0]!)}' belongs to another model`);
  }
  const { vars, coeffs, offset } = expr;
  if (vars.length === 1 && coeffs[0] !== 0) return { vars: [vars[0]!], coeffs: [coeffs[0]!], offset };
  const merged = new Map<VariableRef, number>();
  for (let k = 0; k < vars.length; k++) {
    const coeff = (merged.get(vars[k]!) ?? 0) + coeffs[k]!;
    merged.set(vars[k]!, checkInteger(coeff, `${what}: coefficient of '${variableName(owner, vars[k]!)}'`));
  }
  const kept = [...merged].filter(([, coeff]) => coeff !== 0);
  return { vars: kept.map(([v]) => v), coeffs: kept.map(([, coeff]) => coeff), offset };
}

function compare(left: LinearExpr, right: LinearExprLike, method: string, lb: number, ub: number): BoundedLinearExpr {
  return new BoundedLinearExpr(combine([left, right], [1, -1], method, left), new Domain(lb, ub));
}

function combine(
  exprs: readonly LinearExprLike[],
  factors: readonly number[],
  method: string,
  receiver?: LinearExpr,
): LinearExpr {
  const label = (i: number) => (receiver ? `(${receiver}).${method}: argument` : `${method}: exprs[${i}]`);
  let owner: ModelData | null = null;
  let offset = 0;
  const vars: VariableRef[] = [];
  const coeffs: number[] = [];
  for (let i = 0; i < exprs.length; i++) {
    const entry = exprs[i]!;
    const expr = entry instanceof LinearExpr ? entry : asExpr(entry, label(i));
    const factor = factors[i]!;
    if (!Number.isSafeInteger(factor)) checkInteger(factor, `${label(i)}: coefficient of ${expr}`);
    if (expr.owner !== null && owner !== null && owner !== expr.owner) {
      throw new ModelError(`${label(i)}: ${expr} belongs to another model than ${variableName(owner, vars[0]!)}`);
    }
    owner ??= expr.owner;
    for (let k = 0; k < expr.vars.length; k++) {
      const coeff = expr.coeffs[k]! * factor;
      if (!Number.isSafeInteger(coeff)) checkInteger(coeff, `${label(i)}: coefficient of ${expr}`);
      vars.push(expr.vars[k]!);
      coeffs.push(coeff);
    }
    offset += expr.offset * factor;
  }
  return new LinearExpr(owner, vars, coeffs, offset);
}

function variableName(owner: ModelData | null, index: VariableRef): string {
  return owner?.variables[index]?.name ?? `x${index}`;
}
