// Sequences to assignments and back, and the known-optimum guard: no reduction and no learned clause may cut every optimum. Each optimal sequence of brute
// force is put into the model and the engine must accept it; where the reductions have left it out, one as good must be in.

import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../formulation/assignment.ts';
import { buildMoccasin, type MoccasinModel, type MoccasinOptions } from '../../formulation/moccasin.ts';
import { verify } from '../../model/verify.ts';
import { Random } from '../../solver/random.ts';
import { type Outcome, replay, sequenceFront, stagedFront, stagedSequences } from '../support/brute-schedule.ts';
import { graphOf, SHAPE_NAMES, shapedGraph } from '../support/random-graph.ts';
import { DEFAULTS, graphWithTradeOff, labelOf, PRECEDENCES, solveModel } from './solve-case.ts';

/** The variables that encode() determines, and their values. */
function known(values: Float64Array): [number, number][] {
  return Array.from(values, (v, x): [number, number] => [x, v]).filter(([, v]) => !Number.isNaN(v));
}

/** Completes an encoding by what follows from the sequence itself: the peak. Only for reads by cover, which needs no other variable. */
function completed(model: MoccasinModel, values: Float64Array, { peak }: Outcome): Float64Array {
  const result = values.slice();
  if (model.peak !== null)
    result[model.peak] = Math.max(peak / model.sizeUnit, model.data.variables[model.peak]!.domain[0]!);
  expect(result.some(Number.isNaN)).toBe(false);
  return result;
}

describe('encode and decode', () => {
  it('are inverse on every staged sequence the model can express, which satisfies the model iff it fits the budget', () => {
    let expressed = 0;
    let overBudget = 0;
    let reduced = 0;
    for (let seed = 0; seed < 60; seed++) {
      const rng = new Random(`encode:${seed}`);
      const graph = shapedGraph(rng, { minNodes: 1, maxNodes: 5, forbidden: rng.pick([0, 0, 0.4]) });
      const maxComputations = rng.between(1, 3);
      const keepOutputs = rng.chance(0.5);
      const total = graph.sizes.reduce((sum, size) => sum + size, 0);
      for (const objective of ['duration', 'memory'] as const) {
        const memoryBound = objective === 'memory' ? 0 : Math.floor(total * (0.3 + 0.5 * rng.float()));
        const options = { ...DEFAULTS, maxComputations, keepOutputs, objective, memoryBound };
        const model = buildMoccasin(graph, options);
        for (const sequence of stagedSequences(graph.n, maxComputations)) {
          const values = encode(model, sequence);
          if (values === null) {
            reduced++;
            continue;
          }
          expressed++;
          expect(decode(model, values)).toEqual(sequence);
          const outcome = replay(graph, sequence, keepOutputs)!;
          const fits = objective === 'memory' || outcome.peak <= memoryBound;
          if (!fits) overBudget++;
          const violations = verify(model.data, completed(model, values, outcome));
          expect(violations.length === 0, `${labelOf(graph, options)}: ${sequence}: ${violations}`).toBe(fits);
        }
      }
    }
    expect(overBudget).toBeGreaterThan(200);
    expect(expressed).toBeGreaterThan(500);
    expect(reduced).toBeGreaterThan(500);
  });

  it('are inverse on valid sequences of free order', () => {
    for (let seed = 0; seed < 100; seed++) {
      const rng = new Random(`encode free:${seed}`);
      const graph = shapedGraph(rng, { minNodes: 1, maxNodes: 4, forbidden: rng.pick([0, 0, 0.4]) });
      const keepOutputs = rng.chance(0.5);
      const options = { ...DEFAULTS, order: 'free', keepOutputs } as const;
      const model = buildMoccasin(graph, options);
      for (const outcome of sequenceFront(graph, 2, keepOutputs, 'free')) {
        const values = encode(model, outcome.sequence)!;
        expect(values, `${labelOf(graph, options)}: ${outcome.sequence}`).not.toBeNull();
        expect(decode(model, values)).toEqual(outcome.sequence);
        expect(verify(model.data, values)).toEqual([]);
      }
    }
  });

  it('says null to what the model cannot express', () => {
    const graph = graphOf(
      [1, 1, 1, 1],
      [
        [0, 1],
        [1, 2],
        [0, 3],
        [1, 3],
      ],
    );
    const staged = buildMoccasin(graph, { ...DEFAULTS, memoryBound: 0 });
    expect(encode(staged, [0, 1, 2, 0, 1, 3])).not.toBeNull();
    for (const sequence of [
      [0, 1, 2], // incomplete
      [1, 0, 2, 3], // not in input order
      [0, 1, 2, 1, 0, 3], // a stage that is not ascending
      [0, 1, 2, 0, 0, 3], // twice in a stage
      [0, 1, 2, 3, 0], // after the last stage
      [0, 1, 0, 2, 0, 3], // three computations
      [0, 1, 0, 2, 3, 3], // a sink again
    ]) {
      expect(encode(staged, sequence), `${sequence}`).toBeNull();
    }
    const free = buildMoccasin(graph, { ...DEFAULTS, order: 'free' });
    expect(encode(free, [0, 1, 2, 1, 0, 3])).not.toBeNull();
    for (const sequence of [
      [0, 2, 1, 3],
      [0, 1, 2],
      [0, 1, 0, 2, 0, 3],
    ])
      expect(encode(free, sequence), `${sequence}`).toBeNull();
  });
});

