// `moccasin check GRAPH SCHEDULE`: replay a schedule and say whether it is valid and costs what it claims.

import { loadGraph } from '../../formulation/load-graph.ts';
import { checkSchedule, overheadPercent, simulate, simulateInputOrder } from '../../formulation/schedule.ts';
import { printable } from '../../io/input-error.ts';
import { readPlanFile } from '../../io/plan-file.ts';
import { readScheduleFile } from '../../io/schedule-file.ts';
import { parseArguments } from '../args.ts';
import { BUDGET_OPTION, parseBudget, resolveBudget } from '../budget.ts';
import { findFalseClaim, sequenceOf } from '../claims.ts';
import { GRAPH_HELP, GRAPH_OPTIONS, graphSource } from '../graph-options.ts';
import { commandHelp } from '../help.ts';
import { defineCommand } from '../options.ts';
import type { Output } from '../output.ts';
import { findFalsePlan } from '../plan-report.ts';
import { mostComputations } from '../read-scheduled.ts';

const EXIT_INVALID = 1;

export const CHECK = defineCommand({
  name: 'check',
  summary: 'Replay a schedule against its graph. Exit code 0 if it is valid, 1 if it is not, 2 for bad input.',
  positionals: [
    { name: 'GRAPH', help: GRAPH_HELP },
    { name: 'SCHEDULE', help: 'moccasin-schedule/1 file' },
  ],
  options: {
    budget: { ...BUDGET_OPTION, help: `${BUDGET_OPTION.help}; without it, the budget the schedule was made for` },
    'keep-outputs': { type: 'flag', help: 'tensors that nobody reads stay in memory to the end' },
    ...GRAPH_OPTIONS,
    plan: {
      type: 'text',
      value: 'FILE',
      isInput: true,
      help: 'moccasin-plan/1 file: carry out this plan of the schedule, too',
    },
  },
});

export async function run(argv: string[], output: Output): Promise<number> {
  const { help, options, positionals } = parseArguments(CHECK, argv);
  if (help) {
    output.stdout(commandHelp(CHECK));
    return 0;
  }
  const budgetGiven = options.budget === undefined ? null : parseBudget(options.budget);
  const keepOutputs = options['keep-outputs'];
  const [graphFile, scheduleFile] = positionals;
  const schedule = readScheduleFile(scheduleFile);
  const graph = loadGraph(
    graphFile,
    mostComputations(schedule),
    graphSource(options, (line) => output.stderr(line)),
  );
  const invalid = (why: string): number => {
    output.stdout(`INVALID: ${printable(why)}\n`);
    return EXIT_INVALID;
  };
  const sequence = sequenceOf(graph, schedule);
  if (typeof sequence === 'string') return invalid(sequence);
  const baseline = simulateInputOrder(graph, { keepOutputs });
  const budget = budgetGiven === null ? schedule.budget : resolveBudget(budgetGiven, baseline.peak);
  const { mode, maxComputations } = schedule;
  const [violation] = checkSchedule(graph, sequence, { budget, mode, maxComputations, keepOutputs });
  if (violation !== undefined) return invalid(violation);
  const replay = simulate(graph, sequence, { keepOutputs });
  if (!replay.valid) throw new Error('checkSchedule accepts only sequences that can be replayed');
  const falseClaim = findFalseClaim(graph, schedule, sequence, replay, baseline);
  if (falseClaim !== null) return invalid(falseClaim);
  const plan = options.plan === undefined ? null : readPlanFile(options.plan);
  const falsePlan = plan === null ? null : findFalsePlan(graph, sequence, replay, plan, keepOutputs);
  if (falsePlan !== null) return invalid(`${options.plan}: ${falsePlan}`);
  const { peak, duration } = replay;
  const share = baseline.peak === 0 ? 100 : (100 * peak) / baseline.peak;
  const lowerBound = schedule.durationLowerBound ?? 0;
  const gap = duration === 0 ? 0 : (100 * (duration - lowerBound)) / duration;
  output.stdout(
    `valid: n ${graph.n}, steps ${sequence.length}, budget ${budget}, ` +
      `peak ${peak} (${share.toFixed(2)} % of input order), duration ${duration}, ` +
      `TDI ${overheadPercent(duration, baseline.duration).toFixed(4)} %, ` +
      `proven gap ${gap.toFixed(4)} %, status ${schedule.status}` +
      `${plan === null ? '' : `, arena ${plan.arena}, arena / peak ${plan.ratio.toFixed(4)}`}\n`,
  );
  return 0;
}
