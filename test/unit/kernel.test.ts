// The kernel with tiny propagators: fixpoints that stop early, reasons over sparse domains, crossing pushes, root facts in reasons, statistics.

import { describe, expect, it } from 'vitest';
import { Kernel } from '../../solver/kernel.ts';
import { boundToString } from '../../solver/literal.ts';
import {
  type Explanation,
  type InferenceChecker,
  PRIORITY_FAST,
  type Propagation,
  type Propagator,
  type Registrar,
} from '../../solver/propagator.ts';
import { Antecedents, DECISION } from '../../solver/reasons.ts';
import type { SVar } from '../../solver/types.ts';

/** [a >= i] implies [b >= i + delay]: half of a precedence, with lazy reasons, and a record of what it was asked. */
class Lag implements Propagator {
  readonly name = 'lag';
  readonly priority = PRIORITY_FAST;
  readonly asked: number[] = [];
  readonly notified: number[] = [];
  private readonly a: SVar;
  private readonly b: SVar;
  private readonly delay: number;

  constructor(a: SVar, b: SVar, delay: number) {
    this.a = a;
    this.b = b;
    this.delay = delay;
  }

  attach(on: Registrar): void {
    on.wakeOnLb(this.a, 17);
  }

  notify(data: number): void {
    this.notified.push(data);
  }

  propagate(p: Propagation): boolean {
    return p.pushLazy(this.b, p.lb(this.a) + this.delay, 0, 0);
  }

  explain(out: Explanation, _sv: SVar, needed: number): void {
    this.asked.push(needed);
    out.because(this.a, needed - this.delay);
  }
}

function lagChecker(a: SVar, b: SVar, delay: number): InferenceChecker {
  return (box) => {
    for (const sv of [a, b]) if (box[sv]! > -box[sv ^ 1]!) return true;
    return box[a]! + delay > -box[b ^ 1]!;
  };
}

function post(kernel: Kernel, a: SVar, b: SVar, delay: number): Lag {
  const lag = new Lag(a, b, delay);
  kernel.post(lag, lagChecker(a, b, delay));
  return lag;
}

function why(kernel: Kernel, sv: SVar, k: number): string[] {
  const out = new Antecedents();
  kernel.explainer.entry(kernel.trail.entryOf(sv, k), k, out);
  return Array.from({ length: out.length }, (_, i) => boundToString(out.sv[i]!, out.bound[i]!));
}

function conflict(kernel: Kernel): string[] {
  const { conflictSet } = kernel;
  return Array.from({ length: conflictSet.length }, (_, i) => boundToString(conflictSet.sv[i]!, conflictSet.bound[i]!));
}

