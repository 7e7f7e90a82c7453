// Networks of the zoo and their training graphs, for the tests.

import { DEVICES } from '../../formulation/network/devices.ts';
import type { Network } from '../../formulation/network/network.ts';
import { type TrainingOptions, trainingGraph } from '../../formulation/network/training-graph.ts';
import { NETWORKS } from '../../formulation/network/zoo/networks.ts';

export const DEVICE = DEVICES[0]!;

export const build = (name: string, batch: number, isKeras = false): Network =>
  NETWORKS.get(name)!.build(name, { batch, isKeras });

export const training = (network: Network, statistics: TrainingOptions['statistics'] = 'split') =>
  trainingGraph(network, { device: DEVICE, loss: 'cross-entropy', statistics }).graph;
