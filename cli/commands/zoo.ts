// `moccasin zoo NETWORK --batch N`: write the graph of a well-known network, or of a random one.

import { assertSumsAreSafe, type ComputeGraph, GraphError } from '../../formulation/graph.ts';
import { defaultDevice } from '../../formulation/load-graph.ts';
import type { Device } from '../../formulation/network/devices.ts';
import { networkToRematGraph, rematToComputeGraph } from '../../formulation/network/network-graph.ts';
import { elementsOf } from '../../formulation/network/operator-costs.ts';
import type { RematGraph } from '../../formulation/network/remat-graph.ts';
import { trainingGraph } from '../../formulation/network/training-graph.ts';
import { layerGraph } from '../../formulation/network/zoo/layer-graph.ts';
import { isWeight, NETWORK_OPTIONS, NETWORKS, type ZooNetwork } from '../../formulation/network/zoo/networks.ts';
import { randomLayered } from '../../formulation/network/zoo/random-layered.ts';
import type { ZooOptions } from '../../formulation/network/zoo/zoo-options.ts';
import { formatRematGraph } from '../../io/remat-graph.ts';
import { assertWritable, writeTextFile } from '../../io/text-file.ts';
import { formatNodeLink } from '../../io/write-node-link.ts';
import { parseArguments, refuseGiven, usageError } from '../args.ts';
import { DEVICE_OPTION, findDevice } from '../graph-options.ts';
import { commandHelp } from '../help.ts';
import { defineCommand, type OptionValues } from '../options.ts';
import type { Output } from '../output.ts';
import { suggestion } from '../suggest.ts';
import { table } from '../table.ts';
import { graphLine, TRAINING_OPTIONS } from '../training-options.ts';

// A schedule computes nodes more than once: leave room for it in the sums.
const ROOM_FOR_COMPUTATIONS = 16;
const MAX_INTEGER = Number.MAX_SAFE_INTEGER;
const RANDOM_LAYERED = 'rlg';

export const ZOO = defineCommand({
  name: 'zoo',
  summary: 'Write the training graph (forward, loss, backward) of a well-known network as JSON.',
  positionals: [{ name: 'NETWORK', help: 'its name, of those that --list prints', optional: true }],
  options: {
    list: { type: 'flag', help: 'print the names of the networks, their weights and their options' },
    batch: { type: 'integer', min: 1, max: MAX_INTEGER, help: 'samples per training step; 32 without it' },
    image: { type: 'text', value: 'H[xW]', help: 'pixels of an image; those of the publication without it' },
    classes: {
      type: 'integer',
      min: 2,
      max: 1_000_000,
      help: 'classes of images or pixels; those of the publication without it. Of bert: classify texts, not masked words',
    },
    layers: { type: 'integer', min: 1, max: 10_000, help: 'of transformers for text: blocks' },
    width: { type: 'integer', min: 1, max: 1_000_000, help: 'of gpt and bert: length of an embedding' },
    heads: { type: 'integer', min: 1, max: 1_000_000, help: 'of gpt and bert: heads of an attention' },
    sequence: { type: 'integer', min: 1, max: MAX_INTEGER, help: 'of transformers for text: words in a sample' },
    dtype: {
      type: 'choice',
      choices: ['fp32', 'fp16', 'bf16'],
      default: 'fp32',
      help: 'of weights and of what is computed',
    },
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
    'Underscores may stand for dashes, as in torchvision: resnext50_32x4d. Options that do nothing for what is asked are refused.',
    `Sizes are bytes, durations nanoseconds on the device; random layered graphs (${RANDOM_LAYERED}) have no units. ` +
      'vgg-unet and vanilla-segnet are the networks that Checkmate calls unet and segnet.',
  ],
});

type Options = OptionValues<typeof ZOO.options>;

const ELEMENT_TYPES = { fp32: 'float', fp16: 'float16', bf16: 'bfloat16' } as const;

