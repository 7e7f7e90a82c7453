// verify of constraints over time, by hand: for every kind a table of assignments that satisfy it and of assignments that do not.

import { describe, expect, it } from 'vitest';
import type { Constraint, Interval } from '../../model/model.ts';
import { verify } from '../../model/verify.ts';
import { affine, constant, expectTable, modelOf } from './verify-support.ts';

describe('intervals', () => {
  it('present: start + size = end and size >= 0', () => {
    const data = modelOf(3, 0, [], [{ start: affine(0), size: affine(1), end: affine(2) }]);
    expectTable(
      data,
      [
        [1, 2, 3],
        [-4, 0, -4],
      ],
      [
        [1, 2, 4],
        [1, 2, 2],
        [3, -1, 2],
      ],
    );
  });

  it('without a size: start <= end if present', () => {
    const data = modelOf(2, 1, [], [{ start: affine(0), end: affine(1), presence: 2 }]);
    expectTable(
      data,
      [
        [1, 3, 1],
        [3, 3, 1],
        [4, 3, 0],
      ],
      [[4, 3, 1]],
    );
  });

  it('absent: nothing', () => {
    const data = modelOf(3, 1, [], [{ start: affine(0), size: affine(1), end: affine(2), presence: -4 }]);
    expectTable(
      data,
      [
        [1, 2, 3, 0],
        [1, 2, 9, 1],
        [3, -1, 2, 1],
      ],
      [
        [1, 2, 9, 0],
        [3, -1, 2, 0],
      ],
    );
    expect(verify(data, [1, 2, 9, 0])).toEqual(['interval 0: start 1 + size 2 is not end 9']);
  });
});

describe('cumulative', () => {
  const span = (start: number, size: number, presence?: number): Interval => ({
    start: affine(start),
    size: constant(size),
    end: affine(start, 1, size),
    ...(presence === undefined ? {} : { presence }),
  });

  it('sums what overlaps; spans are half-open', () => {
    //  time      0   1   2   3   4   5
    //  0: 2          [=======)             starts at 1
    //  1: 3                  [===)         may start at 3 or at 0, not at 2
    const demands = [constant(2), constant(3)];
    const data = modelOf(
      2,
      0,
      [{ kind: 'cumulative', intervals: [0, 1], demands, capacity: constant(4) }],
      [span(0, 2), span(1, 1)],
    );
    expectTable(
      data,
      [
        [1, 3],
        [1, 0],
        [-9, 9],
      ],
      [
        [1, 2],
        [1, 1],
      ],
    );
  });

  it('finds a peak inside a longer task and after an earlier end', () => {
    const intervals = [span(0, 6), span(1, 2), span(2, 2)];
    const demands = [constant(1), constant(1), constant(1)];
    const data = modelOf(
      3,
      0,
      [{ kind: 'cumulative', intervals: [0, 1, 2], demands, capacity: constant(2) }],
      intervals,
    );
    expectTable(
      data,
      [
        [0, 1, 3],
        [0, 4, 2],
      ],
      [
        [0, 2, 3],
        [0, 4, 4],
        [0, 4, 5],
      ],
    );
  });

  it('ignores absent tasks, their demand too', () => {
    const demands = [affine(1), constant(3)];
    const intervals = [span(0, 2, 3), span(0, 2)];
    const data = modelOf(1, 3, [{ kind: 'cumulative', intervals: [0, 1], demands, capacity: constant(3) }], intervals);
    expectTable(
      data,
      [
        [0, 1, 0, 0],
        [0, 0, 0, 1],
      ],
      [[0, 1, 0, 1]],
    );
  });

  it('a task of size zero uses nothing, a demand of zero too', () => {
    const intervals = [span(0, 0), span(0, 2)];
    const over = (demands: number[]) =>
      modelOf(
        1,
        0,
        [{ kind: 'cumulative', intervals: [0, 1], demands: demands.map(constant), capacity: constant(1) }],
        intervals,
      );
    expectTable(over([5, 1]), [[0]], []);
    expectTable(over([5, 2]), [], [[0]]);
    expectTable(over([0, 0]), [[3]], []);
  });

  it('a variable capacity is never negative, even if nothing runs', () => {
    const data = modelOf(
      2,
      1,
      [{ kind: 'cumulative', intervals: [0], demands: [constant(2)], capacity: affine(1) }],
      [span(0, 1, 2)],
    );
    expectTable(
      data,
      [
        [0, 2, 1],
        [0, 0, 0],
      ],
      [
        [0, 1, 1],
        [0, -1, 0],
      ],
    );
  });

  it('uses the end expression of the interval', () => {
    const interval = { start: affine(0), size: affine(1), end: affine(2) };
    const data = modelOf(
      3,
      0,
      [{ kind: 'cumulative', intervals: [0, 0], demands: [constant(1), constant(1)], capacity: constant(1) }],
      [interval],
    );
    expectTable(data, [[4, 0, 4]], [[4, 1, 5]]);
  });
});

