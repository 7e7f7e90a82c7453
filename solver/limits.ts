// Limits and the clock. Seconds, conflicts, ticks (deterministic work), bytes and an outside stop flag, all asked through one question that reads the clock
// only now and then: performance.now() costs about 90 ns, so it is polled every few hundred propagator runs, never per propagation.
//
// A pause is not a limit: the search stops where it stands, and the next run with the same limits goes on from there as if nothing had been. That is how a
// long search shares its thread with timers and callbacks without its course depending on the clock. Where another limit cuts it does depend on when it paused,
// by some ticks: a run that must be the same every time pauses at ticks, and counts its time in ticks as well.

export interface LimitOptions {
  /** Wall-clock seconds from the creation of the Limits object. */
  readonly seconds?: number;
  readonly conflicts?: number;
  readonly ticks?: number;
  /** Ticks that stand for the seconds where the clock does not count: the reason is 'time', too. */
  readonly timeTicks?: number;
  readonly memoryBytes?: number;
  /** Outside stop: an AbortSignal, a flag in shared memory. Must be cheap. */
  readonly stopped?: () => boolean;
}

export type StopReason = 'none' | 'time' | 'conflicts' | 'ticks' | 'memory' | 'stopped' | 'pause';

export class Limits {
  readonly start: number = performance.now();
  /** Why the limit was reached; 'none' while it is not. */
  reason: StopReason = 'none';
  readonly conflicts: number;
  readonly ticks: number;
  private readonly deadline: number;
  readonly timeTicks: number;
  private pauseAt: number = Number.POSITIVE_INFINITY;
  private pauseTicks: number = Number.POSITIVE_INFINITY;
  private readonly memoryBytes: number;
  private readonly stopped: (() => boolean) | null;

  constructor(options: LimitOptions = {}) {
    this.deadline = options.seconds === undefined ? Number.POSITIVE_INFINITY : this.start + 1000 * options.seconds;
    this.conflicts = options.conflicts ?? Number.POSITIVE_INFINITY;
    this.ticks = options.ticks ?? Number.POSITIVE_INFINITY;
    this.timeTicks = options.timeTicks ?? Number.POSITIVE_INFINITY;
    this.memoryBytes = options.memoryBytes ?? Number.POSITIVE_INFINITY;
    this.stopped = options.stopped ?? null;
  }

  /** Seconds since the limits were made. */
  elapsed(): number {
    return (performance.now() - this.start) / 1000;
  }

  /** Seconds left, possibly Infinity, never negative. */
  remaining(): number {
    return Math.max(0, (this.deadline - performance.now()) / 1000);
  }

  /** Makes the search pause that many seconds from now, after a pause or before the first run. */
  pauseAfter(seconds: number): void {
    this.pauseAt = performance.now() + 1000 * seconds;
    if (this.reason === 'pause') this.reason = 'none';
  }

  /** The same with the ticks at which to pause instead of seconds from now. */
  pauseAtTicks(ticks: number): void {
    this.pauseTicks = ticks;
    if (this.reason === 'pause') this.reason = 'none';
  }

  /** The full question, clock included. `bytes` is asked for only when there is a memory limit. */
  reached(conflicts: number, ticks: number, bytes: () => number): boolean {
    if (this.reason !== 'none') return true;
    if (conflicts >= this.conflicts) this.reason = 'conflicts';
    else if (ticks >= this.ticks) this.reason = 'ticks';
    else if (this.stopped?.()) this.reason = 'stopped';
    else if (ticks >= this.timeTicks || this.isPast(this.deadline)) this.reason = 'time';
    else if (this.memoryBytes !== Number.POSITIVE_INFINITY && bytes() >= this.memoryBytes) this.reason = 'memory';
    else if (ticks >= this.pauseTicks || this.isPast(this.pauseAt)) this.reason = 'pause';
    return this.reason !== 'none';
  }

  private isPast(time: number): boolean {
    return time !== Number.POSITIVE_INFINITY && performance.now() >= time;
  }
}
