// Local search for a solution of a formula: a variable of a random false clause is flipped, one that makes few clauses false more likely than one that makes many (ProbSAT,
// Balint & Schöning, SAT 2012; the bases by the length of clauses are those of CaDiCaL). It settles random formulas with a solution in a fraction of the time that clause
// learning takes, and says nothing where there is none: so it goes on only as long as it looks as if it could end, with very few false clauses.

import type { Random } from '../random.ts';
import { type Formula, HEADER } from './formula.ts';

/** By how much a clause more that gets false makes a variable less likely, for clauses of mean length 3, 4, ... */
const BASES: readonly number[] = [2.5, 2.85, 3.7, 5.1, 5.4];
/** Most breaks that are told apart. */
const MOST_BREAKS = 30;
/** First ticks, and the false clauses, at least and per clause, with which it goes on after them. */
export const FIRST_TICKS = 300_000;
const FEW = 3;
const FEW_SHARE = 1 / 500;

export class Walk {
  flips = 0;
  /** By variable, 1: true. */
  readonly isTrue: Uint8Array;
  private readonly formula: Formula;
  private readonly random: Random;
  /** Literals of all clauses, and where each clause begins; clauses of each literal, and where they begin. */
  private readonly lits: Int32Array;
  private readonly starts: Int32Array;
  private readonly occurrences: Int32Array;
  private readonly firstOccurrence: Int32Array;
  /** Of each clause: how many literals are true, the exclusive or of their variables, its place among the false ones. */
  private readonly trueCount: Int32Array;
  private readonly trueVariables: Int32Array;
  private readonly place: Int32Array;
  private readonly falseClauses: Int32Array;
  private falseCount = 0;
  private fewest: number;
  /** How many clauses rest on a variable alone. */
  private readonly breaks: Int32Array;
  private readonly weight: Float64Array = new Float64Array(MOST_BREAKS + 1);
  private readonly chances: Float64Array;

  /** Starts from `isTrue`, which it changes. */
  constructor(formula: Formula, isTrue: Uint8Array, random: Random) {
    this.formula = formula;
    this.isTrue = isTrue;
    this.random = random;
    const refs = [...formula.clauses()];
    this.starts = new Int32Array(refs.length + 1);
    for (let c = 0; c < refs.length; c++) this.starts[c + 1] = this.starts[c]! + formula.size(refs[c]!);
    const length = this.starts[refs.length]!;
    this.lits = new Int32Array(length);
    this.firstOccurrence = new Int32Array(2 * formula.variableCount + 1);
    this.occurrences = new Int32Array(length);
    this.trueCount = new Int32Array(refs.length);
    this.trueVariables = new Int32Array(refs.length);
    this.place = new Int32Array(refs.length);
    this.falseClauses = new Int32Array(refs.length);
    this.breaks = new Int32Array(formula.variableCount);
    this.index(refs);
    this.chances = new Float64Array(refs.reduce((most, ref) => Math.max(most, formula.size(ref)), 1));
    const mean = length / Math.max(1, refs.length);
    const at = Math.min(BASES.length - 1, Math.max(0, mean - 3));
    const [low, high] = [BASES[Math.floor(at)]!, BASES[Math.ceil(at)]!];
    const base = low + (at % 1) * (high - low);
    for (let b = 0; b <= MOST_BREAKS; b++) this.weight[b] = base ** -b;
    this.fewest = this.falseCount;
  }

  /** Searches until so many ticks are used up, or does not look promising. True: `isTrue` is a solution. */
  run(ticks: number): boolean {
    const { formula } = this;
    const { ticks: start } = formula;
    const few = Math.max(FEW, FEW_SHARE * (this.starts.length - 1));
    formula.ticks += this.lits.length >> 2;
    while (this.falseCount > 0) {
      const spent = formula.ticks - start;
      if (spent > ticks || (spent > FIRST_TICKS && this.fewest > few)) return false;
      this.flip(this.choose());
      if (this.falseCount < this.fewest) this.fewest = this.falseCount;
    }
    return true;
  }

  private index(refs: readonly number[]): void {
    const { formula, lits, starts, firstOccurrence, occurrences } = this;
    for (let c = 0; c < refs.length; c++) {
      const from = refs[c]! + HEADER;
      lits.set(formula.data.subarray(from, from + formula.size(refs[c]!)), starts[c]!);
    }
    for (const lit of lits) firstOccurrence[lit + 1]!++;
    for (let l = 1; l < firstOccurrence.length; l++) firstOccurrence[l]! += firstOccurrence[l - 1]!;
    const next = firstOccurrence.slice();
    for (let c = 0; c < refs.length; c++) {
      for (let i = starts[c]!; i < starts[c + 1]!; i++) {
        const lit = lits[i]!;
        occurrences[next[lit]!++] = c;
        if (this.isTrue[lit >> 1] !== 1 - (lit & 1)) continue;
        this.trueCount[c]!++;
        this.trueVariables[c]! ^= lit >> 1;
      }
      if (this.trueCount[c] === 0) this.addFalse(c);
      else if (this.trueCount[c] === 1) this.breaks[this.trueVariables[c]!]!++;
    }
  }

  /** A variable of a random false clause. */
  private choose(): number {
    const { lits, starts, chances, weight, breaks } = this;
    const c = this.falseClauses[this.random.below(this.falseCount)]!;
    const from = starts[c]!;
    const n = starts[c + 1]! - from;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      sum += weight[Math.min(MOST_BREAKS, breaks[lits[from + i]! >> 1]!)]!;
      chances[i] = sum;
    }
    const chosen = this.random.float() * sum;
    let i = 0;
    while (i < n - 1 && chances[i]! <= chosen) i++;
    return lits[from + i]! >> 1;
  }

  private flip(v: number): void {
    const { isTrue, firstOccurrence, occurrences, trueCount, trueVariables, breaks, formula } = this;
    this.flips++;
    isTrue[v] = 1 - isTrue[v]!;
    const lit = 2 * v + 1 - isTrue[v]!;
    for (let i = firstOccurrence[lit]!, end = firstOccurrence[lit + 1]!; i < end; i++) {
      const c = occurrences[i]!;
      const count = ++trueCount[c]!;
      if (count === 1) {
        this.removeFalse(c);
        breaks[v]!++;
      } else if (count === 2) breaks[trueVariables[c]!]!--;
      trueVariables[c]! ^= v;
    }
    const other = lit ^ 1;
    for (let i = firstOccurrence[other]!, end = firstOccurrence[other + 1]!; i < end; i++) {
      const c = occurrences[i]!;
      const count = --trueCount[c]!;
      trueVariables[c]! ^= v;
      if (count === 0) {
        this.addFalse(c);
        breaks[v]!--;
      } else if (count === 1) breaks[trueVariables[c]!]!++;
    }
    formula.ticks +=
      4 + firstOccurrence[lit + 1]! - firstOccurrence[lit]! + firstOccurrence[other + 1]! - firstOccurrence[other]!;
  }

  private addFalse(c: number): void {
    this.place[c] = this.falseCount;
    this.falseClauses[this.falseCount++] = c;
  }

  private removeFalse(c: number): void {
    const last = this.falseClauses[--this.falseCount]!;
    this.falseClauses[this.place[c]!] = last;
    this.place[last] = this.place[c]!;
  }
}
