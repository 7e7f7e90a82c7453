// The public interface of the package: build a model, solve it, read and verify the answer.

export * from './api.ts';
export { solve, solveEvents, solveLexicographic, solveSync } from './model/solve.ts';
