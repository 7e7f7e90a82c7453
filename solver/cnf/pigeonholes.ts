// Refutation by counting: clauses without a common literal need a true literal each, and groups of literals of which at most k are true hold no more than k of them. If the
// clauses cannot be matched to the groups of their literals, the formula has no solution (Hall 1935). Resolution needs exponentially many steps for that (Haken 1985).
//
// Groups are found by the clauses that say so, all subsets of k + 1 literals denied, beginning with one literal and adding others as long as that holds ("syntactic
// detection": Biere, Le Berre, Lonca & Manthey, SAT 2014). Clauses and groups are chosen greedily, so this finds a refutation or says nothing.

import { type Formula, HEADER } from './formula.ts';

/** The largest number of literals of a group that may be true. */
const MOST_TRUE = 3;
/** Work of a look into the set of literals that are denied together. */
const KEY_TICKS = 8;

/** Whether counting refutes the formula. Ends without an answer when so many ticks are used up. */
export function refutedByCounting(formula: Formula, ticks: number): boolean {
  return new Counting(formula, formula.ticks + ticks).refutes();
}

class Counting {
  private readonly formula: Formula;
  private readonly end: number;
  /** The clauses that need a literal each, and of each literal the number of its clause, -1: none. */
  private readonly chosen: number[] = [];
  private readonly clauseOf: Int32Array;
  /** The group of each literal of a chosen clause, and how many of each may be true. */
  private readonly groupOf: Int32Array;
  /** Results of timesDenied(), -1: not asked yet. */
  private readonly denials: Int32Array;
  private readonly capacity: number[] = [];
  /** Sets of literals that are denied together, by their sorted numbers. */
  private readonly denied: Set<string> = new Set();

  constructor(formula: Formula, end: number) {
    this.formula = formula;
    this.end = end;
    this.clauseOf = new Int32Array(2 * formula.variableCount).fill(-1);
    this.groupOf = new Int32Array(2 * formula.variableCount).fill(-1);
    this.denials = new Int32Array(2 * formula.variableCount).fill(-1);
  }

  refutes(): boolean {
    this.choose();
    if (this.chosen.length < 2) return false;
    this.collectDenied();
    for (const ref of this.chosen) {
      for (const lit of this.literals(ref)) {
        if (this.groupOf[lit] === -1) this.group(lit);
        if (this.formula.ticks > this.end) return false;
      }
    }
    return !this.matchesAll();
  }

  private literals(ref: number): Int32Array {
    return this.formula.data.subarray(ref + HEADER, ref + HEADER + this.formula.size(ref));
  }

  /** Clauses whose literals are all denied together with others, and in no clause chosen before; those first whose literals are denied most often. */
  private choose(): void {
    const { formula, clauseOf, chosen } = this;
    const found: { readonly ref: number; readonly least: number }[] = [];
    for (const ref of formula.clauses()) {
      formula.ticks++;
      if (formula.ticks > this.end) return;
      let least = Number.POSITIVE_INFINITY;
      for (const lit of this.literals(ref)) {
        least = Math.min(least, this.timesDenied(lit));
        if (least === 0) break;
      }
      if (least > 0) found.push({ ref, least });
    }
    found.sort((a, b) => b.least - a.least || a.ref - b.ref);
    for (const { ref } of found) {
      const lits = this.literals(ref);
      if (lits.some((lit) => clauseOf[lit]! >= 0 || clauseOf[lit ^ 1]! >= 0)) continue;
      for (const lit of lits) clauseOf[lit] = chosen.length;
      chosen.push(ref);
    }
  }

  /** In how many clauses that may be part of a group the negation of a literal is. */
  private timesDenied(lit: number): number {
    const { formula, denials } = this;
    if (denials[lit] === -1) {
      const list = formula.occurrences(lit ^ 1);
      formula.ticks += list.length >> 2;
      denials[lit] = list.reduce((n, ref) => n + Number(formula.size(ref) <= MOST_TRUE + 1), 0);
    }
    return denials[lit]!;
  }

