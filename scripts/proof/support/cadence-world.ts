import { normalCdf } from '../../../src/cadence/normal.ts';
import type { Dice } from '../../simulate/random.ts';

/** What households use up: one good is one product, unless a scenario says which product stands for it on a day. */
export type Good = {
  /** Median days that one unit lasts the median household. */
  readonly unitDays: number;
  readonly categoryNo: number;
  /** Share of the households that use it. */
  readonly share: number;
};

export type Shopper = {
  readonly householdNo: number;
  /** Chance of a trip, per day. */
  readonly tripRate: number;
  readonly pairs: readonly Pair[];
  readonly tripDays: number[];
  /** Things that are bought on a whim, by their place among them. */
  readonly whims: { readonly place: number; readonly day: number }[];
};

/** A household and a good, with all that the world knows and no model does. */
export type Pair = {
  readonly householdNo: number;
  readonly goodNo: number;
  /** Median days that one unit lasts this household. */
  readonly unitDays: number;
  readonly from: number;
  readonly purchases: { readonly day: number; readonly units: number; readonly productNo: number }[];
  supply: Supply;
  runsOut: number;
  /** It was not bought when it would have been, had it run out by this day. */
  lastedUntil: number;
  dropped: boolean;
  /** P(not given up) when the supply was new, by all that was seen until then. */
  kept: number;
};

/** A supply lasts until `base + days * exp(LASTING_SPREAD * z)`; when `partly`, an unknown share of it is left. */
export type Supply = { readonly base: number; readonly days: number; readonly partly: boolean };

/** How a scenario's world differs from an uneventful one. All of it is deterministic. */
export type Process = {
  readonly goods: readonly Good[];
  /** Products beyond the goods, numbered behind them. */
  readonly moreProducts: number;
  readonly tripRate: (shopper: Pick<Shopper, 'householdNo' | 'tripRate'>, day: number) => number;
  /** The product that a pair buys on the day; undefined: none is sold, or it is not wanted. */
  readonly productOn: (pair: Pick<Pair, 'householdNo' | 'goodNo'>, day: number) => number | undefined;
  /** Units bought, by a uniform number. */
  readonly unitsOf: (goodNo: number, stocksUp: boolean, roll: number) => number;
  /** Days of stock below which the household buys ahead on this day. */
  readonly buysAheadDays: (pair: Pick<Pair, 'householdNo' | 'goodNo'>, day: number) => number;
  /** Factor on the days that what is bought on the day lasts. */
  readonly lasting: (pair: Pick<Pair, 'householdNo' | 'goodNo'>, day: number) => number;
  /** The day on which the household comes back from an absence, if this is one: with a pantry filled elsewhere. */
  readonly returnsOn: (householdNo: number, day: number) => boolean;
  /** The pair's first day; undefined: anyone's. */
  readonly startsOn: (householdNo: number, goodNo: number) => number | undefined;
};

/** Two rhythms of shopping apart: what lasts four days, and what lasts two months. */
const STAPLE_DAYS = [4, 6, 8, 10, 14, 18, 22, 28, 35, 42, 50, 60];
export const STAPLES: readonly Good[] = STAPLE_DAYS.map((unitDays, no) => ({
  unitDays,
  categoryNo: no % 4,
  share: 0.6,
}));
export const WHIMS = 8;

/** Standard deviations of logarithms: of a household's thirst, of a pair's, of how long one and the same unit lasts. */
const HOUSEHOLD_SPREAD = 0.2;
const PAIR_SPREAD = 0.35;
const LASTING_SPREAD = 0.35;
/** Goods are given up after so many days on average. */
const LOYAL_DAYS = 900;
/** Share of pairs that are older than the records. */
const OLD_SHARE = 0.7;

const STREAM = { profile: 101, life: 102, sample: 104 } as const;

/** A world in which nothing happens, with a scenario's goods behind the staples. */
export function uneventful(goods: readonly Good[] = []): Process {
  return {
    goods: [...STAPLES, ...goods],
    moreProducts: 0,
    tripRate: ({ tripRate }) => tripRate,
    productOn: ({ goodNo }) => goodNo,
    unitsOf: () => 1,
    buysAheadDays: () => 0,
    lasting: () => 1,
    returnsOn: () => false,
    startsOn: () => undefined,
  };
}

/** A number of 0 to 1 that a household has for a purpose; always the same. */
export function lot(dice: Dice, purpose: number, householdNo: number): number {
  return dice.stream(STREAM.sample + purpose, householdNo).unit();
}