describe('noOverlap', () => {
  const span = (start: number, size: number, presence?: number): Interval => ({
    start: affine(start),
    size: constant(size),
    end: affine(start, 1, size),
    ...(presence === undefined ? {} : { presence }),
  });

  it('two present ones are disjoint, touching is allowed', () => {
    const data = modelOf(2, 1, [{ kind: 'noOverlap', intervals: [0, 1] }], [span(0, 2), span(1, 3, 2)]);
    expectTable(
      data,
      [
        [0, 2, 1],
        [3, 0, 1],
        [0, 0, 0],
        [0, 1, 0],
      ],
      [
        [0, 1, 1],
        [0, 0, 1],
        [2, 0, 1],
      ],
    );
  });

  it('size zero: on a border, not inside', () => {
    const data = modelOf(2, 0, [{ kind: 'noOverlap', intervals: [0, 1] }], [span(0, 2), span(1, 0)]);
    expectTable(
      data,
      [
        [0, 0],
        [0, 2],
        [0, 5],
        [0, -1],
      ],
      [[0, 1]],
    );
    const points = modelOf(2, 0, [{ kind: 'noOverlap', intervals: [0, 1] }], [span(0, 0), span(1, 0)]);
    expectTable(
      points,
      [
        [3, 3],
        [3, 4],
      ],
      [],
    );
  });

  it('three, where not all neighbours in the list overlap', () => {
    const data = modelOf(3, 0, [{ kind: 'noOverlap', intervals: [0, 1, 2] }], [span(0, 2), span(1, 2), span(2, 2)]);
    expectTable(
      data,
      [
        [0, 4, 2],
        [4, 2, 0],
      ],
      [
        [0, 4, 1],
        [1, 5, 0],
      ],
    );
  });
});

describe('reservoir', () => {
  const stock: Constraint = {
    kind: 'reservoir',
    times: [affine(0), affine(1), affine(2, -1)],
    levelChanges: [2, -2, 1],
    actives: [3, 4, 5],
    min: 0,
    max: 2,
  };

  it('keeps the level between its ends at every time', () => {
    //  time       1   2   3   4
    //  0: +2      |                 at 1: level 2
    //  1: -2          |             at 2: level 0
    //  2: +1              |         at -x2 = 3: level 1
    const satisfying = [
      [1, 2, -3, 1, 1, 1],
      [1, 1, -1, 1, 1, 1],
    ];
    const violating = [
      [2, 1, -3, 1, 1, 1],
      [1, 3, -2, 1, 1, 1],
    ];
    expectTable(modelOf(3, 3, [stock]), satisfying, violating);
  });

  it('ignores inactive events and counts events of one time together', () => {
    const satisfying = [
      [2, 1, 0, 0, 0, 0],
      [2, 1, 0, 1, 0, 0],
      [1, 1, -5, 1, 1, 0],
      [0, 0, 0, 0, 0, 1],
    ];
    const violating = [
      [1, 1, -1, 0, 1, 1],
      [3, 5, -4, 1, 0, 1],
      [0, 0, 0, 0, 1, 0],
    ];
    expectTable(modelOf(3, 3, [stock]), satisfying, violating);
  });

  it('without actives all events count', () => {
    const data = modelOf(2, 0, [
      { kind: 'reservoir', times: [affine(0), affine(1)], levelChanges: [-1, 1], min: -1, max: 0 },
    ]);
    expectTable(
      data,
      [
        [1, 2],
        [1, 1],
      ],
      [[2, 1]],
    );
  });
});

describe('cover', () => {
  it('an active read is served by one active write around it', () => {
    //  time    2   3   4   5   6
    //  write   [===============)       start 2, end 6: serves reads at 3, 4, 5
    const cover: Constraint = {
      kind: 'cover',
      readTime: affine(0),
      readActive: 3,
      writes: [
        { start: affine(1), end: affine(1, 1, 4), active: 4 },
        { start: affine(2), end: constant(9) },
      ],
    };
    const data = modelOf(3, 2, [cover]);
    expectTable(
      data,
      [
        [3, 2, 8, 1, 1],
        [5, 2, 8, 1, 1],
        [8, 2, 7, 1, 1],
        [8, 2, 7, 1, 0],
        [6, 2, 8, 0, 1],
        [3, 2, 8, 0, 0],
      ],
      [
        [2, 2, 8, 1, 1],
        [6, 2, 8, 1, 1],
        [3, 2, 8, 1, 0],
        [9, 2, 8, 1, 1],
        [8, 2, 8, 1, 1],
      ],
    );
  });

  it('two writes do not serve together, and none serves nothing', () => {
    const writes = [
      { start: constant(-9), end: constant(2) },
      { start: constant(2), end: constant(9) },
    ];
    expectTable(modelOf(1, 0, [{ kind: 'cover', readTime: affine(0), writes }]), [[1], [3]], [[2]]);
    expectTable(modelOf(1, 0, [{ kind: 'cover', readTime: affine(0), writes: [] }]), [], [[2]]);
  });
});
