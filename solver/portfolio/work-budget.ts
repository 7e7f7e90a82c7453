// How much a member may do in one turn: seconds by the clock, or ticks.
//
// A tick is a unit of work that is counted instead of measured, about a cache line touched by the engine (its kernel counts them); every member estimates its own
// work in the same unit, so that equal numbers of ticks take similar time wherever they are spent. By the clock a run depends on the load of the machine;
// by ticks it is the same every time. Who works within a budget counts with spend() and asks `over` now and then, and never reads the clock itself:
// then both kinds of budget are kept, and one without seconds never reads the clock at all.

export class WorkBudget {
  /** Infinity: the clock does not matter. */
  readonly seconds: number;
  /** Infinity: work is not limited. */
  readonly ticks: number;
  /** Ticks spent so far; may end a little above `ticks`, as members count in lumps. */
  spent = 0;
  private readonly end: number;

  /** The seconds begin now. */
  constructor(seconds: number, ticks: number) {
    this.seconds = seconds;
    this.ticks = ticks;
    this.end = seconds === Number.POSITIVE_INFINITY ? seconds : performance.now() + 1000 * seconds;
  }

  /** A budget by the clock, from now on. */
  static seconds(seconds: number): WorkBudget {
    return new WorkBudget(seconds, Number.POSITIVE_INFINITY);
  }

  /** A budget of ticks. */
  static ticks(ticks: number): WorkBudget {
    return new WorkBudget(Number.POSITIVE_INFINITY, ticks);
  }

  /** Counts work that was done. */
  spend(ticks: number): void {
    this.spent += ticks;
  }

  /** Nothing is left of it. Reads the clock (90 ns) if there is a limit of seconds: ask every few milliseconds. */
  get over(): boolean {
    return this.spent >= this.ticks || (this.end !== Number.POSITIVE_INFINITY && performance.now() >= this.end);
  }

  /** Never negative, possibly Infinity. */
  get secondsLeft(): number {
    return this.end === Number.POSITIVE_INFINITY ? this.end : Math.max(0, (this.end - performance.now()) / 1000);
  }

  /** Never negative, possibly Infinity. */
  get ticksLeft(): number {
    return Math.max(0, this.ticks - this.spent);
  }
}
