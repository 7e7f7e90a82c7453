// Moves of critical operations to other machines, for flexible job shops: operation v leaves its machine and goes between two operations x and y of another one.
//
// No circle arises if no path leads from the job successor of v to x, nor from y to the job predecessor of v. There is none if x starts before that successor ends, and y ends
// after that predecessor starts: a path would force the opposite. As operations of a machine start in their order, the places of which this holds are one run; they contain a
// best one of all (Mastrolilli & Gambardella, Journal of Scheduling 3, 2000, who look at the graph without v; here it is the graph as it is, which costs nothing to get).
//
// A move is judged by the longest path through v at its new place.

import type { CriticalPath } from './critical-path.ts';
import { NO_MACHINE } from './flat-shop.ts';
import type { MoveChoice } from './move-choice.ts';
import type { Selection } from './selection.ts';
import { alternativeKey, type TabuList } from './tabu-list.ts';

export class MachineMoves {
  /** Operations that were looked at so far. */
  looked = 0;
  private readonly selection: Selection;
  private readonly tabu: TabuList;

  constructor(selection: Selection, tabu: TabuList) {
    this.selection = selection;
    this.tabu = tabu;
  }

  /** Offers all moves of the operations of a path to other alternatives, at this time. */
  offer({ path, length }: CriticalPath, now: number, choice: MoveChoice): void {
    const { alternative, machine, shop } = this.selection;
    const { firstAlternative } = shop;
    for (let i = 0; i < length; i++) {
      const v = path[i];
      for (let a = firstAlternative[v]; a < firstAlternative[v + 1]; a++) {
        const m = shop.machine[a];
        if (a === alternative[v] || (m === machine[v] && m !== NO_MACHINE)) continue;
        this.tryAlternative(v, a, m, this.tabu.forbids(alternativeKey(a), now), choice);
      }
    }
  }

  private tryAlternative(v: number, a: number, m: number, isForbidden: boolean, choice: MoveChoice): void {
    const { head, tail, duration, sequence, count, shop } = this.selection;
    const { jobPrev, jobNext, none, room } = shop;
    const p = jobPrev[v];
    const s = jobNext[v];
    const ready = head[p] + duration[p];
    const rest = duration[s] + tail[s];
    const time = shop.duration[a];
    if (m === NO_MACHINE) {
      choice.offer(ready + time + rest, v, a, -1, isForbidden);
      return;
    }
    const lastStart = s === none ? Number.POSITIVE_INFINITY : head[s] + duration[s];
    const base = room[m];
    const n = count[m];
    // a place costs about a third of an operation that a sequence move passes
    this.looked += (n + 1) / 3;
    let x = none;
    for (let place = 0; place <= n; place++) {
      const y = place < n ? sequence[base + place] : none;
      if (x !== none && (x === s || head[x] >= lastStart)) return;
      const isBeforeOthers = y === none || p === none || (y !== p && head[y] + duration[y] > head[p]);
      if (isBeforeOthers) {
        const start = Math.max(ready, head[x] + duration[x]);
        choice.offer(start + time + Math.max(rest, duration[y] + tail[y]), v, a, place, isForbidden);
      }
      x = y;
    }
  }
}
