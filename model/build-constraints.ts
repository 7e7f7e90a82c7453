// The part of the builder that posts constraints. The meaning of each is documented at its record in model.ts.

import { checkInteger, checkSameLength, ModelError, show } from './arguments.ts';
import { VariableBuilder } from './build-variables.ts';
import { Domain } from './domain.ts';
import { BoundedLinearExpr, type IntVar, type LinearExprLike, type LiteralLike } from './expressions.ts';
import { ConstraintHandle, type IntervalVar } from './handles.ts';
import type { BooleanConstraint, Constraint } from './model.ts';

/** Literals as a list or as arguments. */
export type LiteralArguments = readonly (LiteralLike | readonly LiteralLike[])[];

/** A write of a cover constraint; without `active` it is always there. */
export interface CoverWriteLike {
  readonly start: LinearExprLike;
  readonly end: LinearExprLike;
  readonly active?: LiteralLike;
}

export class ConstraintBuilder extends VariableBuilder {
  /** Adds a comparison of linear expressions, like `x.plus(y).le(7)`. */
  add(comparison: BoundedLinearExpr): ConstraintHandle {
    if (!(comparison instanceof BoundedLinearExpr)) {
      throw new ModelError(`add: expected a comparison like x.le(7), got ${show(comparison)}`);
    }
    return this.addLinear(comparison.expr, comparison.domain, 'add');
  }

  /** lb <= expr <= ub. */
  addLinearConstraint(expr: LinearExprLike, lb: number, ub: number): ConstraintHandle {
    return this.addLinear(expr, new Domain(lb, ub), 'addLinearConstraint');
  }

  /** The value of the expression lies in the domain, which may have holes. */
  addLinearExpressionInDomain(expr: LinearExprLike, domain: Domain): ConstraintHandle {
    return this.addLinear(expr, domain, 'addLinearExpressionInDomain');
  }

  /** before + delay <= after. */
  addPrecedence(before: IntVar, after: IntVar, delay = 0): ConstraintHandle {
    return this.post({
      kind: 'precedence',
      before: this.lowering.variable(before, 'addPrecedence: before'),
      after: this.lowering.variable(after, 'addPrecedence: after'),
      delay: checkInteger(delay, 'addPrecedence: delay'),
    });
  }

  /** At least one literal is true. None listed: that cannot be. */
  addBoolOr(...literals: LiteralArguments): ConstraintHandle {
    return this.addBoolean('boolOr', literals, 'addBoolOr');
  }

  /** All literals are true. */
  addBoolAnd(...literals: LiteralArguments): ConstraintHandle {
    return this.addBoolean('boolAnd', literals, 'addBoolAnd');
  }

  /** An odd number of literals is true. */
  addBoolXor(...literals: LiteralArguments): ConstraintHandle {
    return this.addBoolean('boolXor', literals, 'addBoolXor');
  }

  /** At most one literal is true; one that is listed twice counts twice. */
  addAtMostOne(...literals: LiteralArguments): ConstraintHandle {
    return this.addBoolean('atMostOne', literals, 'addAtMostOne');
  }

  /** Exactly one literal is true; one that is listed twice counts twice. */
  addExactlyOne(...literals: LiteralArguments): ConstraintHandle {
    return this.addBoolean('exactlyOne', literals, 'addExactlyOne');
  }

  /** a => b. */
  addImplication(a: LiteralLike, b: LiteralLike): ConstraintHandle {
    const enforcement = [this.lowering.literal(a, 'addImplication: a')];
    return this.post({ kind: 'boolAnd', literals: [this.lowering.literal(b, 'addImplication: b')], enforcement });
  }

  /** No two expressions have the same value. */
  addAllDifferent(exprs: readonly LinearExprLike[]): ConstraintHandle {
    return this.post({ kind: 'allDifferent', exprs: this.lowering.affines(exprs, 'addAllDifferent: exprs') });
  }

  /** 0 <= index < exprs.length and exprs[index] = target. */
  addElement(index: LinearExprLike, exprs: readonly LinearExprLike[], target: LinearExprLike): ConstraintHandle {
    return this.post({
      kind: 'element',
      index: this.lowering.affine(index, 'addElement: index'),
      exprs: this.lowering.affines(exprs, 'addElement: exprs'),
      target: this.lowering.affine(target, 'addElement: target'),
    });
  }

  /** target = the largest of the expressions; at least one is listed. */
  addMaxEquality(target: LinearExprLike, exprs: readonly LinearExprLike[]): ConstraintHandle {
    return this.addExtremum('max', target, exprs, 'addMaxEquality');
  }

  /** target = the smallest of the expressions; at least one is listed. */
  addMinEquality(target: LinearExprLike, exprs: readonly LinearExprLike[]): ConstraintHandle {
    return this.addExtremum('min', target, exprs, 'addMinEquality');
  }

  /** At every time the demands of the present intervals that run sum to at most `capacity`; demands[k] is that of intervals[k] and never negative. Intervals of size zero need nothing. */
  addCumulative(
    intervals: readonly IntervalVar[],
    demands: readonly LinearExprLike[],
    capacity: LinearExprLike,
  ): ConstraintHandle {
    const lowered = this.lowering.intervals(intervals, 'addCumulative: intervals');
    const heights = this.lowering.affines(demands, 'addCumulative: demands');
    checkSameLength(lowered, heights, 'addCumulative: intervals', 'demands');
    const capacityExpr = this.lowering.affine(capacity, 'addCumulative: capacity');
    return this.post({ kind: 'cumulative', intervals: lowered, demands: heights, capacity: capacityExpr });
  }

