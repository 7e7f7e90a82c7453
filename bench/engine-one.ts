// Program of one child process: PROBLEM SEED CONFLICTS -> JSON with the speeds of the engine on one problem.
//
// Three runs that take the same course: one that lets the compiler see the code, the measured one, and one with stop watches (instrument.ts). Shares are corrected
// times of the third over the duration of the second.

import type { Engine } from '../solver/engine.ts';
import { Limits } from '../solver/limits.ts';
import { clockNanoseconds, type EngineTimes, instrument } from './instrument.ts';
import { PROBLEMS } from './problems.ts';

const [name, seed, conflictCount] = process.argv.slice(2);
const problem = PROBLEMS.find((candidate) => candidate.name === name);
if (problem === undefined) throw new Error(`no problem ${name}`);
const conflicts = Number(conflictCount);

solve(problem.make(Number(seed)), conflicts);
const plain = problem.make(Number(seed));
const { status, seconds } = solve(plain, conflicts);
const watched = problem.make(Number(seed));
const times = instrument(watched);
const timedRun = solve(watched, conflicts);
if (watched.stats.conflicts !== plain.stats.conflicts) throw new Error('the timed run took another course');
process.stdout.write(
  JSON.stringify({ status, measures: { ...speeds(plain, seconds), ...timings(watched, times, timedRun.seconds) } }),
);

/** closed: answered in full; limit: the conflicts were used up. */
function solve(engine: Engine, conflictLimit: number): { status: string; seconds: number } {
  const limits = new Limits({ conflicts: conflictLimit });
  const start = performance.now();
  engine.solve({ limits });
  const status = limits.reason === 'none' ? 'closed' : 'limit';
  return { status, seconds: (performance.now() - start) / 1000 };
}

function speeds(engine: Engine, elapsed: number): Record<string, number> {
  const { stats, kernel, search } = engine;
  const { learnedLiterals, minimized } = search.analysis;
  return {
    conflicts: stats.conflicts,
    seconds: elapsed,
    'conflicts/s': stats.conflicts / elapsed,
    'propagations/s': kernel.unit.propagations / elapsed,
    'visits/propagation': kernel.unit.visits / kernel.unit.propagations,
    'learned length before': learnedLiterals / stats.learned,
    'learned length after': (learnedLiterals - minimized) / stats.learned,
    'learned alive': engine.learnedCount,
  };
}

function timings(engine: Engine, { unit, propagators }: EngineTimes, timedSeconds: number): Record<string, number> {
  const clock = clockNanoseconds();
  const result: Record<string, number> = {
    'ns/visit': unit.nanoseconds(clock) / engine.kernel.unit.visits,
    'unit ns/propagation': unit.nanoseconds(clock) / engine.kernel.unit.propagations,
    'unit share %': share(unit.nanoseconds(clock)),
    'clock ns': clock,
    'timing overhead': timedSeconds / seconds,
  };
  for (const [propagator, { propagate, explain }] of propagators) {
    const total = propagate.nanoseconds(clock);
    result[`${propagator}: calls`] = propagate.calls;
    result[`${propagator}: us/call`] = perCall(total, propagate.calls);
    result[`${propagator}: explains`] = explain.calls;
    result[`${propagator}: us/explain`] = perCall(explain.nanoseconds(clock), explain.calls);
    result[`${propagator}: share %`] = share(total);
  }
  return result;
}

function perCall(nanoseconds: number, calls: number): number {
  return calls === 0 ? 0 : nanoseconds / 1000 / calls;
}

function share(nanoseconds: number): number {
  return (100 * nanoseconds) / (1e9 * seconds);
}
