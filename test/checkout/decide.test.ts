import { describe, expect, test } from 'vitest';
import { contentHash } from '../../src/checkout/content-hash.ts';
import { decideRedemption } from '../../src/checkout/decide.ts';
import type { RefuseReason, RejectReason } from '../../src/checkout/reasons.ts';
import type {
  CheckoutConfig,
  Decision,
  Facts,
  IssuedOffer,
  RecordedAnswer,
  RedemptionRequest,
} from '../../src/checkout/types.ts';
import { laneWords } from '../../src/checkout/words.ts';
import type { OfferTerms } from '../../src/shared/offer-terms.ts';
import { date, money } from '../offers/build.ts';
import { basket, CONFIG, facts, issued, LIST, request } from './build.ts';

const SOUP = basket('1 x soup @ 2.99');
const DOLLAR_OFF_SOUP = issued('soup');

function redeemed(decision: Decision) {
  if (decision.tag !== 'redeemed') throw new Error(`not redeemed: ${JSON.stringify(decision)}`);
  return decision;
}

function recordedAs(state: RecordedAnswer['state'], first: RedemptionRequest): RecordedAnswer {
  const { tag: _, ...answer } = redeemed(decideRedemption(first, facts([DOLLAR_OFF_SOUP]), CONFIG));
  return { contentHash: contentHash(first), state, answer };
}

type RejectRow = {
  readonly given: string;
  readonly request?: Partial<RedemptionRequest>;
  readonly facts?: Partial<Facts>;
  readonly config?: Partial<CheckoutConfig>;
};

/** Whether what a lapsed reservation held can be had again is found out where it is taken. */
const REJECTED: Record<Exclude<RejectReason, 'lapsed'>, RejectRow> = {
  'transaction-reused': {
    given: 'the transaction of another basket, even a voided one',
    facts: { recorded: recordedAs('voided', request(basket('2 x soup @ 2.99'))) },
  },
  voided: { given: 'a retry after the void', facts: { recorded: recordedAs('voided', request(SOUP)) } },
  'line-number-twice': { given: 'a line sent twice', request: { lines: [...SOUP, ...SOUP] } },
  'code-forged': { given: 'wrong digits', facts: { codeIsOurs: false, list: undefined } },
  'list-unknown': { given: 'right digits, no list', facts: { list: undefined } },
  'nothing-scanned': { given: 'no code and no card', request: { listCode: undefined } },
  'card-unknown': {
    given: 'a card that nobody has',
    request: { listCode: undefined, cardId: 'C9' },
    facts: { list: undefined },
  },
  'no-list': {
    given: 'a card whose household has no live list',
    request: { listCode: undefined, cardId: 'C1' },
    facts: { list: undefined, cardHouseholdId: 'H1' },
  },
  'list-of-other-household': {
    given: 'the list of one, the card of another',
    request: { cardId: 'C2' },
    facts: { cardHouseholdId: 'H2' },
  },
  'list-not-yet-valid': { given: 'the day before its first', request: { day: date('2026-03-04') } },
  'list-expired': { given: 'the day after its last', request: { day: date('2026-03-19') } },
  'list-withdrawn': { given: 'a withdrawn list', facts: { list: { ...LIST, state: 'withdrawn' } } },
  'ledger-restored': {
    given: 'a list that may have been used in a ledger that was lost',
    facts: { list: { ...LIST, unsettled: true } },
  },
  'override-not-allowed': {
    given: 'a manager’s word where it counts for nothing',
    request: { override: { managerId: 'M1', reason: 'goodwill' } },
    config: { overrideCapCents: money('0.00') },
  },
  'nothing-taken': { given: 'a basket that no offer fits', request: { lines: basket('1 x bread @ 2.00') } },
};

/** The card goes before the list, and its household has none. */
test('no-list: a list that was set aside for a card without one is no unknown list', () => {
  const known: Partial<Facts> = { list: undefined, isSetAside: true, cardHouseholdId: 'H2' };
  const decision = decideRedemption(request(SOUP, { cardId: 'C2' }), facts([], known), CONFIG);
  expect(decision).toMatchObject({ tag: 'rejected', reason: 'no-list' });
});

describe('a request is rejected', () => {
  test.each(Object.entries(REJECTED))('%s', (reason, row) => {
    const decision = decideRedemption(request(SOUP, row.request), facts([DOLLAR_OFF_SOUP], row.facts), {
      ...CONFIG,
      ...row.config,
    });
    expect(decision).toMatchObject({ tag: 'rejected', reason });
  });
});

type RefuseRow = {
  readonly products?: string;
  readonly over?: Partial<OfferTerms>;
  readonly state?: Partial<Omit<IssuedOffer, 'terms'>>;
  readonly beside?: IssuedOffer;
  readonly recalled?: string;
};