/** Everybody's life from day 0 until `asOf`. */
export function live(process: Process, dice: Dice, households: number, asOf: number): Shopper[] {
  return Array.from({ length: households }, (_, householdNo) => {
    const shopper = moveIn(process, dice.stream(STREAM.profile, householdNo), householdNo, asOf);
    const one = dice.stream(STREAM.life, householdNo);
    for (let day = 0; day < asOf; day++) liveDay(process, shopper, day, one);
    return shopper;
  });
}

function moveIn(process: Process, one: Dice, householdNo: number, asOf: number): Shopper {
  const tripRate = 0.12 + 0.33 * one.unit();
  const thirst = Math.exp(HOUSEHOLD_SPREAD * one.normal());
  const pairs: Pair[] = [];
  process.goods.forEach(({ unitDays, share }, goodNo) => {
    const own = unitDays * thirst * Math.exp(PAIR_SPREAD * one.normal());
    const [uses, old, start, left] = [one.chance(share), one.chance(OLD_SHARE), one.unit(), one.unit()];
    if (!uses) return;
    const from = process.startsOn(householdNo, goodNo) ?? (old ? 0 : start * asOf);
    const runsOut = from + left * own;
    const supply = { base: from, days: own, partly: true };
    pairs.push({
      ...{ householdNo, goodNo, unitDays: own, from, purchases: [], supply, runsOut },
      ...{ lastedUntil: -1, dropped: false, kept: 1 },
    });
  });
  return { householdNo, tripRate, pairs, tripDays: [], whims: [] };
}

function liveDay(process: Process, shopper: Shopper, day: number, one: Dice): void {
  const { householdNo, pairs } = shopper;
  if (process.returnsOn(householdNo, day)) for (const pair of pairs) refill(pair, day, one);
  if (!one.chance(process.tripRate(shopper, day))) return;
  shopper.tripDays.push(day);
  shopper.whims.push({ place: one.below(WHIMS), day });
  for (const pair of pairs) {
    const units = buysOn(process, pair, day, one);
    if (units === undefined) continue;
    const productNo = process.productOn(pair, day) ?? pair.goodNo;
    pair.purchases.push({ day, units, productNo });
  }
}

function refill(pair: Pair, day: number, one: Dice): void {
  // What is in the pantry now says nothing of how long it was not bought before.
  pair.kept = keptNow(pair, survivalOf(pair));
  pair.supply = { base: day, days: pair.unitDays, partly: true };
  pair.lastedUntil = -1;
  pair.runsOut = drawRunsOut(pair.supply, one);
}

/** P(the supply lasts as long as it was seen to last). */
function survivalOf({ supply: { base, days, partly }, lastedUntil }: Pair): number {
  if (partly || lastedUntil <= base) return 1;
  return normalCdf(-Math.log((lastedUntil - base) / days) / LASTING_SPREAD);
}

/** P(not given up), by Bayes' rule. @param survival Of the supply, for as long as it was seen to last. */
export function keptNow({ kept }: Pair, survival: number): number {
  return kept === 0 ? 0 : (kept * survival) / (kept * survival + 1 - kept);
}

export function drawRunsOut({ base, days, partly }: Supply, one: Dice): number {
  return base + days * (partly ? one.unit() : 1) * Math.exp(LASTING_SPREAD * one.normal());
}

/** What a trip does to a pair. @returns Units, when it is bought. */
export function buysOn(process: Process, pair: Pair, day: number, one: Dice): number | undefined {
  if (day < pair.from || process.productOn(pair, day) === undefined) return undefined;
  const ahead = process.buysAheadDays(pair, day);
  if (pair.dropped || pair.runsOut > day + ahead) {
    pair.lastedUntil = Math.max(pair.lastedUntil, day + ahead);
    return undefined;
  }
  const units = process.unitsOf(pair.goodNo, ahead > 0, one.unit());
  const days = units * pair.unitDays * process.lasting(pair, day);
  pair.supply = { base: Math.max(day, pair.runsOut), days, partly: false };
  pair.runsOut = drawRunsOut(pair.supply, one);
  pair.lastedUntil = -1;
  pair.dropped = one.chance(dropHazard(pair));
  pair.kept = 1 - dropHazard(pair);
  return units;
}

/** P(given up after a purchase): the same number of days for what is bought often and what is bought seldom. */
function dropHazard({ unitDays }: Pair): number {
  return -Math.expm1(-unitDays / LOYAL_DAYS);
}
