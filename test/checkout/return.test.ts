import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideRedemption } from '../../src/checkout/decide.ts';
import { RETURN_REJECT_TEXT, type ReturnRejectReason } from '../../src/checkout/reasons.ts';
import {
  decideReturn,
  type NewReturn,
  type ReturnDecision,
  type ReturnFacts,
  type ReturnRequest,
  returnHash,
} from '../../src/checkout/return.ts';
import type { BasketLine, IssuedOffer } from '../../src/checkout/types.ts';
import type { RedemptionEntry } from '../../src/checkout/void.ts';
import { date, money } from '../offers/build.ts';
import { anyBasket, sum, total, upTo } from './arbitrary.ts';
import { basket, CONFIG, facts, issued, request } from './build.ts';

const ASKED: ReturnRequest = {
  redemptionId: 7,
  lineNo: 1,
  quantityMilli: undefined,
  key: undefined,
  day: undefined,
};
const back = (lineNo: number, quantity?: number): ReturnRequest => ({
  ...ASKED,
  lineNo,
  quantityMilli: quantity === undefined ? undefined : Math.round(quantity * 1000),
});

/** A basket that was redeemed, as the store knows it; entries are numbered in the order in which they were made. */
function redeemed(lines: readonly BasketLine[], offers: readonly IssuedOffer[]): ReturnFacts {
  const decision = decideRedemption(request(lines), facts(offers), CONFIG);
  const discounts = decision.tag === 'redeemed' ? decision.discounts : [];
  return {
    recorded: undefined,
    redemption: { state: 'committed' },
    basket: lines,
    returned: new Map(),
    entries: discounts.map((taken, place) => ({ ...taken, entryId: place + 1, reverses: undefined })),
    onReturn: new Map(offers.map(({ issuedOfferId, terms }) => [issuedOfferId, terms.onReturn])),
  };
}

/** The facts after a return was written. */
function after(known: ReturnFacts, { lineNo, quantityMilli, refundCents, entries }: NewReturn): ReturnFacts {
  const before = known.returned.get(lineNo);
  const sums = {
    quantityMilli: (before?.quantityMilli ?? 0) + quantityMilli,
    refundCents: (before?.refundCents ?? 0) + refundCents,
  };
  const written: RedemptionEntry[] = entries.map((entry, place) => ({
    ...entry,
    entryId: 1000 + known.entries.length + place,
  }));
  return {
    ...known,
    returned: new Map([...known.returned, [lineNo, sums]]),
    entries: [...known.entries, ...written],
  };
}

function written(decision: ReturnDecision): NewReturn {
  if (decision.tag !== 'returned') throw new Error(JSON.stringify(decision));
  return decision.written;
}

/** Return parts of lines one after the other. */
function returnAll(known: ReturnFacts, ...requests: readonly ReturnRequest[]): NewReturn[] {
  let now = known;
  return requests.map((one) => {
    const done = written(decideReturn(one, now));
    now = after(now, done);
    return done;
  });
}

const refunds = (done: readonly NewReturn[]): number[] => done.map(({ refundCents }) => refundCents);

describe('the refund', () => {
  test('is what was paid: the line less its special', () => {
    const [done] = returnAll(redeemed(basket('1 x soup @ 3.00'), [issued('soup')]), back(1));
    expect(done).toMatchObject({
      quantityMilli: 1000,
      refundCents: 200,
      discountCents: 100,
      funderCents: 100,
      storeCents: 0,
      leftMilli: 0,
      restores: [1],
    });
  });

  test('of one of three is a third of the line’s net, and the three add up to it', () => {
    const known = redeemed(basket('3 x soup @ 2.00'), [issued('soup', { funderPercent: 50 })]);
    const done = returnAll(known, back(1, 1), back(1, 1), back(1, 1));
    expect(refunds(done)).toEqual([167, 166, 167]);
    expect(done.map(({ funderCents, storeCents }) => [funderCents, storeCents])).toEqual([
      [17, 17],
      [16, 16],
      [17, 17],
    ]);
    expect(done.map(({ leftMilli }) => leftMilli)).toEqual([2000, 1000, 0]);
    expect(done.map(({ restores }) => restores)).toEqual([[], [], [1]]);
  });

  test('of weighed goods goes by thousandths', () => {
    const known = redeemed(basket('1.355 x apples @ 5.99'), [issued('apples')]);
    const done = returnAll(known, back(1, 0.355), back(1, 1));
    expect(refunds(done)).toEqual([187, 525]);
    expect(sum(refunds(done))).toBe(812 - 100);
  });

  test('of a line without a special is its price, and takes nothing from anybody', () => {
    const known = redeemed(basket('1 x soup @ 3.00', '2 x bread @ 2.50'), [issued('soup')]);
    const [done] = returnAll(known, back(2, 1));
    expect(done).toMatchObject({ refundCents: 250, discountCents: 0, entries: [], restores: [] });
  });

  test('of what the special made free is nothing, and it comes back all the same', () => {
    const free = issued('soup', { valueCents: money('9.00') });
    const [done] = returnAll(redeemed(basket('1 x soup @ 3.00'), [free]), back(1));
    expect(done).toMatchObject({ refundCents: 0, discountCents: 300, restores: [1] });
  });

  test('never pays out a coupon of the register’s own', () => {
    const coupon = {
      ...basket('1 x soup @ 1.00')[0],
      lineNo: 3,
      quantityMilli: 0,
      amountCents: money('-0.75'),
    };
    const lines = [...basket('1 x soup @ 3.00', '1 x soup @ 2.00'), coupon as BasketLine];
    const done = returnAll(redeemed(lines, [issued('soup')]), back(1), back(2));
    expect(refunds(done)).toEqual([162, 163]);
    expect(sum(refunds(done))).toBe(500 - 100 - 75);
  });

  test('is for what was left when a unit was taken back at the lane', () => {
    const known = redeemed(basket('2 x soup @ 3.00', '-1 x soup @ 3.00'), [issued('soup')]);
    expect(returnAll(known, back(1))[0]).toMatchObject({ quantityMilli: 1000, refundCents: 200 });
    expect(decideReturn(back(1, 2), known)).toEqual({ tag: 'rejected', reason: 'more-than-left' });
  });
});

