// The public interface of the package: build a model, solve it, read and verify the answer.

export { ModelError } from './model/arguments.ts';
export { CpModel } from './model/build.ts';
export type { CoverWriteLike, LiteralArguments } from './model/build-constraints.ts';
export type { ArcLike } from './model/build-routing.ts';
export { Domain } from './model/domain.ts';
export type { SolveEvents } from './model/engine-run.ts';
export {
  BoolVar,
  BoundedLinearExpr,
  IntVar,
  LinearExpr,
  type LinearExprLike,
  type LiteralLike,
  NotBoolVar,
  sum,
  weightedSum,
} from './model/expressions.ts';
export { ConstraintHandle, IntervalVar } from './model/handles.ts';
export { exportModel, importModel } from './model/json.ts';
export { type LexicographicObjective, type LexicographicResult, solveLexicographic } from './model/lexicographic.ts';
export type * from './model/model.ts';
export { MAX_VALUE, MODEL_FORMAT } from './model/model.ts';
export type { SolveParameters } from './model/parameters.ts';
export {
  booleanValueIn,
  type HistoryEntry,
  type Solution,
  type SolveEnd,
  type SolveResult,
  type SolveStats,
  valueIn,
} from './model/result.ts';
export { type SolveEvent, solve, solveEvents, solveSync } from './model/solve.ts';
export { validate } from './model/validate.ts';
export { objectiveValue, verify } from './model/verify.ts';
export { ENGINE_OPTIONS, type EngineOptions } from './solver/options.ts';
export type { Status } from './solver/types.ts';
