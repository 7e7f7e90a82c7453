// The zoo: files in examples/, published counts, and graphs that others published.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ComputeGraph, edgeCount } from '../../formulation/graph.ts';
import { loadGraph, parseGraph } from '../../formulation/load-graph.ts';
import { DEVICES } from '../../formulation/network/devices.ts';
import type { Network } from '../../formulation/network/network.ts';
import { rematToComputeGraph } from '../../formulation/network/network-graph.ts';
import { elementsOf, operatorCost, product } from '../../formulation/network/operator-costs.ts';
import { type TrainingOptions, trainingGraph } from '../../formulation/network/training-graph.ts';
import { layerGraph } from '../../formulation/network/zoo/layer-graph.ts';
import { NetworkBuilder } from '../../formulation/network/zoo/network-builder.ts';
import { isWeight, NETWORKS } from '../../formulation/network/zoo/networks.ts';
import type { Value } from '../../formulation/network/zoo/operator-writer.ts';
import { randomLayered } from '../../formulation/network/zoo/random-layered.ts';
import { simulateInputOrder } from '../../formulation/schedule.ts';
import { runCli } from '../cli/run-cli.ts';

const DEVICE = DEVICES[0]!;
const SHARED = new URL('../../../shared/data/', import.meta.url);

const build = (name: string, batch: number, isKeras = false): Network =>
  NETWORKS.get(name)!.build(name, { batch, isKeras });

const training = (network: Network, statistics: TrainingOptions['statistics'] = 'split') =>
  trainingGraph(network, { device: DEVICE, loss: 'cross-entropy', statistics }).graph;

/** Floating-point operations of the operators of these types. */
const flops = (network: Network, ...types: string[]): number =>
  network.operators.reduce((sum, o) => sum + (types.includes(o.type) ? operatorCost(network, o).flops : 0), 0);

const count = (network: Network, type: string): number => network.operators.filter((o) => o.type === type).length;

const shapeOf = (network: Network, name: string) => network.tensors.find((tensor) => tensor.name === name)!.shape;

/** Numbers that are trained. */
const weights = (network: Network): number =>
  network.tensors.reduce((sum, tensor) => sum + (isWeight(tensor) ? elementsOf(tensor) : 0), 0);

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

const ACTIVATIONS = [
  ['alexnet', 8, 494_184],
  ['vgg16', 16, 13_556_712],
  ['resnet18', 21, 2_484_712],
  ['resnet50-v1.5', 54, 11_114_984],
  ['resnet152-v1.5', 156, 22_555_112],
  ['resnext101-64x4d', 105, 31_210_472],
  ['wide-resnet50-2', 54, 14_401_512],
  ['densenet121', 121, 6_900_200],
  ['densenet161', 161, 11_064_808],
  ['mobilenet-v2', 53, 6_679_112],
  ['mobilenet-v3-small', 54, 1_417_680],
  ['mobilenet-v3-large', 64, 4_407_168],
  ['efficientnet-b0', 82, 6_748_036],
  ['efficientnet-b7', 274, 289_939_464],
  ['googlenet', 58, 3_227_160],
  ['inception-v3', 95, 8_968_488],
] as const;

