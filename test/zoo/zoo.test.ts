// The zoo: files in examples/, graphs that others published, and the command.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ComputeGraph, edgeCount } from '../../formulation/graph.ts';
import { loadGraph, parseGraph } from '../../formulation/load-graph.ts';
import type { Network } from '../../formulation/network/network.ts';
import { rematToComputeGraph } from '../../formulation/network/network-graph.ts';
import { layerGraph } from '../../formulation/network/zoo/layer-graph.ts';
import { NetworkBuilder } from '../../formulation/network/zoo/network-builder.ts';
import { NETWORKS } from '../../formulation/network/zoo/networks.ts';
import type { Value } from '../../formulation/network/zoo/operator-writer.ts';
import { randomLayered } from '../../formulation/network/zoo/random-layered.ts';
import { simulateInputOrder } from '../../formulation/schedule.ts';
import { runCli } from '../cli/run-cli.ts';
import { build, DEVICE, training } from './build.ts';

const SHARED = new URL('../../../shared/data/', import.meta.url);

const count = (network: Network, type: string): number => network.operators.filter((o) => o.type === type).length;

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
  it('lists all networks, and knows their names with underscores', async () => {
    const { code, stdout } = await runCli('zoo', '--list');
    expect(code).toBe(0);
    for (const name of [...NETWORKS.keys(), 'rlg']) expect(stdout).toContain(`  ${name} `);
    expect(stdout).toMatch(/^ {2}bert-base +109514298 {2}--layers --sequence --width --heads --classes$/m);
    const words = ['--batch', '1', '--image', '64', '--classes', '7', '--dtype', 'fp16'];
    const network = await runCli('zoo', 'ResNeXt50_32x4d', ...words, '--forward', '--format', 'remat-graph');
    const graph = parseGraph(network.stdout, 'graph.json');
    expect([graph.sizes[0], graph.sizes.at(-1)]).toEqual([64 * 32 * 32 * 2, 7 * 2]);
    expect(network.stdout).toContain('"float16"');
  });

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