  /** Of any two present intervals one ends before or when the other starts; one of size zero may not lie strictly inside another. */
  addNoOverlap(intervals: readonly IntervalVar[]): ConstraintHandle {
    return this.post({ kind: 'noOverlap', intervals: this.lowering.intervals(intervals, 'addNoOverlap: intervals') });
  }

  /** Box k is xIntervals[k] times yIntervals[k]; no two boxes overlap. */
  addNoOverlap2D(xIntervals: readonly IntervalVar[], yIntervals: readonly IntervalVar[]): ConstraintHandle {
    const x = this.lowering.intervals(xIntervals, 'addNoOverlap2D: xIntervals');
    const y = this.lowering.intervals(yIntervals, 'addNoOverlap2D: yIntervals');
    checkSameLength(x, y, 'addNoOverlap2D: xIntervals', 'yIntervals');
    return this.post({ kind: 'noOverlap2D', xIntervals: x, yIntervals: y });
  }

  /** min <= Σ levelChanges of the events up to t <= max at every t; min <= 0 <= max. */
  addReservoirConstraint(
    times: readonly LinearExprLike[],
    levelChanges: readonly number[],
    min: number,
    max: number,
  ): ConstraintHandle {
    return this.addReservoir(times, levelChanges, undefined, min, max, 'addReservoirConstraint');
  }

  /** As addReservoirConstraint, counting only the events whose literal is true. */
  addReservoirConstraintWithActive(
    times: readonly LinearExprLike[],
    levelChanges: readonly number[],
    actives: readonly LiteralLike[],
    min: number,
    max: number,
  ): ConstraintHandle {
    return this.addReservoir(times, levelChanges, actives, min, max, 'addReservoirConstraintWithActive');
  }

  /** An active read at `readTime` is served by an active write with start + 1 <= readTime and readTime + 1 <= end. */
  addCover(readTime: LinearExprLike, writes: readonly CoverWriteLike[], readActive?: LiteralLike): ConstraintHandle {
    const { lowering } = this;
    return this.post({
      kind: 'cover',
      readTime: lowering.affine(readTime, 'addCover: readTime'),
      ...(readActive === undefined ? {} : { readActive: lowering.literal(readActive, 'addCover: readActive') }),
      writes: writes.map(({ start, end, active }, k) => ({
        start: lowering.affine(start, `addCover: writes[${k}].start`),
        end: lowering.affine(end, `addCover: writes[${k}].end`),
        ...(active === undefined ? {} : { active: lowering.literal(active, `addCover: writes[${k}].active`) }),
      })),
    });
  }

  private addLinear(expr: LinearExprLike, domain: Domain, method: string): ConstraintHandle {
    if (!(domain instanceof Domain)) throw new ModelError(`${method}: domain must be a Domain, got ${show(domain)}`);
    const { vars, coeffs, offset } = this.lowering.linear(expr, `${method}: expr`);
    const { ranges } = domain.shiftedBy(0 - offset);
    if (ranges.length === 0) throw new ModelError(`${method}: the domain of ${expr} is empty`);
    return this.post({ kind: 'linear', vars, coeffs, domain: ranges });
  }

  private addBoolean(kind: BooleanConstraint['kind'], literals: LiteralArguments, method: string): ConstraintHandle {
    return this.post({ kind, literals: this.lowering.literals(literals.flat(), `${method}: literals`) });
  }

  private addExtremum(
    kind: 'max' | 'min',
    target: LinearExprLike,
    exprs: readonly LinearExprLike[],
    method: string,
  ): ConstraintHandle {
    const lowered = this.lowering.affines(exprs, `${method}: exprs`);
    if (lowered.length === 0) throw new ModelError(`${method}: exprs is empty`);
    return this.post({ kind, target: this.lowering.affine(target, `${method}: target`), exprs: lowered });
  }

  private addReservoir(
    times: readonly LinearExprLike[],
    levelChanges: readonly number[],
    actives: readonly LiteralLike[] | undefined,
    min: number,
    max: number,
    method: string,
  ): ConstraintHandle {
    const { lowering } = this;
    const lowered = lowering.affines(times, `${method}: times`);
    const changes = lowering.integers(levelChanges, `${method}: levelChanges`);
    checkSameLength(lowered, changes, `${method}: times`, 'levelChanges');
    const literals = actives === undefined ? undefined : lowering.literals(actives, `${method}: actives`);
    if (literals !== undefined) checkSameLength(lowered, literals, `${method}: times`, 'actives');
    if (checkInteger(min, `${method}: min`) > 0) throw new ModelError(`${method}: min must be <= 0, got ${min}`);
    if (checkInteger(max, `${method}: max`) < 0) throw new ModelError(`${method}: max must be >= 0, got ${max}`);
    return this.post({
      kind: 'reservoir',
      times: lowered,
      levelChanges: changes,
      ...(literals === undefined ? {} : { actives: literals }),
      min,
      max,
    });
  }

  protected post(constraint: Constraint): ConstraintHandle {
    return new ConstraintHandle(this.lowering, this.data.constraints.push(constraint) - 1);
  }
}
