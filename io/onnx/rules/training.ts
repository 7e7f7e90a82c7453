// Operators of ai.onnx.preview.training: steps of optimisers, and gradients.

import type { Call, Rule } from '../call.ts';
import type { Fact } from '../fact.ts';

/** Rate and count of updates come first; of each of the other kinds of inputs (values, gradients, states) there is one for each value. New are all but the gradients. */
function optimiser(kinds: number): Rule {
  return (call) => {
    const count = Math.floor((call.inputs.length - 2) / kinds);
    const kind = (which: number): Fact[] => Array.from({ length: count }, (_, i) => plain(call, 2 + which * count + i));
    const [values, ...states] = Array.from({ length: kinds }, (_, which) => which).filter((which) => which !== 1);
    return [values as number, ...states].flatMap(kind);
  };
}

/** An updated value: shape and type stay, its numbers do not. */
function plain(call: Call, input: number): Fact {
  return { ...call.input(input), values: null };
}

/** The derivatives by the values that "xs" names, which are the first inputs. */
const gradient: Rule = (call) => Array.from({ length: call.outputCount }, (_, i) => plain(call, i));

export const TRAINING: readonly (readonly [string, Rule])[] = [
  ['ai.onnx.preview.training::Adagrad', optimiser(3)],
  ['ai.onnx.preview.training::Momentum', optimiser(3)],
  ['ai.onnx.preview.training::Adam', optimiser(4)],
  ['ai.onnx.preview.training::Gradient', gradient],
];
