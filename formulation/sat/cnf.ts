// Satisfiability of a formula in conjunctive normal form: its data, its model, and the judgement of an assignment.

import { MODEL_FORMAT, type ModelData } from '../../model/model.ts';

export interface Cnf {
  readonly variableCount: number;
  readonly clauseCount: number;
  /** Clauses as DIMACS writes them: v or -v for variable v, counted from 1, and a 0 after each clause. */
  readonly literals: Int32Array;
}

/** A Boolean per variable, a boolOr per clause. Built as data, not through the builder: a formula may have millions of clauses. */
export function cnfModel({ variableCount, literals }: Cnf): ModelData {
  const domain = [0, 1];
  const variables = Array.from({ length: variableCount }, () => ({ domain }));
  const constraints: ModelData['constraints'] = [];
  let clause: number[] = [];
  for (const literal of literals) {
    if (literal !== 0) {
      clause.push(literal > 0 ? literal - 1 : literal);
      continue;
    }
    constraints.push({ kind: 'boolOr', literals: clause });
    clause = [];
  }
  return { format: MODEL_FORMAT, variables, intervals: [], constraints };
}

/**
 * The number of the first clause, counted from 0, in which no literal is true; -1 if there is none. isTrue[v - 1] for variable v. It reads the clauses of the file
 * and nothing of the model.
 */
export function falseClause({ literals }: Cnf, isTrue: ArrayLike<boolean>): number {
  let clause = 0;
  let satisfied = false;
  for (const literal of literals) {
    if (literal === 0) {
      if (!satisfied) return clause;
      clause++;
      satisfied = false;
    } else if (isTrue[Math.abs(literal) - 1] === literal > 0) satisfied = true;
  }
  return -1;
}
