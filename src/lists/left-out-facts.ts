import type { Suppression } from '../offers/household-view.ts';
import type { Misfit, RejectionReason } from '../offers/rejection.ts';
import type { Day } from '../shared/day.ts';
import type { ProductId } from '../shared/product-id.ts';

/** Why a product is no line of anybody's list. */
export type Unlistable = 'sensitive' | 'recalled' | 'delisted' | 'not-goods' | 'restricted';

/** Why a product that a household buys is no line of its list. */
export type LeftOutDueReason =
  | 'below-minimum'
  | 'same-need'
  | 'on-special'
  | 'no-room'
  | 'gone'
  | Unlistable
  | Suppression;

/** Why an offer that concerns a household is no special of its list. */
export type LeftOutReason =
  | RejectionReason
  | 'given-to-others'
  | 'better-one-on'
  | 'no-room'
  | 'discovery-full'
  | 'enough-saved'
  | 'kept-as-planned';

/** A product that the household buys and that is no line, with the rule that decided it. */
export type LeftOutDue = {
  readonly productId: ProductId;
  readonly need: string;
  readonly probability: number;
  readonly reason: LeftOutDueReason;
  /** What is on the list instead: a product's id, or an offer's. */
  readonly by?: string;
  /** What was muted or suppressed, or the diet, where that is not the product itself. */
  readonly word?: string;
  /** What no store sells any more: the newest day on which anybody bought it. */
  readonly since?: Day;
};

/** The figures that kept an offer off a list: those that its reason goes by. */
export type LeftOutOffer = Pick<Misfit, 'relation' | 'probability' | 'times' | 'until'> & {
  /** What it would have been on. */
  readonly productId?: ProductId;
  readonly regularPriceCents?: number;
  /** What was muted or suppressed, or the diet. */
  readonly word?: string;
  /** Of what could have been on: P(redeemed), what one application saves, and what it was ranked by, in cents. */
  readonly redeemProbability?: number;
  readonly savingCents?: number;
  readonly worthCents?: number;
  /** Applications that would have been set aside, in thousandths. */
  readonly reserveUsesMilli?: number;
  /** The offer that is on for the same thing. */
  readonly by?: string;
};

/** What could have been a line and is none. The likeliest products alone, and offers by reason, to keep it small. */
export type LeftOut = {
  /** The rules in force when it was planned. */
  readonly rules?: {
    readonly minProbability: number;
    readonly offerMinProbability: number;
    readonly dueLines: number;
    readonly specials: number;
  };
  readonly due: readonly LeftOutDue[];
  readonly offers: Readonly<Partial<Record<LeftOutReason, readonly string[]>>>;
  /** By offer; absent: planned before they were kept. */
  readonly figures?: Readonly<Record<string, LeftOutOffer>>;
  /** How many more offers a reason has than are named. */
  readonly offersBeyond?: Readonly<Partial<Record<LeftOutReason, number>>>;
};
