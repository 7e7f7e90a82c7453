// Vivification: a clause is made shorter by what unit propagation knows (Piette, Hamadi & Saïs, ECAI 2008; of learned clauses: Luo, Li, Xiao, Manyà & Lü, IJCAI
// 2017; the order that shares decisions between clauses: CaDiCaL). The negations of its literals are decided one after the other, with the clause itself left out:
//
//   a conflict           the decisions it rests on cannot hold together: the clause of their negations is enough
//   a literal is implied the same with that literal; a learned clause that gets no shorter is superfluous
//   a literal is false   it is not needed
//
// Clauses that begin with the same literals, the most frequent ones first, are tried in a row and share the decisions. Only clauses propagate here, no propagators: what
// follows from less, follows. Since it is the clauses that imply the new one, it holds wherever they do: at the root, under the bounds of the objective so far.
//
// Deviation: the implications of a clause by others are not used to find subsuming ones.

import { growInt32 } from './arrays.ts';
import { CLAUSE_HEADER, FLAG_GARBAGE, FLAG_LEARNED, FLAG_LOCAL, FLAG_USED, FLAG_VIVIFIED } from './clauses.ts';
import type { Kernel } from './kernel.ts';
import { clauseReason, DECISION, ROOT, TAG_CLAUSE, TAG_MASK } from './reasons.ts';
import { TIER2_LBD } from './reduce.ts';
import type { ClauseRef, Lit } from './types.ts';

/** Longer clauses are left alone. */
const LONGEST = 200;

export class Vivifier {
  /** Clauses tried, made shorter, dropped, and literals taken out. */
  tried = 0;
  shortened = 0;
  dropped = 0;
  removedLiterals = 0;

  private readonly kernel: Kernel;
  /** The literals of the scheduled clauses, the most frequent ones first, and where each clause begins. */
  private sorted: Int32Array = new Int32Array(1024);
  private readonly starts: number[] = [];
  private readonly refs: number[] = [];
  /** How often each literal occurs in them. */
  private rank: Int32Array = new Int32Array(0);
  /** Literal of the clause whose negation was decided at each level, from level 1 on. */
  private readonly decided: number[] = [];
  private marks: Int32Array = new Int32Array(256);
  private stamp = 0;
  /** Whether a clause that has been replaced or dropped took part in what was derived last. */
  private usedGarbage = false;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  /**
   * Tries learned clauses, or those of the model, until `ticks` of work are done. At a root fixpoint with an empty trail; afterwards there may be new facts at the
   * root, propagated by clauses only. False: the root is refuted.
   */
  run(learned: boolean, ticks: number): boolean {
    const { kernel, refs, starts } = this;
    const end = kernel.ticks + ticks;
    this.schedule(learned ? kernel.clauses.learned : kernel.clauses.original, ticks);
    const order = refs.map((_, i) => i).sort((a, b) => this.compare(a, b));
    for (const i of order) {
      if (kernel.ticks >= end || kernel.refuted) break;
      this.tryClause(refs[i]!, starts[i]!, starts[i + 1]!);
    }
    this.backtrackTo(0);
    return !kernel.refuted;
  }

  /** Takes up clauses not tried yet; when there are none, all of them are tried anew. */
  private schedule(list: readonly ClauseRef[], ticks: number): void {
    const { kernel, refs, starts } = this;
    const { clauses } = kernel;
    const { data } = clauses;
    refs.length = 0;
    starts.length = 0;
    if (!list.some((ref) => this.isCandidate(ref) && !clauses.hasFlag(ref, FLAG_VIVIFIED)))
      for (const ref of list) clauses.clearFlag(ref, FLAG_VIVIFIED);
    let length = 0;
    const count = new Int32Array(2 * kernel.literals.atoms);
    for (const ref of list) {
      if (clauses.hasFlag(ref, FLAG_VIVIFIED) || !this.isCandidate(ref)) continue;
      if (length > ticks) break;
      const size = data[ref]!;
      refs.push(ref);
      starts.push(length);
      this.sorted = growInt32(this.sorted, length + size);
      for (let i = ref + CLAUSE_HEADER; i < ref + CLAUSE_HEADER + size; i++) {
        this.sorted[length++] = data[i]!;
        count[data[i]!]!++;
      }
    }
    starts.push(length);
    kernel.ticks += length >> 2;
    const before = (a: Lit, b: Lit): number => count[b]! - count[a]! || a - b;
    for (let i = 0; i < refs.length; i++) this.sorted.subarray(starts[i]!, starts[i + 1]!).sort(before);
    this.rank = count;
  }

  private isCandidate(ref: ClauseRef): boolean {
    const { clauses } = this.kernel;
    const size = clauses.size(ref);
    if (size < 3 || size > LONGEST || clauses.hasFlag(ref, FLAG_GARBAGE | FLAG_LOCAL)) return false;
    return !clauses.hasFlag(ref, FLAG_LEARNED) || clauses.lbd(ref) <= TIER2_LBD;
  }

  /** Orders scheduled clauses by their literals, so that neighbours share the first ones. */
  private compare(a: number, b: number): number {
    const { sorted, starts, rank } = this;
    const [i, j] = [starts[a]!, starts[b]!];
    const n = Math.min(starts[a + 1]! - i, starts[b + 1]! - j);
    for (let k = 0; k < n; k++) {
      const [l, m] = [sorted[i + k]!, sorted[j + k]!];
      if (l !== m) return rank[m]! - rank[l]! || l - m;
    }
    return starts[a + 1]! - i - (starts[b + 1]! - j) || a - b;
  }

