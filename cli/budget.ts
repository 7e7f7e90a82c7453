// The value of --budget: a share of the input order's peak (0.8, 80%) or an amount of memory (24GiB, 41688).
//
// A share is rounded down, floor(share * peak) in doubles, so that budgets agree to the last byte with every other tool
// that computes them so. A plain number up to 1 is a share, above 1 an amount, which must then be an integer.

import { usageError } from './args.ts';

export type Budget =
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'amount'; readonly amount: number };

/** The option's entry for the tables of the commands that take it. */
export const BUDGET_OPTION = {
  type: 'text',
  value: 'AMOUNT',
  help: 'memory allowed: a share of the peak of the input order (0.8 or 80%), or an amount (24GiB, 41688)',
} as const;

const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['B', 1],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KIB', 2 ** 10],
  ['MIB', 2 ** 20],
  ['GIB', 2 ** 30],
  ['TIB', 2 ** 40],
]);

const PATTERN = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z]*|%)$/i;
const MEND = 'give a share like 0.8 or 80%, or an amount like 24GiB or 41688';

/** Parse the text of --budget. Throws InputError. */
export function parseBudget(text: string): Budget {
  const fail = (problem: string, mend = MEND): never => usageError('--budget', `"${text}" ${problem}`, mend);
  const [, digits, unit] = PATTERN.exec(text.trim()) ?? [];
  if (digits === undefined) return fail('is not an amount of memory');
  const number = Number(digits);
  if (number < 0) return fail('is negative');
  if (number === 0) return fail('is zero');
  if (unit === '%') {
    if (number > 100) return fail('is more than the whole peak', 'give at most 100%');
    return { kind: 'share', share: /e/i.test(digits) ? number / 100 : Number(`${digits}e-2`) };
  }
  if (unit === '' && number <= 1) return { kind: 'share', share: number };
  const factor = UNITS.get(unit.toUpperCase());
  if (factor === undefined) return fail('has an unknown unit', 'use B, KB, MB, GB, TB, KiB, MiB, GiB or TiB');
  if (unit === '' && Number.isFinite(number) && !Number.isInteger(number)) {
    return fail('is neither a share nor an integer', 'give a share up to 1, an integer, or a unit');
  }
  const amount = Math.floor(number * factor);
  if (!(amount <= Number.MAX_SAFE_INTEGER)) return fail('is over 2^53-1');
  if (amount === 0) return fail('is less than one byte');
  return { kind: 'amount', amount };
}

/** The budget in the unit of the graph's sizes, given the peak of the input order. */
export function resolveBudget(budget: Budget, inputOrderPeak: number): number {
  return budget.kind === 'amount' ? budget.amount : Math.floor(budget.share * inputOrderPeak);
}
