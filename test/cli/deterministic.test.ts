// `--deterministic`: the files of two equal calls differ in their seconds only, also where the time limit ends them.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layeredGraph, RLG2 } from '../../bench/layered-graph.ts';
import { failureLines } from '../../cli/summary.ts';
import { runCli } from './run-cli.ts';
import { Folder } from './solve-support.ts';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
  folder.graph('layered.json', layeredGraph({ ...RLG2, nodes: 120 }, 7));
});
afterAll(() => folder.remove());

/** A file without its seconds. */
const timeless = (name: string): string => folder.read(name).replace(/"seconds": ?[\d.e-]+/g, '"seconds":0');

/** What a call writes to --output, and to --events if it has that option. */
async function written(run: number, words: readonly string[], events: boolean): Promise<string> {
  const [output, log] = [`${run}.json`, `${run}.jsonl`];
  const files = ['--output', folder.file(output), ...(events ? ['--events', folder.file(log)] : [])];
  expect((await runCli(...words, ...files, '--deterministic', '--quiet')).code).toBe(0);
  return events ? `${timeless(output)}${timeless(log)}` : timeless(output);
}

describe('--deterministic', () => {
  it.each([
    ['1', 'input', '0.8'],
    ['2', 'input', '0.8'],
    ['3', 'input', '0.75'],
    ['2', 'free', '0.85'],
  ])('makes the files of solve the same: %s workers, %s order', async (workers, order, budget) => {
    const what = ['--order', order, '--budget', budget, '--workers', workers, '--time-limit', '0.3'];
    const words = ['solve', folder.file('layered.json'), ...what];
    const first = await written(1, words, true);
    expect(await written(2, words, true)).toBe(first);
    expect(first).toContain('"deterministic":true');
  });

  it.each([
    ['sweep', '--budgets=0.8,0.9'],
    ['minimize-memory', '--workers=1'],
  ])('makes the file of %s the same', async (command, option) => {
    const words = [command, folder.file('layered.json'), option, '--workers=1', '--time-limit=0.2'];
    const first = await written(1, words, false);
    expect(await written(2, words, false)).toBe(first);
  });

  it('says so when the clock has ended it', () => {
    expect(failureLines({ workers: [], stopReason: 'brake' })).toMatch(/^moccasin: ended by the clock: [^\n]+\n$/);
    expect(failureLines({ workers: [], stopReason: 'time' })).toBe('');
  });
});
