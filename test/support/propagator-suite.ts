// The propagator suite: what every propagator must pass, on hundreds of seeded small cases whose solutions are all known by enumeration.
//   1 sound        no solution of the decisions lies outside the propagated box
//   2 leaf         with all variables fixed: conflict iff not a solution
//   3 explained    every push and conflict has a reason: true before it (E1), entailing it (E2), accepted by the independent checker (which accepts no box that holds a solution)
//   4 timeless     explained again later: the same words; for a weaker bound: still a reason
//   5 reversible   backtracking restores bounds; a fresh twin given the same decisions arrives where the walker stands; nobody sleeps who has work
//   6 count        a search that trusts the propagators finds exactly the solutions; so does the engine, with learning and without, and no learned clause cuts one off
//   7 consistency  bounds have supports, where the subject promises it
// After the subjects of gecode/test/int.hh and the runtime checkers of Pumpkin. A failing case is shrunk and printed with the line that runs it again; saved under
// test/traces it is run first, for good.

import { describe, expect, it } from 'vitest';
import { Random } from '../../solver/random.ts';
import { countSolutions } from './count.ts';
import { searchCase } from './learning.ts';
import { shrinkDomains } from './shrink.ts';
import { SolutionTable } from './solution-table.ts';
import { type Case, type Coverage, newCoverage, type Subject } from './subject.ts';
import { must, pointOf } from './suite-failure.ts';
import { type Trace, tracesOf } from './traces.ts';
import { Walk } from './walk.ts';

export { type Case, type Coverage, newCoverage, type Subject } from './subject.ts';

export interface SuiteOptions {
  /** Number of cases; 500 if omitted. */
  readonly cases?: number;
  readonly seed?: number;
}

const TIMEOUT_MS = 120_000;

/** Declares the vitest tests of a propagator. `CASE=n` in the environment runs that case alone. */
export function propagatorSuite<C>(subject: Subject<C>, options: SuiteOptions = {}): void {
  const only = process.env['CASE'];
  describe(`${subject.name} (suite)`, () => {
    if (only !== undefined) {
      it(`passes case ${only}`, { timeout: TIMEOUT_MS }, () => {
        runSuiteCase(subject, options.seed ?? 1, Number(only), newCoverage());
      });
      return;
    }
    for (const [file, trace] of tracesOf(subject.name)) {
      it(`still passes ${file}`, { timeout: TIMEOUT_MS }, () => runTrace(subject, trace));
    }
    it('is sound, exact, explained, timeless, reversible, counted and as consistent as promised', {
      timeout: TIMEOUT_MS,
    }, () => {
      const coverage = runSuite(subject, options);
      // a run that met no conflict or no solution has proven little: make() must be mended then
      expect(coverage.solvable, JSON.stringify(coverage)).toBeGreaterThan(coverage.cases / 5);
      expect(coverage.explained, JSON.stringify(coverage)).toBeGreaterThan(coverage.cases);
      expect(coverage.conflicts, JSON.stringify(coverage)).toBeGreaterThan(coverage.cases / 10);
    });
  });
}

/** Runs all cases in all modes; throws an error with a shrunk case at the first failure. */
export function runSuite<C>(subject: Subject<C>, options: SuiteOptions = {}): Coverage {
  const coverage = newCoverage();
  for (let i = 0; i < (options.cases ?? 500); i++) runSuiteCase(subject, options.seed ?? 1, i, coverage);
  return coverage;
}

/** Runs case number `index` in all modes on one shared table of solutions. */
export function runSuiteCase<C>(subject: Subject<C>, seed: number, index: number, coverage: Coverage): void {
  const caseSeed = `${subject.name}:${seed}:${index}`;
  const c = subject.make(new Random(caseSeed));
  const table = new SolutionTable(c.domains, (values) => subject.satisfies(c, values));
  coverage.cases++;
  if (table.count > 0) coverage.solvable++;
  for (const mode of subject.modes ?? ['default']) {
    try {
      runCase(subject, c, mode, caseSeed, coverage, table);
    } catch (thrown) {
      throw report(subject, c, mode, caseSeed, index, thrown);
    }
  }
}

/** One case in one mode, all points. `seed` drives the walk. Throws a SuiteFailure, or what the kernel or the propagator throws. */
export function runCase<C>(
  subject: Subject<C>,
  c: Case<C>,
  mode: string,
  seed: string,
  coverage: Coverage = newCoverage(),
  table: SolutionTable = new SolutionTable(c.domains, (values) => subject.satisfies(c, values)),
): void {
  const rng = new Random(`${seed}:${mode}`);
  new Walk(subject, c, mode, table, rng, coverage).run();
  countSolutions(subject, c, mode, table, rng, coverage);
  searchCase(subject, c, mode, table, rng, coverage);
}

function report<C>(subject: Subject<C>, c: Case<C>, mode: string, seed: string, index: number, thrown: unknown): Error {
  const point = pointOf(thrown);
  const fails = (smaller: Case<C>, attempt: string): boolean => {
    try {
      runCase(subject, smaller, mode, attempt);
      return false;
    } catch (again) {
      return pointOf(again) === point;
    }
  };
  const shrunk = shrinkDomains(c, seed, fails);
  let last = thrown;
  try {
    runCase(subject, shrunk.c, mode, shrunk.seed);
  } catch (again) {
    last = again;
  }
  const message = last instanceof Error ? last.message : String(last);
  return new Error(
    [
      `${subject.name}, case ${index}, mode ${mode}: ${message}`,
      'shrunk, to be kept in test/traces:',
      JSON.stringify({ name: subject.name, mode, seed: shrunk.seed, case: shrunk.c }),
      `again: CASE=${index} npx vitest run -t '${subject.name}'`,
    ].join('\n'),
    { cause: last },
  );
}

/** Runs a stored trace: a shrunk case that once failed, in the mode and with the walk seed of its report. */
export function runTrace<C>(subject: Subject<C>, trace: Trace): void {
  must(trace.name === subject.name, 'trace', () => `trace of ${trace.name} given to ${subject.name}`);
  runCase(subject, trace.case as Case<C>, trace.mode, trace.seed);
}
