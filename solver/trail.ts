// The single trail: every bound change in order, as a struct of arrays, with the chain of earlier bounds of the same signed variable.
// Layout after CP-SAT's IntegerTrail, reduced to lower bounds of signed variables. Root facts live in `rootLb`, not on the trail.
//
// Invariants: T1 bounds of one signed variable strictly increase along entryPrev; T2 every antecedent of entry i is true at an index < i;
// T3 lb(x) <= ub(x) always (a push that would cross is reported as a conflict instead); T4 after a root fixpoint the entries are folded into rootLb
// and the trail is empty; T5 bounds are canonical in the static domain.

import { growFloat64, growInt32 } from './arrays.ts';
import type { StaticDomains } from './domain.ts';
import type { Literals } from './literals.ts';
import type { Reason, SVar, TrailIndex, Var } from './types.ts';

export class Trail {
  /** Current lower bound of each signed variable. */
  lb: Float64Array = new Float64Array(128);
  /** Lower bound at the root. */
  rootLb: Float64Array = new Float64Array(128);
  /** Last trail entry of each signed variable, -1 when it is at its root bound. */
  lastEntry: Int32Array = new Int32Array(128);

  entrySv: Int32Array = new Int32Array(256);
  entryBound: Float64Array = new Float64Array(256);
  entryPrev: Int32Array = new Int32Array(256);
  entryReason: Int32Array = new Int32Array(256);
  entryLevel: Int32Array = new Int32Array(256);
  length = 0;
  /** Entries that have been folded into the root so far. */
  folded = 0;

  /** Number of decision levels; level 0 is the root. */
  level = 0;
  /** Trail length when each level began: levelStart[d] is the first entry of level d + 1. */
  levelStart: Int32Array = new Int32Array(64);

  varCount = 0;

  private readonly domains: StaticDomains;
  private readonly literals: Literals;

  constructor(domains: StaticDomains, literals: Literals) {
    this.domains = domains;
    this.literals = literals;
  }

  /** Bytes held, for the memory limit. */
  get bytes(): number {
    return this.lb.length * 20 + this.entrySv.length * 24;
  }

  /** The signed variable with the most entries from `from` on, the first one of equals; -1 if there are none. O(entries). */
  mostPushed(from: TrailIndex): SVar {
    const counts = new Map<SVar, number>();
    let best: SVar = -1;
    let most = 0;
    for (let e = from; e < this.length; e++) {
      const sv = this.entrySv[e]!;
      const count = (counts.get(sv) ?? 0) + 1;
      counts.set(sv, count);
      if (count <= most) continue;
      most = count;
      best = sv;
    }
    return best;
  }

  /** Adds a variable with the hull [lo, hi] at the root. */
  addVar(lo: number, hi: number): Var {
    const x = this.varCount++;
    const size = 2 * this.varCount;
    this.lb = growFloat64(this.lb, size);
    this.rootLb = growFloat64(this.rootLb, size);
    this.lastEntry = growInt32(this.lastEntry, size);
    this.lb[2 * x] = this.rootLb[2 * x] = lo;
    this.lb[2 * x + 1] = this.rootLb[2 * x + 1] = 0 - hi;
    this.lastEntry[2 * x] = this.lastEntry[2 * x + 1] = -1;
    return x;
  }

  ub(sv: SVar): number {
    return -this.lb[sv ^ 1]!;
  }

  isFixed(x: Var): boolean {
    return this.lb[2 * x]! === -this.lb[2 * x + 1]!;
  }

  /** Opens a decision level. */
  newLevel(): void {
    if (this.level === this.levelStart.length) this.levelStart = growInt32(this.levelStart, this.level + 1);
    this.levelStart[this.level++] = this.length;
  }

  /** Raises sv to the canonical bound k. Precondition: lb(sv) < k <= ub(sv). */
  push(sv: SVar, k: number, reason: Reason): void {
    const e = this.length;
    if (e === this.entrySv.length) this.growEntries();
    this.entrySv[e] = sv;
    this.entryBound[e] = k;
    this.entryPrev[e] = this.lastEntry[sv]!;
    this.entryReason[e] = reason;
    this.entryLevel[e] = this.level;
    this.lastEntry[sv] = e;
    this.lb[sv] = k;
    this.length = e + 1;
    const { literals } = this;
    const boolean = literals.booleanAtom[sv >> 1]!;
    if (boolean >= 0) literals.makeTrue(2 * boolean + (sv & 1));
    else literals.raise(sv, k);
  }

  /** Undoes all levels above `level`, calling nobody: phases are saved by the caller beforehand. */
  backtrackTo(level: number): void {
    if (level >= this.level) return;
    const start = this.levelStart[level]!;
    const { entrySv, entryPrev, entryBound, lastEntry, lb, rootLb, literals } = this;
    const { booleanAtom, value } = literals;
    for (let e = this.length - 1; e >= start; e--) {
      const sv = entrySv[e]!;
      const boolean = booleanAtom[sv >> 1]!;
      if (boolean >= 0) {
        // its only entry
        lastEntry[sv] = -1;
        lb[sv] = rootLb[sv]!;
        value[2 * boolean] = 0;
        value[2 * boolean + 1] = 0;
        continue;
      }
      const p = entryPrev[e]!;
      const k = p >= 0 ? entryBound[p]! : rootLb[sv]!;
      lastEntry[sv] = p;
      lb[sv] = k;
      literals.lower(sv, k);
    }
    this.length = start;
    this.level = level;
  }

  /** T4: makes the bounds of level 0 the root bounds and empties the trail. */
  foldRoot(): void {
    for (let e = 0; e < this.length; e++) {
      const sv = this.entrySv[e]!;
      this.rootLb[sv] = this.lb[sv]!;
      this.lastEntry[sv] = -1;
    }
    this.folded += this.length;
    this.length = 0;
  }

  /** The lower bound of sv just before entry `at`. */
  lbAt(sv: SVar, at: TrailIndex): number {
    let e = this.lastEntry[sv]!;
    while (e >= at) e = this.entryPrev[e]!;
    return e >= 0 ? this.entryBound[e]! : this.rootLb[sv]!;
  }

  /** The earliest entry that makes [sv >= k] true, -1 when the root does. Precondition: [sv >= k] is true now. */
  entryOf(sv: SVar, k: number): TrailIndex {
    if (this.rootLb[sv]! >= k) return -1;
    let e = this.lastEntry[sv]!;
    for (;;) {
      const p = this.entryPrev[e]!;
      if (p < 0 || this.entryBound[p]! < k) return e;
      e = p;
    }
  }

  /** Rounds k up to the next bound the static domain of sv allows; +Infinity when there is none. */
  canonical(sv: SVar, k: number): number {
    return this.domains.sparse[sv >> 1] === 0 ? k : this.domains.canonical(sv, k);
  }

  private growEntries(): void {
    const size = 2 * this.entrySv.length;
    this.entrySv = growInt32(this.entrySv, size);
    this.entryBound = growFloat64(this.entryBound, size);
    this.entryPrev = growInt32(this.entryPrev, size);
    this.entryReason = growInt32(this.entryReason, size);
    this.entryLevel = growInt32(this.entryLevel, size);
  }
}
