// VSIDS activities of atoms (Moskewicz et al., DAC 2001), decayed by growing the increment (MiniSat). An atom popped while assigned is remembered with its level and
// put back when that level is undone, so that backtracking need not touch every reopened literal.

import { growInt32 } from './arrays.ts';
import { IndexedHeap } from './heap.ts';
import type { Literals } from './literals.ts';
import type { Random } from './random.ts';

const RESCALE = 1e100;
/** Size of the random start activities against one bump. */
const TIE = 1e-3;

export class Scores {
  readonly heap: IndexedHeap = new IndexedHeap();
  private increment = 1;
  private known = 0;
  private popped: Int32Array = new Int32Array(64);
  private poppedLength = 0;
  private levelStart: Int32Array = new Int32Array(64);
  private readonly literals: Literals;
  private readonly decayFactor: number;
  private readonly random: Random | null;

  /**
   * `decay`: how much of an activity survives a conflict. Atoms that took part in none yet come in random order, or the first made first if `random` is null.
   */
  constructor(literals: Literals, decay: number, random: Random | null) {
    this.literals = literals;
    this.decayFactor = 1 / decay;
    this.random = random;
  }

  /** Takes up atoms made since the last call. */
  sync(): void {
    const n = this.literals.atoms;
    if (n === this.known) return;
    this.heap.reserve(n);
    for (let a = this.known; a < n; a++) {
      // equal ones are taken by their numbers
      this.heap.score[a] = this.random === null ? 0 : TIE * this.increment * this.random.float();
      if (this.literals.inUse(a)) this.heap.insert(a);
    }
    this.known = n;
  }

  /** Makes sure an atom of a new clause takes part: its number may be new or have been reclaimed and handed out again. */
  include(atom: number): void {
    if (atom >= this.known) this.sync();
    else if (!this.heap.has(atom)) this.heap.insert(atom);
  }

  bump(atom: number): void {
    const { heap } = this;
    if (atom >= this.known) this.sync();
    const s = heap.score[atom]! + this.increment;
    heap.score[atom] = s;
    if (s > RESCALE) this.rescale();
    heap.increased(atom);
  }

  activity(atom: number): number {
    return atom < this.known ? this.heap.score[atom]! : 0;
  }

  decay(): void {
    this.increment *= this.decayFactor;
  }

  /** The open atom with the largest activity, or -1 when all are decided. */
  popOpen(): number {
    const { heap } = this;
    const { value } = this.literals;
    while (heap.size > 0) {
      const a = heap.pop();
      this.popped = growInt32(this.popped, this.poppedLength + 1);
      this.popped[this.poppedLength++] = a;
      if (value[2 * a] === 0 && this.literals.inUse(a)) return a;
    }
    return -1;
  }

  newLevel(level: number): void {
    this.levelStart = growInt32(this.levelStart, level + 1);
    this.levelStart[level] = this.poppedLength;
  }

  /** Puts back the atoms popped above `level`; the one decided on when a level opened was popped just before it. */
  backtrackTo(level: number): void {
    const start = Math.max(0, this.levelStart[level]! - 1);
    for (let i = start; i < this.poppedLength; i++) {
      if (this.literals.inUse(this.popped[i]!)) this.heap.insert(this.popped[i]!);
    }
    this.poppedLength = start;
  }

  forget(atom: number): void {
    this.heap.remove(atom);
    if (atom < this.known) this.heap.score[atom] = 0;
  }

  private rescale(): void {
    const { score } = this.heap;
    for (let a = 0; a < this.known; a++) score[a]! *= 1 / RESCALE;
    this.increment *= 1 / RESCALE;
  }
}
