// Points 3 and 4 of the suite: every pushed entry and every conflict is explained, and the explanation is judged three times: E1 by trail index, E2 by all solutions,
// and by the propagator's independent checker. Entries are explained again later, when bounds have moved, and must give the same answer, literal for literal.

import type { Kernel } from '../../solver/kernel.ts';
import { boundToString, type Fact, negBound } from '../../solver/literal.ts';
import type { Propagation, Propagator } from '../../solver/propagator.ts';
import { Antecedents, DECISION } from '../../solver/reasons.ts';
import type { PropagatorId, TrailIndex } from '../../solver/types.ts';
import { factsToString, type SolutionTable } from './solution-table.ts';
import type { Coverage } from './subject.ts';
import { must } from './suite-failure.ts';

export class ExplanationJudge {
  private readonly kernel: Kernel;
  private readonly table: SolutionTable;
  private readonly coverage: Coverage;
  private readonly rootBox: Float64Array;
  private readonly out: Antecedents = new Antecedents();
  /** Propagator that pushed each entry; -1 for decisions and clauses. */
  private readonly owner: PropagatorId[] = [];
  private conflictOwner: PropagatorId = -1;
  /** The first explanation of each entry now on the trail. */
  private readonly first: Fact[][] = [];

  /** Installs itself around the posted propagators of a kernel, to know who pushed what. */
  constructor(kernel: Kernel, table: SolutionTable, coverage: Coverage) {
    this.kernel = kernel;
    this.table = table;
    this.coverage = coverage;
    this.rootBox = kernel.trail.rootLb.slice(0, 2 * kernel.trail.varCount);
    for (let id = 0; id < kernel.propagators.length; id++)
      kernel.propagators[id] = this.watched(id, kernel.propagators[id]!);
  }

  /** Judges all entries pushed since the last call (point 3). */
  judgeNew(): void {
    const { trail } = this.kernel;
    for (let e = this.first.length; e < trail.length; e++)
      this.first.push(this.judge(e, trail.entryBound[e]!, 'explained'));
  }

  /** The trail was cut: forgets the entries that are gone. */
  forget(): void {
    const length = this.kernel.trail.length;
    this.first.length = Math.min(this.first.length, length);
    this.owner.length = Math.min(this.owner.length, length);
  }

  /** Judges the conflict of the last fixpoint (point 3). */
  judgeConflict(): void {
    const { conflictSet, conflictClause, trail } = this.kernel;
    const premises: Fact[] = [];
    for (let i = 0; i < conflictSet.length; i++) premises.push({ sv: conflictSet.sv[i]!, k: conflictSet.bound[i]! });
    for (const f of premises) {
      must(
        trail.lb[f.sv]! >= f.k,
        'explained',
        () => `E1: conflict names ${boundToString(f.sv, f.k)}, which is not true`,
      );
    }
    this.entail(
      premises,
      conflictClause >= 0 ? -1 : this.conflictOwner,
      'explained',
      () => `conflict because ${factsToString(premises)}`,
    );
    this.coverage.conflicts++;
  }

  /** Explains entry e again (point 4): the same `needed` must give the same antecedents, a weaker one must still be a reason. */
  judgeAgain(e: TrailIndex, weaker: (lo: number, hi: number) => number): void {
    const { trail } = this.kernel;
    if (trail.entryReason[e] === DECISION) return;
    const bound = trail.entryBound[e]!;
    const again = this.judge(e, bound, 'timeless');
    const before = this.first[e]!;
    must(
      factsToString(again) === factsToString(before),
      'timeless',
      () => `${this.entryToString(e)} was because ${factsToString(before)}, now ${factsToString(again)}`,
    );
    const sv = trail.entrySv[e]!;
    const previous = trail.lbAt(sv, e);
    if (bound - previous < 2) return;
    this.coverage.weaker++;
    this.judge(e, weaker(previous + 1, bound - 1), 'timeless');
  }

  /** Explains [sv(e) >= needed] and judges the answer. */
  private judge(e: TrailIndex, needed: number, point: string): Fact[] {
    const { kernel, out } = this;
    const { trail } = kernel;
    const premises: Fact[] = [];
    if (trail.entryReason[e] === DECISION) return premises;
    out.clear();
    kernel.explainer.entry(e, needed, out);
    for (let i = 0; i < out.length; i++) premises.push({ sv: out.sv[i]!, k: out.bound[i]! });
    const sv = trail.entrySv[e]!;
    const what = (): string => `${boundToString(sv, needed)} because ${factsToString(premises)}`;
    for (const f of premises) {
      must(
        trail.lbAt(f.sv, e) >= f.k,
        point,
        () => `E1: ${what()}: ${boundToString(f.sv, f.k)} is not true before entry ${e}`,
      );
    }
    const denied: Fact = { sv: sv ^ 1, k: trail.canonical(sv ^ 1, negBound(needed)) };
    this.entail([...premises, denied], this.owner[e] ?? -1, point, what);
    this.coverage.explained++;
    return premises;
  }

  /** E2: no solution meets all the facts, and the checker of the propagator calls them contradictory. */
  private entail(facts: readonly Fact[], owner: PropagatorId, point: string, what: () => string): void {
    const set = this.table.all.slice();
    for (const f of facts) this.table.restrict(set, f.sv, f.k);
    const witness = this.table.witness(set);
    must(witness === null, point, () => `E2: ${what()}, but [${witness!.join(', ')}] is a solution`);
    if (owner < 0) return;
    const box = this.rootBox.slice();
    for (let sv = 0; sv < box.length; sv++) box[sv] = Math.max(box[sv]!, this.kernel.trail.rootLb[sv]!);
    for (const f of facts) box[f.sv] = Math.max(box[f.sv]!, f.k);
    must(
      this.kernel.checkers[owner]!(box),
      point,
      () => `E2: ${what()}: the checker of ${this.nameOf(owner)} rejects it`,
    );
  }

  private entryToString(e: TrailIndex): string {
    return boundToString(this.kernel.trail.entrySv[e]!, this.kernel.trail.entryBound[e]!);
  }

  private nameOf(id: PropagatorId): string {
    return this.kernel.propagators[id]!.name;
  }

  /** The propagator, with a note of what it pushed. */
  private watched(id: PropagatorId, inner: Propagator): Propagator {
    const { kernel, owner } = this;
    const wrapper: Propagator = {
      name: inner.name,
      priority: inner.priority,
      attach: (on) => inner.attach(on),
      propagate: (p: Propagation) => {
        const from = kernel.trail.length;
        const ok = inner.propagate(p);
        owner.length = Math.min(owner.length, from);
        while (owner.length < from) owner.push(-1);
        while (owner.length < kernel.trail.length) owner.push(id);
        this.conflictOwner = ok ? -1 : id;
        return ok;
      },
      explain: (out, sv, needed, a, b) => inner.explain(out, sv, needed, a, b),
    };
    if (inner.notify !== undefined) wrapper.notify = (data: number) => inner.notify!(data);
    return wrapper;
  }
}
