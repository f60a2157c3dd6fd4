import type { Cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import type { OfferTerms, Restriction } from '../shared/offer-terms.ts';
import type { ProductId } from '../shared/product-id.ts';

/** The feeds of the contract; each has one row type below and one definition in `feeds/`. */
export const FEEDS = [
  'scans',
  'products',
  'prices',
  'offers',
  'households',
  'stores',
  'aisles',
  'extras',
  'suppressions',
  'preferences',
] as const;
export type Feed = (typeof FEEDS)[number];

export const LINE_TYPES = ['sale', 'return', 'void', 'coupon', 'other'] as const;
export type LineType = (typeof LINE_TYPES)[number];

/** One line of a receipt. Signs are ours, whatever the register's habit: a return or void has minus signs. */
export type ScanRow = {
  readonly storeId: string;
  /** '' when the source names none. */
  readonly registerId: string;
  readonly transactionId: string;
  /** As written; undefined when the source numbers no lines. */
  readonly lineNo: number | undefined;
  readonly day: Day;
  /** Seconds since local midnight; undefined when the source gives a day alone. */
  readonly secondOfDay: number | undefined;
  /** undefined: an anonymous trip. */
  readonly cardId: string | undefined;
  readonly productId: ProductId;
  readonly description: string | undefined;
  /** Thousandths of a unit; negative in a return or void. */
  readonly quantityMilli: number;
  /** Thousandths of the chain's weight unit; undefined when not weighed. */
  readonly weightMilli: number | undefined;
  /** What the shopper paid for the line, signed; undefined: the source does not say. */
  readonly netCents: Cents | undefined;
  readonly discountCents: Cents | undefined;
  /** A duelist offer that the register applied by itself. */
  readonly offerId: string | undefined;
  readonly lineType: LineType;
  /** The list scanned in this transaction. */
  readonly listCode: string | undefined;
};

export type ProductRow = {
  readonly productId: ProductId;
  readonly description: string;
  readonly brand: string | undefined;
  readonly manufacturer: string | undefined;
  readonly label: 'national' | 'private' | undefined;
  readonly department: string | undefined;
  readonly category: string | undefined;
  readonly subcategory: string | undefined;
  readonly need: string | undefined;
  readonly size: string | undefined;
  readonly unit: string | undefined;
  readonly restricted: Restriction;
  readonly sensitive: boolean;
  /** false: fuel, lottery, gift cards, deposits: not spend, not on lists. */
  readonly spend: boolean;
  readonly status: 'active' | 'delisted' | 'recalled';
  /** Ids of products whose place it takes, with `|` between them. */
  readonly replaces: string | undefined;
};

export type PriceRow = {
  /** undefined: every store. */
  readonly storeId: string | undefined;
  readonly productId: ProductId;
  readonly priceCents: Cents;
  readonly priceType: 'regular' | 'ad' | 'tpr';
  readonly unitCostCents: Cents | undefined;
  /** undefined: since ever / until further notice. Both inclusive. */
  readonly startDay: Day | undefined;
  readonly endDay: Day | undefined;
};

export type OfferRow = OfferTerms;

export type HouseholdRow = {
  readonly householdId: string;
  readonly cardIds: readonly string[];
  readonly alternateIds: readonly string[];
  readonly name: string | undefined;
  readonly address1: string | undefined;
  readonly address2: string | undefined;
  readonly city: string | undefined;
  readonly state: string | undefined;
  readonly postalCode: string | undefined;
  readonly country: string | undefined;
  readonly homeStoreId: string | undefined;
  /** BCP 47 primary tag; undefined: the chain's own language. */
  readonly language: string | undefined;
  readonly mailConsent: boolean;
  readonly email: string | undefined;
  /** undefined: the feed does not say. */
  readonly emailConsent: boolean | undefined;
  /** An Intelligent Mail barcode as it was given, be it one or not. */
  readonly imb: string | undefined;
  readonly largePrint: boolean;
  readonly joinedDay: Day | undefined;
};

export type StoreRow = {
  readonly storeId: string;
  readonly name: string | undefined;
  readonly address: string | undefined;
  readonly city: string | undefined;
  readonly state: string | undefined;
  readonly postalCode: string | undefined;
  readonly timezone: string | undefined;
  readonly hours: string | undefined;
};

export type AisleRow = {
  readonly storeId: string;
  readonly category: string;
  readonly aisle: string | undefined;
  /** Place in the walking order of the store. */
  readonly sort: number;
};

/** Value tiers, the best first. */
export const TIERS = ['gold', 'silver', 'bronze'] as const;

export type ExtraRow = {
  readonly extraId: string;
  readonly kind: 'recipe' | 'meal_plan' | 'tip' | 'nutrition' | 'service';
  readonly title: string;
  readonly body: string | undefined;
  readonly needs: readonly string[];
  /** Empty: for everybody. */
  readonly tiers: readonly (typeof TIERS)[number][];
  readonly language: string | undefined;
  readonly startDay: Day | undefined;
  readonly endDay: Day | undefined;
};

export const SUPPRESSION_REASONS = [
  'opted_out',
  'no_mail',
  'deceased',
  'moved',
  'minor',
  'dispute',
  'erasure',
  'test',
  'category',
] as const;

export type SuppressionRow = {
  readonly householdId: string;
  readonly reason: (typeof SUPPRESSION_REASONS)[number];
  /** Only with reason `category`. */
  readonly category: string | undefined;
  readonly startDay: Day | undefined;
  readonly endDay: Day | undefined;
};

export const PREFERENCES = [
  'mute_product',
  'mute_category',
  'not_mine',
  'diet',
  'language',
  'large_print',
] as const;

/** Before the value of a preference that takes an earlier one back. */
export const TAKES_BACK = 'end:';

export type PreferenceRow = {
  readonly householdId: string;
  readonly what: (typeof PREFERENCES)[number];
  /** A product id is canonical. Behind {@link TAKES_BACK}: this one no longer; '': none of this kind any more. */
  readonly value: string;
  readonly day: Day | undefined;
};

/** Which row type each feed yields. */
export type RowOf = {
  scans: ScanRow;
  products: ProductRow;
  prices: PriceRow;
  offers: OfferRow;
  households: HouseholdRow;
  stores: StoreRow;
  aisles: AisleRow;
  extras: ExtraRow;
  suppressions: SuppressionRow;
  preferences: PreferenceRow;
};
