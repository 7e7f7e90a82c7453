// Inprocessing: what is done to the clauses between two stretches of search, each part within its share of the work (Järvisalo, Heule & Biere, "Inprocessing Rules",
// IJCAI 2012). Nothing here removes a solution or a variable, so it is safe whatever comes later: assumptions, clauses of other workers, blocked solutions.
//
//   failed-literals.ts   literals that unit propagation refutes
//   vivify.ts            learned clauses, and with a third of that those of the model
//   equivalences.ts      equal literals

import { Equivalences } from './equivalences.ts';
import { FailedLiterals } from './failed-literals.ts';
import type { Kernel } from './kernel.ts';
import type { EngineOptions } from './options.ts';
import { Vivifier } from './vivify.ts';

/** Share of vivification that goes to the clauses of the model. */
const MODEL_SHARE = 1 / 3;

export class Inprocessing {
  readonly vivifier: Vivifier;
  readonly failedLiterals: FailedLiterals;
  readonly equivalences: Equivalences;
  private readonly kernel: Kernel;
  private readonly options: EngineOptions;
  /** Ticks when it last ended, -1 before the first search. */
  private last = -1;

  constructor(kernel: Kernel, options: EngineOptions) {
    this.kernel = kernel;
    this.options = options;
    this.vivifier = new Vivifier(kernel);
    this.failedLiterals = new FailedLiterals(kernel);
    this.equivalences = new Equivalences(kernel);
  }

  /** The work of the search counts from now on, if it does not already. */
  start(): void {
    if (this.last < 0) this.last = this.kernel.ticks;
  }

  /**
   * At a root fixpoint with an empty trail, outside local searches; afterwards there may be new facts at the root, for the kernel to propagate. False: the root is
   * refuted.
   */
  run(): boolean {
    const { kernel, vivifier } = this;
    const { vivification, probing, equivalences } = this.options;
    const spent = kernel.ticks - this.last;
    if (probing > 0 && !this.failedLiterals.run(probing * spent)) return false;
    if (vivification > 0 && !vivifier.run(true, (1 - MODEL_SHARE) * vivification * spent)) return false;
    if (vivification > 0 && !vivifier.run(false, MODEL_SHARE * vivification * spent)) return false;
    if (equivalences && !this.equivalences.run()) return false;
    this.last = kernel.ticks;
    return true;
  }
}
