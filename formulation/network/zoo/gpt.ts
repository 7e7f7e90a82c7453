// A transformer that predicts the next word (Radford et al., "Language Models are Unsupervised Multitask Learners", 2019: GPT-2): embeddings of words and positions, then blocks of
// masked self-attention and a dense layer four times as wide, each behind a layer norm and beside a shortcut, dropout where GPT-2 has it. Attention is written out, as exporters
// do: its square of scores is in memory. By default the small model: 12 layers, 768 wide, 12 heads, 1024 words, 50257 words known.

import type { Network } from '../network.ts';
import { NetworkBuilder, type Value } from './network-builder.ts';
import type { ZooOptions } from './zoo-options.ts';

const VOCABULARY = 50257;

export function gpt(
  name: string,
  { batch, layers = 12, embedding = 768, heads = 12, sequence = 1024, isKeras }: ZooOptions,
): Network {
  const b = new NetworkBuilder(name, isKeras);
  const words = b.input('words', [batch, sequence], 'int64');
  const table = b.weight('wte', [VOCABULARY, embedding]);
  const embedded = b.operator('Gather', 'embedding', [table, words], [batch, sequence, embedding], { axis: 0 });
  const positions = b.weight('wpe', [1, sequence, embedding]);
  let x = b.dropout('embedding_dropout', b.add('embedding_add', embedded, positions));
  const mask = b.input('mask', [1, 1, sequence, sequence]);
  for (let layer = 1; layer <= layers; layer++) {
    x = attention(b, `block${layer}_attention`, x, mask, heads);
    x = feedForward(b, `block${layer}_mlp`, x);
  }
  return b.finish(b.linear('head', b.layerNorm('final_norm', x), VOCABULARY, false));
}

function attention(b: NetworkBuilder, name: string, input: Value, mask: Value, heads: number): Value {
  const [batch, length, width] = b.shapeOf(input) as [number, number, number];
  const each = width / heads;
  const all = b.linear(`${name}_qkv`, b.layerNorm(`${name}_norm`, input), 3 * width);
  const parts = b.outputsOf(
    'Split',
    `${name}_split`,
    [all],
    Array.from({ length: 3 }, () => [batch, length, width]),
  );
  const [query, key, value] = ['query', 'key', 'value'].map((part, i) => {
    const headed = b.reshape(`${name}_${part}_heads`, parts[i]!, [batch, length, heads, each]);
    return b.transpose(`${name}_${part}`, headed, part === 'key' ? [0, 2, 3, 1] : [0, 2, 1, 3]);
  }) as [Value, Value, Value];
  let scores = b.matMul(`${name}_scores`, query, key);
  scores = b.operator('Mul', `${name}_scale`, [scores, b.weight(`${name}_factor`, [])], b.shapeOf(scores));
  scores = b.softmax(`${name}_softmax`, b.add(`${name}_mask`, scores, mask), -1);
  const mixed = b.matMul(`${name}_mix`, b.dropout(`${name}_dropout`, scores), value);
  const joined = b.reshape(`${name}_join`, b.transpose(`${name}_unhead`, mixed, [0, 2, 1, 3]), [batch, length, width]);
  return b.add(`${name}_add`, input, b.dropout(`${name}_out_dropout`, b.linear(`${name}_out`, joined, width)));
}

function feedForward(b: NetworkBuilder, name: string, input: Value): Value {
  const width = b.shapeOf(input).at(-1)!;
  const inner = b.unary(
    'Gelu',
    `${name}_gelu`,
    b.linear(`${name}_wide`, b.layerNorm(`${name}_norm`, input), 4 * width),
  );
  return b.add(`${name}_add`, input, b.dropout(`${name}_dropout`, b.linear(`${name}_out`, inner, width)));
}