describe('published counts', () => {
  // weights as torchvision and transformers (BERT for masked words, GPT-2 and LLaMA with their heads) have them, without auxiliary classifiers
  it.each([
    ['alexnet', 61_100_840],
    ['vgg11', 132_863_336],
    ['vgg13', 133_047_848],
    ['vgg16', 138_357_544],
    ['vgg19', 143_667_240],
    ['resnet18', 11_689_512],
    ['resnet34', 21_797_672],
    ['resnet50', 25_557_032],
    ['resnet50-v1.5', 25_557_032],
    ['resnet101', 44_549_160],
    ['resnet101-v1.5', 44_549_160],
    ['resnet152', 60_192_808],
    ['resnet152-v1.5', 60_192_808],
    ['resnext50-32x4d', 25_028_904],
    ['resnext101-32x8d', 88_791_336],
    ['resnext101-64x4d', 83_455_272],
    ['wide-resnet50-2', 68_883_240],
    ['wide-resnet101-2', 126_886_696],
    ['densenet121', 7_978_856],
    ['densenet161', 28_681_000],
    ['densenet169', 14_149_480],
    ['densenet201', 20_013_928],
    ['googlenet', 6_624_904],
    ['inception-v3', 23_834_568],
    ['mobilenet', 4_231_976],
    ['mobilenet-v2', 3_504_872],
    ['mobilenet-v3-small', 2_542_856],
    ['mobilenet-v3-large', 5_483_032],
    ['efficientnet-b0', 5_288_548],
    ['efficientnet-b1', 7_794_184],
    ['efficientnet-b2', 9_109_994],
    ['efficientnet-b3', 12_233_232],
    ['efficientnet-b4', 19_341_616],
    ['efficientnet-b5', 30_389_784],
    ['efficientnet-b6', 43_040_704],
    ['efficientnet-b7', 66_347_960],
    ['vit-b-16', 86_567_656],
    ['vit-b-32', 88_224_232],
    ['vit-l-16', 304_326_632],
    ['vit-l-32', 306_535_400],
    ['vit-h-14', 632_045_800],
    ['gpt', 124_439_808],
    ['gpt2', 124_439_808],
    ['gpt2-medium', 354_823_168],
    ['gpt2-large', 774_030_080],
    ['gpt2-xl', 1_557_611_200],
    ['bert-base', 109_514_298],
    ['bert-large', 335_174_458],
    ['tinyllama-1.1b', 1_100_048_384],
    ['llama-7b', 6_738_415_616],
    ['llama-13b', 13_015_864_320],
    ['llama2-7b', 6_738_415_616],
    ['llama2-13b', 13_015_864_320],
    ['llama2-70b', 68_976_648_192],
    ['llama3-8b', 8_030_261_248],
    ['llama3-70b', 70_553_706_496],
    ['llama3.2-1b', 1_235_814_400],
    ['llama3.2-3b', 3_212_749_824],
    ['mistral-7b', 7_241_732_096],
  ])('%s: %d weights', (name, expected) => {
    expect(weights(build(name, 1))).toBe(expected);
  });

  // thousand millions of multiply-adds of convolutions and dense layers, as the publications or torchvision state them
  it.each([
    ['alexnet', 0.71],
    ['vgg16', 15.47],
    ['vgg19', 19.63],
    ['resnet18', 1.81],
    ['resnet34', 3.66],
    ['resnet50', 3.86],
    ['resnet50-v1.5', 4.09],
    ['resnet101', 7.57],
    ['resnet152', 11.28],
    ['resnext50-32x4d', 4.23],
    ['wide-resnet50-2', 11.4],
    ['densenet121', 2.83],
    ['googlenet', 1.5],
    ['inception-v3', 5.71],
    ['mobilenet', 0.569],
    ['mobilenet-v2', 0.3],
    ['mobilenet-v3-small', 0.056],
    ['mobilenet-v3-large', 0.219],
    ['efficientnet-b0', 0.39],
    ['efficientnet-b7', 37.75],
  ])('%s: %d G multiply-adds', (name, gigas) => {
    expect(flops(build(name, 1), 'Conv', 'Gemm') / 2e9 / gigas).toBeCloseTo(1, 1);
  });

  // what convolutions and dense layers write for one image: the sum of the shapes that hooks on the modules of torchvision see
  it.each(ACTIVATIONS)('%s: %d layers write %d elements', (name, layers, elements) => {
    const network = build(name, 1);
    const written = network.operators
      .filter(({ type }) => type === 'Conv' || type === 'Gemm')
      .map((o) => o.outputs[0]!);
    expect(written.length).toBe(layers);
    expect(written.reduce((sum, t) => sum + elementsOf(network.tensors[t]), 0)).toBe(elements);
  });

  it('ResNet-50: 53 convolutions, 16 additions, last map 7 x 7 x 2048', () => {
    const network = build('resnet50', 1);
    expect([count(network, 'Conv'), count(network, 'BatchNormalization'), count(network, 'Add')]).toEqual([53, 53, 16]);
    expect(shapeOf(network, 'conv5_block3_out')).toEqual([1, 2048, 7, 7]);
  });

  it('U-Net: skips join at every level, output at full resolution', () => {
    const network = build('unet', 1);
    const joins = network.operators.filter(({ type }) => type === 'Concat');
    expect(joins.map(({ inputs }) => inputs.map((t) => network.tensors[t]!.name))).toEqual([
      ['block4_conv3/relu', 'up4'],
      ['block3_conv3/relu', 'up3'],
      ['block2_conv2/relu', 'up2'],
      ['block1_conv2/relu', 'up1'],
    ]);
    expect(shapeOf(network, 'classes')).toEqual([1, 21, 416, 608]);
  });

  it('SegNet: 13 convolutions down, 12 up, and the one that gives classes; unpooled to the size before the pooling', () => {
    const network = build('segnet', 1);
    expect([count(network, 'Conv'), count(network, 'MaxUnpool')]).toEqual([26, 5]);
    expect(shapeOf(network, 'decode1_unpool')).toEqual([1, 64, 416, 608]);
  });
});

