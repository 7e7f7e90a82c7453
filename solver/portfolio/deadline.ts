// When a solve is over for lack of time, and how its time is dealt out.
//
// By the clock: after a number of seconds. Deterministically: after as much work as an ordinary machine does in that many seconds, counted in ticks by whoever does
// it; then nothing depends on how fast the machine is or what else it does. With several workers the limit is on the work of each, so it takes longer where there
// are fewer cores than workers. TICKS_PER_SECOND is low enough for most solves to take less than their seconds on an idle machine; how the members' units
// of work compare is measured (formulation/tick-rates.ts, solver/kernel.ts). The clock stays as a brake, far beyond: a solve whose work is counted
// wrongly, or on a machine that has hardly any time for it, comes to an end, too, but what it finds is then no longer the same everywhere.

import { WorkBudget } from './work-budget.ts';

/** Ticks that stand for a second. */
export const TICKS_PER_SECOND = 16_000_000;
/** Seconds by the clock after which a deterministic solve is ended all the same: for each second of the limit and each worker, and for starting. */
const BRAKE_FACTOR = 10;
const BRAKE_SECONDS = 60;

/** When the clock ends a deterministic solve, in seconds. */
export function brakeSeconds(seconds: number, workers: number): number {
  return BRAKE_SECONDS + BRAKE_FACTOR * workers * seconds;
}

export class Deadline {
  /** True: work counts, not the clock. */
  readonly deterministic: boolean;
  /** Work of the worker that has done most. */
  ticks = 0;
  private readonly tickLimit: number;
  private readonly end: number;
  private readonly start: number = performance.now();

  /** The time begins now; `seconds` may be Infinity. */
  constructor(seconds: number, deterministic: boolean, workers: number) {
    this.deterministic = deterministic;
    this.tickLimit = deterministic ? seconds * TICKS_PER_SECOND : Number.POSITIVE_INFINITY;
    this.end = this.start + 1000 * (deterministic ? brakeSeconds(seconds, workers) : seconds);
  }

  /** Seconds by the clock since the beginning. */
  get elapsed(): number {
    return (performance.now() - this.start) / 1000;
  }

  /** Seconds as the limit counts them: of work for a deterministic solve. */
  get used(): number {
    return this.deterministic ? this.ticks / TICKS_PER_SECOND : this.elapsed;
  }

  /** Seconds by the clock until the end, whatever happens; never negative. */
  get clockLeft(): number {
    return Math.max(0, (this.end - performance.now()) / 1000);
  }

  get over(): boolean {
    return this.ticks >= this.tickLimit || performance.now() >= this.end;
  }

  /** A deterministic solve is over by the clock: its results depend on the machine. */
  get braked(): boolean {
    return this.deterministic && this.ticks < this.tickLimit && performance.now() >= this.end;
  }

  /** A budget of at most that many seconds, or as much work, within what is left. */
  slice(seconds: number): WorkBudget {
    return this.deterministic
      ? WorkBudget.ticks(Math.min(seconds * TICKS_PER_SECOND, this.tickLimit - this.ticks))
      : WorkBudget.seconds(Math.min(seconds, this.clockLeft));
  }

  /** Counts work that was done. */
  spend(ticks: number): void {
    this.ticks += ticks;
  }
}
