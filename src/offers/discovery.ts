import type { Day } from '../shared/day.ts';
import { type Affinities, type Affinity, isHabit } from './affinity.ts';
import type { CatalogIndex } from './catalog-index.ts';
import type { CandidateHousehold, HouseholdView } from './household-view.ts';
import { type OfferBook, precedes } from './offer-book.ts';
import { purchasesSince, USAGE_DAYS } from './usage.ts';

/** What was not bought for a year is as good as new. */
const LONG_DAYS = 364;
/** Needs that are looked into, those most probably tried first: a list has room for two or three. */
const NEEDS_MAX = 12;

/** Why a household is shown what it does not buy: others who buy what it does, buy this too. */
export type Cause = Affinity & {
  /** What the household buys of the need that speaks: of the products that it may see, the one it will most probably buy. */
  readonly productNo: number;
};

export type Discovery = {
  /** P(a household with these habits buys the need within the window). */
  readonly probability: number;
  /** The surest first. */
  readonly causes: readonly [Cause, ...Cause[]];
};

type DiscoveryContext = {
  readonly book: OfferBook;
  readonly index: CatalogIndex;
  readonly asOf: Day;
  readonly affinities: Affinities;
  readonly trialProbability: (needNo: number) => number;
};

/**
 * The needs that a household never bought, or not for a year, and for which what it buys speaks; by need number. P(it tries one)
 * is that of any household that never bought it, times the largest lift: first purchases are taken to follow habits.
 */
export function discoveriesOf(
  context: DiscoveryContext,
  household: CandidateHousehold,
  view: HouseholdView,
): ReadonlyMap<number, Discovery> {
  if (!household.discovers || context.affinities.size === 0) return NONE;
  const shown = new Map<number, number | undefined>();
  const shownOf = (causeNo: number): number | undefined => {
    if (!shown.has(causeNo)) shown.set(causeNo, usualOf(context, household, view, causeNo));
    return shown.get(causeNo);
  };
  const found: { readonly needNo: number; readonly discovery: Discovery }[] = [];
  for (const [needNo, affinities] of context.affinities) {
    if (!context.book.byNeed.has(needNo) || !isLongAgo(context.asOf, household, view, needNo)) continue;
    const [first, ...others] = affinities.flatMap((affinity): Cause[] => {
      const productNo = view.placesByNeed.has(affinity.causeNo) ? shownOf(affinity.causeNo) : undefined;
      return productNo === undefined ? [] : [{ ...affinity, productNo }];
    });
    if (first === undefined) continue;
    const lift = others.reduce((most, one) => Math.max(most, one.lift), first.lift);
    const probability = Math.min(1, lift * context.trialProbability(needNo));
    if (probability > 0) found.push({ needNo, discovery: { probability, causes: [first, ...others] } });
  }
  found.sort((a, b) => b.discovery.probability - a.discovery.probability || a.needNo - b.needNo);
  return new Map(found.slice(0, NEEDS_MAX).map(({ needNo, discovery }) => [needNo, discovery]));
}

const NONE: ReadonlyMap<number, Discovery> = new Map();

/** The product by which a household knows a need that it buys; undefined: it does not, or may see none of it. */
function usualOf(
  { index, asOf }: DiscoveryContext,
  { history, probabilities, suppression }: CandidateHousehold,
  { placesByNeed }: HouseholdView,
  needNo: number,
): number | undefined {
  let purchases = 0;
  let best: { readonly productNo: number; readonly probability: number } | undefined;
  for (const place of placesByNeed.get(needNo) ?? []) {
    const some = purchasesSince(history, place, asOf - USAGE_DAYS, asOf);
    if (some === 0) continue;
    purchases += some;
    const productNo = history.productNos[place] ?? -1;
    const probability = probabilities[place] ?? 0;
    const isActive = index.catalog.products[productNo]?.status === 'active';
    if (!isActive || suppression(productNo) !== undefined) continue;
    const isBetter =
      best === undefined ||
      probability > best.probability ||
      (probability === best.probability && precedes(index, productNo, best.productNo));
    if (isBetter) best = { productNo, probability };
  }
  return isHabit(purchases) ? best?.productNo : undefined;
}

function isLongAgo(
  asOf: Day,
  { history: { starts, days } }: CandidateHousehold,
  { placesByNeed }: HouseholdView,
  needNo: number,
): boolean {
  return (placesByNeed.get(needNo) ?? []).every(
    (place) => (days[(starts[place + 1] ?? 0) - 1] ?? 0) < asOf - LONG_DAYS,
  );
}
