import { type Cents, cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import type { OfferTerms } from '../shared/offer-terms.ts';
import { type Relation, valueForSegment } from './segment.ts';
import type { Usage } from './usage.ts';

/** How a household stood when an offer, in whichever version, was first given to it. */
export type Opening = {
  /** First day of that list. */
  readonly since: Day;
  readonly relation: Relation;
  readonly usage: Usage;
};

/** What an offer was to a household before a plan. */
export type OfferPast = {
  /** Applications that it has had, over the offer's life. */
  readonly uses: number;
  /** undefined: it was never given, or to nobody in particular. */
  readonly opening: Opening | undefined;
};

/** Why a household has less of an offer than its segment gets. */
export type Taper = Opening & {
  /** Days since then on which it bought a product of the offer. */
  readonly purchases: number;
  /** Of the value for the segment that it was in when it was first given. */
  readonly percent: number;
};

/** Whether a household has had as much of an offer as one household may. */
export function isUsedUp({ limitHousehold }: OfferTerms, past: OfferPast | undefined): boolean {
  return limitHousehold !== undefined && (past?.uses ?? 0) >= limitHousehold;
}

/**
 * Where a household stands in an offer's {@link OfferTerms.taper}. undefined: where everybody does. Nobody has to be won who was
 * loyal when it was first given, and who lapsed since has to be won anew.
 *
 * @param boughtOn Days on which it bought a product of the offer.
 */
export function taperOf(
  { taper }: OfferTerms,
  opening: Opening | undefined,
  relation: Relation,
  boughtOn: () => ReadonlySet<number>,
  asOf: Day,
): Taper | undefined {
  if (taper === undefined || opening === undefined) return undefined;
  if (opening.relation === 'loyal' || relation === 'lapsed') return undefined;
  const purchases = [...boughtOn()].filter((day) => day >= opening.since && day < asOf).length;
  const percent = taper[Math.min(purchases, taper.length) - 1];
  return percent === undefined ? undefined : { ...opening, purchases, percent };
}

/** The share of its opening value that a household still gets, a fraction of a cent down; 0: the offer is over for it. */
export function taperedValue(terms: OfferTerms, { relation, usage, percent }: Taper): Cents {
  return cents(Math.floor((valueForSegment(terms, relation, usage) * percent) / 100));
}
