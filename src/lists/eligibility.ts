import type { HouseholdHistory } from '../history/household-history.ts';
import { type NotQualified, qualifies } from '../history/spend.ts';
import type { SuppressionRow } from '../ingest/rows.ts';
import type { Day } from '../shared/day.ts';

/** Why a household gets no list in this plan; the counts of these are reported with it. */
export type NotPlanned =
  | 'unknown-household'
  | 'suppressed'
  | 'house-card'
  | NotQualified
  | 'held'
  | 'lapsed'
  | 'not-due'
  | 'nothing-to-say';

/** `merged`: another household gets the list, since this one is part of it. */
type StandingReason = SuppressionRow['reason'] | 'merged';

export type Standing = { readonly reason: StandingReason; readonly category: string | undefined };

/** What a suppression stops: the list, the letter alone (the list then waits in store), or goods of a category. */
const STOPS: Readonly<Record<StandingReason, 'list' | 'letter' | 'category'>> = {
  opted_out: 'list',
  no_mail: 'letter',
  deceased: 'list',
  moved: 'letter',
  minor: 'list',
  dispute: 'list',
  erasure: 'list',
  test: 'list',
  category: 'category',
  merged: 'list',
};

export type EligibilityRule = {
  readonly unknownHouseholds: boolean;
  readonly thresholdCents: number;
  readonly weeks: number;
  readonly minHistoryWeeks: number;
};

export type Eligibility =
  | { readonly tag: 'planned'; readonly weeklySpendCents: number }
  | { readonly tag: 'not-planned'; readonly reason: NotPlanned };

/** Whether a household is to have a list at all, its drop apart. */
export function judgeEligibility(
  household: { readonly known: boolean },
  history: HouseholdHistory,
  suppressions: readonly Standing[],
  asOf: Day,
  rule: EligibilityRule,
): Eligibility {
  if (!household.known && !rule.unknownHouseholds) return { tag: 'not-planned', reason: 'unknown-household' };
  if (suppressions.some(({ reason }) => STOPS[reason] === 'list')) {
    return { tag: 'not-planned', reason: 'suppressed' };
  }
  const spend = qualifies(history, asOf, rule);
  return spend.qualifies
    ? { tag: 'planned', weeklySpendCents: spend.weeklySpendCents }
    : { tag: 'not-planned', reason: spend.reason };
}

/** Whether a letter may go out; asked again by whoever prints later, so what stops the list stops its letter too. */
export function mayMail(mailConsent: boolean, suppressions: readonly Standing[]): boolean {
  return mailConsent && suppressions.every(({ reason }) => STOPS[reason] === 'category');
}

/**
 * Whether an e-mail may go out, asked of whoever is sent one. A household that moved away can still read it; one that wants no mail
 * did not say of which kind.
 */
export function mayEmail(consents: boolean, suppressions: readonly Standing[]): boolean {
  return consents && suppressions.every(({ reason }) => STOPS[reason] === 'category' || reason === 'moved');
}

/** What the suppressions of today make of a list that was planned before them. */
export type Suppressed =
  | { readonly tag: 'stopped'; readonly reason: StandingReason }
  | { readonly tag: 'goes-out'; readonly mail: boolean };

/**
 * Whether a planned list may still go out, and by mail. Asked again by whoever prints or releases, since suppression is
 * checked last: it only ever takes away. Categories are not asked for again; they were left out when it was planned.
 *
 * @param suppressions The household's, as its cycle has to mind them now.
 */
export function suppressedNow(
  list: { readonly mail: boolean },
  suppressions: readonly Standing[],
): Suppressed {
  const stopping = suppressions.find(({ reason }) => STOPS[reason] === 'list');
  if (stopping !== undefined) return { tag: 'stopped', reason: stopping.reason };
  return { tag: 'goes-out', mail: mayMail(list.mail, suppressions) };
}
