import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseTable } from '../../src/ingest/table.ts';
import { belowCost } from '../../src/offers/below-cost.ts';
import { indexCatalog } from '../../src/offers/catalog-index.ts';
import { type LawRule, lawOf, lawWarnings, withSensitive } from '../../src/offers/law.ts';
import { LAW_COLUMNS, parseLawRule } from '../../src/offers/law-rules.ts';
import { liveOffers } from '../../src/offers/live.ts';
import { cents } from '../../src/shared/cents.ts';
import { RESTRICTIONS } from '../../src/shared/offer-terms.ts';
import { ROOT } from '../house/project.ts';
import { catalogOf, date, money, selector, terms } from './build.ts';

const SHIPPED = join(ROOT, 'src/offers/restricted.csv');
const RULES = parseTable(readFileSync(SHIPPED, 'utf8'), SHIPPED, LAW_COLUMNS).map(({ values }) => {
  const rule = parseLawRule(values);
  if (typeof rule === 'string') throw new Error(rule);
  return rule;
});
const STORES = [
  { storeId: 'wi', state: 'WI' },
  { storeId: 'ny', state: ' new york ' },
  { storeId: 'pa', state: 'Pennsylvania' },
  { storeId: 'nowhere', state: undefined },
  { storeId: 'slip', state: 'Penna' },
];
const LAW = lawOf(RULES, STORES);
const NY_SENTENCE = 'THIS PRICE WAS SET BY AN ALGORITHM USING YOUR PERSONAL DATA.';

function rule(text: string): LawRule {
  const [row] = parseTable(`${LAW_COLUMNS.join(',')}\n${text}\n`, 'restricted.csv', LAW_COLUMNS);
  const parsed = row === undefined ? 'no row' : parseLawRule(row.values);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
}

describe('what may be on offer', () => {
  test.each(['alcohol', 'tobacco', 'infant_formula', 'rx', 'lottery'] as const)('%s nowhere', (goods) => {
    for (const { storeId } of STORES) expect(LAW.denies(goods, [storeId])).toBe(true);
    expect(LAW.denies(goods, [])).toBe(true);
  });

  test.each([
    [['wi'], false],
    [['ny'], false],
    [['wi', 'ny'], false],
    [['pa'], true],
    [['wi', 'pa'], true],
    [['nowhere'], true],
    [['slip'], true],
    [['no-such-store'], true],
    [[], true],
  ])('milk in the stores %j: denied %j', (storeIds, denied) => {
    expect(LAW.denies('milk', storeIds)).toBe(denied);
  });

  test('anything else is, and milk too where every store of the chain is in a state without a minimum', () => {
    expect(LAW.denies('none', [])).toBe(false);
    expect(lawOf(RULES, STORES.slice(0, 2)).denies('milk', [])).toBe(false);
    expect(lawOf(RULES, []).denies('milk', [])).toBe(true);
  });

  test('goods without a rule are denied', () => {
    for (const goods of RESTRICTIONS) expect(lawOf([], STORES).denies(goods, ['wi'])).toBe(goods !== 'none');
  });

  test("a chain's own row takes the place of the built-in one of its state, and of no other", () => {
    const own = [
      rule('milk,wi,deny,,our counsel,2026-01-05'),
      rule('alcohol,NY,allow,,our counsel,2026-01-05'),
      rule('milk,ON,allow,,our counsel,2026-01-05'),
    ];
    const law = lawOf([...RULES, ...own], [...STORES, { storeId: 'on', state: 'on' }]);
    expect(law.denies('milk', ['wi'])).toBe(true);
    expect(law.denies('milk', ['on'])).toBe(false);
    expect(law.denies('alcohol', ['ny'])).toBe(false);
    expect(law.denies('alcohol', ['wi'])).toBe(true);
  });
});

describe('beside the specials', () => {
  test("stands New York's sentence in New York, and where the state of the store is not known", () => {
    expect(LAW.disclosure('ny')).toBe(NY_SENTENCE);
    expect(LAW.disclosure('wi')).toBeUndefined();
    expect(LAW.disclosure('nowhere')).toBe(NY_SENTENCE);
    expect(LAW.disclosure(undefined)).toBe(NY_SENTENCE);
    expect(lawOf(RULES, STORES.slice(0, 1)).disclosure(undefined)).toBeUndefined();
  });

  test('a chain may turn it off, change it, and add one for another state', () => {
    const own = [
      rule('specials,NY,allow,,our counsel,2026-01-05'),
      rule('specials,WI,disclose,"Made for you, by us",our counsel,2026-01-05'),
    ];
    const law = lawOf([...RULES, ...own], STORES);
    expect(law.disclosure('ny')).toBeUndefined();
    expect(law.disclosure('wi')).toBe('Made for you, by us');
  });
});

