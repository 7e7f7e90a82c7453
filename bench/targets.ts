// When a run reached what was asked of it: comparisons with values that are printed with few digits, and the history of incumbents read at a value or at a moment.

/** What a schedule file keeps of an improvement. */
export interface Incumbent {
  readonly seconds: number;
  readonly duration: number;
}

/** TDI of a duration, in per cent. */
export function tdi(duration: number, baselineDuration: number): number {
  return baselineDuration === 0 ? 0 : 100 * (duration / baselineDuration - 1);
}

/** True if the value, rounded to the digits of the printed one, is at most that: 0.8449 is at most '0.8', 0.86 is not. */
export function roundsToAtMost(value: number, printed: string): boolean {
  return Number(value.toFixed(digitsOf(printed))) <= Number(printed);
}

/** Digits after the decimal point. */
export function digitsOf(printed: string): number {
  return printed.split('.')[1]?.length ?? 0;
}

/** Seconds until the TDI of the best schedule first rounded to at most the printed one; null if it never did. Incumbents in the order of time. */
export function secondsToTdi(
  incumbents: readonly Incumbent[],
  baselineDuration: number,
  printed: string,
): number | null {
  const reached = incumbents.find(({ duration }) => roundsToAtMost(tdi(duration, baselineDuration), printed));
  return reached?.seconds ?? null;
}

/** TDI of the best schedule known at a moment, in per cent; null if there was none yet. */
export function tdiAt(incumbents: readonly Incumbent[], baselineDuration: number, seconds: number): number | null {
  const then = incumbents.filter((incumbent) => incumbent.seconds <= seconds).at(-1);
  return then === undefined ? null : tdi(then.duration, baselineDuration);
}
