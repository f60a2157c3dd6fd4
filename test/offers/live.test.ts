import { describe, expect, test } from 'vitest';
import { indexCatalog } from '../../src/offers/catalog-index.ts';
import { liveOffers, type NotLiveReason, type OfferDraw, type StoppedReason } from '../../src/offers/live.ts';
import { selectProducts } from '../../src/offers/selectors.ts';
import type { OfferTerms } from '../../src/shared/offer-terms.ts';
import { catalogOf, date, money, selector, terms } from './build.ts';

const INDEX = indexCatalog(
  catalogOf([
    { id: 'yogurt-a', brand: 'Yummy', category: 'Dairy', need: 'yogurt' },
    { id: 'yogurt-b', brand: 'Plain Co', category: 'dairy ', need: 'Yogurt' },
    { id: 'milk', brand: 'Yummy', category: 'DAIRY', need: 'milk', restricted: 'milk' },
    { id: 'old-yogurt', brand: 'yummy', category: 'Dairy', need: 'yogurt', status: 'delisted' },
    { id: 'bad-yogurt', brand: 'YUMMY', category: 'Dairy', need: 'yogurt', status: 'recalled' },
    { id: 'test-kit', brand: 'Health', category: 'Pharmacy', need: 'test', sensitive: true },
    { id: 'gift-card', category: 'Cards', need: 'gift', spend: false },
    { id: 'beer', brand: 'Hops', category: 'Beer', need: 'beer', restricted: 'alcohol' },
  ]),
);

function ids(numbers: Iterable<number>): readonly (string | undefined)[] {
  return [...numbers].map((productNo) => INDEX.catalog.products[productNo]?.productId);
}

function chosen(over: Partial<OfferTerms>): readonly (string | undefined)[] {
  return ids(selectProducts(terms(over), INDEX).productNos);
}

describe('the products of an offer', () => {
  test.each([
    ['yogurt-a', ['yogurt-a']],
    ['cat:  dAiRy ', ['yogurt-a', 'yogurt-b']],
    ['brand:yummy', ['yogurt-a']],
    ['need:YOGURT', ['yogurt-a', 'yogurt-b']],
    ['YOGURT-A', []],
    ['need:beer', []],
    ['cat:Pharmacy', []],
    ['gift-card', []],
  ])('%s selects %j', (text, expected) => {
    expect(chosen({ products: [selector(text)] })).toEqual(expected);
  });

  test('are each product once, without the excluded', () => {
    const products = [selector('cat:dairy'), selector('yogurt-a')];
    expect(chosen({ products })).toEqual(['yogurt-a', 'yogurt-b']);
    expect(chosen({ products, productsExcluded: [selector('brand:plain co')] })).toEqual(['yogurt-a']);
  });

  test('say of each product that is denied why, and which selectors nothing answers to', () => {
    const all = ['cat:dairy', 'test-kit', 'gift-card', 'beer', 'brand:nobody'].map(selector);
    const { denied, unmatched } = selectProducts(
      terms({ products: all, productsExcluded: [selector('yogurt-b')] }),
      INDEX,
    );
    expect(denied.map(({ productNo, reason }) => [ids([productNo])[0], reason])).toEqual([
      ['yogurt-b', 'excluded'],
      ['milk', 'restricted'],
      ['old-yogurt', 'delisted'],
      ['bad-yogurt', 'recalled'],
      ['test-kit', 'sensitive'],
      ['gift-card', 'not-merchandise'],
      ['beer', 'restricted'],
    ]);
    expect(unmatched).toEqual([selector('brand:nobody')]);
  });

  test('of an offer that is restricted itself are none', () => {
    expect(chosen({ products: [selector('yogurt-a')], restricted: 'tobacco' })).toEqual([]);
  });

  test('outside a basket offer are restricted goods, what is no merchandise, and what it excludes', () => {
    const outside = (over: Partial<OfferTerms>) => ids(selectProducts(terms(over), INDEX).outsideBasketNos);
    const excluded = [selector('yogurt-b')];
    expect(outside({ kind: 'basket_off' })).toEqual(['milk', 'gift-card', 'beer']);
    expect(outside({ minBasketCents: money('30'), productsExcluded: excluded })).toEqual([
      'yogurt-b',
      'milk',
      'gift-card',
      'beer',
    ]);
    expect(outside({})).toEqual([]);
  });
});

const WINDOW = { asOf: date('2026-03-01'), validFrom: date('2026-03-05'), validUntil: date('2026-03-18') };
const FITS = { products: [selector('yogurt-a')] };

function standings(
  offers: readonly OfferTerms[],
  draws: Readonly<Record<string, OfferDraw>> = {},
  stopped: ReadonlyMap<string, StoppedReason> = new Map(),
) {
  return liveOffers(offers, WINDOW, new Map(Object.entries(draws)), INDEX, stopped);
}

