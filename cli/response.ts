// Two figures of the response block that CP-SAT prints as well.

interface Timed {
  readonly seconds: number;
}

/**
 * The integral over time of log(1 + objective - bound), from the first moment both are known to the end: small is good,
 * and it compares two runs of the same problem by their whole course, not only by how they ended.
 */
export function gapIntegral(
  incumbents: readonly (Timed & { readonly objective: number })[],
  bounds: readonly (Timed & { readonly value: number })[],
  endSeconds: number,
): number {
  const steps = [
    ...incumbents.map(({ seconds, objective }) => ({ seconds, objective })),
    ...bounds.map(({ seconds, value }) => ({ seconds, bound: value })),
  ].sort((a, b) => a.seconds - b.seconds);
  let [objective, bound] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [integral, time] = [0, 0];
  for (const step of [...steps, { seconds: endSeconds }]) {
    const gap = objective - bound;
    if (Number.isFinite(gap)) integral += Math.log1p(gap) * (step.seconds - time);
    time = step.seconds;
    if ('objective' in step) objective = step.objective;
    if ('bound' in step) bound = step.bound;
  }
  return integral;
}

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/** FNV-1a, 64 bits, over the node numbers as 32-bit little-endian words: equal schedules are equal at a glance. */
export function fingerprint(sequence: readonly number[]): string {
  let hash = FNV_OFFSET;
  for (const v of sequence) {
    for (let shift = 0; shift < 32; shift += 8) {
      hash = BigInt.asUintN(64, (hash ^ BigInt((v >>> shift) & 0xff)) * FNV_PRIME);
    }
  }
  return `0x${hash.toString(16).padStart(16, '0')}`;
}
