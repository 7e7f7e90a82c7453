// Readers of instances against mutated files: whatever the text, the answer is an instance that can be worked on, or an InputError of one short line; and never a hang.

import { describe, expect, it } from 'vitest';
import { cnfModel } from '../../formulation/sat/cnf.ts';
import { projectBound } from '../../formulation/scheduling/bounds.ts';
import { checkJobShop, checkProject } from '../../formulation/scheduling/check.ts';
import { generateJobShopSchedule } from '../../formulation/scheduling/jobshop-generation.ts';
import { generateSchedule } from '../../formulation/scheduling/schedule-generation.ts';
import { InputError } from '../../io/input-error.ts';
import { parseDimacs } from '../../io/parse-dimacs.ts';
import { parseFjsplib } from '../../io/parse-fjsplib.ts';
import { parseJsplib } from '../../io/parse-jsplib.ts';
import { parsePatterson } from '../../io/parse-patterson.ts';
import { parseProgen } from '../../io/parse-progen.ts';
import { parsePsplib } from '../../io/parse-psplib.ts';
import { parseTaillard } from '../../io/parse-taillard.ts';
import { parseJobShop, parseProject } from '../../io/scheduling-formats.ts';
import { validate } from '../../model/validate.ts';
import { Random } from '../../solver/random.ts';
import { DIMACS, FJSPLIB, JSPLIB, PATTERSON, PROGEN, PSPLIB, TAILLARD } from './instance-samples.ts';
import { type Mutations, mutated } from './mutate.ts';

const CHARACTERS = '0123456789 \n\t-+.[]#%cpx:*\r\u0000\u001b\u202e\ud800';
const WORDS = [
  '0',
  '1',
  '2',
  '-1',
  '99',
  '1000000000',
  '1000000001',
  '9'.repeat(30),
  '1e5',
  'NaN',
  '[',
  '[3]',
  '%',
  'c',
  'p cnf 9 9',
  '\n',
  '',
];

const MUTATIONS: Mutations = { characters: CHARACTERS, words: WORDS, separator: /(\s+)/ };

/** True if the text was read; anything but an InputError of one short printable line fails the test. */
function isRead(seed: string, read: () => void): boolean {
  try {
    read();
    return true;
  } catch (error) {
    expect(error, seed).toBeInstanceOf(InputError);
    const { message } = error as InputError;
    expect(message, seed).toMatch(/^f: [^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+; [^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u);
    expect(message.length, seed).toBeLessThan(300);
    return false;
  }
}

type Read = (text: string, file: string) => unknown;

const project =
  (parse: typeof parsePsplib): Read =>
  (text, file) => {
    const instance = parse(text, file);
    if (projectBound(instance) === Number.POSITIVE_INFINITY) return;
    const schedule = generateSchedule(instance);
    if (schedule !== null) expect(checkProject(instance, schedule)).toEqual([]);
  };

const shop =
  (parse: typeof parseJsplib): Read =>
  (text, file) => {
    const instance = parse(text, file);
    expect(checkJobShop(instance, generateJobShopSchedule(instance))).toEqual([]);
  };

describe('fuzz', () => {
  it.each<[format: string, read: Read, texts: readonly string[]]>([
    ['PSPLIB', project(parsePsplib), [PSPLIB]],
    ['Patterson', project(parsePatterson), [PATTERSON]],
    ['ProGen/max', project(parseProgen), [PROGEN]],
    ['any project', project(parseProject), [PSPLIB, PATTERSON, PROGEN, JSPLIB]],
    ['JSPLIB', shop(parseJsplib), [JSPLIB]],
    ['FJSPLIB', shop(parseFjsplib), [FJSPLIB]],
    ['Taillard', shop(parseTaillard), [TAILLARD]],
    ['any job shop', shop(parseJobShop), [JSPLIB, FJSPLIB, TAILLARD, PATTERSON]],
    ['DIMACS', (text, file) => expect(validate(cnfModel(parseDimacs(text, file)))).toBeNull(), [DIMACS]],
  ])('1000 mutated files: %s', (format, read, texts) => {
    let accepted = 0;
    for (let k = 0; k < 1000; k++) {
      const seed = `${format}:${k}`;
      const random = new Random(seed);
      const text = mutated(random, random.pick(texts), MUTATIONS);
      if (isRead(seed, () => read(text, 'f'))) accepted++;
    }
    expect(accepted).toBeGreaterThan(20);
    expect(accepted).toBeLessThan(980);
  });
});