  private tryClause(ref: ClauseRef, from: number, to: number): void {
    const { kernel, decided, sorted } = this;
    const { clauses, unit, literals } = kernel;
    if (clauses.hasFlag(ref, FLAG_GARBAGE)) return;
    clauses.setFlag(ref, FLAG_VIVIFIED);
    this.tried++;
    let shared = 0;
    while (shared < decided.length && from + shared < to && decided[shared] === sorted[from + shared]) shared++;
    this.backtrackTo(shared);
    if (this.satisfiedAtRoot(ref)) {
      clauses.markGarbage(ref);
      return;
    }
    unit.ignored = ref;
    let implied = -1;
    let isConflict = false;
    for (let i = from; i < to && implied < 0 && !isConflict; i++) {
      const lit = sorted[i]!;
      if (literals.value[lit]! > 0) implied = lit;
      else if (literals.value[lit] === 0) isConflict = !this.deny(lit);
    }
    unit.ignored = -1;
    const kept = this.needed(ref, implied, isConflict);
    if (implied >= 0) kept.push(implied);
    if (kept.length < to - from) {
      this.removedLiterals += to - from - kept.length;
      this.replace(ref, kept);
    } else if (implied >= 0 && !this.usedGarbage && clauses.hasFlag(ref, FLAG_LEARNED)) {
      this.dropped++;
      clauses.markGarbage(ref);
    } else if (isConflict) {
      this.backtrackTo(decided.length - 1);
    }
  }

  /** Whether the root makes the clause true; else takes back the decisions under which the clause itself is a reason. */
  private satisfiedAtRoot(ref: ClauseRef): boolean {
    const { clauses, literals, trail } = this.kernel;
    const { data } = clauses;
    for (let i = ref + CLAUSE_HEADER, end = i + data[ref]!; i < end; i++) {
      const lit = data[i]!;
      if (literals.value[lit]! <= 0) continue;
      const e = trail.entryOf(literals.sv[lit]!, literals.bound[lit]!);
      const level = e < 0 ? 0 : trail.entryLevel[e]!;
      if (level === 0) return true;
      if (trail.entryReason[e] === clauseReason(ref)) this.backtrackTo(level - 1);
    }
    return false;
  }

  /** Decides the negation of an open literal and propagates clauses; false on a conflict. */
  private deny(lit: Lit): boolean {
    const { kernel, decided } = this;
    const { literals } = kernel;
    decided.push(lit);
    kernel.newLevel();
    kernel.trail.push(literals.sv[lit ^ 1]!, literals.bound[lit ^ 1]!, DECISION);
    return this.propagate();
  }

  private propagate(): boolean {
    const { kernel } = this;
    const { unit } = kernel;
    const before = unit.visits;
    const ok = unit.propagate();
    kernel.ticks += 1 + unit.visits - before;
    return ok;
  }

  /** The literals whose denial the conflict, the implied literal or, without either, the falsity of the whole clause rests on. */
  private needed(ref: ClauseRef, implied: Lit, isConflict: boolean): number[] {
    const { kernel, decided } = this;
    const { trail, literals, unit } = kernel;
    const { entryReason, entrySv, entryLevel } = trail;
    this.marks = growInt32(this.marks, trail.length);
    const { marks } = this;
    const stamp = ++this.stamp;
    this.usedGarbage = false;
    if (isConflict) this.mark(unit.conflict, -1);
    else if (implied < 0) this.mark(ref, -1);
    else marks[trail.entryOf(literals.sv[implied]!, literals.bound[implied]!)] = stamp;
    const kept: number[] = [];
    const start = decided.length === 0 ? trail.length : trail.levelStart[0]!;
    for (let e = trail.length - 1; e >= start; e--) {
      if (marks[e] !== stamp) continue;
      const reason = entryReason[e]!;
      if ((reason & TAG_MASK) === TAG_CLAUSE) this.mark(reason >> 2, entrySv[e]!);
      else kept.push(decided[entryLevel[e]! - 1]!);
    }
    return kept.reverse();
  }

  /** Marks the entries that make the literals of a clause false, but for that of `sv`. */
  private mark(ref: ClauseRef, sv: number): void {
    const { kernel, marks, stamp } = this;
    const { trail, literals, clauses } = kernel;
    const { data } = clauses;
    kernel.ticks++;
    if (clauses.hasFlag(ref, FLAG_GARBAGE)) this.usedGarbage = true;
    for (let i = ref + CLAUSE_HEADER, end = i + data[ref]!; i < end; i++) {
      const lit = data[i]!;
      if (literals.sv[lit] === sv) continue;
      const e = trail.entryOf(literals.sv[lit ^ 1]!, literals.bound[lit ^ 1]!);
      if (e >= 0) marks[e] = stamp;
    }
  }

  /** Puts a clause of some of its literals in the place of one. */
  private replace(ref: ClauseRef, lits: readonly Lit[]): void {
    const { kernel } = this;
    const { clauses, literals } = kernel;
    this.shortened++;
    this.backtrackTo(0);
    clauses.markGarbage(ref);
    if (lits.length > 1) {
      const flags = clauses.hasFlag(ref, FLAG_LEARNED) ? FLAG_LEARNED : 0;
      const used = clauses.hasFlag(ref, FLAG_USED) ? FLAG_USED : 0;
      const lbd = Math.min(clauses.lbd(ref), lits.length - 1);
      const shorter = clauses.add(lits, lits.length, flags | used | FLAG_VIVIFIED, lbd);
      clauses.setActivity(shorter, clauses.activity(ref));
      return;
    }
    const [lit] = lits;
    const isPossible = lit !== undefined && kernel.assume(literals.sv[lit]!, literals.bound[lit]!, ROOT);
    if (!isPossible || !this.propagate()) kernel.refuted = true;
  }

  private backtrackTo(level: number): void {
    if (level >= this.decided.length) return;
    this.kernel.backtrackTo(level);
    this.decided.length = level;
  }
}