describe('kernel: reasons', () => {
  it('asks for no more than the values of a sparse domain need', () => {
    // x1 in {0, 5, 9}, x0 - 1 <= x1; [x0 >= 4] pushes [x1 >= 3], rounded to 5, which any bound from 1 on would have given
    const kernel = new Kernel();
    kernel.newVar([0, 9]);
    kernel.newVar([0, 0, 5, 5, 9, 9]);
    const lag = post(kernel, 0, 2, -1);
    expect(kernel.fixpoint()).toBe(true);
    kernel.foldRoot();
    kernel.newLevel();
    kernel.assume(0, 4, DECISION);
    expect(kernel.fixpoint()).toBe(true);
    expect(kernel.lb(2)).toBe(5);
    lag.asked.length = 0;
    expect(why(kernel, 2, 5)).toEqual(['[x0 >= 2]']);
    expect(lag.asked).toEqual([1]);
  });

  it('names the bound below a gap on the negative side', () => {
    // x0 <= x1 + 0 mirrored: [x1 <= i] implies [x0 <= i]; x0 in {0, 5, 9}; x1 <= 7 rounds x0 down to 5, for which x1 <= 8 is enough
    const kernel = new Kernel();
    kernel.newVar([0, 0, 5, 5, 9, 9]);
    kernel.newVar([0, 9]);
    post(kernel, 3, 1, 0);
    expect(kernel.fixpoint()).toBe(true);
    kernel.foldRoot();
    kernel.newLevel();
    kernel.assume(3, -7, DECISION);
    expect(kernel.fixpoint()).toBe(true);
    expect(kernel.ub(0)).toBe(5);
    expect(why(kernel, 1, -5)).toEqual(['[x1 <= 8]']);
  });

  it('turns a push across the upper bound into a conflict and leaves the trail alone', () => {
    //   x0 ----------6..9
    //   x1 0..4           x0 + 1 <= x1
    const kernel = new Kernel();
    kernel.newVar([0, 9]);
    kernel.newVar([0, 9]);
    post(kernel, 0, 2, 1);
    expect(kernel.fixpoint()).toBe(true);
    kernel.foldRoot();
    kernel.newLevel();
    kernel.assume(3, -4, DECISION);
    kernel.assume(0, 6, DECISION);
    const { length } = kernel.trail;
    expect(kernel.fixpoint()).toBe(false);
    expect(kernel.trail.length).toBe(length);
    // the weakest pair: x1 <= 4 and x0 >= 4
    expect(conflict(kernel).sort()).toEqual(['[x0 >= 4]', '[x1 <= 4]']);
    expect(kernel.conflictClause).toBe(-1);
  });

  it('asks of a crossed eager push only that the pushed bound fails', () => {
    // x1 in {0, 4, 9} cut to 4, [x1 >= 7] pushed: [x1 <= 6] is what contradicts, not the stronger [x1 <= 4]
    const kernel = new Kernel();
    kernel.newVar([0, 9]);
    kernel.newVar([0, 0, 4, 4, 9, 9]);
    const propagator: Propagator = {
      name: 'eager-lag',
      priority: PRIORITY_FAST,
      attach: (on) => on.wakeOnLb(0),
      propagate: (p) => {
        p.begin();
        p.because(0, p.lb(0));
        return p.pushEager(2, p.lb(0) + 1);
      },
      explain: () => {
        throw new Error('all reasons are eager');
      },
    };
    kernel.post(propagator, (box) => box[0]! + 1 > -box[3]! || box[0]! > -box[1]! || box[2]! > -box[3]!);
    expect(kernel.fixpoint()).toBe(true);
    kernel.foldRoot();
    kernel.newLevel();
    kernel.assume(3, -4, DECISION);
    expect(kernel.fixpoint()).toBe(true);
    kernel.newLevel();
    kernel.assume(0, 6, DECISION);
    expect(kernel.fixpoint()).toBe(false);
    expect(conflict(kernel)).toEqual(['[x0 >= 6]', '[x1 <= 6]']);
  });

  it('leaves out what the root knows', () => {
    const kernel = new Kernel();
    kernel.newVar([3, 9]);
    kernel.newVar([0, 9]);
    post(kernel, 0, 2, 1);
    expect(kernel.fixpoint()).toBe(true);
    expect(why(kernel, 2, 4)).toEqual([]);
    expect(kernel.rootBounds[2]).toBe(0);
    kernel.foldRoot();
    expect(kernel.rootBounds[2]).toBe(4);
    expect(kernel.trail.length).toBe(0);
  });
});

