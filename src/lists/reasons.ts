import type { Relation } from '../offers/segment.ts';

/**
 * Why a line is on a list: a closed vocabulary, each word provable from the household's own purchases and from the facts
 * stored beside the line. The usual gap is the median of its own ({@link usualGapDays}).
 *
 * - `due-now`: the usual gap since the last purchase ends within the list's validity;
 * - `due-late`: the usual gap is over before the list is good, and when it was planned the household had not bought it;
 * - `staple`: bought at least every ten days, six times or more: due in any fortnight;
 * - `bought-before`: none of these, and bought before;
 * - `deal-on-usual`: a special on the very product that the household buys, twice or more, and keeps to no other brand;
 * - `deal-bought-before`: a special on a product that it bought before, and that is none of its usual ones;
 * - `deal-on-need`: a special on something that does the same job as what it buys;
 * - `deal-goes-with`: a special in a need that it never bought, or not for a year; something on this list speaks for it, since those
 *   who buy that buy this more than others do ({@link affinitiesOf} has the least households, share and lift);
 * - `deal-others-buy`: the same, spoken for by something that it buys and that is not on this list;
 * - `deal-to-try`: a special in a need of which it never bought anything, and for which nothing speaks;
 * - `deal-welcome-back`: a special on a product, or a brand, that it used to buy;
 * - `deal-on-basket`: a special on the whole basket;
 * - `taken-over`: a special that a list of an earlier system promised;
 * - `goes-with-list`: a recipe or plan that uses at least three things of the list, or a tip that uses one;
 * - `for-your-tier`: a tip or service for households of this value tier;
 * - `for-everyone`: a tip or service for every household.
 */
export const REASONS = [
  'due-now',
  'due-late',
  'staple',
  'bought-before',
  'deal-on-usual',
  'deal-bought-before',
  'deal-on-need',
  'deal-goes-with',
  'deal-others-buy',
  'deal-to-try',
  'deal-welcome-back',
  'deal-on-basket',
  'taken-over',
  'goes-with-list',
  'for-your-tier',
  'for-everyone',
] as const;
export type Reason = (typeof REASONS)[number];

const STAPLE_GAP_DAYS = 10;
const STAPLE_PURCHASES = 6;
/** Once is no habit. */
const USUAL_PURCHASES = 2;

/** The reason of a due line. Days are day numbers; `gapDays` is the usual gap, undefined after a single purchase. */
export function reasonForDue(facts: {
  readonly purchases: number;
  readonly lastDay: number;
  readonly gapDays: number | undefined;
  readonly validFrom: number;
  readonly validUntil: number;
}): Reason {
  const { purchases, gapDays } = facts;
  // One purchase says nothing about a rhythm of the household's own.
  if (gapDays === undefined) return 'bought-before';
  if (purchases >= STAPLE_PURCHASES && gapDays <= STAPLE_GAP_DAYS) return 'staple';
  const nextDay = facts.lastDay + gapDays;
  if (nextDay < facts.validFrom) return 'due-late';
  return nextDay <= facts.validUntil ? 'due-now' : 'bought-before';
}

/** The reason of a special. */
export function reasonForSpecial(facts: {
  /** undefined: the offer is on the basket. */
  readonly relation: Relation | undefined;
  /** What speaks for a need that it does not buy. */
  readonly discovery?: { readonly onList: boolean } | undefined;
  /** Purchase days of the product shown. */
  readonly purchases: number;
  /** Brands of the offer's products. */
  readonly brands: number;
}): Reason {
  const { relation, discovery, purchases, brands } = facts;
  if (relation === undefined) return 'deal-on-basket';
  if (discovery !== undefined) return discovery.onList ? 'deal-goes-with' : 'deal-others-buy';
  if (relation === 'new') return 'deal-to-try';
  // Of several brands the one that is shown need not be the one that it used to buy.
  if (relation === 'lapsed' && (purchases > 0 || brands === 1)) return 'deal-welcome-back';
  if (purchases === 0) return 'deal-on-need';
  return purchases >= USUAL_PURCHASES && relation !== 'rival' ? 'deal-on-usual' : 'deal-bought-before';
}
