// Parameters of a solve, by CP-SAT's names in camelCase: one table with type, range and help, from which the SolveParameters type and its checks follow.

import { EXPLANATION_STYLES, type ExplanationStyle } from '../propagators/cumulative-explain.ts';
import { type EngineOptions, engineOptions } from '../solver/options.ts';
import { show } from './arguments.ts';
import type { SchedulingOptions } from './scheduling-options.ts';
import { STRATEGIES } from './strategy-table.ts';

export interface SolveParameters extends SchedulingOptions {
  /** Seconds of wall time, reading and compiling the model included; of a deterministic solve, seconds' worth of work. Default: no limit. */
  readonly maxTimeInSeconds?: number;
  /** Conflicts. Default: no limit. */
  readonly maxNumberOfConflicts?: number;
  /** Deterministic work, about one tick per memory line touched. Default: no limit. */
  readonly maxDeterministicTicks?: number;
  /** Megabytes (10^6) of the engine's trail, literals, clauses and reasons. Default: no limit. */
  readonly maxMemoryInMB?: number;
  /** Seed of all random choices. Default: 1. */
  readonly randomSeed?: number;
  /**
   * Equal parameters give equal results, whatever the machine is doing besides: only the seconds in them differ. The work is counted, and with several workers they
   * exchange what they find when each has done the same amount. Default: false, with which equal seeds give equal runs of one worker without a limit on time.
   */
  readonly deterministic?: boolean;
  /**
   * 1 (default): the search runs in the calling thread. More: that many worker threads (solve() and solveEvents() on Node), each with another strategy on a copy of
   * the model; limits on conflicts, ticks and memory are for each. An enumeration runs in the calling thread all the same.
   */
  readonly numWorkers?: number;
  /** Make the model smaller before it is solved; solutions and bounds are those of the model as it was given. Default: true. */
  readonly cpModelPresolve?: boolean;
  /** Report every solution, in no particular order, instead of one. Only for models without objective. */
  readonly enumerateAllSolutions?: boolean;
  /** End with the first solution, a hint that is one included: status FEASIBLE, unless that is the answer. */
  readonly stopAfterFirstSolution?: boolean;
  /** The same after so many solutions: better and better ones, or of an enumeration. Default: no limit. */
  readonly solutionLimit?: number;
  /** End when |objective - bestBound| is at most this. The status is FEASIBLE (CP-SAT says OPTIMAL) unless the two are equal. Default: 0. */
  readonly absoluteGapLimit?: number;
  /** End when |objective - bestBound| / max(1, |objective|) is at most this, in the same way. Default: 0. */
  readonly relativeGapLimit?: number;
  /** Conflicts of the search that completes hints; 0: they are only verified. Default: 1000. It may take as much work as presolve. */
  readonly hintConflictLimit?: number;
  /** Begin with a solution that has most of the hinted values where not all are possible: those that contradict each other are given up. Not for variables that are fixed to them. Default: false. */
  readonly repairHint?: boolean;
  /** Allow the hinted variables no other values. Default: false. */
  readonly fixVariablesToTheirHintedValue?: boolean;
  /** Leave out of the sufficient assumptions what is not needed: the others could hold without any one of them, unless a limit comes first. Default: false. */
  readonly minimizeCore?: boolean;
  /** Tell what the search is doing, to onLog if it is given, else to the console. */
  readonly logSearchProgress?: boolean;
  /** How cumulative constraints explain themselves. Default: 'pointwise'. */
  readonly explanation?: ExplanationStyle;
  /** Options of the engine, see ENGINE_OPTIONS. */
  readonly engine?: Partial<EngineOptions>;
  /**
   * Strategies of the workers by name, see STRATEGIES, instead of the usual ones: the workers take them in turn, and those that do not apply to the model are left out. Given,
   * even a single worker is a thread. For solve() and solveEvents().
   */
  readonly subsolvers?: readonly string[];
}

interface NumberRange {
  readonly type: 'number' | 'integer';
  readonly lo: number;
  readonly hi: number;
}

type Rule =
  | NumberRange
  | { readonly type: 'boolean' }
  | { readonly type: 'choice'; readonly choices: readonly string[] }
  | { readonly type: 'choices'; readonly choices: readonly string[] };

const MOST = Number.MAX_SAFE_INTEGER;

