// Phases: the value each variable is tried near first. A phase is a value, not a polarity, so it serves Booleans and every literal of an integer
// variable alike: [x >= k] is tried true iff phase(x) >= k. Sources, later ones over earlier: default (the lower bound), hint, saved on backtracking, best solution.

import { growFloat64, growUint8 } from './arrays.ts';
import type { Random } from './random.ts';
import type { Trail } from './trail.ts';
import type { Var } from './types.ts';

export class Phases {
  /** The value tried first. */
  value: Float64Array = new Float64Array(64);
  private hint: Float64Array = new Float64Array(64);
  private hinted: Uint8Array = new Uint8Array(64);
  private best: Float64Array | null = null;
  private known = 0;
  private readonly trail: Trail;

  constructor(trail: Trail) {
    this.trail = trail;
  }

  /** Takes up variables made since the last call. */
  sync(): void {
    const n = this.trail.varCount;
    this.value = growFloat64(this.value, n);
    this.hint = growFloat64(this.hint, n);
    this.hinted = growUint8(this.hinted, n);
    for (let x = this.known; x < n; x++) this.value[x] = this.trail.lb[2 * x]!;
    this.known = n;
  }

  setHint(x: Var, v: number): void {
    this.sync();
    this.hint[x] = v;
    this.hinted[x] = 1;
    this.value[x] = v;
  }

  clearHints(): void {
    this.hinted.fill(0);
  }

  setBest(values: Float64Array): void {
    this.best = values;
  }

  /** Saves where the entries from `start` on stood, before they are undone. */
  save(start: number): void {
    const { entrySv, lb, length } = this.trail;
    const { value } = this;
    for (let e = start; e < length; e++) {
      const sv = entrySv[e]!;
      const v = lb[sv]!;
      value[sv >> 1] = sv & 1 ? -v : v;
    }
  }

  /** Back to the best solution, where there is one; else to the hints. */
  toBest(): void {
    if (this.best === null) this.toHint();
    else this.value.set(this.best.subarray(0, this.known));
  }

  /** Hinted variables to their hints, the others to their root lower bounds. */
  toHint(): void {
    for (let x = 0; x < this.known; x++)
      this.value[x] = this.hinted[x] === 1 ? this.hint[x]! : this.trail.rootLb[2 * x]!;
  }

  /** A random value between the root bounds for every variable. */
  randomize(random: Random): void {
    const { rootLb } = this.trail;
    for (let x = 0; x < this.known; x++) {
      const lo = rootLb[2 * x]!;
      const hi = -rootLb[2 * x + 1]!;
      this.value[x] = lo === hi ? lo : lo + Math.floor(random.float() * (hi - lo + 1));
    }
  }
}
