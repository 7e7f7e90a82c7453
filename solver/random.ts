// The only source of randomness: seedrandom's alea generator, always seeded from a string so that runs repeat.
// (ecosystem: the ARC4 default is seven times slower; unseeded generators read the operating system's entropy.)

import alea from 'seedrandom/lib/alea.js';

export class Random {
  private readonly next: () => number;

  /** Equal seeds give equal streams; workers add their number: `${seed}:${worker}`. */
  constructor(seed: number | string) {
    this.next = alea(String(seed));
  }

  /** A double in [0, 1). */
  float(): number {
    return this.next();
  }

  /** An integer in [0, n), n >= 1. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** An integer in [lo, hi]. */
  between(lo: number, hi: number): number {
    return lo + this.below(hi - lo + 1);
  }

  /** True with probability p. */
  chance(p: number): boolean {
    return this.next() < p;
  }

  /** A random element of a non-empty array. */
  pick<T>(items: ArrayLike<T>): T {
    return items[this.below(items.length)]!;
  }

  /** Shuffles in place (Fisher-Yates). */
  shuffle<T>(items: T[]): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const t = items[i]!;
      items[i] = items[j]!;
      items[j] = t;
    }
  }
}
