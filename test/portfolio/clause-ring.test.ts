// The ring that clauses travel in: nothing is lost for a reader that keeps up, nothing is torn for one that does not.

import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { QUEUE_LENGTH, QueuedChannel, type SharedClause } from '../../solver/portfolio/clause-channel.ts';
import { ClauseRing, RingChannel, RingReader, RingWriter } from '../../solver/portfolio/clause-ring.ts';
import { Random } from '../../solver/random.ts';
import { clauseOf, type RingTask } from './ring-clauses.ts';

const CAPACITY = 256;

function newRing(capacity = CAPACITY): ClauseRing {
  return new ClauseRing(new SharedArrayBuffer(ClauseRing.bytes(capacity)), 0, capacity);
}

/** A ring whose writer gets a turn in the midst of a read. */
class InterruptedRing extends ClauseRing {
  private left = Number.POSITIVE_INFINITY;
  private interrupt: () => void = () => {};

  interruptAfter(words: number, interrupt: () => void): void {
    this.left = words;
    this.interrupt = interrupt;
  }

  override word(position: number): number {
    if (this.left-- === 0) this.interrupt();
    return super.word(position);
  }
}

/** All that can be read now. */
function readAll(source: { read(): SharedClause | null }): SharedClause[] {
  const clauses: SharedClause[] = [];
  for (let clause = source.read(); clause !== null; clause = source.read()) clauses.push(clause);
  return clauses;
}

