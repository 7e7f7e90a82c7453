// HOT LOOP 2: conflict analysis. First unique implication point over trail entries (Marques-Silva & Sakallah 1999), on bounds: the working nogood holds at
// most one bound per signed variable, the strongest needed, together with the earliest entry that makes it true. A resolved entry is explained for the
// bound that is *needed* (E4), and the learned clause keeps needed bounds, not the pushed ones: that is where learning on bounds gains its strength.
//
// Merging two bounds of one variable to the stronger is sound: the stronger one implies the weaker, before and after it is resolved.
// Levels up to `base` are facts of the current search (0: only the root; the assumption level in local searches) and are left out.

import { growInt32 } from './arrays.ts';
import { CHECK, check } from './check.ts';
import { CLAUSE_HEADER } from './clauses.ts';
import type { Kernel } from './kernel.ts';
import { Minimizer } from './minimize.ts';
import { Nogood } from './nogood.ts';
import { Antecedents, DECISION, TAG_CLAUSE, TAG_MASK } from './reasons.ts';
import type { ClauseRef, Lit, SVar, TrailIndex } from './types.ts';

/** Learned clauses no longer than this and with no larger LBD are also minimised by binary clauses. */
const BINARY_SIZE = 30;
const BINARY_LBD = 6;

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
    if (kernel.conflictClause >= 0) {
      this.usedClauses.push(kernel.conflictClause);
      this.addClause(kernel.conflictClause, -1, trail.length);
    } else {
      for (let i = 0; i < conflictSet.length; i++)
        this.addMember(conflictSet.sv[i]!, conflictSet.bound[i]!, trail.length);
    }
    const { entrySv, entryReason } = trail;
    const { entry: member } = nogood;
    let e = trail.length - 1;
    for (;;) {
      while (member[entrySv[e]!] !== e) e--;
      if (this.atLevel === 1) break;
      const sv = entrySv[e]!;
      const needed = nogood.needed[sv]!;
      member[sv] = -1;
      this.atLevel--;
      const reason = entryReason[e]!;
      const atom = literals.booleanAtom[sv >> 1]!;
      if (atom >= 0) this.usedAtoms.push(atom);
      if ((reason & TAG_MASK) === TAG_CLAUSE) {
        this.usedClauses.push(reason >> 2);
        this.addClause(reason >> 2, sv, e);
        continue;
      }
      antecedents.clear();
      kernel.explainer.entry(e, needed, antecedents);
      for (let i = 0; i < antecedents.length; i++) this.addMember(antecedents.sv[i]!, antecedents.bound[i]!, e);
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
    for (let i = 0; i < conflictSet.length; i++)
      this.addMember(conflictSet.sv[i]!, conflictSet.bound[i]!, trail.length);
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
      kernel.explainer.entry(e, needed, antecedents);
      for (let i = 0; i < antecedents.length; i++) this.addMember(antecedents.sv[i]!, antecedents.bound[i]!, e);
    }
  }

  /** Adds what makes the literals of a clause false, without its literal of `implied`; all of it precedes entry `at`. */
  private addClause(ref: ClauseRef, implied: SVar, at: TrailIndex): void {
    const { kernel, nogood, base, analyzedLevel } = this;
    const { data } = kernel.clauses;
    const { sv: litSv, bound, booleanAtom } = kernel.literals;
    const { lastEntry, entryLevel } = kernel.trail;
    const { entry: member } = nogood;
    const from = ref + CLAUSE_HEADER;
    const end = from + data[ref]!;
    kernel.ticks += end - from - 1;
    for (let i = from; i < end; i++) {
      const lit = data[i]!;
      if (litSv[lit] === implied) continue;
      const sv = litSv[lit]! ^ 1;
      // without an entry it is true at the root
      const e = lastEntry[sv]!;
      if (e < 0) continue;
      if (booleanAtom[sv >> 1]! < 0) {
        this.addMember(sv, bound[lit ^ 1]!, at);
        continue;
      }
      // a 0/1 variable: this is its only entry
      if (CHECK >= 1) check(e < at, 'T2: an antecedent does not precede its entry');
      const level = entryLevel[e]!;
      if (level <= base || member[sv] === e) continue;
      if (level === analyzedLevel) this.atLevel++;
      nogood.set(sv, e, sv & 1 ? 0 : 1);
    }
  }

  /** Adds [sv >= bound], which must be true before entry `at`. */
  private addMember(sv: SVar, bound: number, at: TrailIndex): void {
    const { kernel, nogood } = this;
    const { trail } = kernel;
    const k = trail.canonical(sv, bound);
    if (trail.rootLb[sv]! >= k) return;
    const e = trail.entryOf(sv, k);
    if (CHECK >= 1) check(e < at, 'T2: an antecedent does not precede its entry');
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
    for (let i = 0; i < kept.length; i++) lits.push(this.negation(kept[i]!));
    this.rank();
    if (this.minimization && lits.length <= BINARY_SIZE && this.lbd <= BINARY_LBD && this.minimizeByBinaries())
      this.rank();
  }

  /**
   * Takes out literals whose negation a binary clause implies from that of the first one: the clause "first or x" and the learned one, with "not x", give it without
   * (Audemard & Simon, Glucose). False if there are none.
   */
  private minimizeByBinaries(): boolean {
    const { lits, kernel } = this;
    const { watchList, watchSize } = kernel.clauses;
    const first = lits[0]!;
    const list = watchList[first]!;
    const before = lits.length;
    kernel.ticks += 1 + (watchSize[first]! >> 5);
    for (let i = 0, n = watchSize[first]!; i < n; i += 2) {
      if (list[i + 1]! >= 0) continue;
      const at = lits.indexOf(list[i]! ^ 1, 1);
      if (at < 0) continue;
      lits[at] = lits[lits.length - 1]!;
      lits.pop();
    }
    this.minimized += before - lits.length;
    return lits.length < before;
  }

  /** Computes LBD and the level to go back to, and puts a literal of that level second. */
  private rank(): void {
    const { kernel, nogood, lits } = this;
    const { trail, literals } = kernel;
    this.stamp++;
    this.lbd = 1;
    this.backjumpLevel = this.base;
    this.levelStamp = growInt32(this.levelStamp, trail.level + 1);
    for (let i = 1; i < lits.length; i++) {
      const lit = lits[i]!;
      const sv = literals.sv[lit]! ^ 1;
      const level = trail.entryLevel[nogood.entry[sv]!]!;
      if (this.levelStamp[level] !== this.stamp) {
        this.levelStamp[level] = this.stamp;
        this.lbd++;
      }
      if (level > this.backjumpLevel) {
        this.backjumpLevel = level;
        lits[i] = lits[1]!;
        lits[1] = lit;
      }
    }
  }

  private negation(sv: SVar): Lit {
    return this.kernel.literal(sv, this.nogood.needed[sv]!) ^ 1;
  }

  /** LBD of a clause all of whose literals are false or true, for re-evaluation of used clauses; no more than `most` is counted. */
  currentLbd(ref: ClauseRef, most: number): number {
    const { trail, clauses, literals } = this.kernel;
    const { data } = clauses;
    const { value, sv: litSv, bound, booleanAtom } = literals;
    const { lastEntry, entryLevel } = trail;
    const stamp = ++this.stamp;
    this.levelStamp = growInt32(this.levelStamp, trail.level + 1);
    const { levelStamp } = this;
    let lbd = 0;
    for (let i = ref + CLAUSE_HEADER, end = i + data[ref]!; i < end && lbd < most; i++) {
      const lit = value[data[i]!]! < 0 ? data[i]! ^ 1 : data[i]!;
      const sv = litSv[lit]!;
      const e = booleanAtom[sv >> 1]! >= 0 ? lastEntry[sv]! : trail.entryOf(sv, bound[lit]!);
      if (e < 0) continue;
      const level = entryLevel[e]!;
      if (levelStamp[level] !== stamp) {
        levelStamp[level] = stamp;
        lbd++;
      }
    }
    return lbd;
  }
}
