// A transformer that reads in both directions (Devlin, Chang, Lee and Toutanova, "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding", NAACL 2019):
// embeddings of words, positions and segments, then blocks of self-attention and a dense layer four times as wide, each beside a shortcut and before a layer norm. 30522 words
// known, 512 positions. It predicts the words that are masked, by their embeddings; with `classes` it classifies the whole text by its first word instead.

import type { Network } from '../network.ts';
import { attention } from './attention.ts';
import type { GptForm } from './gpt.ts';
import { NetworkBuilder } from './network-builder.ts';
import type { Value } from './operator-writer.ts';
import { embedding, feedForward, positions, tiedHead } from './transformer.ts';
import type { ZooOptions } from './zoo-options.ts';

const VOCABULARY = 30522;
const POSITIONS = 512;
const SEGMENTS = 2;

/** Section 3 of the publication. */
export const BERT = {
  base: { layers: 12, width: 768, heads: 12 },
  large: { layers: 24, width: 1024, heads: 16 },
} as const satisfies Record<string, GptForm>;

export function bert(form: GptForm, name: string, options: ZooOptions): Network {
  const { batch, layers = form.layers, embedding: width = form.width, heads = form.heads } = options;
  const { sequence = POSITIONS, classes } = options;
  const b = new NetworkBuilder(name, options);
  const { table, rows } = embedding(b, 'embedding', b.input('words', [batch, sequence], 'int64'), VOCABULARY, width);
  const segments = embedding(b, 'segments', b.input('segment_indices', [batch, sequence], 'int64'), SEGMENTS, width);
  let x = b.add('embedding_segments', rows, segments.rows);
  x = b.add('embedding_positions', x, positions(b, 'positions', sequence, POSITIONS, width));
  x = b.dropout('embedding_dropout', b.layerNorm('embedding_norm', x));
  const mask = b.input('mask', [batch, 1, 1, sequence]);
  for (let layer = 1; layer <= layers; layer++) {
    const block = `block${layer}`;
    const attended = attention(b, `${block}_attention`, x, { heads, mask, bias: true, hasDropout: true });
    x = b.layerNorm(`${block}_attention_norm`, b.add(`${block}_attention_add`, attended, x));
    const inner = b.dropout(`${block}_mlp_dropout`, feedForward(b, `${block}_mlp`, x));
    x = b.layerNorm(`${block}_mlp_norm`, b.add(`${block}_mlp_add`, inner, x));
  }
  return classes === undefined ? b.finish(maskedWords(b, x, table)) : ofWhole(b, x, classes);
}

function maskedWords(b: NetworkBuilder, x: Value, table: Value): Value {
  const transformed = b.unary('Gelu', 'transform_gelu', b.linear('transform', x, b.shapeOf(x).at(-1)!));
  return tiedHead(b, 'head', b.layerNorm('transform_norm', transformed), table, true);
}

function ofWhole(b: NetworkBuilder, x: Value, classes: number): Network {
  const [batch, , width] = b.shapeOf(x) as [number, number, number];
  const first = b.flatten('first_word', b.operator('Slice', 'first', [x], [batch, 1, width]));
  const pooled = b.dropout('pooler_dropout', b.unary('Tanh', 'pooler_tanh', b.dense('pooler', first, width)));
  return b.classified('predictions', pooled, classes);
}
