// The suites scheduling, minizinc and sat: instances with known answers, solved by the program's commands, beside what others reach.

import { parseOptions } from '../model/named-options.ts';
import { measureInstance, settingsOf } from './instance-measure.ts';
import { type InstanceRow, instanceRows } from './instance-rows.ts';
import { INSTANCE_SECTIONS, type InstanceSuite } from './instance-sections.ts';
import { summaryTable } from './instance-summary.ts';
import { instanceTables } from './instance-tables.ts';
import { readCollection } from './instances.ts';
import { hasMinisat, indexedMinisat, runMinisat } from './minisat.ts';
import { type BenchOptions, chosenSections, UsageError } from './options.ts';
import { peerColumns } from './peer-results.ts';
import type { ResultRow } from './results.ts';
import type { RowSuite, SuiteContext, SuiteTask } from './suite.ts';

type InstanceOptions = Pick<BenchOptions, 'instances' | 'sections' | 'rows' | 'seeds' | 'limit' | 'workers' | 'set'>;

/** Reads the collection; looks for MiniSat where it is a peer. Throws UsageError. */
export async function instanceSuite(
  name: InstanceSuite,
  options: InstanceOptions,
  log: (line: string) => void,
): Promise<RowSuite<InstanceRow>> {
  const own = INSTANCE_SECTIONS.filter(({ suite }) => suite === name);
  const chosen = chosenSections(
    options.sections,
    own.map((section) => section.name),
  );
  const sections = own.filter((section) => chosen.includes(section.name));
  const rows = instanceRows(sections, readCollection(options.instances), options);
  const minisat = name === 'sat' && (await hasMinisat());
  if (name === 'sat' && !minisat) log('no minisat here: its seconds are those of the index');
  const set = checkedSet(options.set ?? []);
  return {
    name,
    rows,
    sections: sections.map((section) => section.name),
    task: (row) => ({
      row,
      settings: {
        ...settingsOf(row),
        ...(name === 'sat' ? { minisat: minisat ? 'this run' : 'index' } : {}),
        ...(set.length === 0 ? {} : { set: set.join(',') }),
      },
      seeds: options.seeds ?? [1],
    }),
    measure: (task, context) => measureWithPeers(task, set, minisat, context),
    title: (section) => sections.find((s) => s.name === section)!.title,
    tables: (section, results, markdown) => [
      ...instanceTables(name, results, markdown),
      summaryTable(
        sections.filter((s) => s.name === section),
        results,
        markdown,
      ),
    ],
    summary: (results, markdown) => (sections.length > 1 ? [summaryTable(sections, results, markdown)] : []),
  };
}

/** Options of the solver that there are. Throws UsageError. */
function checkedSet(assignments: readonly string[]): readonly string[] {
  try {
    parseOptions(assignments);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--set: ${error.message}`);
    throw error;
  }
  return assignments;
}

async function measureWithPeers(
  task: SuiteTask<InstanceRow>,
  set: readonly string[],
  minisat: boolean,
  context: SuiteContext,
): Promise<ResultRow> {
  const { row } = task;
  const own = await measureInstance(
    task,
    row.name,
    set.flatMap((assignment) => ['--set', assignment]),
    context,
  );
  const peers = peerColumns(row.instance);
  const measures: Record<string, number | null> = { ...own.measures, ...peers.measures };
  const notes: Record<string, string> = { ...own.notes, ...peers.notes };
  if (row.from.suite === 'sat') {
    const run = minisat ? await runMinisat(row.file, row.limit) : indexedMinisat(row.instance);
    if (minisat) context.log(`  minisat: ${run.text}`);
    measures['minisat seconds'] = run.seconds;
    notes.minisat = run.text;
  }
  return { ...own, measures, notes };
}
