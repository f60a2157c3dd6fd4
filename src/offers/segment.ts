import type { HouseholdHistory } from '../history/household-history.ts';
import type { CatalogProduct } from '../shared/catalog.ts';
import type { Cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import { fold } from '../shared/fold.ts';
import type { OfferTerms } from '../shared/offer-terms.ts';
import type { CatalogIndex } from './catalog-index.ts';
import type { Usage } from './usage.ts';

/** Where a household stands in a need: the three loyalties of the three-by-three. */
export type Loyalty = 'national-brand' | 'store-brand' | 'switcher';

/** Where a household stands towards one offer. */
export type Relation = 'loyal' | 'switcher' | 'rival' | 'lapsed' | 'new';

/** The share of a household's purchases, in percent, that makes it loyal. */
const LOYAL_PERCENT = 70;

/** Fewest days without the offer's products before a household counts as lapsed, and in units of its usual gap. */
const LAPSED_DAYS_MIN = 60;
const LAPSED_GAPS = 4;

/**
 * A household's loyalty in a need, over its whole history: the store's brands or one national brand with at least
 * {@link LOYAL_PERCENT} of its purchases, else a switcher. Undefined: it never bought the need.
 *
 * A product without a brand is a brand of its own; a label that is not known counts as national.
 */
export function loyaltyIn(
  history: HouseholdHistory,
  needNo: number,
  index: CatalogIndex,
): Loyalty | undefined {
  let all = 0;
  let storeBrands = 0;
  const byBrand = new Map<string, number>();
  for (const [place, productNo] of history.productNos.entries()) {
    const product = index.catalog.products[productNo];
    if (product === undefined || index.needNo[productNo] !== needNo) continue;
    const purchases = (history.starts[place + 1] ?? 0) - (history.starts[place] ?? 0);
    all += purchases;
    if (product.label === 'private') storeBrands += purchases;
    else byBrand.set(brandKey(product), (byBrand.get(brandKey(product)) ?? 0) + purchases);
  }
  if (all === 0) return undefined;
  if (isLoyalShare(storeBrands, all)) return 'store-brand';
  const most = Math.max(0, ...byBrand.values());
  return isLoyalShare(most, all) ? 'national-brand' : 'switcher';
}

/** In integers, so that exactly seven of ten is loyal for every ten. */
function isLoyalShare(some: number, all: number): boolean {
  return some * 100 >= LOYAL_PERCENT * all;
}

function brandKey(product: CatalogProduct): string {
  return product.brand === undefined ? `\n${product.productId}` : fold(product.brand);
}

/** What a household bought in the needs of one offer, over its whole history. */
export type OfferPurchases = {
  /** Purchases (products x days) in the offer's needs. */
  readonly inNeeds: number;
  /** Those of them that are the offer's products, or of the same brand in the same need. */
  readonly ofOffer: number;
  /** Distinct days of the latter, ascending; a function, since few households are asked. */
  readonly offerDays: () => readonly number[];
  /** The last of these days; undefined: none. */
  readonly lastOfferDay: number | undefined;
};

/**
 * The relation of a household to an offer. Lapsed comes before loyal: whoever bought nothing but the funder's brand, but
 * none for long, has to be won back. The usual gap is the mean gap between the days on which it bought the brand.
 */
export function relationTo(purchases: OfferPurchases, asOf: Day): Relation {
  const { inNeeds, ofOffer, lastOfferDay } = purchases;
  if (inNeeds === 0) return 'new';
  if (ofOffer === 0 || lastOfferDay === undefined) return 'rival';
  const daysSince = asOf - lastOfferDay;
  if (daysSince > LAPSED_DAYS_MIN && daysSince > LAPSED_GAPS * usualGapDays(purchases.offerDays())) {
    return 'lapsed';
  }
  return isLoyalShare(ofOffer, inNeeds) ? 'loyal' : 'switcher';
}

/** Mean gap; 0 with a single day, which tells nothing about a gap. */
function usualGapDays(days: readonly number[]): number {
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined || days.length < 2) return 0;
  return (last - first) / (days.length - 1);
}

/**
 * The value that is printed for a household: that of its {@link segmentRule}, else the offer's own.
 *
 * @param relation Undefined for an offer on the basket, to which nobody has a relation: only `any/any` fits.
 */
export function valueForSegment(
  terms: OfferTerms,
  relation: Relation | undefined,
  usage: Usage | undefined,
): Cents {
  const rule = segmentRule(terms, relation, usage);
  return (rule === undefined ? undefined : terms.valuesBySegment[rule]) ?? terms.valueCents;
}

/**
 * The key of the offer that gives a household its value: `rival/heavy`, then `rival/any`, `any/heavy`, `any/any`;
 * undefined: none does. Offers without a money value (`percent_off`, `bogo`, `free_item`) have nothing that a segment could
 * change.
 */
export function segmentRule(
  terms: OfferTerms,
  relation: Relation | undefined,
  usage: Usage | undefined,
): string | undefined {
  if (terms.kind === 'percent_off' || terms.kind === 'bogo' || terms.kind === 'free_item') return undefined;
  const relations = relation === undefined ? ['any'] : [relation, 'any'];
  const usages = usage === undefined ? ['any'] : [usage, 'any'];
  for (const first of relations) {
    for (const second of usages) {
      const rule = `${first}/${second}`;
      if (terms.valuesBySegment[rule] !== undefined) return rule;
    }
  }
  return undefined;
}

/** Whether an offer is meant for a household of this relation. */
export function audienceMatches(terms: OfferTerms, relation: Relation | undefined): boolean {
  return terms.audience === 'any' || terms.audience === relation;
}
