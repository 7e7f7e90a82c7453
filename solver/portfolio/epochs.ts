// Deterministic work of several threads: in epochs of equal work, with a barrier after each, as CP-SAT's interleaved search has it.
//
// In an epoch every worker does so many ticks and finds what it finds. When all have come to the barrier, what they found is taken up in the order of their numbers,
// whoever was first, and the next epoch begins for all with the outcome. Epochs start short, so that first solutions are soon known to all, and grow, so that
// waiting for the slowest costs little. A worker that does more than its share (it cannot stop within a step) has less to do in the next epochs.

import { type Deadline, TICKS_PER_SECOND } from './deadline.ts';
import type { Exchange } from './exchange.ts';
import type { FoundInEpoch } from './protocol.ts';
import type { Seat } from './seat.ts';

const FIRST_EPOCH = 0.05 * TICKS_PER_SECOND;
const LAST_EPOCH = TICKS_PER_SECOND;
const GROWTH = 1.5;

export class Epochs<P, S> {
  private readonly seats: readonly Seat<P, S>[];
  private readonly exchange: Exchange<S>;
  private readonly deadline: Deadline;
  private next = FIRST_EPOCH;
  private present = 0;

  constructor(seats: readonly Seat<P, S>[], exchange: Exchange<S>, deadline: Deadline) {
    this.seats = seats;
    this.exchange = exchange;
    this.deadline = deadline;
  }

  /** All workers wait for the next epoch; those whose threads are about to start are waited for. */
  get atBarrier(): boolean {
    return this.seats.every(({ working, epoch }) => !working || epoch === 'waiting' || epoch === 'over');
  }

  /** No worker is in an epoch. */
  get quiet(): boolean {
    return this.seats.every(({ epoch }) => epoch !== 'running');
  }

  begin(): void {
    const { exchange } = this;
    this.present = this.deadline.slice(this.next / TICKS_PER_SECOND).ticks;
    this.next = Math.min(LAST_EPOCH, this.next * GROWTH);
    const { best, upper, lower } = exchange;
    for (const seat of this.seats) {
      if (!seat.working) continue;
      const isNews = best !== null && best !== seat.known;
      seat.known = best;
      seat.epoch = 'running';
      const incumbent = isNews ? { solution: best, objective: upper } : null;
      const clauses = this.seats.flatMap((other) => (other === seat ? [] : other.clauses));
      seat.send({ type: 'epoch', ticks: this.present, incumbent, lower, clauses });
    }
    for (const seat of this.seats) seat.clauses = [];
  }

  /** Takes up what the workers found that have come to the barrier, by their numbers; `then` is told of each. */
  end(take: (seat: Seat<P, S>, found: FoundInEpoch<S>) => void, then: (seat: Seat<P, S>) => void): void {
    this.deadline.spend(this.present);
    this.present = 0;
    for (const seat of this.seats) {
      if (seat.epoch !== 'over') continue;
      seat.epoch = 'waiting';
      for (const found of seat.found.splice(0)) {
        take(seat, found);
        if (found.type === 'solution' && this.exchange.best === found.solution) seat.known = found.solution;
      }
      then(seat);
    }
  }
}
