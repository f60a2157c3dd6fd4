import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed, succeedInTurn } from '../../proof/support/program.ts';

/** A chain with lists in everybody's hands, made by the program's own commands, and what a lane would ask of it. */
export const SPECIALS = 12;
export const DAY = '2026-10-30';
export const STORE = '101';
const PRODUCTS = 600;
const OFFERS = 300;
const BASKET_LINES = 12;
const WINDOW = '2026-10-01,2026-12-31,2026-10-01,2026-12-31';
/** Kinds in turn, as a funder writes them; two units of the product satisfy each. */
const KINDS = [
  'cents_off,0.50,,',
  'percent_off,20,,',
  'new_price,1.50,,',
  'multi_price,3.00,2,',
  'bogo,,1,1',
] as const;

/** Which list and basket the n-th request has: each takes a special that none before it took. */
export type LaneRequest = { readonly list: number; readonly special: number };

/** @param lists How many lists: twelve times as many requests find something to take. */
export async function laneChain(data: string, lists: number): Promise<void> {
  const feeds = `${data}-feeds`;
  mkdirSync(feeds, { recursive: true });
  const write = (name: string, header: string, rows: readonly string[]): string => {
    const path = join(feeds, `${name}.csv`);
    writeFileSync(path, `${header}\n${rows.join('\n')}\n`);
    return path;
  };
  const all = <T>(count: number, of: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => of(n));
  const days = 'issue_start,issue_end,redeem_start,redeem_end';
  const files = {
    products: write(
      'products',
      'product_id,description,brand,category',
      all(PRODUCTS, (n) => `${productOf(n)},Product ${n},Brand ${n % 40},Category ${n % 25}`),
    ),
    prices: write(
      'prices',
      'product_id,price',
      all(PRODUCTS, (n) => `${productOf(n)},${2 + (n % 7)}.49`),
    ),
    households: write(
      'households',
      'household_id,card_ids,name,home_store_id,mail_consent',
      all(lists, (n) => `H${n},${cardOf(n)},Shopper ${n},${STORE},yes`),
    ),
    offers: write(
      'offers',
      `offer_id,funder_id,kind,value,buy_quantity,get_quantity,products,${days},budget,limit_household,on_return`,
      all(OFFERS, (n) => {
        const budget = n % 2 === 0 ? '1000000.00' : '';
        return `D${n},F${n % 20},${KINDS[n % KINDS.length]},${productOf(n)},${WINDOW},${budget},${n % 3 === 0 ? 3 : ''},consume`;
      }),
    ),
  };
  const paper = join(feeds, 'lists.csv');
  writeFileSync(paper, 'household_id,list_code,valid_from,valid_until,offer_id,value\n');
  for (let list = 0; list < lists; list++) {
    const rows = all(
      SPECIALS,
      (n) => `H${list},${codeOf(list)},2026-10-26,2026-11-08,D${offerOf(list, n)},\n`,
    );
    appendFileSync(paper, rows.join(''));
  }
  await succeedInTurn(Object.entries(files).map(([feed, path]) => ['ingest', feed, path, '--data', data]));
  await succeed(['cutover', '--lists', paper, '--by', 'bench', '--data', data]);
}

export function codeOf(list: number): string {
  return `7${String(list).padStart(15, '0')}`;
}

function cardOf(list: number): string {
  return `48${String(list).padStart(8, '0')}`;
}

function productOf(n: number): string {
  return `plu:${1000 + n}`;
}

function offerOf(list: number, special: number): number {
  return (list * 7 + special * 23) % OFFERS;
}

/** The body of a redemption request: twelve lines, one of them on a special of the list. */
export function bodyOf({ list, special }: LaneRequest, transaction: string): string {
  const offer = offerOf(list, special % SPECIALS);
  const others = Array.from(
    { length: BASKET_LINES - 1 },
    (_, n) => OFFERS + ((list * 13 + n * 17) % (PRODUCTS - OFFERS)),
  );
  return requestOf(list, [offer, ...others], transaction);
}

/** The same with so many lines, and all specials of the list among them. */
export function largeBodyOf(list: number, lines: number, transaction: string): string {
  const specials = Array.from({ length: SPECIALS }, (_, n) => offerOf(list, n));
  const others = Array.from({ length: lines - SPECIALS }, (_, n) => OFFERS + (n % (PRODUCTS - OFFERS)));
  return requestOf(list, [...others, ...specials], transaction);
}

function requestOf(list: number, products: readonly number[], transaction: string): string {
  return JSON.stringify({
    store_id: STORE,
    register_id: String(list % 40),
    transaction_id: transaction,
    business_day: DAY,
    // Every third shopper has the card alone.
    ...(list % 3 === 0 ? { card_id: cardOf(list) } : { list_code: codeOf(list) }),
    lines: products.map((product, n) => {
      const price = 200 + 100 * (product % 7) + 49;
      return {
        line_no: n + 1,
        product_id: productOf(product),
        quantity: 2,
        unit_price_cents: price,
        amount_cents: 2 * price,
      };
    }),
  });
}