describe('the offer goes back to the household', () => {
  const bread = issued('soup|bread', { offerId: 'O2', buyQuantity: 2, valueCents: money('1.50') });

  test('once everything that it took something from has come back, whichever line comes last', () => {
    const known = redeemed(basket('1 x soup @ 3.00', '1 x bread @ 2.00'), [bread]);
    expect(returnAll(known, back(1), back(2)).map(({ restores }) => restores)).toEqual([[], [2]]);
    expect(returnAll(known, back(2), back(1)).map(({ restores }) => restores)).toEqual([[], [2]]);
  });

  test('but not one that its funder has consumed by the purchase', () => {
    const known = redeemed(basket('1 x soup @ 3.00'), [issued('soup', { onReturn: 'consume' })]);
    expect(returnAll(known, back(1))[0]).toMatchObject({ refundCents: 200, restores: [] });
  });

  test('nor while a gram is left', () => {
    const known = redeemed(basket('3 x soup @ 2.00'), [issued('soup')]);
    const done = returnAll(known, back(1, 2.999), back(1));
    expect(done.map(({ restores }) => restores)).toEqual([[], [1]]);
    // The special was on one of the three: none of it is wholly back before all of the line is.
    expect(done.map(({ entries }) => entries[0]?.quantityMilli)).toEqual([-999, -1]);
  });
});

type Row = { readonly given: string; readonly asked?: ReturnRequest; readonly known: ReturnFacts };
const SOUP = redeemed(basket('2 x soup @ 3.00', '1 x stew @ 1.00', '-1 x stew @ 1.00'), [issued('soup')]);
const KEYED: ReturnRequest = {
  ...ASKED,
  key: { storeId: 'S1', registerId: 'desk', transactionId: 'T9', day: date('2026-03-12') },
};

// A Record: a new reason without a row does not compile.
const REJECTED: Record<ReturnRejectReason, Row> = {
  'transaction-reused': {
    given: 'another quantity under the same transaction',
    asked: KEYED,
    known: { ...SOUP, recorded: { contentHash: returnHash({ ...KEYED, quantityMilli: 1000 }) } },
  },
  'redemption-unknown': { given: 'no redemption', known: { ...SOUP, redemption: undefined } },
  'redemption-voided': { given: 'a void', known: { ...SOUP, redemption: { state: 'voided' } } },
  'redemption-not-paid': { given: 'a reservation', known: { ...SOUP, redemption: { state: 'reserved' } } },
  'basket-unknown': { given: 'a redemption without a basket', known: { ...SOUP, basket: [] } },
  'line-unknown': { given: 'a line that is not there', asked: back(9), known: SOUP },
  'line-sold-nothing': { given: 'a line taken back at the lane', asked: back(2), known: SOUP },
  'nothing-left': {
    given: 'a line that came back whole',
    known: { ...SOUP, returned: new Map([[1, { quantityMilli: 2000, refundCents: 500 }]]) },
  },
  'more-than-left': {
    given: 'two of the one that is left',
    asked: back(1, 2),
    known: { ...SOUP, returned: new Map([[1, { quantityMilli: 1000, refundCents: 250 }]]) },
  },
};

describe('a return is refused', () => {
  test.each(Object.entries(REJECTED))('as %s', (reason, { asked = ASKED, known }) => {
    expect(decideReturn(asked, known)).toEqual({ tag: 'rejected', reason });
  });

  test.each(Object.values(RETURN_REJECT_TEXT))('in words that a desk can read: %s', (text) => {
    expect(text).toMatch(/^[A-Z][^\n]{4,90}\.$/);
  });
});

