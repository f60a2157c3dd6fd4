import type { CatalogIndex } from './catalog-index.ts';

/** So many purchases in half a year are a habit: once is none. */
const HABIT_PURCHASES = 2;

/** Needs that are counted, at most: those bought most speak, and are spoken for. Eight megabytes of counts, however large a catalog. */
const CAUSES_MAX = 2000;
const TARGETS_MAX = 1000;

/** Households by how many needs they buy, two classes for each doubling: whoever buys much of everything proves nothing. */
const STRATA = 24;

/** What a pair of needs must show: households that buy both, their share of those who buy the one, and a lift beyond chance. */
const HOUSEHOLDS_MIN = 25;
const SHARE_MIN = 0.2;
const LIFT_AT_LEAST = 1.25;
/** Of the bound of a lift: a pair in 700 is above it by chance, and pairs are many; the least lift asked for is beyond that. */
const DEVIATIONS = 3;
/** A lift leans on 1 with the weight of so many expected households. */
const PRIOR_HOUSEHOLDS = 5;
/** Pairs kept for a need. */
const CAUSES_KEPT = 8;

/** Households by what they buy together. Whole numbers, so that the order of households changes nothing. */
export type AffinityTally = {
  /** Place by need number among those that speak, and among those that are spoken for; -1: not counted. */
  readonly causePlace: Int32Array;
  readonly targetPlace: Int32Array;
  readonly causes: readonly number[];
  readonly targets: readonly number[];
  /** Households by stratum; those that buy a need, by need number and stratum. */
  readonly households: Uint32Array;
  readonly buyers: Uint32Array;
  /** Households that buy both, by place of the target and of the cause. */
  readonly both: Uint32Array;
};

/** That the households who buy one need also buy another more often than baskets of their size would make it. */
export type Affinity = {
  /** The need that speaks for the other. */
  readonly causeNo: number;
  /** Households that buy both, that buy the cause, and as many of those as would buy the other by the size of their baskets. */
  readonly households: number;
  readonly buyers: number;
  readonly expected: number;
  /** Households over expected: smoothed towards 1, and what it is at least. */
  readonly lift: number;
  readonly liftAtLeast: number;
};

/** By the number of the need that is spoken for, the surest first; needs for which nothing speaks are absent. */
export type Affinities = ReadonlyMap<number, readonly Affinity[]>;

/**
 * @param targetNos Needs that an offer is on.
 * @param popularity Purchases of a product chain-wide.
 */
export function emptyAffinityTally(
  index: CatalogIndex,
  targetNos: Iterable<number>,
  popularity: (productNo: number) => number,
): AffinityTally {
  const bought = popularityOfOpen(index, popularity);
  const mostBought = (needNos: Iterable<number>, most: number): number[] =>
    [...new Set(needNos)]
      .filter((needNo) => (bought.get(needNo) ?? 0) > 0)
      .sort((a, b) => (bought.get(b) ?? 0) - (bought.get(a) ?? 0) || a - b)
      .slice(0, most);
  const targets = mostBought(targetNos, TARGETS_MAX);
  const causes = targets.length === 0 ? [] : mostBought(bought.keys(), CAUSES_MAX);
  const needCount = index.needs.length;
  return {
    causePlace: placesOf(causes, needCount),
    targetPlace: placesOf(targets, needCount),
    causes,
    targets,
    households: new Uint32Array(STRATA),
    buyers: new Uint32Array(targets.length === 0 ? 0 : needCount * STRATA),
    both: new Uint32Array(targets.length * causes.length),
  };
}

/** Needs in which nothing is sensitive or restricted: no other may be a reason, or have one. With what is bought of each. */
function popularityOfOpen(
  { byNeed, catalog, needNo }: CatalogIndex,
  popularity: (productNo: number) => number,
): Map<number, number> {
  const bought = new Map<number, number>();
  for (const productNos of byNeed.values()) {
    const isClosed = productNos.some((productNo) => {
      const product = catalog.products[productNo];
      return product === undefined || product.sensitive || product.restricted !== 'none' || !product.spend;
    });
    const [first = -1] = productNos;
    if (isClosed) continue;
    const sum = productNos.reduce((all, productNo) => all + popularity(productNo), 0);
    bought.set(needNo[first] ?? -1, sum);
  }
  return bought;
}

