// The value of --budgets: budgets and ranges of them, separated by commas (0.9,0.8,24GiB or 0.5:1:0.05).
//
// A range FROM:TO:STEP has both ends; each of the three is a budget as for --budget, all shares or all amounts. Shares of a range are rounded to twelve decimals,
// so that 0.5:1:0.05 names 0.9 itself and not its neighbour among the doubles.

import { InputError } from '../io/input-error.ts';
import { usageError } from './args.ts';
import { type Budget, parseBudget } from './budget.ts';

const OPTION = '--budgets';
const MOST_BUDGETS = 1000;
const DECIMALS = 12;

/** Parse the text of --budgets; the budgets in the order given. Throws InputError. */
export function parseBudgets(text: string): Budget[] {
  const budgets: Budget[] = [];
  for (const part of text.split(',')) {
    const numbers = part.split(':');
    if (numbers.length === 1) budgets.push(parseOne(part));
    else if (numbers.length === 3) budgets.push(...range(part, numbers.map(parseOne)));
    else usageError(OPTION, `"${part}" is not a range`, 'give FROM:TO:STEP, like 0.5:1:0.05');
    if (budgets.length > MOST_BUDGETS)
      usageError(OPTION, `names more than ${MOST_BUDGETS} budgets`, 'give a larger step');
  }
  return budgets;
}

/** As parseBudget, but what is wrong is wrong with --budgets. */
function parseOne(text: string): Budget {
  try {
    return parseBudget(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return usageError(OPTION, error.problem, error.mend);
  }
}

function range(text: string, ends: readonly Budget[]): Budget[] {
  const isShare = ends.every(({ kind }) => kind === 'share');
  if (!isShare && ends.some(({ kind }) => kind === 'share'))
    return usageError(OPTION, `"${text}" mixes shares and amounts`, 'give 1B for one byte');
  const [from, to, step] = ends.map((end) => (end.kind === 'share' ? end.share : end.amount)) as [
    number,
    number,
    number,
  ];
  if (from > to) return usageError(OPTION, `"${text}" begins above its end`, 'give the smaller end first');
  // a step that misses the end by a rounding error still reaches it
  const steps = Math.floor((to - from) / step + 1e-9);
  if (steps >= MOST_BUDGETS) return usageError(OPTION, `"${text}" has ${steps + 1} budgets`, 'give a larger step');
  return Array.from({ length: steps + 1 }, (_, i) => {
    const value = from + i * step;
    return isShare
      ? { kind: 'share', share: Math.min(to, Number(value.toFixed(DECIMALS))) }
      : { kind: 'amount', amount: value };
  });
}
