// Vision transformers (Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021, table 1) on ImageNet: 224 x 224 x 3, 1000 classes, in patches; a class token in front, learned
// positions, blocks of self-attention and a dense layer, each behind a layer norm and beside a shortcut. Dropout after the positions and all dense layers (appendix B.1).

import type { Network } from '../network.ts';
import { attention } from './attention.ts';
import { NetworkBuilder } from './network-builder.ts';
import { feedForward } from './transformer.ts';
import type { ZooOptions } from './zoo-options.ts';

export interface VitForm {
  /** Pixels in a row of a patch. */
  readonly patch: number;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
}

const BASE = { layers: 12, width: 768, heads: 12 };
const LARGE = { layers: 24, width: 1024, heads: 16 };

export const VITS = {
  'b-16': { ...BASE, patch: 16 },
  'b-32': { ...BASE, patch: 32 },
  'l-16': { ...LARGE, patch: 16 },
  'l-32': { ...LARGE, patch: 32 },
  'h-14': { patch: 14, layers: 32, width: 1280, heads: 16 },
} as const satisfies Record<string, VitForm>;

export function vit({ patch, layers, width, heads }: VitForm, name: string, options: ZooOptions): Network {
  const { batch } = options;
  const b = new NetworkBuilder(name, options);
  const patches = b.convolution('patches', b.images(options), width, patch, { stride: patch });
  const [, , rows, columns] = b.shapeOf(patches) as [number, number, number, number];
  const listed = b.transpose(
    'patches_listed',
    b.reshape('patches_flat', patches, [batch, width, rows * columns]),
    [0, 2, 1],
  );
  const token = b.operator('Expand', 'token', [b.weight('class_token', [1, 1, width])], [batch, 1, width]);
  let x = b.concat('tokens', token, listed);
  x = b.add('positions', x, b.weight('position_table', [1, rows * columns + 1, width]));
  x = b.dropout('positions_dropout', x);
  for (let layer = 1; layer <= layers; layer++) {
    const block = `block${layer}`;
    const normed = b.layerNorm(`${block}_attention_norm`, x);
    const of = { heads, isJoint: true, bias: true, hasDropout: true };
    x = b.add(`${block}_attention_add`, x, attention(b, `${block}_attention`, normed, of));
    const inner = feedForward(b, `${block}_mlp`, b.layerNorm(`${block}_mlp_norm`, x));
    x = b.add(`${block}_mlp_add`, x, b.dropout(`${block}_mlp_dropout`, inner));
  }
  const first = b.operator('Slice', 'first', [b.layerNorm('final_norm', x)], [batch, 1, width]);
  return b.classified('predictions', b.flatten('first_token', first), options.classes);
}
