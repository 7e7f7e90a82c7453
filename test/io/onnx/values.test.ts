// The numbers that are found for small tensors: each operator against results worked out by hand, and what must stay unknown.

import { describe, expect, it } from 'vitest';
import { type Attributes, Call } from '../../../io/onnx/call.ts';
import { type Fact, fact } from '../../../io/onnx/fact.ts';
import { RULES } from '../../../io/onnx/rules/table.ts';
import { withValues } from '../../../io/onnx/values/evaluate.ts';
import { LATEST_OPSET } from '../../support/onnx-writer.ts';

type Numbers = number | readonly number[] | readonly (readonly number[])[];

/** A tensor from nested lists; integers of 64 bits unless another type is said. */
function tensor(numbers: Numbers, type = 'int64'): Fact {
  if (typeof numbers === 'number') return fact(type, [], [numbers]);
  const rows = numbers as readonly (number | readonly number[])[];
  if (typeof rows[0] === 'number' || rows.length === 0) return fact(type, [rows.length], rows as readonly number[]);
  return fact(
    type,
    [rows.length, (rows[0] as readonly number[]).length],
    (rows as readonly (readonly number[])[]).flat(),
  );
}

function run(
  operator: string,
  inputs: readonly (Fact | null)[],
  attributes: Readonly<Record<string, number | string | readonly number[]>> = {},
  outputs = 1,
): readonly Fact[] {
  const given: Attributes = new Map(
    Object.entries(attributes).map(([name, value]) => [name, { value, tensor: null, graph: null }]),
  );
  const call = new Call(operator, LATEST_OPSET, inputs, outputs, given, () => []);
  const rule = RULES.get(operator);
  if (rule === undefined) throw new Error(`no rule for ${operator}`);
  return withValues(call, rule(call));
}

const values = (...args: Parameters<typeof run>): readonly number[] | null => run(...args)[0]?.values ?? null;
const bools = (...numbers: number[]): Fact => tensor(numbers, 'bool');
const floats = (...numbers: number[]): Fact => tensor(numbers, 'float');
const grid = tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: a matrix
const NaNs = Number.NaN;

describe('arithmetic', () => {
  it.each<[string, readonly Fact[], readonly number[]]>([
    ['Abs', [tensor([-2, 3])], [2, 3]],
    ['Neg', [tensor([-2, 3])], [2, -3]],
    ['Sign', [tensor([-2, 0, 3])], [-1, 0, 1]],
    ['Ceil', [floats(1.25, -1.25)], [2, -1]],
    ['Floor', [floats(1.25, -1.25)], [1, -2]],
    ['Round', [floats(0.5, 1.5, 2.5, -0.5, -1.5, 2.75)], [0, 2, 2, 0, -2, 3]],
    ['Sqrt', [floats(9)], [3]],
    ['Not', [bools(0, 1)], [1, 0]],
    ['Add', [tensor([1, 2]), tensor(10)], [11, 12]],
    ['Sub', [tensor([1, 2]), tensor([5, 1])], [-4, 1]],
    ['Mul', [tensor([3, -2]), tensor([5, 5])], [15, -10]],
    ['Div', [tensor([7, -7]), tensor([2, 2])], [3, -3]],
    ['Div', [floats(7), floats(2)], [3.5]],
    ['Div', [tensor([7]), tensor([0])], [NaNs]],
    ['Mod', [tensor([7, -7, 7, -7]), tensor([3, 3, -3, -3])], [1, 2, -2, -1]],
    ['Max', [tensor([1, 9]), tensor([5, 5]), tensor(2)], [5, 9]],
    ['Min', [tensor([1, 9]), tensor([5, 5])], [1, 5]],
    ['Sum', [tensor([1, 9]), tensor([5, 5]), tensor(2)], [8, 16]],
    ['Pow', [tensor([2, 3]), tensor([10, 2])], [1024, 9]],
    ['And', [bools(0, 1, 1), bools(1, 1, 0)], [0, 1, 0]],
    ['Or', [bools(0, 1, 0), bools(1, 1, 0)], [1, 1, 0]],
    ['Xor', [bools(0, 1, 1), bools(1, 1, 0)], [1, 0, 1]],
    ['Equal', [tensor([1, 2]), tensor([1, 3])], [1, 0]],
    ['Greater', [tensor([1, 4]), tensor([1, 3])], [0, 1]],
    ['GreaterOrEqual', [tensor([1, 2]), tensor([1, 3])], [1, 0]],
    ['Less', [tensor([1, 2]), tensor([1, 3])], [0, 1]],
    ['LessOrEqual', [tensor([1, 4]), tensor([1, 3])], [1, 0]],
    ['Where', [bools(1, 0), tensor([1, 2]), tensor([3, 4])], [1, 4]],
    ['Clip', [tensor([-5, 5, 50]), tensor(0), tensor(10)], [0, 5, 10]],
  ])('%s', (operator, inputs, wanted) => {
    expect(values(operator, inputs)).toEqual(wanted.every(Number.isNaN) ? null : wanted);
  });

  it('with fmod has the sign of the dividend', () => {
    expect(values('Mod', [floats(7, -7), floats(-3, 3)], { fmod: 1 })).toEqual([1, -1]);
  });

  it('casts as C does', () => {
    expect(values('Cast', [floats(2.75, -2.75)], { to: 7 })).toEqual([2, -2]);
    expect(values('Cast', [tensor([0, 5])], { to: 9 })).toEqual([0, 1]);
    expect(values('Cast', [tensor([300, 5])], { to: 2 })).toEqual([NaNs, 5]);
    expect(values('Cast', [tensor([16777217])], { to: 1 })).toEqual([16777216]);
    expect(values('CastLike', [floats(2.5), tensor([1])])).toEqual([2]);
  });

  it('rounds floats after each operation and never wraps integers', () => {
    expect(values('Add', [floats(0.1), floats(0.2)])).toEqual(
      [Math.fround(Math.fround(0.1) + Math.fround(0.2))].map(Math.fround),
    );
    expect(values('Mul', [tensor([2 ** 40, 3]), tensor([2 ** 40, 3])])).toEqual([NaNs, 9]);
    expect(values('Add', [tensor([2 ** 31 - 1, 1], 'int32'), tensor([1, 1], 'int32')])).toEqual([NaNs, 2]);
    expect(values('Add', [tensor([1.5], 'float16'), tensor([1], 'float16')])).toBeNull();
  });

  it('knows nothing of what depends on an unknown number', () => {
    expect(values('Add', [tensor([NaNs, 1]), tensor([1, 1])])).toEqual([NaNs, 2]);
    expect(values('Equal', [tensor([NaNs, 1]), tensor([1, 1])])).toEqual([NaNs, 1]);
    expect(values('Equal', [tensor([Number.POSITIVE_INFINITY, 1]), tensor([Number.POSITIVE_INFINITY, 1])])).toEqual([
      NaNs,
      1,
    ]);
    expect(values('Where', [bools(NaNs, NaNs, 1), tensor([1, 5, 2]), tensor([3, 5, NaNs])])).toEqual([NaNs, 5, 2]);
    expect(values('Add', [fact('int64', [2]), tensor([1, 1])])).toBeNull();
  });
});

