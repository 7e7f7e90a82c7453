// A graph file into a ComputeGraph, whatever its format: the content says which reader takes it. What a reader describes goes through makeGraph, and what makeGraph
// refuses is reported with the name of the file. The only place where io/ and the graph's own rules meet.
//
//   JSON with "format": "remat-graph/1"    io/remat-graph.ts    views contracted, parameters left out, durations of the file or of a device
//   other JSON                             io/node-link.ts      as it is
//   anything that is not text              io/onnx              forward graph of the model, durations of a device
//
// A profile replaces durations at the end, in every format.

import { InputError, shortened } from '../io/input-error.ts';
import { readNodeLink } from '../io/node-link.ts';
import { importNetwork } from '../io/onnx/import-network.ts';
import { parseJson } from '../io/parse-json.ts';
import { isRematDocument, readRematGraph } from '../io/remat-graph.ts';
import { readBinaryFile, readFileHead, readTextFile, STANDARD, textOf } from '../io/text-file.ts';
import { assertSumsAreSafe, type ComputeGraph, GraphError, makeGraph } from './graph.ts';
import { DEFAULT_DEVICE, DEVICES, type Device } from './network/devices.ts';
import type { Network, NetworkTensor } from './network/network.ts';
import { networkToRematGraph, rematToComputeGraph, withDevice } from './network/network-graph.ts';
import { type Profile, withProfile } from './network/profile.ts';
import type { RematGraph } from './network/remat-graph.ts';
import { TrainingError, type TrainingOptions, trainingGraph } from './network/training-graph.ts';

/** How often a node may be computed, or a function that tells it from the graph. */
export type ComputationsAllowed = number | ((graph: ComputeGraph) => number);

/** What the user says about a file that the file does not. */
export interface GraphSource {
  /** Values of symbolic dimensions. */
  readonly dims?: ReadonlyMap<string, number>;
  /** Take the operators of a model in a topological order where the file has them in another one. */
  readonly sort?: boolean;
  /** What durations are estimated for. */
  readonly device?: Device;
  /** Bytes to count for each tensor of a model whose size cannot be known; without it such a model has no graph to schedule. */
  readonly unknownBytes?: number;
  /** Take the training step of a model: forward pass, loss and backward pass. */
  readonly training?: Omit<TrainingOptions, 'device'>;
  readonly profile?: { readonly file: string; readonly profile: Profile };
  /** Told what is odd but can be used, a line each. */
  readonly warn?: (line: string) => void;
}

const NAMES_SHOWN = 3;

/**
 * Read a graph file. The sums of a schedule that computes every node as often as `computations` says must stay safe integers.
 * Throws InputError naming the file, the place and the mend.
 */
export function loadGraph(file: string, computations: ComputationsAllowed = 1, source: GraphSource = {}): ComputeGraph {
  return graphOfContents(readContents(file), file, computations, source);
}

/** As loadGraph, from the bytes of a file; `file` is only for messages and to tell its kind. */
export function graphOfBytes(
  bytes: Uint8Array,
  file: string,
  computations: ComputationsAllowed,
  source: GraphSource,
): ComputeGraph {
  return graphOfContents(contentsOf(bytes, file), file, computations, source);
}

function graphOfContents(
  contents: string | Uint8Array,
  file: string,
  computations: ComputationsAllowed,
  source: GraphSource,
): ComputeGraph {
  return typeof contents === 'string'
    ? parseGraph(contents, file, computations, source)
    : checked(file, computations, source, () => {
        const network = sized(readNetwork(contents, file, source), file, source);
        // operators have names in the model; the nodes of a training step are numbered as in the file that `grad` writes
        const ids = source.training === undefined ? 'name' : 'id';
        return rematToComputeGraph(fromNetwork(network, file, source), { ids });
      });
}

/** The network of a model file. Throws InputError. */
export function loadNetwork(file: string, source: GraphSource): Network {
  const contents = readContents(file);
  if (typeof contents !== 'string') return readNetwork(contents, file, source);
  const mend = 'give a model: the graph of a training step cannot be differentiated';
  throw new InputError({ file, place: '', problem: 'is not an ONNX model', mend });
}

/** The text of a file of JSON, the bytes of one that is none. Throws InputError. */
function readContents(file: string): string | Uint8Array {
  if (file === STANDARD) return contentsOf(readBinaryFile(file), file);
  return isModel(file, () => readFileHead(file, BYTES_JUDGED)) ? readBinaryFile(file) : readTextFile(file);
}

function contentsOf(bytes: Uint8Array, file: string): string | Uint8Array {
  return isModel(file, () => bytes.subarray(0, BYTES_JUDGED)) ? bytes : textOf(bytes);
}

/** By the name if that says it, else by the first bytes. */
function isModel(file: string, head: () => Uint8Array): boolean {
  return /\.onnx$/i.test(file) || (!/\.json$/i.test(file) && isBinary(head()));
}

/** True if a file begins as no text does: keys and lengths of the first fields of a model are control characters. */
function isBinary(head: Uint8Array): boolean {
  return head.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20));
}

const BYTES_JUDGED = 64;

function readNetwork(bytes: Uint8Array, file: string, { dims, sort, warn }: GraphSource): Network {
  const network = importNetwork(bytes, { file, ...(dims && { dimensions: dims }), ...(sort && { sort }) });
  for (const warning of network.warnings) warn?.(`${file}: ${warning}`);
  return network;
}

/**
 * The network with a size for each tensor that is computed from an input. What a schedule took for nothing would be missing in the peak it promises. Throws InputError.
 */