function placesOf(needNos: readonly number[], needCount: number): Int32Array {
  const places = new Int32Array(needCount).fill(-1);
  for (const [place, needNo] of needNos.entries()) places[needNo] = place;
  return places;
}

/** Whether so many purchases in half a year make it one of the needs that a household buys. */
export function isHabit(purchases: number): boolean {
  return purchases >= HABIT_PURCHASES;
}

/** Count one household, in place. @param counts Its purchases in half a year, by need number. */
export function addToAffinityTally(tally: AffinityTally, counts: ReadonlyMap<number, number>): void {
  const { causePlace, targetPlace, causes, targets, households, buyers, both } = tally;
  if (targets.length === 0) return;
  const needNos: number[] = [];
  for (const [needNo, purchases] of counts) if (isHabit(purchases)) needNos.push(needNo);
  if (needNos.length === 0) return;
  const stratum = Math.min(STRATA - 1, Math.floor(2 * Math.log2(needNos.length)));
  households[stratum] = (households[stratum] ?? 0) + 1;
  const mine: number[] = [];
  for (const needNo of needNos) {
    const at = needNo * STRATA + stratum;
    buyers[at] = (buyers[at] ?? 0) + 1;
    const place = causePlace[needNo] ?? -1;
    if (place >= 0) mine.push(place);
  }
  for (const needNo of needNos) {
    const target = targetPlace[needNo] ?? -1;
    if (target < 0) continue;
    const row = target * causes.length;
    for (const place of mine) both[row + place] = (both[row + place] ?? 0) + 1;
  }
}

/**
 * The pairs that show an affinity. What is expected of a pair is what it would be if, among households that buy equally many
 * needs, the one said nothing of the other: sum over strata of buyers x buyers / households (N. Mantel, W. Haenszel, 1959). The
 * lift is households over expected: smoothed as a gamma-Poisson posterior mean around 1 (W. DuMouchel, "Bayesian data mining in
 * large frequency tables", 1999), and its lower bound by Byar's approximation (N. Breslow, N. Day, "Statistical Methods in Cancer
 * Research" II (1987), 2.3).
 */
export function affinitiesOf(tally: AffinityTally): Affinities {
  const { causes, targets, both } = tally;
  const found = new Map<number, readonly Affinity[]>();
  for (const [row, targetNo] of targets.entries()) {
    const pairs: Affinity[] = [];
    for (const [place, causeNo] of causes.entries()) {
      const households = both[row * causes.length + place] ?? 0;
      if (causeNo === targetNo || households < HOUSEHOLDS_MIN) continue;
      const pair = affinityOf(tally, causeNo, targetNo, households);
      if (pair.liftAtLeast >= LIFT_AT_LEAST && households >= SHARE_MIN * pair.buyers) pairs.push(pair);
    }
    if (pairs.length === 0) continue;
    pairs.sort((a, b) => b.liftAtLeast - a.liftAtLeast || a.causeNo - b.causeNo);
    found.set(targetNo, pairs.slice(0, CAUSES_KEPT));
  }
  return found;
}

function affinityOf(
  { households: ofStratum, buyers: of }: AffinityTally,
  causeNo: number,
  targetNo: number,
  households: number,
): Affinity {
  let buyers = 0;
  let expected = 0;
  for (let stratum = 0; stratum < STRATA; stratum++) {
    const mine = of[causeNo * STRATA + stratum] ?? 0;
    const its = of[targetNo * STRATA + stratum] ?? 0;
    buyers += mine;
    if (mine > 0) expected += (mine * its) / Math.max(1, ofStratum[stratum] ?? 0);
  }
  const byar = 1 - 1 / (9 * households) - DEVIATIONS / (3 * Math.sqrt(households));
  return {
    causeNo,
    households,
    buyers,
    expected,
    lift: (households + PRIOR_HOUSEHOLDS) / (expected + PRIOR_HOUSEHOLDS),
    liftAtLeast: (households * byar ** 3) / expected,
  };
}
