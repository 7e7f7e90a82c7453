// Adaptive choice of neighbourhood and of its size. The choice is a bandit by upper confidence (UCB1, Auer, Cesa-Bianchi & Fischer 2002) on the gain per tick; the size
// of each neighbourhood moves so that about half of its subproblems are solved to the end (as CP-SAT's adaptive parameter does): solved means too
// small, unsolved too large.

import type { Random } from '../random.ts';

/** What came of one visit. */
export interface Visit {
  /** The subproblem was solved or refuted within its limit. */
  readonly closed: boolean;
  readonly improved: boolean;
  readonly ticks: number;
}

class Arm {
  visits = 0;
  improvements = 0;
  closed = 0;
  ticks = 0;
  /** Discounted reward. */
  value = 0;
  weight = 0;
  difficulty: number;

  constructor(difficulty: number) {
    this.difficulty = difficulty;
  }
}

/** Exploration constant of UCB1, smaller than sqrt(2) because rewards are mostly 0. */
const EXPLORATION = 0.4;
const DISCOUNT = 0.97;
const MIN_DIFFICULTY = 0.002;

export class Selector {
  readonly arms: readonly Arm[];
  private total = 0;

  constructor(count: number, difficulty: number) {
    this.arms = Array.from({ length: count }, () => new Arm(difficulty));
  }

  /** The neighbourhood to visit next; each is tried once first. */
  choose(random: Random): number {
    let best = -1;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.arms.length; i++) {
      const arm = this.arms[i]!;
      const mean = arm.weight === 0 ? 1 : arm.value / arm.weight;
      const score = mean + EXPLORATION * Math.sqrt(Math.log(this.total + 2) / (arm.weight + 1)) + 1e-3 * random.float();
      if (score > bestScore) {
        bestScore = score;
        best = i;
      }
    }
    return best;
  }

  difficulty(i: number): number {
    return this.arms[i]!.difficulty;
  }

  record(i: number, visit: Visit): void {
    const arm = this.arms[i]!;
    for (const other of this.arms) {
      other.value *= DISCOUNT;
      other.weight *= DISCOUNT;
    }
    this.total = this.total * DISCOUNT + 1;
    arm.visits++;
    arm.ticks += visit.ticks;
    arm.weight += 1;
    if (visit.closed) arm.closed++;
    if (visit.improved) {
      arm.improvements++;
      arm.value += 1;
    }
    // geometric steps towards half closed; improvements count as neither
    const step = visit.improved ? 1 : visit.closed ? 1.08 : 1 / 1.08;
    arm.difficulty = Math.min(1, Math.max(MIN_DIFFICULTY, arm.difficulty * step));
  }
}
