// HOT LOOP 2: conflict analysis. First unique implication point over trail entries (Marques-Silva & Sakallah 1999), on bounds: the working nogood holds at
// most one bound per signed variable, the strongest needed, together with the earliest entry that makes it true. A resolved entry is explained for the
// bound that is *needed* (E4), and the learned clause keeps needed bounds, not the pushed ones: that is where learning on bounds gains its strength.
//
// Merging two bounds of one variable to the stronger is sound: the stronger one implies the weaker, before and after it is resolved.
// Levels up to `base` are facts of the current search (0: only the root; the assumption level in local searches) and are left out.

import { growInt32 } from './arrays.ts';
import { CHECK, check } from './check.ts';
import type { Kernel } from './kernel.ts';
import { Minimizer } from './minimize.ts';
import { Nogood } from './nogood.ts';
import { Antecedents, DECISION, TAG_CLAUSE, TAG_MASK } from './reasons.ts';
import type { ClauseRef, Lit, SVar } from './types.ts';

export class ConflictAnalysis {
  /** The learned clause: the asserting literal first, then one of the backjump level. Valid until the next call. */
  readonly lits: number[] = [];
  backjumpLevel = 0;
  lbd = 0;
  /** Clauses and Boolean variables that took part, for their activities. */
  readonly usedClauses: number[] = [];
  readonly usedAtoms: number[] = [];
  /** Members removed by minimisation, and members before it, over all calls. */
  minimized = 0;
  learnedLiterals = 0;

  private readonly kernel: Kernel;
  private readonly nogood: Nogood = new Nogood();
  private readonly minimizer: Minimizer;
  private readonly antecedents: Antecedents = new Antecedents();
  private levelStamp: Int32Array = new Int32Array(64);
  private stamp = 0;
  private base = 0;
  private atLevel = 0;
  private analyzedLevel = 0;

  private readonly minimization: boolean;

  constructor(kernel: Kernel, minimization: boolean) {
    this.kernel = kernel;
    this.minimization = minimization;
    this.minimizer = new Minimizer(kernel, this.nogood);
  }

  /** The highest level among the antecedents of the current conflict (0 when it is a root conflict): conflicts may lie below the current level. */
  conflictLevel(): number {
    const { trail, conflictSet } = this.kernel;
    let level = 0;
    for (let i = 0; i < conflictSet.length; i++) {
      const e = trail.entryOf(conflictSet.sv[i]!, conflictSet.bound[i]!);
      if (e >= 0 && trail.entryLevel[e]! > level) level = trail.entryLevel[e]!;
    }
    return level;
  }

  /**
   * Derives a clause from the conflict, whose highest level is `level` > base. The trail must have been cut back to `level`.
   * Fills lits, backjumpLevel (>= base) and lbd.
   */
  analyze(level: number, base: number): void {
    const { kernel, nogood, antecedents } = this;
    const { trail, conflictSet, literals } = kernel;
    this.base = base;
    this.analyzedLevel = level;
    this.atLevel = 0;
    nogood.clear();
    nogood.reserve(2 * trail.varCount);
    this.usedClauses.length = 0;
    this.usedAtoms.length = 0;
    if (kernel.conflictClause >= 0) this.usedClauses.push(kernel.conflictClause);
    for (let i = 0; i < conflictSet.length; i++) this.addMember(conflictSet.sv[i]!, conflictSet.bound[i]!);
    const { entrySv, entryReason } = trail;
    let e = trail.length - 1;
    for (;;) {
      while (nogood.entry[entrySv[e]!] !== e) e--;
      if (this.atLevel === 1) break;
      const sv = entrySv[e]!;
      const needed = nogood.needed[sv]!;
      nogood.entry[sv] = -1;
      this.atLevel--;
      const reason = entryReason[e]!;
      if ((reason & TAG_MASK) === TAG_CLAUSE) this.usedClauses.push(reason >> 2);
      const atom = literals.booleanAtom[sv >> 1]!;
      if (atom >= 0) this.usedAtoms.push(atom);
      antecedents.clear();
      kernel.explainEntry(e, needed, antecedents);
      for (let i = 0; i < antecedents.length; i++) {
        if (CHECK >= 1)
          check(
            trail.entryOf(antecedents.sv[i]!, antecedents.bound[i]!) < e,
            'T2: an antecedent does not precede its entry',
          );
        this.addMember(antecedents.sv[i]!, antecedents.bound[i]!);
      }
      kernel.ticks += antecedents.length;
    }
    this.finish(e);
  }

