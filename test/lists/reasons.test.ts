import { expect, test } from 'vitest';
import type { DiscoveryFacts } from '../../src/lists/planned-list.ts';
import { REASONS, type Reason, reasonForDue, reasonForSpecial } from '../../src/lists/reasons.ts';
import { usualGapDays } from '../../src/lists/usual-gap.ts';
import { wordsOf } from '../../src/print/words-of.ts';
import type { Day } from '../../src/shared/day.ts';

type DueReason = Extract<Reason, 'due-now' | 'due-late' | 'staple' | 'bought-before'>;
type Facts = { readonly purchases: number; readonly lastDay: number; readonly gapDays: number | undefined };

/** A list that is good from day 104 to day 117. */
const VALID = { validFrom: 104, validUntil: 117 };

// A Record: a new reason of due lines without a row does not compile.
const DUE: Record<DueReason, readonly (readonly [string, Facts])[]> = {
  staple: [
    ['six purchases, ten days apart', { purchases: 6, lastDay: 95, gapDays: 10 }],
    ['bread, every other day', { purchases: 80, lastDay: 99, gapDays: 2 }],
    ['a staple that is late is a staple', { purchases: 6, lastDay: 60, gapDays: 7 }],
  ],
  'due-now': [
    ['the gap ends on the first day', { purchases: 2, lastDay: 90, gapDays: 14 }],
    ['the gap ends on the last day', { purchases: 5, lastDay: 96, gapDays: 21 }],
    ['five purchases are no staple yet', { purchases: 5, lastDay: 98, gapDays: 7 }],
    ['nor is a gap of more than ten days', { purchases: 6, lastDay: 98, gapDays: 10.1 }],
  ],
  'due-late': [
    ['the gap ended the day before', { purchases: 2, lastDay: 89, gapDays: 14 }],
    ['the gap ended a tenth of a day before', { purchases: 3, lastDay: 89, gapDays: 14.9 }],
    ['long ago', { purchases: 4, lastDay: 10, gapDays: 20 }],
  ],
  'bought-before': [
    ['one purchase is no rhythm, whatever others do', { purchases: 1, lastDay: 95, gapDays: undefined }],
    ['two purchases 236 days apart are not due after 41', { purchases: 2, lastDay: 62, gapDays: 236 }],
    ['the gap ends a day after the list', { purchases: 2, lastDay: 97, gapDays: 21 }],
  ],
};

test.each(
  Object.entries(DUE).flatMap(([reason, rows]) => rows.map(([given, facts]) => ({ given, reason, facts }))),
)('$given: $reason', ({ reason, facts }) => {
  expect(reasonForDue({ ...facts, ...VALID })).toBe(reason);
});

type Special = Parameters<typeof reasonForSpecial>[0];
type DealReason = Extract<Reason, `deal-${string}`>;

const SPECIAL: Record<DealReason, readonly (readonly [string, Special])[]> = {
  'deal-on-usual': [
    ['bought twice, and keeps to no other brand', { relation: 'loyal', purchases: 2, brands: 1 }],
    ['of several brands it buys', { relation: 'switcher', purchases: 12, brands: 2 }],
  ],
  'deal-bought-before': [
    ['bought once', { relation: 'loyal', purchases: 1, brands: 1 }],
    ['bought now and then by who keeps to a rival', { relation: 'rival', purchases: 5, brands: 1 }],
  ],
  'deal-on-need': [
    ['a rival of what it buys', { relation: 'rival', purchases: 0, brands: 1 }],
    [
      'one of several brands, and perhaps not the lapsed one',
      { relation: 'lapsed', purchases: 0, brands: 2 },
    ],
  ],
  'deal-goes-with': [
    [
      'what goes with something on the list',
      { relation: 'new', discovery: { onList: true }, purchases: 0, brands: 1 },
    ],
  ],
  'deal-others-buy': [
    [
      'what many buy who buy what it buys',
      { relation: 'new', discovery: { onList: false }, purchases: 0, brands: 1 },
    ],
    [
      'a need that it bought years ago',
      { relation: 'lapsed', discovery: { onList: false }, purchases: 1, brands: 1 },
    ],
  ],
  'deal-to-try': [['a need of which it bought nothing', { relation: 'new', purchases: 0, brands: 1 }]],
  'deal-welcome-back': [
    ['what it used to buy', { relation: 'lapsed', purchases: 1, brands: 2 }],
    ['the brand that it used to buy', { relation: 'lapsed', purchases: 0, brands: 1 }],
  ],
  'deal-on-basket': [['no product', { relation: undefined, purchases: 0, brands: 0 }]],
};

test.each(
  Object.entries(SPECIAL).flatMap(([reason, rows]) =>
    rows.map(([given, facts]) => ({ given, reason, facts })),
  ),
)('a special on $given: $reason', ({ reason, facts }) => {
  expect(reasonForSpecial(facts)).toBe(reason);
});

test.each([
  [[100], undefined],
  [[100, 336], 236],
  [[100, 107, 240], 70],
  [[0, 9, 12, 22, 100], 9.5],
])('the usual gap of purchases on %j is %s', (days, gapDays) => {
  expect(usualGapDays(Int32Array.from(days))).toBe(gapDays);
});

const TEA: DiscoveryFacts = {
  productId: undefined,
  description: 'Tea',
  need: 'tea',
  onList: true,
  households: 40,
  buyers: 90,
  expected: 20,
  lift: 1.5,
  liftAtLeast: 1.3,
};

test('every reason has a sentence of its own in either language, which claims no rhythm from a single gap', () => {
  for (const language of ['en', 'es'] as const) {
    const { reason } = wordsOf(language);
    const said = (facts: { purchases: number; gapDays: number }) =>
      REASONS.map((one) => reason[one]({ lastDay: 100 as Day, offer: { discovery: TEA }, ...facts }));
    const sentences = said({ purchases: 3, gapDays: 9 });
    expect(sentences.filter((text) => text === undefined || text === '')).toEqual([]);
    // What is due by its rhythm says the rhythm, whichever of the two reasons it is.
    expect(new Set(sentences).size).toBe(REASONS.length - 1);
    expect(said({ purchases: 2, gapDays: 9 }).filter((text) => /every|cada/.test(text ?? ''))).toEqual([]);
  }
});

test('every reason has one name', () => {
  expect(new Set(REASONS).size).toBe(REASONS.length);
});
