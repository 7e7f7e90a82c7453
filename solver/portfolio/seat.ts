// A worker's place in the portfolio, as the coordinator sees it: threads may come and go, its number, strategy and history stay.

import type { SharedClause } from './clause-channel.ts';
import type { WorkerThread } from './pool.ts';
import type { FoundInEpoch, FromWorker, MemberReport, Task, ToWorker, WorkerReport } from './protocol.ts';

export class Seat<P, S> {
  /** From 1. */
  readonly number: number;
  /** Null while there is none, or none yet. */
  thread: WorkerThread<FromWorker<S>> | null = null;
  /** It has a job, or is about to get one. */
  working = true;
  /** It has failed too often. */
  givenUp = false;
  /** Why its threads failed, in order. */
  readonly failures: string[] = [];
  /** Where it is in epochs (epochs.ts): its thread starts, it waits for one, is in one, or has come to its end with what it has found. */
  epoch: 'starting' | 'waiting' | 'running' | 'over' = 'starting';
  readonly found: FoundInEpoch<S>[] = [];
  /** Clauses it has sent in its last epoch. */
  clauses: readonly SharedClause[] = [];
  /** In that epoch it came to the end of what its strategy has to do. */
  exhausted = false;
  /** The incumbent it knows. */
  known: S | null = null;
  /** What the members of the present job last said. */
  members: readonly MemberReport[] = [];
  /** Strategies it was given; the last one is the present. */
  private readonly strategies: string[];
  private readonly past: MemberReport[] = [];

  constructor(number: number, strategy: string) {
    this.number = number;
    this.strategies = [strategy];
  }

  get name(): string {
    return `${this.strategies.at(-1)}#${this.number}`;
  }

  /** What it is to do now. The seed differs from that of every other worker and of its own earlier attempts, which may have died of theirs. */
  task(payload: P, seed: number): Task<P> {
    const attempt = this.failures.length + this.strategies.length - 1;
    const own = `${seed}:${this.number}`;
    return { payload, strategy: this.strategies.at(-1)!, seed: attempt === 0 ? own : `${own}:${attempt}` };
  }

  send(message: ToWorker<P, S>): void {
    this.thread?.post(message);
  }

  /** The present job is over; what its members said stays in the report. */
  endJob(): void {
    this.past.push(...this.members);
    this.members = [];
    this.known = null;
    this.clauses = [];
    this.exhausted = false;
    this.epoch = 'starting';
  }

  /** Precondition: the former job is over. */
  goOnAs(strategy: string): void {
    this.strategies.push(strategy);
    this.working = true;
  }

  report(): WorkerReport {
    const { strategies, number, past, members, failures } = this;
    return { worker: `${strategies.join('+')}#${number}`, members: [...past, ...members], failures };
  }
}
