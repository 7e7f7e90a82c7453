// SIGINT and SIGTERM: before the search, during it, after it, and twice. Commands run in this process, so that the moment of a signal is exact.

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { main } from '../../cli/dispatch.ts';
import { Interrupts } from '../../cli/interrupt.ts';
import { Folder, trainingGraph } from './solve-support.ts';

let folder: Folder;
let graph = '';
beforeAll(() => {
  folder = new Folder();
  graph = folder.graph('training.json', trainingGraph(40));
});
afterAll(() => folder.remove());

/** A command that is sent a signal as soon as it has been called. */
async function interrupted(signal: NodeJS.Signals, ...argv: string[]) {
  let [stdout, stderr] = ['', ''];
  const output = {
    stdout: (text: string) => {
      stdout += text;
    },
    stderr: (text: string) => {
      stderr += text;
    },
  };
  const code = main(argv, output);
  process.emit(signal, signal);
  return { code: await code, stdout, stderr };
}

describe('a signal before the search', () => {
  const limit = '--time-limit=600';

  it('has solve deliver what needs no search', async () => {
    const rest = ['--workers=1', limit];
    const easy = await interrupted('SIGINT', 'solve', graph, '--budget=1', ...rest);
    expect(easy.code).toBe(0);
    expect(JSON.parse(easy.stdout)).toMatchObject({ status: 'optimal' });
    const file = folder.file('interrupted.json');
    const hard = await interrupted('SIGTERM', 'solve', graph, '--budget=0.5', ...rest, '--output', file);
    expect({ code: hard.code, stdout: hard.stdout }).toEqual({ code: 3, stdout: '' });
    expect(hard.stderr).toMatch(/\(interrupted\)\n$/);
    expect(JSON.parse(folder.read('interrupted.json'))).toMatchObject({ status: 'unknown', order: [] });
  });

  it.each([
    ['minimize-memory', 0],
    ['sweep', 0],
  ] as const)('has %s deliver what needs no search', async (command, expected) => {
    const budgets = command === 'sweep' ? ['--budgets=0.5,1'] : [];
    const { code, stdout } = await interrupted('SIGINT', command, graph, ...budgets, '--workers=1', limit);
    expect(code).toBe(expected);
    expect(stdout).not.toBe('');
  });

  it('ends solvers of other problems without a claim', async () => {
    const cnf = folder.write('f.cnf', 'p cnf 3 3\n1 2 0\n-1 3 0\n-2 -3 0\n');
    expect(await interrupted('SIGINT', 'sat', cnf, '--quiet')).toEqual({ code: 0, stdout: 's UNKNOWN\n', stderr: '' });
    const fzn = folder.write(
      'm.fzn',
      'var 1..9: x :: output_var;\nvar 1..9: y;\nconstraint int_ne(x, y);\nsolve satisfy;\n',
    );
    expect(await interrupted('SIGINT', 'fzn', fzn)).toEqual({ code: 0, stdout: '=====UNKNOWN=====\n', stderr: '' });
    const shop = folder.write('s.txt', '2 2\n0 3 1 2\n1 2 0 4\n');
    const { code, stdout } = await interrupted('SIGTERM', 'jobshop', shop, '--workers=1', '--quiet');
    // a first schedule needs no search
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ makespan: expect.any(Number) });
  });

  it('ends commands at once that do not search', async () => {
    const before = process.listenerCount('SIGINT');
    const done = main(['devices'], { stdout: () => {}, stderr: () => {} });
    // nobody listens: the process would end here
    expect(process.listenerCount('SIGINT')).toBe(before);
    expect(await done).toBe(0);
  });
});

describe('signals', () => {
  it('abort the work the first time, end the process the second time', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation((() => {}) as never);
    const calls: string[] = [];
    const interrupts = new Interrupts();
    try {
      await interrupts.during(
        async (signal) => {
          expect(signal.aborted).toBe(false);
          process.emit('SIGINT');
          expect(signal.aborted).toBe(true);
          expect(exit).not.toHaveBeenCalled();
          process.emit('SIGTERM');
          expect(exit).toHaveBeenCalledExactlyOnceWith(130);
        },
        () => calls.push('forced'),
      );
    } finally {
      exit.mockRestore();
      interrupts.close();
    }
    expect(calls).toEqual(['forced']);
  });

  it('do not disturb a result that is being written', async () => {
    const interrupts = new Interrupts();
    await interrupts.during(async (signal) => expect(signal.aborted).toBe(false));
    process.emit('SIGINT');
    await interrupts.during(async (signal) => expect(signal.aborted).toBe(true));
    interrupts.close();
  });

  it('find no handler left when a command has failed', async () => {
    const counts = () => ['SIGINT', 'SIGTERM'].map((name) => process.listenerCount(name));
    const before = counts();
    const silent = { stdout: () => {}, stderr: () => {} };
    expect(await main(['solve', folder.file('missing.json')], silent)).toBe(2);
    expect(counts()).toEqual(before);
  });
});
