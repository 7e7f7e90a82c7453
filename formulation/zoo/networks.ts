// The networks of the zoo by name. A new one is a file beside this and a line in the table.

import type { ComputeGraph } from '../graph.ts';
import { resnet50 } from './resnet50.ts';
import { unet } from './unet.ts';
import { vgg16 } from './vgg16.ts';

/** Builds the training graph for a batch of so many samples; throws GraphError if numbers become unsafe. */
export type NetworkBuilder = (batch: number) => ComputeGraph;

export const NETWORKS: ReadonlyMap<string, NetworkBuilder> = new Map([
  ['vgg16', vgg16],
  ['resnet50', resnet50],
  ['unet', unet],
]);
