import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideRedemption } from '../../src/checkout/decide.ts';
import type { BasketLine, Decision, IssuedOffer } from '../../src/checkout/types.ts';
import { basketUnits } from '../../src/checkout/units.ts';
import { cents } from '../../src/shared/cents.ts';
import type { OfferTerms } from '../../src/shared/offer-terms.ts';
import type { ProductId } from '../../src/shared/product-id.ts';
import { anyBasket, RUNS, sum, total, upTo } from './arbitrary.ts';
import { CONFIG, facts, issued, request } from './build.ts';

function decide(lines: readonly BasketLine[], offers: readonly IssuedOffer[]): Decision {
  return decideRedemption(request(lines), facts(offers), CONFIG);
}

describe('one offer alone', () => {
  const positive = anyBasket.map((lines) =>
    lines.filter((line) => line.amountCents > 0 && line.quantityMilli > 0),
  );
  const on = (over: Partial<OfferTerms>) => issued('a|b', over);

  test('cents off: the lines sum to the value times the applications, unless the units cost less', () => {
    fc.assert(
      fc.property(positive, upTo(300), upTo(3), upTo(3), (lines, value, buyQuantity, limitTransaction) => {
        const decision = decide(lines, [on({ valueCents: cents(value), buyQuantity, limitTransaction })]);
        const units = basketUnits(lines).filter(({ line }) => 'ab'.includes(line.productId));
        const applications = Math.min(limitTransaction, Math.floor(units.length / buyQuantity));
        let expected = 0;
        for (let nth = 0; nth < applications; nth++) {
          const used = units.slice(nth * buyQuantity, (nth + 1) * buyQuantity);
          expected += Math.min(value, sum(used.map((unit) => unit.cents)));
        }
        expect(total(decision)).toBe(expected);
      }),
      RUNS,
    );
  });

  test('bogo: what comes off is the price of the cheapest qualifying units', () => {
    fc.assert(
      fc.property(
        positive,
        upTo(2),
        upTo(2),
        upTo(2),
        (lines, buyQuantity, getQuantity, limitTransaction) => {
          const decision = decide(lines, [on({ kind: 'bogo', buyQuantity, getQuantity, limitTransaction })]);
          const prices = basketUnits(lines)
            .filter(({ line }) => 'ab'.includes(line.productId))
            .map((unit) => unit.cents)
            .sort((a, b) => a - b);
          const applications = Math.min(
            limitTransaction,
            Math.floor(prices.length / (buyQuantity + getQuantity)),
          );
          expect(total(decision)).toBe(sum(prices.slice(0, applications * getQuantity)));
        },
      ),
      RUNS,
    );
  });

  test('new price: no unit that was discounted costs less than printed', () => {
    fc.assert(
      fc.property(positive, upTo(900), upTo(3), (lines, price, limitTransaction) => {
        const decision = decide(lines, [
          on({ kind: 'new_price', valueCents: cents(price), limitTransaction }),
        ]);
        if (decision.tag === 'rejected') return;
        for (const { lineNo, quantityMilli, amountCents } of decision.discounts) {
          const line = lines.find((other) => other.lineNo === lineNo);
          const printed = Math.floor((price * quantityMilli) / 1000);
          expect((line?.amountCents ?? 0) - amountCents).toBeGreaterThanOrEqual(printed);
        }
      }),
      RUNS,
    );
  });

  test('multi price: the units used cost exactly what was printed', () => {
    const dear = fc.array(upTo(500), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(dear, upTo(400), (prices, bundle) => {
        const lines = prices.map((price, place) => ({
          lineNo: place + 1,
          productId: 'a' as ProductId,
          quantityMilli: 1000,
          unitPriceCents: cents(price),
          amountCents: cents(price),
        }));
        const decision = decide(lines, [
          on({ kind: 'multi_price', valueCents: cents(bundle), buyQuantity: 2 }),
        ]);
        const dearest = [...prices].sort((a, b) => b - a).slice(0, 2);
        expect(total(decision)).toBe(Math.max(0, sum(dearest) - bundle));
      }),
      RUNS,
    );
  });

  test('basket off: never on what is no merchandise, and to the cent', () => {
    fc.assert(
      fc.property(positive, upTo(3000), (lines, value) => {
        const decision = decide(lines, [issued('', { kind: 'basket_off', valueCents: cents(value) })]);
        const merchandise = lines.filter((line) => line.productId !== 'gift-card');
        expect(total(decision)).toBe(Math.min(value, sum(merchandise.map((line) => line.amountCents))));
        if (decision.tag !== 'redeemed') return;
        expect(decision.discounts.every((discount) => discount.productId !== 'gift-card')).toBe(true);
      }),
      RUNS,
    );
  });
});