function sized(network: Network, file: string, { unknownBytes }: GraphSource): Network {
  const isUnknown = ({ role, bytes }: NetworkTensor): boolean => role === 'value' && bytes === null;
  const unknown = network.tensors.filter(isUnknown);
  if (unknown.length === 0) return network;
  if (unknownBytes === undefined) {
    const problem = `the size of ${someOf(unknown.map(({ name }) => name))} cannot be known`;
    const mend = 'export the model with shapes, or say what to count for each: --unknown-bytes N';
    throw new InputError({ file, place: '', problem, mend });
  }
  const tensors = network.tensors.map((tensor) => (isUnknown(tensor) ? { ...tensor, bytes: unknownBytes } : tensor));
  return { ...network, tensors };
}

/** The graph of a network, forward or of a training step; `file` is for messages. Throws InputError. */
export function fromNetwork(
  network: Network,
  file: string,
  { device = defaultDevice(), training, warn }: GraphSource,
): RematGraph {
  if (training === undefined) return networkToRematGraph(network, { device });
  try {
    const { graph, defaulted } = trainingGraph(network, { device, ...training });
    if (defaulted.length > 0) {
      const what = 'their gradients read inputs and outputs and cost twice the forward pass';
      warn?.(`${file}: no rule for ${defaulted.join(', ')}: ${what}`);
    }
    return graph;
  } catch (error) {
    if (!(error instanceof TrainingError)) throw error;
    throw new InputError({ file, place: '', problem: error.message, mend: 'take the forward pass alone' });
  }
}

/** The device that durations are estimated for where none is named. */
export function defaultDevice(): Device {
  return DEVICES.find(({ name }) => name === DEFAULT_DEVICE)!;
}

/** As loadGraph, from the text of a JSON file; `file` is only for messages. */
export function parseGraph(
  text: string,
  file: string,
  computations: ComputationsAllowed = 1,
  source: GraphSource = {},
): ComputeGraph {
  return checked(file, computations, source, () => fromJson(text, file, source));
}

function fromJson(text: string, file: string, source: GraphSource): ComputeGraph {
  const { device } = source;
  const document = parseJson(text, file);
  assertNoModelOptions(file, source);
  if (!isRematDocument(document)) {
    if (device !== undefined) {
      unfit('--device', `${file} has durations of its own and no operation counts`, 'leave it out');
    }
    return makeGraph(readNodeLink(document, file));
  }
  const graph = readRematGraph(document, file);
  return rematToComputeGraph(device === undefined ? graph : estimated(graph, file, device));
}

/** What only a model can be asked is not asked of another file. Throws InputError. */
function assertNoModelOptions(file: string, { dims, training, unknownBytes }: GraphSource): void {
  if (dims !== undefined && dims.size > 0) {
    unfit('--dim', `${file} has no symbolic dimensions`, 'give --dim with ONNX models only');
  }
  if (training !== undefined) unfit('--train', `${file} is no ONNX model`, 'give --train with ONNX models only');
  if (unknownBytes !== undefined) {
    unfit('--unknown-bytes', `${file} says all its sizes`, 'give --unknown-bytes with ONNX models only');
  }
}

/** With durations for a device. */
function estimated(graph: RematGraph, file: string, device: Device): RematGraph {
  const uncounted = graph.nodes.find(({ kind, flops, bytesMoved }) => kind === 'compute' && flops + bytesMoved === 0);
  if (uncounted !== undefined) {
    const mend = 'add "flops" and "bytesMoved", or leave it out';
    unfit('--device', `node ${uncounted.id} of ${file} has no operation counts`, mend);
  }
  return withDevice(graph, device);
}

/** The graph with its profile, if its sums are safe; GraphErrors get the name of the file. */
function checked(
  file: string,
  computations: ComputationsAllowed,
  { profile, warn }: GraphSource,
  load: () => ComputeGraph,
): ComputeGraph {
  try {
    const loaded = load();
    const graph = profile === undefined ? loaded : profiled(loaded, profile.profile, profile.file, warn);
    assertSumsAreSafe(graph, typeof computations === 'number' ? computations : computations(graph));
    return graph;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new InputError({ file, place: error.place, problem: error.problem, mend: error.mend });
  }
}

function profiled(graph: ComputeGraph, profile: Profile, file: string, warn?: (line: string) => void): ComputeGraph {
  const { graph: result, unknown, missing } = withProfile(graph, profile);
  const { size, duration } = graph.units ?? { size: 'number', duration: 'number' };
  if (missing.length > 0 && !(duration === 'nanoseconds' && profile.isTime)) {
    const problem = `names no duration for ${someOf(missing)}`;
    const mend = 'name all nodes, for the durations of the graph have another unit';
    throw new InputError({ file, place: '', problem, mend });
  }
  const parts = [
    ...(missing.length === 0 ? [] : [`no duration for ${someOf(missing)}: estimated`]),
    ...(unknown.length === 0 ? [] : [`no node is called ${someOf(unknown)}: left out`]),
  ];
  if (parts.length > 0) warn?.(`${file}: ${parts.join('; ')}`);
  return { ...result, units: { size, duration: profile.isTime ? 'nanoseconds' : 'number' } };
}

/** Some names and how many there are. */
function someOf(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map((name) => `"${shortened(name)}"`);
  const rest = names.length - shown.length;
  return rest === 0 ? shown.join(', ') : `${shown.join(', ')} and ${rest} more`;
}

function unfit(place: string, problem: string, mend: string): never {
  throw new InputError({ file: '', place, problem, mend });
}
