// When to restart. Two policies by name: 'luby' (Luby, Sinclair & Zuckerman 1993, times a base) and 'ema' (Glucose restarts with two moving averages of
// LBD, Audemard & Simon, CP 2012, in the form of Biere & Fröhlich, POS 2015: blocked until a minimum number of conflicts has passed).

import { Ema } from './ema.ts';
import { Luby } from './luby.ts';

export type RestartPolicy = 'luby' | 'ema' | 'none';

export class Restarts {
  private readonly policy: RestartPolicy;
  private readonly base: number;
  private readonly margin: number;
  private readonly fast: Ema = new Ema(32);
  private readonly slow: Ema = new Ema(4096);
  private readonly luby: Luby = new Luby();
  private sinceLast = 0;
  private limit: number;

  constructor(policy: RestartPolicy, base: number, margin: number) {
    this.policy = policy;
    this.base = base;
    this.margin = margin;
    this.limit = policy === 'luby' ? base * this.luby.next() : base;
  }

  /** Tells the policy of a conflict whose learned clause has this LBD. */
  onConflict(lbd: number): void {
    this.sinceLast++;
    this.fast.add(lbd);
    this.slow.add(lbd);
  }

  restarting(): boolean {
    if (this.policy === 'none' || this.sinceLast < this.limit) return false;
    return this.policy === 'luby' || this.fast.value > this.margin * this.slow.value;
  }

  /** Starts the next interval. */
  restarted(): void {
    this.sinceLast = 0;
    if (this.policy === 'luby') this.limit = this.base * this.luby.next();
  }
}
