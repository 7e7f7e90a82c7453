// What every command that reads a graph is told about it: --dim, --sort, --device, --profile.

import type { GraphSource } from '../formulation/load-graph.ts';
import { DEFAULT_DEVICE, DEVICES, type Device } from '../formulation/network/devices.ts';
import { parseDevice } from '../io/device-file.ts';
import { printable } from '../io/input-error.ts';
import { parseProfile } from '../io/profile-file.ts';
import { readTextFile } from '../io/text-file.ts';
import { usageError } from './args.ts';
import type { OptionValues } from './options.ts';
import { suggestion } from './suggest.ts';

export const DEVICE_OPTION = {
  type: 'text',
  value: 'NAME|FILE',
  help:
    'what durations are estimated for, by the counts of operations and bytes: a device of `moccasin devices` or a ' +
    `file that describes one; for ONNX models ${DEFAULT_DEVICE} without it`,
} as const;

export const DIM_OPTION = {
  type: 'text',
  value: 'NAME=N',
  repeats: true,
  help: 'value of a symbolic dimension of an ONNX model; may be repeated',
} as const;

export const UNKNOWN_BYTES_OPTION = {
  type: 'integer',
  min: 0,
  max: Number.MAX_SAFE_INTEGER,
  value: 'N',
  help: 'what each tensor of an ONNX model counts whose size cannot be known; without it such a model is refused',
} as const;

export const SORT_OPTION = {
  type: 'flag',
  help: 'of an ONNX model whose operators are in no topological order take them sorted; without it such a model is refused',
} as const;

/** What is said about an ONNX model that is taken as it is, or about another graph. */
export const MODEL_OPTIONS = {
  dim: DIM_OPTION,
  sort: SORT_OPTION,
  device: DEVICE_OPTION,
  'unknown-bytes': UNKNOWN_BYTES_OPTION,
  profile: {
    type: 'text',
    value: 'FILE',
    isInput: true,
    help: 'CSV of name,microseconds (or name,duration) with measured durations in place of the estimates',
  },
} as const;

export const GRAPH_OPTIONS = {
  ...MODEL_OPTIONS,
  train: {
    type: 'flag',
    help: 'of an ONNX model take the training step (forward, loss, backward), as `moccasin grad` writes it',
  },
} as const;

export type GraphOptions = OptionValues<typeof GRAPH_OPTIONS>;

/** What GRAPH positionals are, in help texts. */
export const GRAPH_HELP = 'graph file: ONNX, remat-graph/1 or node-link JSON';

/** The training step that is meant where nothing else is said. */
export const TRAINING_STEP = { loss: 'cross-entropy', statistics: 'split' } as const;

/** What the options say, with their files read. Throws InputError. */
export function graphSource(
  { dim, sort, device, profile, 'unknown-bytes': unknownBytes, train }: Partial<GraphOptions>,
  warn: (line: string) => void,
): GraphSource {
  return {
    dims: parseDims(dim),
    ...(sort === true ? { sort } : {}),
    ...(device === undefined ? {} : { device: findDevice(device) }),
    ...(unknownBytes === undefined ? {} : { unknownBytes }),
    ...(train === true ? { training: TRAINING_STEP } : {}),
    ...(profile === undefined
      ? {}
      : { profile: { file: profile, profile: parseProfile(readTextFile(profile), profile) } }),
    warn: (line) => warn(`moccasin: ${printable(line)}\n`),
  };
}

/** The words that say the same, for a command that calls another one. */
export function graphWords(options: GraphOptions): string[] {
  return (Object.keys(GRAPH_OPTIONS) as (keyof typeof GRAPH_OPTIONS)[]).flatMap((name) => {
    const value = options[name];
    if (value === undefined || value === false) return [];
    return [value === true ? `--${name}` : `--${name}=${value}`];
  });
}

/** A device by name, or from a file if the word looks like one. Throws InputError. */
export function findDevice(word: string): Device {
  const known = DEVICES.find(({ name }) => name === word);
  if (known !== undefined) return known;
  if (/[./\\]/.test(word)) return parseDevice(readTextFile(word), word);
  const names = DEVICES.map(({ name }) => name);
  const mend = suggestion(word, names) ?? `give a JSON file or one of ${names.join(', ')}`;
  return usageError('--device', `unknown device "${word}"`, mend);
}

/** batch=32,length=128. Throws InputError. */
export function parseDims(text: string | undefined): ReadonlyMap<string, number> {
  const dims = new Map<string, number>();
  for (const assignment of text === undefined ? [] : text.split(',')) {
    const [, name, digits] = /^(.+)=(\d+)$/s.exec(assignment.trim()) ?? [];
    const value = Number(digits);
    if (name === undefined || !Number.isSafeInteger(value) || value < 1) {
      return usageError('--dim', `"${assignment}" is not NAME=N`, 'give a name and a positive integer: --dim batch=32');
    }
    if (dims.has(name) && dims.get(name) !== value) {
      return usageError('--dim', `"${name}" has two values`, 'give each dimension once');
    }
    dims.set(name, value);
  }
  return dims;
}
