// Tabu search on the graph of a job shop, flexible or not (Taillard, ORSA J. Computing 6, 1994; Nowicki & Smutnicki, Management Science 42, 1996; as Zhang, Li, Rao & Guan, Computers &
// OR 35, 2008, and Peng, Lü & Cheng, Computers & OR 53, 2015, have it): of the moves along one critical path the best by estimate is made, better or not, and the orders it
// turns round must not be turned back for some steps, a number drawn anew each time so that the search does not go round in circles (Dell'Amico & Trubian, Annals of OR 41, 1993: a move
// is forbidden if it turns back any. To forbid the arrangement of what was passed, as the others do, let the search go round in four arrangements for ever, 2026-11-22).

import { check } from '../../../solver/check.ts';
import type { Random } from '../../../solver/random.ts';
import { CriticalPath } from './critical-path.ts';
import type { FlatShop } from './flat-shop.ts';
import { MachineMoves } from './machine-moves.ts';
import { MoveChoice } from './move-choice.ts';
import { Selection } from './selection.ts';
import { SequenceMoves } from './sequence-moves.ts';
import type { Solution } from './solution.ts';
import { alternativeKey, orderKey, TabuList } from './tabu-list.ts';

/** Least steps for which something is forbidden, besides one for each job per machine; up to twice as many. */
const LEAST_TENURE = 4;

export class TabuSearch {
  /** Of the search since begin(). */
  best: Solution;
  /** Steps since begin(), and since the best solution. */
  steps = 0;
  idle = 0;
  readonly selection: Selection;
  private readonly random: Random;
  private readonly tabu: TabuList = new TabuList();
  private readonly path: CriticalPath;
  private readonly choice: MoveChoice;
  private readonly sequenceMoves: SequenceMoves;
  private readonly machineMoves: MachineMoves | null;
  private readonly tenure: number;

  constructor(shop: FlatShop, start: Solution, random: Random) {
    const selection = new Selection(shop);
    this.selection = selection;
    this.random = random;
    this.path = new CriticalPath(shop.operations);
    this.choice = new MoveChoice(random);
    this.sequenceMoves = new SequenceMoves(selection, this.tabu);
    this.machineMoves = shop.isFlexible ? new MachineMoves(selection, this.tabu) : null;
    this.tenure = LEAST_TENURE + Math.floor(shop.jobs / Math.max(1, shop.machines));
    this.best = this.begin(start);
  }

  /** Starts anew from a solution; returns it with its makespan. */
  begin(start: Solution): Solution {
    const { selection } = this;
    selection.load(start);
    this.tabu.clear();
    this.steps = 0;
    this.idle = 0;
    this.best = selection.save();
    return this.best;
  }

  /** Makes one move. False if there is none: no operation of the critical path can go elsewhere. */
  step(): boolean {
    const { selection, path, choice, tenure } = this;
    path.trace(selection, this.random);
    choice.begin(this.best.makespan);
    const now = ++this.steps;
    this.sequenceMoves.offer(path, now, choice);
    this.machineMoves?.offer(path, now, choice);
    const { operation: v, alternative, place } = choice;
    if (v < 0) return false;
    const until = now + tenure + this.random.below(tenure + 1);
    if (alternative === selection.alternative[v]) this.shift(v, place, until);
    else {
      this.tabu.forbid(alternativeKey(selection.alternative[v]), until);
      selection.reassign(v, alternative, place);
    }
    check(selection.evaluate(), 'job shop: a move has closed a circle');
    this.idle++;
    if (selection.makespan < this.best.makespan) {
      this.best = selection.save();
      this.idle = 0;
    }
    return true;
  }

  /** Moves v to another place on its machine; what was before it, or behind it, is not to be so again for a while. */
  private shift(v: number, to: number, until: number): void {
    const { selection, tabu } = this;
    const { place, machinePrev, machineNext } = selection;
    const isForward = to > place[v];
    let w = v;
    for (let left = Math.abs(to - place[v]); left > 0; left--) {
      w = isForward ? machineNext[w] : machinePrev[w];
      tabu.forbid(isForward ? orderKey(v, w) : orderKey(w, v), until);
    }
    selection.shift(v, to);
  }

  /** Operations looked at so far. */
  get looked(): number {
    return this.sequenceMoves.looked + (this.machineMoves?.looked ?? 0);
  }
}
