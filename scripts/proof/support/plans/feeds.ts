import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { day, formatDay } from '../../../../src/shared/day.ts';
import type { AnyChain, AnyOffer } from './arbitrary.ts';

export const FIRST_PLAN = 20_600;
export const LEAD_DAYS = 4;
export const VALID_DAYS = 14;
/** State of each store. Milk has a least price in the second's. */
export const STATES = ['WI', 'PA'] as const;

export const categoryOf = (need: number): string => `cat ${need % 3}`;
const householdId = (no: number): string => `H${no}`;
export const cardOf = (no: number): string => `C${no}`;
export const productId = (no: number): string => `P${no}`;
export const offerId = (no: number): string => `D${no}`;
const on = (after: number): string => formatDay(day(FIRST_PLAN + after));

/** `1.05`. */
function money(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

/** The feeds of a chain as files, in the order in which they are taken in. */
export function writeFeeds(chain: AnyChain, dir: string): [feed: string, path: string][] {
  mkdirSync(dir, { recursive: true });
  const feeds: Readonly<Record<string, readonly string[]>> = {
    stores: ['store_id,name,state', ...STATES.map((state, at) => `${at + 1},Store ${at + 1},${state}`)],
    products: [
      'product_id,description,brand,label,department,category,need,size,restricted,sensitive,status,spend',
      ...chain.products.map(({ need, brand, restricted, sensitive, status, spend }, no) =>
        [
          ...[productId(no), `thing ${no}`, brand, brand === 'Own' ? 'private' : 'national'],
          ...[`Department ${need % 2}`, categoryOf(need), `need ${need}`, '1 lb', restricted],
          ...[yes(sensitive), status, yes(spend)],
        ].join(','),
      ),
    ],
    prices: [
      'store_id,product_id,price,price_type,start_day,end_day',
      ...chain.products.map(({ priceCents }, no) => `,${productId(no)},${money(priceCents)},regular,,`),
      ...chain.prices.map(
        ({ product, store, cents, type, from, days }) =>
          `${store === 0 ? '' : store},${productId(product)},${money(cents)},${type},${on(from)},${on(from + days)}`,
      ),
    ],
    households: [
      'household_id,card_ids,home_store_id,mail_consent,large_print',
      ...chain.households.map(
        ({ store, mail, largePrint }, no) =>
          `${householdId(no)},${cardOf(no)},${store},${yes(mail)},${yes(largePrint)}`,
      ),
    ],
    offers: [OFFER_COLUMNS.join(','), ...chain.offers.map((offer, no) => offerRow(offer, no, chain))],
    suppressions: [
      'household_id,reason,category,start_day,end_day',
      ...chain.households.flatMap(({ suppressions }, no) =>
        suppressions.map(
          ({ reason, category, from, days }) =>
            `${householdId(no)},${reason},${reason === 'category' ? categoryOf(category) : ''},${on(from)},${on(from + days)}`,
        ),
      ),
    ],
    preferences: [
      'household_id,what,value,day',
      ...chain.households.flatMap(({ wishes }, no) =>
        wishes.map(
          ({ what, product }) =>
            `${householdId(no)},${what},${what === 'mute_category' ? categoryOf(chain.products[product]?.need ?? 0) : productId(product)},${on(-20)}`,
        ),
      ),
    ],
    scans: [SCAN_COLUMNS, ...scanRows(chain, Number.POSITIVE_INFINITY, 1)],
  };
  return Object.entries(feeds).map(([feed, rows]) => {
    const path = join(dir, `${feed}.csv`);
    writeFileSync(path, `${rows.join('\n')}\n`);
    return [feed, path];
  });
}

const SCAN_COLUMNS = 'store_id,register_id,transaction_id,timestamp,card_id,product_id,quantity,net_amount';

/** Receipts of so many days ago until so many days ago; less than 0 is after the first plan. Old habits have ended by then. */
function scanRows({ households, products }: AnyChain, most: number, least: number): string[] {
  return households.flatMap(({ habits, store }, no) =>
    habits.flatMap(({ product, everyDays, fromDaysAgo, untilDaysAgo }) => {
      const rows: string[] = [];
      const until = untilDaysAgo > 1 ? untilDaysAgo : Number.NEGATIVE_INFINITY;
      for (let ago = fromDaysAgo; ago >= Math.max(until, least); ago -= everyDays)
        if (ago <= most)
          rows.push(
            `${store},1,${no}-${product}-${ago},${on(-ago)} 10:00,${cardOf(no)},${productId(product)},1,${money(products[product]?.priceCents ?? 0)}`,
          );
      return rows;
    }),
  );
}

/** The receipts of the days after the first plan. @returns The file. */
export function writeLaterScans(chain: AnyChain, dir: string, days: number): string {
  const path = join(dir, 'scans-later.csv');
  writeFileSync(path, `${[SCAN_COLUMNS, ...scanRows(chain, 0, 1 - days)].join('\n')}\n`);
  return path;
}

const OFFER_COLUMNS = [
  ...[
    'offer_id',
    'funder_id',
    'kind',
    'value',
    'max_value',
    'buy_quantity',
    'get_quantity',
    'min_basket',
    'products',
  ],
  ...['products_excluded', 'issue_start', 'issue_end', 'redeem_start', 'redeem_end', 'limit_transaction'],
  ...[
    'limit_household',
    'limit_total',
    'budget',
    'funder_percent',
    'audience',
    'values_by_segment',
    'taper',
    'stores',
  ],
];

const FREE = new Set(['bogo', 'free_item']);

function offerRow(offer: AnyOffer, no: number, chain: AnyChain): string {
  const { kind, valueCents, maxCents, segments, taper, product } = offer;
  const one = chain.products[product];
  const isMoney = !FREE.has(kind) && kind !== 'percent_off';
  const selector = {
    product: productId(product),
    products: `${productId(product)}|${productId((product + 1) % chain.products.length)}`,
    category: `cat:${categoryOf(one?.need ?? 0)}`,
    brand: `brand:${one?.brand}`,
    need: `need:need ${one?.need}`,
  }[offer.selector];
  const value =
    kind === 'percent_off' ? String(1 + (valueCents % 90)) : FREE.has(kind) ? '' : money(valueCents);
  return [
    ...[offerId(no), `F${no % 3}`, kind, value, maxCents === null ? '' : money(maxCents)],
    ...[kind === 'multi_price' ? Math.max(2, offer.buy) : offer.buy, offer.get],
    ...[kind === 'basket_off' ? money(Math.max(offer.minBasketCents, valueCents)) : ''],
    ...[kind === 'basket_off' ? '' : selector, offer.excluded === null ? '' : productId(offer.excluded)],
    ...[on(offer.issueFrom), on(offer.issueFrom + offer.issueDays)],
    ...[on(offer.redeemFrom), on(offer.redeemFrom + offer.redeemDays)],
    ...[offer.limitTransaction, offer.limitHousehold ?? '', offer.limitTotal ?? ''],
    ...[offer.budgetCents === null ? '' : money(offer.budgetCents), offer.funderPercent, offer.audience],
    ...[
      isMoney ? segments.map(({ segment, valueCents: some }) => `${segment}=${money(some)}`).join('|') : '',
    ],
    ...[isMoney && (kind === 'cents_off' || kind === 'basket_off') ? taper.join('|') : ''],
    offer.store === 0 ? '' : offer.store,
  ].join(',');
}

function yes(flag: boolean): string {
  return flag ? 'yes' : 'no';
}
