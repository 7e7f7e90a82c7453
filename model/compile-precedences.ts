// Compilation of precedences x + d <= y: those that always hold are collected, and get one propagator together (propagators/precedences.ts); one under a literal has its own.

import { precedenceChecker } from '../propagators/checkers/precedence.ts';
import { precedencesChecker } from '../propagators/checkers/precedences.ts';
import { Precedence } from '../propagators/precedence.ts';
import { Precedences } from '../propagators/precedences.ts';
import type { Fact } from '../solver/literal.ts';
import type { SVar } from '../solver/types.ts';
import type { CompileContext } from './compile-context.ts';

/** Fewer are posted one by one. */
const LEAST_TOGETHER = 8;

/** before + distance <= after, over signed variables of two variables, if all facts hold. */
export function postPrecedence(
  context: CompileContext,
  before: SVar,
  distance: number,
  after: SVar,
  enforcement: readonly Fact[],
): void {
  if (enforcement.length === 0) context.arcs.push({ before, distance, after });
  else postOne(context, before, distance, after, enforcement);
}

/** To be called at the end: posts what has been collected. */
export function postPrecedences(context: CompileContext): void {
  const { arcs, engine } = context;
  if (arcs.length < LEAST_TOGETHER) {
    for (const { before, distance, after } of arcs) postOne(context, before, distance, after, []);
  } else engine.post(new Precedences(arcs), precedencesChecker(arcs));
}

function postOne(
  { engine }: CompileContext,
  before: SVar,
  distance: number,
  after: SVar,
  enforcement: readonly Fact[],
): void {
  engine.post(
    new Precedence(before, distance, after, enforcement),
    precedenceChecker(before, distance, after, enforcement),
  );
}
