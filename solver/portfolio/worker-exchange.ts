// The exchange as members in a worker thread see it. What they find goes to the coordinator as messages; what others found comes in through shared memory and
// messages, which are read synchronously (receiveMessageOnPort), so that a busy worker never has to return to its event loop.

import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { type ClauseChannel, QueuedChannel } from './clause-channel.ts';
import { RingChannel } from './clause-ring.ts';
import type { Exchange } from './exchange.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import type { SharedState } from './shared.ts';

/** Milliseconds between two looks into the message queue where there is no shared memory to say that something has come. */
const QUEUE_POLL = 1;

export class WorkerExchange<S> implements Exchange<S> {
  upper: number = Number.POSITIVE_INFINITY;
  lower: number;
  best: S | null = null;
  readonly clauses: ClauseChannel;

  private readonly port: MessagePort;
  private readonly state: SharedState;
  /** What the channel receives without shared memory. */
  private readonly queued: QueuedChannel;
  private seenVersion = -1;
  private lastPoll: number = Number.NEGATIVE_INFINITY;

  /** `lower`: proven when the job was given; `ring`: the worker's own, where there are rings. */
  constructor(port: MessagePort, state: SharedState, lower: number, ring: number) {
    this.port = port;
    this.state = state;
    this.lower = lower;
    this.queued = new QueuedChannel((clause) => this.post({ type: 'clauses', clauses: [clause] }));
    const rings = state.rings();
    this.clauses = rings.length > 0 ? new RingChannel(rings, ring) : this.queued;
    this.poll();
  }

  offer(solution: S, objective: number, member: string): void {
    this.poll();
    if (objective >= this.upper) return;
    this.upper = objective;
    this.best = solution;
    this.post({ type: 'solution', solution, objective, member });
  }

  raise(bound: number, member: string, core?: readonly number[]): void {
    this.poll();
    if (bound <= this.lower) return;
    this.lower = bound;
    this.post({ type: 'bound', bound, member, core });
  }

  stopped(): boolean {
    this.poll();
    return this.state.stopped || this.lower >= this.upper || this.lower === Number.POSITIVE_INFINITY;
  }

  private post(message: FromWorker<S>): void {
    this.port.postMessage(message);
  }

  private poll(): void {
    const { state } = this;
    if (state.isShared) {
      const { version } = state;
      if (version === this.seenVersion) return;
      this.seenVersion = version;
      this.lower = Math.max(this.lower, state.lower);
      // the solution of a new upper bound is in the queue already
      this.readQueue();
      return;
    }
    const now = performance.now();
    if (now < this.lastPoll + QUEUE_POLL) return;
    this.lastPoll = now;
    this.readQueue();
  }

  private readQueue(): void {
    for (;;) {
      const received = receiveMessageOnPort(this.port) as { message: ToWorker<unknown, S> } | undefined;
      if (received === undefined) return;
      const { message } = received;
      if (message.type === 'incumbent') {
        if (message.objective >= this.upper) continue;
        this.upper = message.objective;
        this.best = message.solution;
      } else if (message.type === 'bound') {
        this.lower = Math.max(this.lower, message.lower);
      } else if (message.type === 'clauses') {
        this.queued.put(message.clauses);
      } else if (message.type === 'stop') {
        this.state.stop();
      }
    }
  }
}