describe('kernel: fixpoints', () => {
  /** x0 < x1 < x0: bounds climb one by one. */
  function creeping(width: number): Kernel {
    const kernel = new Kernel();
    kernel.newVar([0, width]);
    kernel.newVar([0, width]);
    post(kernel, 0, 2, 1);
    post(kernel, 2, 0, 1);
    return kernel;
  }

  it('stop when bounds creep, go on when asked again, and end in the conflict', () => {
    const kernel = creeping(30_000);
    let calls = 1;
    while (kernel.fixpoint()) {
      expect(kernel.settled).toBe(false);
      expect([0, 2]).toContain(kernel.creeping);
      calls++;
      expect(calls).toBeLessThan(100);
    }
    expect(calls).toBeGreaterThan(2);
    expect(conflict(kernel).length).toBeLessThanOrEqual(2);
  });

  it('take up what waited when the search comes back to the level that stopped early', () => {
    const kernel = creeping(30_000);
    expect(kernel.fixpoint()).toBe(true);
    const stood = kernel.lb(0);
    kernel.newLevel();
    kernel.assume(0, stood + 100, DECISION);
    expect(kernel.fixpoint()).toBe(true);
    expect(kernel.lb(0)).toBeGreaterThan(stood + 100);
    kernel.backtrackTo(0);
    expect(kernel.lb(0)).toBe(stood);
    expect(kernel.settled).toBe(false);
    kernel.fixpoint();
    expect(kernel.lb(0)).toBeGreaterThan(stood);
  });

  it('count the pushes of a level together, and let few more happen once they are too many', () => {
    const kernel = creeping(1_000_000);
    kernel.newLevel();
    kernel.assume(0, 1, DECISION);
    kernel.fixpoint();
    const [first, climbed] = [kernel.trail.length, kernel.lb(0)];
    kernel.fixpoint();
    expect(kernel.settled).toBe(false);
    expect(kernel.lb(0)).toBeGreaterThan(climbed);
    expect(kernel.trail.length - first).toBeLessThan(first / 10);
  });

  it('stop when the poll says so and keep what waits', () => {
    const kernel = creeping(600);
    kernel.poll = () => true;
    expect(kernel.fixpoint()).toBe(true);
    expect(kernel.settled).toBe(false);
    expect(kernel.creeping).toBe(-1);
    kernel.poll = null;
    expect(kernel.fixpoint()).toBe(false);
  });

  it('wake by signed variable and pass the data of the watch', () => {
    const kernel = new Kernel();
    kernel.newVar([0, 9]);
    kernel.newVar([0, 9]);
    const lag = post(kernel, 0, 2, 0);
    expect(kernel.fixpoint()).toBe(true);
    expect(kernel.calls[0]).toBe(1);
    kernel.newLevel();
    kernel.assume(1, -5, DECISION);
    expect(kernel.fixpoint()).toBe(true);
    // the upper bound of x0 is nobody's business
    expect([kernel.calls[0], lag.notified]).toEqual([1, []]);
    kernel.newLevel();
    kernel.assume(0, 2, DECISION);
    expect(kernel.fixpoint()).toBe(true);
    expect([kernel.calls[0], lag.notified]).toEqual([2, [17]]);
    expect(kernel.pushes[0]).toBe(1);
  });

  it('forget what waited above a level that is left', () => {
    const kernel = new Kernel();
    for (let x = 0; x < 3; x++) kernel.newVar([0, 9]);
    post(kernel, 0, 2, 1);
    post(kernel, 2, 4, 1);
    expect(kernel.fixpoint()).toBe(true);
    kernel.newLevel();
    kernel.assume(5, -3, DECISION);
    kernel.assume(0, 5, DECISION);
    expect(kernel.fixpoint()).toBe(false);
    kernel.backtrackTo(0);
    const calls = Array.from(kernel.calls.subarray(0, 2));
    expect(kernel.fixpoint()).toBe(true);
    expect(Array.from(kernel.calls.subarray(0, 2))).toEqual(calls);
  });
});

describe('kernel: contracts', () => {
  it('refuses malformed variables and posting away from the root', () => {
    const kernel = new Kernel();
    expect(() => kernel.newVar([])).toThrow(/newVar/);
    expect(() => kernel.newVar([2, 1])).toThrow(/newVar/);
    expect(() => kernel.newVar([0, 2 ** 53])).toThrow(/newVar/);
    kernel.newVar([0, 1]);
    kernel.newLevel();
    expect(() => kernel.newVar([0, 1])).toThrow(/root/);
    expect(() => post(kernel, 0, 0, 0)).toThrow(/root/);
    expect(() => kernel.foldRoot()).toThrow(/root/);
  });

  it('assume() is true for what holds, false for what cannot, and pushes only what is new', () => {
    const kernel = new Kernel();
    kernel.newVar([0, 0, 4, 9]);
    kernel.newLevel();
    expect(kernel.assume(0, 0, DECISION)).toBe(true);
    expect(kernel.trail.length).toBe(0);
    expect(kernel.assume(0, 10, DECISION)).toBe(false);
    expect(kernel.assume(0, 2, DECISION)).toBe(true);
    expect(kernel.lb(0)).toBe(4);
    expect(kernel.assume(1, -3, DECISION)).toBe(false);
    expect(kernel.trail.length).toBe(1);
  });
});
