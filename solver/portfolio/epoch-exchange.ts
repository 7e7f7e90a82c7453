// The exchange of a worker that works in epochs (epochs.ts): members see what their own worker finds at once, what others found when the next epoch begins, and
// nothing in between, so that what they do depends on nothing but the epochs. Only a stop from outside is heard at any time.

import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { QueuedChannel, type SharedClause } from './clause-channel.ts';
import type { Exchange } from './exchange.ts';
import type { FoundInEpoch, ToWorker } from './protocol.ts';
import type { SharedState } from './shared.ts';

/** Milliseconds between two looks into the message queue where there is no shared memory. */
const QUEUE_POLL = 1;
/** Clauses a worker may send in one epoch. */
const MOST_CLAUSES = 1000;

export class EpochExchange<S> implements Exchange<S> {
  upper: number = Number.POSITIVE_INFINITY;
  lower: number;
  best: S | null = null;
  readonly clauses: QueuedChannel;

  private readonly port: MessagePort;
  private readonly state: SharedState;
  private found: FoundInEpoch<S>[] = [];
  private sent: SharedClause[] = [];
  private lastPoll: number = Number.NEGATIVE_INFINITY;

  /** `lower`: proven when the job was given. */
  constructor(port: MessagePort, state: SharedState, lower: number) {
    this.port = port;
    this.state = state;
    this.lower = lower;
    this.clauses = new QueuedChannel((clause) => {
      if (this.sent.length < MOST_CLAUSES) this.sent.push(clause);
    });
  }

  /** What all workers found before the epoch that begins. */
  begin({ incumbent, lower, clauses }: ToWorker<unknown, S> & { readonly type: 'epoch' }): void {
    this.clauses.put(clauses);
    this.lower = Math.max(this.lower, lower);
    if (incumbent === null || incumbent.objective >= this.upper) return;
    this.upper = incumbent.objective;
    this.best = incumbent.solution;
  }

  /** What this worker found in the epoch that ends, and the clauses it has for others, in order. */
  end(): { readonly found: readonly FoundInEpoch<S>[]; readonly clauses: readonly SharedClause[] } {
    const { found, sent: clauses } = this;
    this.found = [];
    this.sent = [];
    return { found, clauses };
  }

  offer(solution: S, objective: number, member: string): void {
    if (objective >= this.upper) return;
    this.upper = objective;
    this.best = solution;
    this.found.push({ type: 'solution', solution, objective, member });
  }

  raise(bound: number, member: string, core?: readonly number[]): void {
    if (bound <= this.lower) return;
    this.lower = bound;
    this.found.push({ type: 'bound', bound, member, core });
  }

  stopped(): boolean {
    return this.interrupted() || this.lower >= this.upper || this.lower === Number.POSITIVE_INFINITY;
  }

  private interrupted(): boolean {
    const { state } = this;
    if (state.isShared || state.stopped) return state.stopped;
    const now = performance.now();
    if (now < this.lastPoll + QUEUE_POLL) return false;
    this.lastPoll = now;
    // during an epoch nothing else is sent
    const received = receiveMessageOnPort(this.port) as { message: ToWorker<unknown, S> } | undefined;
    if (received?.message.type === 'stop') state.stop();
    return state.stopped;
  }
}
