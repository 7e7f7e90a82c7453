// What is true because of what: antecedents of trail entries. Clauses and stored reasons are read off, a lazy reason is asked of its propagator, which sees the bounds as they were
// before the entry (Explanation in propagator.ts).

import { CHECK, check } from './check.ts';
import { CLAUSE_HEADER, type Clauses } from './clauses.ts';
import type { StaticDomains } from './domain.ts';
import type { Literals } from './literals.ts';
import type { Explanation, Propagator } from './propagator.ts';
import { Antecedents, DECISION, type Reasons, ROOT, TAG_CLAUSE, TAG_EAGER, TAG_MASK, TAG_NONE } from './reasons.ts';
import type { Trail } from './trail.ts';
import type { PropagatorId, SVar, TrailIndex } from './types.ts';

/** What of a kernel is explained. */
export interface Explained {
  readonly domains: StaticDomains;
  readonly literals: Literals;
  readonly trail: Trail;
  readonly reasons: Reasons;
  readonly clauses: Clauses;
  readonly propagators: readonly Propagator[];
  ticks: number;
}

export class Explainer implements Explanation {
  private readonly kernel: Explained;
  private readonly trail: Trail;
  private at: TrailIndex = 0;
  private out: Antecedents = new Antecedents();

  constructor(kernel: Explained) {
    this.kernel = kernel;
    this.trail = kernel.trail;
  }

  lbAt(sv: SVar): number {
    return this.trail.lbAt(sv, this.at);
  }

  ubAt(sv: SVar): number {
    return -this.trail.lbAt(sv ^ 1, this.at);
  }

  because(sv: SVar, k: number): void {
    const { trail } = this;
    if (trail.rootLb[sv]! >= k) return;
    if (CHECK >= 1) check(trail.lbAt(sv, this.at) >= k, 'E1: an antecedent is not true before its entry');
    this.out.push(sv, k);
  }

  /**
   * Appends to `out` antecedents, true before entry e, that entail [sv(e) >= needed] for a `needed` up to the bound of e.
   * A decision has none. Root-true antecedents are left out.
   */
  entry(e: TrailIndex, needed: number, out: Antecedents): void {
    const { trail } = this;
    const { reasons, domains } = this.kernel;
    const reason = trail.entryReason[e]!;
    const tag = reason & TAG_MASK;
    if (tag === TAG_NONE) {
      check(reason === DECISION || reason === ROOT, 'unknown reason');
      return;
    }
    const payload = reason >> 2;
    const sv = trail.entrySv[e]!;
    if (tag === TAG_CLAUSE) {
      this.clause(payload, sv, out);
    } else if (tag === TAG_EAGER) {
      const count = reasons.sv[payload]!;
      for (let i = payload + 1; i <= payload + count; i++) out.push(reasons.sv[i]!, reasons.bound[i]!);
    } else {
      // over a sparse domain [sv >= needed] is entailed by any bound above the domain value before it; the propagator may have pushed no more than that
      const weakest = domains.sparse[sv >> 1] === 0 ? needed : this.weakestBound(sv, needed);
      this.lazy(reasons.sv[payload]!, sv, weakest, reasons.bound[payload]!, reasons.bound[payload + 1]!, e, out);
    }
  }

  /** Has a propagator explain [sv >= needed], pushed with the payload a, b when the trail was `at` long. */
  lazy(id: PropagatorId, sv: SVar, needed: number, a: number, b: number, at: TrailIndex, out: Antecedents): void {
    const before = out.length;
    this.out = out;
    this.at = at;
    this.kernel.propagators[id]!.explain(this, sv, needed, a, b);
    this.kernel.ticks += 2 + out.length - before;
  }

  /** All other literals of the clause are false. */
  private clause(ref: number, sv: SVar, out: Antecedents): void {
    const { clauses, literals } = this.kernel;
    const { data } = clauses;
    const { sv: litSv, bound: litBound } = literals;
    const { rootLb } = this.trail;
    const end = ref + CLAUSE_HEADER + data[ref]!;
    for (let i = ref + CLAUSE_HEADER; i < end; i++) {
      const lit = data[i]!;
      if (litSv[lit] === sv) continue;
      const antecedent = lit ^ 1;
      const asv = litSv[antecedent]!;
      if (rootLb[asv]! < litBound[antecedent]!) out.push(asv, litBound[antecedent]!);
    }
  }

  private weakestBound(sv: SVar, needed: number): number {
    const x = sv >> 1;
    const { domains } = this.kernel;
    return sv & 1 ? 1 - domains.ceilTo(x, 1 - needed) : domains.floorTo(x, needed - 1) + 1;
  }
}
