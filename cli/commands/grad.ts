// `moccasin grad MODEL.onnx`: the training graph of a model.

import { assertSumsAreSafe, GraphError } from '../../formulation/graph.ts';
import { fromNetwork, loadNetwork } from '../../formulation/load-graph.ts';
import { rematToComputeGraph } from '../../formulation/network/network-graph.ts';
import { InputError } from '../../io/input-error.ts';
import { formatRematGraph } from '../../io/remat-graph.ts';
import { assertWritable, writeTextFile } from '../../io/text-file.ts';
import { parseArguments, usageError } from '../args.ts';
import { DEVICE_OPTION, DIM_OPTION, graphSource, SORT_OPTION } from '../graph-options.ts';
import { commandHelp } from '../help.ts';
import { defineCommand } from '../options.ts';
import type { Output } from '../output.ts';
import { isSameFile } from '../same-file.ts';
import { graphLine, TRAINING_OPTIONS } from '../training-options.ts';

export const GRAD = defineCommand({
  name: 'grad',
  summary: 'Write the training graph (forward, loss, backward) of an ONNX model as remat-graph/1 JSON.',
  positionals: [{ name: 'MODEL', help: 'ONNX file; its weights are not needed' }],
  options: {
    ...TRAINING_OPTIONS,
    dim: DIM_OPTION,
    sort: SORT_OPTION,
    device: DEVICE_OPTION,
    output: { type: 'text', value: 'FILE', help: 'write the graph to this file instead of stdout' },
    quiet: { type: 'flag', help: 'nothing on stderr but warnings' },
  },
  notes: [
    'Gradients flow to all floating-point weights with two elements or more. Batch norm and dropout are in training ' +
      'mode. Sizes are bytes, durations nanoseconds on the device.',
  ],
});

export async function run(argv: string[], output: Output): Promise<number> {
  const { help, options, positionals } = parseArguments(GRAD, argv);
  if (help) {
    output.stdout(commandHelp(GRAD));
    return 0;
  }
  const [file] = positionals as [string];
  const source = graphSource(options, (line) => output.stderr(line));
  if (options.output !== undefined) {
    assertWritable(options.output);
    if (isSameFile(options.output, file)) usageError('--output', 'is the file of the model', 'name another file');
  }
  const network = loadNetwork(file, source);
  const { loss, statistics } = options;
  try {
    const graph = fromNetwork(network, file, { ...source, training: { loss, statistics } });
    const computed = rematToComputeGraph(graph);
    assertSumsAreSafe(computed, 1);
    if (options.output === undefined) output.stdout(formatRematGraph(graph));
    else writeTextFile(options.output, formatRematGraph(graph));
    if (!options.quiet) output.stderr(`${graphLine(computed, graph.sizeUnit, graph.durationUnit)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new InputError({ file, place: error.place, problem: error.problem, mend: error.mend });
  }
}
