// What all threads of a portfolio can read at any time: the stop flag, the best objective and the lower bound, in one buffer with named fields, and behind them a ring of
// clauses for each worker (clause-ring.ts).
//
// Only the coordinator writes the fields, so there are no races to lose. A double is stored as one 64-bit atomic cell, so no reader sees half of one; the version is raised
// after the bounds, so a reader that polls the version alone (an int32, no allocation) misses nothing: it sees the change now or at its next poll.
//
// Without SharedArrayBuffer each side has a buffer of its own, and messages (protocol.ts) keep the workers' ones up to date.

import { ClauseRing } from './clause-ring.ts';

/** Fields of the int32 view. */
const STOP = 0;
const VERSION = 1;
/** Fields of the 64-bit view; cell 0 holds the two int32 fields. */
const UPPER = 1;
const LOWER = 2;
const BYTES = 24;
/** Words of a ring: some thousand short clauses. */
const RING_CAPACITY = 1 << 15;
const RING_BYTES = ClauseRing.bytes(RING_CAPACITY);

export class SharedState {
  readonly buffer: ArrayBufferLike;
  private readonly flags: Int32Array;
  private readonly cells: BigInt64Array;
  /** One double seen as 64 bits. */
  private readonly double: Float64Array = new Float64Array(1);
  private readonly bits: BigInt64Array = new BigInt64Array(this.double.buffer);

  /** Over the buffer of another one. */
  constructor(buffer: ArrayBufferLike) {
    this.buffer = buffer;
    this.flags = new Int32Array(buffer, 0, 2);
    this.cells = new BigInt64Array(buffer, 0, BYTES / 8);
  }

  /** A state without stop, with no solution and no bound; in shared memory if asked for and possible, then with that many rings. */
  static create(inSharedMemory: boolean, rings = 0): SharedState {
    const possible = inSharedMemory && typeof SharedArrayBuffer === 'function';
    const buffer = possible ? new SharedArrayBuffer(BYTES + rings * RING_BYTES) : new ArrayBuffer(BYTES);
    const state = new SharedState(buffer);
    state.setBounds(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    return state;
  }

  /** Whether what one thread writes is seen by the others. */
  get isShared(): boolean {
    return typeof SharedArrayBuffer === 'function' && this.buffer instanceof SharedArrayBuffer;
  }

  /** The rings of clauses, one per worker; none without shared memory. */
  rings(): ClauseRing[] {
    const count = Math.floor((this.buffer.byteLength - BYTES) / RING_BYTES);
    return Array.from({ length: count }, (_, i) => new ClauseRing(this.buffer, BYTES + i * RING_BYTES, RING_CAPACITY));
  }

  /** Never taken back. */
  stop(): void {
    Atomics.store(this.flags, STOP, 1);
  }

  get stopped(): boolean {
    return Atomics.load(this.flags, STOP) !== 0;
  }

  /** Differs from an earlier value if the bounds have changed since. */
  get version(): number {
    return Atomics.load(this.flags, VERSION);
  }

  setBounds(upper: number, lower: number): void {
    this.write(UPPER, upper);
    this.write(LOWER, lower);
    Atomics.add(this.flags, VERSION, 1);
  }

  get upper(): number {
    return this.read(UPPER);
  }

  get lower(): number {
    return this.read(LOWER);
  }

  private write(cell: number, value: number): void {
    this.double[0] = value;
    Atomics.store(this.cells, cell, this.bits[0]!);
  }

  private read(cell: number): number {
    this.bits[0] = Atomics.load(this.cells, cell);
    return this.double[0]!;
  }
}
