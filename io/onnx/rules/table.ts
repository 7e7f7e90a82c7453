// All shape rules by operator: the plain name in the standard's domain, "domain::name" in others.

import type { Rule } from '../call.ts';
import { ATTENTION } from './attention.ts';
import { CLASSICAL } from './classical.ts';
import { CONTRIB } from './contrib.ts';
import { CONTROL_FLOW } from './control-flow.ts';
import { CONVOLUTION } from './convolution.ts';
import { ELEMENTWISE } from './elementwise.ts';
import { GENERATION } from './generation.ts';
import { INDEXING } from './indexing.ts';
import { LAYOUTS } from './layouts.ts';
import { MATRIX } from './matrix.ts';
import { MOVEMENT } from './movement.ts';
import { QUANTIZED } from './quantized.ts';
import { RECURRENT } from './recurrent.ts';
import { REDUCTION } from './reduction.ts';
import { RESHAPE } from './reshape.ts';
import { RESIZE } from './resize.ts';
import { SEQUENCES } from './sequences.ts';
import { TEXT } from './text.ts';
import { TRAINING } from './training.ts';

export const RULES: ReadonlyMap<string, Rule> = new Map([
  ...ELEMENTWISE,
  ...CONVOLUTION,
  ...MATRIX,
  ...MOVEMENT,
  ...RESHAPE,
  ...RESIZE,
  ...REDUCTION,
  ...INDEXING,
  ...RECURRENT,
  ...GENERATION,
  ...QUANTIZED,
  ...SEQUENCES,
  ...CONTROL_FLOW,
  ...ATTENTION,
  ...TEXT,
  ...CLASSICAL,
  ...TRAINING,
  ...LAYOUTS,
  ...CONTRIB,
]);

/** The name of an operator in these tables. */
export function operatorKey(domain: string, type: string): string {
  return domain === '' ? type : `${domain}::${type}`;
}

/** The name of a function of a model. */
export function functionKey(domain: string, name: string, overload: string): string {
  return JSON.stringify([domain, name, overload]);
}
