import { type Cents, cents, formatCents } from '../../src/shared/cents.ts';
import { addDays, type Day, formatDay, parseDay } from '../../src/shared/day.ts';
import { writeFeed } from '../simulate/text.ts';
import { commonest, compare, manufacturerName, medianCents, type Product } from './catalog.ts';
import { isSensitive, restrictionOf } from './classify.ts';
import { readTable } from './source.ts';

/** One coupon of one campaign. */
export type Offer = {
  readonly offerId: string;
  readonly couponUpc: string;
  readonly funderId: string;
  readonly products: readonly string[];
  readonly category: string;
  readonly valueCents: Cents;
  readonly firstDay: Day;
  readonly lastDay: Day;
};

export type Offers = {
  /** By campaign, then coupon, ascending. */
  readonly offers: readonly Offer[];
  /** Coupons of which no product may carry an offer, none is known, or none was ever sold at a price. */
  readonly left: number;
};

/** Face values that are seen on coupons, in cents. */
const FACE_VALUES = [25, 35, 50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 750, 1000];
/** The share of a product's price that a face value aims at; coupons come to a quarter to a third of the price. */
const VALUE_SHARE = 0.25;
/** Customary in clearing: eight cents a coupon. */
const HANDLING_FEE = '0.08';

/** The day on which to plan: of late November, the one on which most campaigns can still be mailed. */
export const PLAN_DAY = '2017-11-29';
/** From the day of planning to the last day of its lists, with the program's own settings: 4 days' lead, 14 days' life. */
const LAST_LIST_DAY = 4 + 14 - 1;

/**
 * One offer per campaign and coupon. Windows are the campaign's own. The source has no values: each is the face value
 * nearest to a quarter of the median price of its products, and below that price. The funder is the manufacturer of most
 * of its products. Products that the law keeps from offers, and sensitive ones, are left out.
 */
export async function readOffers(
  dir: string,
  products: ReadonlyMap<string, Product>,
  prices: ReadonlyMap<string, Cents>,
): Promise<Offers> {
  const windows = await readWindows(dir);
  const coupons = new Map<string, { campaign: string; upc: string; products: Set<string> }>();
  for await (const row of readTable(dir, 'coupons')) {
    const [campaign, upc] = [row('campaign_id'), row('coupon_upc')];
    const key = `${campaign}-${upc}`;
    const coupon = coupons.get(key) ?? { campaign, upc, products: new Set<string>() };
    coupons.set(key, coupon);
    coupon.products.add(row('product_id'));
  }
  const offers: Offer[] = [];
  for (const { campaign, upc, products: ids } of coupons.values()) {
    const window = windows.get(campaign);
    const offered = [...ids].sort(compare).flatMap((id) => products.get(id) ?? []);
    const offer =
      window && makeOffer(`${campaign}-${upc}`, upc, offered.filter(mayCarryOffer), prices, window);
    if (offer !== undefined) offers.push(offer);
  }
  offers.sort((a, b) => a.firstDay - b.firstDay || compareIds(a.offerId, b.offerId));
  return { offers, left: coupons.size - offers.length };
}

type Window = { readonly firstDay: Day; readonly lastDay: Day };

async function readWindows(dir: string): Promise<Map<string, Window>> {
  const windows = new Map<string, Window>();
  for await (const row of readTable(dir, 'campaign_descriptions')) {
    const [firstDay, lastDay] = [parseDay(row('start_date')), parseDay(row('end_date'))];
    if (firstDay !== undefined && lastDay !== undefined)
      windows.set(row('campaign_id'), { firstDay, lastDay });
  }
  return windows;
}

function mayCarryOffer(product: Product): boolean {
  return product.spend && restrictionOf(product) === 'none' && !isSensitive(product);
}

function makeOffer(
  offerId: string,
  couponUpc: string,
  products: readonly Product[],
  prices: ReadonlyMap<string, Cents>,
  window: Window,
): Offer | undefined {
  const price = medianCents(products.flatMap(({ productId }) => prices.get(productId) ?? []));
  const valueCents = price === undefined ? undefined : faceValue(price);
  if (valueCents === undefined) return undefined;
  return {
    offerId,
    couponUpc,
    funderId: commonest(count(products.map(({ manufacturerId }) => manufacturerId))),
    products: products.map(({ productId }) => productId),
    category: commonest(count(products.map(({ category }) => category))),
    valueCents,
    ...window,
  };
}

/** `undefined` for a price that even the least face value is not below. */
function faceValue(price: Cents): Cents | undefined {
  const aim = price * VALUE_SHARE;
  const below = FACE_VALUES.filter((value) => value < price);
  const [first, ...rest] = below;
  if (first === undefined) return undefined;
  return cents(
    rest.reduce((best, value) => (Math.abs(value - aim) < Math.abs(best - aim) ? value : best), first),
  );
}

function count(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function compareIds(a: string, b: string): number {
  const [campaignA = '', couponA = ''] = a.split('-');
  const [campaignB = '', couponB = ''] = b.split('-');
  return compare(campaignA, campaignB) || compare(couponA, couponB);
}

/** Offers that a list planned on a day can carry: issued then, and redeemable until the list's last day. */
export function liveOn(offers: readonly Offer[], planDay: Day): number {
  return offers.filter(
    ({ firstDay, lastDay }) => firstDay <= planDay && lastDay >= addDays(planDay, LAST_LIST_DAY),
  ).length;
}

/** offers.csv. */
export function writeOffers(path: string, offers: readonly Offer[]): number {
  const columns = [
    'offer_id',
    'offer_code',
    'funder_id',
    'funder_name',
    'kind',
    'value',
    'products',
    'issue_start',
    'issue_end',
    'redeem_start',
    'redeem_end',
    'handling_fee',
    'audience',
    'headline',
  ] as const;
  const rows = offers.map((offer) => ({
    offer_id: offer.offerId,
    offer_code: offer.couponUpc,
    funder_id: offer.funderId,
    funder_name: manufacturerName(offer.funderId),
    kind: 'cents_off',
    value: formatCents(offer.valueCents),
    products: offer.products.join('|'),
    issue_start: formatDay(offer.firstDay),
    issue_end: formatDay(offer.lastDay),
    redeem_start: formatDay(offer.firstDay),
    redeem_end: formatDay(offer.lastDay),
    handling_fee: HANDLING_FEE,
    audience: 'any',
    headline: `Save $${formatCents(offer.valueCents)} on ${offer.category || 'selected items'}`,
  }));
  return writeFeed(path, columns, rows);
}
