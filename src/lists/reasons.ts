/**
 * Why a line is on a list: a closed vocabulary, each word provable from the facts stored beside the line.
 *
 * - `due-now`: the usual gap since the last purchase ends within the list's validity;
 * - `due-late`: the usual gap is over before the list is good, and when it was planned the household had not bought it;
 * - `staple`: bought at least every ten days, six times or more: due in any fortnight;
 * - `bought-before`: none of these, and bought before;
 * - `deal-on-usual`: a special on the very product that the household buys;
 * - `deal-on-need`: a special on something that does the same job as what it buys;
 * - `deal-welcome-back`: a special on something that it used to buy;
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
  'deal-on-need',
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

/** The reason of a due line. Days are day numbers; `gapDays` is the usual gap between purchases. */
export function reasonForDue(facts: {
  readonly purchases: number;
  readonly lastDay: number;
  readonly gapDays: number;
  readonly validFrom: number;
  readonly validUntil: number;
}): Reason {
  if (facts.purchases >= STAPLE_PURCHASES && facts.gapDays <= STAPLE_GAP_DAYS) return 'staple';
  // One purchase says nothing about a rhythm of the household's own.
  if (facts.purchases < 2) return 'bought-before';
  const nextDay = facts.lastDay + facts.gapDays;
  if (nextDay < facts.validFrom) return 'due-late';
  return nextDay <= facts.validUntil ? 'due-now' : 'bought-before';
}
