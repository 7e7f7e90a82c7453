// `moccasin export-torch GRAPH SCHEDULE`: a schedule of a torch graph in the forms that torch can use.

import { InputError, printable } from '../../io/input-error.ts';
import { parseRematGraph } from '../../io/remat-graph.ts';
import { readBinaryFile, textOf, writeTextFile } from '../../io/text-file.ts';
import { formatReplay, replayPlan } from '../../io/torch-replay.ts';
import { formatSaved, savedTensors } from '../../io/torch-saved.ts';
import { parseArguments, usageError } from '../args.ts';
import { commandHelp } from '../help.ts';
import { defineCommand } from '../options.ts';
import type { Output } from '../output.ts';
import { readScheduled } from '../read-scheduled.ts';
import { assertResultFiles } from '../result-files.ts';

export const EXPORT_TORCH = defineCommand({
  name: 'export-torch',
  summary:
    'Write which tensors a schedule saves and recomputes, for torch.compile, or a script that replays it on the fx graph.',
  positionals: [
    { name: 'GRAPH', help: 'remat-graph/1 file of the torch graph' },
    { name: 'SCHEDULE', help: 'moccasin-schedule/1 file' },
  ],
  options: {
    saved: { type: 'text', value: 'FILE', help: 'write the names of saved and recomputed tensors here' },
    replay: { type: 'text', value: 'FILE', help: 'write the Python script here' },
    quiet: { type: 'flag', help: 'no summary on stderr' },
  },
  notes: [
    'At least one of --saved and --replay. How torch uses them, and how a graph is exported from torch: docs/torch.md.',
  ],
});

export async function run(argv: string[], output: Output): Promise<number> {
  const { help, options, positionals } = parseArguments(EXPORT_TORCH, argv);
  if (help) {
    output.stdout(commandHelp(EXPORT_TORCH));
    return 0;
  }
  const { saved, replay } = options;
  if (saved === undefined && replay === undefined) {
    usageError('', 'nothing to write', 'give --saved FILE or --replay FILE or both');
  }
  assertResultFiles([saved, replay], positionals);
  const [graphFile, scheduleFile] = positionals;
  const bytes = readBinaryFile(graphFile);
  const remat = parseRematGraph(textOf(bytes), graphFile);
  assertNames(remat.nodes, graphFile);
  const { graph, schedule, sequence, replay: simulation } = readScheduled(graphFile, scheduleFile, false, {}, bytes);
  const tensors = savedTensors(remat, graph, sequence);
  if (saved !== undefined) writeTextFile(saved, formatSaved(tensors));
  const frees = simulation.frees.map((nodes) => nodes.map((v) => graph.ids[v]));
  const plan = replay === undefined ? null : replayPlan(remat, { order: schedule.order, frees });
  if (replay !== undefined && plan !== null) writeTextFile(replay, formatReplay(remat, plan));
  if (!options.quiet) {
    const { saved, recomputed, savedAndRecomputed, savedBytes } = tensors;
    const both =
      savedAndRecomputed.length === 0 ? '' : `, ${savedAndRecomputed.length} of them also held over the border`;
    const text = `${remat.name}: ${saved.length} names saved (${savedBytes} bytes), ${recomputed.length} recomputed${both}`;
    output.stderr(`${printable(text)}\n`);
    if (plan !== null) {
      const promise = `${remat.name}: the replay allocates at most ${plan.peak} bytes, results held to the end included`;
      output.stderr(`${printable(promise)}\n`);
    }
  }
  return 0;
}

/** torch knows nodes by their names. */
function assertNames(nodes: readonly { readonly name: string }[], file: string): void {
  const seen = new Set<string>();
  for (const [v, { name }] of nodes.entries()) {
    if (seen.has(name)) {
      const problem = `the name ${JSON.stringify(name)} is used twice`;
      throw new InputError({
        file,
        place: `nodes[${v}]`,
        problem,
        mend: 'export the graph with the names of its fx nodes',
      });
    }
    seen.add(name);
  }
}
