// One row of an instance: a run per seed, medians, and whether what came out can be right.

import type { InstanceRow } from './instance-rows.ts';
import { type Answer, contradiction, isBest, isClosed, knownText } from './instances.ts';
import { seconds } from './report.ts';
import { medians, type ResultRow, tally } from './results.ts';
import { runInstance } from './run-instance.ts';
import type { SuiteContext, SuiteTask } from './suite.ts';

interface Judged {
  /** As the program says; "wrong" where it cannot be right, "failed" where there is no answer. */
  readonly status: string;
  readonly complaint: string;
  readonly answer: Answer | null;
  readonly measures: Readonly<Record<string, number | null>>;
}

/** Settings that tell the row from others, on top of those of its suite. */
export function settingsOf(row: InstanceRow): Record<string, number | string> {
  const { section, short, limit, workers, instance, of } = row;
  return { section, instance: short, limit, workers, known: knownText(instance), of };
}

/** Runs the row with each seed; `words` are given to the program on top of limit, workers and seed. */
export async function measureInstance(
  { row, settings, seeds }: SuiteTask<InstanceRow>,
  name: string,
  words: readonly string[],
  { program, log }: SuiteContext,
): Promise<ResultRow> {
  const runs: Judged[] = [];
  for (const seed of seeds) {
    const { file, limit, workers } = row;
    const run = await runInstance({ cli: program.cli, command: row.from.command, file, limit, workers, seed, words });
    const wrong = run.answer === null ? '' : contradiction(row.instance, run.answer);
    const status = run.answer === null ? 'failed' : wrong === '' ? run.answer.status : 'wrong';
    runs.push({ ...run, status, complaint: run.complaint || wrong });
    log(`${name}, seed ${seed}: ${outcome(runs.at(-1)!, row)}`);
  }
  const all = (holds: (answer: Answer) => boolean): number =>
    Number(runs.every(({ status, answer }) => status !== 'wrong' && answer !== null && holds(answer)));
  const complaint = runs.find((run) => run.complaint !== '')?.complaint;
  return {
    ...{ name, settings, status: tally(runs.map(({ status }) => status)), aim: '', seeds },
    measures: {
      ...medians(runs.map(({ measures }) => measures)),
      closed: all(isClosed),
      best: all(({ objective }) => isBest(row.instance, objective)),
    },
    ...(complaint === undefined ? {} : { notes: { complaint } }),
  };
}

function outcome({ status, complaint, measures }: Judged, { instance }: InstanceRow): string {
  if (complaint !== '') return `${status}, ${complaint}`;
  const value = measures.objective ?? null;
  const objective = value === null ? '' : `, ${value} (known ${knownText(instance)})`;
  return `${status}${objective}, ${seconds(measures.seconds)} s`;
}