describe('a ring of clauses', () => {
  it('gives every clause to every reader that keeps up, around the end many times', () => {
    const ring = newRing();
    const writer = new RingWriter(ring);
    const readers = [new RingReader(ring), new RingReader(ring)];
    const rng = new Random('ring');
    for (let written = 0; written < 2000; ) {
      const from = written;
      // 5 clauses of at most 31 words fit
      for (let n = rng.between(1, 5); n > 0; n--) writer.write(clauseOf(written++));
      const expected = Array.from({ length: written - from }, (_, k) => clauseOf(from + k));
      for (const reader of readers) expect(readAll(reader)).toEqual(expected);
    }
    expect(ring.committed).toBeGreaterThan(100 * CAPACITY);
    expect(readers.map(({ overruns }) => overruns)).toEqual([0, 0]);
  });

  it('keeps every double as it is', () => {
    const ring = newRing();
    const bounds = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, -1, 2 ** 32, -(2 ** 31)];
    const clause = { upper: Number.POSITIVE_INFINITY, lbd: 7, svs: bounds.map((_, i) => i), bounds };
    new RingWriter(ring).write(clause);
    expect(new RingReader(ring).read()).toEqual(clause);
  });

  it('lets a reader that was overrun go on with what comes next', () => {
    const ring = newRing();
    const writer = new RingWriter(ring);
    const [slow, late] = [new RingReader(ring), () => new RingReader(ring)];
    for (let i = 0; i < 100; i++) writer.write(clauseOf(i));
    expect(slow.read()).toBeNull();
    expect(slow.overruns).toBe(1);
    const newcomer = late();
    writer.write(clauseOf(100));
    expect(readAll(slow)).toEqual([clauseOf(100)]);
    expect(readAll(newcomer)).toEqual([clauseOf(100)]);
  });

  it('gives a newcomer what is still there of the beginning', () => {
    const ring = newRing();
    const writer = new RingWriter(ring);
    for (let i = 0; i < 3; i++) writer.write(clauseOf(i));
    expect(readAll(new RingReader(ring))).toEqual([0, 1, 2].map(clauseOf));
  });

  it('leaves out clauses that are too long for it', () => {
    const ring = newRing();
    const writer = new RingWriter(ring);
    const svs = Array.from({ length: 21 }, (_, i) => i);
    writer.write({ upper: 1, lbd: 1, svs, bounds: svs });
    writer.write(clauseOf(5));
    expect(readAll(new RingReader(ring))).toEqual([clauseOf(5)]);
  });

  it('survives a writer that died in the midst of a clause', () => {
    const ring = newRing();
    const first = new RingWriter(ring);
    const reader = new RingReader(ring);
    first.write(clauseOf(0));
    // what a clause of 10 words leaves behind that was begun only
    ring.reserved += 10;
    ring.setWord(ring.committed, 3);
    const second = new RingWriter(ring);
    expect(readAll(reader)).toEqual([]);
    second.write(clauseOf(1));
    expect(readAll(reader)).toEqual([clauseOf(1)]);
  });

  it('never gives a torn clause, wherever in the copying the writer comes by', () => {
    for (let words = 0; words < 40; words++) {
      const buffer = new SharedArrayBuffer(ClauseRing.bytes(CAPACITY));
      const writer = new RingWriter(new ClauseRing(buffer, 0, CAPACITY));
      const ring = new InterruptedRing(buffer, 0, CAPACITY);
      const reader = new RingReader(ring);
      for (let i = 0; i < 4; i++) writer.write(clauseOf(i));
      // around the ring once, so that other clauses stand where the reader is
      ring.interruptAfter(words, () => {
        for (let i = 4; i < 21; i++) writer.write(clauseOf(i));
      });
      const got = readAll(reader);
      expect(got, `after ${words} words`).toEqual(got.map(({ upper }) => clauseOf(upper)));
      expect(reader.overruns, `after ${words} words`).toBe(1);
    }
  });

  it('never gives a torn clause while another thread writes without pause', async () => {
    const capacity = 4096;
    const buffer = new SharedArrayBuffer(ClauseRing.bytes(capacity));
    const reader = new RingReader(new ClauseRing(buffer, 0, capacity));
    const task: RingTask = { buffer, capacity, stop: new SharedArrayBuffer(4) };
    const boot = fileURLToPath(new URL('../../solver/portfolio/worker-boot.mjs', import.meta.url));
    const entry = new URL('./ring-entry.ts', import.meta.url).href;
    const worker = new Worker(boot, { workerData: { entry, task }, execArgv: [] });
    const ended = new Promise((resolve) => worker.on('exit', resolve));
    let last = -1;
    let read = 0;
    // in both ways: clause after clause, and overrun after a rest
    while (read < 3000 || reader.overruns < 5) {
      for (let n = 0; n < 100; n++) {
        const clause = reader.read();
        if (clause === null) break;
        const i = clause.upper;
        if (i <= last) throw new Error(`clause ${i} after ${last}`);
        if (JSON.stringify(clause) !== JSON.stringify(clauseOf(i))) throw new Error(`clause ${i} is torn`);
        last = i;
        read++;
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    Atomics.store(new Int32Array(task.stop), 0, 1);
    expect(await ended).toBe(0);
    expect(last).toBeGreaterThan(1000);
  });

  it('is one of several in a channel: a worker hears all others, not itself', () => {
    const rings = [newRing(), newRing(), newRing()];
    const channels = rings.map((_, i) => new RingChannel(rings, i));
    for (const [i, channel] of channels.entries()) for (let k = 0; k < 2; k++) channel.send(clauseOf(10 * i + k));
    const heard = channels.map((channel) => readAll({ read: () => channel.next() }).map(({ upper }) => upper));
    expect(heard.map((list) => list.toSorted((a, b) => a - b))).toEqual([
      [10, 11, 20, 21],
      [0, 1, 20, 21],
      [0, 1, 10, 11],
    ]);
  });
});

describe('a queue of clauses', () => {
  it('gives them in order, also when more come in between', () => {
    const queue = new QueuedChannel(() => {});
    queue.put([0, 1, 2].map(clauseOf));
    expect(queue.next()).toEqual(clauseOf(0));
    queue.put([clauseOf(3)]);
    expect(readAll({ read: () => queue.next() })).toEqual([1, 2, 3].map(clauseOf));
    queue.put([clauseOf(4)]);
    expect(readAll({ read: () => queue.next() })).toEqual([clauseOf(4)]);
  });

  it('keeps the latest when nobody takes any', () => {
    const queue = new QueuedChannel(() => {});
    const count = 3 * QUEUE_LENGTH;
    for (let i = 0; i < count; i++) queue.put([clauseOf(i)]);
    const kept = readAll({ read: () => queue.next() });
    expect(kept.length).toBeGreaterThanOrEqual(QUEUE_LENGTH);
    expect(kept.length).toBeLessThanOrEqual(2 * QUEUE_LENGTH);
    expect(kept.map(({ upper }) => upper)).toEqual(kept.map((_, k) => count - kept.length + k));
  });
});
