import { describe, expect, test } from 'vitest';
import { Dice } from '../../scripts/simulate/random.ts';
import { emptyOptions, type Options } from '../../src/lists/allocation/options.ts';
import { LiabilityBook } from '../../src/lists/liability.ts';

/** One option on offer 0: redeemed with a probability, with so much of its face value set aside. */
function option(chance: number, faceCents: number, reserved: number): Options {
  const options = emptyOptions(1);
  options.count = 1;
  options.expectedMilli[0] = Math.round(chance * faceCents * 1000);
  options.reserveMilli[0] = Math.round(reserved * faceCents * 1000);
  options.reserveUsesMilli[0] = Math.round(reserved * 1000);
  options.faceCents[0] = faceCents;
  return options;
}

describe('what lists may draw', () => {
  test('is all of it where all is set aside', () => {
    const book = new LiabilityBook(1, 0.05);
    for (let list = 0; list < 10; list++) book.add(option(0.1, 150, 1), [0], [1]);
    expect(book.of(0)).toEqual({
      lists: 10,
      faceCents: 1500,
      expectedCents: 150,
      atRiskCents: 1500,
      uses: 10,
      usesAtRisk: 10,
    });
  });

  test('of several offers together is no more than of each for itself, and no less than what is set aside', () => {
    const book = new LiabilityBook(3, 0.05);
    const add = (offer: number, one: Options): void => {
      one.offerNo[0] = offer;
      book.add(one, [0], [1, 1, 1]);
    };
    for (let list = 0; list < 400; list++) {
      add(0, option(0.2, 100, 0.25));
      add(1, option(0.1, 300, 0.15));
    }
    // All is set aside: chance has no part in it.
    add(2, option(0.5, 1000, 1));
    const [one, other, sure] = [book.of(0), book.of(1), book.of(2)];
    const together = book.together([0, 1, 2]);
    const deviate =
      1.6448536269514722 * Math.sqrt(400 * (0.16 * 100 ** 2 + 0.09 * 300 ** 2) + 0.25 * 1000 ** 2);
    expect(together.atRiskCents).toBe(Math.ceil(400 * (25 + 45) + 1000 + deviate));
    expect(together.atRiskCents).toBeLessThan(one.atRiskCents + other.atRiskCents + sure.atRiskCents);
    expect(together).toMatchObject({ lists: 801, faceCents: 161_000, expectedCents: 8_000 + 12_000 + 500 });
    expect(book.together([2]).atRiskCents).toBe(1000);
    expect(book.together([]).atRiskCents).toBe(0);
  });

  test('is what is set aside and a deviate of the single answers, and never more than all', () => {
    const book = new LiabilityBook(1, 0.05);
    for (let list = 0; list < 400; list++) book.add(option(0.2, 100, 0.25), [0], [1]);
    const deviate = 1.6448536269514722 * Math.sqrt(400 * 0.2 * 0.8) * 100;
    expect(book.of(0).atRiskCents).toBe(Math.ceil(400 * 25 + deviate));
    const few = new LiabilityBook(1, 0.05);
    few.add(option(0.5, 100, 0.6), [0], [1]);
    expect(few.of(0).atRiskCents).toBe(100);
  });

  test('holds as often as it says, of redemptions that are drawn', () => {
    const dice = new Dice(7);
    const [lists, chance, face] = [500, 0.15, 100];
    const book = new LiabilityBook(1, 0.05);
    for (let list = 0; list < lists; list++) book.add(option(chance, face, chance), [0], [1]);
    const most = book.of(0).atRiskCents;
    const rounds = 2000;
    let beyond = 0;
    for (let round = 0; round < rounds; round++) {
      let drawn = 0;
      for (let list = 0; list < lists; list++) if (dice.chance(chance)) drawn += face;
      beyond += Number(drawn > most);
    }
    // A normal deviate of a binomial: 5 % within what 2,000 rounds and its skewness leave open.
    expect(beyond / rounds).toBeGreaterThan(0.03);
    expect(beyond / rounds).toBeLessThan(0.07);
  });

  test('bears so much of what is left that the lists of all plans draw no more, but for the risk', () => {
    const book = new LiabilityBook(1, 0.05);
    for (let list = 0; list < 10; list++) book.add(option(0.2, 100, 0.25), [0], [1]);
    const unlimited = Float64Array.of(Number.POSITIVE_INFINITY);
    const bearable = (left: number, open = 0): number =>
      book.bearable(
        0,
        {
          leftMilli: Float64Array.of(left),
          usesLeftMilli: unlimited,
          openMilli: Float64Array.of(open),
          openUsesMilli: Float64Array.of(0),
        },
        book,
      );
    expect(bearable(Number.POSITIVE_INFINITY)).toBe(1);
    // A unit that is set aside has a variance of 0.2 x 0.8 x 100,000^2 / 25,000.
    const deviate = (setAside: number): number => 1.6448536269514722 * Math.sqrt(64_000 * setAside);
    for (const [left, open] of [
      [1_000_000, 0],
      [700_000, 300_000],
    ] as const) {
      const may = left * bearable(left, open);
      expect(may + deviate(may + open)).toBeCloseTo(left, 3);
    }
    // Of very little as much as if all came back, four times what is set aside; beside much that is out, nothing.
    expect(bearable(20_000)).toBe(0.25);
    expect(bearable(1_000, 900_000)).toBe(0);
    expect(book.used(0, { leftMilli: Float64Array.of(500_000), usesLeftMilli: unlimited })).toBe(0.5);
  });
});