describe('every network', () => {
  it.each([...NETWORKS.keys()])('%s has sizes and shapes that agree, and is trained by rules', (name) => {
    const network = NETWORKS.get(name)!.build(name, { batch: 2, isKeras: false, elementType: 'bfloat16' });
    for (const { shape, bytes, elementType } of network.tensors) {
      expect(bytes).toBe(product(shape!) * (elementType === 'int64' ? 8 : 2));
    }
    expect(new Set(network.operators.map((operator) => operator.name)).size).toBe(network.operators.length);
    const { defaulted, graph } = trainingGraph(network, { device: DEVICE, loss: 'cross-entropy', statistics: 'split' });
    expect(defaulted).toEqual([]);
    const gradients = graph.outputRoles.filter((role) => role === 'grad').length;
    expect(gradients).toBe(network.tensors.filter(isWeight).length);
  });
});

describe('counting as Checkmate does', () => {
  const PUBLISHED = [
    ['vgg16-train', 'vgg16', 256],
    ['vgg19-train', 'vgg19', 256],
    ['mobilenet-train', 'mobilenet', 512],
    ['unet-train', 'vgg-unet', 32],
    ['segnet-train', 'vanilla-segnet', 32],
    ['cm1-fcn8-train', 'fcn8', 32],
    ['cm2-resnet50-train', 'resnet50', 256],
  ] as const;

  it.each(PUBLISHED)('%s: nodes, sizes, links and peak of the published file', (file, name, batch) => {
    const url = new URL(`graphs/${file}.json`, SHARED);
    const ours = rematToComputeGraph(layerGraph(build(name, batch, true), DEVICE));
    if (!existsSync(url)) return expect(ours.n).toBeGreaterThan(40);
    const published = loadGraph(url.pathname);
    expect(ours.n).toBe(published.n);
    expect([...ours.sizes]).toEqual([...published.sizes]);
    expect([...ours.backward]).toEqual([...published.backward]);
    expect(ours.predecessors.map((list) => [...list])).toEqual(published.predecessors.map((list) => [...list]));
    return expect(simulateInputOrder(ours).peak).toBe(simulateInputOrder(published).peak);
  });

  it('gives a gradient the size of its layer, which reads what was read forward, and the gradients above', () => {
    const graph = rematToComputeGraph(layerGraph(build('vgg16', 4, true), DEVICE));
    const reads = (name: string): string[] =>
      Array.from(graph.predecessors[graph.names.indexOf(name)]!, (u) => graph.names[u]!);
    expect(reads('fc2_backward')).toEqual(['fc2', 'predictions', 'predictions_backward']);
    expect(reads('predictions_backward')).toEqual(['predictions', 'Loss']);
    expect(graph.sizes[graph.names.indexOf('Loss')]).toBe(16);
    expect(graph.sizes[graph.names.indexOf('flatten_backward')]).toBe(graph.sizes[graph.names.indexOf('flatten')]);
    expect(layerGraph(build('vgg16', 4, true), DEVICE, true).nodes).toHaveLength(22);
  });
});

describe('training graphs of torch', () => {
  interface Row {
    readonly name: string;
    readonly n: number;
    readonly m: number;
    readonly peak: number;
    readonly totalRooflineNs: number;
  }
  const index = new URL('torch/index.json', SHARED);
  const rows = existsSync(index) ? (JSON.parse(readFileSync(index, 'utf8')) as { graphs: Row[] }).graphs : [];

  // Torch counts the batches of every batch norm in a node of its own (8 bytes, no links), has the gradient of a pooling read its input, which the indices make needless,
  // pools to 7 x 7 before the dense layers of VGG, which does nothing, and copies the one tensor that the first layer of a dense block reads.
  it.each([
    ['resnet18_b32_224', 'resnet18', 32, 20],
    ['resnet50_b32_224', 'resnet50-v1.5', 32, 53],
    ['resnet152_b16_224', 'resnet152', 16, 155],
    ['densenet121_b32_224', 'densenet121', 32, 125],
    ['unet_b4_512', 'unet with batch norm', 4, 18],
    ['vgg16_b32_224', 'vgg16', 32, 2],
  ])('%s: as many nodes but for those that count batches, peak and time within 2 %%', (file, name, batch, more) => {
    const others: Record<string, () => Network> = {
      resnet152: () => build('resnet152-v1.5', batch),
      'unet with batch norm': () => normedUnet(batch),
    };
    const network = others[name]?.() ?? build(name, batch);
    const graph = rematToComputeGraph(training(network, 'joined'));
    const { peak, duration } = simulateInputOrder(graph);
    const row = rows.find((published) => published.name === file);
    if (row === undefined) return expect(graph.n).toBeGreaterThan(80);
    expect(graph.n).toBe(row.n - more);
    expect(Math.abs(peak / row.peak - 1)).toBeLessThan(0.02);
    expect(Math.abs(duration / row.totalRooflineNs - 1)).toBeLessThan(0.01);
    if (name === 'vgg16' || name === 'densenet121') return;
    expect(peak).toBe(row.peak);
    return expect(edgeCount(graph)).toBe(row.m - count(network, 'MaxPool'));
  });
});

