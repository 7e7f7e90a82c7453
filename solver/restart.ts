// When to restart. Policies by name: 'luby' (Luby, Sinclair & Zuckerman 1993, times a base), 'ema' (Glucose restarts with two moving averages of
// LBD, Audemard & Simon, CP 2012, in the form of Biere & Fröhlich, POS 2015: blocked until a minimum number of conflicts has passed), and 'switch', which
// changes between 'ema' and a long Luby sequence: formulas with a solution want few restarts, those without many (Oh, SAT 2015). The first turn is counted in
// conflicts, all others in work, growing quadratically, so that both modes get the same share of the time (CaDiCaL).

import { Ema } from './ema.ts';
import { Luby } from './luby.ts';

export type RestartPolicy = 'luby' | 'ema' | 'switch' | 'none';

/** Conflicts of the first turn of 'switch'. */
const FIRST_TURN = 1000;

export interface RestartOptions {
  readonly restartPolicy: RestartPolicy;
  readonly restartBase: number;
  readonly restartMargin: number;
  readonly stableBase: number;
}

export class Restarts {
  /** Few restarts now: the search should stay where it got farthest. */
  stable: boolean;
  private readonly options: RestartOptions;
  private readonly fast: Ema = new Ema(32);
  private readonly slow: Ema = new Ema(4096);
  private luby: Luby = new Luby();
  private sinceLast = 0;
  private limit = 0;
  /** Of 'switch': conflicts of this turn, turns so far, ticks of the first turn and at which this one began. */
  private turnConflicts = 0;
  private turns = 0;
  private firstTicks = 0;
  private turnTicks = -1;

  constructor(options: RestartOptions) {
    this.options = options;
    this.stable = options.restartPolicy === 'luby';
    this.restarted();
  }

  /** Tells the policy of a conflict whose learned clause has this LBD. */
  onConflict(lbd: number): void {
    this.sinceLast++;
    this.turnConflicts++;
    if (this.stable) return;
    this.fast.add(lbd);
    this.slow.add(lbd);
  }

  /** `ticks`: the work done so far. */
  restarting(ticks: number): boolean {
    if (this.options.restartPolicy === 'none') return false;
    if (this.turnEnds(ticks)) return true;
    if (this.sinceLast < this.limit) return false;
    return this.stable || this.fast.value > this.options.restartMargin * this.slow.value;
  }

  /** Starts the next interval, in the other mode when it is its turn. */
  restart(ticks: number): void {
    if (this.turnEnds(ticks)) {
      if (this.turns === 0) this.firstTicks = ticks - this.turnTicks;
      this.turns++;
      this.turnTicks = ticks;
      this.turnConflicts = 0;
      this.stable = !this.stable;
      this.luby = new Luby();
    }
    this.restarted();
  }

  private restarted(): void {
    const { restartPolicy, restartBase, stableBase } = this.options;
    this.sinceLast = 0;
    if (!this.stable) this.limit = restartBase;
    else this.limit = (restartPolicy === 'switch' ? stableBase : restartBase) * this.luby.next();
  }

  private turnEnds(ticks: number): boolean {
    if (this.options.restartPolicy !== 'switch') return false;
    // what has been done before the first search does not count
    if (this.turnTicks < 0) this.turnTicks = ticks;
    if (this.turns === 0) return this.turnConflicts >= FIRST_TURN;
    // the turns of both modes grow alike: 1 1 4 4 9 9 ...
    const pair = (this.turns >> 1) + 1;
    return ticks - this.turnTicks >= this.firstTicks * pair * pair;
  }
}
