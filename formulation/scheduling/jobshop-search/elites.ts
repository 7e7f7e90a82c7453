// The elite of a local search: its best solutions, all different, from which it starts again (the population of Peng, Lü & Cheng 2015; the elite of i-TSAB, Nowicki & Smutnicki 2005).

import type { Random } from '../../../solver/random.ts';
import type { Solution } from './solution.ts';

interface Member {
  readonly solution: Solution;
  /** Equal for equal schedules. */
  readonly signature: number;
}

export class Elites {
  private readonly capacity: number;
  private members: Member[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get isFull(): boolean {
    return this.members.length === this.capacity;
  }

  /** Takes a solution up, in place of the worst if there is no room. False if it is there already, or is no better than that one. */
  add(solution: Solution, signature: number): boolean {
    const { members } = this;
    if (members.some((member) => member.signature === signature && member.solution.makespan === solution.makespan)) {
      return false;
    }
    if (members.length < this.capacity) {
      members.push({ solution, signature });
      return true;
    }
    let worst = 0;
    for (let i = 1; i < members.length; i++) {
      if (members[i].solution.makespan > members[worst].solution.makespan) worst = i;
    }
    if (solution.makespan >= members[worst].solution.makespan) return false;
    members[worst] = { solution, signature };
    return true;
  }

  /** Forgets all but the best. */
  cut(): void {
    const best = this.members.reduce((a, b) => (b.solution.makespan < a.solution.makespan ? b : a));
    this.members = [best];
  }

  /** Any one. */
  pick(random: Random): Solution {
    return random.pick(this.members).solution;
  }

  /** Any two that differ; there must be two. */
  pickPair(random: Random): [Solution, Solution] {
    const { members } = this;
    const i = random.below(members.length);
    const j = (i + 1 + random.below(members.length - 1)) % members.length;
    return [members[i].solution, members[j].solution];
  }
}
