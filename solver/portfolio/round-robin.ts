// Several members in one thread: they take turns, with slices that start short and grow, so that the quick ones answer at once and the slow ones are not starved.

import { nextTurn } from '../next-turn.ts';
import type { Exchange, Member } from './exchange.ts';
import type { MemberReport } from './protocol.ts';

const FIRST_SLICE = 0.05;
const LAST_SLICE = 1;
const GROWTH = 1.3;

export class RoundRobin<S> {
  private readonly members: readonly Member[];
  private readonly exchange: Exchange<S>;
  private turn = 0;
  private slice = FIRST_SLICE;

  constructor(members: readonly Member[], exchange: Exchange<S>) {
    this.members = members;
    this.exchange = exchange;
  }

  /** One slice of the next member that has something to do, at most `seconds` long. False when all are exhausted or the exchange says stop. */
  step(seconds: number): boolean {
    if (this.exchange.stopped()) return false;
    for (let i = 0; i < this.members.length; i++) {
      const member = this.members[this.turn]!;
      this.turn = (this.turn + 1) % this.members.length;
      if (this.turn === 0) this.slice = Math.min(LAST_SLICE, this.slice * GROWTH);
      if (member.exhausted) continue;
      member.step(Math.min(this.slice, seconds));
      return !this.exchange.stopped();
    }
    return false;
  }

  /** Steps until the end, with a turn of the event loop after each; `seconds` says how long the next one may take. */
  async run(seconds: () => number): Promise<MemberReport[]> {
    while (this.step(seconds())) await nextTurn();
    return this.report();
  }

  report(): MemberReport[] {
    return this.members.map((member) => ({ name: member.name, stats: member.stats() }));
  }
}
