// The command line of the benchmark.

import { describe, expect, it } from 'vitest';
import { chosenSections, parseOptions, UsageError } from '../../bench/options.ts';

describe('parseOptions', () => {
  it('has defaults for everything', () => {
    expect(parseOptions([])).toEqual({
      ...{ suite: 'remat', files: [], graphs: null, torch: null, instances: null, rows: null, sections: null },
      ...{ seeds: null, limit: null, workers: null, cpsat: false, set: null, family: null, variants: null },
      ...{ strategies: null, plots: null, resume: null, json: null, markdown: false, markdownFile: null },
    });
  });

  it('reads every option', () => {
    const words =
      'remat --sections input,free --rows rlg1,cm1@0.8 --seeds 1,2,3 --limit 0.5 --workers 4 --graphs g --torch t ' +
      '--cpsat --resume r --json j --markdown';
    expect(parseOptions(words.split(' '))).toEqual({
      ...{ suite: 'remat', files: [], graphs: 'g', torch: 't', rows: ['rlg1', 'cm1@0.8'], sections: ['input', 'free'] },
      ...{ seeds: [1, 2, 3], limit: 0.5, workers: 4, cpsat: true, resume: 'r', json: 'j' },
      ...{ instances: null, set: null, family: null, variants: null, strategies: null, plots: null },
      ...{ markdown: true, markdownFile: null },
    });
    const more = 'propagators --family sat --variants a,b=x:1+y:2 --strategies luby --instances i --plots p';
    expect(parseOptions(more.split(' '))).toMatchObject({
      ...{ suite: 'propagators', family: 'sat', variants: ['a', 'b=x:1+y:2'], strategies: ['luby'] },
      ...{ instances: 'i', plots: 'p' },
    });
    expect(parseOptions(['scheduling', '--set', 'a=1,b=2'])).toMatchObject({ set: ['a=1', 'b=2'] });
    expect(parseOptions(['compare', 'a.json', 'b.json'])).toMatchObject({
      suite: 'compare',
      files: ['a.json', 'b.json'],
    });
    expect(parseOptions(['--help', '--limit', 'x'])).toBeNull();
  });

  it('takes a file for the tables only by its ending', () => {
    expect(parseOptions(['remat', '--markdown', 'out.md', '--limit', '3'])).toMatchObject({
      ...{ suite: 'remat', limit: 3, markdown: true, markdownFile: 'out.md' },
    });
    expect(parseOptions(['--markdown', 'engine'])).toMatchObject({
      ...{ suite: 'engine', markdown: true, markdownFile: null },
    });
  });

  it.each([
    ['fast', /unknown suite "fast"/],
    ['remat twice', /unexpected argument "twice"/],
    ['compare one.json', /needs two files/],
    ['--frob', /Unknown option '--frob'/],
    ['--limit', /--limit/],
    ['--limit 0', /"0" is not a positive number of seconds/],
    ['--limit soon', /"soon" is not a positive/],
    ['--limit Infinity', /"Infinity" is not/],
    ['--workers 1.5', /"1.5" is not a positive integer/],
    ['--workers 0', /"0" is not a positive integer/],
    ['--seeds 1,x', /"x" is not a seed/],
    ['--seeds -1', /--seeds/],
    ['--seeds 1,,2', /empty entry/],
    ['engine --resume r', /--resume does not apply to engine/],
    ['sat --family sat', /--family does not apply to sat/],
    ['propagators --set a=1', /--set does not apply to propagators/],
    ['minizinc --sections x', /--sections does not apply to minizinc/],
    ['peers --workers 2', /--workers does not apply to peers/],
    ['sat --set a=1,,b=2', /empty entry/],
    ['compile --cpsat', /--cpsat does not apply to compile/],
    ['--rows ,rlg1', /empty entry/],
    ['engine --limit 3', /--limit does not apply to engine/],
    ['engine --graphs g', /--graphs does not apply to engine/],
    ['compile --seeds 2', /--seeds does not apply to compile/],
    ['compare a b --json c', /--json does not apply to compare/],
  ])('refuses: %s', (words, message) => {
    const run = (): unknown => parseOptions(words.split(' '));
    expect(run).toThrow(UsageError);
    expect(run).toThrow(message);
    try {
      run();
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });
});

describe('chosenSections', () => {
  it('keeps the order there is, and all where none is named', () => {
    expect(chosenSections(['c', 'a'], ['a', 'b', 'c'])).toEqual(['a', 'c']);
    expect(chosenSections(null, ['a', 'b'])).toEqual(['a', 'b']);
    expect(() => chosenSections(['d'], ['a', 'b'])).toThrow(/--sections: no section "d"; there are a, b/);
  });
});
