import type { Standing } from '../offers/loyalty.ts';
import type { Segment } from '../offers/segment.ts';
import type { SegmentFacts } from './planned-list.ts';

/** A segment as it is kept with a line: brands by their names, since numbers hold within one data directory alone. */
export function segmentFacts(segment: Segment, brands: readonly string[]): SegmentFacts {
  const { mostBrandNo, ofMost, purchases, since, before, recentPurchases, usageSince, usageBefore } = segment;
  return {
    loyalty: segment.loyalty,
    mostBrand: brands[mostBrandNo] ?? '',
    ofMost,
    purchases,
    since,
    ...(before === undefined ? {} : { before: standingFacts(before, brands) }),
    recentPurchases,
    ...(usageSince === undefined || usageBefore === undefined ? {} : { usageSince, usageBefore }),
  };
}

function standingFacts(
  { loyalty, brandNo }: Standing,
  brands: readonly string[],
): NonNullable<SegmentFacts['before']> {
  return brandNo === undefined ? { loyalty } : { loyalty, brand: brands[brandNo] ?? '' };
}
