// Phases: the value each variable is tried near first. A phase is a value, not a polarity, so it serves Booleans and every literal of an integer
// variable alike: [x >= k] is tried true iff phase(x) >= k. Sources, later ones over earlier: default (the lower bound), hint, saved on backtracking, best solution.
//
// Target phases (Biere & Fleury, "Chasing Target Phases", 2020; CaDiCaL) stand above all: the values at the longest trail without conflict since the last time the
// phases were changed as a whole. rephase() does that now and then: to the farthest ever, inverted, flipped, as at the beginning.

import { growFloat64, growUint8 } from './arrays.ts';
import type { Random } from './random.ts';
import type { Trail } from './trail.ts';
import type { Var } from './types.ts';

const REPHASINGS = ['inverted', 'farthest', 'flipped', 'farthest', 'initial', 'farthest'] as const;

export class Phases {
  /** The value tried first, if there is no target or it is not sought. */
  value: Float64Array = new Float64Array(64);
  /** Whether target phases stand above the others. */
  targeting = false;
  private hint: Float64Array = new Float64Array(64);
  private hinted: Uint8Array = new Uint8Array(64);
  private best: Float64Array | null = null;
  /** Values at the longest trails without conflict, since the last rephasing and since the farthest was used; NaN: the variable was open. */
  private target: Float64Array = new Float64Array(64);
  private farthest: Float64Array = new Float64Array(64);
  private targetLength = 0;
  private farthestLength = 0;
  private rephasings = 0;
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
    this.target = growFloat64(this.target, n);
    this.farthest = growFloat64(this.farthest, n);
    for (let x = this.known; x < n; x++) this.value[x] = this.trail.lb[2 * x]!;
    this.target.fill(Number.NaN, this.known, n);
    this.farthest.fill(Number.NaN, this.known, n);
    this.known = n;
  }

  /** The value to try x near first. */
  of(x: Var): number {
    if (this.targeting) {
      const v = this.target[x]!;
      if (!Number.isNaN(v)) return v;
    }
    return this.value[x]!;
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
    this.copy(start, this.trail.length, this.value);
  }

  /** Takes in that the trail up to entry `length` is without conflict. */
  advanced(length: number): void {
    const depth = this.trail.folded + length;
    if (depth > this.targetLength) {
      this.targetLength = depth;
      this.copy(0, length, this.target);
    }
    if (depth > this.farthestLength) {
      this.farthestLength = depth;
      this.copy(0, length, this.farthest);
    }
  }

  /** Changes all phases, in turn as the head of the file says, and forgets the target. */
  rephase(): void {
    const { value, farthest, trail } = this;
    const kind = REPHASINGS[this.rephasings++ % REPHASINGS.length]!;
    if (kind === 'initial') this.toHint();
    for (let x = 0; x < this.known && kind !== 'initial'; x++) {
      const lo = trail.rootLb[2 * x]!;
      const hi = -trail.rootLb[2 * x + 1]!;
      if (kind === 'inverted') value[x] = hi;
      else if (kind === 'flipped') value[x] = lo + hi - value[x]!;
      else if (!Number.isNaN(farthest[x]!)) value[x] = farthest[x]!;
    }
    if (kind === 'farthest') this.farthestLength = 0;
    this.targetLength = 0;
    this.target.fill(Number.NaN);
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

  /** Where the variables of the entries from `start` to before `end` stand now. */
  private copy(start: number, end: number, values: Float64Array): void {
    const { entrySv, lb } = this.trail;
    for (let e = start; e < end; e++) {
      const sv = entrySv[e]!;
      const v = lb[sv]!;
      values[sv >> 1] = sv & 1 ? -v : v;
    }
  }
}
