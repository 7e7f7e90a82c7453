// The networks of the zoo against their publications: weights, operations, shapes, parts.

import { describe, expect, it } from 'vitest';
import type { Network } from '../../formulation/network/network.ts';
import { rematToComputeGraph } from '../../formulation/network/network-graph.ts';
import { elementsOf, operatorCost, product } from '../../formulation/network/operator-costs.ts';
import { trainingGraph } from '../../formulation/network/training-graph.ts';
import { isWeight, NETWORKS } from '../../formulation/network/zoo/networks.ts';
import type { ZooOptions } from '../../formulation/network/zoo/zoo-options.ts';
import { simulateInputOrder } from '../../formulation/schedule.ts';
import { build, DEVICE, training } from './build.ts';

/** Floating-point operations of the operators of these types. */
const flops = (network: Network, ...types: string[]): number =>
  network.operators.reduce((sum, o) => sum + (types.includes(o.type) ? operatorCost(network, o).flops : 0), 0);

const count = (network: Network, type: string): number => network.operators.filter((o) => o.type === type).length;

const shapeOf = (network: Network, name: string) => network.tensors.find((tensor) => tensor.name === name)!.shape;

/** Numbers that are trained. */
const weights = (network: Network): number =>
  network.tensors.reduce((sum, tensor) => sum + (isWeight(tensor) ? elementsOf(tensor) : 0), 0);

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

describe('transformers', () => {
  const peakOf = (name: string, options: Partial<ZooOptions>): number => {
    const network = NETWORKS.get(name)!.build(name, { batch: 1, isKeras: false, ...options });
    return simulateInputOrder(rematToComputeGraph(training(network, 'joined'))).peak;
  };

  it('BERT has the peak of the graph that torch exports, to a thousandth', () => {
    // 16 texts of 256 words: 5732075520 bytes
    expect(peakOf('bert-base', { batch: 16, sequence: 256 }) / 5_732_075_520).toBeCloseTo(1, 3);
  });

  it('take half the memory in 16 bits but for statistics, masks and the loss', () => {
    for (const [name, layers] of [
      ['gpt2', 2],
      ['llama3-8b', 1],
      ['vit-b-32', undefined],
    ] as const) {
      const size = { ...(layers === undefined ? {} : { layers }), ...(name === 'vit-b-32' ? {} : { sequence: 64 }) };
      const ratio = peakOf(name, { ...size, elementType: 'bfloat16' }) / peakOf(name, size);
      expect(ratio).toBeGreaterThanOrEqual(0.5);
      expect(ratio).toBeLessThan(0.56);
    }
  });

  it('share heads of keys and values, and the embeddings with the head, where the publication does', () => {
    const llama = NETWORKS.get('llama3-8b')!.build('l', { batch: 2, isKeras: false, layers: 1, sequence: 16 });
    expect(shapeOf(llama, 'block1_attention_k')).toEqual([2, 16, 1024]);
    expect(shapeOf(llama, 'block1_attention_key_repeat')).toEqual([2, 8, 4, 16, 128]);
    expect(shapeOf(llama, 'block1_attention_scores')).toEqual([2, 32, 16, 16]);
    const gpt = NETWORKS.get('gpt2')!.build('g', { batch: 2, isKeras: false, layers: 1, sequence: 16 });
    const readers = gpt.operators.filter(({ reads }) => reads.some((t) => gpt.tensors[t]!.name === 'embedding_table'));
    expect(readers.map(({ name }) => name)).toEqual(['embedding', 'head']);
    const classes = NETWORKS.get('bert-base')!.build('b', { batch: 2, isKeras: false, layers: 1, classes: 3 });
    expect(classes.tensors[classes.outputs[0]!]!.shape).toEqual([2, 3]);
  });
});
