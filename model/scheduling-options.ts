// Options of how constraints over time and boxes are compiled, by CP-SAT's names where it has them. They change how much is seen, never what is true. All workers on
// one model need the same two limits: these decide which auxiliary variables there are.

import type { DisjunctiveRules } from '../propagators/disjunctive-rules.ts';
import type { EnergyRules } from '../propagators/energy-rules.ts';

export interface SchedulingOptions {
  /** noOverlap: tasks too long for a window. Default: true. */
  readonly useOverloadCheckerInDisjunctive?: boolean;
  /** noOverlap: what must come before a task, as a set. Default: true. */
  readonly usePrecedencesInDisjunctiveConstraint?: boolean;
  /** noOverlap: what cannot be first, or last. Default: true. */
  readonly useNotFirstNotLastInDisjunctive?: boolean;
  /** noOverlap: what must come before, or after, a whole set. Default: true. */
  readonly useEdgeFindingInDisjunctive?: boolean;
  /** noOverlap: with up to this many intervals each pair gets a Boolean for its order, which the search decides on and learns about. Default: 100. */
  readonly maxSizeToCreatePrecedenceLiteralsInDisjunctive?: number;
  /** cumulative: tasks that need more energy than a window has. Default: false. */
  readonly useOverloadCheckerInCumulative?: boolean;
  /** cumulative: what a full window says about a task that reaches out of it. Default: false. */
  readonly useTimetableEdgeFindingInCumulative?: boolean;
  /** cumulative: pairs of tasks that do not fit together get a Boolean for their order, and if no two fit it is a disjunctive resource besides. Default: true. */
  readonly useDisjunctiveConstraintInCumulative?: boolean;
  /**
   * noOverlap2D: with up to this many boxes each pair gets a Boolean for each of its four relations. Default: 10; on strip packings of 15 to 28 items bounds alone
   * were 2 to 100 times faster (2026-11-22).
   */
  readonly noOverlap2dBooleanRelationsLimit?: number;
  /** noOverlap2D: a cumulative of the heights along x, and one of the widths along y. Default: true. */
  readonly useTimetablingInNoOverlap2d?: boolean;
}

const DEFAULTS: Readonly<Required<SchedulingOptions>> = {
  useOverloadCheckerInDisjunctive: true,
  usePrecedencesInDisjunctiveConstraint: true,
  useNotFirstNotLastInDisjunctive: true,
  useEdgeFindingInDisjunctive: true,
  maxSizeToCreatePrecedenceLiteralsInDisjunctive: 100,
  useOverloadCheckerInCumulative: false,
  useTimetableEdgeFindingInCumulative: false,
  useDisjunctiveConstraintInCumulative: true,
  noOverlap2dBooleanRelationsLimit: 10,
  useTimetablingInNoOverlap2d: true,
};

/** All options, by default where they are not given. */
export function schedulingOptions(given: SchedulingOptions): Required<SchedulingOptions> {
  const options: Record<string, unknown> = { ...DEFAULTS };
  for (const name of Object.keys(DEFAULTS)) options[name] = given[name as keyof SchedulingOptions] ?? options[name];
  return options as unknown as Required<SchedulingOptions>;
}

/** The rules of the disjunctive propagator that are on. */
export function disjunctiveRules(options: Required<SchedulingOptions>): DisjunctiveRules {
  return {
    overload: options.useOverloadCheckerInDisjunctive,
    detectablePrecedences: options.usePrecedencesInDisjunctiveConstraint,
    notFirstNotLast: options.useNotFirstNotLastInDisjunctive,
    edgeFinding: options.useEdgeFindingInDisjunctive,
  };
}

/** The rules of the energy propagator that are on. */
export function energyRules(options: Required<SchedulingOptions>): EnergyRules {
  return {
    overload: options.useOverloadCheckerInCumulative,
    edgeFinding: options.useTimetableEdgeFindingInCumulative,
  };
}
