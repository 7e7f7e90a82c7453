// `moccasin import MODEL.onnx`: the forward graph of a model with sizes and estimated durations, as remat-graph/1, and what its operators cost by kind.

import { defaultDevice } from '../../formulation/load-graph.ts';
import type { Network } from '../../formulation/network/network.ts';
import { networkToRematGraph } from '../../formulation/network/network-graph.ts';
import type { RematGraph } from '../../formulation/network/remat-graph.ts';
import { printable } from '../../io/input-error.ts';
import { importNetwork } from '../../io/onnx/import-network.ts';
import { formatRematGraph } from '../../io/remat-graph.ts';
import { assertWritable, readBinaryFile, writeTextFile } from '../../io/text-file.ts';
import { parseArguments, usageError } from '../args.ts';
import { DEVICE_OPTION, DIM_OPTION, findDevice, parseDims, SORT_OPTION } from '../graph-options.ts';
import { commandHelp } from '../help.ts';
import { defineCommand } from '../options.ts';
import type { Output } from '../output.ts';
import { isSameFile } from '../same-file.ts';
import { table } from '../table.ts';

export const IMPORT = defineCommand({
  name: 'import',
  summary:
    'Read an ONNX model: the forward graph with the bytes of every tensor and the estimated duration of every ' +
    'operator, as remat-graph/1 JSON.',
  positionals: [{ name: 'MODEL', help: 'ONNX file; its weights are not needed' }],
  options: {
    dim: DIM_OPTION,
    sort: SORT_OPTION,
    device: DEVICE_OPTION,
    output: { type: 'text', value: 'FILE', help: 'write the graph to this file instead of stdout' },
    quiet: { type: 'flag', short: 'q', help: 'no table of operators' },
  },
  notes: [
    'The graph has a node for every operator that depends on an input. Reshapes and the like are aliases without ' +
      'memory; weights, and what is computed from weights alone, are constant memory.',
  ],
});

export async function run(argv: string[], output: Output): Promise<number> {
  const { help, options, positionals } = parseArguments(IMPORT, argv);
  if (help) {
    output.stdout(commandHelp(IMPORT));
    return 0;
  }
  const [file] = positionals;
  const device = options.device === undefined ? defaultDevice() : findDevice(options.device);
  const dimensions = parseDims(options.dim);
  if (options.output !== undefined) {
    if (isSameFile(options.output, file)) usageError('--output', 'would replace the model', 'name another file');
    assertWritable(options.output);
  }
  const network = importNetwork(readBinaryFile(file), { file, dimensions, sort: options.sort });
  for (const warning of network.warnings) output.stderr(`moccasin: ${printable(`${file}: ${warning}`)}\n`);
  const graph = networkToRematGraph(network, { device });
  const text = formatRematGraph(graph);
  if (options.output === undefined) output.stdout(text);
  else writeTextFile(options.output, text);
  if (!options.quiet) output.stderr(summary(network, graph));
  return 0;
}

/** What the operators of one kind take together. */
interface Sums {
  count: number;
  bytes: number;
  flops: number;
  duration: number;
}

/** A table of operators by what they allocate, and the sums. */
function summary(network: Network, graph: RematGraph): string {
  const kinds = new Map<string, Sums>();
  const total: Sums = { count: 0, bytes: 0, flops: 0, duration: 0 };
  for (const { kind, op, size, flops, duration } of graph.nodes) {
    if (kind !== 'compute' && kind !== 'alias') continue;
    const sums = kinds.get(op) ?? { count: 0, bytes: 0, flops: 0, duration: 0 };
    kinds.set(op, sums);
    for (const sum of [sums, total]) {
      sum.count++;
      sum.bytes += size;
      sum.flops += flops;
      sum.duration += duration;
    }
  }
  const rows = [...kinds].sort(([a, x], [b, y]) => y.bytes - x.bytes || (a < b ? -1 : 1));
  const cells = (name: string, { count, bytes, flops, duration }: Sums): string[] => [
    printable(name),
    `${count}`,
    `${bytes}`,
    `${flops}`,
    `${duration}`,
  ];
  const head = ['operator', 'nodes', 'bytes', 'flops', graph.durationUnit];
  const lines = table([head, ...rows.map(([op, sums]) => cells(op, sums)), cells('all', total)]);
  const weights = network.tensors.reduce((sum, { role, bytes }) => sum + (role === 'parameter' ? (bytes ?? 0) : 0), 0);
  const folded = network.operators.filter(({ foldable }) => foldable).length;
  lines.push(
    `${printable(graph.name)}: ${network.operators.length} operators (${folded} depend on weights alone), weights ${weights} bytes, ` +
      `device ${graph.device?.name ?? 'unknown'}`,
  );
  return `${lines.join('\n')}\n`;
}
