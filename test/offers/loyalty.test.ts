import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexCatalog, STORE_BRAND } from '../../src/offers/catalog-index.ts';
import { loyaltyOf } from '../../src/offers/loyalty.ts';
import { needPurchases } from '../../src/offers/need-purchases.ts';
import { usageStateOf } from '../../src/offers/usage.ts';
import { day } from '../../src/shared/day.ts';
import { catalogOf, historyOf } from './build.ts';

const START = 20_000;
const [CALMOL, ADVANCE] = [1, 2];

/** `CCS CA`: one letter a purchase, one word a day; a day every week. */
function purchases(text: string, from = START) {
  const words = text.split(' ');
  const brandOf = (letter: string) => ({ S: STORE_BRAND, C: CALMOL, A: ADVANCE })[letter] ?? 9;
  const entries = words.flatMap((word, week) =>
    [...word]
      .map(brandOf)
      .sort((a, b) => a - b)
      .map((brandNo) => [from + 7 * week, brandNo] as const),
  );
  return {
    days: entries.map(([on]) => on),
    brandNos: entries.map(([, brandNo]) => brandNo),
  };
}

function loyalty(text: string): string | undefined {
  const state = loyaltyOf(purchases(text));
  if (state === undefined) return undefined;
  return state.brandNo === undefined ? state.loyalty : `${state.loyalty} ${'SCA'[state.brandNo]}`;
}

describe('loyalty in a need', () => {
  test.each([
    ['a single purchase', 'C', 'national-brand C'],
    ['one of each', 'C S', 'switcher'],
    ['seven of ten of one national brand', 'A C A C A C C C C C', 'national-brand C'],
    ['six of ten of it, never more', 'A C A C A C A C C C', 'switcher'],
    ['the store, seven of ten', 'C S C S C S S S S S', 'store-brand S'],
    ['flavours on one day are one purchase', 'CCCCCC A A', 'switcher'],
    ['seven of ten once, six of ten now', 'C C C C C C C A A A C A', 'national-brand C'],
    ['five of ten now', 'C C C C C C C A A A C A A', 'switcher'],
    ['won over in ten purchases', 'C C C C C C C C C C S S S S S S S S', 'store-brand S'],
    ['a day of two others does not undo what the day before made', 'C S S S CA', 'store-brand S'],
    ['a second day does', 'C S S S CA C', 'switcher'],
    ['old habits do not count', `${'C '.repeat(50)}S S S S S S S`, 'store-brand S'],
  ])('%s', (_, text, expected) => {
    expect(loyalty(text)).toBe(expected);
  });

  test('says since when, of how many purchases, and what was before', () => {
    expect(loyaltyOf(purchases('C C C C S S S S'))).toEqual({
      loyalty: 'switcher',
      brandNo: undefined,
      purchases: 8,
      mostBrandNo: STORE_BRAND,
      ofMost: 4,
      since: START + 7 * 6,
      before: { loyalty: 'national-brand', brandNo: CALMOL },
    });
  });

  test('is none where nothing was bought', () => {
    expect(loyaltyOf({ days: [], brandNos: [] })).toBeUndefined();
  });
});

/** Mostly one brand a day, and mostly the same few, so that loyalties come and go. */
const DAYS = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('S', 'C') },
    { weight: 1, arbitrary: fc.constantFrom('A', 'SC', 'CA', 'SCAX') },
  ),
  { minLength: 1, maxLength: 40 },
);

test('one purchase never turns a household round and back', () => {
  fc.assert(
    fc.property(DAYS, (days) => {
      const states = days.map((_, at) => loyalty(days.slice(0, at + 1).join(' ')));
      for (let at = 2; at < states.length; at++) {
        const turned = states[at - 1] !== states[at - 2];
        if (turned && states[at] !== states[at - 1]) throw new Error(`${days.slice(0, at + 1)}: ${states}`);
      }
    }),
    { numRuns: 300 },
  );
});

test('a household that has bought one brand alone, twice or more, is moved by no single purchase of another', () => {
  for (let before = 2; before <= 30; before++) {
    const text = 'C '.repeat(before);
    expect(loyalty(`${text}A`)).toBe('national-brand C');
    expect(loyalty(`${text}A C`)).toBe('national-brand C');
  }
});

test('is the same on other days, with other product numbers, in another order', () => {
  const BRANDS = ['Calmol', 'Advance', 'Zest'];
  const bought = fc.array(fc.tuple(fc.nat(5), fc.nat(400)), { minLength: 1, maxLength: 60 });
  const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 });
  fc.assert(
    fc.property(bought, order, fc.integer({ min: -9_000, max: 9_000 }), (some, numbers, shift) => {
      const state = (renumber: readonly number[], by: number) => {
        const sketches = renumber.map((no) => ({
          id: `p${no}`,
          need: 'relief',
          brand: BRANDS[no % 3] ?? '',
        }));
        const index = indexCatalog(catalogOf(sketches));
        const days: Record<number, number[]> = {};
        for (const [no, on] of some) {
          const at = renumber.indexOf(no);
          days[at] = [...new Set([...(days[at] ?? []), 10_000 + by + on])];
        }
        const history = historyOf(days);
        const places = [...history.productNos.keys()];
        const asOf = day(10_401 + by);
        const read = needPurchases(history, by === 0 ? places : places.reverse(), index, asOf);
        const usage = usageStateOf(BOUNDS, 0, read.days, asOf);
        const found = loyaltyOf(read);
        const { usageSince } = usage;
        return {
          ...found,
          ...usage,
          since: (found?.since ?? 0) - by,
          usageSince: usageSince === undefined ? undefined : usageSince - by,
        };
      };
      expect(state(numbers, shift)).toEqual(state([0, 1, 2, 3, 4, 5], 0));
    }),
    { numRuns: 100 },
  );
});

const BOUNDS = { lightMax: Uint8Array.of(4), mediumMax: Uint8Array.of(16) };

describe('usage', () => {
  const usage = (days: readonly number[], asOf: number) => usageStateOf(BOUNDS, 0, days, day(asOf));
  const daily = (count: number, from = START) => Array.from({ length: count }, (_, at) => from + at);

  test('rises above the bound on the day after the purchase', () => {
    expect(usage(daily(17), START + 16)).toMatchObject({ usage: 'medium', recentPurchases: 16 });
    expect(usage(daily(17), START + 17)).toEqual({
      usage: 'heavy',
      recentPurchases: 17,
      usageSince: START + 17,
      usageBefore: 'medium',
    });
  });

  test('falls when three purchases below a bound of sixteen are left, not before', () => {
    // The first of them is half a year old 183 days after it.
    const left = (asOf: number) => usage(daily(17), START + 183 + asOf);
    expect(left(1)).toMatchObject({ usage: 'heavy', recentPurchases: 15 });
    expect(left(2)).toMatchObject({ usage: 'heavy', recentPurchases: 14 });
    expect(left(3)).toMatchObject({ usage: 'medium', recentPurchases: 13, usageBefore: 'heavy' });
  });

  test('is light again when all of it is half a year old', () => {
    expect(usage(daily(17), START + 400)).toMatchObject({ usage: 'light', recentPurchases: 0 });
  });

  test('that stands level with a bound changes once, not with every purchase', () => {
    // Every eleven days: 16 or 17 of them lie within 182 days.
    const days = Array.from({ length: 100 }, (_, at) => START + 11 * at);
    const seen = Array.from({ length: 700 }, (_, at) => usage(days, START + 300 + at).usage);
    expect(new Set(seen)).toEqual(new Set(['heavy']));
  });
});