/** The network of the publication with batch norms, on 512 x 512 pixels. */
function normedUnet(batch: number): Network {
  const b = new NetworkBuilder('unet');
  const twice = (name: string, x: Value, channels: number): Value => {
    let y = x;
    for (const i of [1, 2]) {
      y = b.convolution(`${name}_conv${i}`, y, channels, 3, { padding: 1, bias: false });
      y = b.relu(`${name}_relu${i}`, b.batchNorm(`${name}_bn${i}`, y));
    }
    return y;
  };
  let x = b.input('data', [batch, 3, 512, 512]);
  const skips: Value[] = [];
  for (let level = 0; level < 4; level++) {
    x = twice(`down${level}`, x, 64 * 2 ** level);
    skips.push(x);
    x = b.maxPool(`pool${level}`, x, 2, { stride: 2 });
  }
  x = twice('bottom', x, 1024);
  for (let level = 3; level >= 0; level--) {
    x = b.upConvolution(`up${level}`, x, 64 * 2 ** level, 2, 2);
    x = twice(`up${level}`, b.concat(`up${level}_concat`, skips[level]!, x), 64 * 2 ** level);
  }
  return b.finish(b.convolution('classes', x, 21, 1));
}

describe('random layered graphs', () => {
  const shape = (graph: ComputeGraph) => ({
    sources: graph.predecessors.filter((list) => list.length === 0).length,
    sinks: graph.successors.filter((list) => list.length === 0).length,
  });

  it.each([3, 4, 10, 100, 1000])('of %d nodes: one source, one sink, integers, the same for the same seed', (n) => {
    const remat = randomLayered(n, 7);
    const graph = rematToComputeGraph(remat);
    expect(graph.n).toBe(n);
    expect(shape(graph)).toEqual({ sources: 1, sinks: 1 });
    expect(remat.nodes.every(({ size, duration }) => size > 0 && Number.isInteger(size) && duration >= 1)).toBe(true);
    expect(randomLayered(n, 7)).toEqual(remat);
    expect(randomLayered(n, 8)).not.toEqual(remat);
  });

  it('have about as many links as the published ones', () => {
    const links = [1, 2, 3, 4].map((seed) => randomLayered(100, seed).edges.length);
    for (const m of links) expect(m).toBeGreaterThan(180);
    for (const m of links) expect(m).toBeLessThan(320);
  });
});

describe('the command', () => {
  it('writes the forward pass, a smaller image, another device', async () => {
    const all = await runCli('zoo', 'resnet18', '--batch', '4');
    const words = ['--forward', '--image', '64x128', '--device', 'a100', '--format', 'remat-graph'];
    const forward = await runCli('zoo', 'resnet18', '--batch', '4', ...words);
    expect([all.code, forward.code]).toEqual([0, 0]);
    const graph = parseGraph(forward.stdout, 'forward.json');
    expect(graph.backward.every((mark) => mark === 0)).toBe(true);
    expect(graph.sizes[0]).toBe(4 * 64 * 32 * 64 * 4);
    expect(forward.stdout).toContain('"name": "a100"');
  });

  it('writes transformers of any size and random graphs of any seed', async () => {
    const words = ['--layers', '2', '--width', '64', '--heads', '4', '--sequence', '16', '--batch', '3'];
    const gpt = parseGraph((await runCli('zoo', 'gpt', ...words)).stdout, 'gpt.json');
    expect(gpt.sizes[gpt.names.indexOf('block2_attention_scores')]).toBe(3 * 4 * 16 * 16 * 4);
    const random = parseGraph((await runCli('zoo', 'rlg', '--nodes', '50', '--seed', '9')).stdout, 'rlg.json');
    expect(random.n).toBe(50);
  });
});