describe('movement', () => {
  it.each<[string, readonly (Fact | null)[], Readonly<Record<string, number | readonly number[]>>, readonly number[]]>([
    ['Shape', [fact('float', [2, -1, 4])], {}, [2, NaNs, 4]],
    ['Size', [fact('float', [2, 3])], {}, [6]],
    ['Reshape', [grid, tensor([3, 2])], {}, [1, 2, 3, 4, 5, 6]],
    ['Flatten', [grid], {}, [1, 2, 3, 4, 5, 6]],
    ['Squeeze', [tensor([[7]])], {}, [7]],
    ['Unsqueeze', [tensor(7), tensor([0])], {}, [7]],
    ['Identity', [grid], {}, [1, 2, 3, 4, 5, 6]],
    ['Dropout', [grid], {}, [1, 2, 3, 4, 5, 6]],
    ['Expand', [tensor([[1], [2]]), tensor([2, 2])], {}, [1, 1, 2, 2]],
    ['Tile', [tensor([[1, 2]]), tensor([2, 2])], {}, [1, 2, 1, 2, 1, 2, 1, 2]],
    ['Transpose', [grid], {}, [1, 4, 2, 5, 3, 6]],
    ['Slice', [grid, tensor([-1]), tensor([-9]), tensor([1]), tensor([-2])], {}, [3, 1, 6, 4]],
    ['Gather', [grid, tensor([[2, 0]])], { axis: 1 }, [3, 1, 6, 4]],
    ['Gather', [grid, tensor(-1)], {}, [4, 5, 6]],
    ['Gather', [grid, tensor([1, NaNs])], {}, [4, 5, 6, NaNs, NaNs, NaNs]],
    ['GatherElements', [grid, tensor([[0, 2], [1, 0]])], { axis: 1 }, [1, 3, 5, 4]], // biome-ignore format: a matrix
    ['Concat', [grid, tensor([[7], [8]])], { axis: 1 }, [1, 2, 3, 7, 4, 5, 6, 8]],
    ['ConstantOfShape', [tensor([2])], {}, [0, 0]],
    ['Range', [tensor(5), tensor(0), tensor(-2)], {}, [5, 3, 1]],
    ['ScatterND', [grid, tensor([[1], [0]]), tensor([[9, 9, 9], [8, 8, 8]])], {}, [8, 8, 8, 9, 9, 9]], // biome-ignore format: a matrix
    ['ScatterND', [grid, tensor([[0, 1], [1, -1]]), tensor([70, 80])], {}, [1, 70, 3, 4, 5, 80]], // biome-ignore format: a matrix
    ['NonZero', [tensor([[0, 3], [5, 0]])], {}, [0, 1, 1, 0]], // biome-ignore format: a matrix
    ['ReduceSum', [grid, tensor([0])], {}, [5, 7, 9]],
    ['ReduceProd', [grid, tensor([-1])], { keepdims: 0 }, [6, 120]],
    ['ReduceMax', [grid], {}, [6]],
    ['ReduceMin', [grid], {}, [1]],
  ])('%s', (operator, inputs, attributes, wanted) => {
    expect(values(operator, inputs, attributes)).toEqual(wanted);
  });

  it('Split gives each output its part', () => {
    const parts = run('Split', [grid, tensor([1, 2])], { axis: 1 }, 2);
    expect(parts.map((part) => part.values)).toEqual([[1, 4], [2, 3, 5, 6]]); // biome-ignore format: two parts
  });

  it('an empty tensor has its numbers, all none of them', () => {
    expect(values('Slice', [tensor([1, 2]), tensor([2]), tensor([2])])).toEqual([]);
    expect(values('Concat', [tensor([4]), tensor([])], { axis: 0 })).toEqual([4]);
  });

  it('a scatter whose places are not known leaves nothing known', () => {
    expect(values('ScatterND', [grid, tensor([[NaNs]]), tensor([[9, 9, 9]])])).toBeNull();
  });

  it('large tensors are not computed', () => {
    expect(values('ConstantOfShape', [tensor([1_000_000_000])])).toBeNull();
  });
});
