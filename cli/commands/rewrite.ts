// `moccasin rewrite MODEL.onnx SCHEDULE --output NEW.onnx`: the model with its nodes in the order of the schedule, recomputed ones several times.

import { copiesInOrder } from '../../formulation/network/rewrite-onnx.ts';
import { InputError, printable } from '../../io/input-error.ts';
import { networkOf, readModel } from '../../io/onnx/import-network.ts';
import { encodeModel } from '../../io/onnx/model.ts';
import { rewrittenModel } from '../../io/onnx/rewrite-model.ts';
import { readBinaryFile, writeBinaryFile } from '../../io/text-file.ts';
import { parseArguments, usageError } from '../args.ts';
import { DIM_OPTION, graphSource, parseDims, SORT_OPTION, UNKNOWN_BYTES_OPTION } from '../graph-options.ts';
import { commandHelp } from '../help.ts';
import { defineCommand } from '../options.ts';
import type { Output } from '../output.ts';
import { readScheduled } from '../read-scheduled.ts';
import { assertResultFiles } from '../result-files.ts';

export const REWRITE = defineCommand({
  name: 'rewrite',
  summary:
    'Write an ONNX model that computes the same in the order of a schedule, recomputing what the schedule recomputes.',
  positionals: [
    { name: 'MODEL', help: 'the ONNX model that the schedule was made for' },
    { name: 'SCHEDULE', help: 'moccasin-schedule/1 file' },
  ],
  options: {
    output: { type: 'text', value: 'FILE', help: 'write the new model here; needed' },
    dim: DIM_OPTION,
    sort: SORT_OPTION,
    'unknown-bytes': UNKNOWN_BYTES_OPTION,
    quiet: { type: 'flag', help: 'no summary on stderr' },
  },
  notes: [
    'Weights in files of their own stay there: write the new model into the folder of the old one. Runtimes that look for common subexpressions undo ' +
      'recomputations unless told not to (docs/rewrite.md).',
  ],
});

export async function run(argv: string[], output: Output): Promise<number> {
  const { help, options, positionals } = parseArguments(REWRITE, argv);
  if (help) {
    output.stdout(commandHelp(REWRITE));
    return 0;
  }
  const [file, scheduleFile] = positionals;
  const target = options.output ?? usageError('--output', 'is missing', 'say where the new model goes');
  assertResultFiles([target], positionals);
  const source = graphSource(options, (line) => output.stderr(line));
  const bytes = readBinaryFile(file);
  const from = { file, dimensions: parseDims(options.dim), sort: options.sort };
  const model = readModel(bytes, from);
  const network = networkOf(model, from);
  const { sequence, graph } = readScheduled(file, scheduleFile, false, source, bytes);
  const numberOfName = new Map(network.operators.map(({ name }, i) => [name, i]));
  const operators = Array.from(sequence, (v) => {
    const operator = numberOfName.get(String(graph.ids[v]));
    if (operator !== undefined) return operator;
    const problem = `${JSON.stringify(graph.ids[v])} is no operator of ${file}`;
    throw new InputError({ file: scheduleFile, place: '', problem, mend: 'give a schedule of the model itself' });
  });
  const copies = copiesInOrder(network, operators);
  const rewritten = encodeModel(rewrittenModel(model, network, copies));
  writeBinaryFile(target, rewritten);
  if (!options.quiet) {
    const more = copies.length - network.operators.length;
    const text = `${target}: ${copies.length} nodes, ${more} of them copies; ${rewritten.length} bytes (${bytes.length} before)`;
    output.stderr(`${printable(text)}\n`);
  }
  return 0;
}
