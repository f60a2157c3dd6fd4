/**
 * The model, in one place; its numbers are made up to look like a chain of small-town supermarkets.
 *
 * - A household has a size, perhaps children, a baby, a dog, a cat; an appetite; and needs, each with the need's share of
 *   households times the household's own breadth (`needs.ts`, `assortment.csv`).
 * - A need is used up at a rate: days per usual purchase, over appetite and a spread of its own, faster or slower with its
 *   season. What is left of it is the pantry (`pantry.ts`).
 * - Main trips come every 7, 14, 3.5 or some irregular number of days, most of them on a favourite weekday, with a day's
 *   jitter and a week skipped now and then; small trips come at random (`trips.ts`). Some households join, pause or leave
 *   (`absence.ts`).
 * - On a main trip it buys whatever would run out by about the next one, on a small trip only fresh goods that are out;
 *   sometimes it forgets, or has bought elsewhere. Whoever responds to deals buys before it must, and double, when an ad
 *   or a reduction fits (`shopping.ts`).
 * - In a need it keeps to one national brand, to the store brand, to a product, or it switches. A few whims join.
 * - The register adds coupons, deposits, mistakes and their voids, and writes codes in several forms (`receipt.ts`).
 *   Returns, fuel, lottery, strangers without a card and the cashiers' house card are in `scans.ts`.
 */
import type { Loyalty, Need } from './needs.ts';
import { type Dice, STREAM } from './random.ts';

/** Needs that one household can have: bounds the pantry's memory. */
export const NEEDS_MAX = 32;

export type HouseholdNeed = {
  readonly need: Need;
  readonly loyalty: Loyalty;
  /** Index into the need's products; a switcher's is only where it starts. */
  readonly favourite: number;
  /** Units (pounds) of the favourite that one purchase takes. */
  readonly units: number;
  /** Days that those units last. */
  readonly lastsDays: number;
};

/**
 * Who a household is; all of it follows from the seed and its number, so that it is derived anew at each trip and takes no
 * memory.
 */
export type Profile = {
  readonly size: number;
  readonly has: Readonly<Record<'kids' | 'baby' | 'dog' | 'cat', boolean>>;
  /** Mean days between main trips, and the weekday it prefers (0 = Monday); undefined: any. */
  readonly tripGapDays: number;
  readonly weekday: number | undefined;
  /** Mean days between small trips; Infinity: none. */
  readonly smallGapDays: number;
  /** 0: never looks at a deal, 1: buys by them. */
  readonly dealResponse: number;
  /** Share of its purchases that it makes at another chain. */
  readonly elsewhere: number;
  /** Share of its trips without the card. */
  readonly forgetsCard: number;
  readonly cards: 1 | 2;
  /** Gives the phone number instead of a card now and then. */
  readonly phone: boolean;
  readonly fuel: boolean;
  readonly plays: boolean;
  /** Shops with a card that nobody registered: not in the households feed. */
  readonly unregistered: boolean;
  readonly needs: readonly HouseholdNeed[];
};

/** Use by household size, relative to two people; 1 to 6. Sublinear: people share. */
const USE_BY_SIZE = [0.62, 1, 1.28, 1.5, 1.72, 1.9];
const SIZE_SHARES = [0.28, 0.35, 0.15, 0.13, 0.06, 0.03];

export function deriveProfile(needs: readonly Need[], household: number, dice: Dice): Profile {
  const one = dice.stream(STREAM.profile, household);
  const size = 1 + pickShare(SIZE_SHARES, one.unit());
  const kids = size >= 3 && one.chance(0.75);
  const has = { kids, baby: kids && one.chance(0.16), dog: one.chance(0.36), cat: one.chance(0.26) };
  const rhythm = deriveRhythm(one);
  const habits = {
    dealResponse: [0.04, 0.35, 0.75][pickShare([0.42, 0.35, 0.23], one.unit())] ?? 0,
    elsewhere: one.chance(0.15) ? 0.3 + 0.2 * one.unit() : 0.02,
    forgetsCard: one.chance(0.4) ? 0.06 : 0.01,
    cards: one.chance(0.12) ? (2 as const) : (1 as const),
    phone: one.chance(0.3),
    fuel: one.chance(0.25),
    plays: one.chance(0.12),
    unregistered: one.chance(0.025),
  };
  const breadth = 0.38 + 0.45 * one.unit() + (size >= 3 ? 0.1 : 0);
  const appetite = (USE_BY_SIZE[size - 1] ?? 1) * one.spread(0.3);
  const own: HouseholdNeed[] = [];
  for (const need of needs) {
    const reach = need.only === undefined || need.only === 'kids' ? breadth : 1;
    const wanted =
      one.unit() < Math.min(0.97, need.share * reach) && (need.only === undefined || has[need.only]);
    if (wanted && own.length < NEEDS_MAX) own.push(deriveNeed(need, appetite, rhythm.tripGapDays, size, one));
  }
  return { size, has, ...rhythm, ...habits, needs: own };
}

