// Interned bound literals. Atom a of variable x names the cut between k - 1 and k: literal 2a is [x >= k], literal 2a + 1 is [x <= k - 1].
// The atoms of a variable are kept sorted by k, with two cursors, so that a bound that moves from a to b touches exactly the atoms with a < k <= b;
// each literal has a byte with its value, which is all that unit propagation reads. Atoms are made on demand and reclaimed when no clause
// mentions them any more (reduce.ts). (Lazy literals after Feydy & Stuckey, CP 2009; the sorted list replaces their linked list.)
//
// Invariants: L1 ks of one variable strictly increase along its list; L2 value[2a] = 1 iff k <= lb, -1 iff k > ub, else 0; value[2a+1] = -value[2a];
// L3 lowPosition = number of atoms with k <= lb, highPosition = number of atoms with k <= ub.

import { EMPTY_INT32, growFloat64, growInt8, growInt32, growUint8 } from './arrays.ts';
import type { StaticDomains } from './domain.ts';
import type { Lit, SVar, Var } from './types.ts';

const TRUE = 1;
const FALSE = -1;

export class Literals {
  /** Value of each literal: 1 true, -1 false, 0 open. */
  value: Int8Array = new Int8Array(128);
  /** Signed variable of each literal. */
  sv: Int32Array = new Int32Array(128);
  /** Canonical bound of each literal. */
  bound: Float64Array = new Float64Array(128);
  /** Atom of a 0/1 variable, -1 for all others: the fast path. */
  booleanAtom: Int32Array = new Int32Array(64);
  /** 1 for atoms that must not be reclaimed (Booleans, literals the model or a channel holds). */
  permanent: Uint8Array = new Uint8Array(64);
  /** Number of atom numbers handed out, free ones included. */
  atoms = 0;
  /** Literals that became true, in order: the queue of unit propagation. Truncated on backtracking. */
  queue: Int32Array = new Int32Array(128);
  queueLength = 0;

  private readonly domains: StaticDomains;
  private readonly listOf: Int32Array[] = [];
  private count: Int32Array = new Int32Array(64);
  private lowPosition: Int32Array = new Int32Array(64);
  private highPosition: Int32Array = new Int32Array(64);
  private readonly freeAtoms: number[] = [];

  constructor(domains: StaticDomains) {
    this.domains = domains;
  }

  /** Bytes held, for the memory limit. */
  get bytes(): number {
    return this.value.length * 13 + this.queue.length * 4 + this.permanent.length + this.count.length * 16;
  }

  /** Registers variable x (numbers must come in order); a 0/1 variable gets its atom at once. */
  addVar(x: Var, isBoolean: boolean): void {
    this.count = growInt32(this.count, x + 1);
    this.lowPosition = growInt32(this.lowPosition, x + 1);
    this.highPosition = growInt32(this.highPosition, x + 1);
    this.booleanAtom = growInt32(this.booleanAtom, x + 1);
    this.listOf.push(EMPTY_INT32);
    this.booleanAtom[x] = -1;
    if (isBoolean) {
      const a = this.newAtom(x, 1);
      this.permanent[a] = 1;
      this.booleanAtom[x] = a;
    }
  }

  /** Whether the atom number is in use. */
  inUse(atom: number): boolean {
    return this.sv[2 * atom]! >= 0;
  }

  /**
   * The literal [sv >= k] for a canonical k that is neither root-true nor root-false for the variable's static domain, made if need be.
   * `lb` is the current lower-bound array, from which a new literal takes its value. O(log atoms), O(atoms) when a new one is made.
   */
  intern(sv: SVar, k: number, lb: Float64Array): Lit {
    const x = sv >> 1;
    const boolean = this.booleanAtom[x]!;
    if (boolean >= 0) return 2 * boolean + (sv & 1);
    // the cut: [x >= cut] or its negation [x <= cut - 1], with cut the next domain value
    const cut = sv & 1 ? this.nextValue(x, -k) : k;
    const list = this.listOf[x]!;
    const n = this.count[x]!;
    const at = this.position(list, n, cut);
    if (at < n) {
      const a = list[at]!;
      if (this.bound[2 * a] === cut) return 2 * a + (sv & 1);
    }
    const a = this.newAtom(x, cut);
    this.insert(x, at, a);
    if (cut <= lb[2 * x]!) {
      this.setValue(a, TRUE);
      this.lowPosition[x]!++;
      this.highPosition[x]!++;
    } else if (cut <= -lb[2 * x + 1]!) {
      this.highPosition[x]!++;
    } else {
      this.setValue(a, FALSE);
    }
    return 2 * a + (sv & 1);
  }

  /** Makes a literal of a 0/1 variable true and queues it. */
  makeTrue(lit: Lit): void {
    this.value[lit] = TRUE;
    this.value[lit ^ 1] = FALSE;
    this.enqueue(lit);
  }

  /** The bound of `sv`, which is of no 0/1 variable, moved up to `k`: sets the literals passed and queues them. */
  raise(sv: SVar, k: number): void {
    const x = sv >> 1;
    const n = this.count[x]!;
    if (n === 0) return;
    const list = this.listOf[x]!;
    const bound = this.bound;
    if ((sv & 1) === 0) {
      let p = this.lowPosition[x]!;
      while (p < n && bound[2 * list[p]!]! <= k) {
        const a = list[p++]!;
        this.setValue(a, TRUE);
        this.enqueue(2 * a);
      }
      this.lowPosition[x] = p;
    } else {
      let p = this.highPosition[x]!;
      const ub = -k;
      while (p > 0 && bound[2 * list[p - 1]!]! > ub) {
        const a = list[--p]!;
        this.setValue(a, FALSE);
        this.enqueue(2 * a + 1);
      }
      this.highPosition[x] = p;
    }
  }

