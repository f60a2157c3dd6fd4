import { Dice } from '../../../simulate/random.ts';

/**
 * A chain whose households' answer to a deal is known, since we made it up: what they buy, whose brand, how much a deal moves
 * them and for how long. Every decision draws from a stream named by what it decides (household, need, day), so that the same
 * household with other paper throws the same dice.
 */

/** Half of the needs have an offer that is to win buyers of national brands over to the store brand; half one of brand A. */
export const NEEDS = 32;
const CONVERSION_NEEDS = NEEDS / 2;
export const BRANDS = ['A', 'B', 'S'] as const;
export type Brand = (typeof BRANDS)[number];
export const USAGES = ['heavy', 'medium', 'light'] as const;
export type Usage = (typeof USAGES)[number];

/** Purposes of streams; see {@link Dice}. None of the simulator's own is used here. */
export const STREAM = { taste: 101, trip: 102, need: 103, reads: 104 } as const;

/** Days between two purchases of a need, by usage. */
const GAP_DAYS: Readonly<Record<Usage, number>> = { heavy: 8, medium: 15, light: 28 };
const GAP_SPREAD = 0.15;
const BUYS_NEED = 0.65;
/** Needs that go with another, by its number: who buys that mostly buys this too, and hardly anybody else does. */
export const KIN: ReadonlyMap<number, number> = new Map([
  [CONVERSION_NEEDS - 1, CONVERSION_NEEDS - 2],
  [NEEDS - 1, NEEDS - 2],
]);
const BUYS_FIRST = 0.35;
const BUYS_KIN = 0.75;
const BUYS_KIN_ALONE = 0.03;
/** Days between two trips. */
const TRIP_GAP = [2, 6] as const;

/** How a household stands in a need before any paper. */
export type Taste = {
  readonly usage: Usage;
  readonly gapDays: number;
  /** The brand that it keeps to; undefined: it switches. */
  readonly loyalTo: Brand | undefined;
  /** So many purchases of another brand on a deal, and it keeps to that brand from then on; undefined: never. */
  readonly convertsAfter: number | undefined;
};

export type Household = {
  readonly no: number;
  /** By need; undefined: it never buys it. */
  readonly tastes: readonly (Taste | undefined)[];
};

/** @param no From 0; the same with however many others. */
export function householdOf(seed: number, no: number): Household {
  const dice = new Dice(seed);
  const tastes: (Taste | undefined)[] = [];
  const buys = (need: number): number => {
    const first = KIN.get(need);
    if (first !== undefined) return tastes[first] === undefined ? BUYS_KIN_ALONE : BUYS_KIN;
    return [...KIN.values()].includes(need) ? BUYS_FIRST : BUYS_NEED;
  };
  const tasteOf = (need: number): Taste | undefined => {
    dice.stream(STREAM.taste, no, need);
    if (!dice.chance(buys(need))) return undefined;
    const usage = dice.pick(USAGES);
    const gapDays = GAP_DAYS[usage] * dice.spread(GAP_SPREAD);
    const kind = dice.unit();
    const loyalTo = kind < 0.35 ? 'A' : kind < 0.5 ? 'B' : kind < 0.7 ? 'S' : undefined;
    const convertsAfter = dice.chance(0.5) ? dice.between(2, 3) : undefined;
    return { usage, gapDays, loyalTo, convertsAfter };
  };
  for (let need = 0; need < NEEDS; need++) tastes.push(tasteOf(need));
  return { no, tastes };
}

/** The days in `[from, until)` on which a household shops. */
export function tripDays(seed: number, household: number, from: number, until: number): number[] {
  const dice = new Dice(seed).stream(STREAM.trip, household);
  const days: number[] = [];
  for (let day = from + dice.below(TRIP_GAP[1]); day < until; day += dice.between(...TRIP_GAP))
    days.push(day);
  return days;
}

export function priceCents(need: number, brand: Brand): number {
  const national = 280 + ((need * 37) % 400);
  return brand === 'A' ? national : Math.round(national * (brand === 'B' ? 1.05 : 0.75));
}

export function productId(need: number, brand: Brand): string {
  return `${brand}${need}`;
}

/** An offer of the made-up chain: cents off one unit of one product. */
export type Deal = {
  readonly offerId: string;
  readonly need: number;
  readonly brand: Brand;
  /** What it is worth to whoever is in no segment of it, and what a mailing to everybody prints. */
  readonly valueCents: number;
  readonly valuesBySegment: string;
  readonly taper: string;
  readonly funderId: string;
};

/** One in every need. What a share of the price is in cents, ends in 5 or 0. */
export const DEALS: readonly Deal[] = Array.from({ length: NEEDS }, (_, need) => {
  const wins = need < CONVERSION_NEEDS;
  const brand: Brand = wins ? 'S' : 'A';
  const of = (share: number): number => Math.max(5, 5 * Math.round((priceCents(need, brand) * share) / 5));
  const values = wins
    ? {
        'rival/heavy': 0.5,
        'rival/medium': 0.35,
        'rival/light': 0.25,
        'switcher/any': 0.2,
        'loyal/any': 0.05,
      }
    : {
        'rival/heavy': 0.35,
        'rival/medium': 0.25,
        'rival/light': 0.18,
        'switcher/any': 0.15,
        'loyal/any': 0.08,
      };
  return {
    offerId: `${wins ? 'W' : 'N'}${need}`,
    need,
    brand,
    valueCents: of(0.25),
    valuesBySegment: Object.entries(values)
      .map(([segment, share]) => `${segment}=${dollars(of(share))}`)
      .join('|'),
    // Whoever was won for the store brand needs no deal any more; a manufacturer keeps a quarter up.
    taper: wins ? '75|50|0' : '75|50|25',
    funderId: wins ? 'OWN' : `F${need % 4}`,
  };
});

export function isConversion({ brand }: Deal): boolean {
  return brand === 'S';
}

/** `1.05`. */
export function dollars(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

/** How strongly a deal of this share of the price moves whoever reads it: 0..1, concave in depth. */
export function pull(depth: number, scale: number): number {
  return 1 - Math.exp(-depth / scale);
}
