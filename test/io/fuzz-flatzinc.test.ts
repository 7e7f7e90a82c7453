// Readers of FlatZinc, and what is built from what they read, against mutated files: the answer is a valid model, or one short line; never a crash or a hang.

import { describe, expect, it } from 'vitest';
import { type FlatZinc, FlatZincError } from '../../formulation/flatzinc/ast.ts';
import { flatZincTask } from '../../formulation/flatzinc/flatzinc.ts';
import { solutionPrinter } from '../../formulation/flatzinc/output.ts';
import { InputError } from '../../io/input-error.ts';
import { parseFlatZinc } from '../../io/parse-flatzinc.ts';
import { parseFlatZincJson } from '../../io/parse-flatzinc-json.ts';
import { validate } from '../../model/validate.ts';
import { Random } from '../../solver/random.ts';
import { BUILTIN_KINDS, GLOBAL_KINDS, randomFlatZinc, SCHEDULING_KINDS } from '../support/random-flatzinc.ts';
import { FLATZINC, FLATZINC_JSON } from './flatzinc-samples.ts';
import { type Mutations, mutated } from './mutate.ts';

const CHARACTERS = '0123456789 \n\t-+.[](){},;:="%xyb_\\\r\u0000\u001b\u202e\ud800';
const WORDS = [
  '0',
  '-1',
  '9'.repeat(20),
  '1e5',
  '..',
  '::',
  'x',
  'y',
  'b',
  'true',
  'xs',
  '[]',
  '{}',
  '[x]',
  'var',
  'int',
  'array',
  '"',
  '',
  '1..0',
  'null',
  '2.5',
];

const MUTATIONS: Mutations = { characters: CHARACTERS, words: WORDS, separator: /\b/ };

/** True if it is a model. */
function isBuilt(seed: string, read: () => FlatZinc): boolean {
  try {
    const model = read();
    solutionPrinter(model);
    const problem = validate(flatZincTask(model).data);
    if (problem !== null) expect(problem, seed).toMatch(/could overflow|always 0|may be negative/);
    return problem === null;
  } catch (error) {
    if (!(error instanceof FlatZincError)) expect(error, seed).toBeInstanceOf(InputError);
    const { message } = error as Error;
    expect(message.length, seed).toBeLessThan(400);
    return false;
  }
}

describe('fuzz', () => {
  const kinds = [...BUILTIN_KINDS, ...GLOBAL_KINDS, ...SCHEDULING_KINDS];
  it.each<[string, (text: string, file: string) => FlatZinc, (random: Random) => string]>([
    ['FlatZinc', parseFlatZinc, () => FLATZINC],
    ['random FlatZinc', parseFlatZinc, (random) => randomFlatZinc(random, random.pick(kinds), kinds)],
    ['FlatZinc-JSON', parseFlatZincJson, () => FLATZINC_JSON],
  ])('1500 mutated files: %s', (format, parse, sample) => {
    let accepted = 0;
    for (let k = 0; k < 1500; k++) {
      const seed = `${format}:${k}`;
      const random = new Random(seed);
      const text = mutated(random, sample(random), MUTATIONS);
      if (isBuilt(seed, () => parse(text, 'f'))) accepted++;
    }
    expect(accepted).toBeGreaterThan(50);
    expect(accepted).toBeLessThan(1300);
  });
});
