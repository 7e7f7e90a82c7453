// The collection of benchmark instances: its index, and what is known about each of them.
//
// The index (index.json) is a list with one object per instance: family, set, file, sense, then either a proven optimum, or bounds of it (best_lb, best_ub) where it is
// open, or the status (sat, unsat) where there is nothing to optimise or no solution. Rows of MiniZinc add the values that other solvers reached.

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from './child.ts';
import { UsageError } from './options.ts';

const INDEX = 'index.json';

/** What another solver did with an instance, as the index has it. */
export interface PeerResult {
  readonly status: string;
  readonly obj?: number;
  /** Seconds of solving, and of the whole call. */
  readonly solve?: number;
  readonly wall?: number;
}

export interface Instance {
  readonly family: string;
  readonly set: string;
  /** Below the folder of the collection. */
  readonly file: string;
  readonly sense: 'min' | 'max' | 'sat' | null;
  readonly optimum?: number;
  /** Bounds of the optimum: a solution as good as the one is known, and nothing is better than the other. */
  readonly best_lb?: number | null;
  readonly best_ub?: number | null;
  readonly status?: 'sat' | 'unsat';
  readonly native_fzn?: string;
  readonly minisat_user_s?: number | null;
  readonly peers?: Readonly<Record<string, PeerResult>>;
}

export interface Collection {
  readonly folder: string;
  readonly instances: readonly Instance[];
}

/** Reads the index of the collection, by default that beside the repository. Throws UsageError if it is not there. */
export function readCollection(given: string | null): Collection {
  const folder = given === null ? join(ROOT, '../shared/data/bench') : resolve(given);
  const index = join(folder, INDEX);
  if (!existsSync(index)) throw new UsageError(`no ${index}; name the folder of the instances with --instances DIR`);
  try {
    const instances: unknown = JSON.parse(readFileSync(index, 'utf8'));
    if (Array.isArray(instances)) return { folder, instances: instances as Instance[] };
  } catch {
    // said below
  }
  throw new UsageError(`${index} is not a list of instances in JSON`);
}

export interface Answer {
  /** optimal: proven, or any solution where there is nothing to optimise. */
  readonly status: 'optimal' | 'feasible' | 'infeasible' | 'unknown';
  /** Of the solution; null without one or without an objective. */
  readonly objective: number | null;
  /** Proven bound of the objective; null if there is none. */
  readonly bound: number | null;
}

/** Why the answer cannot be right, in view of what is known; empty if nothing speaks against it. */
export function contradiction(instance: Instance, { status, objective, bound }: Answer): string {
  const { sense } = instance;
  const solved = status === 'optimal' || status === 'feasible';
  if (instance.status === 'unsat' && solved) return 'a solution, but there is none';
  const least = instance.optimum ?? instance.best_lb ?? null;
  const most = instance.optimum ?? instance.best_ub ?? null;
  const known = sense === 'max' ? least : most;
  const isSatisfiable = instance.status === 'sat' || known !== null;
  if (isSatisfiable && status === 'infeasible') return 'infeasible, but there is a solution';
  if (sense !== 'min' && sense !== 'max') return '';
  const sign = sense === 'min' ? 1 : -1;
  const ideal = sense === 'max' ? most : least;
  if (objective !== null && ideal !== null && sign * (ideal - objective) > 0)
    return `objective ${objective} beyond the proven ${ideal}`;
  // an optimum is a bound, whatever the program says about its bound
  const claimed = status === 'optimal' ? (objective ?? bound) : bound;
  if (claimed !== null && known !== null && sign * (claimed - known) > 0)
    return `${status === 'optimal' ? 'optimum' : 'bound'} ${claimed}, but there is a solution of ${known}`;
  if (objective !== null && bound !== null && sign * (bound - objective) > 0)
    return `bound ${bound} beyond the solution of ${objective}`;
  return '';
}

/** Whether nothing is left to say about the instance. */
export function isClosed({ status }: Pick<Answer, 'status'>): boolean {
  return status === 'optimal' || status === 'infeasible';
}

/** Whether the objective is at least as good as the best known one; false where no value is known. */
export function isBest(instance: Instance, objective: number | null): boolean {
  const { sense, optimum } = instance;
  if (objective === null) return false;
  const known = optimum ?? (sense === 'max' ? instance.best_lb : instance.best_ub) ?? null;
  return known !== null && (sense === 'max' ? objective >= known : objective <= known);
}

/** The known value as text: an optimum, an open interval, a status. */
export function knownText({ optimum, best_lb, best_ub, status }: Instance): string {
  if (optimum !== undefined) return String(optimum);
  if (status !== undefined) return status;
  return `${best_lb ?? '?'}..${best_ub ?? '?'}`;
}
