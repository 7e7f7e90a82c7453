// `moccasin zoo NETWORK --batch N`: write the training graph of a well-known network.

import { assertSumsAreSafe, type ComputeGraph, edgeCount, GraphError } from '../../formulation/graph.ts';
import { simulateInputOrder } from '../../formulation/schedule.ts';
import { NETWORKS, type NetworkBuilder } from '../../formulation/zoo/networks.ts';
import { assertWritable, writeTextFile } from '../../io/text-file.ts';
import { formatNodeLink } from '../../io/write-node-link.ts';
import { parseArguments, usageError } from '../args.ts';
import { commandHelp } from '../help.ts';
import { defineCommand } from '../options.ts';
import type { Output } from '../output.ts';
import { suggestion } from '../suggest.ts';

// A schedule computes nodes more than once: leave room for it in the sums.
const ROOM_FOR_COMPUTATIONS = 16;

const names = [...NETWORKS.keys()].join(', ');

export const ZOO = defineCommand({
  name: 'zoo',
  summary: 'Write the training graph (forward, loss, backward) of a well-known network as node-link JSON.',
  positionals: [{ name: 'NETWORK', help: `one of ${names}` }],
  options: {
    batch: { type: 'integer', min: 1, max: Number.MAX_SAFE_INTEGER, default: 32, help: 'samples per training step' },
    output: { type: 'text', value: 'FILE', help: 'write to this file instead of stdout' },
  },
  notes: ['Sizes are bytes of 32-bit floats, durations are floating-point operations.'],
});

export async function run(argv: string[], output: Output): Promise<number> {
  const { help, options, positionals } = parseArguments(ZOO, argv);
  if (help) {
    output.stdout(commandHelp(ZOO));
    return 0;
  }
  const [name] = positionals;
  const builder = NETWORKS.get(name);
  if (builder === undefined) {
    const mend = suggestion(name, [...NETWORKS.keys()]) ?? `give one of ${names}`;
    return usageError('', `unknown network "${name}"`, mend);
  }
  if (options.output !== undefined) assertWritable(options.output);
  const graph = build(builder, options.batch);
  const text = formatNodeLink(graph);
  if (options.output === undefined) output.stdout(text);
  else writeTextFile(options.output, text);
  const { peak, duration } = simulateInputOrder(graph);
  output.stderr(
    `${graph.name}: ${graph.n} nodes, ${edgeCount(graph)} links, peak ${peak} bytes, duration ${duration} operations\n`,
  );
  return 0;
}

function build(builder: NetworkBuilder, batch: number): ComputeGraph {
  try {
    const graph = builder(batch);
    assertSumsAreSafe(graph, ROOM_FOR_COMPUTATIONS);
    return graph;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return usageError('--batch', `${batch} makes sizes or durations exceed 2^53-1`, 'give a smaller batch');
  }
}
