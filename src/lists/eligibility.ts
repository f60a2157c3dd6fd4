import type { HouseholdHistory } from '../history/household-history.ts';
import { type NotQualified, qualifies } from '../history/spend.ts';
import type { PreferenceRow, SuppressionRow } from '../ingest/rows.ts';
import { fold } from '../offers/catalog-index.ts';
import type { CatalogProduct } from '../shared/catalog.ts';
import type { Day } from '../shared/day.ts';

/** Why a household gets no list in this plan; the counts of these are reported with it. */
export type NotPlanned = 'unknown-household' | 'suppressed' | NotQualified | 'not-due' | 'nothing-to-say';

export type Standing = { readonly reason: SuppressionRow['reason']; readonly category: string | undefined };

/** What a suppression stops: the list, the letter alone (the list then waits in store), or goods of a category. */
const STOPS: Readonly<Record<SuppressionRow['reason'], 'list' | 'letter' | 'category'>> = {
  opted_out: 'list',
  no_mail: 'letter',
  deceased: 'list',
  moved: 'letter',
  minor: 'list',
  dispute: 'list',
  erasure: 'list',
  test: 'list',
  category: 'category',
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

/** What this household is not to see: suppressed categories, and what it muted or disowned itself. */
export function hiddenBy(
  suppressions: readonly Standing[],
  preferences: readonly PreferenceRow[],
): (product: CatalogProduct) => 'suppressed-category' | 'suppressed-product' | undefined {
  const categories = new Set<string>();
  const products = new Set<string>();
  for (const { reason, category } of suppressions)
    if (reason === 'category' && category !== undefined) categories.add(fold(category));
  for (const { what, value } of preferences) {
    if (what === 'mute_category') categories.add(fold(value));
    if (what === 'mute_product' || what === 'not_mine') products.add(value);
  }
  return (product) => {
    if (products.has(product.productId)) return 'suppressed-product';
    return product.category !== undefined && categories.has(fold(product.category))
      ? 'suppressed-category'
      : undefined;
  };
}

/** The newest word of a household on a matter, of equal days the last; a word without a day counts as oldest. */
export function preferenceOf(
  preferences: readonly PreferenceRow[],
  what: PreferenceRow['what'],
): string | undefined {
  let newest: PreferenceRow | undefined;
  for (const preference of preferences) {
    if (preference.what !== what) continue;
    if (newest === undefined || dayOf(preference) >= dayOf(newest)) newest = preference;
  }
  return newest?.value;
}

function dayOf({ day }: PreferenceRow): number {
  return day ?? Number.NEGATIVE_INFINITY;
}
