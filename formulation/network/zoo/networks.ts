// The networks of the zoo by name. A new one is a function that calls the builder, or a line in the table of its family, and a line here.

import type { Network, NetworkTensor } from '../network.ts';
import { alexnet } from './alexnet.ts';
import { BERT, bert } from './bert.ts';
import { DENSENETS, densenet } from './densenet.ts';
import { EFFICIENTNETS, efficientnet } from './efficientnet.ts';
import { GPT2, gpt } from './gpt.ts';
import { googlenet, inceptionV3 } from './inception.ts';
import { LLAMAS, llama } from './llama.ts';
import { MOBILENET_V3_LARGE, MOBILENET_V3_SMALL, mobilenet, mobilenetV2, mobilenetV3 } from './mobilenet.ts';
import { type ResnetForm, resnet } from './resnet.ts';
import { fcn8, segnet, unet, vanillaSegnet, vggUnet } from './segmentation.ts';
import { vgg } from './vgg.ts';
import { VITS, type VitForm, vit } from './vit.ts';
import type { ZooOptions } from './zoo-options.ts';

/** What a network can be asked for besides the batch and the element type. */
export const NETWORK_OPTIONS = ['image', 'classes', 'layers', 'width', 'heads', 'sequence'] as const;

export type ZooOption = (typeof NETWORK_OPTIONS)[number];

type Build = (name: string, options: ZooOptions) => Network;

export interface ZooNetwork {
  readonly options: readonly ZooOption[];
  /** Width and heads where nothing else is asked for, for networks that let them be chosen. */
  readonly form?: { readonly width: number; readonly heads: number };
  /** Sides of an image must be multiples of this. */
  readonly patch?: number;
  readonly build: Build;
}

/** True for what is trained: the running statistics of a batch norm are parameters, but no weights. */
export function isWeight({ role, name }: NetworkTensor): boolean {
  return role === 'parameter' && !/\/(mean|variance)$/.test(name);
}

const images = (build: Build): ZooNetwork => ({ options: ['image', 'classes'], build });

const words = (build: Build, ...options: readonly ZooOption[]): ZooNetwork => ({
  options: ['layers', 'sequence', ...options],
  build,
});

/** A line for each form of a family. */
function family<F>(
  forms: Readonly<Record<string, F>>,
  prefix: string,
  network: (form: F) => ZooNetwork,
): readonly (readonly [string, ZooNetwork])[] {
  return Object.entries(forms).map(([name, form]) => [`${prefix}${name}`, network(form)] as const);
}

const RESNETS: Readonly<Record<string, ResnetForm>> = {
  resnet18: { depth: 18 },
  resnet34: { depth: 34 },
  resnet50: { depth: 50 },
  resnet101: { depth: 101 },
  resnet152: { depth: 152 },
  'resnet50-v1.5': { depth: 50, strideInside: true },
  'resnet101-v1.5': { depth: 101, strideInside: true },
  'resnet152-v1.5': { depth: 152, strideInside: true },
  'resnext50-32x4d': { depth: 50, groups: 32, groupWidth: 4, strideInside: true },
  'resnext101-32x8d': { depth: 101, groups: 32, groupWidth: 8, strideInside: true },
  'resnext101-64x4d': { depth: 101, groups: 64, groupWidth: 4, strideInside: true },
  'wide-resnet50-2': { depth: 50, groupWidth: 128, strideInside: true },
  'wide-resnet101-2': { depth: 101, groupWidth: 128, strideInside: true },
};

export const NETWORKS: ReadonlyMap<string, ZooNetwork> = new Map<string, ZooNetwork>([
  ['alexnet', images(alexnet)],
  ...family({ vgg11: 11, vgg13: 13, vgg16: 16, vgg19: 19 } as const, '', (layers) =>
    images((name, options) => vgg(layers, name, options)),
  ),
  ...family(RESNETS, '', (form) => images((name, options) => resnet(form, name, options))),
  ...family(DENSENETS, 'densenet', (form) => images((name, options) => densenet(form, name, options))),
  ['googlenet', images(googlenet)],
  ['inception-v3', images(inceptionV3)],
  ['mobilenet', images(mobilenet)],
  ['mobilenet-v2', images(mobilenetV2)],
  ['mobilenet-v3-small', images((name, options) => mobilenetV3(MOBILENET_V3_SMALL, name, options))],
  ['mobilenet-v3-large', images((name, options) => mobilenetV3(MOBILENET_V3_LARGE, name, options))],
  ...EFFICIENTNETS.map(
    (form, i) => [`efficientnet-b${i}`, images((name, options) => efficientnet(form, name, options))] as const,
  ),
  ...family<VitForm>(VITS, 'vit-', (form) => ({
    ...images((name, options) => vit(form, name, options)),
    patch: form.patch,
  })),
  ['unet', images(unet)],
  ['vgg-unet', images(vggUnet)],
  ['segnet', images(segnet)],
  ['vanilla-segnet', images(vanillaSegnet)],
  ['fcn8', images(fcn8)],
  ...family(
    { gpt: GPT2.small, gpt2: GPT2.small, 'gpt2-medium': GPT2.medium, 'gpt2-large': GPT2.large, 'gpt2-xl': GPT2.xl },
    '',
    (form) => ({ ...words((name, options) => gpt(form, name, options), 'width', 'heads'), form }),
  ),
  ...family(BERT, 'bert-', (form) => ({
    ...words((name, options) => bert(form, name, options), 'width', 'heads', 'classes'),
    form,
  })),
  ...family(LLAMAS, '', (form) => words((name, options) => llama(form, name, options))),
]);
