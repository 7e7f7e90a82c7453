// A dropped file as a graph: as the commands read it, or, of a model, as the graph of a training step.

import { parseDims } from '../cli/graph-options.ts';
import { defaultedLine } from '../cli/training-options.ts';
import { DEVICES } from '../formulation/devices.ts';
import { assertSumsAreSafe, type ComputeGraph, GraphError } from '../formulation/graph.ts';
import { type ComputationsAllowed, defaultDevice, graphOfBytes } from '../formulation/load-graph.ts';
import { rematToComputeGraph } from '../formulation/network-graph.ts';
import { TrainingError, trainingGraph } from '../formulation/training-graph.ts';
import { InputError } from '../io/input-error.ts';
import { importNetwork } from '../io/onnx/import-network.ts';

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
  const dimensions = parseDims(dims.trim() === '' ? undefined : dims);
  const known = DEVICES.find((entry) => entry.name === device);
  if (!isTraining || !/\.onnx$/i.test(name)) {
    const source = { dims: dimensions, warn, ...(known === undefined ? {} : { device: known }) };
    return graphOfBytes(bytes, name, computations, source);
  }
  const network = importNetwork(bytes, { file: name, dimensions });
  for (const warning of network.warnings) warn(warning);
  try {
    const options = { device: known ?? defaultDevice(), loss: 'cross-entropy', statistics: 'split' } as const;
    const { graph, defaulted } = trainingGraph(network, options);
    if (defaulted.length > 0) warn(defaultedLine(defaulted));
    const computed = rematToComputeGraph(graph);
    assertSumsAreSafe(computed, computations(computed));
    return { ...computed, units: { size: 'bytes', duration: 'nanoseconds' } };
  } catch (error) {
    if (error instanceof TrainingError)
      throw new InputError({ file: name, place: '', problem: error.message, mend: 'take the forward pass alone' });
    if (!(error instanceof GraphError)) throw error;
    throw new InputError({ file: name, place: error.place, problem: error.problem, mend: error.mend });
  }
}