  /**
   * Explains a conflict below or at the assumption level by the decisions it rests on. `out` receives those decisions as true bounds; it stays empty when the root
   * alone is contradictory.
   */
  core(out: Antecedents): void {
    const { kernel, nogood, antecedents } = this;
    const { trail, conflictSet } = kernel;
    out.clear();
    this.base = 0;
    this.analyzedLevel = -1;
    nogood.clear();
    nogood.reserve(2 * trail.varCount);
    for (let i = 0; i < conflictSet.length; i++) this.addMember(conflictSet.sv[i]!, conflictSet.bound[i]!);
    for (let e = trail.length - 1; e >= 0; e--) {
      const sv = trail.entrySv[e]!;
      if (nogood.entry[sv] !== e) continue;
      if (trail.entryReason[e] === DECISION) {
        out.push(sv, trail.entryBound[e]!);
        nogood.entry[sv] = -1;
        // the decision implies weaker bounds of the variable, but needs nothing itself
        continue;
      }
      const needed = nogood.needed[sv]!;
      nogood.entry[sv] = -1;
      antecedents.clear();
      kernel.explainEntry(e, needed, antecedents);
      for (let i = 0; i < antecedents.length; i++) this.addMember(antecedents.sv[i]!, antecedents.bound[i]!);
    }
  }

  private addMember(sv: SVar, bound: number): void {
    const { kernel, nogood } = this;
    const { trail } = kernel;
    const k = trail.canonical(sv, bound);
    if (trail.rootLb[sv]! >= k) return;
    const e = trail.entryOf(sv, k);
    const level = trail.entryLevel[e]!;
    if (level <= this.base) return;
    const old = nogood.entry[sv]!;
    if (old >= e) {
      if (old === e && k > nogood.needed[sv]!) nogood.needed[sv] = k;
      return;
    }
    if (level === this.analyzedLevel && (old < 0 || trail.entryLevel[old]! < level)) this.atLevel++;
    nogood.set(sv, e, k);
  }

  /** Minimises, interns and orders the literals. `uip` is the entry of the asserting member. */
  private finish(uip: number): void {
    const { kernel, nogood, lits } = this;
    const { trail } = kernel;
    const uipSv = trail.entrySv[uip]!;
    let before = 0;
    for (let i = 0; i < nogood.count; i++) if (nogood.entry[nogood.listed[i]!]! >= 0) before++;
    this.learnedLiterals += before;
    const kept = this.minimizer.run(uipSv, this.base, this.minimization);
    this.minimized += before - kept.length - 1;
    lits.length = 0;
    lits.push(this.negation(uipSv));
    this.stamp++;
    this.lbd = 1;
    this.backjumpLevel = this.base;
    this.levelStamp = growInt32(this.levelStamp, trail.level + 1);
    for (let i = 0; i < kept.length; i++) {
      const sv = kept[i]!;
      const level = trail.entryLevel[nogood.entry[sv]!]!;
      if (this.levelStamp[level] !== this.stamp) {
        this.levelStamp[level] = this.stamp;
        this.lbd++;
      }
      const lit = this.negation(sv);
      lits.push(lit);
      if (level > this.backjumpLevel) {
        this.backjumpLevel = level;
        lits[lits.length - 1] = lits[1]!;
        lits[1] = lit;
      }
    }
  }

  private negation(sv: SVar): Lit {
    return this.kernel.literal(sv, this.nogood.needed[sv]!) ^ 1;
  }

  /** LBD of a clause all of whose literals are false or true at known levels, for re-evaluation of used clauses. */
  currentLbd(ref: ClauseRef): number {
    const { trail, clauses, literals } = this.kernel;
    const { data } = clauses;
    this.stamp++;
    this.levelStamp = growInt32(this.levelStamp, trail.level + 1);
    let lbd = 0;
    for (let i = ref + 3, end = i + data[ref]!; i < end; i++) {
      const falsified = literals.value[data[i]!]! < 0 ? data[i]! ^ 1 : data[i]!;
      const e = trail.entryOf(literals.sv[falsified]!, literals.bound[falsified]!);
      if (e < 0) continue;
      const level = trail.entryLevel[e]!;
      if (this.levelStamp[level] !== this.stamp) {
        this.levelStamp[level] = this.stamp;
        lbd++;
      }
    }
    return lbd;
  }
}
