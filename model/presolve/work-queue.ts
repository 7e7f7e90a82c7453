// What presolve has to look at again: numbers of records, each once at a time. A record is taken out a limited number of times until the queue is empty: bounds that creep
// are left to the engine.
//
// Constraints count from 0, interval i is -i - 1. A byte per record: whether it waits, and how often it has been taken out.

const MOST_VISITS = 24;
const WAITING = 0x80;

export class WorkQueue {
  private readonly queue: number[] = [];
  private head = 0;
  private state: Uint8Array = new Uint8Array(1024);

  /** Puts a record at the end, unless it waits already. */
  add(id: number): void {
    const at = placeOf(id);
    if (at >= this.state.length) this.grow(at);
    if (this.state[at]! & WAITING) return;
    this.state[at]! |= WAITING;
    this.queue.push(id);
  }

  /** The next record, or null. */
  next(): number | null {
    const { queue, state } = this;
    while (this.head < queue.length) {
      const id = queue[this.head++]!;
      const at = placeOf(id);
      const visits = state[at]! & ~WAITING;
      state[at] = Math.min(visits + 1, MOST_VISITS);
      if (visits < MOST_VISITS) return id;
    }
    for (const id of queue) state[placeOf(id)] = 0;
    queue.length = 0;
    this.head = 0;
    return null;
  }

  private grow(at: number): void {
    const state = new Uint8Array(Math.max(at + 1, 2 * this.state.length));
    state.set(this.state);
    this.state = state;
  }
}

function placeOf(id: number): number {
  return id >= 0 ? 2 * id : -2 * id - 1;
}
