// The public interface of the package for browsers: the same names as in index.ts, in one thread. No worker, no SharedArrayBuffer, no module of Node anywhere below;
// solve() never holds the page up for longer than a frame or so.

import { type EventSolver, eventsBy } from './model/events.ts';
import { type LexicographicSolver, lexicographicBy } from './model/lexicographic.ts';
import { solveInThread } from './model/solve-in-thread.ts';

export * from './api.ts';
export { solveInThread as solve, solveSync } from './model/solve-in-thread.ts';

/** As on Node, see model/solve.ts. */
export const solveEvents: EventSolver = eventsBy(solveInThread);

/** As on Node, see model/solve.ts. */
export const solveLexicographic: LexicographicSolver = lexicographicBy(solveInThread);
