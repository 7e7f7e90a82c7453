// The value of --duration-limit: a multiple of the duration of the input order (1.1, 110%) or an amount (52000).
//
// A number with a decimal point or a percent sign, and 1 itself, is a multiple, rounded down; any other integer is an
// amount in the unit of the graph's durations. Below the input order nothing can be found, since every node runs at
// least once: that is a mistake of the request, not an infeasible problem.

import { usageError } from './args.ts';

export type DurationLimit =
  | { readonly kind: 'multiple'; readonly factor: number }
  | { readonly kind: 'amount'; readonly amount: number };

const OPTION = '--duration-limit';
const PATTERN = /^([+-]?(?:\d+\.?\d*|\.\d+))(%?)$/;
const MEND = 'give a multiple of the duration of the input order like 1.1 or 110%, or an amount like 52000';

/** Parse the text of --duration-limit. Throws InputError. */
export function parseDurationLimit(text: string): DurationLimit {
  const [, digits, percent] = PATTERN.exec(text.trim()) ?? [];
  if (digits === undefined) return usageError(OPTION, `"${text}" is not a duration`, MEND);
  const number = percent === '%' ? Number(`${digits}e-2`) : Number(digits);
  if (number < 0) return usageError(OPTION, `"${text}" is negative`, MEND);
  if (percent === '' && number !== 1 && !digits.includes('.')) {
    if (number === 0) return usageError(OPTION, `"${text}" is zero`, MEND);
    if (!Number.isSafeInteger(number)) return usageError(OPTION, `"${text}" is over 2^53-1`, MEND);
    return { kind: 'amount', amount: number };
  }
  if (number < 1) return usageError(OPTION, `"${text}" is less than every node once takes`, 'give at least 1.0');
  return { kind: 'multiple', factor: number };
}

/** The limit in the unit of the graph's durations, given the duration of the input order. Throws InputError. */
export function resolveDurationLimit(limit: DurationLimit, inputOrderDuration: number): number {
  const amount = limit.kind === 'amount' ? limit.amount : Math.floor(limit.factor * inputOrderDuration);
  if (amount < inputOrderDuration) {
    const problem = `${amount} is less than every node once takes`;
    return usageError(OPTION, problem, `give at least ${inputOrderDuration}`);
  }
  return amount;
}
