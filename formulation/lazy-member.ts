// A member that is built when its first turn comes.

import type { Member } from '../solver/portfolio/exchange.ts';
import type { WorkBudget } from '../solver/portfolio/work-budget.ts';

export class LazyMember implements Member {
  readonly name: string;
  private readonly make: () => Member;
  private member: Member | null = null;

  constructor(name: string, make: () => Member) {
    this.name = name;
    this.make = make;
  }

  get exhausted(): boolean {
    return this.member?.exhausted ?? false;
  }

  step(work: WorkBudget): void {
    this.member ??= this.make();
    if (!this.member.exhausted) this.member.step(work);
  }

  stats(): Record<string, number> {
    return this.member?.stats() ?? {};
  }
}
