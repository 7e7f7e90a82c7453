// What the builder hands back besides variables: intervals and posted constraints. And Lowering, which turns the
// builder's arguments into data.
//
// Lowering is the one place that decides what an argument may be; its messages name the method and the argument, as
// `method: argument`.

import { checkInteger, checkList, ModelError, show } from './arguments.ts';
import {
  asExpr,
  BoolVar,
  IntVar,
  LinearExpr,
  type LinearExprLike,
  type LiteralLike,
  lower,
  NotBoolVar,
} from './expressions.ts';
import type { Affine, IntervalRef, Linear, LiteralRef, ModelData, VariableRef } from './model.ts';

/** An interval of a model; made by CpModel's methods. */
export class IntervalVar {
  readonly owner: ModelData;
  readonly index: IntervalRef;

  constructor(owner: ModelData, index: IntervalRef) {
    this.owner = owner;
    this.index = index;
  }

  get name(): string {
    return this.owner.intervals[this.index]!.name ?? '';
  }

  get start(): LinearExpr {
    return this.raise(this.owner.intervals[this.index]!.start);
  }

  /** The size expression, or end - start for an interval without one. */
  get size(): LinearExpr {
    const { size } = this.owner.intervals[this.index]!;
    return size === undefined ? this.end.minus(this.start) : this.raise(size);
  }

  get end(): LinearExpr {
    return this.raise(this.owner.intervals[this.index]!.end);
  }

  /** The literal that says the interval is present; null for one that always is. */
  get presence(): BoolVar | NotBoolVar | null {
    const literal = this.owner.intervals[this.index]!.presence;
    if (literal === undefined) return null;
    return literal >= 0 ? new BoolVar(this.owner, literal) : new BoolVar(this.owner, -literal - 1).not();
  }

  private raise(expr: Linear): LinearExpr {
    return new LinearExpr(expr.vars.length > 0 ? this.owner : null, expr.vars, expr.coeffs, expr.offset);
  }
}

/** A constraint that has been added to a model. */
export class ConstraintHandle {
  readonly index: number;
  private readonly lowering: Lowering;

  constructor(lowering: Lowering, index: number) {
    this.lowering = lowering;
    this.index = index;
  }

  get name(): string {
    return this.lowering.data.constraints[this.index]!.name ?? '';
  }

  /** The constraint has to hold only if all these literals are true; calls add up. */
  onlyEnforceIf(...literals: (LiteralLike | readonly LiteralLike[])[]): this {
    const { constraints } = this.lowering.data;
    const constraint = constraints[this.index]!;
    const added = this.lowering.literals(literals.flat(), 'onlyEnforceIf: literals');
    constraints[this.index] = { ...constraint, enforcement: [...(constraint.enforcement ?? []), ...added] };
    return this;
  }

  withName(name: string): this {
    const { constraints } = this.lowering.data;
    constraints[this.index] = { ...constraints[this.index]!, ...nameField(name, 'withName: name') };
    return this;
  }
}

/** Turns what users pass into the data of one model, or throws a ModelError. */
export class Lowering {
  readonly data: ModelData;
  private readonly constants = new Map<number, VariableRef>();

  constructor(data: ModelData) {
    this.data = data;
  }

  linear(expr: LinearExprLike, what: string): Linear {
    return lower(asExpr(expr, what), this.data, what);
  }

  affine(expr: LinearExprLike, what: string): Affine {
    const lowered = this.linear(expr, what);
    if (lowered.vars.length > 1) throw new ModelError(`${what} must have at most one variable, got ${expr}`);
    return lowered;
  }

  affines(exprs: readonly LinearExprLike[], what: string): Affine[] {
    return checkList(exprs, what).map((expr, k) => this.affine(expr, `${what}[${k}]`));
  }

  variable(variable: IntVar, what: string): VariableRef {
    if (!(variable instanceof IntVar)) throw new ModelError(`${what} must be a variable, got ${show(variable)}`);
    if (variable.owner !== this.data) throw new ModelError(`${what}: '${variable}' belongs to another model`);
    return variable.index;
  }

  variables(variables: readonly IntVar[], what: string): VariableRef[] {
    return checkList(variables, what).map((variable, k) => this.variable(variable, `${what}[${k}]`));
  }

  literal(literal: LiteralLike, what: string): LiteralRef {
    if (typeof literal === 'boolean') return this.constant(literal ? 1 : 0);
    if (!(literal instanceof BoolVar) && !(literal instanceof NotBoolVar)) {
      throw new ModelError(`${what} must be a Boolean variable, its negation, true or false, got ${show(literal)}`);
    }
    if (literal.owner !== this.data) throw new ModelError(`${what}: '${literal}' belongs to another model`);
    return literal.literal;
  }

  literals(literals: readonly LiteralLike[], what: string): LiteralRef[] {
    return checkList(literals, what).map((literal, k) => this.literal(literal, `${what}[${k}]`));
  }

  intervals(intervals: readonly IntervalVar[], what: string): IntervalRef[] {
    return checkList(intervals, what).map((interval, k) => {
      if (!(interval instanceof IntervalVar)) {
        throw new ModelError(`${what}[${k}] must be an interval, got ${show(interval)}`);
      }
      if (interval.owner !== this.data) {
        throw new ModelError(`${what}[${k}]: interval '${interval.name}' belongs to another model`);
      }
      return interval.index;
    });
  }

  integers(values: readonly number[], what: string): number[] {
    return checkList(values, what).map((value, k) => checkInteger(value, `${what}[${k}]`));
  }

  /** The shared variable fixed to this value. */
  constant(value: number): VariableRef {
    let index = this.constants.get(value);
    if (index === undefined) {
      index = this.data.variables.push({ domain: [value, value] }) - 1;
      this.constants.set(value, index);
    }
    return index;
  }
}

/** The `name` field of a record: none for no name or an empty one. */
export function nameField(name: string | undefined, what: string): { name?: string } {
  if (name === undefined || name === '') return {};
  if (typeof name !== 'string') throw new ModelError(`${what} must be a text, got ${show(name)}`);
  return { name };
}
