// Strategies of the workers by name, and options as texts.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { optionsHelp, parseOptions } from '../../model/named-options.ts';
import { checkParameters } from '../../model/parameters.ts';
import { schedulingOptions } from '../../model/scheduling-options.ts';
import { solve, solveSync } from '../../model/solve.ts';
import { modelStrategies } from '../../model/strategies.ts';
import { STRATEGIES } from '../../model/strategy-table.ts';
import { ENGINE_OPTIONS } from '../../solver/options.ts';

function knapsack(): CpModel {
  const model = new CpModel();
  const weights = [5, 4, 3, 7, 6];
  const taken = weights.map(() => model.newBoolVar());
  const sum = (values: readonly number[]) => taken.map((x, i) => x.times(values[i]!)).reduce((a, b) => a.plus(b));
  model.addLinearConstraint(sum(weights), 0, 12);
  model.maximize(sum([6, 5, 3, 9, 7]));
  return model;
}

describe('modelStrategies', () => {
  const optimising = knapsack().data;
  const plain = new CpModel();
  plain.newBoolVar();

  it('are the usual ones, the most useful first', () => {
    const names = STRATEGIES.map(({ name }) => name);
    expect(modelStrategies(optimising, names.length - 1)).toEqual(names.filter((name) => name !== 'fixed'));
    const some = modelStrategies(plain.data, 4);
    expect(some).toEqual(names.filter((name) => some.includes(name)));
    for (const name of ['reduced-cost', 'probe', 'lns', 'core', 'fixed']) expect(some).not.toContain(name);
  });

  it('are those asked for, in turn, without those that do not apply', () => {
    expect(modelStrategies(optimising, 3, ['lns', 'luby'])).toEqual(['lns', 'luby', 'lns']);
    expect(modelStrategies(plain.data, 2, ['lns', 'luby'])).toEqual(['luby', 'luby']);
    expect(modelStrategies(plain.data, 1, ['lns'])).toEqual(['default']);
  });
});

describe('subsolvers', () => {
  it.each(STRATEGIES.map(({ name }) => name))('%s alone finds the optimum', async (name) => {
    const { status, objective } = await solve(knapsack(), { subsolvers: [name] });
    expect([status, objective]).toEqual(['OPTIMAL', 15]);
  });

  it('are checked', () => {
    expect(() => checkParameters({ subsolvers: ['lns', 'none'] })).toThrow(
      /parameter subsolvers: an entry must be one of default/,
    );
    expect(() => checkParameters({ subsolvers: 'lns' })).toThrow(/parameter subsolvers must be a list of names/);
    expect(() => checkParameters({ subsolvers: [] })).toThrow(/must be a list of names/);
    expect(() => solveSync(knapsack(), { subsolvers: ['lns'] })).toThrow(
      /solveSync works in the calling thread: subsolvers/,
    );
  });
});

describe('parseOptions', () => {
  it('sorts options into those of the engine and others', () => {
    const words = ['restartPolicy=luby', 'phase=saved', 'cpModelPresolve=false', 'explanation=naive', 'phase=best'];
    expect(parseOptions([...words, 'maxSizeToCreatePrecedenceLiteralsInDisjunctive=0'])).toEqual({
      ...{ engine: { restartPolicy: 'luby', phase: 'best' }, cpModelPresolve: false, explanation: 'naive' },
      maxSizeToCreatePrecedenceLiteralsInDisjunctive: 0,
    });
    expect(parseOptions([])).toEqual({});
  });

  it('refuses what is no option, in one line', () => {
    for (const text of ['x=1', 'phase', '=1', 'phase=loud', 'cpModelPresolve=1', 'explanation=short', 'randomSeed=4'])
      expect(() => parseOptions([text]), text).toThrow(RangeError);
  });

  it('knows every option of the engine and of scheduling, and says so', () => {
    const terms = optionsHelp().map((line) => line.split('=')[0]);
    expect(terms).toEqual([
      ...Object.keys(ENGINE_OPTIONS),
      ...['cpModelPresolve', 'explanation'],
      ...Object.keys(schedulingOptions({})),
    ]);
    const defaults = optionsHelp().map((line) => /^(\w+)=\S* \(([^)]*)\)/.exec(line)!.slice(1).join('='));
    expect(() => parseOptions(defaults)).not.toThrow();
  });
});
