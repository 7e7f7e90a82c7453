// Bounded variable elimination: the clauses of a variable are replaced by all their resolvents on it if these are not more than so many (Davis & Putnam 1960; Subbarayan &
// Pradhan, SAT 2004; Eén & Biere, SAT 2005). Variables with the fewest pairs of clauses come first; a variable in clauses of one polarity only just takes its value.
//
// The clauses of the rarer literal go on the stack of the reconstruction, and above them the other literal as a clause of its own: going back, that literal is the value
// unless one of these clauses needs the rarer one.

import { growInt32 } from '../arrays.ts';
import { definition } from './definitions.ts';
import { type Formula, HEADER } from './formula.ts';
import type { Reconstruction } from './reconstruction.ts';

/** A variable is left alone if both its literals are in more clauses than this, or a resolvent is longer than that. */
const MOST_OCCURRENCES = 30;
const LONGEST_RESOLVENT = 60;
/** Pairs of clauses of a variable that are looked at. */
const MOST_PAIRS = 4000;

export class Elimination {
  eliminated = 0;
  private readonly formula: Formula;
  private readonly reconstruction: Reconstruction;
  private readonly marks: Int32Array;
  private stamp = 0;
  /** The last resolvent, and its size. */
  private resolvent: Int32Array = new Int32Array(256);
  private size = 0;
  /** Clauses that define the variable, null if none are known. */
  private defining: ReadonlySet<number> | null = null;

  constructor(formula: Formula, reconstruction: Reconstruction) {
    this.formula = formula;
    this.reconstruction = reconstruction;
    this.marks = new Int32Array(2 * formula.variableCount);
  }

  /** Tries the touched variables once, with `growth` clauses more than before allowed, until so many ticks are used up. False: the formula is refuted. */
  run(growth: number, ticks: number): boolean {
    const { formula } = this;
    const { touched, value, eliminated } = formula;
    const end = formula.ticks + ticks;
    const pairs = (v: number): number => formula.count(2 * v) * formula.count(2 * v + 1);
    const candidates: number[] = [];
    for (let v = 0; v < formula.variableCount; v++) {
      if (touched[v] === 0 || value[2 * v] !== 0 || eliminated[v] === 1) continue;
      touched[v] = 0;
      if (pairs(v) <= MOST_PAIRS) candidates.push(v);
    }
    formula.ticks += formula.variableCount >> 3;
    candidates.sort((a, b) => pairs(a) - pairs(b) || a - b);
    for (const v of candidates) {
      if (formula.ticks >= end) {
        // for another time
        touched[v] = 1;
        continue;
      }
      if (value[2 * v] === 0) this.tryVariable(v, growth);
      if (!formula.propagate()) return false;
    }
    return true;
  }

  private tryVariable(v: number, growth: number): void {
    const { formula, reconstruction } = this;
    const positive = formula.occurrences(2 * v);
    const negative = formula.occurrences(2 * v + 1);
    const [p, n] = [positive.length, negative.length];
    if ((p > MOST_OCCURRENCES && n > MOST_OCCURRENCES) || p * n > MOST_PAIRS) return;
    this.defining = definition(formula, 2 * v, positive, negative);
    if (!this.areFew(positive, negative, 2 * v, p + n + growth)) return;
    for (const c of positive)
      for (const d of negative) if (this.isNeeded(c, d) && this.resolve(c, d, 2 * v)) this.addResolvent();
    const rarer = p <= n ? 2 * v : 2 * v + 1;
    const { data } = formula;
    for (const ref of p <= n ? positive : negative)
      reconstruction.push(rarer, data, ref + HEADER, ref + HEADER + data[ref]!);
    reconstruction.push(rarer ^ 1, [rarer ^ 1], 0, 1);
    for (const ref of positive) formula.remove(ref);
    for (const ref of negative) formula.remove(ref);
    formula.eliminated[v] = 1;
    this.eliminated++;
  }

  /** Whether there are at most so many resolvents, none of them too long. */
  private areFew(positive: readonly number[], negative: readonly number[], lit: number, most: number): boolean {
    let count = 0;
    for (const c of positive) {
      for (const d of negative) {
        if (!this.isNeeded(c, d) || !this.resolve(c, d, lit)) continue;
        if (++count > most || this.size > LONGEST_RESOLVENT) return false;
      }
    }
    return true;
  }

  /** Whether the resolvent of two clauses does not follow from others: see definitions.ts. */
  private isNeeded(c: number, d: number): boolean {
    const { defining } = this;
    return defining === null || defining.has(c) !== defining.has(d);
  }

  /** Leaves the resolvent of clauses c, with lit, and d, with its negation, in `resolvent`; false if it is always true. */
  private resolve(c: number, d: number, lit: number): boolean {
    const { formula, marks } = this;
    const { data } = formula;
    this.resolvent = growInt32(this.resolvent, data[c]! + data[d]!);
    const { resolvent } = this;
    const stamp = ++this.stamp;
    let size = 0;
    formula.ticks += 1 + ((data[c]! + data[d]!) >> 4);
    for (let i = c + HEADER, end = i + data[c]!; i < end; i++) {
      const l = data[i]!;
      if (l === lit) continue;
      marks[l] = stamp;
      resolvent[size++] = l;
    }
    for (let i = d + HEADER, end = i + data[d]!; i < end; i++) {
      const l = data[i]!;
      if (l === (lit ^ 1)) continue;
      if (marks[l ^ 1] === stamp) return false;
      if (marks[l] !== stamp) resolvent[size++] = l;
    }
    this.size = size;
    return true;
  }

  private addResolvent(): void {
    this.formula.add(this.resolvent, 0, this.size);
  }
}
