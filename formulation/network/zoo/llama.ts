// Transformers in the manner of LLaMA (Touvron et al., "LLaMA: Open and Efficient Foundation Language Models", 2023; Llama 2, 2023; Grattafiori et al., "The Llama 3 Herd of Models",
// 2024): blocks of masked self-attention with turned queries and keys, and a gated dense layer (SwiGLU: Shazeer, 2020), each behind a root mean square norm and beside a
// shortcut; no biases, no dropout. Mistral 7B (Jiang et al., 2023) is of the same form; its window is that of the whole sequence here.

import type { Network } from '../network.ts';
import { attention } from './attention.ts';
import { NetworkBuilder } from './network-builder.ts';
import { embedding, tiedHead } from './transformer.ts';
import type { ZooOptions } from './zoo-options.ts';

export interface LlamaForm {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  /** Heads of keys and values. */
  readonly keyHeads: number;
  /** Width of the gated dense layer. */
  readonly inner: number;
  readonly words: number;
  /** Length of the sequences it was trained with. */
  readonly sequence: number;
  /** Scores of the words by their embeddings. */
  readonly isTied?: boolean;
}

const SEVEN = { layers: 32, width: 4096, heads: 32, keyHeads: 32, inner: 11008, words: 32000 };
const THIRTEEN = { layers: 40, width: 5120, heads: 40, keyHeads: 40, inner: 13824, words: 32000 };
const SEVENTY = { layers: 80, width: 8192, heads: 64, keyHeads: 8, inner: 28672 };
const EIGHT = { layers: 32, width: 4096, heads: 32, keyHeads: 8, inner: 14336 };

export const LLAMAS: Readonly<Record<string, LlamaForm>> = {
  'tinyllama-1.1b': { layers: 22, width: 2048, heads: 32, keyHeads: 4, inner: 5632, words: 32000, sequence: 2048 },
  'llama-7b': { ...SEVEN, sequence: 2048 },
  'llama-13b': { ...THIRTEEN, sequence: 2048 },
  'llama2-7b': { ...SEVEN, sequence: 4096 },
  'llama2-13b': { ...THIRTEEN, sequence: 4096 },
  'llama2-70b': { ...SEVENTY, words: 32000, sequence: 4096 },
  'llama3-8b': { ...EIGHT, words: 128256, sequence: 8192 },
  'llama3-70b': { ...SEVENTY, words: 128256, sequence: 8192 },
  'llama3.2-1b': {
    ...{ layers: 16, width: 2048, heads: 32, keyHeads: 8, inner: 8192, words: 128256, sequence: 8192 },
    isTied: true,
  },
  'llama3.2-3b': {
    ...{ layers: 28, width: 3072, heads: 24, keyHeads: 8, inner: 8192, words: 128256, sequence: 8192 },
    isTied: true,
  },
  'mistral-7b': { ...EIGHT, words: 32000, sequence: 8192 },
};

export function llama(form: LlamaForm, name: string, options: ZooOptions): Network {
  const { width, heads, keyHeads, inner, words } = form;
  const { batch, layers = form.layers, sequence = form.sequence } = options;
  const b = new NetworkBuilder(name, options);
  const { table, rows } = embedding(b, 'embedding', b.input('words', [batch, sequence], 'int64'), words, width);
  const mask = b.input('mask', [1, 1, sequence, sequence]);
  const angles = [1, 1, sequence, width / heads];
  const rotation = [b.constant('cosines', angles), b.constant('sines', angles)] as const;
  let x = rows;
  for (let layer = 1; layer <= layers; layer++) {
    const block = `block${layer}`;
    const of = { heads, keyHeads, mask, rotation, bias: false, hasDropout: false };
    const attended = attention(b, `${block}_attention`, b.rmsNorm(`${block}_attention_norm`, x), of);
    x = b.add(`${block}_attention_add`, x, attended);
    const normed = b.rmsNorm(`${block}_mlp_norm`, x);
    const gate = b.activation(`${block}_mlp_swish`, b.linear(`${block}_mlp_gate`, normed, inner, false), 'swish');
    const gated = b.multiply(`${block}_mlp_gated`, gate, b.linear(`${block}_mlp_wide`, normed, inner, false));
    x = b.add(`${block}_mlp_add`, x, b.linear(`${block}_mlp_out`, gated, width, false));
  }
  x = b.rmsNorm('final_norm', x);
  return b.finish(form.isTied === true ? tiedHead(b, 'head', x, table) : b.linear('head', x, words, false));
}
