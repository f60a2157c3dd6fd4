import type { HouseholdHistory } from '../history/household-history.ts';
import { countBefore } from '../history/truncate.ts';
import type { Snapshots } from './gaps.ts';
import type { Population } from './population.ts';
import { householdOffset } from './priors.ts';
import { newRenewal, type Renewal } from './renewal.ts';
import { newGaps, type PairGaps, type Rhythm, setRhythm } from './rhythm.ts';
import {
  DECAY_30,
  DECAY_90,
  DECAY_270,
  type Decay,
  decayedCount,
  visitRatePerDay,
  weightAt,
} from './trip-share.ts';

/** All that is known of one pair as of a day: what features are made of. Used again from pair to pair. */
export type PairFacts = Rhythm & {
  horizonDays: number;
  /** Purchase days (k), the last of them, and days since (g >= 1). */
  purchases: number;
  lastDay: number;
  gapDays: number;
  /** Trips since the first purchase, that one included; and since the last one. */
  tripsSinceFirst: number;
  tripsSinceLast: number;
  /** Days since the household bought anything of the product's category (products without one are one category). */
  categoryGapDays: number;
  /** Step 1: decayed counts of the pair's purchases (D) and of the household's trips (N), by half-life in days. */
  bought10: number;
  bought30: number;
  bought90: number;
  bought270: number;
  trips90: number;
  trips270: number;
  /** Visit rates, trips per day. */
  visits30: number;
  visits90: number;
  /** Facts of the product. */
  repeatShare: number;
  households: number;
  recentLines: number;
  trend: number;
  season: number;
};

/** Reads pairs, one household after the other. */
export type PairReader = {
  readonly facts: PairFacts;
  /** Of the pair that was read last. */
  readonly gaps: PairGaps;
  readonly renewal: Renewal;
  /** The household being read. */
  population: Population;
  history: HouseholdHistory;
  snapshots: Snapshots;
  /** Which of the snapshots' days. */
  c: number;
  offset: number;
  trips: number;
  /** Trips before each day from the first trip's on, to the open day. */
  tripsBefore: Int32Array;
  categoryLastDay: Int32Array;
};

export function newPairReader(
  population: Population,
  snapshots: Snapshots,
  window: { readonly leadDays: number; readonly horizonDays: number },
): PairReader {
  return {
    facts: noFacts(window.horizonDays),
    gaps: newGaps(),
    renewal: newRenewal(window.leadDays),
    population,
    history: NOBODY,
    snapshots,
    c: 0,
    offset: Number.NaN,
    trips: 0,
    tripsBefore: new Int32Array(1024),
    categoryLastDay: new Int32Array(population.priors.groups.categoryCount),
  };
}

/** Look at a household as of the day `c` of the reader's snapshots, which have been taken of it. */
export function openHousehold(
  reader: PairReader,
  population: Population,
  history: HouseholdHistory,
  c: number,
): void {
  const { facts, snapshots, categoryLastDay } = reader;
  const { asOf, groups } = population.priors;
  const { tripDays, productNos, starts, days } = history;
  reader.population = population;
  reader.history = history;
  reader.c = c;
  reader.offset = householdOffset(population.priors, history, snapshots, c);
  const trips = countBefore(tripDays, asOf);
  reader.trips = trips;
  countTrips(reader, asOf);
  const counted = (decay: Decay) => decayedCount(decay, tripDays, 0, trips, asOf);
  const tenureDays = asOf - (tripDays[0] ?? asOf);
  facts.trips90 = counted(DECAY_90);
  facts.trips270 = counted(DECAY_270);
  facts.visits30 = visitRatePerDay(DECAY_30, counted(DECAY_30), tenureDays);
  facts.visits90 = visitRatePerDay(DECAY_90, facts.trips90, tenureDays);
  for (let place = 0; place < productNos.length; place++) {
    categoryLastDay[groups.categoryNo[productNos[place] ?? 0] ?? 0] = NEVER;
  }
  for (let place = 0; place < productNos.length; place++) {
    const end = snapshots.ends[c * snapshots.count + place] ?? 0;
    if (end === (starts[place] ?? 0)) continue;
    const category = groups.categoryNo[productNos[place] ?? 0] ?? 0;
    categoryLastDay[category] = Math.max(categoryLastDay[category] ?? NEVER, days[end - 1] ?? 0);
  }
}

