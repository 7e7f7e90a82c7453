// The present seen as an Explanation, so that one routine finds the antecedents of a lazy reason (read at the explained entry) and of an eager conflict
// (read now).

import type { Explanation, Propagation } from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';

export class Present implements Explanation {
  private p: Propagation | null = null;

  /** Starts an eager reason of `p` and collects into it from now on. */
  begin(p: Propagation): Explanation {
    this.p = p;
    p.begin();
    return this;
  }

  lbAt(sv: SVar): number {
    return this.p!.lb(sv);
  }

  ubAt(sv: SVar): number {
    return this.p!.ub(sv);
  }

  because(sv: SVar, k: number): void {
    this.p!.because(sv, k);
  }
}