test('a repetition under the same transaction is no second return, even after a void', () => {
  const recorded = { contentHash: returnHash(KEYED) };
  for (const state of ['committed', 'voided'] as const) {
    const known = { ...SOUP, recorded, redemption: { state } };
    expect(decideReturn(KEYED, known)).toEqual({ tag: 'already-recorded' });
  }
});

test.each([0, -1000, Number.NaN])('of %d thousandths there is no return', (quantityMilli) => {
  expect(() => decideReturn({ ...ASKED, quantityMilli }, SOUP)).toThrow(RangeError);
});

const anyOffer = fc.record({
  kind: fc.constantFrom('cents_off', 'bogo', 'basket_off', 'percent_off'),
  products: fc.constantFrom('a', 'b', 'a|b|c'),
  valueCents: upTo(700),
  funderPercent: fc.constantFrom(0, 33, 50, 100),
  limitTransaction: upTo(3),
});

test('however a basket comes back in parts, refunds and reversals add up to the cent, and never go below zero', () => {
  fc.assert(
    fc.property(
      anyBasket,
      fc.array(anyOffer, { minLength: 1, maxLength: 3 }),
      fc.array(fc.tuple(upTo(8), fc.option(upTo(3000))), { maxLength: 12 }),
      (lines, wanted, parts) => {
        const offers = wanted.map(({ products, valueCents, ...over }, place) =>
          issued(over.kind === 'basket_off' ? '' : products, {
            ...over,
            offerId: `O${place + 1}`,
            valueCents: money((valueCents / 100).toFixed(2)),
            percentBasisPoints: over.kind === 'percent_off' ? 1700 : 0,
            stack: 'any',
          }),
        );
        let now = redeemed(lines, offers);
        const all: NewReturn[] = [];
        const rest = lines.map(({ lineNo }) => back(lineNo));
        const asked = parts.map(([line, milli]) => ({ ...back(line), quantityMilli: milli ?? undefined }));
        for (const one of [...asked, ...rest]) {
          const decision = decideReturn(one, now);
          if (decision.tag !== 'returned') continue;
          expect(decision.written.refundCents).toBeGreaterThanOrEqual(0);
          for (const entry of decision.written.entries) {
            expect(Math.max(entry.funderCents, entry.storeCents, entry.quantityMilli)).toBeLessThanOrEqual(0);
            expect(entry.amountCents).toBe(entry.funderCents + entry.storeCents);
          }
          all.push(decision.written);
          now = after(now, decision.written);
        }
        // All of it is back: every commit is reversed in every column, every offer restored, once.
        for (const column of ['amountCents', 'funderCents', 'storeCents', 'quantityMilli'] as const) {
          expect(sum(now.entries.map((entry) => entry[column]))).toBe(0);
        }
        const spent = new Set(now.entries.map(({ issuedOfferId }) => issuedOfferId));
        expect(all.flatMap(({ restores }) => restores).sort()).toEqual([...spent].sort());
        for (const [productId, paid] of paidByProduct(lines, now)) {
          const own = new Set(
            lines.filter((line) => line.productId === productId).map(({ lineNo }) => lineNo),
          );
          const refunded = sum(refunds(all.filter(({ lineNo }) => own.has(lineNo))));
          expect(refunded).toBeLessThanOrEqual(Math.max(0, paid));
        }
        for (const line of lines) expect(decideReturn(back(line.lineNo), now).tag).toBe('rejected');
      },
    ),
    { numRuns: 300 },
  );
});

function sumOfCommits(known: ReturnFacts): number {
  return sum(known.entries.filter((e) => e.reverses === undefined).map((e) => e.amountCents));
}

/** What the register took for each product in the end, the specials off. */
function paidByProduct(lines: readonly BasketLine[], known: ReturnFacts): Map<string, number> {
  const paid = new Map<string, number>();
  const add = (id: string, amount: number) => paid.set(id, (paid.get(id) ?? 0) + amount);
  for (const { productId, amountCents } of lines) add(productId, amountCents);
  for (const entry of known.entries)
    if (entry.reverses === undefined) add(entry.productId, -entry.amountCents);
  return paid;
}

test('a basket without anything taken back comes back for exactly what was paid', () => {
  const plain = anyBasket.filter((lines) => lines.every((line) => line.quantityMilli > 0));
  fc.assert(
    fc.property(plain, (lines) => {
      const offers = [
        issued('a|b', { funderPercent: 33 }),
        issued('', { offerId: 'O2', kind: 'basket_off' }),
      ];
      const known = redeemed(lines, offers);
      const done = returnAll(known, ...lines.map(({ lineNo }) => back(lineNo)));
      expect(sum(refunds(done))).toBe(sum(lines.map((line) => line.amountCents)) - sumOfCommits(known));
      const decision = decideRedemption(request(lines), facts(offers), CONFIG);
      expect(sum(done.map(({ discountCents }) => discountCents))).toBe(total(decision));
    }),
    { numRuns: 200 },
  );
});
