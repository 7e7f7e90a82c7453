// Presence of a list of things (tasks, boxes) as flat arrays of facts: two loads to read one. What is always present has [variable 0 >= -Infinity].

import type { Fact } from '../solver/literal.ts';
import type { Explanation, Registrar } from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';

export class Presences {
  private readonly sv: Int32Array;
  private readonly k: Float64Array;

  constructor(facts: readonly (Fact | undefined)[]) {
    this.sv = Int32Array.from(facts, (f) => f?.sv ?? 0);
    this.k = Float64Array.from(facts, (f) => f?.k ?? Number.NEGATIVE_INFINITY);
  }

  /** Under lower bounds `lb`; so are the next two. */
  isPresent(i: number, lb: Float64Array): boolean {
    return lb[this.sv[i]!]! >= this.k[i]!;
  }

  isAbsent(i: number, lb: Float64Array): boolean {
    return 0 - lb[this.sv[i]! ^ 1]! < this.k[i]!;
  }

  isOpen(i: number, lb: Float64Array): boolean {
    return !this.isPresent(i, lb) && !this.isAbsent(i, lb);
  }

  /** At the time of an explanation. */
  wasPresent(i: number, out: Explanation): boolean {
    return this.k[i] === Number.NEGATIVE_INFINITY || out.lbAt(this.sv[i]!) >= this.k[i]!;
  }

  /** Gives presence as an antecedent. */
  because(out: Explanation, i: number): void {
    if (this.k[i]! > Number.NEGATIVE_INFINITY) out.because(this.sv[i]!, this.k[i]!);
  }

  /** Signed variable and bound of "absent"; only for what has a presence. */
  absenceSv(i: number): SVar {
    return this.sv[i]! ^ 1;
  }

  absenceBound(i: number): number {
    return 1 - this.k[i]!;
  }

  /** Wakes when i becomes present. */
  wake(on: Registrar, i: number, data: number): void {
    if (this.k[i]! > Number.NEGATIVE_INFINITY) on.wakeOnLb(this.sv[i]!, data);
  }
}
