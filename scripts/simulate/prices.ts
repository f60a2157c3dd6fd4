import { cents, formatCents } from '../../src/shared/cents.ts';
import { type Day, day, formatDay } from '../../src/shared/day.ts';
import type { Product } from './products.ts';
import { type Dice, STREAM } from './random.ts';
import { type Cell, writeFeed } from './text.ts';

/**
 * Prices of the chain: a regular price that holds for good, a store's own price for a few products, and weekly ads and
 * fortnightly temporary reductions, the same at every store. Ad weeks run Wednesday to Tuesday.
 */
export type PriceBook = {
  /** What a unit (or pound) costs at a store, without any ad. */
  readonly regularCents: (product: Product, storeNo: number) => number;
  /** The ad or reduced price on the day that the book is open at; 0: none. */
  readonly promoCents: (product: Product) => number;
  /** Product numbers on promotion on that day, per need. */
  readonly promoted: (need: string) => readonly Product[];
  /** Turn to a day. */
  readonly openAt: (day: Day) => void;
};

type Promo = {
  readonly type: 'ad' | 'tpr';
  readonly priceCents: number;
  readonly start: Day;
  readonly end: Day;
};

const AD_SHARE = 0.04;
const REDUCED_SHARE = 0.035;
const OWN_PRICE_SHARE = 0.06;
/** Store number (from 0) with its own, higher prices: the one in New York. */
export const DEARER_STORE = 2;
/** Announced prices reach this far beyond the last day of scans. */
const AHEAD_DAYS = 28;

export function openPriceBook(products: readonly Product[], dice: Dice): PriceBook {
  const own = products.map((product) => ownPrice(product, dice));
  let week: number | undefined;
  let promos: (Promo | undefined)[] = [];
  let byNeed = new Map<string, Product[]>();
  return {
    regularCents: (product, storeNo) =>
      (storeNo % 10 === DEARER_STORE ? own[product.no] : undefined) ?? product.priceCents,
    promoCents: (product) => promos[product.no]?.priceCents ?? 0,
    promoted: (need) => byNeed.get(need) ?? [],
    openAt: (today) => {
      if (weekOf(today) === week) return;
      week = weekOf(today);
      promos = products.map((product) => promoOf(product, weekOf(today), dice));
      byNeed = new Map();
      for (const product of products) {
        if (promos[product.no] === undefined) continue;
        byNeed.set(product.item.need, [...(byNeed.get(product.item.need) ?? []), product]);
      }
    },
  };
}

const PRICE_COLUMNS = [
  'store_id',
  'product_id',
  'price',
  'price_type',
  'unit_cost',
  'start_day',
  'end_day',
] as const;

/** The price feed: regular prices without end, own prices of the dearer stores, and each ad and reduction once. */
export function writePrices(
  path: string,
  products: readonly Product[],
  storeIds: readonly string[],
  first: Day,
  last: Day,
  dice: Dice,
): number {
  return writeFeed(path, PRICE_COLUMNS, rows());

  function* rows(): Generator<Partial<Record<(typeof PRICE_COLUMNS)[number], Cell>>> {
    for (const product of products) {
      yield {
        product_id: product.id,
        price: money(product.priceCents),
        price_type: 'regular',
        unit_cost: money(Math.round(product.priceCents * (product.label === 'private' ? 0.62 : 0.74))),
      };
      const own = ownPrice(product, dice);
      if (own === undefined) continue;
      for (const [storeNo, storeId] of storeIds.entries()) {
        if (storeNo % 10 !== DEARER_STORE) continue;
        yield { store_id: storeId, product_id: product.id, price: money(own), price_type: 'regular' };
      }
    }
    // A fortnight's reduction may have begun in the week before the first day.
    for (let week = weekOf(first) - 1; week <= weekOf(day(last + AHEAD_DAYS)); week++) {
      for (const product of products) {
        const promo = promoOf(product, week, dice);
        if (promo === undefined || weekOf(promo.start) !== week || promo.end < first) continue;
        yield {
          product_id: product.id,
          price: money(promo.priceCents),
          price_type: promo.type,
          start_day: formatDay(promo.start),
          end_day: formatDay(promo.end),
        };
      }
    }
  }
}

/** Ad weeks begin on Wednesdays; day 0 was a Thursday. */
function weekOf(today: Day): number {
  return Math.floor((today + 1) / 7);
}

function ownPrice(product: Product, dice: Dice): number | undefined {
  if (!product.spend) return undefined;
  const one = dice.stream(STREAM.product, product.no, 1);
  if (!one.chance(OWN_PRICE_SHARE)) return undefined;
  return product.priceCents + one.pick([10, 20, 30, 50]);
}

/** The promotion of a product in an ad week, if any: an ad of that week, else a reduction of its fortnight. */
function promoOf(product: Product, week: number, dice: Dice): Promo | undefined {
  if (!product.spend || product.restricted !== 'none' || product.item.flags.has('sensitive'))
    return undefined;
  const fortnight = week - ((((week + product.no) % 2) + 2) % 2);
  const adNow = adOf(product, week, dice);
  if (adNow !== undefined) return adNow;
  if (adOf(product, fortnight, dice) !== undefined || adOf(product, fortnight + 1, dice) !== undefined) {
    return undefined;
  }
  const one = dice.stream(STREAM.promo, product.no, 2 * fortnight + 1);
  if (!one.chance(REDUCED_SHARE)) return undefined;
  return promo('tpr', product, 0.1 + 0.12 * one.unit(), fortnight, 14);
}

function adOf(product: Product, week: number, dice: Dice): Promo | undefined {
  const one = dice.stream(STREAM.promo, product.no, 2 * week);
  if (!one.chance(AD_SHARE)) return undefined;
  return promo('ad', product, 0.18 + 0.2 * one.unit(), week, 7);
}

function promo(
  type: Promo['type'],
  product: Product,
  off: number,
  week: number,
  days: number,
): Promo | undefined {
  const priceCents = Math.floor((product.priceCents * (1 - off)) / 10) * 10 + 9;
  if (priceCents >= product.priceCents) return undefined;
  const start = day(week * 7 - 1);
  return { type, priceCents, start, end: day(start + days - 1) };
}

/** Cents as decimal text. */
export function money(amountCents: number): string {
  return formatCents(cents(amountCents));
}
