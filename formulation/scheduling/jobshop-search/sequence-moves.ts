// Moves of operations on their machine: u, of a block of the critical path, goes right behind a later operation v of the block, or before an earlier one. Tried are those of
//   N6   any operation behind the last of its block, or before the first (Balas & Vazacopoulos, Management Science 44, 1998)
//   N7   and the first, or the last, to any place within the block (Zhang, Li, Guan & Rao, Computers & OR 34, 2007)
// but for the beginning of a path's first block and the end of its last one, where nothing can be gained.
//
//   ... u  a  b  v ...   ->   ... a  b  v  u ...        no circle if no path leads from the successor of u in its job to v: there is none if the way from there to
//                                                       the end of the schedule is not longer than from v (proposition 2.2 of Balas & Vazacopoulos)
//
// A move is judged by the longest path through what it changes, from the heads of job predecessors and the tails of job successors as they are (Balas & Vazacopoulos; Taillard).
// Moves before are moves behind in reversed time.

import type { CriticalPath } from './critical-path.ts';
import type { MoveChoice } from './move-choice.ts';
import type { Selection } from './selection.ts';
import { orderKey, type TabuList } from './tabu-list.ts';

/** The graph as it is, or with all arcs turned round. */
interface Direction {
  readonly jobPrev: Int32Array;
  readonly jobNext: Int32Array;
  readonly machinePrev: Int32Array;
  readonly machineNext: Int32Array;
  readonly head: Float64Array;
  readonly tail: Float64Array;
  readonly isForward: boolean;
}

export class SequenceMoves {
  /** Operations that were looked at so far. */
  looked = 0;
  private readonly selection: Selection;
  private readonly forward: Direction;
  private readonly backward: Direction;
  private readonly heads: Float64Array;
  private readonly tabu: TabuList;
  private now = 0;

  constructor(selection: Selection, tabu: TabuList) {
    const { shop, machinePrev, machineNext, head, tail } = selection;
    const { jobPrev, jobNext } = shop;
    this.selection = selection;
    this.tabu = tabu;
    this.forward = { jobPrev, jobNext, machinePrev, machineNext, head, tail, isForward: true };
    this.backward = {
      jobPrev: jobNext,
      jobNext: jobPrev,
      machinePrev: machineNext,
      machineNext: machinePrev,
      head: tail,
      tail: head,
      isForward: false,
    };
    this.heads = new Float64Array(shop.operations);
  }

  /** Offers the moves of all blocks at this time. */
  offer({ path, blockStart, blocks }: CriticalPath, now: number, choice: MoveChoice): void {
    this.now = now;
    for (let b = 0; b < blocks; b++) {
      const from = blockStart[b];
      const last = blockStart[b + 1] - 1;
      if (from === last) continue;
      const hasEnd = b < blocks - 1;
      const hasBeginning = b > 0;
      if (hasEnd) for (let i = from; i < last; i++) this.tryBehind(this.forward, path[i], path[last], choice);
      // the swap of two is one move, whoever makes it
      const isPair = last === from + 1;
      if (hasBeginning && !(isPair && hasEnd)) {
        for (let i = from + 1; i <= last; i++) this.tryBehind(this.backward, path[i], path[from], choice);
      }
      if (hasBeginning) for (let i = from + 1; i < last; i++) this.tryBehind(this.forward, path[from], path[i], choice);
      if (hasEnd) for (let i = from + 1; i < last; i++) this.tryBehind(this.backward, path[last], path[i], choice);
    }
  }

  /** u goes right behind v, as seen in a direction in which v comes later on the machine. */
  private tryBehind(direction: Direction, u: number, v: number, choice: MoveChoice): void {
    const { jobPrev, jobNext, machinePrev, machineNext, head, tail, isForward } = direction;
    const { duration, place, alternative, shop } = this.selection;
    const { heads, tabu, now } = this;
    const successor = jobNext[u];
    if (successor !== shop.none) {
      const way = duration[successor] + tail[successor];
      const other = duration[v] + tail[v];
      if (duration[successor] > 0 ? way > other : way >= other) return;
    }
    let isForbidden = false;
    const before = machinePrev[u];
    let end = head[before] + duration[before];
    let passed = 0;
    let w = u;
    do {
      w = machineNext[w];
      if (w === successor) return;
      const p = jobPrev[w];
      const h = Math.max(end, head[p] + duration[p]);
      heads[passed++] = h;
      end = h + duration[w];
      isForbidden ||= tabu.forbids(isForward ? orderKey(w, u) : orderKey(u, w), now);
    } while (w !== v);
    this.looked += passed;
    const p = jobPrev[u];
    const after = machineNext[v];
    let rest = duration[u] + Math.max(duration[after] + tail[after], duration[successor] + tail[successor]);
    let longest = Math.max(end, head[p] + duration[p]) + rest;
    for (let i = passed - 1; i >= 0; i--) {
      const s = jobNext[w];
      rest = duration[w] + Math.max(rest, duration[s] + tail[s]);
      longest = Math.max(longest, heads[i] + rest);
      w = machinePrev[w];
    }
    choice.offer(longest, u, alternative[u], place[v], isForbidden);
  }
}
