// Subsumption: a clause that contains another one goes, and one that contains another one but for a literal that is negated in it loses that literal (self-subsuming
// resolution). Each fresh clause looks for those it contains through the variable that occurs least (backward subsumption; Eén & Biere, SAT 2005).

import { type Formula, HEADER } from './formula.ts';

/** Clauses longer than this do not look for others. */
const LONGEST = 60;
/** Variables in more clauses than this are not looked through. */
const MOST_OCCURRENCES = 600;

export class Subsumption {
  removed = 0;
  strengthened = 0;
  private readonly formula: Formula;
  private readonly marks: Int32Array;
  private stamp = 0;

  constructor(formula: Formula) {
    this.formula = formula;
    this.marks = new Int32Array(2 * formula.variableCount);
  }

  /** Looks at the fresh clauses, the short ones first, until none is left or so many ticks are used up. False: the formula is refuted. */
  run(ticks: number): boolean {
    const { formula } = this;
    const { fresh } = formula;
    const end = formula.ticks + ticks;
    while (fresh.length > 0) {
      const queue = [...new Set(fresh)].filter((ref) => formula.size(ref) > 0 && formula.size(ref) <= LONGEST);
      fresh.length = 0;
      queue.sort((a, b) => formula.size(a) - formula.size(b) || a - b);
      formula.ticks += queue.length;
      for (const ref of queue) {
        if (!formula.propagate()) return false;
        if (formula.ticks >= end) return true;
        if (formula.size(ref) > 0) this.lookFrom(ref);
      }
      if (!formula.propagate()) return false;
    }
    return true;
  }

  private lookFrom(ref: number): void {
    const { formula, marks } = this;
    const { data } = formula;
    const from = ref + HEADER;
    const size = data[ref]!;
    const stamp = ++this.stamp;
    let best = data[from]!;
    let least = Number.POSITIVE_INFINITY;
    for (let i = from; i < from + size; i++) {
      const lit = data[i]!;
      marks[lit] = stamp;
      const count = formula.count(lit) + formula.count(lit ^ 1);
      if (count >= least) continue;
      least = count;
      best = lit;
    }
    if (least > MOST_OCCURRENCES) return;
    this.lookThrough(ref, best);
    if (data[ref]! > 0) this.lookThrough(ref, best ^ 1);
  }

  /** Compares a clause, whose literals are marked, with all clauses of a literal. */
  private lookThrough(ref: number, lit: number): void {
    const { formula } = this;
    const { data } = formula;
    const size = data[ref]!;
    const signature = data[ref + 2]!;
    const list = formula.occurrences(lit);
    formula.ticks += list.length;
    // backwards: a clause that loses `lit` itself leaves the list
    for (let i = list.length - 1; i >= 0; i--) {
      const other = list[i]!;
      if (other === ref || data[other]! < size || (signature & ~data[other + 2]!) !== 0) continue;
      const verdict = this.compare(other, size);
      if (verdict === NOTHING) continue;
      if (verdict === CONTAINED) {
        this.removed++;
        formula.remove(other);
      } else {
        this.strengthened++;
        formula.strengthen(other, verdict);
      }
    }
  }

  /** CONTAINED if all marked literals, `size` of them, are in the clause; the literal in it whose negation is marked if all others are; else NOTHING. */
  private compare(other: number, size: number): number {
    const { formula, marks, stamp } = this;
    const { data } = formula;
    formula.ticks += data[other]! >> 3;
    let same = 0;
    let negated = CONTAINED;
    for (let i = other + HEADER, end = i + data[other]!; i < end; i++) {
      const lit = data[i]!;
      if (marks[lit] === stamp) same++;
      else if (marks[lit ^ 1] === stamp) {
        if (negated !== CONTAINED) return NOTHING;
        negated = lit;
      }
    }
    return same + (negated === CONTAINED ? 0 : 1) === size ? negated : NOTHING;
  }
}

const CONTAINED = -1;
const NOTHING = -2;
