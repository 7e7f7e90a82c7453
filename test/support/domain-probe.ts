// A model on an engine with a literal [x = v] for every value, so that tests can take single values away and see which ones propagation alone leaves; and what
// domain consistency would leave, by enumeration.

import { compile } from '../../model/compile.ts';
import type { ModelData } from '../../model/model.ts';
import { Engine } from '../../solver/engine.ts';
import { type Fact, isFalse } from '../../solver/literal.ts';
import { DECISION } from '../../solver/reasons.ts';

/** Values by variable, each list sorted. */
export type Domains = readonly (readonly number[])[];

export class DomainProbe {
  readonly engine: Engine = new Engine();
  private readonly literals: Map<number, Fact>[];

  /** `seen`: the values to speak of; the model must not allow others in the hull of those (they are not literals). */
  constructor(data: ModelData, seen: Domains) {
    compile(data, this.engine);
    this.literals = seen.map((values, x) => new Map(values.map((v) => [v, this.engine.equalityLiteral(x, v)])));
  }

  /** Takes values away at a new level and propagates. False iff there is a conflict. */
  remove(taken: Domains): boolean {
    const { kernel } = this.engine;
    kernel.newLevel();
    for (const [x, values] of taken.entries()) {
      for (const v of values) {
        const { sv, k } = this.literals[x]!.get(v)!;
        if (!kernel.assume(sv ^ 1, 1 - k, DECISION)) return false;
      }
    }
    return kernel.fixpoint();
  }

  /** What is left of the values. */
  left(): number[][] {
    const { lb } = this.engine.kernel.trail;
    return this.literals.map((facts, x) =>
      [...facts].flatMap(([v, fact]) => (lb[2 * x]! <= v && v <= 0 - lb[2 * x + 1]! && !isFalse(fact, lb) ? [v] : [])),
    );
  }

  /** Bounds of a variable. */
  hull(x: number): [number, number] {
    const { lb } = this.engine.kernel.trail;
    return [lb[2 * x]! + 0, 0 - lb[2 * x + 1]!];
  }
}

/** The values of the domains that are part of an assignment within the domains that `holds`; null if there is none. */
export function consistentDomains(domains: Domains, holds: (values: readonly number[]) => boolean): number[][] | null {
  const supported = domains.map(() => new Set<number>());
  const values: number[] = [];
  const descend = (x: number): void => {
    if (x === domains.length) {
      if (holds(values)) for (const [y, v] of values.entries()) supported[y]!.add(v);
      return;
    }
    for (const v of domains[x]!) {
      values[x] = v;
      descend(x + 1);
    }
  };
  descend(0);
  return supported.every((set) => set.size > 0) ? supported.map((set) => [...set].sort((a, b) => a - b)) : null;
}
