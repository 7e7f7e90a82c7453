// Values: reading expressions, literals and intervals of a model at one assignment, for verification.

import type { IntervalRef, Linear, LiteralRef, ModelData, VariableRef } from './model.ts';

export class Values {
  private readonly data: ModelData;
  private readonly values: ArrayLike<number>;

  constructor(data: ModelData, values: ArrayLike<number>) {
    this.data = data;
    this.values = values;
  }

  variable(v: VariableRef): number {
    return this.values[v]!;
  }

  linear({ vars, coeffs, offset }: Linear): number {
    let sum = offset;
    for (let k = 0; k < vars.length; k++) sum += coeffs[k]! * this.values[vars[k]!]!;
    return sum;
  }

  isTrue(literal: LiteralRef): boolean {
    return literal >= 0 ? this.values[literal] === 1 : this.values[-literal - 1] === 0;
  }

  /** Whether the literal is true or not there at all. */
  holds(literal: LiteralRef | undefined): boolean {
    return literal === undefined || this.isTrue(literal);
  }

  isPresent(i: IntervalRef): boolean {
    return this.holds(this.data.intervals[i]!.presence);
  }

  /** Start, size and end of an interval, present or not. */
  span(i: IntervalRef): { start: number; size: number; end: number } {
    const { start, size, end } = this.data.intervals[i]!;
    const [from, to] = [this.linear(start), this.linear(end)];
    return { start: from, size: size === undefined ? to - from : this.linear(size), end: to };
  }
}
