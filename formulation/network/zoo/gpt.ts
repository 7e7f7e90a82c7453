// A transformer that predicts the next word (Radford et al., "Language Models are Unsupervised Multitask Learners", 2019: GPT-2): embeddings of words and positions, then blocks of
// masked self-attention and a dense layer four times as wide, each behind a layer norm and beside a shortcut, dropout where GPT-2 has it. 50257 words known, 1024 positions; scores
// of the words by their embeddings.

import type { Network } from '../network.ts';
import { attention } from './attention.ts';
import { NetworkBuilder } from './network-builder.ts';
import { embedding, feedForward, positions, tiedHead } from './transformer.ts';
import type { ZooOptions } from './zoo-options.ts';

const VOCABULARY = 50257;
const POSITIONS = 1024;

export interface GptForm {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
}

/** Table 2 of the publication. */
export const GPT2 = {
  small: { layers: 12, width: 768, heads: 12 },
  medium: { layers: 24, width: 1024, heads: 16 },
  large: { layers: 36, width: 1280, heads: 20 },
  xl: { layers: 48, width: 1600, heads: 25 },
} as const satisfies Record<string, GptForm>;

export function gpt(form: GptForm, name: string, options: ZooOptions): Network {
  const { batch, layers = form.layers, embedding: width = form.width, heads = form.heads } = options;
  const { sequence = POSITIONS } = options;
  const b = new NetworkBuilder(name, options);
  const { table, rows } = embedding(b, 'embedding', b.input('words', [batch, sequence], 'int64'), VOCABULARY, width);
  let x = b.add('embedding_add', rows, positions(b, 'positions', sequence, POSITIONS, width));
  x = b.dropout('embedding_dropout', x);
  const mask = b.input('mask', [1, 1, sequence, sequence]);
  for (let layer = 1; layer <= layers; layer++) {
    const block = `block${layer}`;
    const of = { heads, mask, isJoint: true, bias: true, hasDropout: true };
    const attended = attention(b, `${block}_attention`, b.layerNorm(`${block}_attention_norm`, x), of);
    x = b.add(`${block}_attention_add`, x, attended);
    const inner = feedForward(b, `${block}_mlp`, b.layerNorm(`${block}_mlp_norm`, x));
    x = b.add(`${block}_mlp_add`, x, b.dropout(`${block}_mlp_dropout`, inner));
  }
  return b.finish(tiedHead(b, 'head', b.layerNorm('final_norm', x), table));
}
