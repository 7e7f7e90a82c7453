// CPU profiles as lists of functions, moves per second, and the comparison of two schedule files.

import { describe, expect, it } from 'vitest';
import { differencesOf } from '../../bench/deterministic-rows.ts';
import { movesOf } from '../../bench/moves-rows.ts';
import { readProfile } from '../../bench/profile.ts';

const node = (id: number, functionName: string, url: string): object => ({ id, callFrame: { functionName, url } });

describe('readProfile', () => {
  const nodes = [
    node(1, '(root)', ''),
    node(2, 'move', 'file:///somewhere/formulation/search/annealing.js'),
    node(3, 'move', 'file:///somewhere/formulation/search/annealing.js'),
    node(4, '', 'file:///somewhere/solver/random.ts'),
    node(5, '(garbage collector)', ''),
    node(6, 'move', 'file:///somewhere/other.js'),
  ];

  it('adds up the self time of a function over the places it is called from', () => {
    const profile = { nodes, samples: [2, 4, 3, 5, 2, 6], timeDeltas: [1000, 2000, 3000, 500, 2500, 1000] };
    const functions = readProfile(JSON.stringify(profile));
    expect(functions).toEqual([
      { name: 'move (annealing.ts)', milliseconds: 6.5, percent: 65 },
      { name: '(anonymous) (random.ts)', milliseconds: 2, percent: 20 },
      { name: 'move (other.ts)', milliseconds: 1, percent: 10 },
      { name: '(garbage collector)', milliseconds: 0.5, percent: 5 },
    ]);
  });

  it('does not count time backwards', () => {
    const profile = { nodes, samples: [2, 5, 2], timeDeltas: [1000, -400, 1000] };
    expect(readProfile(JSON.stringify(profile))).toEqual([
      { name: 'move (annealing.ts)', milliseconds: 2, percent: 100 },
      { name: '(garbage collector)', milliseconds: 0, percent: 0 },
    ]);
  });

  it('of nothing is empty', () => {
    expect(readProfile(JSON.stringify({ nodes, samples: [], timeDeltas: [] }))).toEqual([]);
  });
});

describe('movesOf', () => {
  it('adds the moves of all members that count them', () => {
    const members = [
      { name: 'annealing', stats: { moves: 900 } },
      { name: 'lns', stats: { rounds: 7 } },
    ];
    const workers = [{ members }, { members: [{ name: 'annealing', stats: { moves: 100 } }] }];
    expect(movesOf({ seconds: 4, workers })).toEqual({ moves: 1000, seconds: 4, 'moves/s': 250 });
  });
});

describe('differencesOf', () => {
  const file = {
    status: 'optimal',
    order: [1, 2, 1],
    solve: { seconds: 1.5, incumbents: [{ seconds: 1, duration: 7 }] },
  };

  it('finds none but for the seconds', () => {
    const later = { ...file, solve: { seconds: 9, incumbents: [{ seconds: 8, duration: 7 }] } };
    expect(differencesOf(file, later)).toEqual([]);
  });

  it.each([
    [{ ...file, status: 'feasible' }, ['status']],
    [{ ...file, order: [1, 2, 2] }, ['order[2]']],
    [{ ...file, order: [1, 2] }, ['order.length']],
    [
      { ...file, solve: { ...file.solve, incumbents: [{ seconds: 1, duration: 8 }] } },
      ['solve.incumbents[0].duration'],
    ],
    [{ ...file, more: null }, ['more']],
    [{ ...file, order: null, status: 1 }, ['status', 'order']],
  ])('finds every place, case %#', (other, places) => {
    expect(differencesOf(file, other)).toEqual(places);
  });
});