const REFUSED: Record<Exclude<RefuseReason, 'override-cap' | 'offline-cap'>, RefuseRow> = {
  used: { state: { state: 'redeemed' } },
  reserved: { state: { state: 'reserved' } },
  withdrawn: { state: { state: 'withdrawn' } },
  'not-yet-valid': { over: { redeemStart: date('2026-03-11') } },
  expired: { over: { redeemEnd: date('2026-03-09') } },
  'other-store': { over: { stores: ['S2'] } },
  'limit-household': { state: { householdUsesLeft: 0 } },
  recalled: { recalled: 'soup' },
  'not-in-basket': { products: 'bread' },
  'basket-short': { over: { minBasketCents: money('3.00') } },
  'quantity-short': { over: { buyQuantity: 2 } },
  'amount-short': { over: { buyAmountCents: money('3.00') } },
  'weight-short': { over: { buyWeightMilli: 1001 } },
  'no-saving': { over: { kind: 'new_price', valueCents: money('2.99') } },
  'better-offer-on-item': { beside: issued('soup', { offerId: 'O2', valueCents: money('1.01') }) },
};

describe('an offer is refused', () => {
  test.each(Object.entries(REFUSED))('%s', (reason, { products = 'soup', over, state, beside, recalled }) => {
    const offers = [issued(products, over, state), ...(beside === undefined ? [] : [beside])];
    const recalledIds = new Set(recalled === undefined ? [] : [recalled]);
    const decision = decideRedemption(request(SOUP), facts(offers, { recalledIds }), CONFIG);
    expect(decision.tag).toBe(beside === undefined ? 'rejected' : 'redeemed');
    expect(decision).toMatchObject({
      refused: [{ issuedOfferId: 1, lineNo: 1, offerId: 'O1', offerVersion: 1, reason }],
    });
  });

  test('but not an expired state on a good day: the lane took it before the cycle was closed, and told us after', () => {
    const decision = decideRedemption(
      request(SOUP),
      facts([issued('soup', {}, { state: 'expired' })]),
      CONFIG,
    );
    expect(decision).toMatchObject({ tag: 'redeemed', spent: [{ issuedOfferId: 1 }] });
  });
});

const SAID = [laneWords(), laneWords('es')].flatMap(({ reject, refuse, supervisor }) => [
  ...Object.values(reject),
  ...Object.values(refuse),
  supervisor,
]);
test.each(SAID)('a cashier can read: %s', (text) => {
  expect(text).toMatch(/^[A-Z][^\n]{4,70}\.$/);
});

describe('a request is redeemed', () => {
  test('with what a lane needs to take it off and the ledger to write it down', () => {
    const half = issued('soup', { funderPercent: 50, headline: ' Soup days ', version: 3 });
    const bread = issued('bread', { offerId: 'O2' });
    expect(decideRedemption(request(SOUP), facts([half, bread]), CONFIG)).toEqual({
      tag: 'redeemed',
      listId: 'L1',
      discounts: [
        {
          lineNo: 1,
          productId: 'soup',
          offerId: 'O1',
          offerVersion: 3,
          issuedOfferId: 1,
          quantityMilli: 1000,
          amountCents: 100,
          funderCents: 50,
          storeCents: 50,
          receiptText: 'Soup days',
        },
      ],
      spent: [
        {
          issuedOfferId: 1,
          offerId: 'O1',
          offerVersion: 3,
          applications: 1,
          amountCents: 100,
          funderCents: 50,
          storeCents: 50,
        },
      ],
      refused: [{ issuedOfferId: 2, lineNo: 2, offerId: 'O2', offerVersion: 1, reason: 'not-in-basket' }],
      totalCents: 100,
    });
  });

  test.each<[string, Partial<RedemptionRequest>, Partial<Facts>, Partial<CheckoutConfig>]>([
    ['on its first day', { day: LIST.validFrom }, {}, {}],
    ['on its last day', { day: LIST.validUntil }, {}, {}],
    ['on the last day of grace', { day: date('2026-03-21') }, {}, { graceDays: 3 }],
    [
      'by the card alone',
      { listCode: undefined, cardId: 'C1' },
      { cardHouseholdId: 'H1', codeIsOurs: false },
      {},
    ],
    ['by list and card of one household', { cardId: 'C1' }, { cardHouseholdId: 'H1' }, {}],
    ['by a list with a card that nobody has: paper may be passed on', { cardId: 'C9' }, {}, {}],
    [
      'by the list of another household where the chain allows it',
      { cardId: 'C2' },
      { cardHouseholdId: 'H2' },
      { listOfOtherHousehold: 'allow' },
    ],
  ])('%s', (_, asked, known, config) => {
    const given = facts([DOLLAR_OFF_SOUP], known);
    const decision = decideRedemption(request(SOUP, asked), given, { ...CONFIG, ...config });
    expect(redeemed(decision).totalCents).toBe(100);
  });

  test('the day after the last day of grace it is not', () => {
    const late = request(SOUP, { day: date('2026-03-22') });
    const decision = decideRedemption(late, facts([DOLLAR_OFF_SOUP]), { ...CONFIG, graceDays: 3 });
    expect(decision).toMatchObject({ reason: 'list-expired' });
  });
});

