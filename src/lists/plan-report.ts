import type { DiscoveryOfPlan } from './discovery-tally.ts';
import type { NotPlanned } from './eligibility.ts';
import type { Liability } from './liability.ts';
import type { Tier } from './planned-list.ts';

/** What a plan's specials came to as a whole; kept with the cycle. Money in cents. */
export type PlanReport = {
  /** Worth of all lists, and what no plan within the limits can exceed; thousandths of a cent. */
  readonly worthMilli: number;
  readonly boundMilli: number;
  /** Probability with which lists may draw more than an offer has left. */
  readonly risk: number;
  readonly tiers: Readonly<Record<Tier, TierValue>>;
  /** Absent: planned before it was kept. */
  readonly discovery?: DiscoveryOfPlan;
  readonly offers: readonly OfferOfPlan[];
  /** Of the offers that are on lists, by who pays; by their ids. Absent: planned before that was kept. */
  readonly funders?: readonly FunderOfPlan[];
  /** What a person should know of its offers, in words; absent: planned before that was kept. */
  readonly warnings?: readonly string[];
  /** Households without a list, by reason; absent: planned before that was kept. */
  readonly notPlanned?: Readonly<Partial<Record<NotPlanned, number>>>;
};

/** What the specials of a tier's lists save together. */
export type TierValue = {
  readonly lists: number;
  readonly meanCents: number;
  /** What the tier is to get, and the least that counts as reached. */
  readonly targetCents: number;
  readonly fromCents: number;
  readonly toCents: number;
  /** Lists at {@link fromCents} or above. */
  readonly reached: number;
  /** Specials on all of its lists, and how many they had room for; absent: planned before that was kept. */
  readonly specials?: number;
  readonly slots?: number;
};

/** One offer of a plan: what its lists may draw, and what there was. */
export type OfferOfPlan = Liability & {
  readonly offerId: string;
  readonly version: number;
  readonly funderId: string;
  /** Left of budget and total when it was planned, and this plan's part of it; undefined: no limit. */
  readonly leftCents: number | undefined;
  readonly partCents: number | undefined;
  readonly usesLeft: number | undefined;
  readonly usesPart: number | undefined;
  /** What a cent more of its budget would be worth on these lists, in cents. */
  readonly price: number;
  /** The same of one application more of its total. Absent: planned before it was kept. */
  readonly pricePerUse?: number;
  /** It went to some who wanted it and not to others, for want of money or number. */
  readonly contested: boolean;
  /** It is on fewer lists than its expected cost alone would have borne. */
  readonly steppedDown: boolean;
};

/** What the lists of a plan may draw from one funder. A list with two of its offers counts twice. */
export type FunderOfPlan = Pick<Liability, 'lists' | 'faceCents' | 'expectedCents' | 'atRiskCents'> & {
  readonly funderId: string;
  readonly funderName: string | undefined;
  readonly offers: number;
  /** Of its offers that have a budget: what is left of those together, and what they may draw; undefined: none has. */
  readonly leftCents: number | undefined;
  readonly againstBudgetCents: number | undefined;
  readonly steppedDown: readonly string[];
};

/** How far a plan may be from the best one, 0..1; 0 where there is nothing to be had. */
export function gapOf({ worthMilli, boundMilli }: Pick<PlanReport, 'worthMilli' | 'boundMilli'>): number {
  return boundMilli <= 0 ? 0 : Math.max(0, (boundMilli - worthMilli) / boundMilli);
}

/**
 * What an offer's budget and total ask for a special, in the unit of `reserve`: at the prices of the plan, of what is set aside.
 * Infinite where the offer went to others whatever it was worth.
 */
export function chargeAtReport(
  { price, pricePerUse = 0, contested }: Pick<OfferOfPlan, 'price' | 'pricePerUse' | 'contested'>,
  reserve: number,
  reserveUses: number,
): number {
  const charge = price * reserve + pricePerUse * reserveUses;
  return contested && charge === 0 ? Number.POSITIVE_INFINITY : charge;
}
