// Clauses that workers on the same model tell each other.
//
// Literals are numbered by each engine for itself, so a clause travels as pairs of signed variable and bound; the variables of a compiled model have the same numbers in
// all workers, as all compile the same model. Bounds at the root travel as clauses of one.

export interface SharedClause {
  /** The clause holds in every solution that is better than this objective (in the unit of the exchange). */
  readonly upper: number;
  /** Its LBD where it was learned; 0 for a bound at the root. */
  readonly lbd: number;
  /** One of [svs[i] >= bounds[i]] is true. */
  readonly svs: readonly number[];
  readonly bounds: readonly number[];
}

/** One worker's access to the clauses of the others. */
export interface ClauseChannel {
  /** Tells the others; some may miss it. */
  send(clause: SharedClause): void;
  /** The next clause of another worker, in the order in which that one sent them; null when there is none now. */
  next(): SharedClause | null;
}

/** Clauses a queue keeps at least when nobody takes them: a worker without an engine never does. */
export const QUEUE_LENGTH = 4000;

/** A channel of lists: what is sent goes to a function, what is received is put in. */
export class QueuedChannel implements ClauseChannel {
  private readonly forward: (clause: SharedClause) => void;
  private queue: SharedClause[] = [];
  private head = 0;

  constructor(forward: (clause: SharedClause) => void) {
    this.forward = forward;
  }

  send(clause: SharedClause): void {
    this.forward(clause);
  }

  put(clauses: readonly SharedClause[]): void {
    this.queue.push(...clauses);
    if (this.queue.length <= 2 * QUEUE_LENGTH) return;
    this.queue = this.queue.slice(Math.max(this.head, this.queue.length - QUEUE_LENGTH));
    this.head = 0;
  }

  next(): SharedClause | null {
    const clause = this.queue[this.head];
    if (clause === undefined) {
      this.queue = [];
      this.head = 0;
      return null;
    }
    this.head++;
    return clause;
  }
}
