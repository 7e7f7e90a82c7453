// A toy propagator for testing the suite itself: x0 + x1 + ... <= limit, with lazy or eager reasons and one deliberate defect at a time.
// The real linear propagator lives in propagators/; this one exists so that each check of the suite can be seen to fail.

import type { Explanation, Propagation, Propagator, Registrar } from '../../solver/propagator.ts';
import { PRIORITY_LINEAR } from '../../solver/propagator.ts';
import type { SVar } from '../../solver/types.ts';

export type Defect =
  | 'none'
  | 'pushes too strongly'
  | 'pushes nothing'
  | 'never decides'
  | 'decides too much'
  | 'drops an antecedent'
  | 'explains from current bounds'
  | 'ignores needed strength'
  | 'names a false antecedent'
  | 'names a later antecedent'
  | 'remembers across backtracking'
  | 'sleeps on a bound'
  | 'drops an antecedent of a conflict';

export class ToySum implements Propagator {
  readonly name = 'toy-sum';
  readonly priority = PRIORITY_LINEAR;
  private readonly n: number;
  private readonly limit: number;
  private readonly lazy: boolean;
  private readonly defect: Defect;
  private current: Float64Array = new Float64Array(0);
  /** For one defect: the highest sum of lower bounds ever seen, kept when it should have been restored. */
  private highest = Number.NEGATIVE_INFINITY;

  constructor(n: number, limit: number, lazy: boolean, defect: Defect) {
    this.n = n;
    this.limit = limit;
    this.lazy = lazy;
    this.defect = defect;
  }

  attach(on: Registrar): void {
    for (let x = this.defect === 'sleeps on a bound' ? 1 : 0; x < this.n; x++) on.wakeOnLb(2 * x);
  }

  propagate(p: Propagation): boolean {
    const { defect, n } = this;
    const lb = p.lowerBounds;
    this.current = lb;
    let sum = 0;
    for (let x = 0; x < n; x++) sum += lb[2 * x]!;
    if (defect === 'remembers across backtracking') sum = this.highest = Math.max(sum, this.highest);
    const slack = this.limit - sum - (defect === 'pushes too strongly' ? 1 : 0);
    if (slack < (defect === 'decides too much' ? 1 : 0) && defect !== 'never decides') {
      p.begin();
      for (let x = defect === 'drops an antecedent of a conflict' ? 1 : 0; x < n; x++) p.because(2 * x, lb[2 * x]!);
      return p.conflict();
    }
    if (slack < 0 || defect === 'pushes nothing') return true;
    for (let x = 0; x < n; x++) if (!this.push(p, x, lb[2 * x]! + slack)) return false;
    return true;
  }

  explain(out: Explanation, sv: SVar, needed: number): void {
    const x = sv >> 1;
    // [x <= -needed] holds as soon as the others sum to more than limit + needed - 1; what they exceed it by is given away
    let sum = 0;
    for (let y = 0; y < this.n; y++) if (y !== x) sum += out.lbAt(2 * y);
    let spare = sum - (this.limit + needed);
    const others = Array.from({ length: this.n }, (_, y) => y).filter((y) => y !== x);
    if (this.defect === 'drops an antecedent') others.shift();
    if (this.defect === 'ignores needed strength') spare += 1;
    for (const y of others) {
      const bound = this.defect === 'explains from current bounds' ? this.current[2 * y]! : out.lbAt(2 * y);
      const less = this.defect === 'explains from current bounds' ? 0 : spare;
      out.because(2 * y, bound - less + (this.defect === 'names a false antecedent' ? 1 : 0));
      spare = 0;
    }
    if (this.defect === 'names a later antecedent') out.because(sv, needed);
  }

  private push(p: Propagation, x: number, ub: number): boolean {
    if (this.lazy) return p.pushLazy(2 * x + 1, -ub, 0, 0);
    p.begin();
    for (let y = 0; y < this.n; y++) if (y !== x) p.because(2 * y, p.lb(2 * y));
    return p.pushEager(2 * x + 1, -ub);
  }
}
