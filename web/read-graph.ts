// A dropped file as a graph: as the commands read it, or, of a model, as the graph of a training step.

import { parseDims, TRAINING_STEP } from '../cli/graph-options.ts';
import type { ComputeGraph } from '../formulation/graph.ts';
import { type ComputationsAllowed, graphOfBytes } from '../formulation/load-graph.ts';
import { DEVICES } from '../formulation/network/devices.ts';
import { InputError } from '../io/input-error.ts';
import { MAX_FILE_BYTES, MAX_MODEL_BYTES } from '../io/text-file.ts';

/** A file and what the page says about it. */
export interface DroppedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** batch=32, length=128; empty for none. */
  readonly dims: string;
  /** Name of a device; empty for the default. */
  readonly device: string;
  /** A model is a forward pass: add loss and backward pass. */
  readonly isTraining: boolean;
}

/** The contents of a file. Throws InputError where it is too large or cannot be read (a folder, or removed since it was chosen). */
export async function contentsOf(file: File): Promise<Uint8Array> {
  const { name, size } = file;
  const limit = /\.json$/i.test(name) ? MAX_FILE_BYTES : MAX_MODEL_BYTES;
  if (size > limit) throw unreadable(name, `has ${size} bytes, over the limit of ${limit}`, 'give a smaller file');
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw unreadable(name, 'cannot be read', 'choose the file again; a folder cannot be opened');
  }
}

function unreadable(file: string, problem: string, mend: string): InputError {
  return new InputError({ file, place: '', problem, mend });
}

/** Throws InputError. */
export function readGraph(
  { name, bytes, dims, device, isTraining }: DroppedFile,
  computations: Exclude<ComputationsAllowed, number>,
  warn: (line: string) => void,
): ComputeGraph {
  const known = DEVICES.find((entry) => entry.name === device);
  const source = {
    dims: parseDims(dims.trim() === '' ? undefined : dims),
    sort: true,
    warn,
    ...(known === undefined ? {} : { device: known }),
    ...(isTraining && /\.onnx$/i.test(name) ? { training: TRAINING_STEP } : {}),
  };
  return graphOfBytes(bytes, name, computations, source);
}
