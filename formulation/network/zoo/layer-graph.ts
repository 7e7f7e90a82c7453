// The training graph as Checkmate counts it (Jain et al., "Checkmate: Breaking the Memory Wall with Optimal Tensor Rematerialization", MLSys 2020, and the graphs its authors publish).
//
// One node per layer, whatever it is (a padding, a reshape), with the bytes of its output; a node "Loss" of one float a sample. Then one gradient node per layer in reverse order, of
// the same size, which reads the output of the layer, those of all layers that read it, and their gradients. Weights, their gradients and statistics are not counted. The published durations were
// measured layer by layer, or are multiplications, file by file; here they are nanoseconds on a device, twice the forward ones for gradients.

import type { Device } from '../devices.ts';
import type { Network, NetworkOperator } from '../network.ts';
import { operatorCost } from '../operator-costs.ts';
import { RematBuilder } from '../remat-builder.ts';
import type { RematGraph } from '../remat-graph.ts';

interface Layer {
  readonly name: string;
  readonly operators: readonly NetworkOperator[];
  /** Layers it reads. */
  readonly reads: readonly number[];
  readonly output: number;
}

/** `forwardOnly`: without loss and gradients. */
export function layerGraph(network: Network, device: Device, forwardOnly = false): RematGraph {
  const builder = new RematBuilder(network, device);
  const layers = layersOf(network);
  const costs = layers.map(({ operators }) => {
    const parts = operators.map((operator) => operatorCost(network, operator));
    const flops = parts.reduce((sum, part) => sum + part.flops, 0);
    const elementType = parts[0]!.elementType ?? 'float';
    return { flops, bytesMoved: parts.reduce((sum, part) => sum + part.bytesMoved, 0), elementType };
  });
  const sizeOf = (layer: number): number => network.tensors[layers[layer]!.output]!.bytes ?? 0;
  const forward = layers.map(({ name, operators, reads }, k) =>
    builder.compute({ name, op: operators[0]!.type }, sizeOf(k), costs[k]!, reads),
  );
  const source = 'one node per layer, as the graphs of Checkmate';
  if (forwardOnly) return builder.graph(network.name, source);
  const readers: number[][] = layers.map(() => []);
  for (const [k, { reads }] of layers.entries()) for (const layer of reads) readers[layer]!.push(k);
  const batch = network.tensors[network.inputs[0] ?? -1]?.shape?.[0] ?? 1;
  const last = layers.length - 1;
  const cost = { flops: batch, bytesMoved: sizeOf(last) + 4 * batch };
  const loss = builder.compute({ name: 'Loss', op: 'Loss', backward: true }, 4 * batch, cost, [forward[last]!]);
  builder.result(loss, 'loss');
  const gradients: number[] = layers.map(() => loss);
  for (let k = last; k >= 0; k--) {
    const above = k === last ? [loss] : readers[k]!.flatMap((reader) => [forward[reader]!, gradients[reader]!]);
    const { flops, bytesMoved, elementType } = costs[k]!;
    const twice = { flops: 2 * flops, bytesMoved: 2 * bytesMoved, elementType };
    const part = { name: `${layers[k]!.name}_backward`, op: `${layers[k]!.operators[0]!.type}Grad`, backward: true };
    gradients[k] = builder.compute(part, sizeOf(k), twice, [forward[k]!, ...above]);
  }
  return builder.graph(network.name, source);
}

/** Operators whose names agree before the slash, in a row. */
function layersOf(network: Network): readonly Layer[] {
  const layers: { name: string; operators: NetworkOperator[] }[] = [];
  for (const operator of network.operators) {
    const name = operator.name.split('/')[0]!;
    const last = layers.at(-1);
    if (last?.name === name) last.operators.push(operator);
    else layers.push({ name, operators: [operator] });
  }
  const layerOf = new Map<number, number>();
  for (const [k, { operators }] of layers.entries()) {
    for (const { outputs } of operators) for (const t of outputs) layerOf.set(t, k);
  }
  return layers.map(({ name, operators }, k) => {
    const reads = operators.flatMap((operator) => operator.reads.flatMap((t) => layerOf.get(t) ?? []));
    return {
      name,
      operators,
      reads: [...new Set(reads)].filter((layer) => layer !== k),
      output: operators.at(-1)!.outputs[0]!,
    };
  });
}
