// The fields of a search: what stands in them as settings, and one line beside each that cannot be used. What is wrong is said when a search is asked for (said when a field is left, it would push
// away the button that is just being pressed), and kept up to date until it is mended.

import { parseBudget, resolveBudget } from '../cli/budget.ts';
import { parseBudgets } from '../cli/sweep-budgets.ts';
import { formatQuantity, type Quantity } from '../io/charts/quantity.ts';
import { InputError, printable } from '../io/input-error.ts';
import { choice, element, input } from './elements.ts';
import type { Settings } from './protocol.ts';

/** More workers by default would leave nothing to the rest of the machine. */
const MOST_BY_DEFAULT = 4;

const NUMBERS = ['seconds', 'workers', 'seed', 'computations'] as const;

/** Says what is wrong with a field; '' if nothing is. */
export function complain(id: string, message: string): void {
  element(`${id}-error`).textContent = message;
  if (message === '') input(id).removeAttribute('aria-invalid');
  else input(id).setAttribute('aria-invalid', 'true');
}

export class Fields {
  private peak = 0;
  private size: Quantity = 'number';

  constructor() {
    // as the browser reports it; some report less than there is
    const cores = navigator.hardwareConcurrency ?? 1;
    input('workers').value = String(Math.max(1, Math.min(MOST_BY_DEFAULT, cores - 1)));
    for (const id of NUMBERS) this.watch(id, () => complaintOfNumber(input(id)));
    this.watch('budget', () => this.complaintOfBudget());
    this.watch('budgets', () => complaintOf(() => parseBudgets(input('budgets').value)));
    input('budget').addEventListener('input', () => this.showBudget());
    input('budget-share').addEventListener('input', () => {
      input('budget').value = `${input('budget-share').value}%`;
      complain('budget', '');
      this.showBudget();
    });
    choice('objective').addEventListener('change', () => this.showBudget());
  }

  /** What budgets are measured against. */
  of(peak: number, size: Quantity): void {
    [this.peak, this.size] = [peak, size];
    this.showBudget();
  }

  /** What is asked for; null, with the first wrong field in focus, if something cannot be used. */
  settings(kind: 'solve' | 'sweep'): Settings | null {
    const wrong = [
      ...NUMBERS.map((id) => [id, complaintOfNumber(input(id))] as const),
      kind === 'solve'
        ? (['budget', this.complaintOfBudget()] as const)
        : (['budgets', complaintOf(() => parseBudgets(input('budgets').value))] as const),
    ];
    for (const [id, message] of wrong) complain(id, message);
    const first = wrong.find(([, message]) => message !== '');
    if (first !== undefined) {
      input(first[0]).focus();
      return null;
    }
    return {
      budget: input('budget').value,
      objective: choice('objective').value === 'memory' ? 'memory' : 'duration',
      order: choice('order').value === 'free' ? 'free' : 'input',
      maxComputations: input('computations').valueAsNumber,
      keepOutputs: input('keep-outputs').checked,
      timeLimit: input('seconds').valueAsNumber,
      seed: input('seed').valueAsNumber,
      workers: input('workers').valueAsNumber,
    };
  }

  private watch(id: string, complaint: () => string): void {
    input(id).addEventListener('input', () => {
      if (input(id).hasAttribute('aria-invalid')) complain(id, complaint());
    });
  }

  private complaintOfBudget(): string {
    return choice('objective').value === 'memory' ? '' : complaintOf(() => parseBudget(input('budget').value));
  }

  /** What the text means for this graph; nothing while it cannot be read. */
  private showBudget(): void {
    const isMemory = choice('objective').value === 'memory';
    for (const id of ['budget', 'budget-share']) input(id).disabled = isMemory;
    const output = element('budget-text');
    if (isMemory) {
      complain('budget', '');
      output.textContent = 'not needed: the least is looked for';
      return;
    }
    output.textContent = '';
    if (this.complaintOfBudget() !== '') return;
    const amount = resolveBudget(parseBudget(input('budget').value), this.peak);
    const share = this.peak === 0 ? 100 : (100 * amount) / this.peak;
    input('budget-share').value = String(Math.round(share));
    output.textContent = `${formatQuantity(amount, this.size)}, ${share.toFixed(1)} % of the peak`;
  }
}

function complaintOf(parse: () => unknown): string {
  try {
    parse();
    return '';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return printable(`${error.problem}; ${error.mend}`);
  }
}

function complaintOfNumber({ valueAsNumber, min, max, step }: HTMLInputElement): string {
  const isWhole = step === '1';
  const isGood = valueAsNumber >= Number(min) && valueAsNumber <= Number(max);
  if (isGood && (!isWhole || Number.isInteger(valueAsNumber))) return '';
  const range = Number(max) === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return `give a ${isWhole ? 'whole number' : 'number'} ${range}`;
}
