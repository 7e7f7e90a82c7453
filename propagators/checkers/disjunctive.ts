// Judge of the disjunctive resource: tightens the windows of the present tasks in a box by plain rules until nothing changes or two tasks must overlap. All pairs, all
// windows between an earliest start and a latest end, O(n^4) a round: the dumb way.
//
// A task of size p or more works p units at or after a if it starts from a or ends from a + p, and by b likewise. Rules, with the mirror of the last one:
//   pair     if x cannot end by the start of y, or is known to come after it, then y ends by the start of x
//   window   tasks that work within [a, b) longer than b - a: contradiction
//   edge     task x would be too much in a window [a, b) in which it begins: it ends after b, and at a + all sizes or later

import type { Affine } from '../../solver/affine.ts';
import type { Fact } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import { greatest, holds, least } from './box.ts';

const ROUNDS = 200;

interface Window {
  startMin: number;
  startMax: number;
  endMin: number;
  endMax: number;
  readonly size: number;
}

/** An order that is known: `first` before `second` if the fact is true, the other way if it is false. */
interface Pair {
  readonly first: number;
  readonly second: number;
  readonly before: Fact;
}

/** Checker of: all of `enforcement` => of two present tasks one ends by the start of the other. */
export function disjunctiveChecker(
  tasks: readonly { readonly start: Affine; readonly end: Affine; readonly size: Affine; readonly presence?: Fact }[],
  enforcement: readonly Fact[],
  pairs: readonly Pair[] = [],
): InferenceChecker {
  return (box) => {
    if (!holds(box, enforcement)) return false;
    const windows: Window[] = [];
    const place = tasks.map(({ start, end, size, presence }) => {
      if (presence !== undefined && !holds(box, [presence])) return -1;
      const window = {
        startMin: least(box, start),
        startMax: greatest(box, start),
        endMin: least(box, end),
        endMax: greatest(box, end),
        size: Math.max(0, least(box, size)),
      };
      return windows.push(window) - 1;
    });
    const known = new Set<string>();
    for (const { first, second, before } of pairs) {
      const [a, b] = [place[first]!, place[second]!];
      if (a < 0 || b < 0) continue;
      if (holds(box, [before])) known.add(`${a} ${b}`);
      else if (holds(box, [{ sv: before.sv ^ 1, k: 1 - before.k }])) known.add(`${b} ${a}`);
    }
    for (let round = 0; round < ROUNDS; round++) {
      const sizes = windows.map((w) => w.endMin - w.startMax + w.startMin - w.endMax);
      if (windows.some(isEmpty) || tooMuch(windows)) return true;
      narrowPairs(windows, known);
      narrowEdges(windows);
      if (windows.every((w, i) => w.endMin - w.startMax + w.startMin - w.endMax === sizes[i])) return false;
    }
    return false;
  };
}

function isEmpty(w: Window): boolean {
  w.endMin = Math.max(w.endMin, w.startMin + w.size);
  w.startMax = Math.min(w.startMax, w.endMax - w.size);
  return w.startMin > w.startMax || w.endMin > w.endMax;
}

const beginsIn = (w: Window, a: number): boolean => w.startMin >= a || w.endMin >= a + w.size;
const isDueBy = (w: Window, b: number): boolean => w.endMax <= b || w.startMax <= b - w.size;

/** Calls `visit` with every window between an earliest beginning and a latest end, and the tasks within. */
function forEachWindow(
  windows: readonly Window[],
  visit: (a: number, b: number, inside: readonly Window[]) => boolean,
): boolean {
  const begins = new Set(windows.flatMap((w) => [w.startMin, w.endMin - w.size]));
  const ends = new Set(windows.flatMap((w) => [w.endMax, w.startMax + w.size]));
  for (const a of begins) {
    for (const b of ends) {
      if (
        visit(
          a,
          b,
          windows.filter((w) => beginsIn(w, a) && isDueBy(w, b)),
        )
      )
        return true;
    }
  }
  return false;
}

const energy = (windows: readonly Window[]): number => windows.reduce((sum, w) => sum + w.size, 0);

function tooMuch(windows: readonly Window[]): boolean {
  return forEachWindow(windows, (a, b, inside) => inside.length > 1 && energy(inside) > b - a);
}

function narrowPairs(windows: readonly Window[], known: ReadonlySet<string>): void {
  for (const [i, x] of windows.entries()) {
    for (const [j, y] of windows.entries()) {
      if (i === j || (x.endMin <= y.startMax && !known.has(`${j} ${i}`))) continue;
      x.startMin = Math.max(x.startMin, y.endMin);
      y.endMax = Math.min(y.endMax, x.startMax);
    }
  }
}

function narrowEdges(windows: readonly Window[]): void {
  forEachWindow(windows, (a, b, inside) => {
    for (const x of windows) {
      const sum = energy(inside) + (inside.includes(x) ? 0 : x.size);
      if (sum <= b - a || inside.every((w) => w === x)) continue;
      if (beginsIn(x, a)) x.endMin = Math.max(x.endMin, a + sum);
      if (isDueBy(x, b)) x.startMax = Math.min(x.startMax, b - sum);
    }
    return false;
  });
}
