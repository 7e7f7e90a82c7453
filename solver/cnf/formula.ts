// A formula in conjunctive normal form while it is being simplified: clauses in one arena, a list of clauses for each literal, and the facts known.
//
// Literal 2v is variable v, 2v + 1 its negation. A clause is a run [size, words, signature, literals...]; a size of 0 marks a clause that is gone, `words` is the size it was
// made with. The lists of occurrences keep clauses that are gone until they are next asked for; every other clause is in the lists of all its literals and in no other. The
// signature has a bit for each variable of the clause, modulo 31: most comparisons of two clauses end there (Eén & Biere, SAT 2005).
//
// Work is counted in ticks, about one per clause looked at, in the unit of the kernel.

import { growInt32 } from '../arrays.ts';

/** Words before the literals of a clause. */
export const HEADER = 3;

export class Formula {
  readonly variableCount: number;
  data: Int32Array;
  length = 0;
  /** Value of each literal: 1 true, -1 false, 0 open. */
  readonly value: Int8Array;
  /** 1 for variables that no clause may mention any more: their values follow from those of others (reconstruction.ts). */
  readonly eliminated: Uint8Array;
  /** 1 for variables whose clauses have changed; whoever looks at that takes it back. */
  readonly touched: Uint8Array;
  /** Clauses that are new or have become shorter: they may subsume others. Some are gone. */
  readonly fresh: number[] = [];
  /** Whether clauses of two literals were made; whoever looks at that takes it back. */
  hasNewBinaries = false;
  refuted = false;
  ticks = 0;
  private readonly occurrenceLists: number[][];
  private readonly units: number[] = [];
  private readonly marks: Int32Array;
  private stamp = 0;
  private buffer: Int32Array = new Int32Array(64);

  constructor(variableCount: number) {
    this.variableCount = variableCount;
    this.data = new Int32Array(1 << 12);
    this.value = new Int8Array(2 * variableCount);
    this.eliminated = new Uint8Array(variableCount);
    this.touched = new Uint8Array(variableCount).fill(1);
    this.occurrenceLists = Array.from({ length: 2 * variableCount }, () => []);
    this.marks = new Int32Array(2 * variableCount);
  }

  size(ref: number): number {
    return this.data[ref]!;
  }

  /** The references of the clauses that are there, in the order in which they were added. */
  *clauses(): Generator<number> {
    for (let ref = 0; ref < this.length; ref += HEADER + this.data[ref + 1]!) if (this.data[ref]! > 0) yield ref;
  }

  /** The clauses of a literal. Not to be kept while clauses are added. */
  occurrences(lit: number): readonly number[] {
    const list = this.occurrenceLists[lit]!;
    const { data } = this;
    let n = 0;
    for (let i = 0; i < list.length; i++) if (data[list[i]!] !== 0) list[n++] = list[i]!;
    this.ticks += list.length >> 3;
    if (n < list.length) list.length = n;
    return list;
  }

  /** How many clauses a literal is in, at most: those that have gone lately are still counted. */
  count(lit: number): number {
    return this.occurrenceLists[lit]!.length;
  }

  /** Adds a clause of literals in `lits` from `from` to before `to`; what is decided and what is there twice is left out. */
  add(lits: ArrayLike<number>, from: number, to: number): void {
    this.buffer = growInt32(this.buffer, to - from);
    const { value, marks, buffer } = this;
    const stamp = ++this.stamp;
    let size = 0;
    for (let i = from; i < to; i++) {
      const lit = lits[i]!;
      if (value[lit] === 1 || marks[lit ^ 1] === stamp) return;
      if (value[lit] === -1 || marks[lit] === stamp) continue;
      marks[lit] = stamp;
      buffer[size++] = lit;
    }
    if (size === 0) this.refuted = true;
    else if (size === 1) this.assign(buffer[0]!);
    else this.store(buffer, size);
  }

  /** Takes out a clause. */
  remove(ref: number): void {
    const { data } = this;
    for (let i = ref + HEADER, end = i + data[ref]!; i < end; i++) this.touched[data[i]! >> 1] = 1;
    data[ref] = 0;
  }

  /** Takes a literal out of a clause. */
  strengthen(ref: number, lit: number): void {
    this.shorten(ref, lit);
    if (this.data[ref] === 0) return;
    const list = this.occurrenceLists[lit]!;
    list.splice(list.indexOf(ref), 1);
    this.ticks += list.length >> 3;
  }

  /** The same without the list of the literal. */
  private shorten(ref: number, lit: number): void {
    const { data } = this;
    const size = data[ref]!;
    const end = ref + HEADER + size;
    this.ticks += size >> 3;
    if (size === 2) {
      const other = data[ref + HEADER]! === lit ? data[ref + HEADER + 1]! : data[ref + HEADER]!;
      this.remove(ref);
      this.assign(other);
      return;
    }
    for (let i = ref + HEADER, j = i; i < end; i++) {
      const l = data[i]!;
      this.touched[l >> 1] = 1;
      if (l !== lit) data[j++] = l;
    }
    data[ref] = size - 1;
    if (size === 3) this.hasNewBinaries = true;
    data[ref + 2] = this.signature(ref + HEADER, end - 1);
    this.fresh.push(ref);
  }

  /** Makes a literal true. */
  assign(lit: number): void {
    const { value } = this;
    if (value[lit] === -1) this.refuted = true;
    if (value[lit] !== 0) return;
    value[lit] = 1;
    value[lit ^ 1] = -1;
    this.units.push(lit);
  }

  /** Takes true literals out of the clauses, and what follows by unit propagation. False: the formula is refuted. */
  propagate(): boolean {
    const { units } = this;
    for (let lit = units.pop(); lit !== undefined && !this.refuted; lit = units.pop()) {
      for (const ref of this.occurrences(lit)) this.remove(ref);
      for (const ref of this.occurrences(lit ^ 1)) this.shorten(ref, lit ^ 1);
      this.occurrenceLists[lit] = [];
      this.occurrenceLists[lit ^ 1] = [];
    }
    return !this.refuted;
  }

  private store(lits: Int32Array, size: number): void {
    const ref = this.length;
    const from = ref + HEADER;
    const end = from + size;
    this.data = growInt32(this.data, end);
    const { data } = this;
    data[ref] = size;
    data[ref + 1] = size;
    if (size === 2) this.hasNewBinaries = true;
    for (let i = 0; i < size; i++) {
      const lit = lits[i]!;
      data[from + i] = lit;
      this.occurrenceLists[lit]!.push(ref);
      this.touched[lit >> 1] = 1;
    }
    data[ref + 2] = this.signature(from, end);
    this.length = end;
    this.ticks += 1 + (size >> 2);
    this.fresh.push(ref);
  }

  private signature(from: number, to: number): number {
    let bits = 0;
    for (let i = from; i < to; i++) bits |= 1 << ((this.data[i]! >> 1) % 31);
    return bits;
  }
}
