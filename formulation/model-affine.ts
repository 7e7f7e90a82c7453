// Affine expressions of a model under construction: constants, variables, shifts, and their root bounds.

import type { Affine, ModelData, VariableRef } from '../model/model.ts';

export function constant(value: number): Affine {
  return { vars: [], coeffs: [], offset: value };
}

export function variableAffine(x: VariableRef): Affine {
  return { vars: [x], coeffs: [1], offset: 0 };
}

export function plus(e: Affine, k: number): Affine {
  return { vars: e.vars, coeffs: e.coeffs, offset: e.offset + k };
}

export function lowerBound(data: ModelData, e: Affine): number {
  return e.vars.length === 0 ? e.offset : data.variables[e.vars[0]!]!.domain[0]! + e.offset;
}

export function upperBound(data: ModelData, e: Affine): number {
  if (e.vars.length === 0) return e.offset;
  const { domain } = data.variables[e.vars[0]!]!;
  return domain[domain.length - 1]! + e.offset;
}
