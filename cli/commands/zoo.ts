// `moccasin zoo NETWORK --batch N`: write the graph of a well-known network, or of a random one.

import { assertSumsAreSafe, type ComputeGraph, GraphError } from '../../formulation/graph.ts';
import { defaultDevice } from '../../formulation/load-graph.ts';
import type { Device } from '../../formulation/network/devices.ts';
import { networkToRematGraph, rematToComputeGraph } from '../../formulation/network/network-graph.ts';
import type { RematGraph } from '../../formulation/network/remat-graph.ts';
import { trainingGraph } from '../../formulation/network/training-graph.ts';
import { layerGraph } from '../../formulation/network/zoo/layer-graph.ts';
import { NETWORKS, type ZooNetwork } from '../../formulation/network/zoo/networks.ts';
import { randomLayered } from '../../formulation/network/zoo/random-layered.ts';
import { formatRematGraph } from '../../io/remat-graph.ts';
import { assertWritable, writeTextFile } from '../../io/text-file.ts';
import { formatNodeLink } from '../../io/write-node-link.ts';
import { parseArguments, usageError } from '../args.ts';
import { DEVICE_OPTION, findDevice } from '../graph-options.ts';
import { commandHelp } from '../help.ts';
import { defineCommand, type OptionValues } from '../options.ts';
import type { Output } from '../output.ts';
import { suggestion } from '../suggest.ts';
import { graphLine, TRAINING_OPTIONS } from '../training-options.ts';

// A schedule computes nodes more than once: leave room for it in the sums.
const ROOM_FOR_COMPUTATIONS = 16;
const MAX_INTEGER = Number.MAX_SAFE_INTEGER;
const RANDOM_LAYERED = 'rlg';

const names: readonly string[] = [...NETWORKS.keys(), RANDOM_LAYERED];

export const ZOO = defineCommand({
  name: 'zoo',
  summary: 'Write the training graph (forward, loss, backward) of a well-known network as JSON.',
  positionals: [{ name: 'NETWORK', help: `one of ${names.join(', ')}` }],
  options: {
    batch: { type: 'integer', min: 1, max: MAX_INTEGER, help: 'samples per training step; 32 without it' },
    image: { type: 'text', value: 'H[xW]', help: 'pixels of an image; those of the publication without it' },
    layers: { type: 'integer', min: 1, max: 10_000, help: 'of gpt: blocks; 12 without it' },
    width: { type: 'integer', min: 1, max: 1_000_000, help: 'of gpt: length of an embedding; 768 without it' },
    heads: { type: 'integer', min: 1, max: 1_000_000, help: 'of gpt: heads of an attention; 12 without it' },
    sequence: { type: 'integer', min: 1, max: MAX_INTEGER, help: 'of gpt: words in a sample; 1024 without it' },
    nodes: { type: 'integer', min: 3, max: 1_000_000, help: `of ${RANDOM_LAYERED}: nodes; 100 without it` },
    seed: { type: 'integer', min: 0, max: MAX_INTEGER, help: `of ${RANDOM_LAYERED}; 1 without it` },
    forward: { type: 'flag', help: 'the forward pass alone' },
    counting: {
      type: 'choice',
      choices: ['tensors', 'checkmate'],
      default: 'tensors',
      help:
        'tensors: every tensor that a framework allocates; checkmate: one node per layer, as in the graphs that the ' +
        'authors of Checkmate publish',
    },
    ...TRAINING_OPTIONS,
    format: {
      type: 'choice',
      choices: ['node-link', 'remat-graph'],
      default: 'node-link',
      help: 'node-link: what is scheduled; remat-graph: views, weights, shapes and operation counts as well, for --device',
    },
    device: DEVICE_OPTION,
    output: { type: 'text', value: 'FILE', help: 'write to this file instead of stdout' },
  },
  notes: [
    'Sizes are bytes of 32-bit floats, durations nanoseconds on the device; random layered graphs (rlg) have no units. ' +
      'vgg-unet and vanilla-segnet are the networks that Checkmate calls unet and segnet.',
  ],
});

