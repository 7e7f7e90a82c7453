// What the forward pass of an operator keeps for its backward pass besides inputs and output when a network is trained, and how large that is.
//
//   batch norm            mean and inverse deviation of each channel, and the two running statistics that it changes
//   layer, group, ...     mean and inverse deviation of each group of elements (root mean square: one number)
//   max pooling           the position of each maximum, 64 bits
//   dropout               which elements are kept, a byte each; random

import type { Network, NetworkOperator } from './network.ts';
import { elementsOf, product } from './operator-costs.ts';

export interface SavedTensor {
  /** Appended to the name of the operator. */
  readonly suffix: string;
  readonly bytes: number;
  readonly elementType: string;
  /** Drawn at random: may not be made again. */
  readonly random: boolean;
  /** Operations to make it. */
  readonly flops: number;
  /** It holds new values of buffers, which are results. */
  readonly changesBuffers: boolean;
}

const FLOAT = 4;
const INDEX = 8;

/** What the operator saves, or null. */
export function savedTensor(network: Network, operator: NetworkOperator): SavedTensor | null {
  const { type, attributes, inputs, outputs } = operator;
  const input = network.tensors[inputs[0] ?? -1];
  const elements = elementsOf(input);
  const shape = input?.shape ?? [];
  const statistics = (groups: number, each: number, flops: number, changesBuffers = false): SavedTensor => ({
    ...{ suffix: 'statistics', bytes: groups * each * FLOAT, elementType: 'float', random: false },
    ...{ flops: flops * elements, changesBuffers },
  });
  switch (type) {
    case 'BatchNormalization':
      return statistics(shape[1] ?? 0, 4, 4, true);
    case 'InstanceNormalization':
      return statistics((shape[0] ?? 0) * (shape[1] ?? 0), 2, 4);
    case 'GroupNormalization':
      return statistics((shape[0] ?? 0) * asNumber(attributes.num_groups, 1), 2, 4);
    case 'LayerNormalization': {
      const axis = asNumber(attributes.axis, -1);
      return statistics(product(shape.slice(0, axis < 0 ? shape.length + axis : axis)), 2, 4);
    }
    case 'RMSNormalization':
    case 'SimplifiedLayerNormalization':
      return statistics(product(shape.slice(0, -1)), 1, 2);
    case 'MaxPool': {
      if ((outputs[1] ?? -1) >= 0) return null;
      const places = elementsOf(network.tensors[outputs[0] ?? -1]);
      const flops = places * product(asList(attributes.kernel_shape));
      return {
        suffix: 'indices',
        bytes: places * INDEX,
        elementType: 'int64',
        random: false,
        flops,
        changesBuffers: false,
      };
    }
    case 'Dropout':
      return {
        suffix: 'mask',
        bytes: elements,
        elementType: 'bool',
        random: true,
        flops: elements,
        changesBuffers: false,
      };
    default:
      return null;
  }
}

function asNumber(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function asList(value: unknown): readonly number[] {
  return Array.isArray(value) ? (value as readonly number[]) : [];
}
