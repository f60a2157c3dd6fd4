import type { ExtraRow, PreferenceRow, TIERS } from '../ingest/rows.ts';
import type { Loyalty } from '../offers/loyalty.ts';
import type { Taper } from '../offers/past.ts';
import type { OfferFacts } from '../offers/price.ts';
import type { Relation } from '../offers/segment.ts';
import type { Usage } from '../offers/usage.ts';
import type { Cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import type { ProductId } from '../shared/product-id.ts';
import type { LeftOut } from './left-out-facts.ts';
import type { KindFacts } from './list-kind.ts';
import type { Reason } from './reasons.ts';

export type Section = 'due' | 'special' | 'extra';
export type Arm = 'treatment' | 'control';

/** What stands beside a line and made it: for the sheet and for `explain`. All of it as known when planned. */
export type LineFacts = {
  readonly size?: string | undefined;
  readonly aisle?: string | undefined;
  readonly aisleSort?: number | undefined;
  /** Purchase days of the product before the plan's day, the newest, and the usual gap: the median of the household's own. */
  readonly purchases?: number;
  readonly lastDay?: Day;
  readonly gapDays?: number;
  /** What its probability was made with: its own gaps and the chain's together. */
  readonly modelGapDays?: number;
  /** Products that it took the place of, and that this household bought: their purchases are among its own. */
  readonly boughtAs?: readonly ProductId[];
  /** Due lines of a need of which the household buys several products. */
  readonly need?: NeedFacts | undefined;
  readonly offer?: SpecialFacts;
  readonly extra?: {
    readonly kind: ExtraRow['kind'];
    readonly body: string | undefined;
    readonly needs: readonly string[];
  };
};

/** How a household buys a need: of the products that it may be shown. */
export type NeedFacts = {
  /** How many of its products it buys. */
  readonly products: number;
  /** Days on which it bought anything of the need, the newest, and the mean gap between them. */
  readonly purchases: number;
  readonly lastDay: Day;
  readonly gapDays: number;
  /** A product of the need that is on the list already, with which this one is usually bought. */
  readonly besideProductId?: ProductId;
};

/** A special's terms as printed, and why this household has it. */
export type SpecialFacts = OfferFacts & {
  readonly headline: string | undefined;
  readonly legalText: string | undefined;
  readonly funderId: string;
  /** What the household is to this offer, and how much it buys of the need; `any` for an offer on the basket. */
  readonly relation: Relation | 'any';
  readonly usage: Usage | 'any';
  /** P(it buys anything of the need), where its redemption goes by that and not by the product's. */
  readonly occasionProbability?: number;
  /** That it is redeemed; and the applications set aside for it, in thousandths. Absent: all that one list may take. */
  readonly redeemProbability?: number;
  readonly reserveUsesMilli?: number;
  /** What made it so; undefined: it never bought the need, or the offer is on the basket. */
  readonly segment?: SegmentFacts;
  /** Of a household that was won: why it gets less than its segment. */
  readonly taper?: Taper;
  /** In a need that it does not buy: what it buys that speaks for it. */
  readonly discovery?: DiscoveryFacts;
  /** true: ranked as if it saved twice as much, since it may win the household back. */
  readonly favoured?: true;
  /** Of an offer on several products. */
  readonly group?: GroupFacts;
};

/**
 * Why a household is shown what it does not buy: households that buy one thing buy another more often than others with as
 * many needs do. Counted over the half year before the plan, two purchases or more of each.
 */
export type DiscoveryFacts = {
  /** What the household buys, as the list or its receipts name it; its need; and whether this list asks for it. */
  readonly productId: ProductId | undefined;
  readonly description: string;
  readonly need: string;
  readonly onList: boolean;
  /** Households that buy both needs, that buy this one, and as many of those as would buy the other by their needs' number alone. */
  readonly households: number;
  readonly buyers: number;
  readonly expected: number;
  /** Households over expected: smoothed towards 1, and its lower bound. */
  readonly lift: number;
  readonly liftAtLeast: number;
};

/** What an offer's products are, where that is short enough for paper; an empty list says nothing. */
export type GroupFacts = {
  readonly products: number;
  readonly brands: readonly string[];
  /** As printed: `5.3 oz`, or `5.3-32 oz` for all between. */
  readonly sizes: readonly string[];
};

/** A household's segment in a need, with the reason. A brand of the store's own has the name `''`. */
export type SegmentFacts = {
  readonly loyalty: Loyalty;
  /** Of so many newest purchases (brands x days), so many were of the brand that has the most. */
  readonly mostBrand: string;
  readonly ofMost: number;
  readonly purchases: number;
  /** The purchase that made it so, and what it was before. */
  readonly since: Day;
  readonly before?: { readonly loyalty: Loyalty; readonly brand?: string };
  /** Purchases (products x days) from which the usage is read, since when it is so, and what it was before. */
  readonly recentPurchases: number;
  readonly usageSince?: Day;
  readonly usageBefore?: Usage;
};

export type PlannedLine = {
  readonly section: Section;
  readonly productId: ProductId | undefined;
  readonly need: string | undefined;
  readonly description: string;
  readonly reason: Reason;
  /** Of a purchase within the list's validity; undefined for lines that are about no product. */
  readonly probability: number | undefined;
  readonly expectedDay: Day | undefined;
  readonly regularPriceCents: Cents | undefined;
  readonly offerId: string | undefined;
  readonly offerVersion: number | undefined;
  /** What one application saves at the printed price. */
  readonly offerValueCents: Cents | undefined;
  /** The value by segment in the meaning of the offer's kind (cents off, or the new price). */
  readonly termsValueCents: Cents | undefined;
  readonly priceWithOfferCents: Cents | undefined;
  readonly facts: LineFacts;
};

/** Who the sheet is for, as printed; kept with the list, so that a later print says the same. */
export type Addressee = {
  readonly name: string | undefined;
  readonly addressLines: readonly string[];
  readonly language: 'en' | 'es';
  readonly largePrint: boolean;
};

/** Who gives us most of their daily needs, over many departments; not only who spends most. */
export type Tier = (typeof TIERS)[number];

/** A household's tier, and what made it. */
export type TierFacts = {
  readonly tier: Tier;
  readonly departments: number;
  readonly needs: number;
  readonly weeks: number;
  /** When it reached a tier that it only keeps by now; undefined: it reaches it still. */
  readonly reachedOn?: Day;
};

/** What a household is to the chain, with the reasons. */
export type HouseholdStanding = { readonly kind: KindFacts; readonly tier: TierFacts };

/** A wish of the household, and what it changed on this list. */
export type Obeyed = {
  readonly what: PreferenceRow['what'];
  readonly value: string;
  readonly day: Day | undefined;
  /** How the sheet and `explain` name what was muted: a product's description, a category, a language. */
  readonly named: string;
  /** true: not to be named on paper, since its mere mention says too much. */
  readonly unspoken?: true;
};

/** One household's list as decided, before it has a number. Lines are in printed order. */
export type PlannedList = {
  readonly householdId: string;
  readonly arm: Arm;
  /** Its drop, 0.., of so many in a cycle. */
  readonly dropNo: number;
  readonly drops: number;
  readonly homeStoreId: string | undefined;
  /** false: no consent to mail; the list waits in store. */
  readonly mail: boolean;
  readonly weeklySpendCents: number;
  readonly tier?: Tier | undefined;
  /** What kind of list it is and its tier, with what they were read from. */
  readonly standing?: HouseholdStanding | undefined;
  readonly obeyed?: readonly Obeyed[] | undefined;
  readonly leftOut?: LeftOut | undefined;
  readonly addressee: Addressee;
  readonly lines: readonly PlannedLine[];
};
