// The part of the builder that makes variables and intervals.

import { checkInteger, ModelError, show } from './arguments.ts';
import { Domain } from './domain.ts';
import { asExpr, BoolVar, IntVar, type LinearExprLike, type LiteralLike } from './expressions.ts';
import { IntervalVar, Lowering, nameField } from './handles.ts';
import type { Interval, ModelData, VariableRef } from './model.ts';

export class VariableBuilder {
  /** The model itself, live: later calls change it. Take `clone().data` for a snapshot. */
  readonly data: ModelData;
  protected readonly lowering: Lowering;

  constructor(data: ModelData) {
    this.data = data;
    this.lowering = new Lowering(data);
  }

  /** An integer variable with domain lb..ub (both included). */
  newIntVar(lb: number, ub: number, name?: string): IntVar {
    const label = name ? `newIntVar '${name}'` : 'newIntVar';
    checkInteger(lb, `${label}: lb`);
    checkInteger(ub, `${label}: ub`);
    if (lb > ub) throw new ModelError(`${label}: the domain ${lb}..${ub} is empty`);
    return new IntVar(this.data, this.pushVariable(new Domain(lb, ub), name, label));
  }

  /** An integer variable with this domain, which may have holes but must not be empty. */
  newIntVarFromDomain(domain: Domain, name?: string): IntVar {
    const label = name ? `newIntVarFromDomain '${name}'` : 'newIntVarFromDomain';
    if (!(domain instanceof Domain)) throw new ModelError(`${label}: domain must be a Domain, got ${show(domain)}`);
    if (domain.isEmpty()) throw new ModelError(`${label}: the domain is empty`);
    return new IntVar(this.data, this.pushVariable(domain, name, label));
  }

  /** A variable with the values 0 and 1, which is also a literal: true is 1. */
  newBoolVar(name?: string): BoolVar {
    return new BoolVar(this.data, this.pushVariable(new Domain(0, 1), name, 'newBoolVar'));
  }

  /** The variable fixed to this value; the same one for every call with the value. */
  newConstant(value: number): IntVar {
    return new IntVar(this.data, this.lowering.constant(checkInteger(value, 'newConstant: value')));
  }

  /** The variable with this index. */
  intVarAt(index: VariableRef): IntVar {
    if (this.data.variables[index] === undefined) throw new ModelError(`intVarAt: no variable ${show(index)}`);
    return new IntVar(this.data, index);
  }

  /** The Boolean variable with this index. */
  boolVarAt(index: VariableRef): BoolVar {
    const { domain } = this.intVarAt(index);
    if (domain.min() < 0 || domain.max() > 1) throw new ModelError(`boolVarAt: variable ${index} is not Boolean`);
    return new BoolVar(this.data, index);
  }

  /** The interval with this index. */
  intervalVarAt(index: number): IntervalVar {
    if (this.data.intervals[index] === undefined) throw new ModelError(`intervalVarAt: no interval ${show(index)}`);
    return new IntervalVar(this.data, index);
  }

  /** An interval that is always present: start + size = end and size >= 0 are enforced. Size null: any size >= 0. */
  newIntervalVar(start: LinearExprLike, size: LinearExprLike | null, end: LinearExprLike, name?: string): IntervalVar {
    return this.pushInterval(start, size, end, true, name, 'newIntervalVar');
  }

  /** An interval from `start` to `start` + `size`, always present; `size` >= 0. */
  newFixedSizeIntervalVar(start: LinearExprLike, size: number, name?: string): IntervalVar {
    return this.pushFixedSize(start, size, true, name, 'newFixedSizeIntervalVar');
  }

  /** An interval that is present iff the literal is true; an absent one restricts nothing. */
  newOptionalIntervalVar(
    start: LinearExprLike,
    size: LinearExprLike | null,
    end: LinearExprLike,
    presence: LiteralLike,
    name?: string,
  ): IntervalVar {
    return this.pushInterval(start, size, end, presence, name, 'newOptionalIntervalVar');
  }

  /** The same, present iff the literal is true; an absent one restricts nothing. */
  newOptionalFixedSizeIntervalVar(
    start: LinearExprLike,
    size: number,
    presence: LiteralLike,
    name?: string,
  ): IntervalVar {
    return this.pushFixedSize(start, size, presence, name, 'newOptionalFixedSizeIntervalVar');
  }

  private pushVariable(domain: Domain, name: string | undefined, what: string): VariableRef {
    return this.data.variables.push({ ...nameField(name, `${what}: name`), domain: domain.ranges }) - 1;
  }

  private pushFixedSize(
    start: LinearExprLike,
    size: number,
    presence: LiteralLike,
    name: string | undefined,
    method: string,
  ): IntervalVar {
    const label = name ? `${method} '${name}'` : method;
    if (checkInteger(size, `${label}: size`) < 0) throw new ModelError(`${label}: size must be >= 0, got ${size}`);
    return this.pushInterval(start, size, asExpr(start, `${label}: start`).plus(size), presence, name, method);
  }

  private pushInterval(
    start: LinearExprLike,
    size: LinearExprLike | null,
    end: LinearExprLike,
    presence: LiteralLike,
    name: string | undefined,
    method: string,
  ): IntervalVar {
    const label = name ? `${method} '${name}'` : method;
    const interval: Interval = {
      ...nameField(name, `${label}: name`),
      start: this.lowering.affine(start, `${label}: start`),
      ...(size === null ? {} : { size: this.lowering.affine(size, `${label}: size`) }),
      end: this.lowering.affine(end, `${label}: end`),
      ...(presence === true ? {} : { presence: this.lowering.literal(presence, `${label}: presence`) }),
    };
    return new IntervalVar(this.data, this.data.intervals.push(interval) - 1);
  }
}
