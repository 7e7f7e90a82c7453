// Literals for the order of two tasks that cannot overlap, shared by all constraints that speak of the same two: "the first ends by the start of the second" if it is true, "the second by the
// start of the first" if it is false, as long as both are present. Two tasks are the same if their starts and ends are the same expressions.
//
// Where the bounds, or the precedences between unconditional constraints (precedence-graph.ts), decide the order, the fact is constant.

import { ALWAYS } from '../propagators/disjunctive-order.ts';
import type { Affine } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { CompileContext } from './compile-context.ts';

/** Start and end of a task. */
export interface Extent {
  readonly start: Affine;
  readonly end: Affine;
}

export interface OrderLiteral {
  readonly first: Extent;
  readonly second: Extent;
  readonly before: Fact;
}

export class OrderLiterals {
  /** The orders that are open at the root, in the order in which they were made. */
  readonly open: OrderLiteral[] = [];
  private readonly context: CompileContext;
  private readonly known: Map<string, Fact> = new Map();
  private readonly posted: Set<string> = new Set();

  constructor(context: CompileContext) {
    this.context = context;
  }

  /** The fact for "first before second". If neither is possible, any fact will do. */
  before(first: Extent, second: Extent): Fact {
    const { context } = this;
    if (this.precedes(first, second)) return ALWAYS;
    if (this.precedes(second, first)) return context.not(ALWAYS);
    const firstCanBe = context.min(first.end) <= context.max(second.start);
    const secondCanBe = context.min(second.end) <= context.max(first.start);
    if (!secondCanBe) return ALWAYS;
    if (!firstCanBe) return context.not(ALWAYS);
    const opposite = this.known.get(key(second, first));
    if (opposite !== undefined) return context.not(opposite);
    const name = key(first, second);
    let fact = this.known.get(name);
    if (fact === undefined) {
      fact = context.newBool();
      this.known.set(name, fact);
      this.open.push({ first, second, before: fact });
    }
    return fact;
  }

  /** Whether the first ends by the start of the second wherever they lie. */
  precedes(first: Extent, second: Extent): boolean {
    const { context } = this;
    return context.max(first.end) <= context.min(second.start) || context.precedences.implies(first.end, second.start);
  }

  /** Notes that the order of two tasks that are always there is kept in step with their bounds; false if it was noted before. */
  claim(first: Extent, second: Extent): boolean {
    const name = key(first, second);
    if (this.posted.has(name) || this.posted.has(key(second, first))) return false;
    this.posted.add(name);
    return true;
  }
}

function key(first: Extent, second: Extent): string {
  return [first.start, first.end, second.start, second.end]
    .map(({ sv, scale, offset }) => `${sv}*${scale}+${offset}`)
    .join(' ');
}
