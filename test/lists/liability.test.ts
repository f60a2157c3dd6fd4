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

  test('overruns by so many times', () => {
    const book = new LiabilityBook(1, 0.05);
    for (let list = 0; list < 10; list++) book.add(option(0.1, 100, 2), [0], [2]);
    const unlimited = Float64Array.of(Number.POSITIVE_INFINITY);
    expect(book.overrun(0, { leftMilli: unlimited, usesLeftMilli: unlimited })).toBe(0);
    expect(book.overrun(0, { leftMilli: Float64Array.of(1_000_000), usesLeftMilli: unlimited })).toBe(2);
  });
});