type Row = {
  readonly over: Partial<OfferTerms>;
  readonly draw?: OfferDraw;
  readonly beside?: OfferTerms;
  readonly stopped?: StoppedReason;
};

const NOT_LIVE: Record<NotLiveReason, Row> = {
  held: { over: {}, stopped: 'held' },
  withdrawn: { over: {}, stopped: 'withdrawn' },
  'not-yet-issued': { over: { issueStart: date('2026-03-02') } },
  'issue-over': { over: { issueEnd: date('2026-02-28') } },
  'redeem-window': { over: { redeemEnd: date('2026-03-17') } },
  'older-version': { over: {}, beside: terms({ ...FITS, version: 2 }) },
  restricted: { over: { restricted: 'alcohol' } },
  'budget-gone': {
    over: { budgetCents: money('100') },
    draw: { drawnCents: money('100'), applications: 80 },
  },
  'limit-gone': { over: { limitTotal: 80 }, draw: { drawnCents: money('100'), applications: 80 } },
  'no-products': { over: { products: [selector('brand:nobody')] } },
};

describe('an offer for a plan', () => {
  test.each(Object.entries(NOT_LIVE))('is not live: %s', (reason, { over, draw, beside, stopped }) => {
    const offers = [terms({ ...FITS, ...over }), ...(beside === undefined ? [] : [beside])];
    const { live, notLive } = standings(
      offers,
      draw === undefined ? {} : { O1: draw },
      new Map(stopped === undefined ? [] : [['O1', stopped]]),
    );
    expect(notLive).toEqual([{ offerId: 'O1', version: 1, reason }]);
    expect(live.map((offer) => offer.terms.version)).toEqual(beside === undefined ? [] : [2]);
  });

  test('that is held is not live in any of its versions, and no other offer is concerned', () => {
    const versions = [terms(FITS), terms({ ...FITS, version: 2 }), terms({ ...FITS, offerId: 'O2' })];
    const { live, notLive } = standings(versions, {}, new Map([['O1', 'held']]));
    expect(notLive.map(({ version, reason }) => [version, reason])).toEqual([
      [2, 'held'],
      [1, 'held'],
    ]);
    expect(live.map((offer) => offer.terms.offerId)).toEqual(['O2']);
  });

  test('is live on the very edges of its windows, and with its last cent and use', () => {
    const edges = terms({
      ...FITS,
      issueStart: WINDOW.asOf,
      issueEnd: WINDOW.asOf,
      redeemStart: WINDOW.validFrom,
      redeemEnd: WINDOW.validUntil,
      budgetCents: money('100'),
      limitTotal: 81,
    });
    const { live } = standings([edges], { O1: { drawnCents: money('99.99'), applications: 80 } });
    expect(live).toMatchObject([{ budgetLeftCents: 1, usesLeft: 1 }]);
  });

  test('that begins later does not silence the version that is live now', () => {
    const later = terms({ ...FITS, version: 2, issueStart: date('2026-04-01') });
    const { live, notLive } = standings([terms(FITS), later]);
    expect(live.map((offer) => offer.terms.version)).toEqual([1]);
    expect(notLive).toEqual([{ offerId: 'O1', version: 2, reason: 'not-yet-issued' }]);
  });

  test('whose newest version has ended is over: the one before does not come back', () => {
    const ended = terms({ ...FITS, version: 2, issueEnd: date('2026-02-28') });
    const { live, notLive } = standings([terms(FITS), ended]);
    expect(live).toEqual([]);
    expect(notLive.map(({ version, reason }) => [version, reason])).toEqual([
      [2, 'issue-over'],
      [1, 'older-version'],
    ]);
  });

  test('whose newest version has no budget left does not fall back to an older one', () => {
    const cut = terms({ ...FITS, version: 2, budgetCents: money('50') });
    const { live, notLive } = standings([terms({ ...FITS, budgetCents: money('500') }), cut], {
      O1: { drawnCents: money('60'), applications: 60 },
    });
    expect(live).toEqual([]);
    expect(notLive.map((offer) => [offer.version, offer.reason])).toEqual([
      [2, 'budget-gone'],
      [1, 'older-version'],
    ]);
  });

  test('on the basket needs no products', () => {
    expect(standings([terms({ kind: 'basket_off' })]).live).toHaveLength(1);
  });

  test('comes out in the same order, however the feed is sorted', () => {
    const feed = ['C', 'A', 'B'].map((offerId) => terms({ ...FITS, offerId }));
    expect(standings(feed)).toEqual(standings([...feed].reverse()));
    expect(standings(feed).live.map((offer) => offer.terms.offerId)).toEqual(['A', 'B', 'C']);
  });
});
