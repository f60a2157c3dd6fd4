import type { Day } from '../shared/day.ts';
import type { HouseholdHistory } from './household-history.ts';

const DAYS_PER_WEEK = 7;

export type QualificationRule = {
  /** Spend per week that a household must exceed, in cents. */
  readonly thresholdCents: number;
  /** Over how many complete weeks the average is taken; at least 1. */
  readonly weeks: number;
  /** How long ago the first trip must be, in weeks. */
  readonly minHistoryWeeks: number;
};

export const NOT_QUALIFIED = ['no-trips', 'short-history', 'no-spend', 'below-threshold'] as const;
export type NotQualified = (typeof NOT_QUALIFIED)[number];

/** `weeklySpendCents` is the average rounded down: for people; the decision does not use it. */
export type Qualification =
  | { readonly qualifies: true; readonly weeklySpendCents: number }
  | { readonly qualifies: false; readonly weeklySpendCents: number; readonly reason: NotQualified };

/**
 * Does a household spend enough to get a list? The trailing weeks are the `weeks * 7` days that end the day before
 * `asOf`. Compared in whole cents over all of them, so that exactly the threshold does not qualify. A household whose
 * amounts are all unknown, or whose refunds eat its spend, has `no-spend`.
 *
 * @throws RangeError when `weeks` is no positive integer.
 */
export function qualifies(history: HouseholdHistory, asOf: Day, rule: QualificationRule): Qualification {
  if (!Number.isInteger(rule.weeks) || rule.weeks < 1) throw new RangeError(`weeks: ${rule.weeks}`);
  const spentCents = spendBetween(history, asOf - rule.weeks * DAYS_PER_WEEK, asOf);
  const weeklySpendCents = Math.floor(spentCents / rule.weeks);
  const reason = shortcoming(history, asOf, rule, spentCents);
  return reason === undefined
    ? { qualifies: true, weeklySpendCents }
    : { qualifies: false, weeklySpendCents, reason };
}

function shortcoming(
  history: HouseholdHistory,
  asOf: Day,
  rule: QualificationRule,
  spentCents: number,
): NotQualified | undefined {
  const firstTrip = history.tripDays[0];
  if (firstTrip === undefined || firstTrip >= asOf) return 'no-trips';
  if (firstTrip > asOf - rule.minHistoryWeeks * DAYS_PER_WEEK) return 'short-history';
  if (spentCents <= 0) return 'no-spend';
  return spentCents > rule.thresholdCents * rule.weeks ? undefined : 'below-threshold';
}

/** Signed cents spent on days in `[from, until)`. */
function spendBetween(history: HouseholdHistory, from: number, until: number): number {
  let sumCents = 0;
  for (const [place, onDay] of history.spendDays.entries()) {
    if (onDay >= from && onDay < until) sumCents += history.spendCents[place] ?? 0;
  }
  return sumCents;
}
