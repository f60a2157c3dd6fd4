import type { HouseholdHistory } from '../../history/household-history.ts';
import type { Day } from '../../shared/day.ts';
import { onDayKey, pairKey } from '../sample.ts';
import type { NamedHistory } from '../visit.ts';
import { runOf, type View } from './scorer.ts';

/** Candidates were bought at most so many days before the cut-off. */
const GAP_MAX_DAYS = 365;
/** Judged are households with a trip in so many days before the cut-off. */
const ACTIVE_DAYS = 56;
/** Timing is judged on purchases in so many days from the cut-off on. */
export const TIMING_DAYS = 56;
const NEVER = 1_000_000;

/** Upper limits, in days since a household's first trip. */
export const TENURE_LIMITS = [90, 180, 365, 730] as const;

/** A chain's past, whole, and as it was known on a day. Plain data and pure functions of it. */
export type Past = {
  readonly catalog: View['catalog'];
  /** Of each product, by productNo: an index into `departments`; and the key of its id (`nameKey`). */
  readonly departmentNo: Int32Array;
  readonly departments: readonly string[];
  readonly productKeys: Float64Array;
  /** The last day that is loaded. */
  readonly lastDay: Day;
  /** In order of their keys. */
  readonly households: readonly PastHousehold[];
};

export type PastHousehold = {
  readonly householdId: string;
  readonly key: number;
  readonly whole: HouseholdHistory;
  /** What it had bought before a day; undefined: nothing, or its cards were no household's by then. */
  readonly asOf: (day: Day) => HouseholdHistory | undefined;
};

/** One household at a cut-off: what is asked, and what came. Arrays are parallel to `places`. */
export type Sheet = {
  /** Index of the household in `Past.households`. */
  readonly household: number;
  readonly history: HouseholdHistory;
  /** The candidates: places of their products in the history. */
  readonly places: Int32Array;
  /** 1: bought in the window. */
  readonly bought: Uint8Array;
  readonly positives: number;
  /** Days from the cut-off to the next purchase; {@link NEVER}: none that is loaded. */
  readonly daysToNext: Int32Array;
  /** Whether the {@link TIMING_DAYS} are all loaded: else late purchases would be missing from them. */
  readonly isTimed: boolean;
  /** Orders what is scored alike: drawn by seed, household, product and day. */
  readonly tieKeys: Uint32Array;
  /** Products bought in the window, new ones included. */
  readonly boughtOfAll: number;
  /** Index of its tenure among {@link TENURE_LIMITS}; their number: longer. */
  readonly tenure: number;
};

export type Exam = { readonly view: View; readonly sheets: readonly Sheet[] };

/**
 * A cut-off: what scorers may know, and the questions with their answers.
 *
 * Candidates are pairs bought before, last at most 365 days ago; households are those with one and with a trip in the 56
 * days before: who then does not come counts as having bought nothing.
 */
export function setExam(past: Past, asOf: Day, horizonDays: number, seed: number): Exam {
  const households: NamedHistory[] = [];
  const sheets: Sheet[] = [];
  past.households.forEach((one, household) => {
    const history = one.asOf(asOf);
    if (history === undefined || history.productNos.length === 0) return;
    households.push({ householdId: one.householdId, history });
    const sheet = setSheet(past, { one, household, history }, asOf, horizonDays, seed);
    if (sheet !== undefined) sheets.push(sheet);
  });
  return { view: { window: { asOf, leadDays: 0, horizonDays }, households, catalog: past.catalog }, sheets };
}

type Candidate = {
  readonly one: PastHousehold;
  readonly household: number;
  readonly history: HouseholdHistory;
};

function setSheet(
  { productKeys, lastDay }: Past,
  { one, household, history }: Candidate,
  asOf: Day,
  horizonDays: number,
  seed: number,
): Sheet | undefined {
  if (asOf - (history.tripDays.at(-1) ?? -Infinity) > ACTIVE_DAYS) return undefined;
  const places = Int32Array.from(history.productNos.keys()).filter((place) => {
    const { until } = runOf(history, place);
    return asOf - (history.days[until - 1] ?? 0) <= GAP_MAX_DAYS;
  });
  if (places.length === 0) return undefined;
  const next = nextDays(one.whole, asOf);
  const key = onDayKey(one.key, asOf) ^ Math.imul(seed, 0x9e3779b1);
  const productOf = (place: number) => history.productNos[place] ?? 0;
  const bought = Uint8Array.from(places, (place) =>
    (next.get(productOf(place)) ?? Infinity) < asOf + horizonDays ? 1 : 0,
  );
  const tenureDays = asOf - (history.tripDays[0] ?? asOf);
  return {
    household,
    history,
    places,
    bought,
    positives: bought.reduce((sum, one) => sum + one, 0),
    daysToNext: Int32Array.from(places, (place) => {
      const days = (next.get(productOf(place)) ?? Infinity) - asOf;
      return Math.min(days, NEVER);
    }),
    isTimed: asOf + TIMING_DAYS <= lastDay + 1,
    tieKeys: Uint32Array.from(places, (place) => pairKey(key, productKeys[productOf(place)] ?? 0)),
    boughtOfAll: [...next.values()].filter((day) => day < asOf + horizonDays).length,
    tenure: TENURE_LIMITS.filter((limit) => tenureDays >= limit).length,
  };
}

/** The first purchase day of each product on or after a day, by productNo, of those that have one. */
function nextDays(whole: HouseholdHistory, asOf: Day): Map<number, number> {
  const next = new Map<number, number>();
  whole.productNos.forEach((productNo, place) => {
    const { from, until } = runOf(whole, place);
    let at = until;
    while (at > from && (whole.days[at - 1] ?? 0) >= asOf) at--;
    const day = whole.days[at];
    if (at < until && day !== undefined) next.set(productNo, day);
  });
  return next;
}
