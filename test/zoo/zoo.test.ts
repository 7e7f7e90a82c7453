// The zoo: files in examples/, published counts, and the rules by which a training graph follows from a network.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ComputeGraph } from '../../formulation/graph.ts';
import { add, batchNorm, convolution, crossEntropy, dense, relu } from '../../formulation/zoo/layers.ts';
import { Network } from '../../formulation/zoo/network.ts';
import { NETWORKS } from '../../formulation/zoo/networks.ts';
import { runCli } from '../cli/run-cli.ts';

const build = (name: string, batch: number): ComputeGraph => NETWORKS.get(name)!(batch);

/** Names of the nodes that `name` reads. */
function inputsOf(graph: ComputeGraph, name: string): string[] {
  return Array.from(graph.predecessors[graph.names.indexOf(name)], (u) => graph.names[u]);
}

const sizeOf = (graph: ComputeGraph, name: string): number => graph.sizes[graph.names.indexOf(name)];
const durationOf = (graph: ComputeGraph, name: string): number => graph.durations[graph.names.indexOf(name)];

function forwardDuration(graph: ComputeGraph): number {
  return graph.durations.reduce((sum, duration, v) => sum + (graph.backward[v] ? 0 : duration), 0);
}

describe('examples', () => {
  it.each([
    ['resnet50', 256],
    ['vgg16', 256],
    ['unet', 32],
  ])('%s at batch %d is what the program writes, byte for byte', async (network, batch) => {
    const { code, stdout } = await runCli('zoo', network, '--batch', String(batch));
    expect(code).toBe(0);
    const file = new URL(`../../examples/${network}-b${batch}.json`, import.meta.url);
    expect(stdout === readFileSync(file, 'utf8')).toBe(true);
  });
});

describe('published counts', () => {
  it('VGG16: 15.47 G multiply-adds forward, 3.29 GB in the first convolution at batch 256', () => {
    const graph = build('vgg16', 256);
    expect(graph.n).toBe(2 * (13 + 5 + 3 + 1));
    expect(forwardDuration(graph) / 256 / 2 / 1e9).toBeCloseTo(15.47, 1);
    expect(sizeOf(graph, 'block1_conv1')).toBe(256 * 64 * 224 * 224 * 4);
    expect(sizeOf(graph, 'fc1')).toBe(256 * 4096 * 4);
  });

  it('ResNet-50: 53 convolutions, 16 additions, 3.86 G multiply-adds forward, last map 7 x 7 x 2048', () => {
    const graph = build('resnet50', 1);
    const forward = graph.names.filter((_, v) => graph.backward[v] === 0);
    expect(forward.filter((name) => name.endsWith('_conv'))).toHaveLength(53);
    expect(forward.filter((name) => name.endsWith('_bn'))).toHaveLength(53);
    expect(forward.filter((name) => name.endsWith('_add'))).toHaveLength(16);
    const convolutions = graph.names.reduce(
      (sum, name, v) => sum + (/_conv$|^fc$/.test(name) ? graph.durations[v] : 0),
      0,
    );
    expect(convolutions / 2 / 1e9).toBeCloseTo(3.86, 1);
    expect(sizeOf(graph, 'conv5_block3_out')).toBe(7 * 7 * 2048 * 4);
    expect(sizeOf(graph, 'pool5')).toBe(2048 * 4);
  });

  it('U-Net: skips join at every level, output at full resolution', () => {
    const graph = build('unet', 1);
    expect(inputsOf(graph, 'up1_concat').sort()).toEqual(['block1_conv2', 'up1']);
    expect(inputsOf(graph, 'up4_concat').sort()).toEqual(['block4_conv3', 'up4']);
    expect(sizeOf(graph, 'up1_concat')).toBe(128 * 416 * 608 * 4);
    expect(sizeOf(graph, 'classes')).toBe(21 * 416 * 608 * 4);
    expect(sizeOf(graph, 'block5_conv3')).toBe(512 * 26 * 38 * 4);
  });
});

describe('every network', () => {
  it.each([...NETWORKS.keys()])('%s scales with the batch and pairs every layer with a gradient', (name) => {
    const [one, five] = [build(name, 1), build(name, 5)];
    expect([...five.sizes]).toEqual(Array.from(one.sizes, (size) => 5 * size));
    expect([...five.durations]).toEqual(Array.from(one.durations, (duration) => 5 * duration));
    const layers = one.n / 2;
    expect([...one.backward]).toEqual(Array.from({ length: one.n }, (_, v) => (v < layers ? 0 : 1)));
    for (let v = 0; v < layers; v++) {
      const gradient = one.n - 1 - v;
      expect(one.names[gradient]).toBe(`${one.names[v]}_backward`);
      // The gradient of a layer reads the gradients of exactly the layers that read the layer.
      const consumers = [...one.successors[v]].filter((w) => w < layers).map((w) => one.n - 1 - w);
      const gradientsRead = [...one.predecessors[gradient]].filter((u) => u >= layers);
      expect(gradientsRead.sort()).toEqual(consumers.sort());
    }
    // Only the data's gradient is not computed: one node of size 0, at the very end.
    expect([...one.sizes].filter((size) => size === 0)).toHaveLength(1);
    expect(one.sizes[one.n - 1]).toBe(0);
  });
});

describe('derivatives', () => {
  // x -> a (convolution) -> b (norm) -> c (relu) ; d = b + c ; e (dense with relu) ; loss
  const network = new Network(2, [3, 4, 4]);
  const a = convolution(network, 'a', network.data, 5, 3);
  const b = batchNorm(network, 'b', a);
  const c = relu(network, 'c', b);
  const d = add(network, 'd', b, c);
  const e = dense(network, 'e', d, 7, true);
  crossEntropy(network, 'loss', e);
  const graph = network.trainingGraph('small');

  it.each([
    ['loss_backward', ['e', 'loss']],
    ['e_backward', ['d', 'e', 'loss_backward']],
    ['d_backward', ['e_backward']],
    ['c_backward', ['c', 'd_backward']],
    ['b_backward', ['a', 'c_backward', 'd_backward']],
    ['a_backward', ['b_backward']],
  ])('%s reads %j', (name, inputs) => {
    expect(inputsOf(graph, name).sort()).toEqual(inputs);
  });

  it('write gradients of the size of their inputs', () => {
    const map = 2 * 5 * 16 * 4;
    expect(['a', 'b', 'c', 'd'].map((name) => sizeOf(graph, name))).toEqual([map, map, map, map]);
    // An addition passes one gradient to both sides.
    expect(['b', 'c', 'd', 'e'].map((name) => sizeOf(graph, `${name}_backward`))).toEqual([map, map, map, map]);
    expect(sizeOf(graph, 'loss')).toBe(2 * 2 * 4);
    expect(sizeOf(graph, 'loss_backward')).toBe(2 * 7 * 4);
  });

  it('cost twice the products of the layer, once at the data, plus the sums at forks', () => {
    const floats = 5 * 16;
    expect(durationOf(graph, 'a')).toBe(2 * (2 * 9 * 3 * floats + floats));
    expect(durationOf(graph, 'a_backward')).toBe(durationOf(graph, 'a'));
    expect(durationOf(graph, 'e')).toBe(2 * (2 * floats * 7 + 2 * 7));
    expect(durationOf(graph, 'e_backward')).toBe(2 * (4 * floats * 7 + 2 * 7));
    expect(durationOf(graph, 'c_backward')).toBe(2 * floats);
    expect(durationOf(graph, 'b_backward')).toBe(2 * (10 + 1) * floats);
  });
});
