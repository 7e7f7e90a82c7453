// Products of matrices: MatMul and its quantised forms, Gemm, Einsum, Det.

import { type Call, likeFirst, type Rule, unknownShape } from '../call.ts';
import { fact, UNKNOWN } from '../fact.ts';

/** The shape of a matrix product as NumPy has it: batches broadcast, vectors gain an axis and lose it again. */
export function matMulShape(
  call: Call,
  a: readonly number[] | null,
  b: readonly number[] | null,
): readonly number[] | null {
  if (a === null || b === null) return null;
  if (a.length === 0 || b.length === 0) call.fail('multiplies a scalar as a matrix');
  const left = a.length === 1 ? [1, ...a] : a;
  const right = b.length === 1 ? [...b, 1] : b;
  const [inner, other] = [left.at(-1) as number, right.at(-2) as number];
  if (inner !== other && inner !== UNKNOWN && other !== UNKNOWN)
    call.fail(`multiplies matrices of inner lengths ${inner} and ${other}`);
  const batch = call.broadcast(left.slice(0, -2), right.slice(0, -2)) as readonly number[];
  const shape = [...batch];
  if (a.length > 1) shape.push(left.at(-2) as number);
  if (b.length > 1) shape.push(right.at(-1) as number);
  return shape;
}

const matMul: Rule = (call) => likeFirst(call, matMulShape(call, call.input(0).shape, call.input(1).shape));

/** The shape of A * B, both perhaps transposed. */
export function gemmShape(call: Call, a: readonly number[] | null, b: readonly number[] | null): readonly number[] {
  const left = a === null ? unknownShape(2) : call.number('transA', 0) !== 0 ? [...a].reverse() : a;
  const right = b === null ? unknownShape(2) : call.number('transB', 0) !== 0 ? [...b].reverse() : b;
  const [inner, other] = [left[1] as number, right[0] as number];
  if (inner !== other && inner !== UNKNOWN && other !== UNKNOWN)
    call.fail(`multiplies matrices of inner lengths ${inner} and ${other}`);
  return [left[0] as number, right[1] as number];
}

const gemm: Rule = (call) => likeFirst(call, gemmShape(call, call.shape(0, 2), call.shape(1, 2)));

const matMulInteger: Rule = (call) => [fact('int32', matMulShape(call, call.input(0).shape, call.input(1).shape))];

const det: Rule = (call) => likeFirst(call, call.shape(0)?.slice(0, -2) ?? null);

/** Labels are letters, "..." is any number of axes that broadcast; without "->" the result has the labels that occur once, in their order. */
const einsum: Rule = (call) => {
  const equation = call.text('equation', '').replace(/\s+/g, '');
  const [left = '', right] = equation.split('->');
  const terms = left.split(',');
  if (terms.length !== call.inputs.length)
    call.fail(`has an equation of ${terms.length} terms for ${call.inputs.length} inputs`);
  const lengths = new Map<string, number>();
  let ellipsis: readonly number[] | null = [];
  for (const [index, term] of terms.entries()) {
    const shape = call.input(index).shape;
    if (shape === null) return likeFirst(call, null);
    const [front = '', back] = term.split('...');
    const named = front.length + (back?.length ?? 0);
    if (back === undefined ? named !== shape.length : named > shape.length)
      call.fail(`has the term ${term} for ${shape.length} dimensions`);
    const behind = shape.length - (back?.length ?? 0);
    for (const [axis, label] of [...front].entries()) setLabel(call, lengths, label, shape[axis] as number);
    for (const [axis, label] of [...(back ?? '')].entries())
      setLabel(call, lengths, label, shape[behind + axis] as number);
    if (back !== undefined) ellipsis = call.broadcast(ellipsis, shape.slice(front.length, behind));
  }
  const result = right ?? implicitResult(left);
  const [front = '', back] = result.split('...');
  const lengthOf = (label: string): number => lengths.get(label) ?? call.fail(`has no label ${label} on the left`);
  const middle = back === undefined ? [] : (ellipsis ?? []);
  return likeFirst(call, [...[...front].map(lengthOf), ...middle, ...[...(back ?? '')].map(lengthOf)]);
};

function setLabel(call: Call, lengths: Map<string, number>, label: string, length: number): void {
  const known = lengths.get(label) ?? UNKNOWN;
  if (known !== UNKNOWN && known !== 1 && length !== UNKNOWN && length !== 1 && known !== length) {
    call.fail(`has lengths ${known} and ${length} for label ${label}`);
  }
  lengths.set(label, known === UNKNOWN || known === 1 ? length : known);
}

function implicitResult(left: string): string {
  const labels = [...left.replace(/\.\.\.|,/g, '')];
  const once = [...new Set(labels)].filter((label) => labels.indexOf(label) === labels.lastIndexOf(label)).sort();
  return (left.includes('...') ? '...' : '') + once.join('');
}

export const MATRIX: readonly (readonly [string, Rule])[] = [
  ['MatMul', matMul],
  ['Gemm', gemm],
  ['MatMulInteger', matMulInteger],
  ['Det', det],
  ['Einsum', einsum],
];
