// Variables that others determine, as the forms of constraints say. A neighbourhood that kept the value of one of these would keep what it depends on as well.
//
//   targets of functions, counts, loads; ends of intervals that begin with another variable; an objective that is one variable
//   the integer of an equation that has Booleans besides, if its coefficient is 1 or -1
//
// and most likely, though they could be decisions all the same:
//
//   a Boolean that tells whether something holds: b => C, not b => D
//   the output of a gate: b or its negation <=> some of the literals, as a clause and pairs

import {
  type Constraint,
  type Linear,
  type LinearConstraint,
  type LiteralRef,
  type ModelData,
  negateRef,
  type VariableRef,
  variableOfRef,
} from './model.ts';

/** Longer clauses are not looked at. */
const LONGEST_GATE = 100;

const POSITIVE = 1;
const NEGATIVE = 2;

export function followingVariables(data: ModelData): Set<VariableRef> {
  const following = new Set<VariableRef>();
  const add = (e: Linear): void => {
    for (const x of e.vars) following.add(x);
  };
  const { objective } = data;
  if (objective !== undefined && objective.vars.length === 1) add(objective);
  for (const { start, end } of data.intervals) if (end.vars[0] !== start.vars[0]) add(end);
  for (const c of data.constraints) for (const e of targetsOf(c)) add(e);
  for (const c of data.constraints) if (c.kind === 'linear') addDefined(data, c, following);
  return following;
}

/** Booleans that most likely follow: those that tell whether something holds, and outputs of gates. */
export function tellingLiterals(data: ModelData): Set<VariableRef> {
  const telling = new Set<VariableRef>();
  addTellers(data, telling);
  addGates(data, telling);
  return telling;
}

function targetsOf(c: Constraint): readonly Linear[] {
  switch (c.kind) {
    case 'max':
    case 'min':
    case 'element':
    case 'product':
    case 'division':
    case 'modulo':
      return [c.target];
    case 'globalCardinality':
      return c.counts;
    case 'binPacking':
      return c.loads;
    default:
      return [];
  }
}

function addDefined({ variables }: ModelData, c: LinearConstraint, following: Set<VariableRef>): void {
  const { vars, coeffs, domain, enforcement = [] } = c;
  if (enforcement.length > 0 || domain.length !== 2 || domain[0] !== domain[1] || vars.length < 2) return;
  const integers = vars.filter((x) => {
    const d = variables[x]!.domain;
    return d[0]! < 0 || d.at(-1)! > 1;
  });
  const [x] = integers;
  if (integers.length === 1 && Math.abs(coeffs[vars.indexOf(x!)]!) === 1) following.add(x!);
}

function addTellers({ constraints }: ModelData, telling: Set<VariableRef>): void {
  const seen = new Map<VariableRef, number>();
  for (const { kind, enforcement } of constraints) {
    if (enforcement?.length !== 1 || kind === 'boolOr' || kind === 'boolAnd') continue;
    const literal = enforcement[0]!;
    const x = variableOfRef(literal);
    const sides = (seen.get(x) ?? 0) | (literal < 0 ? NEGATIVE : POSITIVE);
    seen.set(x, sides);
    if (sides === (POSITIVE | NEGATIVE)) telling.add(x);
  }
}

function addGates(data: ModelData, telling: Set<VariableRef>): void {
  const clauses = data.constraints.flatMap(clausesOf);
  const width = 2 * data.variables.length;
  const code = (l: LiteralRef): number => (l < 0 ? 2 * (-l - 1) + 1 : 2 * l);
  const pairs = new Set<number>();
  for (const [a, b, c] of clauses) {
    if (b === undefined || c !== undefined) continue;
    pairs.add(code(a!) * width + code(b));
    pairs.add(code(b) * width + code(a!));
  }
  for (const clause of clauses) {
    if (clause.length < 3 || clause.length > LONGEST_GATE) continue;
    // all other literals together are what p is the negation of
    const output = clause.find((p) =>
      clause.every((l) => l === p || pairs.has(code(negateRef(l)) * width + code(negateRef(p)))),
    );
    if (output !== undefined) telling.add(variableOfRef(output));
  }
}

/** A Boolean constraint as clauses, as far as these are short. */
function clausesOf(c: Constraint): LiteralRef[][] {
  const premises = (c.enforcement ?? []).map(negateRef);
  switch (c.kind) {
    case 'boolOr':
      return [[...c.literals, ...premises]];
    case 'boolAnd':
      return c.literals.map((l) => [l, ...premises]);
    case 'atMostOne':
    case 'exactlyOne': {
      if (c.literals.length > LONGEST_GATE) return [];
      const apart = c.literals.flatMap((a, i) =>
        c.literals.slice(0, i).map((b) => [negateRef(a), negateRef(b), ...premises]),
      );
      return c.kind === 'exactlyOne' ? [...apart, [...c.literals, ...premises]] : apart;
    }
    default:
      return [];
  }
}
