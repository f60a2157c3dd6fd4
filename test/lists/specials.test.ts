import { describe, expect, test } from 'vitest';
import { chooseSpecials } from '../../src/lists/specials.ts';
import type { Candidate } from '../../src/offers/candidates.ts';
import { candidateOf, offerOf, shuffled } from './build.ts';

const all = () => true;

/** `A:need:product:score`; an offer on the basket has no need and no product. */
function given(...sketches: readonly string[]): Candidate[] {
  return sketches.map((sketch) => {
    const [offerId = '', need = '', productNo = '', score = '1'] = sketch.split(':');
    const offer = offerOf({ offerId });
    if (need === 'basket') return candidateOf({ offer, score: Number(score) });
    return candidateOf({ offer, need, productNo: Number(productNo), score: Number(score) });
  });
}

function ids(candidates: readonly Candidate[]): string[] {
  return candidates.map(({ offer }) => offer.terms.offerId);
}

describe('the specials of a list', () => {
  test.each([
    ['are the likeliest savings, best first', ['A:tea:1:10', 'B:milk:2:30', 'C:eggs:3:20'], 2, ['B', 'C']],
    ['are no more than there are slots', ['A:tea:1:10', 'B:milk:2:9'], 1, ['A']],
    ['are none without slots', ['A:tea:1:10'], 0, []],
    ['are one per offer', ['A:tea:1:10', 'A:milk:2:30', 'B:eggs:3:5'], 9, ['A', 'B']],
    ['are one per product', ['A:tea:1:10', 'B:other:1:30'], 9, ['B']],
    ['are one per need', ['A:tea:1:10', 'B:tea:2:30', 'C:tea:3:20'], 9, ['B']],
    ['hold one offer on the basket', ['A:basket::10', 'B:basket::30', 'C:tea:1:1'], 9, ['B', 'C']],
    [
      'go by offer id where two are worth the same',
      ['B:tea:1:10', 'A:milk:2:10', 'C:eggs:3:10'],
      2,
      ['A', 'B'],
    ],
  ])('%s', (_, sketches, slots, expected) => {
    expect(ids(chooseSpecials(given(...sketches), slots, all))).toEqual(expected);
  });

  test('leave room for the next best where the best cannot go to everybody', () => {
    const candidates = given('A:tea:1:30', 'B:tea:2:20', 'C:milk:3:10');
    const withoutA = chooseSpecials(candidates, 2, ({ offer }) => offer.terms.offerId !== 'A');
    expect(ids(withoutA)).toEqual(['B', 'C']);
  });

  test('are the same in whatever order the candidates come, ties included', () => {
    const sketches = Array.from({ length: 60 }, (_, at) => `O${at}:need${at % 17}:${at % 23}:${at % 5}`);
    const expected = ids(chooseSpecials(given(...sketches), 12, all));
    expect(expected.length).toBeGreaterThan(8);
    for (let seed = 1; seed <= 30; seed++) {
      const candidates = shuffled(given(...sketches), seed);
      expect(ids(chooseSpecials(candidates, 12, all))).toEqual(expected);
    }
  });

  test('do not disturb what they were chosen from', () => {
    const candidates = given('A:tea:1:10', 'B:milk:2:30');
    chooseSpecials(candidates, 2, all);
    expect(ids(candidates)).toEqual(['A', 'B']);
  });
});
