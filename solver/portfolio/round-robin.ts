// Several members in one thread: they take turns, with slices that start short and grow, so that the quick ones answer at once and the slow ones are not starved.

import { nextTurn } from '../next-turn.ts';
import { type Deadline, TICKS_PER_SECOND } from './deadline.ts';
import type { Exchange, Member } from './exchange.ts';
import type { MemberReport } from './protocol.ts';
import { WorkBudget } from './work-budget.ts';

/** Seconds, or as much work. */
const FIRST_SLICE = 0.05;
const LAST_SLICE = 1;
const GROWTH = 1.3;
/** A turn costs at least this, so that work comes to an end with members that find nothing to do, too. */
const LEAST_TICKS = 1000;

export class RoundRobin<S> {
  private readonly members: readonly Member[];
  private readonly exchange: Exchange<S>;
  private turn = 0;
  private slice = FIRST_SLICE;

  /** A member that is there twice has two turns. */
  constructor(members: readonly Member[], exchange: Exchange<S>) {
    this.members = members;
    this.exchange = exchange;
  }

  /** One slice of the next member that has something to do, within the budget. False when all are exhausted or the exchange says stop. */
  step(work: WorkBudget): boolean {
    if (this.exchange.stopped()) return false;
    for (let i = 0; i < this.members.length; i++) {
      const member = this.members[this.turn]!;
      this.turn = (this.turn + 1) % this.members.length;
      if (this.turn === 0) this.slice = Math.min(LAST_SLICE, this.slice * GROWTH);
      if (member.exhausted) continue;
      const slice =
        work.ticks === Number.POSITIVE_INFINITY
          ? WorkBudget.seconds(Math.min(this.slice, work.secondsLeft))
          : WorkBudget.ticks(Math.min(this.slice * TICKS_PER_SECOND, work.ticksLeft));
      member.step(slice);
      work.spend(Math.max(LEAST_TICKS, slice.spent));
      return !this.exchange.stopped();
    }
    return false;
  }

  /** Steps until the end, with a turn of the event loop after at most `seconds` (or as much work) each time. */
  async run(deadline: Deadline, seconds: number): Promise<MemberReport[]> {
    for (;;) {
      const work = deadline.slice(seconds);
      const goesOn = this.step(work);
      deadline.spend(work.spent);
      if (!goesOn || this.exchange.stopped()) return this.report();
      await nextTurn();
    }
  }

  /** Nothing is left to do. */
  get exhausted(): boolean {
    return this.members.every((member) => member.exhausted);
  }

  report(): MemberReport[] {
    return [...new Set(this.members)].map((member) => ({ name: member.name, stats: member.stats() }));
  }
}
