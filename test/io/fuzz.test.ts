// Readers against mutated files: whatever the bytes, the answer is a valid value or an InputError of one short line.

import { describe, expect, it } from 'vitest';
import { parseGraph } from '../../formulation/load-graph.ts';
import { simulateInputOrder } from '../../formulation/schedule.ts';
import { InputError } from '../../io/input-error.ts';
import { parseSchedule } from '../../io/schedule-file.ts';
import { Random } from '../../solver/random.ts';
import { mutatedOnce } from './mutate.ts';
import { checkmateGraph, type Json, layeredGraph, sampleSchedule } from './samples.ts';

const CHARACTERS = '{}[]:,"\\ \n-.0123456789eE\u0000\u001b\u202e\ud800nul';
const VALUES: readonly Json[] = [
  ...[null, true, '', '1', 'forbid', 'x\n\u001b[2J', '__proto__', 0, 1, 2, 3, -1, 0.5, 2 ** 53, 1e308, -0],
  ...[[], [[]], {}, { id: 0 }, [0, 1, 2, 3], [3, 2, 1, 0], 'z'.repeat(500)],
];

/** Change one value somewhere in a document: replaced, removed, repeated, or moved. */
function mutateValue(random: Random, document: Json): Json {
  const holders: (Json[] | { [key: string]: Json })[] = [];
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Object.keys(value).length > 0) holders.push(value);
    for (const item of Object.values(value)) visit(item);
  };
  visit(document);
  if (holders.length === 0) return random.pick(VALUES);
  const holder = random.pick(holders) as { [key: string]: Json };
  const keys = Object.keys(holder);
  const key = random.pick(keys);
  const choice = random.below(4);
  if (choice === 0) delete holder[key];
  else if (choice === 1) holder[key] = structuredClone(holder[random.pick(keys)]);
  else if (choice === 2 && Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]));
  else holder[key] = structuredClone(random.pick(VALUES));
  return document;
}

function mutate(random: Random, document: Json): string {
  let changed = structuredClone(document);
  for (let k = random.between(0, 3); k > 0; k--) changed = mutateValue(random, changed);
  const text = JSON.stringify(changed);
  return random.chance(0.5) ? mutatedOnce(random, text, { characters: CHARACTERS }) : text;
}

function markedGraph(): Json {
  const graph = checkmateGraph();
  for (const [v, node] of graph.nodes.entries()) node.recompute = v % 2 === 0 ? 'forbid' : 'allow';
  return graph;
}

/** Parse, and return null or the error; anything but an InputError of one short printable line fails the test. */
function refusal(seed: string, action: () => void): InputError | null {
  try {
    action();
    return null;
  } catch (error) {
    expect(error, seed).toBeInstanceOf(InputError);
    const { message } = error as InputError;
    expect(message, seed).toMatch(/^file\.json: [^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u);
    expect(message.length, seed).toBeLessThan(400);
    return error as InputError;
  }
}

describe('fuzz', () => {
  it('2000 mutated graphs: a graph that can be simulated, or an InputError', () => {
    const problems = new Set<string>();
    let accepted = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const random = new Random(`graph:${seed}`);
      const text = mutate(random, random.pick([checkmateGraph, layeredGraph, markedGraph])());
      const error = refusal(`graph:${seed}`, () => simulateInputOrder(parseGraph(text, 'file.json', 2)));
      if (error === null) accepted++;
      else problems.add(error.problem.replace(/[\d"'].*/, ''));
    }
    expect(accepted).toBeGreaterThan(200);
    expect(problems.size).toBeGreaterThan(20); // many different refusals, not one that hides the others
  });

  it('1000 mutated schedules: a schedule, or an InputError', () => {
    let accepted = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const random = new Random(`schedule:${seed}`);
      const text = mutate(random, sampleSchedule() as unknown as Json);
      if (refusal(`schedule:${seed}`, () => parseSchedule(text, 'file.json')) === null) accepted++;
    }
    expect(accepted).toBeGreaterThan(100);
  });
});
