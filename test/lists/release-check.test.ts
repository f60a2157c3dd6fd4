import { describe, expect, test } from 'vitest';
import {
  checkRelease,
  type OfferPromise,
  type ReleaseFault,
  termsKey,
} from '../../src/lists/release-check.ts';
import { cents } from '../../src/shared/cents.ts';
import type { OfferTerms } from '../../src/shared/offer-terms.ts';
import { date, terms } from '../offers/build.ts';

const DAYS = { asOf: date('2026-03-01'), validFrom: date('2026-03-05'), validUntil: date('2026-03-18') };

/** Three lists with one dollar each. */
function promiseOf(over: Partial<OfferPromise> = {}): OfferPromise {
  return {
    terms: terms(),
    lists: 3,
    faceValueCents: 300,
    reserveMilli: 300_000,
    reserveUsesMilli: 3000,
    openCents: 0,
    openCount: 0,
    drawnCents: 0,
    drawnCount: 0,
    ...over,
  };
}

function feedOf(...offers: readonly OfferTerms[]): Map<string, OfferTerms> {
  return new Map(offers.map((offer) => [termsKey(offer.offerId, offer.version), offer]));
}

type Row = {
  readonly promise?: Partial<OfferPromise>;
  /** The offer as the feed has it on the day of the release; undefined: not at all. */
  readonly now: Partial<OfferTerms> | undefined;
  /** Another version of it in the feed. */
  readonly beside?: Partial<OfferTerms>;
  readonly needed: number;
  readonly left: number;
};

// A Record: a new fault without rows does not compile.
const BROKEN: Record<ReleaseFault['code'], Readonly<Record<string, Row>>> = {
  'offer-gone': {
    'no longer in the feed': { now: undefined, needed: 3, left: 0 },
    'in the feed in another version only': { now: { version: 2 }, needed: 3, left: 0 },
  },
  'offer-superseded': {
    'a newer version that is out already': { now: {}, beside: { version: 2 }, needed: 3, left: 0 },
  },
  'offer-window': {
    'not issued yet': { now: { issueStart: date('2026-03-02') }, needed: 3, left: 0 },
    'not issued any more': { now: { issueEnd: date('2026-02-28') }, needed: 3, left: 0 },
    'redeemed from a day after the list begins': {
      now: { redeemStart: date('2026-03-06') },
      needed: 3,
      left: 0,
    },
    'redeemed to a day before the list ends': { now: { redeemEnd: date('2026-03-17') }, needed: 3, left: 0 },
  },
  'budget-exceeded': {
    'a budget a cent too small': { now: { budgetCents: cents(299) }, needed: 300, left: 299 },
    'a budget that others have drawn on': {
      now: { budgetCents: cents(1_000) },
      promise: { drawnCents: 500, openCents: 201 },
      needed: 300,
      left: 299,
    },
    'a budget that is overdrawn': {
      now: { budgetCents: cents(100) },
      promise: { drawnCents: 150 },
      needed: 300,
      left: -50,
    },
    'a list that may use it twice': {
      now: { budgetCents: cents(599), limitTransaction: 2 },
      needed: 600,
      left: 599,
    },
  },
  'limit-exceeded': {
    'a total one too small': { now: { limitTotal: 2 }, needed: 3, left: 2 },
    'a total that others have used': {
      now: { limitTotal: 9 },
      promise: { drawnCount: 3, openCount: 4 },
      needed: 3,
      left: 2,
    },
    'a list that may use it twice': { now: { limitTotal: 5, limitTransaction: 2 }, needed: 6, left: 5 },
  },
};

describe('a release is refused', () => {
  const rows = Object.entries(BROKEN).flatMap(([code, cases]) =>
    Object.entries(cases).map(([given, row]) => ({ code, given, row })),
  );
  test.each(rows)('$code: $given', ({ code, row }) => {
    const current = feedOf(...[row.now, row.beside].filter((over) => over !== undefined).map(terms));
    const faults = checkRelease([promiseOf(row.promise)], current, DAYS);
    expect(faults).toEqual([{ code, offerId: 'O1', needed: row.needed, left: row.left }]);
  });

  test('for everything that fails, not only for the first', () => {
    const broken = terms({ redeemEnd: date('2026-03-10'), budgetCents: cents(10), limitTotal: 1 });
    const faults = checkRelease(
      [promiseOf(), promiseOf({ terms: terms({ offerId: 'O2' }) })],
      feedOf(broken),
      DAYS,
    );
    expect(faults.map(({ offerId, code }) => `${offerId} ${code}`)).toEqual([
      'O1 offer-window',
      'O1 budget-exceeded',
      'O1 limit-exceeded',
      'O2 offer-gone',
    ]);
  });
});

describe('a release goes through', () => {
  test.each<[string, Partial<OfferTerms>, Partial<OfferPromise>]>([
    ['where nothing is limited', {}, { drawnCents: 1e9, openCents: 1e9, drawnCount: 1e6 }],
    [
      'where the windows are the very days',
      { issueStart: DAYS.asOf, issueEnd: DAYS.asOf, redeemStart: DAYS.validFrom, redeemEnd: DAYS.validUntil },
      {},
    ],
    ['to the last cent of a budget', { budgetCents: cents(1_000) }, { drawnCents: 500, openCents: 200 }],
    ['to the last use of a total', { limitTotal: 10 }, { drawnCount: 3, openCount: 4 }],
  ])('%s', (_, now, promise) => {
    expect(checkRelease([promiseOf(promise)], feedOf(terms(now)), DAYS)).toEqual([]);
  });

  test('where a newer version is yet to come', () => {
    const later = terms({ version: 2, issueStart: date('2026-03-02') });
    expect(checkRelease([promiseOf()], feedOf(terms(), later), DAYS)).toEqual([]);
  });

  test('where a cycle promises nothing', () => {
    expect(checkRelease([], feedOf(), DAYS)).toEqual([]);
  });
});

test('two offers never share a key, whatever their ids', () => {
  expect(termsKey('A', 11)).not.toBe(termsKey('A1', 1));
  expect(termsKey('A1', 1)).not.toBe(termsKey('A', 1));
});