test.each([
  ['beer,*,deny,,x,2026-01-05', 'goods "beer"'],
  ['milk,,deny,,x,2026-01-05', 'no state'],
  ['milk,PA,forbid,,x,2026-01-05', 'rule "forbid"'],
  ['specials,PA,deny,,x,2026-01-05', 'rule "deny"'],
  ['specials,PA,disclose,,x,2026-01-05', 'no text'],
  ['milk,PA,deny,,,2026-01-05', 'no citation'],
  ['milk,PA,deny,,x,last year', 'no day'],
  ['cat:condoms,NY,never,,x,2026-01-05', 'every state'],
])('a row that is none is told: %s', (text, message) => {
  expect(() => rule(text)).toThrow(message);
});

const INDEX = indexCatalog(
  withSensitive(
    catalogOf([
      { id: 'milk', category: 'Dairy', need: 'milk', restricted: 'milk' },
      { id: 'yogurt', category: 'Dairy', need: 'yogurt' },
      { id: 'beer', category: 'Beer', need: 'beer', restricted: 'alcohol' },
      { id: 'test', category: 'Pregnancy  TESTS', need: 'test' },
    ]),
    LAW.sensitive,
  ),
);
const WINDOW = { asOf: date('2026-03-01'), validFrom: date('2026-03-05'), validUntil: date('2026-03-18') };

function standing(over: Parameters<typeof terms>[0]) {
  return liveOffers([terms(over)], WINDOW, new Map(), INDEX, new Map(), LAW);
}

function productsOf(over: Parameters<typeof terms>[0]) {
  return standing(over).live.flatMap(({ products }) =>
    [...products.productNos].map((no) => INDEX.catalog.products[no]?.productId),
  );
}

test('an offer has the goods that the law of all its stores leaves it', () => {
  const products = ['cat:dairy', 'beer', 'test'].map(selector);
  expect(productsOf({ products, stores: ['wi'] })).toEqual(['milk', 'yogurt']);
  expect(productsOf({ products, stores: ['wi', 'pa'] })).toEqual(['yogurt']);
  expect(productsOf({ products, stores: ['wi'], restricted: 'milk' })).toEqual(['milk', 'yogurt']);
  expect(productsOf({ products, stores: ['pa'], restricted: 'milk' })).toEqual([]);
  expect(standing({ products: [selector('milk')], stores: ['pa'] }).notLive).toEqual([
    { offerId: 'O1', version: 1, reason: 'restricted' },
  ]);
});

test('what the shipped names call sensitive steers no offer, whatever the products feed says', () => {
  const no = INDEX.byId.get('test') ?? -1;
  expect(INDEX.catalog.products[no]?.sensitive).toBe(true);
  expect(INDEX.needNo[no]).toBe(-1);
});

test('a person is told of what is allowed with care', () => {
  const { live } = standing({ products: [selector('milk')], stores: ['wi'] });
  const told = lawWarnings(LAW, live, INDEX.catalog);
  expect(told.map(({ offerId, rule: { citation } }) => [offerId, citation])).toEqual([
    ['O1', 'Wis. Stat. 100.201'],
  ]);
  expect(lawWarnings(LAW, standing({ products: [selector('yogurt')] }).live, INDEX.catalog)).toEqual([]);
  const inMaryland = lawOf(RULES, [{ storeId: 'md', state: 'MD' }]);
  expect(lawWarnings(inMaryland, live, INDEX.catalog).map(({ offerId }) => offerId)).toContain(undefined);
});

describe('an offer below cost', () => {
  const COSTS: Record<string, readonly [number, number]> = { wi: [300, 240], ny: [300, 260] };
  const shelf = {
    priceAt: (_: number, store: string | undefined) => {
      const price = COSTS[store ?? '']?.[0];
      return price === undefined ? undefined : cents(price);
    },
    costAt: (_: number, store: string | undefined) => {
      const cost = COSTS[store ?? '']?.[1];
      return cost === undefined ? undefined : cents(cost);
    },
    places: [undefined, 'ny', 'wi'],
  };
  const found = (over: Parameters<typeof terms>[0]) =>
    belowCost(standing({ products: [selector('yogurt')], ...over }).live, INDEX.catalog, shelf);

  test('is named where it loses most, with its figures', () => {
    expect(found({ valueCents: money('1.00'), funderPercent: 50 })).toEqual([
      {
        offerId: 'O1',
        version: 1,
        productId: 'yogurt',
        storeId: 'ny',
        shelfCents: 300,
        savingCents: 100,
        funderCents: 50,
        costCents: 260,
      },
    ]);
  });

  test.each([
    [{ funderPercent: 100 }, 0],
    [{ funderPercent: 0, valueCents: money('0.40') }, 0],
    [{ funderPercent: 0, valueCents: money('0.41') }, 1],
    [{ funderPercent: 0, valueCents: money('0.41'), stores: ['wi'] }, 0],
    [{ funderPercent: 0, valueCents: money('0.10'), valuesBySegment: { 'rival/heavy': money('2') } }, 1],
    [{ funderPercent: 0, kind: 'bogo' as const, valueCents: money('0') }, 1],
    [{ funderPercent: 0, kind: 'new_price' as const, valueCents: money('2.60') }, 0],
    [{ funderPercent: 0, kind: 'new_price' as const, valueCents: money('2.59') }, 1],
  ])('%j: %i', (over, count) => {
    expect(found(over)).toHaveLength(count);
  });
});
