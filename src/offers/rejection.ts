import type { Cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import type { Suppression } from './household-view.ts';
import type { BookedOffer } from './offer-book.ts';
import type { Relation } from './segment.ts';

/** Why an offer that concerns what a household buys is none for its list. */
export type RejectionReason =
  | 'store'
  | 'audience'
  | 'used-up'
  | 'tapered-out'
  | 'not-due'
  | 'in-ad'
  | 'no-price'
  | 'no-saving'
  | 'above-price'
  | 'fatigue'
  | Suppression;

/** A rule that keeps an offer off, with the figures that it went by. */
export type Misfit = {
  readonly reason: RejectionReason;
  /** What it would have been on. */
  readonly productNo?: number;
  readonly relation?: Relation;
  /** P(buys it while the list is good). */
  readonly probability?: number;
  readonly regularCents?: Cents | undefined;
  /** Applications that the household has had; or purchases since it first had it, of what is tapered out. */
  readonly times?: number;
  /** Last day on which it rests. */
  readonly until?: Day;
};

export type Rejection = Misfit & { readonly offer: BookedOffer };