  /** The clauses of at most MOST_TRUE + 1 literals over negations of literals of different chosen clauses. */
  private collectDenied(): void {
    const { formula, clauseOf, denied } = this;
    for (const ref of formula.clauses()) {
      formula.ticks++;
      if (formula.ticks > this.end || formula.size(ref) > MOST_TRUE + 1) continue;
      const lits = Array.from(this.literals(ref), (lit) => lit ^ 1);
      if (!lits.every((lit) => clauseOf[lit]! >= 0)) continue;
      formula.ticks += KEY_TICKS;
      denied.add(keyOf(lits));
    }
  }

  /** Makes the group of a literal: the smallest k for which there is one of more than k literals; else the literal alone. */
  private group(lit: number): void {
    const { groupOf, clauseOf, capacity } = this;
    for (let k = 1; k <= MOST_TRUE; k++) {
      const members = [lit];
      for (const other of this.deniedWith(lit, k + 1)) {
        // two literals of one clause would be matched once
        if (members.some((m) => clauseOf[m] === clauseOf[other])) continue;
        if (this.allDenied(members, k, [other], 0)) members.push(other);
        if (this.formula.ticks > this.end) break;
      }
      if (members.length <= k) continue;
      for (const m of members) groupOf[m] = capacity.length;
      capacity.push(k);
      return;
    }
    groupOf[lit] = capacity.length;
    capacity.push(1);
  }

  /** Literals without a group that a clause of `size` literals denies together with this one, in order. */
  private deniedWith(lit: number, size: number): number[] {
    const { formula, groupOf, clauseOf } = this;
    const found = new Set<number>();
    for (const ref of formula.occurrences(lit ^ 1)) {
      formula.ticks++;
      if (formula.size(ref) !== size) continue;
      for (const l of this.literals(ref)) {
        const other = l ^ 1;
        if (other !== lit && clauseOf[other]! >= 0 && groupOf[other] === -1) found.add(other);
      }
    }
    return [...found].sort((a, b) => a - b);
  }

  /** Whether `picked` and any `k` of the members from number `from` on are denied together. */
  private allDenied(members: readonly number[], k: number, picked: readonly number[], from: number): boolean {
    if (k === 0) {
      this.formula.ticks += KEY_TICKS;
      return this.denied.has(keyOf(picked));
    }
    for (let i = from; i + k <= members.length; i++) {
      if (!this.allDenied(members, k - 1, [...picked, members[i]!], i + 1)) return false;
    }
    return true;
  }

  /** Whether every chosen clause can be given a place in the group of one of its literals (augmenting paths, Berge 1957). */
  private matchesAll(): boolean {
    const { chosen, capacity, groupOf, formula } = this;
    /** Clauses matched to each group. */
    const held: number[][] = capacity.map(() => []);
    const seen = new Int32Array(capacity.length).fill(-1);
    for (let clause = 0; clause < chosen.length; clause++) {
      // breadth-first over groups: how a clause that is held there came to be looked at
      const from = new Map<number, { readonly clause: number; readonly before: number }>();
      const queue: number[] = [];
      let free = -1;
      const visit = (c: number, before: number): void => {
        for (const lit of this.literals(chosen[c]!)) {
          formula.ticks++;
          const g = groupOf[lit]!;
          if (seen[g] === clause) continue;
          seen[g] = clause;
          from.set(g, { clause: c, before });
          if (free < 0 && held[g]!.length < capacity[g]!) free = g;
          queue.push(g);
        }
      };
      visit(clause, -1);
      for (let i = 0; i < queue.length && free < 0; i++) for (const c of held[queue[i]!]!) visit(c, queue[i]!);
      if (free < 0) return false;
      if (formula.ticks > this.end) return true;
      for (let g = free; g >= 0; ) {
        const { clause: c, before } = from.get(g)!;
        held[g]!.push(c);
        if (before >= 0) held[before]!.splice(held[before]!.indexOf(c), 1);
        g = before;
      }
    }
    return true;
  }
}

function keyOf(lits: readonly number[]): string {
  return [...lits].sort((a, b) => a - b).join(' ');
}
