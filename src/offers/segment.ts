import type { HouseholdHistory } from '../history/household-history.ts';
import type { Cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import type { OfferTerms } from '../shared/offer-terms.ts';
import type { CatalogIndex } from './catalog-index.ts';
import { type LoyaltyState, loyaltyOf, type Standing } from './loyalty.ts';
import { type NeedPurchases, needPurchases } from './need-purchases.ts';
import { type Usage, type UsageState, type UsageThresholds, usageStateOf } from './usage.ts';

/** Where a household stands towards one offer. */
export type Relation = 'loyal' | 'switcher' | 'rival' | 'lapsed' | 'new';

/** A household in a need: loyalty x usage, and what made them. */
export type Segment = LoyaltyState & UsageState;

/** A household in a need of one offer. The relation takes the offer's brands as one, if it is on several. */
export type OfferStanding = { readonly relation: Relation; readonly segment: Segment };

/** Fewest days without the offer's brand before a household counts as lapsed, and in units of its usual gap. */
const LAPSED_DAYS_MIN = 60;
const LAPSED_GAPS = 4;

/** A household's segments, each worked out when it is first asked for. */
export type Segments = {
  /** undefined: it never bought the need. */
  readonly inNeed: (needNo: number) => Segment | undefined;
  /** @param brandNos The brands of an offer's products in the need. */
  readonly towards: (needNo: number, brandNos: readonly number[]) => OfferStanding | undefined;
};

/** @param placesOf Places in the history of the products of a need. Sensitive products have no need, so no segment. */
export function segmentsOf(
  history: HouseholdHistory,
  placesOf: (needNo: number) => readonly number[] | undefined,
  index: CatalogIndex,
  thresholds: UsageThresholds,
  asOf: Day,
): Segments {
  type InNeed = { readonly purchases: NeedPurchases; readonly segment: Segment };
  const known = new Map<number, InNeed | undefined>();
  const workOut = (needNo: number): InNeed | undefined => {
    const purchases = needPurchases(history, placesOf(needNo) ?? [], index, asOf);
    const loyalty = loyaltyOf(purchases);
    if (loyalty === undefined) return undefined;
    return { purchases, segment: { ...loyalty, ...usageStateOf(thresholds, needNo, purchases.days, asOf) } };
  };
  const inNeed = (needNo: number): InNeed | undefined => {
    if (!known.has(needNo)) known.set(needNo, workOut(needNo));
    return known.get(needNo);
  };
  return {
    inNeed: (needNo) => inNeed(needNo)?.segment,
    towards: (needNo, brandNos) => {
      const found = inNeed(needNo);
      if (found === undefined) return undefined;
      const { purchases, segment } = found;
      const standing = (): Standing =>
        brandNos.length < 2 ? segment : (loyaltyOf(asOneBrand(purchases, brandNos)) ?? segment);
      return { relation: relationTo(standing, purchases, brandNos, asOf), segment };
    },
  };
}

/** An offer on several brands has the purchases of all of them on its side. */
function asOneBrand({ days, brandNos }: NeedPurchases, offered: readonly number[]): NeedPurchases {
  const [one = -1] = offered;
  const entries = days.map((onDay, at) => {
    const brandNo = brandNos[at] ?? -1;
    return { onDay, brandNo: offered.includes(brandNo) ? one : brandNo };
  });
  entries.sort((a, b) => a.onDay - b.onDay || a.brandNo - b.brandNo);
  return { days, brandNos: entries.map(({ brandNo }) => brandNo) };
}

/**
 * The relation of a household to an offer, in a need that it buys. Lapsed comes before loyal: whoever bought nothing but
 * the funder's brand, but none for long, has to be won back. A switcher that never bought the brand is a rival's, too.
 *
 * @param standingOf Costs a walk through all purchases: most households never bought the brands, and are not asked.
 */
function relationTo(
  standingOf: () => Standing,
  purchases: NeedPurchases,
  brandNos: readonly number[],
  asOf: Day,
): Relation {
  const bought = daysOf(purchases, brandNos);
  if (bought === undefined) return 'rival';
  const daysSince = asOf - bought.last;
  if (daysSince > LAPSED_DAYS_MIN && daysSince > LAPSED_GAPS * bought.gapDays) return 'lapsed';
  const { loyalty, brandNo } = standingOf();
  if (loyalty === 'switcher') return 'switcher';
  return brandNo !== undefined && brandNos.includes(brandNo) ? 'loyal' : 'rival';
}

/** When the brands were bought last, and the mean gap between days; 0 with a single one, which tells nothing of a gap. */
function daysOf(
  { days, brandNos }: NeedPurchases,
  wanted: readonly number[],
): { readonly last: number; readonly gapDays: number } | undefined {
  let first: number | undefined;
  let last = 0;
  let count = 0;
  for (let at = 0; at < days.length; at++) {
    const onDay = days[at] ?? 0;
    if (!wanted.includes(brandNos[at] ?? -1) || (count > 0 && onDay === last)) continue;
    first ??= onDay;
    last = onDay;
    count++;
  }
  return first === undefined ? undefined : { last, gapDays: count < 2 ? 0 : (last - first) / (count - 1) };
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
  // Most offers have one value for all, and every household is asked about every offer.
  if (Object.keys(terms.valuesBySegment).length === 0) return undefined;
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
