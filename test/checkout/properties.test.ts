import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideRedemption } from '../../src/checkout/decide.ts';
import type { BasketLine, Decision, IssuedOffer } from '../../src/checkout/types.ts';
import { cents } from '../../src/shared/cents.ts';
import { OFFER_KINDS, STACKS } from '../../src/shared/offer-terms.ts';
import { anyBasket, anyLine, orNone, PRODUCTS, RUNS, sum, total, upTo } from './arbitrary.ts';
import { CONFIG, facts, issued, request } from './build.ts';

const anyTerms = fc.record({
  kind: fc.constantFrom(...OFFER_KINDS),
  valueCents: upTo(900).map(cents),
  percentBasisPoints: upTo(10_000),
  maxValueCents: orNone(upTo(400).map(cents)),
  buyQuantity: fc.constantFrom(1, 1, 2, 3),
  buyAmountCents: orNone(upTo(2000).map(cents)),
  getQuantity: fc.constantFrom(1, 1, 2),
  minBasketCents: orNone(upTo(4000).map(cents)),
  limitTransaction: upTo(3),
  funderPercent: fc.constantFrom(0, 33, 50, 100),
  stack: fc.constantFrom(...STACKS),
});

const anyOffers = fc
  .array(
    fc.tuple(anyTerms, fc.subarray([...PRODUCTS]), orNone(fc.integer({ min: -50, max: 300 }).map(cents))),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((drawn): readonly IssuedOffer[] =>
    drawn.map(([over, products, funderBudgetLeftCents], place) =>
      issued(products.join('|'), { ...over, offerId: `O${place + 1}` }, { funderBudgetLeftCents }),
    ),
  );

function decide(lines: readonly BasketLine[], offers: readonly IssuedOffer[]): Decision {
  return decideRedemption(request(lines), facts(offers), CONFIG);
}

describe('whatever the basket and the list', () => {
  test('no line gets more off than it costs, all offers together', () => {
    fc.assert(
      fc.property(anyBasket, anyOffers, (lines, offers) => {
        const decision = decide(lines, offers);
        if (decision.tag === 'rejected') return;
        for (const line of lines) {
          const its = decision.discounts.filter(({ lineNo }) => lineNo === line.lineNo);
          expect(sum(its.map((d) => d.amountCents))).toBeLessThanOrEqual(Math.max(0, line.amountCents));
          for (const { quantityMilli } of its) expect(quantityMilli).toBeLessThanOrEqual(line.quantityMilli);
        }
      }),
      RUNS,
    );
  });

  test('each discount is positive and is the funder’s part and the store’s; the sums agree', () => {
    fc.assert(
      fc.property(anyBasket, anyOffers, (lines, offers) => {
        const decision = decide(lines, offers);
        if (decision.tag === 'rejected') return;
        for (const { amountCents, funderCents, storeCents } of decision.discounts) {
          expect(amountCents).toBeGreaterThan(0);
          expect(Math.min(funderCents, storeCents)).toBeGreaterThanOrEqual(0);
          expect(funderCents + storeCents).toBe(amountCents);
        }
        expect(sum(decision.discounts.map((d) => d.amountCents))).toBe(decision.totalCents);
        expect(sum(decision.spent.map((s) => s.amountCents))).toBe(decision.totalCents);
        expect(sum(decision.spent.map((s) => s.funderCents + s.storeCents))).toBe(decision.totalCents);
      }),
      RUNS,
    );
  });

  test('no funder pays more than its budget has left', () => {
    fc.assert(
      fc.property(anyBasket, anyOffers, (lines, offers) => {
        const decision = decide(lines, offers);
        if (decision.tag === 'rejected') return;
        for (const { issuedOfferId, funderCents } of decision.spent) {
          const left = offers.find((offer) => offer.issuedOfferId === issuedOfferId)?.funderBudgetLeftCents;
          if (left !== undefined) expect(funderCents).toBeLessThanOrEqual(Math.max(0, left));
        }
      }),
      RUNS,
    );
  });

  test('each offer of the list is either spent or refused, once', () => {
    fc.assert(
      fc.property(anyBasket, anyOffers, (lines, offers) => {
        const decision = decide(lines, offers);
        const spent = decision.tag === 'rejected' ? [] : decision.spent.map((s) => s.issuedOfferId);
        const seen = [...spent, ...decision.refused.map((refused) => refused.issuedOfferId)];
        expect(seen.sort((a, b) => a - b)).toEqual(offers.map((offer) => offer.issuedOfferId));
      }),
      RUNS,
    );
  });

  test('the order and the numbers of the lines do not change the total, nor does the order of the offers', () => {
    const shuffled = anyBasket.chain((lines) =>
      fc.tuple(
        fc.constant(lines),
        fc.shuffledSubarray([...lines], { minLength: lines.length, maxLength: lines.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, anyOffers, ([lines, mixed], offers) => {
        const renumbered = mixed.map((line, place) => ({ ...line, lineNo: 101 + place }));
        expect(decide(mixed, offers)).toEqual(decide(lines, offers));
        expect(total(decide(renumbered, [...offers].reverse()))).toBe(total(decide(lines, offers)));
      }),
      RUNS,
    );
  });

  test('the same request gets the same answer', () => {
    fc.assert(
      fc.property(anyBasket, anyOffers, (lines, offers) => {
        expect(decide(lines, offers)).toEqual(decide(structuredClone(lines), structuredClone(offers)));
      }),
      { ...RUNS, numRuns: 50 },
    );
  });

  test('another offer on the list never lowers what the shopper saves on a basket of one unit', () => {
    fc.assert(
      fc.property(anyLine, anyOffers, (line, offers) => {
        const one = [{ ...line, lineNo: 1, quantityMilli: 1000, amountCents: line.unitPriceCents }];
        expect(total(decide(one, offers))).toBeGreaterThanOrEqual(total(decide(one, offers.slice(1))));
      }),
      RUNS,
    );
  });
});
