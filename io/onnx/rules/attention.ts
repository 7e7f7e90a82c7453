// Attention in its forms: of the standard, and fused ones of com.microsoft. Queries, keys and values are [batch, heads, tokens, size], or the heads are merged, [batch,
// tokens, heads * size], and an attribute says how many they are; keys and values of earlier tokens (the past) are put before those of the new ones (the present).
//
// Specifications: docs/Operators.md of ONNX, docs/ContribOperators.md of onnxruntime.

import { type Call, likeFirst, type Rule } from '../call.ts';
import { fact, UNKNOWN } from '../fact.ts';

/** ai.onnx Attention (operator set 23): Q, K, V, mask, past key, past value -> Y, present key, present value, scores. */
const attention: Rule = (call) => {
  const [query, key, value] = [call.shape(0), call.shape(1), call.shape(2)];
  const type = call.input(0).type;
  if (query === null || key === null || value === null)
    return [fact(type, null), fact(call.input(1).type, null), fact(call.input(2).type, null)];
  const q = heads(call, query, 'q_num_heads');
  const k = heads(call, key, 'kv_num_heads');
  const v = heads(call, value, 'kv_num_heads');
  const past = call.has(4) ? (call.input(4).shape?.[2] ?? UNKNOWN) : 0;
  const total = call.length([past, k.tokens], () => past + k.tokens);
  const merged = query.length === 3;
  const width = call.length([q.heads, v.size], () => q.heads * v.size);
  const batch = query[0] as number;
  return [
    fact(type, merged ? [batch, q.tokens, width] : [batch, q.heads, q.tokens, v.size]),
    fact(call.input(1).type, [batch, k.heads, total, k.size]),
    fact(call.input(2).type, [batch, v.heads, total, v.size]),
    fact(type, [batch, q.heads, q.tokens, total]),
  ];
};

/** [batch, heads, tokens, size], or [batch, tokens, heads * size] with the number of heads beside it. */
function heads(
  call: Call,
  shape: readonly number[],
  attribute: string,
): { heads: number; tokens: number; size: number } {
  if (shape.length === 4) return { heads: shape[1] as number, tokens: shape[2] as number, size: shape[3] as number };
  if (shape.length !== 3) call.fail(`needs queries, keys and values of 3 or 4 dimensions, not ${shape.length}`);
  const count = call.number(attribute, 0);
  if (count < 1) call.fail(`has no ${attribute}`);
  const [, tokens, width] = shape as [number, number, number];
  return { heads: count, tokens, size: call.length([width], () => width / count) };
}

/** Queries alone decide the shape of the result but for the size of its vectors, which is that of the values. */
const flexAttention: Rule = (call) => {
  const [query, value] = [call.shape(0, 4), call.shape(2, 4)];
  return likeFirst(call, call.withLast(query, value?.[3] ?? UNKNOWN));
};

/** Packed queries, keys and values: the result, and the state [batch, heads of values, size of keys, size of values]. */
const linearAttention: Rule = (call) => {
  const [query, value] = [call.shape(0, 3), call.shape(2, 3)];
  const [queryHeads, valueHeads] = [call.number('q_num_heads', 0), call.number('kv_num_heads', 0)];
  if (queryHeads < 1 || valueHeads < 1) call.fail('has no q_num_heads or kv_num_heads');
  const keySize = call.length([query?.[2] ?? UNKNOWN], () => (query?.[2] ?? 0) / queryHeads);
  const valueSize = call.length([value?.[2] ?? UNKNOWN], () => (value?.[2] ?? 0) / valueHeads);
  const width = call.length([valueSize], () => valueSize * queryHeads);
  const batch = query?.[0] ?? UNKNOWN;
  const state = call.has(3) ? call.input(3).shape : [batch, valueHeads, keySize, valueSize];
  const stateType = call.optional(3).type || call.input(0).type;
  return [fact(call.input(0).type, query && [...query.slice(0, 2), width]), fact(stateType, state)];
};

/** Data [batch, channels, length], weights [channels, 1, k]: the result, and the last k - 1 places. */
const causalConvWithState: Rule = (call) => {
  const [data, weights] = [call.shape(0, 3), call.shape(1, 3)];
  const kernel = weights?.[2] ?? UNKNOWN;
  const { type } = call.input(0);
  const kept = call.length([kernel], () => kernel - 1);
  return [fact(type, data), fact(type, data && [data[0] as number, data[1] as number, kept])];
};

/**
 * Tokens [batch, tokens, width] by weights [width, q + k + v]; the widths of q, k and v may be given, else they are a third each. The present is [2, batch, heads, tokens, size]
 * and may be written over a past that has room for it.
 */
