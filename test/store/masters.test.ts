import { describe, expect, test } from 'vitest';
import type { RowOf } from '../../src/ingest/rows.ts';
import { cents } from '../../src/shared/cents.ts';
import { type Day, day } from '../../src/shared/day.ts';
import type { HistoryStore, MasterFeed } from '../../src/store/history/history-store.ts';
import { terms } from '../offers/build.ts';
import { connect, dataDir, file, household, openHistoryIn, product, scan, TODAY, takeIn } from './room.ts';

const room = (): HistoryStore => openHistoryIn(dataDir());

function store<F extends MasterFeed>(history: HistoryStore, feed: F, row: RowOf[F]): string {
  return history.inTransaction(() => history.storeMaster(feed, row));
}

/** A row of each master feed, and the same row with one thing changed. */
const ROWS: { readonly [F in MasterFeed]: readonly [RowOf[F], RowOf[F]] } = {
  products: [product('soup'), product('soup', { status: 'recalled' })],
  prices: [price({}), price({ priceCents: cents(319) })],
  offers: [terms(), terms({ headline: 'More soup' })],
  households: [household('H1', ['C1']), household('H1', ['C1'], { largePrint: true })],
  stores: [shop({}), shop({ name: 'Platteville' })],
  aisles: [
    { storeId: 'S1', category: 'soup', aisle: '4', sort: 40 },
    { storeId: 'S1', category: 'soup', aisle: undefined, sort: 40.5 },
  ],
  extras: [extra({}), extra({ needs: ['soup', 'bread'] })],
  preferences: [
    { householdId: 'H1', what: 'diet', value: 'vegan', day: undefined },
    { householdId: 'H1', what: 'diet', value: 'vegan', day: TODAY },
  ],
};

function price(over: Partial<RowOf['prices']>): RowOf['prices'] {
  return {
    storeId: undefined,
    productId: scan().productId,
    priceCents: cents(299),
    priceType: 'regular',
    unitCostCents: undefined,
    startDay: undefined,
    endDay: undefined,
    ...over,
  };
}

function shop(over: Partial<RowOf['stores']>): RowOf['stores'] {
  const nothing = { address: undefined, city: undefined, state: undefined, postalCode: undefined };
  return { storeId: 'S1', name: undefined, ...nothing, timezone: undefined, hours: undefined, ...over };
}

function extra(over: Partial<RowOf['extras']>): RowOf['extras'] {
  return {
    extraId: 'E1',
    kind: 'recipe',
    title: 'Stew',
    body: undefined,
    needs: ['soup'],
    tiers: [],
    language: undefined,
    startDay: undefined,
    endDay: undefined,
    ...over,
  };
}

describe('a row', () => {
  test.each((Object.keys(ROWS) as MasterFeed[]).filter((feed) => feed !== 'preferences'))(
    'of %s is stored once, and again only with other content',
    (feed) => {
      const history = room();
      const [row, changed] = ROWS[feed];
      const told = [row, row, changed, changed, row].map((one) =>
        store(history, feed, one as RowOf[typeof feed]),
      );
      expect(told).toEqual(['stored', 'duplicate', 'stored', 'duplicate', 'stored']);
    },
  );

  test('of a product, store or household that scans brought first makes it known, and keeps its number', () => {
    const history = room();
    takeIn(history, file('a', scan({ cardId: 'C1', description: 'SOUP 10OZ' })));
    const before = history.facts.catalog().products[1];
    expect(before).toMatchObject({ productId: 'soup', description: 'SOUP 10OZ', known: false });
    expect(store(history, 'products', product('soup', { description: 'Soup' }))).toBe('stored');
    expect(history.facts.catalog().products[1]).toMatchObject({ description: 'Soup', known: true });
    expect(store(history, 'households', household('C1', []))).toBe('stored');
    expect(history.households.find('C1')).toMatchObject({ householdNo: 1, known: true });
  });

  test('of a household that names a card of another one is news, though nothing else in it is', () => {
    const history = room();
    store(history, 'households', household('H1', ['C1']));
    store(history, 'households', household('H2', ['C2']));
    expect(store(history, 'households', household('H1', ['C1', 'C2']))).toBe('stored');
    expect(store(history, 'households', household('H1', ['C1', 'C2']))).toBe('duplicate');
    expect(history.households.householdOfCard('C2')).toBe('H1');
  });

  test('that fails takes its whole batch along, and the numbers given in it', () => {
    const history = room();
    const broken = (): unknown =>
      history.inTransaction(() => {
        history.storeMaster('prices', price({}));
        history.storeMaster('prices', price({ priceCents: -1 as never, storeId: 'S1' }));
      });
    expect(broken).toThrow(/CHECK/);
    expect(history.summary().products).toBe(0);
    expect(store(history, 'prices', price({}))).toBe('stored');
    expect(history.facts.catalog().products[1]?.productId).toBe('soup');
  });
});

