// Stop watches around the hot parts of one engine: unit propagation, and propagate and explain of every propagator.
//
// Method: the methods are replaced on the objects themselves by ones that read performance.now() before and after. What the clock itself takes between its two
// readings is measured first, on an empty method, and taken off per call. Calls to explain() inside propagate() count in both.
// The replaced methods cost a second indirect call, and both readings slow the rest of the search: speeds are measured in a run without stop watches, and the
// ratio of the two runs is given as `timing overhead`.

import type { Engine } from '../solver/engine.ts';

/** Sum of the times between the readings, and their number. */
export class StopWatch {
  milliseconds = 0;
  calls = 0;

  /** Nanoseconds of all calls without the clock's own share. */
  nanoseconds(clockNanoseconds: number): number {
    return Math.max(0, 1e6 * this.milliseconds - clockNanoseconds * this.calls);
  }
}

export interface PropagatorTimes {
  readonly propagate: StopWatch;
  readonly explain: StopWatch;
}

export interface EngineTimes {
  readonly unit: StopWatch;
  /** By the name of the propagator. */
  readonly propagators: ReadonlyMap<string, PropagatorTimes>;
}

/** Puts stop watches on an engine, for good. */
export function instrument(engine: Engine): EngineTimes {
  const { unit, propagators } = engine.kernel;
  const times: EngineTimes = { unit: new StopWatch(), propagators: new Map() };
  const byName = times.propagators as Map<string, PropagatorTimes>;
  timed(unit, 'propagate', times.unit);
  for (const propagator of propagators) {
    let watches = byName.get(propagator.name);
    if (watches === undefined) {
      watches = { propagate: new StopWatch(), explain: new StopWatch() };
      byName.set(propagator.name, watches);
    }
    timed(propagator, 'propagate', watches.propagate);
    timed(propagator, 'explain', watches.explain);
  }
  return times;
}

/** What a stop watch shows for a method that does nothing, in nanoseconds per call. */
export function clockNanoseconds(): number {
  const watch = new StopWatch();
  const subject = { nothing: (): boolean => true };
  timed(subject, 'nothing', watch);
  for (let i = 0; i < 200_000; i++) subject.nothing();
  // the first half is the compiler's
  watch.calls = 0;
  watch.milliseconds = 0;
  for (let i = 0; i < 200_000; i++) subject.nothing();
  return (1e6 * watch.milliseconds) / watch.calls;
}

function timed<K extends string>(
  subject: { [P in K]: (...args: never[]) => unknown },
  name: K,
  watch: StopWatch,
): void {
  const method = subject[name];
  const replacement = function (this: unknown, ...args: never[]): unknown {
    const start = performance.now();
    const result = method.apply(this, args);
    watch.milliseconds += performance.now() - start;
    watch.calls++;
    return result;
  };
  Object.defineProperty(subject, name, { value: replacement });
}
