// Equal literals: those that imply each other around a cycle of binary clauses (Aspvall, Plass & Tarjan 1979; "decompose" of CaDiCaL). In all clauses the literal with the
// least number of each class takes the place of the others, so that they meet in conflicts and clauses that say the same become one.
//
// The variables stay, and so do the binary clauses that make their literals equal: whoever asks for one of them, propagators, assumptions, clauses of other workers or a
// solution, gets its value by propagation. Only literals of 0/1 variables take part: of others a clause could get two bounds on one variable.

import { CLAUSE_HEADER, FLAG_GARBAGE, FLAG_LEARNED, FLAG_USED } from './clauses.ts';
import { components, implicationGraph } from './components.ts';
import type { Kernel } from './kernel.ts';
import { ROOT } from './reasons.ts';
import type { ClauseRef, Lit } from './types.ts';

export class Equivalences {
  /** Variables known to equal another one, and clauses rewritten. */
  found = 0;
  rewritten = 0;

  private readonly kernel: Kernel;
  /** Of each literal the one that takes its place. */
  private least: Int32Array = new Int32Array(0);
  /** Literals that were equal to others the last time, each twice. */
  private known = 0;
  private readonly lits: number[] = [];
  private readonly seen: Set<Lit> = new Set();

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  /** At a root fixpoint with an empty trail; afterwards there may be new facts at the root, not yet propagated. False: the root is refuted. */
  run(): boolean {
    const { kernel } = this;
    const { clauses } = kernel;
    if (!this.classify()) return true;
    for (const list of [clauses.original, clauses.learned]) {
      // the list grows by what is rewritten
      for (let i = 0, n = list.length; i < n && !kernel.refuted; i++) {
        if (!clauses.hasFlag(list[i]!, FLAG_GARBAGE)) this.rewrite(list[i]!);
      }
    }
    return !kernel.refuted;
  }

  /** Finds the classes; false if there are no more than before, or if a literal equals its negation: the search will find that out at once. */
  private classify(): boolean {
    const { kernel } = this;
    const { clauses, literals } = kernel;
    const { data } = clauses;
    const count = 2 * literals.atoms;
    const ends: number[] = [];
    for (const list of [clauses.original, clauses.learned]) {
      for (const ref of list) {
        if (data[ref] !== 2 || clauses.hasFlag(ref, FLAG_GARBAGE)) continue;
        const [a, b] = [data[ref + CLAUSE_HEADER]!, data[ref + CLAUSE_HEADER + 1]!];
        if (this.isOpenBoolean(a) && this.isOpenBoolean(b)) ends.push(a, b);
      }
    }
    kernel.ticks += (ends.length + clauses.original.length + clauses.learned.length) >> 2;
    this.least = Int32Array.from({ length: count }, (_, lit) => lit);
    let equal = 0;
    for (const component of components(implicationGraph(ends, count))) {
      const least = component.reduce((a, b) => (b >> 1 < a >> 1 ? b : a));
      if (component.includes(least ^ 1)) return false;
      for (const lit of component) this.least[lit] = least;
      equal += component.length - 1;
    }
    // each class comes twice, once negated; what was found before has been replaced
    this.found = equal >> 1;
    const isNew = equal > this.known;
    this.known = equal;
    return isNew;
  }

  private isOpenBoolean(lit: Lit): boolean {
    const { literals } = this.kernel;
    return literals.value[lit] === 0 && literals.booleanAtom[literals.sv[lit]! >> 1] === lit >> 1;
  }

  private rewrite(ref: ClauseRef): void {
    const { kernel, least, lits, seen } = this;
    const { clauses, literals } = kernel;
    const { data } = clauses;
    const size = data[ref]!;
    let changed = false;
    let isTautology = false;
    lits.length = 0;
    seen.clear();
    kernel.ticks += 1 + (size >> 3);
    for (let i = ref + CLAUSE_HEADER; i < ref + CLAUSE_HEADER + size; i++)
      if (least[data[i]!] !== data[i]) changed = true;
    if (!changed) return;
    for (let i = ref + CLAUSE_HEADER; i < ref + CLAUSE_HEADER + size; i++) {
      const lit = least[data[i]!]!;
      if (literals.value[lit] === 1 || seen.has(lit ^ 1)) isTautology = true;
      if (literals.value[lit] !== 0 || seen.has(lit)) continue;
      seen.add(lit);
      lits.push(lit);
    }
    if (isTautology) {
      // what makes literals equal stays, for good
      if (size === 2) clauses.clearFlag(ref, FLAG_LEARNED);
      else clauses.markGarbage(ref);
      return;
    }
    this.rewritten++;
    clauses.markGarbage(ref);
    if (lits.length > 1) {
      const flags = data[ref + 1]! & (FLAG_LEARNED | FLAG_USED);
      const activity = clauses.activity(ref);
      const copy = clauses.add(lits, lits.length, flags, Math.min(clauses.lbd(ref), lits.length));
      clauses.setActivity(copy, activity);
      return;
    }
    const [lit] = lits;
    if (lit === undefined || !kernel.assume(literals.sv[lit]!, literals.bound[lit]!, ROOT)) kernel.refuted = true;
  }
}
