// Failed literals: a literal is assumed and clauses are propagated; if that fails, it is false (Freeman 1995; only at the roots of the graph of binary implications, as
// all that is implied by another literal fails only if that one does: Le Berre, SAT 2001). A literal is not tried again before the root has learned something.

import { growInt32 } from './arrays.ts';
import { CLAUSE_HEADER, FLAG_GARBAGE, FLAG_LOCAL } from './clauses.ts';
import type { Kernel } from './kernel.ts';
import { DECISION, ROOT } from './reasons.ts';
import type { Lit } from './types.ts';

export class FailedLiterals {
  tried = 0;
  failed = 0;

  private readonly kernel: Kernel;
  /** Facts at the root when a literal was tried last, plus one. */
  private triedAt: Int32Array = new Int32Array(128);
  private next: Lit = 0;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  /** At a root fixpoint with an empty trail; afterwards there may be new facts at the root, propagated by clauses only. False: the root is refuted. */
  run(ticks: number): boolean {
    const { kernel } = this;
    const { literals, trail } = kernel;
    const end = kernel.ticks + ticks;
    const count = 2 * literals.atoms;
    const implies = this.binaries();
    this.triedAt = growInt32(this.triedAt, count);
    for (let n = 0; n < count && kernel.ticks < end; n++) {
      if (this.next >= count) this.next = 0;
      const lit = this.next++;
      // only the roots: ~lit is in a binary clause, lit is in none
      if (implies[lit ^ 1] === 0 || implies[lit] === 1 || literals.value[lit] !== 0) continue;
      const facts = trail.folded + trail.length + 1;
      if (this.triedAt[lit] === facts) continue;
      this.triedAt[lit] = facts;
      if (!this.holds(lit) && !this.makeTrue(lit ^ 1)) {
        kernel.refuted = true;
        return false;
      }
    }
    return true;
  }

  /** 1 for literals of binary clauses. */
  private binaries(): Uint8Array {
    const { clauses, literals } = this.kernel;
    const { data } = clauses;
    const found = new Uint8Array(2 * literals.atoms);
    for (const list of [clauses.original, clauses.learned]) {
      this.kernel.ticks += list.length >> 2;
      for (const ref of list) {
        if (data[ref] !== 2 || clauses.hasFlag(ref, FLAG_GARBAGE | FLAG_LOCAL)) continue;
        found[data[ref + CLAUSE_HEADER]!] = 1;
        found[data[ref + CLAUSE_HEADER + 1]!] = 1;
      }
    }
    return found;
  }

  private holds(lit: Lit): boolean {
    const { kernel } = this;
    const { literals, trail } = kernel;
    this.tried++;
    kernel.newLevel();
    trail.push(literals.sv[lit]!, literals.bound[lit]!, DECISION);
    const ok = this.propagate();
    kernel.backtrackTo(0);
    return ok;
  }

  private makeTrue(lit: Lit): boolean {
    const { kernel } = this;
    const { literals } = kernel;
    this.failed++;
    return kernel.assume(literals.sv[lit]!, literals.bound[lit]!, ROOT) && this.propagate();
  }

  private propagate(): boolean {
    const { kernel } = this;
    const before = kernel.unit.visits;
    const ok = kernel.unit.propagate();
    kernel.ticks += 1 + kernel.unit.visits - before;
    return ok;
  }
}
