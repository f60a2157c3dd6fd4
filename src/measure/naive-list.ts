import type { HouseholdHistory } from '../history/household-history.ts';
import { HABIT_DAYS } from '../history/shopping-days.ts';
import type { Day } from '../shared/day.ts';

/** What a list without a model is bound to: the same rules as ours, and the same length. */
export type NaiveRules = {
  /** Day of planning: what was bought from then on could not be known. */
  readonly asOf: Day;
  readonly validFrom: Day;
  readonly validUntil: Day;
  /** Lines of our list. */
  readonly length: number;
  /** What a product is for, as a number; undefined: it may stand on no list. */
  readonly needOf: (productNo: number) => number | undefined;
  /** Needs for which a special speaks: no list has a due line of them. */
  readonly onSpecial: ReadonlySet<number>;
};

/** A product that was bought before the plan; compared by `first`, then `second`, the smaller the better. */
type Ranked = { readonly productNo: number; readonly first: number; readonly second: number };

/** Purchase days of one product before the plan, all of them and those of the last half year. */
type Purchases = {
  readonly count: number;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly recent: number;
};

/** Behind every product that has a gap. */
const NO_GAP = 1e9;

/**
 * The mean-interval rule, which is what a calendar and a pocket calculator give: a product is due on its last day plus its
 * mean gap. First those that are due within the validity, then those that are due the fewest days outside of it; among
 * equals the shorter gap. A product bought once has no gap, and comes behind all others, the newest first.
 *
 * @returns Product numbers, best first, one for each need, at most `length`.
 */
export function meanIntervalList(history: HouseholdHistory, rules: NaiveRules): number[] {
  const { validFrom, validUntil } = rules;
  return choose(history, rules, ({ count, firstDay, lastDay }) => {
    if (count < 2) return { first: NO_GAP, second: -lastDay };
    const gap = (lastDay - firstDay) / (count - 1);
    const due = lastDay + gap;
    return { first: Math.max(0, validFrom - due, due - validUntil), second: gap };
  });
}

/**
 * The favourites, the usual benchmark of basket prediction: the products with the most purchase days of the last half year,
 * among equals the newest. Harder to beat than the mean interval.
 *
 * Source: "P-TopFreq" in M. Li et al., "A Next Basket Recommendation Reality Check" (2021).
 *
 * @returns As {@link meanIntervalList}.
 */
export function favouritesList(history: HouseholdHistory, rules: NaiveRules): number[] {
  return choose(history, rules, ({ recent, lastDay }) =>
    recent === 0 ? undefined : { first: -recent, second: -lastDay },
  );
}

function choose(
  history: HouseholdHistory,
  { asOf, length, needOf, onSpecial }: NaiveRules,
  rank: (purchases: Purchases) => Omit<Ranked, 'productNo'> | undefined,
): number[] {
  if (length === 0) return [];
  const ranked: Ranked[] = [];
  history.productNos.forEach((productNo, place) => {
    const purchases = purchasesBefore(history, place, asOf);
    const by = purchases.count === 0 ? undefined : rank(purchases);
    if (by !== undefined) ranked.push({ productNo, ...by });
  });
  ranked.sort((a, b) => a.first - b.first || a.second - b.second || a.productNo - b.productNo);
  const needs = new Set(onSpecial);
  const chosen: number[] = [];
  for (const { productNo } of ranked) {
    const need = needOf(productNo);
    if (need === undefined || needs.has(need)) continue;
    needs.add(need);
    chosen.push(productNo);
    if (chosen.length === length) break;
  }
  return chosen;
}

function purchasesBefore(history: HouseholdHistory, place: number, asOf: Day): Purchases {
  const start = history.starts[place] ?? 0;
  let end = history.starts[place + 1] ?? 0;
  while (end > start && (history.days[end - 1] ?? 0) >= asOf) end--;
  let recentFrom = end;
  while (recentFrom > start && (history.days[recentFrom - 1] ?? 0) >= asOf - HABIT_DAYS) recentFrom--;
  return {
    count: end - start,
    firstDay: history.days[start] ?? 0,
    lastDay: history.days[end - 1] ?? 0,
    recent: end - recentFrom,
  };
}
