// Greatest common divisor of a list of non-negative safe integers: the unit a model can count in without losing anything.

/** The gcd of all values, at least 1 (also when all are 0). */
export function gcdOf(values: ArrayLike<number>): number {
  let g = 0;
  for (let i = 0; i < values.length && g !== 1; i++) {
    let a = values[i]!;
    while (a !== 0) {
      const t = g % a;
      g = a;
      a = t;
    }
  }
  return g === 0 ? 1 : g;
}
