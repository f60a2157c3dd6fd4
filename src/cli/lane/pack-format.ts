import { createHmac, createSecretKey } from 'node:crypto';
import type { CheckoutConfig } from '../../checkout/types.ts';
import type { ProductRules } from '../../shared/product-rules.ts';
import type { LaneToken } from '../../store/ledger/tokens.ts';

export const PACK_SCHEMA = 'duelist.lane-pack/1';

/**
 * The first line of a pack. Behind it a line per offer, list, card and recalled product, and at the end one with the SHA-256 of
 * all lines before it.
 */
export type PackHeader = {
  readonly schema: typeof PACK_SCHEMA;
  readonly store_id: string;
  /** On which it was made, YYYY-MM-DD. */
  readonly day: string;
  /** Days for which the store may go by it. */
  readonly days: number;
  readonly timezone: string | null;
  /** Of the ledger when it was made: what it knows of redemptions. */
  readonly last_redemption_id: number;
  /** Hex. Numbers of lists and cards are in the pack by their digests under it alone. */
  readonly salt: string;
  /** Beginnings of the list codes that it knows: key and week. What begins so and is not in it is no number of ours. */
  readonly prefixes: readonly string[];
  readonly rules: CheckoutConfig;
  readonly offline_cap_cents: number;
  readonly reserve_minutes: number;
  readonly products: ProductRules;
  /** Of the store, by their hashes: its registers ask the agent with the tokens that they have. */
  readonly tokens: readonly LaneToken[];
};

/** A line behind the first. */
export type PackRow =
  | readonly [
      'offer',
      offerNo: number,
      terms: object,
      budgetLeft: number | null,
      products: readonly string[],
      outsideBasket: readonly string[],
    ]
  | readonly [
      'list',
      listId: number,
      digests: readonly string[],
      householdNo: number,
      validFrom: number,
      validUntil: number,
      state: string,
      unsettled: number,
      rights: readonly PackRight[],
    ]
  | readonly ['card', digest: string, householdNo: number]
  | readonly ['recalled', productId: string];

/** One special of a list: see `IssuedOffer` for the value in its terms, `OfferOnList` for what one application saves. */
export type PackRight = readonly [
  issuedOfferId: number,
  lineNo: number,
  offerNo: number,
  termsValueCents: number,
  state: string,
  usesLeft: number | null,
  faceValueCents: number,
];

export type PackTrailer = { readonly rows: number; readonly sha256: string };

/** Of 128 bits: no two numbers of a chain have the same. */
const DIGEST_BYTES = 16;

/** What stands in a pack for the number of a list or card. */
export function packDigest(salt: string, kind: 'list' | 'card', text: string): string {
  return packDigester(salt)(kind, text);
}

/** The same for many numbers under one salt. */
export function packDigester(salt: string): (kind: 'list' | 'card', text: string) => string {
  const key = createSecretKey(Buffer.from(salt, 'hex'));
  return (kind, text) =>
    createHmac('sha256', key)
      .update(`${kind}|${text}`)
      .digest()
      .subarray(0, DIGEST_BYTES)
      .toString('base64url');
}

/** A list code begins with its key and the week of its last day. */
const PREFIX_DIGITS = 3;

export function codePrefix(code: string): string {
  return code.slice(0, PREFIX_DIGITS);
}
