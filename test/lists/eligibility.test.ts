import { describe, expect, test } from 'vitest';
import type { PreferenceRow, SuppressionRow } from '../../src/ingest/rows.ts';
import {
  hiddenBy,
  judgeEligibility,
  mayMail,
  type NotPlanned,
  preferenceOf,
  type Standing,
} from '../../src/lists/eligibility.ts';
import type { CatalogProduct } from '../../src/shared/catalog.ts';
import { day } from '../../src/shared/day.ts';
import { catalogOf, everyDays, historyOf, type ProductSketch } from '../offers/build.ts';

const AS_OF = day(20_000);
const RULE = { unknownHouseholds: false, thresholdCents: 2_500, weeks: 8, minHistoryWeeks: 4 };
/** 40.00 a week for thirty weeks. */
const GOOD = historyOf({ 0: everyDays(AS_OF, 30, 7) });

function standing(reason: SuppressionRow['reason'], category?: string): Standing {
  return { reason, category };
}

// A Record: a new reason without a row does not compile.
const SUPPRESSED: Record<SuppressionRow['reason'], { readonly planned: boolean; readonly mailed: boolean }> =
  {
    opted_out: { planned: false, mailed: false },
    no_mail: { planned: true, mailed: false },
    deceased: { planned: false, mailed: false },
    moved: { planned: true, mailed: false },
    minor: { planned: false, mailed: false },
    dispute: { planned: false, mailed: false },
    erasure: { planned: false, mailed: false },
    test: { planned: false, mailed: false },
    category: { planned: true, mailed: true },
  };

describe('a suppressed household', () => {
  test.each(Object.entries(SUPPRESSED))('%s', (reason, { planned, mailed }) => {
    const why = reason as SuppressionRow['reason'];
    const outcome = judgeEligibility({ known: true }, GOOD, [standing(why, 'Wine')], AS_OF, RULE);
    expect(outcome).toEqual(
      planned ? { tag: 'planned', weeklySpendCents: 4_000 } : { tag: 'not-planned', reason: 'suppressed' },
    );
    expect(mayMail(true, [standing(why)])).toBe(mailed);
    expect(mayMail(false, [standing(why)])).toBe(false);
  });

  test('has the sternest of several reasons', () => {
    const both = [standing('no_mail'), standing('category', 'Wine'), standing('deceased')];
    expect(judgeEligibility({ known: true }, GOOD, both, AS_OF, RULE)).toMatchObject({
      reason: 'suppressed',
    });
    expect(mayMail(true, [standing('category', 'Wine'), standing('moved')])).toBe(false);
  });
});

type Row = {
  readonly known?: boolean;
  readonly history?: typeof GOOD;
  readonly suppressions?: readonly Standing[];
  readonly rule?: Partial<typeof RULE>;
};

const NOT_PLANNED: Record<Exclude<NotPlanned, 'not-due' | 'nothing-to-say'>, Row> = {
  'unknown-household': { known: false },
  suppressed: { suppressions: [standing('opted_out')] },
  'no-trips': { history: historyOf({}) },
  'short-history': { history: historyOf({ 0: everyDays(AS_OF, 3, 7) }) },
  'no-spend': { history: historyOf({ 0: everyDays(AS_OF, 9, 7, 100) }) },
  'below-threshold': { rule: { thresholdCents: 4_000 } },
};

test.each(Object.entries(NOT_PLANNED))('a household gets no list: %s', (reason, row) => {
  const { known = true, history = GOOD, suppressions = [], rule = {} } = row;
  const outcome = judgeEligibility({ known }, history, suppressions, AS_OF, { ...RULE, ...rule });
  expect(outcome).toEqual({ tag: 'not-planned', reason });
});

test('a household that spends a cent a week more than the threshold gets one', () => {
  const outcome = judgeEligibility({ known: true }, GOOD, [], AS_OF, { ...RULE, thresholdCents: 3_999 });
  expect(outcome).toEqual({ tag: 'planned', weeklySpendCents: 4_000 });
});

test('a card that no household names is planned only when the chain asks for it', () => {
  const outcome = judgeEligibility({ known: false }, GOOD, [], AS_OF, { ...RULE, unknownHouseholds: true });
  expect(outcome).toMatchObject({ tag: 'planned' });
  const suppressed = judgeEligibility({ known: false }, GOOD, [standing('dispute')], AS_OF, {
    ...RULE,
    unknownHouseholds: true,
  });
  expect(suppressed).toMatchObject({ reason: 'suppressed' });
});

describe('what a household is not to see', () => {
  function product(over: Partial<ProductSketch> = {}): CatalogProduct {
    const [made] = catalogOf([{ id: '00012345678905', category: 'Salty Snacks', ...over }]).products;
    if (made === undefined) throw new Error('no product');
    return made;
  }
  function preference(what: PreferenceRow['what'], value: string): PreferenceRow {
    return { householdId: 'H1', what, value, day: undefined };
  }

  test.each([
    ['a muted product', preference('mute_product', '00012345678905'), 'suppressed-product'],
    ['a product that is not its own', preference('not_mine', '00012345678905'), 'suppressed-product'],
    [
      'a muted category, however it is written',
      preference('mute_category', ' salty  SNACKS '),
      'suppressed-category',
    ],
    ['another product', preference('mute_product', '00099999999999'), undefined],
    ['another category', preference('mute_category', 'Salty'), undefined],
    ['a language is no product', preference('language', '00012345678905'), undefined],
    ['nor is a diet a category', preference('diet', 'Salty Snacks'), undefined],
  ])('%s', (_, row, expected) => {
    expect(hiddenBy([], [row])(product())).toBe(expected);
  });

  test('a category that its suppression names', () => {
    expect(hiddenBy([standing('category', 'salty snacks')], [])(product())).toBe('suppressed-category');
    expect(hiddenBy([standing('category', 'Wine')], [])(product())).toBeUndefined();
    expect(hiddenBy([standing('category')], [])(product())).toBeUndefined();
  });

  test('a suppression for another reason hides nothing, whatever category stands beside it', () => {
    expect(hiddenBy([standing('no_mail', 'Salty Snacks')], [])(product())).toBeUndefined();
  });

  test('a product of no category is hidden by its own name alone', () => {
    const bare = product({ category: undefined });
    expect(hiddenBy([standing('category', 'Salty Snacks')], [])(bare)).toBeUndefined();
    expect(hiddenBy([], [preference('mute_product', bare.productId)])(bare)).toBe('suppressed-product');
  });

  test('nothing hides nothing', () => {
    expect(hiddenBy([], [])(product())).toBeUndefined();
  });
});

describe('the newest word of a household', () => {
  function word(value: string, on?: number, what: PreferenceRow['what'] = 'language'): PreferenceRow {
    return { householdId: 'H1', what, value, day: on === undefined ? undefined : day(on) };
  }

  test.each([
    ['is the one of the latest day', [word('en', 200), word('es', 300), word('fr', 100)], 'es'],
    ['is the last of one day', [word('en', 200), word('es', 200)], 'es'],
    ['is not one without a day where another has one', [word('en', 1), word('es')], 'en'],
    ['is not one without a day even against a day before 1970', [word('en', -5), word('es')], 'en'],
    ['is the last where none has a day', [word('en'), word('es')], 'es'],
    ['is about the matter asked for', [word('es', 1), word('yes', 2, 'large_print')], 'es'],
    ['is nothing where it said nothing', [word('yes', 2, 'large_print')], undefined],
  ])('%s', (_, words, expected) => {
    expect(preferenceOf(words, 'language')).toBe(expected);
  });
});
