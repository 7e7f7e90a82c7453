// Adds to what a shape rule found the numbers of small outputs, where those of the inputs are known.

import type { Call } from '../call.ts';
import { elementsOf, type Fact, isKnown } from '../fact.ts';
import { MAX_VALUES } from '../tensor-values.ts';
import { ARITHMETIC, type Evaluator } from './element-arithmetic.ts';
import { ELEMENT_MOVEMENT } from './element-movement.ts';
import { indices, strides } from './indices.ts';

const EVALUATORS: ReadonlyMap<string, Evaluator> = new Map([...ARITHMETIC, ...ELEMENT_MOVEMENT]);

/** The same facts, with numbers. */
export function withValues(call: Call, outputs: readonly Fact[]): readonly Fact[] {
  if (call.type === 'Split') return splitValues(call, outputs);
  const [first, ...others] = outputs;
  const evaluator = EVALUATORS.get(call.type);
  if (evaluator === undefined || first === undefined || !isSmall(first) || first.values !== null) return outputs;
  const values = evaluator(call, first);
  return values === null || (values.length > 0 && values.every(Number.isNaN))
    ? outputs
    : [{ ...first, values }, ...others];
}

function isSmall({ shape }: Fact): boolean {
  return isKnown(shape) && elementsOf(shape) >= 0 && elementsOf(shape) <= MAX_VALUES;
}

/** The one operator whose numbers go to several outputs. */
function splitValues(call: Call, outputs: readonly Fact[]): readonly Fact[] {
  const { values, shape } = call.input(0);
  if (values === null || !isKnown(shape) || !outputs.every(isSmall)) return outputs;
  const axis = call.axis(call.number('axis', 0), shape.length);
  const steps = strides(shape);
  let start = 0;
  return outputs.map((output) => {
    const part = output.shape as readonly number[];
    const from = start;
    start += part[axis] as number;
    const numbers = indices(
      part,
      elementsOf(part),
      (index) =>
        values[
          index.reduce((flat, place, i) => flat + (i === axis ? place + from : place) * (steps[i] as number), 0)
        ] ?? Number.NaN,
    );
    return { ...output, values: numbers };
  });
}
