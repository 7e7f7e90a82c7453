// A dropped file as a graph: as the commands read it, or, of a model, as the graph of a training step.

import { parseDims, TRAINING_STEP } from '../cli/graph-options.ts';
import type { ComputeGraph } from '../formulation/graph.ts';
import { type ComputationsAllowed, graphOfBytes } from '../formulation/load-graph.ts';
import { DEVICES } from '../formulation/network/devices.ts';

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

/** Throws InputError. */
export function readGraph(
  { name, bytes, dims, device, isTraining }: DroppedFile,
  computations: Exclude<ComputationsAllowed, number>,
  warn: (line: string) => void,
): ComputeGraph {
  const known = DEVICES.find((entry) => entry.name === device);
  const source = {
    dims: parseDims(dims.trim() === '' ? undefined : dims),
    warn,
    ...(known === undefined ? {} : { device: known }),
    ...(isTraining && /\.onnx$/i.test(name) ? { training: TRAINING_STEP } : {}),
  };
  return graphOfBytes(bytes, name, computations, source);
}
