import type { Cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import type { OfferTerms } from '../shared/offer-terms.ts';
import type { ProductId } from '../shared/product-id.ts';
import type { RefuseReason, RejectReason } from './reasons.ts';

/** One line of the basket as the lane sends it, after the lane's own price changes. */
export type BasketLine = {
  readonly lineNo: number;
  readonly productId: ProductId;
  /** Thousandths of a unit, or of the weight unit for weighed goods; negative where the line takes something back. */
  readonly quantityMilli: number;
  readonly unitPriceCents: Cents;
  readonly amountCents: Cents;
};

/** What a lane asks. Store, register, day and transaction are its key: the same on every retry. */
export type RedemptionRequest = {
  readonly storeId: string;
  readonly registerId: string;
  readonly transactionId: string;
  readonly day: Day;
  readonly listCode: string | undefined;
  readonly cardId: string | undefined;
  readonly lines: readonly BasketLine[];
  /** A manager says that specials are to be given although a rule of the store is against it. */
  readonly override?: Override;
};

/** Who lets it pass, and why: both are reported. */
export type Override = { readonly managerId: string; readonly reason: string };

/** One offer on the list that was found. */
export type IssuedOffer = {
  readonly issuedOfferId: number;
  /** Line of the list. */
  readonly lineNo: number;
  readonly terms: OfferTerms;
  /**
   * The value printed, by segment, in the meaning of `terms.valueCents`: cents off, or the price of `new_price` and
   * `multi_price`. Not the saving. `percent_off`, `bogo` and `free_item` have none and ignore it.
   */
  readonly faceValueCents: Cents;
  readonly state: 'open' | 'reserved' | 'redeemed' | 'expired' | 'withdrawn';
  /** The products it applies to, as they were when it was issued; empty for `basket_off`. */
  readonly productIds: ReadonlySet<string>;
  /** Products that neither count towards a least basket nor share a `basket_off`; see offers/selectors.ts. */
  readonly outsideBasketIds: ReadonlySet<string>;
  /** undefined: the funder set no budget. May be 0 or less: the paper is honoured, at the store's charge. */
  readonly funderBudgetLeftCents: Cents | undefined;
  /**
   * Applications left of the offer's total; absent: none is set, or it is not known, as to a lane agent, whose redemptions the
   * office splits anew. May be 0 or less: the paper is honoured, and the funder pays for no more than these.
   */
  readonly funderUsesLeft?: number | undefined;
  /** Applications left to the household; undefined: no bound but the transaction's. */
  readonly householdUsesLeft: number | undefined;
  /** Which transaction has it, where one has. */
  readonly usedBy?: UsedBy;
};

/** Where an issued offer was spent: all that a second lane is told of the first. */
export type UsedBy = { readonly storeId: string; readonly registerId: string; readonly day: Day };

/**
 * How a redemption stands. `reserved`: its offers are held until it is committed or voided, or until the time is over and
 * nothing was tendered: then it has `lapsed`, and comes back only if nobody took its offers meanwhile.
 */
export type RedemptionState = 'reserved' | 'lapsed' | 'committed' | 'voided';

/** An earlier answer to the same lane key. */
export type RecordedAnswer = {
  readonly contentHash: string;
  readonly state: RedemptionState;
  readonly answer: Redeemed;
};

/** What the store knows, read in the transaction that will write the decision. */
export type Facts = {
  readonly recorded: RecordedAnswer | undefined;
  /** The list of the code; without a code, or where the card goes before the list, the live list of the card's household. */
  readonly list:
    | {
        readonly listId: string;
        readonly householdId: string;
        readonly validFrom: Day;
        /** Last day, inclusive. */
        readonly validUntil: Day;
        readonly state: 'live' | 'withdrawn';
        /**
         * A backup was brought back, and what this list was used for since it was taken may be missing: nothing is taken
         * until that is settled. Absent: all is known.
         */
        readonly unsettled?: true;
      }
    | undefined;
  /** The scanned list is another household's, and the card goes before it: `list` is the card's own. Absent: it is not so. */
  readonly isSetAside?: true;
  /** undefined: no card was given, or no household has it. */
  readonly cardHouseholdId: string | undefined;
  /** The code's keyed digits are right. Of no meaning without a code. */
  readonly codeIsOurs: boolean;
  /** Products of the basket that must not be sold; known whether or not a list was found. */
  readonly recalledIds: ReadonlySet<string>;
  readonly offers: readonly IssuedOffer[];
};

export type CheckoutConfig = {
  /** Days after a list's last day on which it is still honoured; past an offer's own last day the store pays. */
  readonly graceDays: number;
  /**
   * A list scanned with the card of another household: refuse it, pay it out to whoever holds the paper, or set it aside
   * and take the card's own list.
   */
  readonly listOfOtherHousehold: 'refuse' | 'allow' | 'card';
  /** What one transaction may take off by a manager's word, in cents. 0: nothing. */
  readonly overrideCapCents: Cents;
  /** Of what stands on the receipt where an offer has no headline; absent: English. */
  readonly language?: 'en' | 'es';
};

/** Cents off one line of the basket; `amountCents` = `funderCents` + `storeCents` > 0. */
export type Discount = {
  readonly lineNo: number;
  readonly productId: ProductId;
  readonly offerId: string;
  readonly offerVersion: number;
  readonly issuedOfferId: number;
  /** How much of the line carries the discount. */
  readonly quantityMilli: number;
  readonly amountCents: Cents;
  readonly funderCents: Cents;
  readonly storeCents: Cents;
  readonly receiptText: string;
};

/** An issued offer that this transaction spends: the sum of its discounts. */
export type SpentOffer = {
  readonly issuedOfferId: number;
  readonly offerId: string;
  readonly offerVersion: number;
  /** How often it was applied; counts against the household's and the offer's limits. */
  readonly applications: number;
  readonly amountCents: Cents;
  readonly funderCents: Cents;
  readonly storeCents: Cents;
};

/** An offer of the list that takes nothing, and stays as it was. */
export type Refused = {
  readonly issuedOfferId: number;
  readonly lineNo: number;
  readonly offerId: string;
  readonly offerVersion: number;
  readonly reason: RefuseReason;
  /** Of one that was used: by which transaction. */
  readonly usedBy?: UsedBy;
};

export type Redeemed = {
  readonly listId: string;
  /** By basket line, then by offer. */
  readonly discounts: readonly Discount[];
  readonly spent: readonly SpentOffer[];
  readonly refused: readonly Refused[];
  readonly totalCents: Cents;
  /** What of it came off only by a manager's word; the store pays it. Absent: nothing. */
  readonly overrideCents?: Cents;
};

/** What a lane is told; in every case also what of its basket must not be sold. */
export type Decision = Answer & {
  /** Numbers of basket lines on recalled products, ascending; absent: none. */
  readonly recalled?: readonly number[];
};

type Answer =
  | ({ readonly tag: 'redeemed' } & Redeemed)
  /** A retry: the first answer, whatever has happened to list, offers and budgets since. */
  | ({ readonly tag: 'already-recorded'; readonly state: Exclude<RedemptionState, 'voided'> } & Redeemed)
  | { readonly tag: 'rejected'; readonly reason: RejectReason; readonly refused: readonly Refused[] };