export async function run(argv: string[], output: Output): Promise<number> {
  const { help, options, given, positionals } = parseArguments(ZOO, argv);
  if (help) {
    output.stdout(commandHelp(ZOO));
    return 0;
  }
  const [word] = positionals;
  if (options.list) {
    if (word !== undefined) usageError('--list', 'prints all networks', `leave out ${word}`);
    refuseGiven(
      given,
      [...given].filter((name) => name !== 'list'),
      '--list',
    );
    output.stdout(zooList());
    return 0;
  }
  if (word === undefined) return usageError('', 'NETWORK is missing', 'moccasin zoo --list prints their names');
  const name = NETWORKS.has(word) ? word : word.toLowerCase().replaceAll('_', '-');
  const network = NETWORKS.get(name);
  if (network === undefined && name !== RANDOM_LAYERED) {
    const mend = suggestion(name, [...NETWORKS.keys(), RANDOM_LAYERED]) ?? 'moccasin zoo --list prints their names';
    return usageError('', `unknown network "${word}"`, mend);
  }
  checkOptions(name, network, options, given);
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

/** Options of another kind of network, or of another way to count, are mistakes. */
function checkOptions(
  name: string,
  network: ZooNetwork | undefined,
  { counting, forward }: Options,
  given: ReadonlySet<string>,
): void {
  const random = ['nodes', 'seed'];
  const always = ['format', 'output'];
  if (network === undefined) {
    const other = Object.keys(ZOO.options).filter((option) => ![...random, ...always].includes(option));
    refuseGiven(given, other, name);
    return;
  }
  const other = NETWORK_OPTIONS.filter((option) => !network.options.includes(option));
  refuseGiven(given, [...random, ...other], name);
  if (forward) refuseGiven(given, Object.keys(TRAINING_OPTIONS), '--forward');
  if (counting === 'checkmate') refuseGiven(given, Object.keys(TRAINING_OPTIONS), '--counting checkmate');
}

function build(name: string, network: ZooNetwork, options: Options): RematGraph {
  const device: Device = options.device === undefined ? defaultDevice() : findDevice(options.device);
  const { batch = 32, layers, sequence, classes, counting } = options;
  const isKeras = counting === 'checkmate';
  const built = network.build(`${name}-b${batch}`, {
    ...{ batch, isKeras, elementType: ELEMENT_TYPES[options.dtype], ...sizesOf(name, network, options) },
    ...(layers === undefined ? {} : { layers }),
    ...(sequence === undefined ? {} : { sequence }),
    ...(classes === undefined ? {} : { classes }),
  });
  if (built.tensors.some(({ shape }) => shape?.some((length) => !(length >= 1)))) {
    usageError('--image', `${options.image} is too small for ${name}`, 'give more pixels');
  }
  if (isKeras) return layerGraph(built, device, options.forward);
  if (options.forward) return networkToRematGraph(built, { device });
  return trainingGraph(built, { device, loss: options.loss, statistics: options.statistics }).graph;
}

/** Of an image, or of an embedding. */
function sizesOf(name: string, { form, patch }: ZooNetwork, { image, ...options }: Options): Partial<ZooOptions> {
  if (image !== undefined) {
    const size = parseImage(image);
    if (patch !== undefined && (size.height % patch !== 0 || size.width % patch !== 0)) {
      usageError('--image', `${image} is not made of the patches of ${name}`, `give multiples of ${patch}`);
    }
    return size;
  }
  if (form === undefined) return {};
  const { width: embedding = form.width, heads = form.heads } = options;
  if (embedding % heads !== 0) usageError('--heads', `${heads} do not divide the width ${embedding}`, 'give a divisor');
  return { embedding, heads };
}

/** Name, weights and options of each network. */
function zooList(): string {
  const rows = [...NETWORKS].map(([name, network]) => {
    const { tensors } = network.build(name, { batch: 1, isKeras: false });
    const weights = tensors.reduce((sum, tensor) => sum + (isWeight(tensor) ? elementsOf(tensor) : 0), 0);
    return [name, `${weights}`, network.options.map((option) => `--${option}`).join(' ')];
  });
  const random = [RANDOM_LAYERED, '', '--nodes --seed: a random layered graph'];
  return `${table([['network', 'weights', 'options besides --batch and --dtype'], ...rows, random]).join('\n')}\n`;
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
