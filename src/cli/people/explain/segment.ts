import type { SegmentFacts, SpecialFacts } from '../../../lists/planned-list.ts';
import { USAGE_DAYS } from '../../../offers/usage.ts';
import { formatDay } from '../../../shared/day.ts';
import { USAGE } from './words.ts';

/**
 * Why a household is what it is in the need of a special: `a switcher: 5 of its last 10 purchases were of the store's own
 * brand; so since 2026-08-14, before that loyal to Calmol`. undefined: the list was planned before this was kept, the
 * household never bought the need, or the special is on the basket.
 */
export function segmentText({ segment, relation, usage }: SpecialFacts): string | undefined {
  if (segment === undefined) return undefined;
  const { ofMost, purchases, mostBrand, since, before, recentPurchases } = segment;
  const last =
    purchases === 1 ? 'its only purchase was' : `${ofMost} of its last ${purchases} purchases were`;
  const was = before === undefined ? '' : `, before that ${standingText(before.loyalty, before.brand)}`;
  const together =
    relation === 'loyal' && segment.loyalty === 'switcher' ? ", between the offer's brands" : '';
  const loyalty = `${standingText(segment.loyalty, mostBrand)}: ${last} of ${brandText(mostBrand)}; so since ${formatDay(since)}${was}${together}`;
  const times = recentPurchases === 1 ? 'purchase' : 'purchases';
  return `${loyalty}. ${say(usage)}: ${recentPurchases} ${times} in ${USAGE_DAYS} days${usageWas(segment)}`;
}

function usageWas({ usageSince, usageBefore }: SegmentFacts): string {
  if (usageSince === undefined || usageBefore === undefined) return '';
  return `; so since ${formatDay(usageSince)}, before that ${USAGE[usageBefore]}`;
}

function say(usage: SpecialFacts['usage']): string {
  return `${USAGE[usage].slice(0, 1).toUpperCase()}${USAGE[usage].slice(1)}`;
}

function standingText(loyalty: SegmentFacts['loyalty'], brand: string | undefined): string {
  return loyalty === 'switcher' ? 'a switcher' : `loyal to ${brandText(brand ?? '')}`;
}

function brandText(brand: string): string {
  return brand === '' ? "the store's own brand" : brand;
}

/** The same for programs; a brand of the store's own is `null`. */
export function describeSegment({ segment }: SpecialFacts) {
  if (segment === undefined) return null;
  const { before } = segment;
  return {
    loyalty: segment.loyalty,
    most_brand: segment.mostBrand === '' ? null : segment.mostBrand,
    of_most_brand: segment.ofMost,
    of_last_purchases: segment.purchases,
    since: formatDay(segment.since),
    before: before === undefined ? null : { loyalty: before.loyalty, brand: before.brand || null },
    purchases_182_days: segment.recentPurchases,
    usage_since: segment.usageSince === undefined ? null : formatDay(segment.usageSince),
    usage_before: segment.usageBefore ?? null,
  };
}
