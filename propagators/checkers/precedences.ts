// Checker of many precedences: contradictory when one of them is.

import type { InferenceChecker } from '../../solver/propagator.ts';
import type { SVar } from '../../solver/types.ts';
import { precedenceChecker } from './precedence.ts';

/** before + distance <= after for each. */
export function precedencesChecker(
  arcs: readonly { readonly before: SVar; readonly distance: number; readonly after: SVar }[],
): InferenceChecker {
  const checkers = arcs.map(({ before, distance, after }) => precedenceChecker(before, distance, after, []));
  return (box) => checkers.some((isContradictory) => isContradictory(box));
}
