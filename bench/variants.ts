// Variants of the program to compare: sets of options by name, or single strategies.
//
//   --variants default,no-edge-finding=useEdgeFindingInDisjunctive:false,slow=useEdgeFindingInDisjunctive:false+restartPolicy:luby
//   --strategies default,probe          each alone, in one worker

import { SCHEDULING_STRATEGIES } from '../formulation/scheduling/members.ts';
import { parseOptions } from '../model/named-options.ts';
import { STRATEGIES } from '../model/strategy-table.ts';
import type { InstanceSuite } from './instance-sections.ts';
import { UsageError } from './options.ts';

export interface Variant {
  readonly name: string;
  /** More words of the command line. */
  readonly words: readonly string[];
}

/** The family of instances that a researcher of propagators picks. */
export const FAMILIES = ['rcpsp', 'jobshop', 'minizinc', 'sat'] as const;
export type Family = (typeof FAMILIES)[number];

/** The sections of the other suites that a family takes its instances from. */
export const FAMILY_SECTIONS: Readonly<Record<Family, { readonly suite: InstanceSuite; readonly section: string }>> = {
  rcpsp: { suite: 'scheduling', section: 'j60' },
  jobshop: { suite: 'scheduling', section: 'jobshop' },
  minizinc: { suite: 'minizinc', section: 'minizinc' },
  sat: { suite: 'sat', section: 'sat' },
};

/** What is compared where nothing is named: each rule of the family's propagators switched, one at a time. */
const DEFAULT_VARIANTS: Readonly<Record<Family, string>> = {
  rcpsp:
    'default,no-disjunctive=useDisjunctiveConstraintInCumulative:false,overload=useOverloadCheckerInCumulative:true,' +
    'edge-finding=useTimetableEdgeFindingInCumulative:true,naive-explanations=explanation:naive',
  jobshop:
    'default,no-overload=useOverloadCheckerInDisjunctive:false,no-precedences=usePrecedencesInDisjunctiveConstraint:false,' +
    'no-not-first=useNotFirstNotLastInDisjunctive:false,no-edge-finding=useEdgeFindingInDisjunctive:false',
  minizinc: 'default,no-presolve=cpModelPresolve:false,luby=restartPolicy:luby',
  sat: 'default,no-presolve=cpModelPresolve:false,luby=restartPolicy:luby',
};

const STRATEGY = 'strategies=';

/** The variants of a request, or the family's own. Throws UsageError. */
export function variantsOf(
  family: Family,
  variants: readonly string[] | null,
  strategies: readonly string[] | null,
): Variant[] {
  const none = variants === null && strategies === null;
  const texts = none ? DEFAULT_VARIANTS[family].split(',') : (variants ?? []);
  const found = [
    ...(strategies ?? []).map((name) => strategyVariant(family, name)),
    ...texts.map((text) => variant(family, text)),
  ];
  const names = found.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`--variants: two are called "${twice}"`);
  return found;
}

/** "name=option:value+option:value"; a name alone has nothing changed. "strategies" counts as an option, for a strategy with other options. */
function variant(family: Family, text: string): Variant {
  const [name, changes] = text.split(/=(.*)/s);
  if (!/^[\w.-]+$/.test(name))
    throw new UsageError(`--variants: "${text}" has no name; write name=option:value+option:value`);
  const all = changes === undefined ? [] : changes.split('+').map((change) => change.replace(':', '='));
  const isStrategy = (assignment: string): boolean => assignment.startsWith(STRATEGY);
  const assignments = all.filter((assignment) => !isStrategy(assignment));
  const strategies = all.filter(isStrategy).map((assignment) => assignment.slice(STRATEGY.length));
  try {
    parseOptions(assignments);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`--variants: "${text}": ${error.message}; write name=option:value+option:value`);
  }
  return {
    name,
    words: [
      ...strategies.flatMap((strategy) => strategyVariant(family, strategy).words),
      ...assignments.flatMap((assignment) => ['--set', assignment]),
    ],
  };
}

function strategyVariant(family: Family, name: string): Variant {
  const isScheduling = FAMILY_SECTIONS[family].suite === 'scheduling';
  const names = (isScheduling ? SCHEDULING_STRATEGIES : STRATEGIES).map((strategy) => strategy.name);
  if (!names.includes(name)) throw new UsageError(`--strategies: no strategy "${name}"; there are ${names.join(', ')}`);
  return { name, words: ['--strategies', name] };
}
