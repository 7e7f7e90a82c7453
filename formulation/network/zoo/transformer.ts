// What the transformers of the zoo have in common besides attention.

import type { NetworkBuilder } from './network-builder.ts';
import type { Value } from './operator-writer.ts';

/** A table of `known` rows, and the rows of it that `indices` name. */
export function embedding(
  b: NetworkBuilder,
  name: string,
  indices: Value,
  known: number,
  width: number,
): { readonly table: Value; readonly rows: Value } {
  const table = b.weight(`${name}_table`, [known, width]);
  return { table, rows: b.operator('Gather', name, [table, indices], [...b.shapeOf(indices), width], { axis: 0 }) };
}

/** Rows of a table of positions. There are as many as the publication has, or more if the sequence is longer. */
export function positions(b: NetworkBuilder, name: string, sequence: number, known: number, width: number): Value {
  const indices = b.input(`${name}_indices`, [1, sequence], 'int64');
  return embedding(b, name, indices, Math.max(known, sequence), width).rows;
}

/** A dense layer four times as wide (or as wide as said) with gelu, and one that goes back. */
export function feedForward(b: NetworkBuilder, name: string, x: Value, width = 4 * b.shapeOf(x).at(-1)!): Value {
  const inner = b.unary('Gelu', `${name}_gelu`, b.linear(`${name}_wide`, x, width));
  return b.linear(`${name}_out`, inner, b.shapeOf(x).at(-1)!);
}

/** Scores of all words, by the table that the words were looked up in. */
export function tiedHead(b: NetworkBuilder, name: string, x: Value, table: Value, bias = false): Value {
  const [batch, length, width] = b.shapeOf(x) as [number, number, number];
  const words = b.shapeOf(table)[0]!;
  const weights = bias ? [table, b.weight(`${name}/bias`, [words])] : [table];
  const scores = b.rowsTimes(name, b.reshape(`${name}_rows`, x, [batch * length, width]), weights);
  return b.reshape(`${name}_words`, scores, [batch, length, words]);
}