describe('goods that change sides between spend and no spend', () => {
  const marks = (dir: string): unknown[] =>
    connect(dir, 'history')
      .prepare(
        `SELECT EXISTS (SELECT 1 FROM dirty_household AS marked WHERE marked.household_no = saved.household_no)
         FROM household_history AS saved ORDER BY household_no`,
      )
      .pluck()
      .all();

  test('make every history stale, other changes of a product none', () => {
    const dir = dataDir();
    const history = openHistoryIn(dir);
    takeIn(history, file('a', scan({ cardId: 'C1' }), scan({ cardId: 'C2', transactionId: 'T2' })));
    const derive = (): number => [...history.households.batches((TODAY + 1) as Day, undefined)].flat().length;
    expect([derive(), marks(dir)]).toEqual([2, [0, 0]]);
    store(history, 'products', product('soup', { status: 'delisted' }));
    store(history, 'products', product('never sold', { spend: false }));
    expect(marks(dir)).toEqual([0, 0]);
    store(history, 'products', product('soup', { spend: false }));
    expect(marks(dir)).toEqual([1, 1]);
  });
});

describe('the shelf price of a window', () => {
  const FROM = day(TODAY + 10);
  const UNTIL = day(TODAY + 20);
  const on = (later: number): Day => day(TODAY + later);

  function pricesOf(rows: readonly Partial<RowOf['prices']>[]) {
    const history = room();
    for (const row of rows) store(history, 'prices', price(row));
    return history.facts.shelfPrices(FROM, UNTIL);
  }

  const chain = { priceCents: cents(300) };
  const own = { storeId: 'S1', priceCents: cents(310) };
  const ad = { priceCents: cents(250), priceType: 'ad' } as const;

  test.each([
    ['the chain’s where the store has none of its own', [chain], 300],
    ['the store’s own before the chain’s', [chain, own], 310],
    ['not that of another store', [{ ...own, storeId: 'S2' }], undefined],
    [
      'that of an ad or reduction throughout',
      [chain, { ...chain, priceType: 'tpr', priceCents: cents(250) }],
      250,
    ],
    ['that of an ad, where no regular price is known', [{ ...chain, priceType: 'ad' }], 300],
    ['unknown when an ad begins within', [chain, { ...ad, startDay: on(15) }], undefined],
    [
      'unknown when a reduction ends a day early',
      [chain, { ...ad, priceType: 'tpr', endDay: on(19) }],
      undefined,
    ],
    ['the regular one when the ad is over', [chain, { ...ad, endDay: on(9) }], 300],
    ['the regular one when the ad comes later', [chain, { ...ad, startDay: on(21) }], 300],
    [
      'the regular one when an ad is not lower',
      [chain, { ...ad, priceCents: cents(300), endDay: on(12) }],
      300,
    ],
    [
      'the lower of the store’s ad and the chain’s reduction',
      [chain, ad, { ...ad, ...own, priceCents: cents(240), priceType: 'tpr' }],
      240,
    ],
    ['unknown when the chain’s ad is lower on some days only', [own, { ...ad, endDay: on(12) }], undefined],
    [
      'that of a reduction throughout while the regular price changes',
      [chain, { priceCents: cents(320), startDay: on(15) }, ad],
      250,
    ],
    [
      'one in two weeks of ads at one price',
      [chain, { ...ad, endDay: on(13) }, { ...ad, startDay: on(14) }],
      250,
    ],
    [
      'unknown when the ad is higher in its second week',
      [chain, { ...ad, endDay: on(13) }, { ...ad, startDay: on(14), priceCents: cents(260) }],
      undefined,
    ],
    ['of the price that began last', [chain, { priceCents: cents(320), startDay: on(5) }], 320],
    ['whichever row came first', [{ priceCents: cents(320), startDay: on(5) }, chain], 320],
    ['over by the first day', [{ ...chain, endDay: on(9) }], undefined],
    ['good to the last day, and no day longer', [{ ...chain, startDay: on(10), endDay: on(20) }], 300],
    ['unknown when it ends a day early', [{ ...chain, endDay: on(19) }], undefined],
    ['unknown when it begins a day late', [{ ...chain, startDay: on(11) }], undefined],
    [
      'unknown when another price begins within',
      [chain, { priceCents: cents(320), startDay: on(15) }],
      undefined,
    ],
    [
      'unknown when another price ends within',
      [chain, { priceCents: cents(1), startDay: on(1), endDay: on(12) }],
      undefined,
    ],
    [
      'back to the old one when a short price is over',
      [chain, { priceCents: cents(1), startDay: on(1), endDay: on(9) }],
      300,
    ],
    [
      'one price in two rows that meet',
      [
        { ...chain, endDay: on(14) },
        { ...chain, startDay: on(15) },
      ],
      300,
    ],
    [
      'unknown when there is a gap of a day',
      [
        { ...chain, endDay: on(14) },
        { ...chain, startDay: on(16) },
      ],
      undefined,
    ],
    ['unknown in a store whose own price begins within', [chain, { ...own, startDay: on(15) }], undefined],
    ['the chain’s again when the store’s own is over', [chain, { ...own, endDay: on(9) }], 300],
  ] as const)('is %s', (_what, rows, expected) => {
    const { priceAt, highestAt, changes } = pricesOf(rows);
    expect(priceAt(1, 'S1')).toBe(expected);
    if (expected !== undefined) expect([highestAt(1, 'S1'), changes(1, 'S1')]).toEqual([expected, false]);
  });

  const later = { priceCents: cents(320), startDay: on(15) };
  test.each([
    ['a later one that is higher', [chain, later], 320],
    ['the earlier one before a lower one', [chain, { priceCents: cents(120), startDay: on(15) }], 300],
    ['a higher one that ends within', [chain, { ...later, startDay: on(1), endDay: on(12) }], 320],
    [
      'none that was over before',
      [chain, { ...later, startDay: on(1), endDay: on(9) }, { ...ad, endDay: on(12) }],
      300,
    ],
    ['the regular one when an ad ends within', [chain, { ...ad, endDay: on(12) }], 300],
    ['that of an ad throughout, whatever the regular one does', [chain, later, ad], 250],
    [
      'the chain’s before the store’s own begins',
      [chain, { ...own, priceCents: cents(290), startDay: on(15) }],
      300,
    ],
    ['the one that is known when it ends within', [{ ...chain, endDay: on(12) }], 300],
    ['unknown where no price is', [{ ...own, storeId: 'S2' }], undefined],
  ] as const)('asks at most %s', (_what, rows, expected) => {
    const { highestAt, priceAt, changes } = pricesOf(rows);
    expect(highestAt(1, 'S1')).toBe(expected);
    expect(changes(1, 'S1')).toBe(expected !== undefined && priceAt(1, 'S1') === undefined);
  });

  test.each([
    ['an ad of the chain', [ad], true, true],
    ['an ad of the store', [{ ...ad, storeId: 'S1' }], true, false],
    ['an ad of another store', [{ ...ad, storeId: 'S2' }], false, false],
    ['an ad that ends on the first day', [{ ...ad, endDay: on(10) }], true, true],
    ['an ad that begins on the last day', [{ ...ad, startDay: on(20) }], true, true],
    ['an ad that is over', [{ ...ad, endDay: on(9) }], false, false],
    ['a reduction that no ad speaks of', [{ ...ad, priceType: 'tpr' }], false, false],
  ] as const)('says whether everybody reads of it: %s', (_what, rows, inStore, inChain) => {
    const { inAd } = pricesOf([chain, ...rows]);
    expect([inAd(1, 'S1'), inAd(1, undefined)]).toEqual([inStore, inChain]);
  });

  test('is known to change, or not known at all', () => {
    expect(pricesOf([chain, { ...ad, endDay: on(12) }]).changes(1, 'S1')).toBe(true);
    expect(pricesOf([{ ...chain, endDay: on(12) }]).changes(1, 'S1')).toBe(true);
    expect(pricesOf([{ ...chain, endDay: on(9) }]).changes(1, 'S1')).toBe(false);
    expect(pricesOf([{ ...own, storeId: 'S2' }]).changes(1, 'S1')).toBe(false);
  });

  test('is the highest of its stores, where one stands for all', () => {
    const { dearest } = pricesOf([chain, own, { ...own, storeId: 'S2', priceCents: cents(290) }]);
    expect([dearest(1, []), dearest(1, ['S2']), dearest(1, ['S3']), dearest(2, [])]).toEqual([
      310,
      290,
      300,
      undefined,
    ]);
  });

  test('is the chain’s for a household without a store', () => {
    expect(pricesOf([chain, own]).priceAt(1, undefined)).toBe(300);
  });
});