type Options = OptionValues<typeof ZOO.options>;

export async function run(argv: string[], output: Output): Promise<number> {
  const { help, options, positionals } = parseArguments(ZOO, argv);
  if (help) {
    output.stdout(commandHelp(ZOO));
    return 0;
  }
  const [name] = positionals as [string];
  const network = NETWORKS.get(name);
  if (network === undefined && name !== RANDOM_LAYERED) {
    const mend = suggestion(name, names) ?? `give one of ${names.join(', ')}`;
    return usageError('', `unknown network "${name}"`, mend);
  }
  checkOptions(name, network, options);
  if (options.output !== undefined) assertWritable(options.output);
  const graph =
    network === undefined ? randomLayered(options.nodes ?? 100, options.seed ?? 1) : build(name, network, options);
  const computed = safeGraph(graph, options);
  const text = options.format === 'node-link' ? formatNodeLink(computed) : formatRematGraph(graph);
  if (options.output === undefined) output.stdout(text);
  else writeTextFile(options.output, text);
  output.stderr(`${graphLine(computed, graph.sizeUnit, graph.durationUnit)}\n`);
  return 0;
}

/** Options of another kind of network are mistakes. */
function checkOptions(name: string, network: ZooNetwork | undefined, options: Options): void {
  const own: readonly (keyof Options)[] =
    network === undefined
      ? ['nodes', 'seed']
      : network.reads === 'images'
        ? ['batch', 'image', 'device']
        : ['batch', 'layers', 'width', 'heads', 'sequence', 'device'];
  const all = ['batch', 'image', 'layers', 'width', 'heads', 'sequence', 'nodes', 'seed', 'device'] as const;
  const other = all.find((option) => options[option] !== undefined && !own.includes(option));
  if (other !== undefined) usageError(`--${other}`, `does not apply to ${name}`, 'leave it out');
  if (network === undefined && options.forward) usageError('--forward', `does not apply to ${name}`, 'leave it out');
  if (options.forward && options.loss === 'none') usageError('--loss', 'does not apply to --forward', 'leave it out');
}

function build(name: string, network: ZooNetwork, options: Options): RematGraph {
  const device: Device = options.device === undefined ? defaultDevice() : findDevice(options.device);
  const { batch = 32, width: embedding = 768, heads = 12, layers = 12, sequence = 1024, counting } = options;
  if (embedding % heads !== 0) usageError('--heads', `${heads} do not divide the width ${embedding}`, 'give a divisor');
  const isKeras = counting === 'checkmate';
  const size = options.image === undefined ? {} : parseImage(options.image);
  const built = network.build(`${name}-b${batch}`, { batch, isKeras, layers, embedding, heads, sequence, ...size });
  if (built.tensors.some(({ shape }) => shape?.some((length) => !(length >= 1)))) {
    usageError('--image', `${options.image} is too small for ${name}`, 'give more pixels');
  }
  if (isKeras) return layerGraph(built, device, options.forward);
  if (options.forward) return networkToRematGraph(built, { device });
  return trainingGraph(built, { device, loss: options.loss, statistics: options.statistics }).graph;
}

/** 224 or 416x608. */
function parseImage(text: string): { height: number; width: number } {
  const [, height, width = height] = /^(\d{1,6})(?:x(\d{1,6}))?$/.exec(text) ?? [];
  if (height === undefined || Number(height) < 1 || Number(width) < 1) {
    return usageError('--image', `"${text}" is not a size`, 'give pixels: --image 224 or --image 416x608');
  }
  return { height: Number(height), width: Number(width) };
}

/** What is scheduled of it, if a schedule can add it up. */
function safeGraph(graph: RematGraph, { batch = 32 }: Options): ComputeGraph {
  try {
    const computed = rematToComputeGraph(graph);
    assertSumsAreSafe(computed, ROOM_FOR_COMPUTATIONS);
    return computed;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return usageError('--batch', `${batch} makes sizes or durations exceed 2^53-1`, 'give a smaller batch');
  }
}
