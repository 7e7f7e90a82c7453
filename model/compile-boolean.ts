// Compilation of Boolean constraints: clauses, and sums for at-most-one over many literals. An exclusive or is cut into pieces of three literals by
// auxiliary Booleans: 4 clauses per piece, where one clause set for all n would need 2^(n-1). The auxiliaries are defined whether or not the constraint is
// enforced, so only the last piece carries the enforcement.

import type { Fact } from '../solver/literal.ts';
import type { CompileContext } from './compile-context.ts';
import { PAIRWISE_LIMIT, postAtMost, Sum } from './compile-linear.ts';
import type { BooleanConstraint } from './model.ts';

export function compileBoolean(
  context: CompileContext,
  { kind, literals }: BooleanConstraint,
  enforcement: readonly Fact[],
): void {
  const facts = literals.map((ref) => context.literal(ref));
  switch (kind) {
    case 'boolOr':
      context.clause(enforcement, facts);
      return;
    case 'boolAnd':
      for (const f of facts) context.clause(enforcement, [f]);
      return;
    case 'exactlyOne':
      context.clause(enforcement, facts);
      atMostOne(context, facts, enforcement);
      return;
    case 'atMostOne':
      atMostOne(context, facts, enforcement);
      return;
    case 'boolXor':
      exclusiveOr(context, facts, enforcement);
  }
}

/** A literal listed twice counts twice: its pair with itself forbids it. */
function atMostOne(context: CompileContext, facts: readonly Fact[], enforcement: readonly Fact[]): void {
  if (facts.length > PAIRWISE_LIMIT) {
    const sum = new Sum();
    for (const f of facts) sum.addBoolean(f);
    postAtMost(context, sum, 1, enforcement);
    return;
  }
  for (let i = 0; i < facts.length; i++) {
    for (let j = 0; j < i; j++) context.clause([...enforcement, facts[i]!, facts[j]!], []);
  }
}

/** The number of true facts is odd. */
export function exclusiveOr(context: CompileContext, facts: readonly Fact[], enforcement: readonly Fact[]): void {
  // every fact is its positive Boolean, or that plus one; equal ones cancel
  let odd = true;
  const open = new Set<number>();
  for (const { sv } of facts) {
    const x = sv >> 1;
    if (sv & 1) odd = !odd;
    if (context.lb(x) === 1) odd = !odd;
    else if (context.ub(x) === 1 && !open.delete(x)) open.add(x);
  }
  const rest: Fact[] = [...open].map((x) => ({ sv: 2 * x, k: 1 }));
  while (rest.length > 3) {
    const parity = context.newBool();
    const [a, b] = rest.splice(0, 2);
    parityClauses(context, [a!, b!, parity], false, []);
    rest.push(parity);
  }
  parityClauses(context, rest, odd, enforcement);
}

/** The number of true facts is odd, or even: every choice of wrong parity is forbidden. */
function parityClauses(
  context: CompileContext,
  facts: readonly Fact[],
  odd: boolean,
  enforcement: readonly Fact[],
): void {
  for (let mask = 0; mask < 1 << facts.length; mask++) {
    const chosen = facts.map((f, i) => (mask & (1 << i) ? f : context.not(f)));
    const isOdd = facts.filter((_, i) => mask & (1 << i)).length % 2 === 1;
    if (isOdd !== odd) context.clause([...enforcement, ...chosen], []);
  }
}
