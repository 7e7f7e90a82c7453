// The best of the moves that a step of the search looks at: the one with the least estimate that is not forbidden, or is forbidden but promises a schedule better than any so
// far; among equal ones any by chance. Where all are forbidden, one of them by chance.

import type { Random } from '../../../solver/random.ts';

export class MoveChoice {
  /** The operation that moves, -1 if there is no move at all. */
  operation = -1;
  /** Where to, on the machine of `alternative`. */
  place = -1;
  alternative = -1;
  private readonly random: Random;
  private aspiration = 0;
  private estimate = 0;
  /** Moves among which chance chooses: those with the least estimate, or forbidden ones while there are no others. */
  private equals = 0;
  private isForbidden = false;

  constructor(random: Random) {
    this.random = random;
  }

  /** Forgets the last step. `aspiration`: what a forbidden move must come below. */
  begin(aspiration: number): void {
    this.operation = -1;
    this.aspiration = aspiration;
    this.equals = 0;
    this.isForbidden = true;
  }

  /** `estimate`: length of the longest path through what is moved. */
  offer(estimate: number, operation: number, alternative: number, place: number, forbidden: boolean): void {
    const isForbidden = forbidden && estimate >= this.aspiration;
    if (isForbidden !== this.isForbidden) {
      if (isForbidden) return;
      this.isForbidden = false;
      this.equals = 0;
    } else if (!isForbidden && this.equals > 0) {
      if (estimate > this.estimate) return;
      if (estimate < this.estimate) this.equals = 0;
    }
    this.equals++;
    if (this.equals > 1 && this.random.below(this.equals) > 0) return;
    this.estimate = estimate;
    this.operation = operation;
    this.alternative = alternative;
    this.place = place;
  }
}