describe('a retry', () => {
  const first = request(basket('1 x soup @ 2.99', '1 x bread @ 2.00'));

  test.each(['reserved', 'committed'] as const)('of a %s request answers as the first time', (state) => {
    const answer = recordedAs(state, first);
    // By now the list is unknown and the offers are gone: the first answer stands.
    const decision = decideRedemption(first, facts([], { recorded: answer, list: undefined }), CONFIG);
    expect(decision).toEqual({ tag: 'already-recorded', state, ...answer.answer });
  });

  test('may send its lines in another order', () => {
    const shuffled = { ...first, lines: [...first.lines].reverse() };
    const decision = decideRedemption(
      shuffled,
      facts([], { recorded: recordedAs('committed', first) }),
      CONFIG,
    );
    expect(decision.tag).toBe('already-recorded');
  });

  test.each<[string, Partial<RedemptionRequest>]>([
    ['another list', { listCode: '9999888877776666' }],
    ['a card', { cardId: 'C1' }],
    ['another amount', { lines: basket('1 x soup @ 2.98', '1 x bread @ 2.00') }],
    ['another product', { lines: basket('1 x stew @ 2.99', '1 x bread @ 2.00') }],
    ['a line less', { lines: basket('1 x soup @ 2.99') }],
    ['the code in the place of the card', { listCode: undefined, cardId: '1111222233334444' }],
  ])('with %s is another request', (_, over) => {
    expect(contentHash({ ...first, ...over })).not.toBe(contentHash(first));
  });
});

describe('recalled products', () => {
  const lines = basket('1 x soup @ 2.99', '1 x stew @ 3.99', '-1 x stew @ 3.99', '2 x soup @ 2.99');
  const recalledIds = new Set(['soup']);
  const named = (over: Partial<Facts>, ask: Partial<RedemptionRequest> = {}) =>
    decideRedemption(request(lines, ask), facts([issued('soup|stew')], { recalledIds, ...over }), CONFIG);

  test('are named in every answer, whatever else is wrong', () => {
    for (const over of [
      { list: undefined, codeIsOurs: false },
      { list: { ...LIST, state: 'withdrawn' as const } },
      {},
    ]) {
      expect(named(over)).toMatchObject({ tag: 'rejected', recalled: [1, 4] });
    }
    const first = decideRedemption(request(lines), facts([issued('soup|stew')]), CONFIG);
    expect(first).not.toHaveProperty('recalled');
    const { tag: _, ...answer } = redeemed(first);
    const recorded: RecordedAnswer = { contentHash: contentHash(request(lines)), state: 'committed', answer };
    expect(named({ recorded })).toMatchObject({ tag: 'already-recorded', recalled: [1, 4] });
  });

  test('count for no special: not on items, not towards the least basket, not in its share', () => {
    const both = basket('1 x soup @ 9.00', '1 x stew @ 4.00');
    const decision = decideRedemption(
      request(both),
      facts(
        [
          issued('soup|stew'),
          issued('', { offerId: 'O2', kind: 'basket_off', minBasketCents: money('10.00') }),
        ],
        {
          recalledIds,
        },
      ),
      CONFIG,
    );
    expect(redeemed(decision).discounts.map(({ lineNo, offerId }) => [lineNo, offerId])).toEqual([[2, 'O1']]);
    expect(redeemed(decision).refused).toMatchObject([{ offerId: 'O2', reason: 'basket-short' }]);
  });

  test('are the reason where an offer lacks only them, and not where something else is missing', () => {
    const ask = (products: string, over: Partial<OfferTerms> = {}) => {
      const decision = decideRedemption(
        request(basket('2 x soup @ 2.99')),
        facts([issued(products, over)], { recalledIds }),
        CONFIG,
      );
      return decision.tag === 'rejected' ? decision.refused.map(({ reason }) => reason) : decision.tag;
    };
    expect(ask('soup|stew', { buyQuantity: 2 })).toEqual(['recalled']);
    expect(ask('stew')).toEqual(['not-in-basket']);
  });

  test('that are taken back at the belt are no sale', () => {
    const back = basket('1 x stew @ 3.99', '-1 x soup @ 2.99');
    expect(
      decideRedemption(request(back), facts([issued('stew')], { recalledIds }), CONFIG),
    ).not.toHaveProperty('recalled');
  });
});
