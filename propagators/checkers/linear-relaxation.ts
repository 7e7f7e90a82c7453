// Checker of the linear relaxation: contradictory when one of the inequalities is that it has derived so far. That these follow from the rows is the business of their tests; here
// it is judged that nothing else was used.

import type { BoundRow } from '../../solver/dual-bound.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import { linearChecker } from './linear.ts';

/** `derived` may grow. */
export function linearRelaxationChecker(derived: readonly BoundRow[]): InferenceChecker {
  return (box) => derived.some(({ svs, coeffs, most }) => linearChecker(svs, coeffs, most, [])(box));
}
