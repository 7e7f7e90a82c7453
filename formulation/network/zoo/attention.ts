// Attention of several heads (Vaswani et al., "Attention Is All You Need", NeurIPS 2017), written out as exporters do: its square of scores is in memory.

import type { NetworkBuilder } from './network-builder.ts';
import type { Value } from './operator-writer.ts';

export interface AttentionForm {
  readonly heads: number;
  /** Heads of keys and values, each serving several heads of queries (Ainslie et al., "GQA", EMNLP 2023); as many as heads without it. */
  readonly keyHeads?: number;
  /** Query, key and value come from one matrix product; otherwise from three. */
  readonly isJoint?: boolean;
  /** Of the linear layers. */
  readonly bias: boolean;
  /** Dropout of scores and of the result. */
  readonly hasDropout: boolean;
  /** Added to the scores. */
  readonly mask?: Value;
  /** Cosines and sines that queries and keys are turned by (Su et al., "RoFormer", 2021). */
  readonly rotation?: readonly [cosines: Value, sines: Value];
}

/** Of [batch, length, width] to itself; what is added to a shortcut. */
export function attention(b: NetworkBuilder, name: string, x: Value, form: AttentionForm): Value {
  const { heads, keyHeads = heads, bias, hasDropout, mask, rotation } = form;
  const [batch, length, width] = b.shapeOf(x) as [number, number, number];
  const each = width / heads;
  const headed = (part: string, value: Value, count: number, axes: readonly number[]): Value =>
    b.transpose(`${name}_${part}`, b.reshape(`${name}_${part}_heads`, value, [batch, length, count, each]), axes);
  const byHead = [0, 2, 1, 3];
  const [q, k, v] = projections(b, name, x, form, keyHeads * each);
  let query = headed('query', q, heads, byHead);
  let key: Value;
  if (rotation === undefined && keyHeads === heads) {
    key = headed('key', k, heads, [0, 2, 3, 1]);
  } else {
    const turned = (part: string, value: Value): Value =>
      rotation === undefined ? value : rotated(b, `${name}_${part}`, value, rotation);
    query = turned('query', query);
    const repeated = shared(b, `${name}_key`, turned('key', headed('key', k, keyHeads, byHead)), heads);
    key = b.transpose(`${name}_key_transposed`, repeated, [0, 1, 3, 2]);
  }
  const value = shared(b, `${name}_value`, headed('value', v, keyHeads, byHead), heads);
  let scores = b.multiply(`${name}_scale`, b.matMul(`${name}_scores`, query, key), b.constant(`${name}_factor`, []));
  if (mask !== undefined) scores = b.add(`${name}_mask`, scores, mask);
  scores = b.softmax(`${name}_softmax`, scores, -1);
  if (hasDropout) scores = b.dropout(`${name}_dropout`, scores);
  const mixed = b.transpose(`${name}_unhead`, b.matMul(`${name}_mix`, scores, value), byHead);
  const result = b.linear(`${name}_out`, b.reshape(`${name}_join`, mixed, [batch, length, width]), width, bias);
  return hasDropout ? b.dropout(`${name}_out_dropout`, result) : result;
}

function projections(
  b: NetworkBuilder,
  name: string,
  x: Value,
  { isJoint = false, bias }: AttentionForm,
  keyWidth: number,
): readonly [Value, Value, Value] {
  const [batch, length, width] = b.shapeOf(x) as [number, number, number];
  if (!isJoint) {
    return [
      b.linear(`${name}_q`, x, width, bias),
      b.linear(`${name}_k`, x, keyWidth, bias),
      b.linear(`${name}_v`, x, keyWidth, bias),
    ];
  }
  const all = b.linear(`${name}_qkv`, x, 3 * width, bias);
  const shapes = Array.from({ length: 3 }, () => [batch, length, width]);
  return b.outputsOf('Split', `${name}_split`, [all], shapes) as readonly Value[] as readonly [Value, Value, Value];
}

/** x cos + (halves of x changed, the one that comes first negated) sin. */
function rotated(b: NetworkBuilder, name: string, x: Value, [cosines, sines]: readonly [Value, Value]): Value {
  const shape = b.shapeOf(x);
  const half = [...shape.slice(0, -1), shape.at(-1)! / 2];
  const [first, second] = b.outputsOf('Split', `${name}_halves`, [x], [half, half]) as [Value, Value];
  const turned = b.concatAlong(3, `${name}_turned`, b.unary('Neg', `${name}_negated`, second), first);
  return b.add(`${name}_rotated`, b.multiply(`${name}_cos`, x, cosines), b.multiply(`${name}_sin`, turned, sines));
}

/** Each head as often as there are heads of queries that share it: copied. */
function shared(b: NetworkBuilder, name: string, x: Value, heads: number): Value {
  const [batch, own, length, each] = b.shapeOf(x) as [number, number, number, number];
  if (own === heads) return x;
  const copies = [batch, own, heads / own, length, each];
  const expanded = b.operator(
    'Expand',
    `${name}_repeat`,
    [b.reshape(`${name}_group`, x, [batch, own, 1, length, each])],
    copies,
  );
  return b.reshape(`${name}_repeated`, expanded, [batch, heads, length, each]);
}
