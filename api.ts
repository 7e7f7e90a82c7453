// What both entries of the package have in common, index.ts for Node and browser.ts: how to build a model, and how to read and verify an answer.

export { ModelError } from './model/arguments.ts';
export { CpModel } from './model/build.ts';
export type { CoverWriteLike, LiteralArguments } from './model/build-constraints.ts';
export type { ArcLike } from './model/build-routing.ts';
export { Domain } from './model/domain.ts';
export type { EventSolver, SolveEvent, SolveEvents, StreamOptions } from './model/events.ts';
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
export type { LexicographicObjective, LexicographicResult, LexicographicSolver } from './model/lexicographic.ts';
export type * from './model/model.ts';
export { MAX_VALUE, MODEL_FORMAT } from './model/model.ts';
export type { SolveParameters } from './model/parameters.ts';
export {
  booleanValueIn,
  type HintResult,
  type HistoryEntry,
  type Solution,
  type SolveEnd,
  type SolveResult,
  type SolveStats,
  valueIn,
} from './model/result.ts';
export { validate } from './model/validate.ts';
export { objectiveValue, verify } from './model/verify.ts';
export { ENGINE_OPTIONS, type EngineOptions } from './solver/options.ts';
export type { Status } from './solver/types.ts';
