import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BasketLine } from '../../src/checkout/types.ts';
import { basketUnits } from '../../src/checkout/units.ts';
import { cents } from '../../src/shared/cents.ts';
import { money } from '../offers/build.ts';
import { RUNS, sum, upTo } from './arbitrary.ts';
import { basket } from './build.ts';

function line(amountCents: number, quantityMilli: number): BasketLine {
  const [first] = basket('1 x a @ 1.00');
  if (first === undefined) throw new Error('no line');
  return { ...first, amountCents: cents(amountCents), quantityMilli };
}

function prices(lines: readonly BasketLine[]): readonly number[] {
  return basketUnits(lines).map((unit) => unit.cents);
}

describe('the units of a line', () => {
  test.each([
    ['three for 1.00: the odd cent is on one of them', line(100, 3000), [34, 33, 33]],
    ['weighed goods are one', line(809, 1350), [809]],
    ['more than 999 pieces are one', line(50_000, 1_000_000), [50_000]],
    ['pieces of less than a cent are as many as there are cents', line(2, 3000), [1, 1]],
    ['nothing for an amount of nothing', line(0, 1000), []],
    ['nothing for a quantity of nothing', line(100, 0), []],
    ['nothing for a refund', line(-100, -1000), []],
  ])('%s', (_, given, expected) => {
    expect(prices([given])).toEqual(expected);
  });

  test('add up to its amount, whatever amount and quantity', () => {
    fc.assert(
      fc.property(upTo(100_000), upTo(2000), upTo(30), (amount, milli, pieces) => {
        expect(sum(prices([line(amount, milli)]))).toBe(amount);
        expect(sum(prices([line(amount, pieces * 1000)]))).toBe(amount);
      }),
      RUNS,
    );
  });
});

describe('what a line takes back', () => {
  test.each([
    ['its twin, not the dearest', ['1 x a @ 5.00', '1 x a @ 3.00', '-1 x a @ 3.00'], [500]],
    ['the dearest, where none costs the same', ['1 x a @ 5.00', '1 x a @ 3.00', '-1 x a @ 4.00'], [300]],
    ['as many pieces as it says', ['3 x a @ 3.00', '-2 x a @ 3.00'], [300]],
    ['no other product', ['1 x b @ 3.00', '-1 x a @ 3.00'], [300]],
    ['no more than there is', ['1 x a @ 3.00', '-5 x a @ 3.00'], []],
    ['a weighed line', ['1.35 x a @ 5.99', '0.5 x a @ 5.99', '-1.35 x a @ 5.99'], [300]],
  ])('is %s', (_, lines, expected) => {
    expect(prices(basket(...lines))).toEqual(expected);
  });

  test('is its twin even when the lane says a quantity above zero', () => {
    const back = { ...line(-300, 1000), lineNo: 9, unitPriceCents: money('-3.00') };
    expect(prices([...basket('1 x a @ 3.00', '1 x a @ 4.00'), back])).toEqual([400]);
  });
});
