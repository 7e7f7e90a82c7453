// Independent verification: model + assignment -> the list of everything that is violated.
//
// No solution leaves the solver unless this list is empty, so the code here shares nothing with propagators, compiler
// or builder, and follows the wording of model.ts as literally as speed allows. Where a constraint quantifies over all
// times, only times at which something changes are looked at: a sum of half-open spans, or of events, is constant in
// between. Arithmetic is exact for a valid model (validate.ts), at most O(n log n) per constraint.

import type { Constraint, DomainRanges, ModelData } from './model.ts';
import { verifyDivision, verifyModulo, verifyProduct } from './verify-arithmetic.ts';
import { verifyCircuit, verifyMultipleCircuit, verifySuccessorCircuit } from './verify-routing.ts';
import {
  verifyCover,
  verifyCumulative,
  verifyNoOverlap,
  verifyNoOverlap2D,
  verifyReservoir,
} from './verify-scheduling.ts';
import {
  verifyBinPacking,
  verifyGlobalCardinality,
  verifyInverse,
  verifyLexOrder,
  verifyValuePrecedence,
} from './verify-sequence.ts';
import { verifyAutomaton, verifyTable } from './verify-tables.ts';
import { Values } from './verify-values.ts';

/**
 * One sentence per variable outside its domain, violated interval and violated constraint; empty for a solution.
 * `values[v]` is the value of variable v. If values are missing or outside their domain, only that is reported. The
 * model must be valid.
 */
export function verify(data: ModelData, values: ArrayLike<number>): string[] {
  if (values.length !== data.variables.length) {
    return [`the assignment has ${values.length} values for ${data.variables.length} variables`];
  }
  const violations: string[] = [];
  data.variables.forEach(({ name, domain }, v) => {
    if (!inRanges(domain, values[v]!))
      violations.push(`${label('variable', v, name)}: ${values[v]} is not in its domain`);
  });
  if (violations.length > 0) return violations;

  const at = new Values(data, values);
  data.intervals.forEach(({ name }, i) => {
    const problem = verifyInterval(at, i);
    if (problem !== null) violations.push(`${label('interval', i, name)}: ${problem}`);
  });
  data.constraints.forEach((constraint, c) => {
    if (!(constraint.enforcement ?? []).every((literal) => at.isTrue(literal))) return;
    const problem = verifyConstraint(at, constraint);
    if (problem !== null) violations.push(`${label('constraint', c, constraint.name, constraint.kind)}: ${problem}`);
  });
  return violations;
}

/** Value of the objective at this assignment (not negated if it is maximised); 0 for a model without objective. */
export function objectiveValue(data: ModelData, values: ArrayLike<number>): number {
  return data.objective === undefined ? 0 : new Values(data, values).linear(data.objective);
}

function label(noun: string, index: number, name: string | undefined, kind?: string): string {
  const words = [...(kind === undefined ? [] : [kind]), ...(name === undefined ? [] : [`'${name}'`])];
  return `${noun} ${index}${words.length > 0 ? ` (${words.join(' ')})` : ''}`;
}

/** Whether an integer lies in one of the ranges. The sum of a valid model never passes an end that means "no bound". */
function inRanges(ranges: DomainRanges, value: number): boolean {
  if (!Number.isSafeInteger(value)) return false;
  let below = 0;
  let above = ranges.length / 2;
  // The ranges before `below` end under the value, those from `above` on start over it.
  while (below < above) {
    const middle = Math.floor((below + above) / 2);
    if (value > ranges[2 * middle + 1]!) below = middle + 1;
    else if (value < ranges[2 * middle]!) above = middle;
    else return true;
  }
  return false;
}

function verifyInterval(at: Values, i: number): string | null {
  if (!at.isPresent(i)) return null;
  const { start, size, end } = at.span(i);
  if (size < 0) return `its size is ${size}`;
  return start + size === end ? null : `start ${start} + size ${size} is not end ${end}`;
}

function verifyConstraint(at: Values, constraint: Constraint): string | null {
  switch (constraint.kind) {
    case 'linear': {
      const sum = at.linear({ vars: constraint.vars, coeffs: constraint.coeffs, offset: 0 });
      return inRanges(constraint.domain, sum) ? null : `the sum ${sum} is not in the domain`;
    }
    case 'boolOr':
      return constraint.literals.some((literal) => at.isTrue(literal)) ? null : 'no literal is true';
    case 'boolAnd': {
      const wrong = constraint.literals.findIndex((literal) => !at.isTrue(literal));
      return wrong < 0 ? null : `literals[${wrong}] is false`;
    }
    case 'atMostOne':
    case 'exactlyOne':
    case 'boolXor': {
      const count = constraint.literals.filter((literal) => at.isTrue(literal)).length;
      const holds = { atMostOne: count <= 1, exactlyOne: count === 1, boolXor: count % 2 === 1 };
      return holds[constraint.kind] ? null : `${count} literals are true`;
    }
    case 'allDifferent': {
      const firstWith = new Map<number, number>();
      for (const [k, expr] of constraint.exprs.entries()) {
        const value = at.linear(expr);
        const other = firstWith.get(value);
        if (other !== undefined) return `exprs[${other}] and exprs[${k}] are both ${value}`;
        firstWith.set(value, k);
      }
      return null;
    }
    case 'element': {
      const index = at.linear(constraint.index);
      const chosen = constraint.exprs[index];
      if (chosen === undefined) return `the index ${index} is not in 0..${constraint.exprs.length - 1}`;
      const [value, target] = [at.linear(chosen), at.linear(constraint.target)];
      return value === target ? null : `exprs[${index}] is ${value}, the target ${target}`;
    }
    case 'max':
    case 'min': {
      const target = at.linear(constraint.target);
      let extreme = at.linear(constraint.exprs[0]!);
      for (const expr of constraint.exprs) {
        const value = at.linear(expr);
        if (constraint.kind === 'max' ? value > extreme : value < extreme) extreme = value;
      }
      return target === extreme ? null : `the ${constraint.kind} is ${extreme}, the target ${target}`;
    }
    case 'product':
      return verifyProduct(at, constraint);
    case 'division':
      return verifyDivision(at, constraint);
    case 'modulo':
      return verifyModulo(at, constraint);
    case 'precedence': {
      const [before, after] = [at.variable(constraint.before), at.variable(constraint.after)];
      return before + constraint.delay <= after ? null : `${before} + ${constraint.delay} > ${after}`;
    }
    case 'cumulative':
      return verifyCumulative(at, constraint);
    case 'noOverlap':
      return verifyNoOverlap(at, constraint);
    case 'noOverlap2D':
      return verifyNoOverlap2D(at, constraint);
    case 'reservoir':
      return verifyReservoir(at, constraint);
    case 'cover':
      return verifyCover(at, constraint);
    case 'table':
      return verifyTable(at, constraint);
    case 'automaton':
      return verifyAutomaton(at, constraint);
    case 'inverse':
      return verifyInverse(at, constraint);
    case 'lexOrder':
      return verifyLexOrder(at, constraint);
    case 'valuePrecedence':
      return verifyValuePrecedence(at, constraint);
    case 'globalCardinality':
      return verifyGlobalCardinality(at, constraint);
    case 'binPacking':
      return verifyBinPacking(at, constraint);
    case 'circuit':
      return verifyCircuit(at, constraint);
    case 'multipleCircuit':
      return verifyMultipleCircuit(at, constraint);
    case 'successorCircuit':
      return verifySuccessorCircuit(at, constraint);
  }
}
