// The networks of the zoo by name. A new one is a function that calls the builder, and a line in the table.

import type { Network } from '../network.ts';
import { densenet } from './densenet.ts';
import { gpt } from './gpt.ts';
import { mobilenet, mobilenetV2 } from './mobilenet.ts';
import { resnet } from './resnet.ts';
import { fcn8, segnet, unet, vanillaSegnet, vggUnet } from './segmentation.ts';
import { vgg } from './vgg.ts';
import type { ZooOptions } from './zoo-options.ts';

export interface ZooNetwork {
  /** What it reads, and so which options it has. */
  readonly reads: 'images' | 'words';
  readonly build: (name: string, options: ZooOptions) => Network;
}

const images = (build: ZooNetwork['build']): ZooNetwork => ({ reads: 'images', build });

export const NETWORKS: ReadonlyMap<string, ZooNetwork> = new Map<string, ZooNetwork>([
  ['vgg16', images((name, options) => vgg(16, name, options))],
  ['vgg19', images((name, options) => vgg(19, name, options))],
  ['resnet18', images((name, options) => resnet(18, name, options))],
  ['resnet34', images((name, options) => resnet(34, name, options))],
  ['resnet50', images((name, options) => resnet(50, name, options))],
  ['resnet101', images((name, options) => resnet(101, name, options))],
  ['resnet152', images((name, options) => resnet(152, name, options))],
  ['resnet50-v1.5', images((name, options) => resnet(50, name, options, true))],
  ['densenet121', images(densenet)],
  ['mobilenet', images(mobilenet)],
  ['mobilenet-v2', images(mobilenetV2)],
  ['unet', images(unet)],
  ['vgg-unet', images(vggUnet)],
  ['segnet', images(segnet)],
  ['vanilla-segnet', images(vanillaSegnet)],
  ['fcn8', images(fcn8)],
  ['gpt', { reads: 'words', build: gpt }],
]);
