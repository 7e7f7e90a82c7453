// Search annotations of FlatZinc as decision strategies and hints of a model.
//
//   int_search, bool_search      a strategy; seq_search and priority_search: those in it, one after the other
//   warm_start                   hints
//
// Clause learning changes what a variable choice is worth: choices by past failures (dom_w_deg) and by counts of constraints go by the size of the domain, which
// is the rest of what they mean, and searches by impact or activity are left to the solver, which has its own. Choices of a value inside the domain go
// by halves.

import type { SearchStrategy, ValueSelection, VariableRef, VariableSelection } from '../../model/model.ts';
import { FlatZincError, type FznCall, type FznExpr, isCall, isList } from './ast.ts';
import type { Posting } from './posting.ts';

const VARIABLE_CHOICES: ReadonlyMap<string, VariableSelection> = new Map<string, VariableSelection>([
  ['input_order', 'chooseFirst'],
  ['first_fail', 'chooseMinDomainSize'],
  ['anti_first_fail', 'chooseMaxDomainSize'],
  ['smallest', 'chooseLowestMin'],
  ['largest', 'chooseHighestMax'],
  ['occurrence', 'chooseMinDomainSize'],
  ['most_constrained', 'chooseMinDomainSize'],
  ['max_regret', 'chooseMinDomainSize'],
  ['dom_w_deg', 'chooseMinDomainSize'],
]);

const VALUE_CHOICES: ReadonlyMap<string, ValueSelection> = new Map<string, ValueSelection>([
  ['indomain', 'selectMinValue'],
  ['indomain_min', 'selectMinValue'],
  ['indomain_max', 'selectMaxValue'],
  ['indomain_split', 'selectLowerHalf'],
  ['indomain_interval', 'selectLowerHalf'],
  ['indomain_median', 'selectLowerHalf'],
  ['indomain_middle', 'selectLowerHalf'],
  ['indomain_random', 'selectLowerHalf'],
  ['indomain_reverse_split', 'selectUpperHalf'],
  ['indomain_split_random', 'selectLowerHalf'],
]);

/** The same choice for the negated variable. */
const MIRRORED_VARIABLE: Readonly<Record<VariableSelection, VariableSelection>> = {
  chooseFirst: 'chooseFirst',
  chooseMinDomainSize: 'chooseMinDomainSize',
  chooseMaxDomainSize: 'chooseMaxDomainSize',
  chooseLowestMin: 'chooseHighestMax',
  chooseHighestMax: 'chooseLowestMin',
};

const MIRRORED_VALUE: Readonly<Record<ValueSelection, ValueSelection>> = {
  selectMinValue: 'selectMaxValue',
  selectMaxValue: 'selectMinValue',
  selectLowerHalf: 'selectUpperHalf',
  selectUpperHalf: 'selectLowerHalf',
};

/** Puts strategies and hints into the model. An annotation that makes no sense is left out; what is wrong with it is returned. */
export function postSearch(posting: Posting, annotations: readonly FznExpr[]): string[] {
  const warnings: string[] = [];
  const strategies: SearchStrategy[] = [];
  const hints = new Map<VariableRef, number>();
  for (const call of searches(annotations)) {
    try {
      if (call.call.startsWith('warm_start')) addHints(posting, call, hints);
      else strategies.push(...strategiesOf(posting, call));
    } catch (error) {
      if (!(error instanceof FlatZincError)) throw error;
      warnings.push(`annotation ${call.call.slice(0, 60)} left out: ${error.message}`);
    }
  }
  if (strategies.length > 0) posting.data.searchStrategies = strategies;
  if (hints.size > 0) posting.data.hints = { vars: [...hints.keys()], values: [...hints.values()] };
  return warnings;
}

/** The annotations with those inside others, in order. */
function searches(annotations: readonly FznExpr[]): FznCall[] {
  return annotations.filter(isCall).flatMap((a) => {
    if (a.call === 'seq_search' || a.call === 'warm_start_array')
      return isList(a.args[0] ?? 0) ? searches(a.args[0] as FznExpr[]) : [];
    if (a.call === 'priority_search') return isList(a.args[1] ?? 0) ? searches(a.args[1] as FznExpr[]) : [];
    return ['int_search', 'bool_search', 'warm_start', 'warm_start_int', 'warm_start_bool'].includes(a.call) ? [a] : [];
  });
}

function strategiesOf(posting: Posting, { args }: FznCall): SearchStrategy[] {
  const variableSelection = VARIABLE_CHOICES.get(String(args[1]));
  const valueSelection = VALUE_CHOICES.get(String(args[2]));
  if (variableSelection === undefined || valueSelection === undefined) return [];
  const strategies: (SearchStrategy & { readonly vars: VariableRef[] })[] = [];
  const seen = new Set<VariableRef>();
  let lastSign = 0;
  for (const { vars, coeffs } of posting.ints(args[0] ?? [])) {
    if (vars.length === 0 || seen.has(vars[0]!)) continue;
    seen.add(vars[0]!);
    const sign = coeffs[0]!;
    if (sign === lastSign) strategies.at(-1)!.vars.push(vars[0]!);
    else if (sign === 1) strategies.push({ vars: [vars[0]!], variableSelection, valueSelection });
    else {
      const mirrored = MIRRORED_VALUE[valueSelection];
      strategies.push({
        vars: [vars[0]!],
        variableSelection: MIRRORED_VARIABLE[variableSelection],
        valueSelection: mirrored,
      });
    }
    lastSign = sign;
  }
  return strategies;
}

/** warm_start(variables, values). */
function addHints(posting: Posting, { args }: FznCall, hints: Map<VariableRef, number>): void {
  const { scope } = posting;
  const exprs = posting.ints(args[0] ?? []);
  const values = scope.integers(args[1] ?? []);
  for (const [k, { vars, coeffs, offset }] of exprs.entries()) {
    const value = values[k];
    if (vars.length > 0 && value !== undefined) hints.set(vars[0]!, coeffs[0]! * (value - offset) + 0);
  }
}
