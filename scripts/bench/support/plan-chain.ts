import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, type Day, day, formatDay } from '../../../src/shared/day.ts';
import { Dice } from '../../simulate/random.ts';

/** The day of the plan. */
export const AS_OF = day(20_758);
export const PRODUCTS_PER_HOUSEHOLD = 150;
export const OFFERS = 500;

const [NEEDS, PER_NEED, DEPARTMENTS, CATEGORIES] = [400, 12, 12, 80] as const;
const PRODUCTS = NEEDS * PER_NEED;
const STORES = 8;
const TRIPS = 44;
const WEEKS = 52;
const FUNDERS = 60;
const BLOCK_BYTES = 1 << 20;

/** Feeds of a chain in our own columns. */
export type ChainFiles = {
  readonly masters: readonly (readonly [feed: string, path: string])[];
  readonly scans: string;
};

/**
 * A chain for its size alone: so many households with so many products each, bought once to fifteen
 * times within a year, against {@link OFFERS} offers of sixty funders. Three of five offers have a budget, one of four a total:
 * about half of what would be asked for.
 */
export function planChain(
  dir: string,
  households: number,
  seed: number,
  productsPerHousehold = PRODUCTS_PER_HOUSEHOLD,
): ChainFiles {
  mkdirSync(dir, { recursive: true });
  const write = (name: string, header: string, rows: Iterable<string>): string => {
    const path = join(dir, `${name}.csv`);
    writeRows(path, header, rows);
    return path;
  };
  return {
    masters: [
      [
        'stores',
        write(
          'stores',
          'store_id,name,state',
          range(STORES).map((no) => `${no + 1},Store ${no + 1},WI`),
        ),
      ],
      [
        'products',
        write(
          'products',
          'product_id,description,brand,label,department,category,need,size',
          range(PRODUCTS).map(productRow),
        ),
      ],
      [
        'prices',
        write(
          'prices',
          'product_id,price',
          range(PRODUCTS).map((no) => `${idOf(no)},${money(priceCents(no))}`),
        ),
      ],
      [
        'offers',
        write(
          'offers',
          'offer_id,funder_id,kind,value,products,issue_start,issue_end,redeem_start,redeem_end,limit_transaction,budget,limit_total,audience',
          range(OFFERS).map((no) => offerRow(no, households)),
        ),
      ],
      [
        'households',
        write(
          'households',
          'household_id,card_ids,home_store_id,mail_consent',
          map(households, (no) => `H${no},${cardOf(no)},${(no % STORES) + 1},yes`),
        ),
      ],
    ],
    scans: write(
      'scans',
      'store_id,register_id,transaction_id,timestamp,card_id,product_id,quantity,net_amount',
      receipts(households, seed, productsPerHousehold),
    ),
  };
}

function* receipts(households: number, seed: number, productsPerHousehold: number): Generator<string> {
  const dice = new Dice(seed);
  let transaction = 1;
  for (let household = 0; household < households; household++) {
    const baskets: number[][] = range(TRIPS).map(() => []);
    const products = new Set<number>();
    // Everybody buys of the first needs most.
    while (products.size < productsPerHousehold) products.add(Math.floor(PRODUCTS * dice.unit() ** 1.5));
    for (const product of products) {
      const times = 1 + Math.floor(14 * dice.unit() ** 6);
      for (let time = 0; time < times; time++) baskets[dice.below(TRIPS)]?.push(product);
    }
    for (const [trip, basket] of baskets.entries()) {
      if (basket.length === 0) continue;
      const on = addDays(AS_OF, -1 - Math.floor((trip * 7 * WEEKS) / TRIPS) - dice.below(6));
      const head = `${(household % STORES) + 1},1,${transaction++},${formatDay(on)} 10:00,${cardOf(household)},`;
      for (const product of new Set(basket)) yield `${head}${idOf(product)},1,${money(priceCents(product))}`;
    }
  }
}

function productRow(no: number): string {
  const need = Math.floor(no / PER_NEED);
  const brand = no % PER_NEED < 3 ? 'Own' : `Brand ${(need * 7 + (no % PER_NEED)) % 90}`;
  const label = brand === 'Own' ? 'private' : 'national';
  return `${idOf(no)},Item ${no},${brand},${label},Department ${need % DEPARTMENTS},Category ${need % CATEGORIES},need ${need},1 lb`;
}

/** On two products of one brand in one need; mostly in the needs that many buy. */
function offerRow(no: number, households: number): string {
  const need = no % NEEDS;
  const first = need * PER_NEED + 3 + (no % 4);
  const valueCents = 25 * (1 + (no % 8));
  const wanted = Math.ceil(households / 20);
  const budget = no % 5 < 3 ? money(Math.ceil(wanted * valueCents * 0.5)) : '';
  const total = no % 4 === 3 ? String(Math.ceil(wanted * 0.5)) : '';
  const audience = (['any', 'any', 'rival', 'switcher', 'loyal', 'new'] as const)[no % 6];
  const window = [-7, 35, -7, 80].map((days) => formatDay(addDays(AS_OF, days))).join(',');
  return `D${no},F${no % FUNDERS},cents_off,${money(valueCents)},${idOf(first)}|${idOf(first + 1)},${window},1,${budget},${total},${audience}`;
}

function idOf(no: number): string {
  return `P${no}`;
}

function cardOf(household: number): string {
  return `48${String(household).padStart(8, '0')}`;
}

function priceCents(no: number): number {
  return 250 + ((no * 37) % 900);
}

function money(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, no) => no);
}

function* map(count: number, of: (no: number) => string): Generator<string> {
  for (let no = 0; no < count; no++) yield of(no);
}

function writeRows(path: string, header: string, rows: Iterable<string>): void {
  writeFileSync(path, `${header}\n`);
  const handle = openSync(path, 'a');
  let block = '';
  for (const row of rows) {
    block += `${row}\n`;
    if (block.length < BLOCK_BYTES) continue;
    writeSync(handle, block);
    block = '';
  }
  writeSync(handle, block);
  closeSync(handle);
}

export function configOf(asOf: Day): string {
  return `product_ids = "opaque"\n\n[plan]\ndrop_anchor = ${formatDay(asOf)}\n`;
}
