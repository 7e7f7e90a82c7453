// CpModel: the fluent builder over the plain data of a model.
//
// What a worker thread, a file or validate sees in `data` is exactly what was built. Method names are those of CP-SAT's
// Python interface in camelCase. Every argument is checked at the call that passes it (a ModelError names the method,
// the argument and the variable), so that a mistake is found where it was made; what only the whole model shows,
// overflow for one, is left to validate(). A constant needed where the data wants a variable (a literal `true`) becomes
// one shared fixed variable per value. The methods come in three layers: variables (build-variables.ts), constraints
// (build-constraints.ts), and here what surrounds them.

import { checkInteger, ModelError } from './arguments.ts';
import type { LiteralArguments } from './build-constraints.ts';
import { RoutingConstraintBuilder } from './build-routing.ts';
import { type IntVar, type LinearExprLike, NotBoolVar } from './expressions.ts';
import { nameField } from './handles.ts';
import { importModel } from './json.ts';
import {
  emptyModel,
  type ModelData,
  VALUE_SELECTIONS,
  VARIABLE_SELECTIONS,
  type ValueSelection,
  type VariableRef,
  type VariableSelection,
} from './model.ts';
import { validate } from './validate.ts';

/**
 * A model under construction: variables, constraints, an objective. Each method throws a ModelError for an argument that cannot be meant, and each that adds a constraint
 * gives a handle, for enforcement literals and a name.
 */
export class CpModel extends RoutingConstraintBuilder {
  /** `data.hints` while there are any, and where in it each variable is. */
  private hints: { vars: VariableRef[]; values: number[] } = { vars: [], values: [] };
  private readonly hintPositions = new Map<VariableRef, number>();

  constructor(name?: string) {
    super({ ...emptyModel(), ...nameField(name, 'CpModel: name') });
  }

  /**
   * A builder over a model that was exported: its text, or what JSON.parse made of it (which is copied). Throws
   * ModelError if it is not valid.
   */
  static fromJSON(json: unknown): CpModel {
    return CpModel.over(importModel(json));
  }

  private static over(data: ModelData): CpModel {
    const model = new CpModel();
    Object.assign(model.data, data);
    const { vars, values } = data.hints ?? { vars: [], values: [] };
    for (let k = 0; k < vars.length; k++) model.setHint(vars[k]!, values[k]!);
    return model;
  }

  /** The data, for JSON.stringify. */
  toJSON(): ModelData {
    return this.data;
  }

  /**
   * An independent copy. Variables of this model are not variables of the copy: get those by `intVarAt` and its kin.
   */
  clone(): CpModel {
    return CpModel.over(structuredClone(this.data));
  }

  /** The first problem of the model as a sentence, or null if it is valid. */
  validate(): string | null {
    return validate(this.data);
  }

  /** Look for the least value of the expression; an objective that was set before is replaced. */
  minimize(expr: LinearExprLike): this {
    this.data.objective = this.lowering.linear(expr, 'minimize: expr');
    return this;
  }

  /** Look for the greatest value of the expression; an objective that was set before is replaced. */
  maximize(expr: LinearExprLike): this {
    this.data.objective = { ...this.lowering.linear(expr, 'maximize: expr'), maximize: true };
    return this;
  }

  /** No objective: any solution will do. */
  clearObjective(): this {
    delete this.data.objective;
    return this;
  }

  /** A value to try first; a later hint of the same variable replaces it. It need not be possible. */
  addHint(variable: IntVar | NotBoolVar, value: number | boolean): this {
    const v = checkInteger(typeof value === 'boolean' ? Number(value) : value, `addHint: value of '${variable}'`);
    if (variable instanceof NotBoolVar)
      this.setHint(this.lowering.variable(variable.not(), 'addHint: variable'), 1 - v);
    else this.setHint(this.lowering.variable(variable, 'addHint: variable'), v);
    return this;
  }

  /** No hints. */
  clearHints(): this {
    this.hints = { vars: [], values: [] };
    this.hintPositions.clear();
    delete this.data.hints;
    return this;
  }

  /** Literals to be taken as true in one solve; calls add up. */
  addAssumptions(...literals: LiteralArguments): this {
    const added = this.lowering.literals(literals.flat(), 'addAssumptions: literals');
    this.data.assumptions = [...(this.data.assumptions ?? []), ...added];
    return this;
  }

  /** No assumptions. */
  clearAssumptions(): this {
    delete this.data.assumptions;
    return this;
  }

  /** Branch on these variables first, in this way; strategies are used up in the order they were added. */
  addDecisionStrategy(
    vars: readonly IntVar[],
    variableSelection: VariableSelection,
    valueSelection: ValueSelection,
  ): this {
    if (!VARIABLE_SELECTIONS.includes(variableSelection)) {
      throw new ModelError(`addDecisionStrategy: variableSelection must be one of ${VARIABLE_SELECTIONS.join(', ')}`);
    }
    if (!VALUE_SELECTIONS.includes(valueSelection)) {
      throw new ModelError(`addDecisionStrategy: valueSelection must be one of ${VALUE_SELECTIONS.join(', ')}`);
    }
    const lowered = this.lowering.variables(vars, 'addDecisionStrategy: vars');
    this.data.searchStrategies ??= [];
    this.data.searchStrategies.push({ vars: lowered, variableSelection, valueSelection });
    return this;
  }

  private setHint(variable: VariableRef, value: number): void {
    const position = this.hintPositions.get(variable);
    if (position !== undefined) {
      this.hints.values[position] = value;
      return;
    }
    this.hintPositions.set(variable, this.hints.vars.push(variable) - 1);
    this.hints.values.push(value);
    this.data.hints = this.hints;
  }
}