function deriveRhythm(one: Dice): Pick<Profile, 'tripGapDays' | 'weekday' | 'smallGapDays'> {
  const kind = pickShare([0.58, 0.12, 0.14, 0.16], one.unit());
  const weekday = [3, 4, 5, 6, 5, 6, 0, 1, 2, 4][one.below(10)];
  const smallGapDays = one.chance(0.45) ? 7 + 20 * one.unit() : Number.POSITIVE_INFINITY;
  const irregular = 5 + 6 * one.unit();
  if (kind === 0) return { tripGapDays: 7, weekday, smallGapDays };
  if (kind === 1) return { tripGapDays: 14, weekday, smallGapDays };
  if (kind === 2) return { tripGapDays: 3.5, weekday: undefined, smallGapDays: Number.POSITIVE_INFINITY };
  return { tripGapDays: irregular, weekday: undefined, smallGapDays };
}

function deriveNeed(
  need: Need,
  appetite: number,
  tripGapDays: number,
  size: number,
  one: Dice,
): HouseholdNeed {
  const perOwner = need.only === 'dog' || need.only === 'cat' || need.only === 'baby';
  const use = (perOwner ? 1 : appetite) * one.spread(0.35);
  const loyalty = loyaltyOf(need, one.unit());
  const among = need.favourites[loyalty];
  // Large households take the large size; the first product of a need is the one that most people take.
  const early = Math.floor(one.unit() * one.unit() * among.length);
  const favourite = among[size >= 4 && one.chance(0.5) ? among.length - 1 : early] ?? 0;
  const product = need.products[favourite];
  const usual = product?.item.units ?? 1;
  const onceDays = (need.gapDays * (product?.packFactor ?? 1)) / use;
  // Whoever uses it up before the next main trip takes enough for the time between two.
  const times = Math.min(6, Math.max(1, Math.round(tripGapDays / onceDays)));
  return { need, loyalty, favourite, units: usual * times, lastsDays: onceDays * times };
}

const SWITCHER_SHARE = 0.36;
const PRIVATE_SHARE = 0.22;

function loyaltyOf(need: Need, draw: number): Loyalty {
  if (draw < SWITCHER_SHARE) return 'switcher';
  if (need.favourites.private.length > 0) {
    const only = need.favourites.national.length === 0;
    if (only || draw < SWITCHER_SHARE + PRIVATE_SHARE) return 'private';
  }
  return need.favourites.national.length > 0 ? 'national' : 'product';
}

/**
 * Mean days between the days on which a household's card shows a purchase of a need: what it takes lasts `lastsDays`, it
 * cannot buy more often than it shops, and purchases elsewhere or without the card do not show.
 */
export function expectedGapDays(profile: Profile, own: HouseholdNeed): number {
  const between = Math.max(own.lastsDays, Math.min(profile.tripGapDays, own.lastsDays * 1.5));
  return between / ((1 - profile.elsewhere) * (1 - profile.forgetsCard));
}

/** Whether a need's purchases show its rhythm and little else: what recovery of the truth can be tested on. */
export function isSteady(profile: Profile, own: HouseholdNeed): boolean {
  return own.loyalty !== 'switcher' && own.need.season === undefined && profile.dealResponse < 0.1;
}

function pickShare(shares: readonly number[], unit: number): number {
  let sum = 0;
  for (const [index, share] of shares.entries()) {
    sum += share;
    if (unit < sum) return index;
  }
  return shares.length - 1;
}
