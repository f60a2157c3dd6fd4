import type { LaneAnswer } from '../checkout/answers.ts';
import type { ReturnRequest } from '../checkout/return.ts';
import type { RedemptionRequest } from '../checkout/types.ts';
import type { Day } from '../shared/day.ts';
import type { ProductId } from '../shared/product-id.ts';
import type { LaneToken } from '../store/ledger/tokens.ts';

/** What a lane or desk asks; each is decided in the ledger. */
export type Ask =
  | {
      readonly act: 'redeem';
      readonly request: RedemptionRequest;
      /** Held now, taken when the lane says that it was paid. */
      readonly isReserved: boolean;
      readonly keyed: boolean;
      readonly operatorId: string | undefined;
    }
  /** Of a reservation: it is being paid, or was. */
  | { readonly act: 'tender' | 'commit'; readonly redemptionId: number; readonly storeId: string }
  | {
      readonly act: 'void';
      readonly redemptionId: number;
      /** Whose redemptions the bearer may touch. */
      readonly storeId: string;
      /** The store's business day now; undefined: not told, and the register keeps the rule. */
      readonly day: Day | undefined;
      readonly by: string;
    }
  | { readonly act: 'return'; readonly request: ReturnRequest; readonly by: string }
  /** What a store did by itself while it could not ask, in its order. */
  | { readonly act: 'forward'; readonly storeId: string; readonly entries: readonly unknown[] };

export type Told =
  | { readonly tag: 'answered'; readonly answer: LaneAnswer; readonly isBadScan: boolean }
  /** It is another store's. */
  | { readonly tag: 'not-yours' }
  /** A bug of ours, in this request alone; nothing of it was written. */
  | { readonly tag: 'failed' };

/** One offer of a list that was looked up. */
export type OfferOnList = {
  readonly offerId: string;
  /** All that it applies to, as on the day on which it was issued; empty: the whole basket. */
  readonly products: readonly string[];
  /** What one application saves at the printed price. */
  readonly valueCents: number;
  readonly state: 'open' | 'reserved' | 'redeemed' | 'expired' | 'withdrawn';
};

export type ListOnPaper = {
  readonly listId: string;
  readonly validFrom: Day;
  readonly validUntil: Day;
  readonly offers: readonly OfferOnList[];
};

/** What the server asks of whoever has the ledger. */
export type Desk = {
  readonly readProduct: (text: string) => ProductId;
  /**
   * Decide what is asked, each as if alone and in this order, and make it durable, all of it or nothing.
   *
   * @returns What to tell, in the same order.
   * @throws Error when nothing was written: the ledger cannot be reached or is full.
   */
  readonly decide: (asked: readonly Ask[]) => readonly Told[];
  /** `forged`: the code fails its keyed digits; `unknown`: nothing of ours that went out has it. */
  readonly lookUp: (listCode: string) => ListOnPaper | 'forged' | 'unknown';
  /** What the screen says of a lane that has scanned several numbers that are none. */
  readonly supervisorText: () => string;
  readonly findToken: (tokenId: number) => LaneToken | undefined;
  /** Whether what was opened is still what lies in the data directory. @throws Error when it cannot be read. */
  readonly check: () => void;
};
