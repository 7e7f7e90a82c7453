// LSTM, GRU and RNN: all states over time, and the last ones. In layout 1 the batch comes first.

import type { Call, Rule } from '../call.ts';
import { type Fact, fact, UNKNOWN } from '../fact.ts';

function states(call: Call): Fact[] {
  const data = call.shape(0, 3);
  const recurrence = call.shape(2, 3);
  const { type } = call.input(0);
  const hidden = call.number('hidden_size', recurrence?.[2] ?? UNKNOWN);
  const directions = call.text('direction', 'forward') === 'bidirectional' ? 2 : 1;
  const batchFirst = call.number('layout', 0) !== 0;
  const [first, second] = [data?.[0] ?? UNKNOWN, data?.[1] ?? UNKNOWN];
  if (batchFirst) return [fact(type, [first, second, directions, hidden]), fact(type, [first, directions, hidden])];
  return [fact(type, [first, directions, second, hidden]), fact(type, [directions, second, hidden])];
}

/** Y, Y_h. */
const recurrent: Rule = (call) => states(call);

/** Y, Y_h, Y_c. */
export const lstm: Rule = (call) => {
  const [all, last] = states(call) as [Fact, Fact];
  return [all, last, last];
};

export const RECURRENT: readonly (readonly [string, Rule])[] = [
  ['RNN', recurrent],
  ['GRU', recurrent],
  ['LSTM', lstm],
];