/** One walk over the days is as good as two searches for each pair. */
function countTrips(reader: PairReader, asOf: number): void {
  const { history, trips } = reader;
  const firstTrip = history.tripDays[0] ?? asOf;
  const days = asOf - firstTrip + 1;
  if (reader.tripsBefore.length < days) reader.tripsBefore = new Int32Array(2 * days);
  const { tripsBefore } = reader;
  let before = 0;
  for (let trip = 0; trip < trips; trip++) {
    const day = (history.tripDays[trip] ?? 0) - firstTrip;
    for (; before <= day; before++) tripsBefore[before] = trip;
  }
  for (; before < days; before++) tripsBefore[before] = trips;
}

/** Whether the open household had bought its product `place` before the day. */
export function isBought({ snapshots, history, c }: PairReader, place: number): boolean {
  return (snapshots.ends[c * snapshots.count + place] ?? 0) > (history.starts[place] ?? 0);
}

/** The facts of a pair that was bought before the day. They are good until the next call. */
export function readPair(reader: PairReader, place: number): PairFacts {
  const { facts, gaps, population, history, snapshots, tripsBefore, renewal, c } = reader;
  const { priors } = population;
  const { asOf } = priors;
  const { days, tripDays } = history;
  const slot = c * snapshots.count + place;
  const productNo = history.productNos[place] ?? 0;
  const from = history.starts[place] ?? 0;
  const until = snapshots.ends[slot] ?? from;
  const m = until - from - 1;
  const lastDay = days[until - 1] ?? 0;

  gaps.productNo = productNo;
  gaps.offset = reader.offset;
  gaps.count = m;
  gaps.logSum = snapshots.logSum[slot] ?? 0;
  gaps.logSquares = snapshots.logSquares[slot] ?? 0;
  gaps.running = asOf - lastDay;
  setRhythm(facts, renewal, population, gaps, facts.horizonDays);

  facts.purchases = m + 1;
  facts.lastDay = lastDay;
  facts.gapDays = asOf - lastDay;
  const firstTrip = tripDays[0] ?? 0;
  facts.tripsSinceFirst = reader.trips - (tripsBefore[(days[from] ?? 0) - firstTrip] ?? 0);
  facts.tripsSinceLast = reader.trips - (tripsBefore[lastDay + 1 - firstTrip] ?? 0);
  facts.categoryGapDays = asOf - (reader.categoryLastDay[priors.groups.categoryNo[productNo] ?? 0] ?? 0);
  countBought(facts, days, from, until, asOf);
  facts.repeatShare = priors.repeatShare[productNo] ?? 0;
  facts.households = priors.households[productNo] ?? 0;
  facts.recentLines = priors.lines.recent[productNo] ?? 0;
  facts.trend = priors.lines.trend[productNo] ?? 0;
  facts.season = priors.lines.season[productNo] ?? 0;
  return facts;
}

/** The decayed counts of a pair, in one walk. */
function countBought(facts: PairFacts, days: Int32Array, from: number, until: number, asOf: number): void {
  let [in10, in30, in90, in270] = [0, 0, 0, 0];
  for (let at = from; at < until; at++) {
    // A third of the half-life is the third power of the weight: one table stays close at hand.
    const w270 = weightAt(DECAY_270, asOf - (days[at] ?? 0));
    const w90 = w270 * w270 * w270;
    const w30 = w90 * w90 * w90;
    in270 += w270;
    in90 += w90;
    in30 += w30;
    in10 += w30 * w30 * w30;
  }
  facts.bought10 = in10;
  facts.bought30 = in30;
  facts.bought90 = in90;
  facts.bought270 = in270;
}

const NEVER = -(2 ** 31);

const NOBODY: HouseholdHistory = {
  householdNo: -1,
  tripDays: new Int32Array(),
  spendDays: new Int32Array(),
  spendCents: new Float64Array(),
  productNos: new Int32Array(),
  starts: new Int32Array(1),
  days: new Int32Array(),
  quantityMilli: new Int32Array(),
};

function noFacts(horizonDays: number): PairFacts {
  // Not a number until set; and a fraction from the start, or the engine takes the fields for small integers.
  const none = Number.NaN;
  return {
    horizonDays,
    purchases: 0,
    lastDay: 0,
    gapDays: 0,
    tripsSinceFirst: 0,
    tripsSinceLast: 0,
    categoryGapDays: 0,
    bought10: none,
    bought30: none,
    bought90: none,
    bought270: none,
    trips90: none,
    trips270: none,
    visits30: none,
    visits90: none,
    logMean: none,
    rhythm: none,
    alive: none,
    mix: none,
    repeatShare: none,
    households: none,
    recentLines: none,
    trend: none,
    season: none,
  };
}
