// Files that are no instance of anything, through every command that reads one: exit code 2 and one short line. And files as other systems write them.

import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatSchedule } from '../../io/schedule-file.ts';
import { Random } from '../../solver/random.ts';
import { FLATZINC, FLATZINC_JSON } from '../io/flatzinc-samples.ts';
import { DIMACS, FJSPLIB, JSPLIB, PATTERSON, PROGEN, PSPLIB, TAILLARD } from '../io/instance-samples.ts';
import { checkmateGraph, sampleSchedule } from '../io/samples.ts';
import { runCli } from './run-cli.ts';
import { Folder } from './solve-support.ts';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
  folder.write('good.json', JSON.stringify(checkmateGraph()));
  folder.write('schedule.json', formatSchedule(sampleSchedule()));
  mkdirSync(folder.file('inner'));
});
afterAll(() => folder.remove());

const MANY = 1_000_000;

function noise(): string {
  const random = new Random('noise');
  return String.fromCharCode(...Array.from({ length: 20_000 }, () => random.below(256)));
}

const TEXTS: readonly [what: string, text: string][] = [
  ['nothing', ''],
  ['a byte order mark', '\ufeff'],
  ['a NUL', '\0'],
  ['zeros', '\0'.repeat(MANY)],
  ['spaces', ' '.repeat(MANY)],
  ['empty lines', '\n'.repeat(MANY)],
  ['carriage returns', '\r'.repeat(MANY)],
  ['comments', '#\n'.repeat(MANY)],
  ['a long word', 'x'.repeat(MANY)],
  ['a long number', '9'.repeat(MANY)],
  ['many numbers', '1 '.repeat(MANY)],
  ['brackets', '['.repeat(MANY)],
  ['objects', '{"a":'.repeat(MANY / 10)],
  ['quotes', '"'.repeat(100_001)],
  ['noise', noise()],
  ['null', 'null'],
  ['an object', '{}'],
];

/** The commands, with a place for the file. */
const COMMANDS: readonly string[][] = [
  ['fzn', '?'],
  ['sat', '?'],
  ['rcpsp', '?'],
  ['jobshop', '?'],
  ['check', '?', 'schedule.json'],
  ['check', 'good.json', '?'],
  ['sweep', '?'],
  ['solve', '?', '--budget', '0.8'],
  ['minimize-memory', '?'],
];

describe.each(COMMANDS.map((words) => [words.join(' '), words] as const))('%s', (_, words) => {
  const run = (name: string) =>
    runCli(
      ...words.map((word) => (word === '?' ? folder.file(name) : word.endsWith('.json') ? folder.file(word) : word)),
    );

  it.each(TEXTS)('%s', async (__, text) => {
    folder.write('file', text);
    const { code, stdout, stderr } = await run('file');
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
    expect(stderr.replace(folder.path, '')).toMatch(
      /^moccasin: \/file: [^\p{Cc}\p{Cf}]{3,400}; [^\p{Cc}\p{Cf}]{3,80}\n$/u,
    );
  });

  it.each(['inner', 'missing'])('%s', async (name) => {
    const { code, stderr } = await run(name);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^moccasin: [^\n]+; [^\n]+\n$/) });
  });
});

describe('a byte order mark and Windows line ends change nothing', () => {
  it.each([
    ['fzn', 'a.fzn', FLATZINC.replace('maximize x', 'satisfy')],
    ['fzn', 'a.fzn.json', FLATZINC_JSON],
    ['sat', 'a.cnf', DIMACS],
    ['rcpsp', 'a.sm', PSPLIB],
    ['rcpsp', 'a.rcp', PATTERSON],
    ['rcpsp', 'a.sch', PROGEN],
    ['jobshop', 'a.txt', JSPLIB],
    ['jobshop', 'a.txt', FJSPLIB],
    ['jobshop', 'a.txt', TAILLARD],
  ])('%s %s', async (command, name, text) => {
    const argv = [command, folder.file(name), ...(command === 'sat' ? [] : ['--workers', '1'])];
    const answers: { code: number; answer: string }[] = [];
    for (const variant of [text, `\ufeff${text}`, text.replaceAll('\n', '\r\n')]) {
      folder.write(name, variant);
      const { code, stdout } = await runCli(...argv);
      answers.push({ code, answer: stdout.replace(/"seconds": ?[\d.]+/g, '') });
    }
    expect([0, 10]).toContain(answers[0]!.code);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });
});
