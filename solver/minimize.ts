// Recursive minimisation of a learned nogood (Sörensson & Biere, SAT 2009): a member is dropped when it follows from other members. Carried over to bounds
// with one care: a member (sv, n) may stand for an antecedent (sv, k) of entry e only if n >= k AND the member's own entry lies before e. Every dropped member then
// rests on members with smaller entries, so no two members can vouch for each other.

import { growFloat64, growInt32 } from './arrays.ts';
import type { Kernel } from './kernel.ts';
import type { Nogood } from './nogood.ts';
import { Antecedents, TAG_MASK, TAG_NONE } from './reasons.ts';
import type { SVar, TrailIndex } from './types.ts';

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
    const { kernel, nogood, stack } = this;
    const { trail } = kernel;
    if ((trail.entryReason[e]! & TAG_MASK) === TAG_NONE || depth > MAX_DEPTH) return false;
    if (this.verdict[e] === this.stamp && needed <= this.judged[e]!) return true;
    if (this.verdict[e] === -this.stamp && needed >= this.judged[e]!) return false;
    const from = stack.length;
    kernel.explainEntry(e, needed, stack);
    const to = stack.length;
    let ok = true;
    for (let i = from; i < to && ok; i++) {
      const sv = stack.sv[i]!;
      const k = trail.canonical(sv, stack.bound[i]!);
      if (trail.rootLb[sv]! >= k) continue;
      const a = trail.entryOf(sv, k);
      const level = trail.entryLevel[a]!;
      if (level <= this.base) continue;
      const member = nogood.entry[sv]!;
      if (member >= a && member < e && nogood.needed[sv]! >= k) continue;
      ok = this.levelStamp[level] === this.stamp && this.redundant(a, k, depth + 1);
    }
    stack.length = from;
    this.verdict[e] = ok ? this.stamp : -this.stamp;
    this.judged[e] = needed;
    return ok;
  }
}
