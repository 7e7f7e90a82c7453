// A neighbourhood: which part of the incumbent to keep. It proposes facts that hold in the incumbent; the search then looks for a better solution among all that
// agree with them (Shaw, CP 1998).

import type { Fact } from '../literal.ts';
import type { Random } from '../random.ts';

export interface Neighborhood {
  /** Shown in logs, counted in statistics. */
  readonly name: string;
  /**
   * Facts to keep, or null when there is nothing to propose. `difficulty` in [0, 1] says how much to leave free: 0 next to nothing, 1 everything.
   */
  propose(incumbent: Float64Array, difficulty: number, random: Random): Fact[] | null;
}
