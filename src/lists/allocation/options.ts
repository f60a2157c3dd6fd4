import type { Candidate } from '../../offers/candidates.ts';

/**
 * The specials that one household's list may carry, as numbers: one row per candidate, by need, then in the order in which
 * ties are broken. The arrays are buffers: only the first {@link count} entries mean anything, and the next household's
 * come into the same ones.
 *
 * Money is in thousandths of a cent, whole, so that sums over households are exact and know no order.
 */
export type Options = {
  count: number;
  /** 32 bits of the household's id: chance that stays the same. */
  hash: number;
  /** Place of its tier in the rules. */
  tierNo: number;
  /** Of the offer, in the book of the plan. */
  readonly offerNo: Int32Array;
  /** One special per need; an offer on the basket has a number of its own that no need has. */
  readonly needNo: Int32Array;
  /** 1: in a need that the household never bought. */
  readonly isDiscovery: Uint8Array;
  /** What it is worth to the shopper: as a rule what it is expected to save. */
  readonly valueMilli: Int32Array;
  /** P(it redeems) x what one application saves. */
  readonly expectedMilli: Int32Array;
  /** What is set aside of the offer's budget for it, all applications of one list together. */
  readonly reserveMilli: Int32Array;
  /** What is set aside of the offer's total of applications, in thousandths. */
  readonly reserveUsesMilli: Int32Array;
  /** What the line says one saves: what counts towards the tier's value. */
  readonly faceCents: Int32Array;
};

/** What a tier's lists are to hold. */
export type TierRule = {
  readonly slots: number;
  /** Most specials in needs that the household never bought. */
  readonly discoverySlots: number;
  /** The value that all specials of a list together should have: between these two. */
  readonly valueFromCents: number;
  readonly valueToCents: number;
};

/** What each offer has left for this plan, by offer number: infinite where nothing limits it. */
export type Limits = { readonly leftMilli: Float64Array; readonly usesLeftMilli: Float64Array };

/** All that each offer has left, of which a plan gets a part, and what is set aside of it on paper that is out. */
export type Whole = Limits & { readonly openMilli: Float64Array; readonly openUsesMilli: Float64Array };

/**
 * Shadow prices by offer number, >= 0: what a thousandth of a cent of the budget, and a thousandth of an application of the
 * total, are worth elsewhere, in thousandths of a cent.
 */
export type Prices = { readonly perMilli: Float64Array; readonly perUseMilli: Float64Array };

export function noPrices(offers: number): Prices {
  return { perMilli: new Float64Array(offers), perUseMilli: new Float64Array(offers) };
}

/** What a candidate takes of budget and total, at their shadow prices. */
export function chargeMilli(
  { perMilli, perUseMilli }: Prices,
  { offer: { offerNo }, reserveMilli, reserveUsesMilli }: Candidate,
): number {
  return reserveMilli * (perMilli[offerNo] ?? 0) + reserveUsesMilli * (perUseMilli[offerNo] ?? 0);
}

/** Options with room for so many candidates. */
export function emptyOptions(room: number): Options {
  return {
    count: 0,
    hash: 0,
    tierNo: 0,
    offerNo: new Int32Array(room),
    needNo: new Int32Array(room),
    isDiscovery: new Uint8Array(room),
    valueMilli: new Int32Array(room),
    expectedMilli: new Int32Array(room),
    reserveMilli: new Int32Array(room),
    reserveUsesMilli: new Int32Array(room),
    faceCents: new Int32Array(room),
  };
}

/** The options of one household, to be kept. */
export function copyOptions({ count, hash, tierNo, ...columns }: Options): Options {
  return {
    ...{ count, hash, tierNo },
    offerNo: columns.offerNo.slice(0, count),
    needNo: columns.needNo.slice(0, count),
    isDiscovery: columns.isDiscovery.slice(0, count),
    valueMilli: columns.valueMilli.slice(0, count),
    expectedMilli: columns.expectedMilli.slice(0, count),
    reserveMilli: columns.reserveMilli.slice(0, count),
    reserveUsesMilli: columns.reserveUsesMilli.slice(0, count),
    faceCents: columns.faceCents.slice(0, count),
  };
}

/**
 * All households of a plan, always in the same order; `visit` must not keep what it is given.
 *
 * @param every Only those whose hash it divides: a sample, the same each time. Default 1: everybody.
 */
export type Sweep = (visit: (options: Options, householdNo: number) => void, every?: number) => void;