  /** The bound of `sv`, which is of no 0/1 variable, fell back to `k`: reopens the literals it had decided. */
  lower(sv: SVar, k: number): void {
    const x = sv >> 1;
    const n = this.count[x]!;
    if (n === 0) return;
    const list = this.listOf[x]!;
    const bound = this.bound;
    if ((sv & 1) === 0) {
      let p = this.lowPosition[x]!;
      while (p > 0 && bound[2 * list[p - 1]!]! > k) this.setValue(list[--p]!, 0);
      this.lowPosition[x] = p;
    } else {
      let p = this.highPosition[x]!;
      const ub = -k;
      while (p < n && bound[2 * list[p]!]! <= ub) this.setValue(list[p++]!, 0);
      this.highPosition[x] = p;
    }
  }

  /** Forgets a non-permanent atom that no clause mentions. Its number is handed out again later. O(atoms of the variable). */
  reclaim(atom: number): void {
    const x = this.sv[2 * atom]! >> 1;
    const list = this.listOf[x]!;
    const n = this.count[x]!;
    const at = this.position(list, n, this.bound[2 * atom]!);
    list.copyWithin(at, at + 1, n);
    this.count[x] = n - 1;
    if (at < this.lowPosition[x]!) this.lowPosition[x]!--;
    if (at < this.highPosition[x]!) this.highPosition[x]!--;
    this.sv[2 * atom] = -1;
    this.sv[2 * atom + 1] = -1;
    this.setValue(atom, 0);
    this.freeAtoms.push(atom);
  }

  /** The atom [x >= k] of the least k above the lower bound of x, -1 if there is none up to its upper bound. */
  firstOpenAtom(x: Var): number {
    const boolean = this.booleanAtom[x]!;
    if (boolean >= 0) return this.value[2 * boolean] === 0 ? boolean : -1;
    const low = this.lowPosition[x]!;
    return low < this.highPosition[x]! ? this.listOf[x]![low]! : -1;
  }

  /** Number of atoms of variable x. */
  atomCount(x: Var): number {
    return this.booleanAtom[x]! >= 0 ? 1 : this.count[x]!;
  }

  /** Throws when L1-L3 do not hold for variable x. For CHECK >= 3 and tests. */
  assertConsistent(x: Var, lb: Float64Array): void {
    const list = this.listOf[x]!;
    let low = 0;
    let high = 0;
    for (let i = 0; i < this.count[x]!; i++) {
      const a = list[i]!;
      const k = this.bound[2 * a]!;
      if (i > 0 && this.bound[2 * list[i - 1]!]! >= k) throw new Error(`L1 broken for x${x}`);
      if (k <= lb[2 * x]!) low++;
      if (k <= -lb[2 * x + 1]!) high++;
      const expected = k <= lb[2 * x]! ? TRUE : k > -lb[2 * x + 1]! ? FALSE : 0;
      if (this.value[2 * a] !== expected || this.value[2 * a + 1] !== 0 - expected)
        throw new Error(`L2 broken for x${x} at ${k}`);
    }
    if (low !== this.lowPosition[x]! || high !== this.highPosition[x]!) throw new Error(`L3 broken for x${x}`);
  }

  private enqueue(lit: Lit): void {
    if (this.queueLength === this.queue.length) this.queue = growInt32(this.queue, this.queueLength + 1);
    this.queue[this.queueLength++] = lit;
  }

  private setValue(atom: number, v: number): void {
    this.value[2 * atom] = v;
    this.value[2 * atom + 1] = 0 - v;
  }

  /** The smallest domain value above v. */
  private nextValue(x: Var, v: number): number {
    return this.domains.sparse[x] === 0 ? v + 1 : this.domains.ceilTo(x, v + 1);
  }

  /** Number of atoms in the list whose k is below `cut`. */
  private position(list: Int32Array, n: number, cut: number): number {
    let lo = 0;
    let hi = n;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (this.bound[2 * list[mid]!]! < cut) lo = mid + 1;
      else hi = mid;
    }
    return lo;
  }

  private insert(x: Var, at: number, atom: number): void {
    const n = this.count[x]!;
    let list = this.listOf[x]!;
    if (n === list.length) {
      list = growInt32(list, n + 1);
      this.listOf[x] = list;
    }
    list.copyWithin(at + 1, at, n);
    list[at] = atom;
    this.count[x] = n + 1;
  }

  private newAtom(x: Var, k: number): number {
    const reused = this.freeAtoms.pop();
    const a = reused === undefined ? this.atoms++ : reused;
    const size = 2 * this.atoms;
    this.value = growInt8(this.value, size);
    this.sv = growInt32(this.sv, size);
    this.bound = growFloat64(this.bound, size);
    this.permanent = growUint8(this.permanent, this.atoms);
    this.sv[2 * a] = 2 * x;
    this.sv[2 * a + 1] = 2 * x + 1;
    this.bound[2 * a] = k;
    // [x <= k - 1] has the canonical bound of the domain value before k
    this.bound[2 * a + 1] = this.domains.sparse[x] === 0 ? 1 - k : -this.domains.floorTo(x, k - 1);
    this.permanent[a] = 0;
    this.setValue(a, 0);
    return a;
  }
}
