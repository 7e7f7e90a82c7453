// The DIMACS reader: what it lets pass, what it refuses, and that the clauses are those of the file.

import { describe, expect, it } from 'vitest';
import { cnfModel, falseClause } from '../../formulation/sat/cnf.ts';
import { parseDimacs } from '../../io/parse-dimacs.ts';
import { validate } from '../../model/validate.ts';
import { verify } from '../../model/verify.ts';
import { Random } from '../../solver/random.ts';
import { DIMACS } from './instance-samples.ts';

const literals = (text: string): number[] => [...parseDimacs(text, 'f').literals];

describe('what is read', () => {
  it('comments anywhere, clauses over lines, a last clause without 0', () => {
    expect(parseDimacs(DIMACS, 'f')).toEqual({
      variableCount: 4,
      clauseCount: 3,
      literals: Int32Array.of(1, -2, 0, 2, 3, -4, 0, -1, 0),
    });
  });

  it.each([
    ['the trailer of SATLIB', 'p cnf 2 1\n1 2 0\n%\n0\n\n', [1, 2, 0]],
    ['that trailer without the last 0', 'p cnf 2 1\n1 2\n%\n0\n', [1, 2, 0]],
    ['Windows line ends', 'c x\r\np cnf 2 2\r\n1 0\r\n-2 0\r\n', [1, 0, -2, 0]],
    ['blank lines and tabs', '\n\n p\tcnf  1   1 \n\n\t1\t0\n', [1, 0]],
    ['no clauses', 'p cnf 3 0\n', []],
    ['no variables', 'p cnf 0 0', []],
    ['an empty clause', 'p cnf 1 2\n0 1 0', [0, 1, 0]],
    ['literals twice and opposite ones', 'p cnf 1 1\n1 1 -1 0', [1, 1, -1, 0]],
    ['leading zeros', 'p cnf 12 1\n-012 0', [-12, 0]],
    ['a comment behind the last clause', 'p cnf 1 1\n1 0\nc end', [1, 0]],
    ['a comment behind a literal', 'p cnf 1 1\n1 c one 1\n0', [1, 0]],
  ])('%s', (_, text, expected) => {
    expect(literals(text)).toEqual(expected);
  });

  it('more clauses than fit into the first array', () => {
    const clauses = Array.from({ length: 3000 }, (_, i) => [(i % 7) + 1, -((i % 5) + 1), 0]);
    const text = `p cnf 7 3000\n${clauses.map((clause) => clause.join(' ')).join('\n')}\n`;
    expect(literals(text)).toEqual(clauses.flat());
  });
});

describe('what is refused', () => {
  it.each([
    ['an empty file', '', /^f: line 1: "" where "p cnf VARIABLES CLAUSES" should be; give a DIMACS file$/],
    ['no head', 'c x\n1 2 0\n', /^f: line 2: "1 2 0" where "p cnf/],
    [
      'a weighted formula',
      'p wcnf 2 1 3\n3 1 0',
      /^f: line 1: "p wcnf 2 1 3" is not the head of a CNF; only "p cnf" is known/,
    ],
    ['one count', 'p cnf 2\n1 0', /^f: line 1: "p cnf 2" has not two counts/],
    ['three counts', 'p cnf 2 1 1\n1 0', /has not two counts/],
    ['a negative count', 'p cnf -2 1\n1 0', /has not two counts/],
    ['too many variables', 'p cnf 5000001 0', /^f: line 1: 5000001 variables are too many/],
    ['a variable beyond the head', 'p cnf 2 1\n1\n3 0', /^f: line 3: variable 3 of 2; give the number of variables/],
    ['a long number', `p cnf 2 1\n${'9'.repeat(400)} 0`, /^f: line 2: variable Infinity of 2/],
    ['a clause more', 'p cnf 2 1\n1 0\n2 0', /^f: line 3: clause 2 of 1; give the number of clauses/],
    ['a clause more without 0', 'p cnf 2 1\n1 0\n2', /^f: line 3: has 2 clauses, the head announces 1/],
    ['a clause less', 'p cnf 2 3\n1 0\n2', /^f: line 3: has 2 clauses, the head announces 3; give the whole file/],
    ['a word', 'p cnf 2 1\n1 two 0', /^f: line 2: "two" is not a literal/],
    ['an exclusive or', 'p cnf 2 1\nx1 2 0', /^f: line 2: "x1" is not a literal/],
    ['a fraction', 'p cnf 2 1\n1.5 0', /"1.5" is not a literal/],
    ['a plus', 'p cnf 2 1\n+1 0', /"\+1" is not a literal/],
    ['a minus alone', 'p cnf 2 1\n- 0', /"-" is not a literal/],
    ['minus zero', 'p cnf 2 1\n1 -0', /"-0" is not a literal/],
    ['two signs', 'p cnf 2 1\n--1 0', /"--1" is not a literal/],
    ['a long word', `p cnf 2 1\n${'y'.repeat(400)}`, /^f: line 2: "y{60}\.\.\." is not a literal/],
  ])('%s', (_, text, words) => {
    expect(() => parseDimacs(text, 'f')).toThrow(words);
  });
});

describe('a formula', () => {
  const random3 = (seed: number) => {
    const random = new Random(`cnf:${seed}`);
    const clauses = Array.from({ length: random.between(0, 12) }, () =>
      Array.from(
        { length: random.between(seed % 10 === 0 ? 0 : 1, 3) },
        () => random.between(1, 4) * (random.chance(0.5) ? 1 : -1),
      ),
    );
    const text = `p cnf 4 ${clauses.length}\n${clauses.map((clause) => `${clause.join(' ')} 0\n`).join('')}`;
    return { clauses, cnf: parseDimacs(text, 'f') };
  };

  it('is judged as its clauses say, and its model agrees', () => {
    let satisfied = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { clauses, cnf } = random3(seed);
      const data = cnfModel(cnf);
      expect(validate(data)).toBeNull();
      for (let mask = 0; mask < 16; mask++) {
        const values = [0, 1, 2, 3].map((v) => (mask >> v) & 1);
        const first = clauses.findIndex((clause) => clause.every((l) => (values[Math.abs(l) - 1] === 1) !== l > 0));
        expect(
          falseClause(
            cnf,
            values.map((value) => value === 1),
          ),
          `seed ${seed}`,
        ).toBe(first);
        expect(verify(data, values).length === 0, `seed ${seed}`).toBe(first < 0);
        if (first < 0) satisfied++;
      }
    }
    expect(satisfied).toBeGreaterThan(100);
  });
});
