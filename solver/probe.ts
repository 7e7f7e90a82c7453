// The objective from below: assume "objective <= lower bound + stride - 1" and refute it; the stride grows with success and shrinks with failure (destructive lower
// bounds, Klein & Scholl 1999). What is learned in one probe is kept for the next: the assumption is a decision, so clauses that depend on it name it.

import type { Engine } from './engine.ts';
import type { Limits } from './limits.ts';
import type { Outcome } from './search.ts';
import type { SVar } from './types.ts';

export class Probe {
  probes = 0;
  refuted = 0;
  private readonly engine: Engine;
  private readonly objective: SVar;
  private stride = 1;

  /** `objective`: the signed variable the engine minimises. */
  constructor(engine: Engine, objective: SVar) {
    this.engine = engine;
    this.objective = objective;
  }

  /** Probes once. UNSAT: the engine's lower bound has risen. SAT: the engine has a new incumbent. REFUTED: nothing better exists. LIMIT: not known. */
  run(limits: Limits): Outcome {
    const { engine } = this;
    const target = engine.objectiveBound + this.stride - 1;
    this.probes++;
    const outcome = engine.searchOnce({ limits, assumptions: [{ sv: this.objective ^ 1, k: 0 - target }] });
    if (outcome === 'UNSAT') {
      this.refuted++;
      engine.assumeLowerBound(target + 1);
      this.stride *= 2;
    } else if (outcome === 'LIMIT') {
      this.stride = Math.max(1, Math.floor(this.stride / 2));
    } else {
      this.stride = 1;
    }
    return outcome;
  }
}
