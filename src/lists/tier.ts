import type { HouseholdHistory } from '../history/household-history.ts';
import type { CatalogIndex } from '../offers/catalog-index.ts';
import { addDays, type Day } from '../shared/day.ts';
import { fold } from '../shared/fold.ts';
import type { TierFacts } from './planned-list.ts';

/** How far back a household's worth is read, in weeks: long enough for what is bought once a quarter. */
const WEEKS = 13;

/** What makes a household's tier, over the last {@link WEEKS} weeks. All whole numbers, so that sums know no order. */
export type TierProfile = {
  /** Departments in which it bought. */
  readonly departments: number;
  /** Needs that it met here. */
  readonly needs: number;
  /** Weeks with at least one trip, 0..13. */
  readonly weeks: number;
  /** Spend in steps of about a fifth: four to each doubling. */
  readonly spendClass: number;
};

type Aspect = keyof TierProfile;

/** Most of each that is told apart; the product of the bounds is what a tally can hold at most. */
const BOUNDS: Readonly<Record<Aspect, number>> = { departments: 32, needs: 256, weeks: 16, spendClass: 128 };

/** Breadth (needs, departments) and regularity weigh alike; spend only tells apart those who are much alike in these. */
const WEIGHTS: Readonly<Record<Aspect, number>> = { departments: 3, needs: 3, weeks: 3, spendClass: 1 };
const ASPECTS = ['departments', 'needs', 'weeks', 'spendClass'] as const;

/** Share of the households in the best tier, and in the best two; and how far one may slip before it leaves them. */
const GOLD = { reachedPercent: 20, keptPercent: 25 };
const SILVER = { reachedPercent: 50, keptPercent: 60 };
/** A tier that was reached in one of so many cycles before can be kept. */
const CYCLES_KEPT = 6;

/** Households by profile: one whole number per profile that occurs, whatever the number of households. */
export type TierTally = Map<number, number>;

/** Reads profiles as of a day, or of one before. */
export type TierProfiler = (history: HouseholdHistory, daysBefore?: number) => TierProfile;

export function tierProfiler(index: CatalogIndex, asOf: Day): TierProfiler {
  const departmentNo = numberDepartments(index);
  return (history, daysBefore = 0) => {
    const until = asOf - daysBefore;
    const from = until - WEEKS * 7;
    const needs = new Set<number>();
    const departments = new Set<number>();
    for (const [place, productNo] of history.productNos.entries()) {
      const needNo = index.needNo[productNo] ?? -1;
      if (needNo < 0 || lastDayBefore(history, place, until) < from) continue;
      needs.add(needNo);
      const department = departmentNo[productNo] ?? -1;
      if (department >= 0) departments.add(department);
    }
    return bounded({
      departments: departments.size,
      needs: needs.size,
      weeks: weeksWithTrips(history, from, until),
      spendClass: classOfSpend(spentBetween(history, from, until)),
    });
  };
}

function lastDayBefore({ starts, days }: HouseholdHistory, place: number, until: number): number {
  const start = starts[place] ?? 0;
  for (let at = (starts[place + 1] ?? start) - 1; at >= start; at--) {
    const onDay = days[at] ?? 0;
    if (onDay < until) return onDay;
  }
  return Number.NEGATIVE_INFINITY;
}

function numberDepartments(index: CatalogIndex): Int32Array {
  const numbers = new Map<string, number>();
  const numbered = new Int32Array(index.catalog.products.length).fill(-1);
  for (const product of index.catalog.products) {
    const name = fold(product?.department ?? '');
    if (product === undefined || name === '') continue;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    numbered[product.productNo] = number;
  }
  return numbered;
}

function weeksWithTrips({ tripDays }: HouseholdHistory, from: number, until: number): number {
  const weeks = new Set<number>();
  for (const onDay of tripDays)
    if (onDay >= from && onDay < until) weeks.add(Math.floor((until - 1 - onDay) / 7));
  return weeks.size;
}

function spentBetween({ spendDays, spendCents }: HouseholdHistory, from: number, until: number): number {
  let sumCents = 0;
  for (const [place, onDay] of spendDays.entries())
    if (onDay >= from && onDay < until) sumCents += spendCents[place] ?? 0;
  return sumCents;
}

/** The highest bit of the amount and the two after it. */
function classOfSpend(cents: number): number {
  const amount = Math.min(Math.max(0, Math.round(cents)), 2 ** 31 - 1);
  if (amount < 4) return 0;
  const exponent = 31 - Math.clz32(amount);
  return 4 * exponent + ((amount >> (exponent - 2)) & 3);
}

function bounded(profile: TierProfile): TierProfile {
  const least = (aspect: Aspect): number => Math.min(profile[aspect], BOUNDS[aspect] - 1);
  return {
    departments: least('departments'),
    needs: least('needs'),
    weeks: least('weeks'),
    spendClass: least('spendClass'),
  };
}

