// Exact division and growing arrays.

import { describe, expect, it } from 'vitest';
import { ceilDiv, floorDiv, growFloat64, growInt8, growInt32, growUint8 } from '../../solver/arrays.ts';
import { Random } from '../../solver/random.ts';

/** The floor of a / b in exact arithmetic. */
function exactFloor(a: number, b: number): number {
  const [n, d] = [BigInt(a), BigInt(b)];
  const q = n / d;
  return Number(n % d < 0n ? q - 1n : q);
}

function exactCeil(a: number, b: number): number {
  return 0 - exactFloor(0 - a, b);
}

describe('floorDiv and ceilDiv', () => {
  it('are exact for all small operands', () => {
    for (let b = 1; b <= 25; b++) {
      for (let a = -120; a <= 120; a++) {
        // toBe tells 0 from -0: a bound of -0 would print and compare oddly
        expect(floorDiv(a, b), `${a} / ${b}`).toBe(Math.floor(a / b) + 0);
        expect(ceilDiv(a, b), `${a} / ${b}`).toBe(Math.ceil(a / b) + 0);
      }
    }
  });

  it('are exact up to the largest safe integers', () => {
    const largest = Number.MAX_SAFE_INTEGER;
    expect(floorDiv(largest - 1, largest)).toBe(0);
    expect(ceilDiv(largest - 1, largest)).toBe(1);
    expect(floorDiv(1 - largest, largest)).toBe(-1);
    expect(floorDiv(largest, 2)).toBe(4503599627370495);
    expect(ceilDiv(largest, 2)).toBe(4503599627370496);
    const rng = new Random('floorDiv');
    for (let i = 0; i < 20_000; i++) {
      const a = (largest - rng.below(1000)) * (rng.chance(0.5) ? 1 : -1);
      const b = rng.pick([
        rng.between(1, 9),
        rng.between(1, 1_000_000),
        largest - rng.below(5),
        2 ** rng.between(1, 52) + 1,
        2 ** rng.between(1, 52) - 1 || 1,
      ]);
      expect(floorDiv(a, b), `${a} / ${b}`).toBe(exactFloor(a, b));
      expect(ceilDiv(a, b), `${a} / ${b}`).toBe(exactCeil(a, b));
    }
  });
});

describe('growing', () => {
  function grows<T extends Int32Array | Float64Array | Uint8Array | Int8Array>(
    make: (n: number) => T,
    grow: (a: T, needed: number) => T,
  ): void {
    const a = make(3);
    a.set([1, 2, 3]);
    expect(grow(a, 3)).toBe(a);
    expect(Array.from(grow(a, 4))).toEqual([1, 2, 3, 0, 0, 0]);
    expect(grow(make(0), 1).length).toBe(4);
    expect(grow(a, 100).length).toBe(100);
  }

  it('keeps what was there, doubles, and leaves large enough arrays alone', () => {
    grows((n) => new Int32Array(n), growInt32);
    grows((n) => new Float64Array(n), growFloat64);
    grows((n) => new Uint8Array(n), growUint8);
    grows((n) => new Int8Array(n), growInt8);
  });
});
