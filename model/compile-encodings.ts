// Literals that a model gives to values itself: b => x = v and not b => x != v, the usual way to say b <=> x = v. Such a b is the literal [x = v] of the engine
// from the beginning, so that tables, automata and the like, which speak of values, speak of b and not of a Boolean of their own beside it.

import type { CompileContext } from './compile-context.ts';
import type { Constraint, LiteralRef, VariableRef } from './model.ts';

/** Names the literals. The constraints that define them are compiled as all others. */
export function nameEqualities(context: CompileContext): void {
  const { constraints } = context.data;
  const whereNot = new Map<string, LiteralRef>();
  for (const c of constraints) {
    const half = halfOf(context, c);
    if (half?.isEqual === false) whereNot.set(`${half.variable} ${half.value}`, half.literal);
  }
  for (const c of constraints) {
    const half = halfOf(context, c);
    if (half === null || !half.isEqual) continue;
    const { variable, value, literal } = half;
    if (whereNot.get(`${variable} ${value}`) === -literal - 1) {
      context.engine.nameEquality(variable, value, context.literal(literal));
    }
  }
}

interface Half {
  readonly literal: LiteralRef;
  readonly variable: VariableRef;
  readonly value: number;
  /** literal => variable = value; else literal => variable != value. */
  readonly isEqual: boolean;
}

function halfOf(context: CompileContext, c: Constraint): Half | null {
  if (c.kind !== 'linear' || c.vars.length !== 1 || c.coeffs[0] !== 1 || c.enforcement?.length !== 1) return null;
  const [variable, literal] = [c.vars[0]!, c.enforcement[0]!];
  const { domain } = c;
  if (domain.length === 2 && domain[0] === domain[1]) return { literal, variable, value: domain[0]!, isEqual: true };
  const isHole = domain.length === 4 && domain[1]! + 2 === domain[2]!;
  if (!isHole || domain[0]! > context.lb(variable) || domain[3]! < context.ub(variable)) return null;
  return { literal, variable, value: domain[1]! + 1, isEqual: false };
}
