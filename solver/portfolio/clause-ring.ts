// Clauses in shared memory: a ring buffer per worker, written by it alone and read by all others, without locks.
//
//   RESERVED   up to where the writer has begun to write, in words since the beginning
//   COMMITTED  up to where complete clauses stand
//   words      a clause is [pairs, lbd, upper (2 words)] and then [signed variable, bound (2 words)] for each pair; word p stands at place p mod capacity
//
// The writer raises RESERVED, writes the words, raises COMMITTED. Every reader has a position of its own, which the writer does not know: a slow one is overrun. A reader
// copies a clause and then looks at RESERVED: if that is not more than a ring's length ahead of where the clause began, no word of it can have been overwritten
// while it was copied, for the writer raises RESERVED before it writes. If it is, the copy is thrown away and the reader goes on at COMMITTED. All accesses
// are atomic, hence sequentially consistent, so this reasoning needs no memory model; a clause is some 30 words, some 10 ns each. The idea is that
// of the sequence lock (Lameter, "Effective Synchronization on Linux/NUMA Systems", 2005).

import type { ClauseChannel, SharedClause } from './clause-channel.ts';

/** Fields of the 64-bit view. */
const RESERVED = 0;
const COMMITTED = 1;
const HEADER_BYTES = 16;
/** Words before the pairs of a clause, and of each pair. */
const CLAUSE_WORDS = 4;
const PAIR_WORDS = 3;

export class ClauseRing {
  /** Words. */
  readonly capacity: number;
  private readonly cells: BigInt64Array;
  private readonly words: Int32Array;

  /** Over `bytes(capacity)` bytes of zeros, or of a ring of that capacity, at a multiple of 8. */
  constructor(buffer: ArrayBufferLike, offset: number, capacity: number) {
    this.capacity = capacity;
    this.cells = new BigInt64Array(buffer, offset, 2);
    this.words = new Int32Array(buffer, offset + HEADER_BYTES, capacity);
  }

  /** `capacity` must be even. */
  static bytes(capacity: number): number {
    return HEADER_BYTES + 4 * capacity;
  }

  get reserved(): number {
    return Number(Atomics.load(this.cells, RESERVED));
  }

  set reserved(position: number) {
    Atomics.store(this.cells, RESERVED, BigInt(position));
  }

  get committed(): number {
    return Number(Atomics.load(this.cells, COMMITTED));
  }

  set committed(position: number) {
    Atomics.store(this.cells, COMMITTED, BigInt(position));
  }

  word(position: number): number {
    return Atomics.load(this.words, position % this.capacity);
  }

  setWord(position: number, value: number): void {
    Atomics.store(this.words, position % this.capacity, value);
  }
}

/** The writer's side. */
export class RingWriter {
  private readonly ring: ClauseRing;
  private position: number;
  private readonly double: Float64Array = new Float64Array(1);
  private readonly halves: Int32Array = new Int32Array(this.double.buffer);

  /** At most one per ring at a time. */
  constructor(ring: ClauseRing) {
    this.ring = ring;
    this.position = ring.reserved;
    if (ring.committed === this.position) return;
    // a former writer died in the midst of a clause: every reader must take what it left as overrun
    this.position += ring.capacity;
    ring.reserved = this.position;
    ring.committed = this.position;
  }

  /** Ignores clauses that would take more than a quarter of the ring. */
  write({ upper, lbd, svs, bounds }: SharedClause): void {
    const { ring } = this;
    const size = CLAUSE_WORDS + PAIR_WORDS * svs.length;
    if (4 * size > ring.capacity) return;
    ring.reserved = this.position + size;
    this.put(svs.length);
    this.put(lbd);
    this.putDouble(upper);
    for (let i = 0; i < svs.length; i++) {
      this.put(svs[i]!);
      this.putDouble(bounds[i]!);
    }
    ring.committed = this.position;
  }

  private put(word: number): void {
    this.ring.setWord(this.position++, word);
  }

  private putDouble(value: number): void {
    this.double[0] = value;
    this.put(this.halves[0]!);
    this.put(this.halves[1]!);
  }
}

/** A reader's side. */
export class RingReader {
  /** How often clauses were lost because the writer was too far ahead. */
  overruns = 0;
  private readonly ring: ClauseRing;
  private position: number;
  private readonly double: Float64Array = new Float64Array(1);
  private readonly halves: Int32Array = new Int32Array(this.double.buffer);

  /** Begins with the oldest clause if nothing has been overwritten yet, else with the next one. */
  constructor(ring: ClauseRing) {
    this.ring = ring;
    const { committed } = ring;
    this.position = ring.reserved <= ring.capacity ? 0 : committed;
  }

  /** The next clause, null when there is none now. */
  read(): SharedClause | null {
    const { ring } = this;
    while (this.position !== ring.committed) {
      const start = this.position;
      const pairs = ring.word(start);
      if (this.isOverrun(start)) continue;
      const lbd = ring.word(start + 1);
      const upper = this.doubleAt(start + 2);
      const svs: number[] = [];
      const bounds: number[] = [];
      for (let p = start + CLAUSE_WORDS, end = p + PAIR_WORDS * pairs; p < end; p += PAIR_WORDS) {
        svs.push(ring.word(p));
        bounds.push(this.doubleAt(p + 1));
      }
      if (this.isOverrun(start)) continue;
      this.position = start + CLAUSE_WORDS + PAIR_WORDS * pairs;
      return { upper, lbd, svs, bounds };
    }
    return null;
  }

  /** Whether what was read from `start` on may have been overwritten meanwhile; then the position moves on. */
  private isOverrun(start: number): boolean {
    const { ring } = this;
    if (ring.reserved - start <= ring.capacity) return false;
    this.overruns++;
    this.position = ring.committed;
    return true;
  }

  private doubleAt(position: number): number {
    this.halves[0] = this.ring.word(position);
    this.halves[1] = this.ring.word(position + 1);
    return this.double[0]!;
  }
}

/** The channel of one worker over the rings of all. */
export class RingChannel implements ClauseChannel {
  private readonly writer: RingWriter;
  private readonly readers: readonly RingReader[];
  private turn = 0;

  /** `own`: the number of the worker's own ring, from 0. */
  constructor(rings: readonly ClauseRing[], own: number) {
    this.writer = new RingWriter(rings[own]!);
    this.readers = rings.filter((_, i) => i !== own).map((ring) => new RingReader(ring));
  }

  send(clause: SharedClause): void {
    this.writer.write(clause);
  }

  next(): SharedClause | null {
    for (let i = 0; i < this.readers.length; i++) {
      const clause = this.readers[this.turn]!.read();
      if (clause !== null) return clause;
      this.turn = (this.turn + 1) % this.readers.length;
    }
    return null;
  }
}