const RULES: Readonly<Record<Exclude<keyof SolveParameters, 'engine'>, Rule>> = {
  maxTimeInSeconds: { type: 'number', lo: 0, hi: Number.POSITIVE_INFINITY },
  maxNumberOfConflicts: { type: 'integer', lo: 0, hi: MOST },
  maxDeterministicTicks: { type: 'integer', lo: 0, hi: MOST },
  maxMemoryInMB: { type: 'number', lo: 1, hi: Number.POSITIVE_INFINITY },
  randomSeed: { type: 'integer', lo: 0, hi: MOST },
  deterministic: { type: 'boolean' },
  numWorkers: { type: 'integer', lo: 1, hi: 256 },
  cpModelPresolve: { type: 'boolean' },
  enumerateAllSolutions: { type: 'boolean' },
  stopAfterFirstSolution: { type: 'boolean' },
  solutionLimit: { type: 'integer', lo: 1, hi: MOST },
  absoluteGapLimit: { type: 'number', lo: 0, hi: Number.POSITIVE_INFINITY },
  relativeGapLimit: { type: 'number', lo: 0, hi: Number.POSITIVE_INFINITY },
  hintConflictLimit: { type: 'integer', lo: 0, hi: MOST },
  repairHint: { type: 'boolean' },
  fixVariablesToTheirHintedValue: { type: 'boolean' },
  minimizeCore: { type: 'boolean' },
  logSearchProgress: { type: 'boolean' },
  explanation: { type: 'choice', choices: EXPLANATION_STYLES },
  subsolvers: { type: 'choices', choices: STRATEGIES.map(({ name }) => name) },
  useOverloadCheckerInDisjunctive: { type: 'boolean' },
  usePrecedencesInDisjunctiveConstraint: { type: 'boolean' },
  useNotFirstNotLastInDisjunctive: { type: 'boolean' },
  useEdgeFindingInDisjunctive: { type: 'boolean' },
  maxSizeToCreatePrecedenceLiteralsInDisjunctive: { type: 'integer', lo: 0, hi: MOST },
  useOverloadCheckerInCumulative: { type: 'boolean' },
  useTimetableEdgeFindingInCumulative: { type: 'boolean' },
  useDisjunctiveConstraintInCumulative: { type: 'boolean' },
  noOverlap2dBooleanRelationsLimit: { type: 'integer', lo: 0, hi: MOST },
  useTimetablingInNoOverlap2d: { type: 'boolean' },
};

/**
 * Throws TypeError for a value of another type, RangeError for one out of range or an unknown name; the message names the parameter and what it accepts.
 */
export function checkParameters(parameters: unknown): asserts parameters is SolveParameters {
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) {
    throw new TypeError(`parameters must be an object, got ${show(parameters)}`);
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    if (name === 'engine') {
      if (typeof value !== 'object' || value === null) {
        throw new TypeError(`parameter engine must be an object of engine options, got ${show(value)}`);
      }
      engineOptions(value);
    } else if (Object.hasOwn(RULES, name)) {
      checkValue(name, value, RULES[name as keyof typeof RULES]);
    } else {
      throw new RangeError(`unknown parameter ${show(name)}; known are ${Object.keys(RULES).join(', ')}, engine`);
    }
  }
}

function checkValue(name: string, value: unknown, rule: Rule): void {
  if (rule.type === 'boolean') {
    if (typeof value !== 'boolean') throw new TypeError(`parameter ${name} must be true or false, got ${show(value)}`);
  } else if (rule.type === 'choices') {
    if (!Array.isArray(value) || value.length === 0)
      throw new TypeError(`parameter ${name} must be a list of names, got ${show(value)}`);
    for (const entry of value as readonly unknown[])
      checkValue(`${name}: an entry`, entry, { ...rule, type: 'choice' });
  } else if (rule.type === 'choice') {
    if (typeof value !== 'string') throw new TypeError(`parameter ${name} must be a text, got ${show(value)}`);
    if (!rule.choices.includes(value)) {
      throw new RangeError(`parameter ${name} must be one of ${rule.choices.join(', ')}, got ${show(value)}`);
    }
  } else {
    const { lo, hi } = rule;
    const range = lo === hi ? `${lo}` : `${rule.type === 'integer' ? 'an integer' : 'a number'} from ${lo} to ${hi}`;
    if (typeof value !== 'number') throw new TypeError(`parameter ${name} must be ${range}, got ${show(value)}`);
    if (Number.isNaN(value) || value < lo || value > hi || (rule.type === 'integer' && !Number.isInteger(value))) {
      throw new RangeError(`parameter ${name} must be ${range}, got ${show(value)}`);
    }
  }
}
