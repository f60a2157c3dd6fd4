import type { Item } from './assortment.ts';
import type { Product } from './products.ts';

/**
 * How a household chooses within a need: it keeps to a national brand, to the store brand, or (where nothing has a brand) to
 * one product; or it switches.
 */
export type Loyalty = 'national' | 'private' | 'product' | 'switcher';

/** A need as the simulation works with it: everything that satisfies it, and how many households have it how often. */
export type Need = {
  readonly no: number;
  readonly name: string;
  readonly share: number;
  /** Days that one purchase of the first item's usual units lasts a household of two. */
  readonly gapDays: number;
  readonly products: readonly Product[];
  /** Among which of its products (by index) a household of each loyalty has its favourite; empty: no such household. */
  readonly favourites: Readonly<Record<Loyalty, readonly number[]>>;
  /** Also bought on the small trips between two large ones. */
  readonly fill: boolean;
  readonly season: Season | undefined;
  readonly only: 'kids' | 'baby' | 'dog' | 'cat' | undefined;
  /** Bought on a whim too, by households that do not have the need. */
  readonly whim: boolean;
};

type Season = 'spring' | 'summer' | 'autumn' | 'winter' | 'halloween';

/** Share of the households that have the animal or child, by what their needs ask for. */
const SHARE_AMONG_OWNERS = 0.85;
const NO_WHIM = ['baby', 'dog', 'cat', 'sensitive', 'tobacco', 'alcohol', 'infant_formula'];

export function buildNeeds(items: readonly Item[], products: readonly Product[]): readonly Need[] {
  const names = [...new Set(items.map((item) => item.need))].filter((name) => name !== '');
  return names.map((name, no) => {
    const flags = new Map(items.filter((item) => item.need === name).flatMap((item) => [...item.flags]));
    const satisfying = products.filter((product) => product.item.need === name);
    const lead = items.find((item) => item.need === name);
    const only = (['baby', 'dog', 'cat', 'kids'] as const).find((who) => flags.has(who));
    return {
      no,
      name,
      share: only === undefined || only === 'kids' ? (lead?.share ?? 0) : SHARE_AMONG_OWNERS,
      gapDays: lead?.gapDays ?? 30,
      products: satisfying,
      favourites: favouritesOf(satisfying),
      fill: flags.has('fill'),
      season: flags.get('season') as Season | undefined,
      only,
      whim: !NO_WHIM.some((flag) => flags.has(flag)),
    };
  });
}

/** Successors are nobody's favourite: they come to those who liked what they replace. */
function favouritesOf(products: readonly Product[]): Need['favourites'] {
  const places = (wanted: (product: Product) => boolean): number[] =>
    [...products.entries()]
      .filter(([, product]) => product.successionFrom === undefined && wanted(product))
      .map(([place]) => place);
  return {
    national: places((product) => product.label === 'national'),
    private: places((product) => product.label === 'private'),
    product: places((product) => product.label === undefined),
    switcher: places(() => true),
  };
}

/**
 * How fast a need is used up on a day of the year, relative to its yearly usual. Seasons are a cosine around their peak;
 * Halloween is a fortnight.
 *
 * @param dayOfYear 0 .. 365
 */
export function seasonFactor(season: Season | undefined, dayOfYear: number): number {
  if (season === undefined) return 1;
  if (season === 'halloween') return dayOfYear >= 283 && dayOfYear <= 304 ? 1 : 0.02;
  const peak = { winter: 15, spring: 105, summer: 196, autumn: 288 }[season];
  return Math.max(0.2, 1 + 0.85 * Math.cos((2 * Math.PI * (dayOfYear - peak)) / 365));
}
