import type { HouseholdHistory } from '../../src/history/household-history.ts';
import type { CandidateHousehold } from '../../src/offers/household-view.ts';
import type { Catalog, CatalogProduct } from '../../src/shared/catalog.ts';
import { type Cents, parseCents } from '../../src/shared/cents.ts';
import { type Day, parseDay } from '../../src/shared/day.ts';
import type { OfferTerms, ProductSelector } from '../../src/shared/offer-terms.ts';
import type { ProductId } from '../../src/shared/product-id.ts';

export function money(text: string): Cents {
  const value = parseCents(text);
  if (value === undefined) throw new Error(`no amount: ${text}`);
  return value;
}

export function date(text: string): Day {
  const value = parseDay(text);
  if (value === undefined) throw new Error(`no day: ${text}`);
  return value;
}

/** `yogurt-a` or `brand:Yummy` as the feed would write it. */
export function selector(text: string): ProductSelector {
  const match = /^(cat|brand|need):(.*)$/.exec(text);
  if (match === null) return { by: 'product', value: text };
  const by = match[1] === 'cat' ? 'category' : match[1] === 'brand' ? 'brand' : 'need';
  return { by, value: match[2] ?? '' };
}

/** One dollar off one unit, funded in full, good all of 2026. */
export function terms(over: Partial<OfferTerms> = {}): OfferTerms {
  return {
    offerId: 'O1',
    version: 1,
    offerCode: undefined,
    funderId: 'F1',
    funderName: undefined,
    kind: 'cents_off',
    valueCents: money('1.00'),
    percentBasisPoints: 0,
    maxValueCents: undefined,
    buyQuantity: 1,
    buyAmountCents: undefined,
    getQuantity: 1,
    minBasketCents: undefined,
    products: [],
    productsExcluded: [],
    issueStart: date('2026-01-01'),
    issueEnd: date('2026-12-31'),
    redeemStart: date('2026-01-01'),
    redeemEnd: date('2026-12-31'),
    limitTransaction: 1,
    limitHousehold: undefined,
    limitTotal: undefined,
    budgetCents: undefined,
    funderPercent: 100,
    handlingFeeCents: money('0'),
    audience: 'any',
    valuesBySegment: {},
    stack: 'exclusive',
    onVoid: 'restore',
    onReturn: 'restore',
    stores: [],
    restricted: 'none',
    headline: undefined,
    legalText: undefined,
    ...over,
  };
}

export type ProductSketch = Partial<Omit<CatalogProduct, 'productNo' | 'productId'>> & { id: string };

export function catalogOf(sketches: readonly ProductSketch[]): Catalog {
  const products = sketches.map(({ id, ...over }, productNo) => ({
    productNo,
    productId: id as ProductId,
    description: id,
    brand: undefined,
    manufacturer: undefined,
    label: undefined,
    department: undefined,
    category: undefined,
    subcategory: undefined,
    need: id,
    size: undefined,
    restricted: 'none' as const,
    sensitive: false,
    spend: true,
    status: 'active' as const,
    known: true,
    ...over,
  }));
  return { products, categoryNo: new Int32Array(products.length).fill(-1), categoryCount: 0 };
}

/** A household by the purchase days of each product number. */
export function historyOf(daysByProduct: Readonly<Record<number, readonly number[]>>): HouseholdHistory {
  const productNos = Object.keys(daysByProduct)
    .map(Number)
    .sort((a, b) => a - b);
  const days = productNos.map((productNo) => [...(daysByProduct[productNo] ?? [])].sort((a, b) => a - b));
  const starts = [0];
  for (const some of days) starts.push((starts.at(-1) ?? 0) + some.length);
  const tripDays = Int32Array.from(new Set(days.flat())).sort();
  return {
    householdNo: 1,
    tripDays,
    spendDays: tripDays,
    spendCents: new Float64Array(tripDays.length).fill(4000),
    productNos: Int32Array.from(productNos),
    starts: Int32Array.from(starts),
    days: Int32Array.from(days.flat()),
    quantityMilli: new Int32Array(days.flat().length).fill(1000),
  };
}

/** `count` purchase days, `gap` days apart, the last of them `before` days before `asOf`. */
export function everyDays(asOf: number, count: number, gap: number, before = 1): readonly number[] {
  return Array.from({ length: count }, (_, back) => asOf - before - back * gap);
}

/** What a household buys by product: how likely it is to, and the days on which it did. */
export type Buys = Readonly<Record<number, { readonly p: number; readonly days: readonly number[] }>>;

/** A household to find candidates for, with nothing in their way. */
export function candidateHousehold(buys: Buys, over: Partial<CandidateHousehold> = {}): CandidateHousehold {
  const history = historyOf(Object.fromEntries(Object.entries(buys).map(([no, { days }]) => [no, days])));
  return {
    history,
    probabilities: Array.from(history.productNos, (productNo) => buys[productNo]?.p ?? 0),
    storeId: 'S1',
    priceOf: () => money('2.99'),
    priceChanges: () => false,
    inAd: () => false,
    pastOf: () => undefined,
    suppression: () => undefined,
    discovers: true,
    restsUntil: () => undefined,
    ...over,
  };
}