export function emptyTierTally(): TierTally {
  return new Map();
}

/** Count one household that qualifies for lists: tiers are among those. */
export function addToTierTally(tally: TierTally, profile: TierProfile): void {
  const key = ASPECTS.reduce((sum, aspect) => sum * BOUNDS[aspect] + profile[aspect], 0);
  tally.set(key, (tally.get(key) ?? 0) + 1);
}

function profileAt(key: number): TierProfile {
  let rest = key;
  const digits = { departments: 0, needs: 0, weeks: 0, spendClass: 0 };
  for (const aspect of [...ASPECTS].reverse()) {
    digits[aspect] = rest % BOUNDS[aspect];
    rest = Math.floor(rest / BOUNDS[aspect]);
  }
  return digits;
}

/**
 * The tier of a household among a chain's.
 *
 * Each aspect counts by rank: twice the households below it plus those level with it, so that its unit does not matter and
 * a chain of few departments needs no other rule than one of many. The score is
 *
 *     3 rank(departments) + 3 rank(needs) + 3 rank(weeks with a trip) + 1 rank(spend)
 *
 * and a household is gold while fewer than 20 % of the households have a higher score, silver while fewer than 50 % have,
 * else bronze. Who spends much in few departments comes below who buys everything here: spend alone moves a household by
 * a tenth of the scale.
 *
 * A household that was gold at one of its last six cycles and has slipped no further than the best 25 % since stays gold, and
 * likewise silver within the best 60 %: a fortnight's holiday costs nobody a tier. What it was then is read from its own
 * history, and held against the chain of today.
 *
 * @param cycleDays Days from one cycle to the next.
 */
export function tierRule(
  tally: TierTally,
  profileOf: TierProfiler,
  asOf: Day,
  cycleDays: number,
): (history: HouseholdHistory) => TierFacts {
  const score = scorer(tally);
  const gold = cutsOf(tally, score, GOLD);
  const silver = cutsOf(tally, score, SILVER);
  const scoreBefore = (history: HouseholdHistory, daysBefore: number): number =>
    score(profileOf(history, daysBefore));
  return (history) => {
    const profile = profileOf(history);
    const { departments, needs, weeks } = profile;
    const now = score(profile);
    for (const [tier, cuts] of [['gold', gold] as const, ['silver', silver] as const]) {
      const cycles = cyclesSinceReached(cuts, now, (cycle) => scoreBefore(history, cycle * cycleDays));
      if (cycles === undefined) continue;
      const kept = cycles === 0 ? {} : { reachedOn: addDays(asOf, -cycles * cycleDays) };
      return { tier, departments, needs, weeks, ...kept };
    }
    return { tier: 'bronze', departments, needs, weeks };
  };
}

type Cuts = { readonly reached: number; readonly kept: number };

/** How many cycles ago the score was high enough, if it was never too low since. */
function cyclesSinceReached(
  { reached, kept }: Cuts,
  now: number,
  before: (cycle: number) => number,
): number | undefined {
  let score = now;
  for (let cycle = 0; score >= kept; score = before(++cycle)) {
    if (score >= reached) return cycle;
    if (cycle === CYCLES_KEPT) return undefined;
  }
  return undefined;
}

/** The least score with which fewer than a share of the households have a higher one. */
function cutsOf(
  tally: TierTally,
  score: (profile: TierProfile) => number,
  { reachedPercent, keptPercent }: typeof GOLD,
): Cuts {
  const cells = [...tally].map(([key, households]) => ({ score: score(profileAt(key)), households }));
  cells.sort((a, b) => b.score - a.score);
  const all = cells.reduce((sum, { households }) => sum + households, 0);
  let above = 0;
  let reached = Number.POSITIVE_INFINITY;
  let kept = Number.POSITIVE_INFINITY;
  for (const cell of cells) {
    if (above * 100 < reachedPercent * all) reached = cell.score;
    if (above * 100 < keptPercent * all) kept = cell.score;
    above += cell.households;
  }
  return { reached, kept };
}

function scorer(tally: TierTally): (profile: TierProfile) => number {
  const ranks = ASPECTS.map((aspect) => ({ aspect, rank: ranksOf(tally, aspect) }));
  return (profile) =>
    ranks.reduce((sum, { aspect, rank }) => sum + WEIGHTS[aspect] * (rank[profile[aspect]] ?? 0), 0);
}

/** Twice the households with less of it, plus those with as much, by value. */
function ranksOf(tally: TierTally, aspect: Aspect): Float64Array {
  const households = new Float64Array(BOUNDS[aspect]);
  for (const [key, count] of tally) {
    const value = profileAt(key)[aspect];
    households[value] = (households[value] ?? 0) + count;
  }
  let below = 0;
  return households.map((level) => {
    const rank = 2 * below + level;
    below += level;
    return rank;
  });
}
