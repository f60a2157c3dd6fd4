import type { Cents } from './cents.ts';
import type { Day } from './day.ts';

export const OFFER_KINDS = [
  'cents_off',
  'percent_off',
  'new_price',
  'multi_price',
  'free_item',
  'bogo',
  'basket_off',
] as const;
export type OfferKind = (typeof OFFER_KINDS)[number];

export const AUDIENCES = ['any', 'loyal', 'switcher', 'rival', 'lapsed', 'new'] as const;
export type Audience = (typeof AUDIENCES)[number];

export const RESTRICTIONS = [
  'none',
  'alcohol',
  'tobacco',
  'infant_formula',
  'rx',
  'lottery',
  'milk',
] as const;
export type Restriction = (typeof RESTRICTIONS)[number];

export const STACKS = ['exclusive', 'with_store', 'any'] as const;
export type Stack = (typeof STACKS)[number];

/** What an offer applies to, as the feed wrote it: a product id, or a group to be looked up in the product feed. */
export type ProductSelector = {
  readonly by: 'product' | 'category' | 'brand' | 'need';
  readonly value: string;
};

/** One version of one offer: everything that decides what it is worth, to whom and when. Immutable once printed. */
export type OfferTerms = {
  readonly offerId: string;
  readonly version: number;
  /** The funder's own reference, for clearing. */
  readonly offerCode: string | undefined;
  readonly funderId: string;
  readonly funderName: string | undefined;
  readonly kind: OfferKind;
  /**
   * Money of the kind: cents off per application (`cents_off`, `basket_off`), the price of one unit (`new_price`), the
   * price of `buyQuantity` units together (`multi_price`: 2 for 5.00 is 500 with buyQuantity 2). 0 for the other kinds.
   */
  readonly valueCents: Cents;
  /** `percent_off`: hundredths of a percent, 1..10000 (25 % is 2500). 0 for the other kinds. */
  readonly percentBasisPoints: number;
  /** Most that one application may take off (`percent_off`, `free_item`, `bogo`); undefined: no bound. */
  readonly maxValueCents: Cents | undefined;
  /** Units of the offer's products to be bought for one application; at least 1. `bogo`/`free_item`: the paid units. */
  readonly buyQuantity: number;
  /** Amount of the offer's products to be bought, if the feed asks for one. */
  readonly buyAmountCents: Cents | undefined;
  /**
   * `cents_off`, `percent_off`, `new_price`: weight of the offer's products to be bought, in thousandths of the chain's weight
   * unit, as the quantities of weighed goods are; at least 1. Absent: none is asked for.
   */
  readonly buyWeightMilli?: number;
  /** `bogo`, `free_item`: units that come free with `buyQuantity` paid ones (same products); at least 1. */
  readonly getQuantity: number;
  /** Least total of the basket's merchandise, if asked for. */
  readonly minBasketCents: Cents | undefined;
  readonly products: readonly ProductSelector[];
  readonly productsExcluded: readonly ProductSelector[];
  /** Both windows are inclusive. */
  readonly issueStart: Day;
  readonly issueEnd: Day;
  readonly redeemStart: Day;
  readonly redeemEnd: Day;
  /** Most applications within one transaction; at least 1. */
  readonly limitTransaction: number;
  /** Most applications by one household over the offer's life; undefined: one list's worth each time. */
  readonly limitHousehold: number | undefined;
  readonly limitTotal: number | undefined;
  readonly budgetCents: Cents | undefined;
  /** The funder's share of the discount, 0..100 percent; the rest is the store's. */
  readonly funderPercent: number;
  readonly handlingFeeCents: Cents;
  readonly audience: Audience;
  /** `rival/heavy` -> cents; a more exact key wins over `rival/any`, and that over {@link valueCents}. */
  readonly valuesBySegment: Readonly<Record<string, Cents>>;
  /**
   * `cents_off`: percent of the value for a household that was won, after its first, second, … purchase of the offer's
   * products since the offer was first given to it; the last one holds on. Falling, 0..100; absent: the value stays.
   */
  readonly taper?: readonly number[];
  readonly stack: Stack;
  readonly onVoid: 'restore';
  readonly onReturn: 'restore' | 'consume';
  /** Stores where it holds; empty: every store. */
  readonly stores: readonly string[];
  readonly restricted: Restriction;
  readonly headline: string | undefined;
  readonly legalText: string | undefined;
};

/** One text for a version of an offer: offer ids may have any character, versions are numbers. */
export function versionKey(offerId: string, version: number): string {
  return `${version} ${offerId}`;
}