describe.each(PRECEDENCES)('known-optimum guard, reads by %s', (precedence) => {
  it('input order: the engine accepts an optimal sequence at every budget', () => {
    let accepted = 0;
    let replaced = 0;
    for (const shape of SHAPE_NAMES) {
      for (let g = 0; g < 8; g++) {
        const rng = new Random(`guard:${shape}:${g}`);
        const maxComputations = rng.between(2, 3);
        const keepOutputs = g % 2 === 0;
        const { graph, front } = graphWithTradeOff(rng, { minNodes: 2, maxNodes: 5, shape }, (drawn) =>
          stagedFront(drawn, maxComputations, keepOutputs),
        );
        const all = [...stagedSequences(graph.n, maxComputations)].map((s) => replay(graph, s, keepOutputs)!);
        for (const { peak, duration } of front) {
          const options: MoccasinOptions = { ...DEFAULTS, precedence, maxComputations, keepOutputs, memoryBound: peak };
          const model = buildMoccasin(graph, options);
          const optima = all.filter((o) => o.peak <= peak && o.duration === duration);
          const encoded = optima.map((o) => encode(model, o.sequence as number[])).filter((values) => values !== null);
          expect(encoded.length, labelOf(graph, options)).toBeGreaterThan(0);
          if (encoded.length < optima.length) replaced++;
          for (const values of encoded.slice(0, 3)) {
            const answer = solveModel(model, known(values), g);
            expect(answer?.objective, labelOf(graph, options)).toBe(duration);
            accepted++;
          }
        }
      }
    }
    expect(accepted).toBeGreaterThan(90);
    expect(replaced).toBeGreaterThan(5);
  });

  it('free order: the engine accepts an optimal sequence at every budget', () => {
    for (const shape of SHAPE_NAMES) {
      for (let g = 0; g < 5; g++) {
        const rng = new Random(`free guard:${shape}:${g}`);
        const keepOutputs = g % 2 === 0;
        const { graph, front } = graphWithTradeOff(rng, { minNodes: 2, maxNodes: 5, shape }, (drawn) =>
          sequenceFront(drawn, 2, keepOutputs, 'free'),
        );
        for (const { peak, duration, sequence } of front) {
          const options: MoccasinOptions = { ...DEFAULTS, order: 'free', precedence, keepOutputs, memoryBound: peak };
          const model = buildMoccasin(graph, options);
          const values = encode(model, sequence)!;
          expect(values, labelOf(graph, options)).not.toBeNull();
          const answer = solveModel(model, known(values), g);
          expect(answer?.objective, labelOf(graph, options)).toBe(duration);
          expect(answer!.sequence).toEqual(sequence);
        }
      }
    }
  });
});
