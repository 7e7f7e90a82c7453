// Recursive minimisation of a learned nogood (Sörensson & Biere, SAT 2009): a member is dropped when it follows from other members. Carried over to bounds
// with one care: a member (sv, n) may stand for an antecedent (sv, k) of entry e only if n >= k AND the member's own entry lies before e. Every dropped member then
// rests on members with smaller entries, so no two members can vouch for each other.

import { growFloat64, growInt32 } from './arrays.ts';
import { CLAUSE_HEADER } from './clauses.ts';
import type { Kernel } from './kernel.ts';
import type { Nogood } from './nogood.ts';
import { Antecedents, TAG_CLAUSE, TAG_MASK, TAG_NONE } from './reasons.ts';
import type { ClauseRef, SVar, TrailIndex } from './types.ts';

/** Depth at which the recursion gives up. */
const MAX_DEPTH = 40;

export class Minimizer {
  private readonly kernel: Kernel;
  private readonly nogood: Nogood;
  private readonly kept: number[] = [];
  private readonly stack: Antecedents = new Antecedents();
  private levelStamp: Int32Array = new Int32Array(64);
  private stamp = 0;
  /** Results per entry, valid for the current stamp: +stamp removable for bounds up to `judged`, -stamp not removable from `judged` on. */
  private verdict: Int32Array = new Int32Array(256);
  private judged: Float64Array = new Float64Array(256);
  private base = 0;

  constructor(kernel: Kernel, nogood: Nogood) {
    this.kernel = kernel;
    this.nogood = nogood;
  }

  /** The members that must stay, without the asserting one `uipSv`; all of them when not `enabled`. Valid until the next call. */
  run(uipSv: SVar, base: number, enabled: boolean): readonly number[] {
    const { nogood, kept } = this;
    const { trail } = this.kernel;
    this.base = base;
    this.stamp++;
    this.verdict = growInt32(this.verdict, trail.length);
    this.judged = growFloat64(this.judged, trail.length);
    this.levelStamp = growInt32(this.levelStamp, trail.level + 1);
    for (let i = 0; i < nogood.count; i++) {
      const e = nogood.entry[nogood.listed[i]!]!;
      if (e >= 0) this.levelStamp[trail.entryLevel[e]!] = this.stamp;
    }
    kept.length = 0;
    for (let i = 0; i < nogood.count; i++) {
      const sv = nogood.listed[i]!;
      const e = nogood.entry[sv]!;
      if (e < 0 || sv === uipSv) continue;
      this.stack.clear();
      if (!enabled || !this.redundant(e, nogood.needed[sv]!, 0)) kept.push(sv);
    }
    return kept;
  }

  private redundant(e: TrailIndex, needed: number, depth: number): boolean {
    const reason = this.kernel.trail.entryReason[e]!;
    const tag = reason & TAG_MASK;
    if (tag === TAG_NONE || depth > MAX_DEPTH) return false;
    const { verdict, judged, stamp } = this;
    if (verdict[e] === stamp && needed <= judged[e]!) return true;
    if (verdict[e] === -stamp && needed >= judged[e]!) return false;
    const ok =
      tag === TAG_CLAUSE ? this.clauseFollows(reason >> 2, e, depth) : this.antecedentsFollow(e, needed, depth);
    verdict[e] = ok ? stamp : -stamp;
    judged[e] = needed;
    return ok;
  }

  /** Whether what makes the other literals of the clause behind entry e false follows from members before e. */
  private clauseFollows(ref: ClauseRef, e: TrailIndex, depth: number): boolean {
    const { kernel, base, levelStamp, stamp } = this;
    const { data } = kernel.clauses;
    const { sv: litSv, bound, booleanAtom } = kernel.literals;
    const { lastEntry, entryLevel, entrySv } = kernel.trail;
    const { entry: member } = this.nogood;
    const implied = entrySv[e]!;
    for (let i = ref + CLAUSE_HEADER, end = i + data[ref]!; i < end; i++) {
      const lit = data[i]!;
      if (litSv[lit] === implied) continue;
      const sv = litSv[lit]! ^ 1;
      const a = lastEntry[sv]!;
      if (a < 0) continue;
      if (booleanAtom[sv >> 1]! < 0) {
        if (this.follows(sv, bound[lit ^ 1]!, e, depth)) continue;
        return false;
      }
      // a 0/1 variable has one entry and one bound to need
      const level = entryLevel[a]!;
      if (level <= base || member[sv] === a) continue;
      if (levelStamp[level] !== stamp || !this.redundant(a, sv & 1 ? 0 : 1, depth + 1)) return false;
    }
    return true;
  }

  private antecedentsFollow(e: TrailIndex, needed: number, depth: number): boolean {
    const { kernel, stack } = this;
    const from = stack.length;
    kernel.explainer.entry(e, needed, stack);
    const to = stack.length;
    let ok = true;
    for (let i = from; i < to && ok; i++) ok = this.follows(stack.sv[i]!, stack.bound[i]!, e, depth);
    stack.length = from;
    return ok;
  }

  /** Whether [sv >= bound], an antecedent of entry e, follows from members before e. */
  private follows(sv: SVar, bound: number, e: TrailIndex, depth: number): boolean {
    const { nogood } = this;
    const { trail } = this.kernel;
    const k = trail.canonical(sv, bound);
    if (trail.rootLb[sv]! >= k) return true;
    const a = trail.entryOf(sv, k);
    const level = trail.entryLevel[a]!;
    if (level <= this.base) return true;
    const member = nogood.entry[sv]!;
    if (member >= a && member < e && nogood.needed[sv]! >= k) return true;
    return this.levelStamp[level] === this.stamp && this.redundant(a, k, depth + 1);
  }
}
