import { describe, expect, it } from 'vitest';
import { EvictionChoices } from '../../formulation/search/eviction-choices.ts';
import { Random } from '../../solver/random.ts';

describe('the evictions that are chosen at one step', () => {
  it('one: only what is cheaper than the best counts', () => {
    const choices = new EvictionChoices();
    choices.clear(1);
    expect(choices.bound).toBe(Number.POSITIVE_INFINITY);
    choices.put(3, 7, 20, -1, 21);
    expect([choices.count, choices.bound, choices.node[0]]).toEqual([1, 3, 7]);
    choices.put(2, 8, 30, 9, 31);
    expect([choices.count, choices.bound]).toEqual([1, 2]);
    expect([choices.node[0], choices.stage[0], choices.former[0], choices.stageOfRead[0]]).toEqual([8, 30, 9, 31]);
  });

  it('several: the cheapest in order, all below twice the best', () => {
    const random = new Random('choices');
    for (let round = 0; round < 300; round++) {
      const most = 1 + random.below(8);
      const choices = new EvictionChoices();
      choices.clear(most);
      const seen: { score: number; v: number }[] = [];
      for (let v = 0; v < 20; v++) {
        const score = 1 + random.below(6) + v / 1000;
        seen.push({ score, v });
        if (score < choices.bound) choices.put(score, v, 2 * v, v - 1, 3 * v);
      }
      seen.sort((a, b) => a.score - b.score);
      const wanted = seen.slice(0, most).filter(({ score }) => score < 2 * seen[0]!.score);
      expect(choices.count).toBe(wanted.length);
      wanted.forEach(({ v }, i) => {
        const got = [choices.node[i], choices.stage[i], choices.former[i], choices.stageOfRead[i]];
        expect(got).toEqual([v, 2 * v, v - 1, 3 * v]);
      });
    }
  });

  it('starts anew', () => {
    const choices = new EvictionChoices();
    choices.clear(4);
    choices.put(1, 1, 1, -1, 2);
    choices.clear(4);
    expect([choices.count, choices.bound]).toEqual([0, Number.POSITIVE_INFINITY]);
  });
});