function projectedAttention(past: number, typeOf: (call: Call) => string): Rule {
  return (call) => {
    const { shape } = call.input(0);
    const type = typeOf(call);
    const all = call.input(1).shape?.[1] ?? UNKNOWN;
    const width = call.numbers('qkv_hidden_sizes')?.[2] ?? call.length([all], () => all / 3);
    if (shape === null) return [fact(type, null)];
    if (shape.length !== 3) call.fail(`needs tokens of 3 dimensions, not ${shape.length}`);
    const count = headCount(call, 'num_heads');
    const size = call.length([width], () => width / count);
    const before = call.optional(past).shape;
    const earlier = call.has(past) ? (before?.[3] ?? UNKNOWN) : 0;
    const tokens = shape[1] as number;
    const total = call.length([earlier, tokens], () => earlier + tokens);
    const shared = call.number('past_present_share_buffer', 0) !== 0;
    const present = shared ? before : [2, shape[0] as number, count, total, size];
    return [fact(type, shape.with(-1, width)), fact(type, present)];
  };
}

function headCount(call: Call, attribute: string): number {
  const count = call.number(attribute, 0);
  return Number.isSafeInteger(count) && count >= 1 ? count : call.fail(`has no ${attribute}`);
}

/**
 * Queries [batch, tokens, width], or all three packed as [batch, tokens, heads, 3, size], keys and values perhaps packed as [batch, tokens, heads, 2, size], or with their heads
 * apart. The past is at two inputs; with a buffer that it shares with the present, their lengths are equal.
 */
function multiHeadAttention(pastKey: number, pastLength: number): Rule {
  return (call) => {
    const { type, shape } = call.input(0);
    if (shape === null) return [fact(type, null), fact(type, null), fact(type, null)];
    const count = headCount(call, 'num_heads');
    const [batch = UNKNOWN, tokens = UNKNOWN] = shape;
    const key = call.optional(1).shape;
    const keys = sides(shape, key, count);
    const values = sides(shape, call.has(2) ? call.input(2).shape : key, count);
    const width = call.length([values.size], () => values.size * count);
    const shared = call.has(pastLength);
    const total = (place: number, added: number): number => {
      const before = call.has(place) ? (call.input(place).shape?.[2] ?? UNKNOWN) : 0;
      return shared ? before : call.length([before, added], () => before + added);
    };
    return [
      fact(type, [batch, tokens, width]),
      fact(type, [batch, count, total(pastKey, keys.tokens), keys.size]),
      fact(type, [batch, count, total(pastKey + 1, values.tokens), values.size]),
    ];
  };
}

/** Tokens and size of vectors of keys or values; without them they are packed with the queries. */
function sides(
  query: readonly number[],
  side: readonly number[] | null,
  count: number,
): { readonly tokens: number; readonly size: number } {
  const from = query.length === 5 ? query : side;
  if (from === null) return { tokens: UNKNOWN, size: UNKNOWN };
  if (from.length === 5) return { tokens: from[1] as number, size: from[4] as number };
  if (from.length === 4) return { tokens: from[2] as number, size: from[3] as number };
  const width = from[2] ?? UNKNOWN;
  return { tokens: from[1] ?? UNKNOWN, size: width === UNKNOWN || width % count !== 0 ? UNKNOWN : width / count };
}

/** Queries [batch, tokens, width], alone or with the keys and values of fewer heads behind them; the present holds as many tokens as the past or as there are by now. */
function groupQueryAttention(totalLength: number): Rule {
  return (call) => {
    const { type, shape } = call.input(0);
    if (shape === null) return [fact(type, null), fact(type, null), fact(type, null)];
    if (shape.length !== 3) call.fail(`needs queries of 3 dimensions, not ${shape.length}`);
    const [queryHeads, keyHeads] = [headCount(call, 'num_heads'), headCount(call, 'kv_num_heads')];
    const [batch, tokens, width] = shape as [number, number, number];
    const packed = !call.has(1);
    const size = call.length([width], () => width / (packed ? queryHeads + 2 * keyHeads : queryHeads));
    const result = call.length([size], () => size * queryHeads);
    const past = call.has(3) ? (call.input(3).shape?.[2] ?? UNKNOWN) : 0;
    const now = call.has(totalLength) ? (call.input(totalLength).values?.[0] ?? Number.NaN) : Number.NaN;
    const total = past === UNKNOWN || Number.isNaN(now) ? UNKNOWN : Math.max(past, now);
    const pastType = call.optional(3).type || type;
    const present = fact(pastType, [batch, keyHeads, total, size]);
    return [fact(type, [batch, tokens, result]), present, present];
  };
}

const ofInput = (call: Call): string => call.input(0).type;

/** Quantised tokens; the type is that of their scale. */
const ofScale = (call: Call): string => call.input(3).type || 'float';

export const ATTENTION: readonly (readonly [string, Rule])[] = [
  ['Attention', attention],
  ['LinearAttention', linearAttention],
  ['CausalConvWithState', causalConvWithState],
  ['ai.onnx.preview::FlexAttention', flexAttention],
  ['com.microsoft::Attention', projectedAttention(4, ofInput)],
  ['com.microsoft::QAttention', projectedAttention(8, ofScale)],
  ['com.microsoft::MultiHeadAttention', multiHeadAttention(6, 8)],
  ['com.microsoft::DecoderMaskedMultiHeadAttention', multiHeadAttention(5, 7)],
  ['com.microsoft::GroupQueryAttention', groupQueryAttention(6)],
];
