// `moccasin plan GRAPH SCHEDULE`: an address in one arena for every tensor of a schedule.

import {
  type ArenaParameters,
  type ArenaPlan,
  DEFAULT_ALIGNMENT,
  DEFAULT_ARENA_WORK,
  planArena,
} from '../../formulation/arena/plan.ts';
import { formatChromeTrace, type Trace } from '../../io/chrome-trace.ts';
import { InputError } from '../../io/input-error.ts';
import { formatPlan, formatPlanCsv, type PlanFile } from '../../io/plan-file.ts';
import { writeTextFile } from '../../io/text-file.ts';
import { parseArguments, refuseGiven } from '../args.ts';
import { GRAPH_HELP, GRAPH_OPTIONS, graphSource } from '../graph-options.ts';
import { commandHelp } from '../help.ts';
import { defineCommand } from '../options.ts';
import type { Output } from '../output.ts';
import { planReport, planSummary } from '../plan-report.ts';
import { readScheduled, type Scheduled } from '../read-scheduled.ts';
import { assertResultFiles } from '../result-files.ts';
import { writeAnswer } from '../write-answer.ts';

export const PLAN = defineCommand({
  name: 'plan',
  summary: 'Give every tensor of a schedule an address in one arena, so that no two share a byte at the same time.',
  positionals: [
    { name: 'GRAPH', help: GRAPH_HELP },
    { name: 'SCHEDULE', help: 'moccasin-schedule/1 file' },
  ],
  options: {
    alignment: {
      type: 'integer',
      min: 1,
      max: 2 ** 40,
      default: DEFAULT_ALIGNMENT,
      help: 'addresses are multiples of it',
    },
    'keep-outputs': { type: 'flag', help: 'tensors that nobody reads stay in memory to the end' },
    seed: {
      type: 'integer',
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
      default: 1,
      help: 'of the random choices of the search',
    },
    effort: {
      type: 'integer',
      min: 0,
      max: 1_000_000,
      default: DEFAULT_ARENA_WORK / 1e6,
      help: 'work of the search, in millions of boxes looked at; about 300 are a second',
    },
    output: { type: 'text', value: 'FILE', help: 'write the plan here instead of to stdout' },
    csv: { type: 'text', value: 'FILE', help: 'write the operations as CSV' },
    trace: { type: 'text', value: 'FILE', help: 'write steps and memory as a trace for Perfetto or chrome://tracing' },
    ...GRAPH_OPTIONS,
    quiet: { type: 'flag', help: 'no summary on stderr' },
  },
  notes: [
    'Format of the plan: docs/plan.md. `moccasin check GRAPH SCHEDULE --plan FILE` carries a plan out and judges it.',
  ],
});

export async function run(argv: string[], output: Output): Promise<number> {
  const { help, options, given, positionals } = parseArguments(PLAN, argv);
  if (help) {
    output.stdout(commandHelp(PLAN));
    return 0;
  }
  const { alignment, seed, effort, csv, trace } = options;
  const keepOutputs = options['keep-outputs'];
  if (effort === 0) refuseGiven(given, ['seed'], '--effort 0');
  if (trace === undefined) refuseGiven(given, ['device', 'profile'], 'a plan without --trace');
  assertResultFiles([options.output, csv, trace], positionals, options.output === undefined);
  const [graphFile, scheduleFile] = positionals;
  const scheduled = readScheduled(
    graphFile,
    scheduleFile,
    keepOutputs,
    graphSource(options, (line) => output.stderr(line)),
  );
  const { graph, sequence, replay } = scheduled;
  const arena = placed(scheduled, { alignment, seed, work: effort * 1e6 }, graphFile);
  const plan = planReport(graph, sequence, replay, arena, { alignment, keepOutputs });
  // the search may have taken long: if only one of the files can be written, then this one
  writeAnswer(formatPlan(plan), options.output, output);
  if (csv !== undefined) writeTextFile(csv, formatPlanCsv(plan));
  if (trace !== undefined) writeTextFile(trace, formatChromeTrace(traceOf(scheduled, plan)));
  if (!options.quiet) output.stderr(planSummary(plan));
  return 0;
}

function placed({ graph, sequence, replay }: Scheduled, parameters: ArenaParameters, file: string): ArenaPlan {
  try {
    return planArena(graph, sequence, replay, parameters);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError({ file, place: '--alignment', problem: error.message, mend: 'give a smaller alignment' });
  }
}

function traceOf({ graph, schedule, sequence, replay }: Scheduled, plan: PlanFile): Trace {
  const written = plan.operations.filter(({ operation }) => operation !== 'free');
  const steps = written.map(({ bytes, copy }, j) => ({
    ...{ name: graph.names[sequence[j]], duration: graph.durations[sequence[j]], memory: replay.timeline[j] },
    ...{ bytes, backward: graph.backward[sequence[j]] === 1, copy },
  }));
  return { name: graph.name, steps, budget: schedule.budget };
}
