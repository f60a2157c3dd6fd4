import type { Day } from '../shared/day.ts';
import type { StoreDay } from './home-store.ts';
import type { HouseholdHistory } from './household-history.ts';

/** Signs that an id went to somebody else: it rested, and came back with another basket in other stores. */
export type ChangedHands = {
  /** The last day before the rest, and the first after it. */
  readonly lastDay: Day;
  readonly fromDay: Day;
  readonly tripsBefore: number;
  readonly tripsAfter: number;
  /** Products bought before, after, and both times. */
  readonly productsBefore: number;
  readonly productsAfter: number;
  readonly productsBoth: number;
  readonly storesBefore: readonly string[];
  readonly storesAfter: readonly string[];
};

/** A quarter without a trip: longer than a holiday, and telephone companies wait about as long with a number. */
const REST_DAYS = 90;
/** Fewer trips on either side say nothing of a basket. */
const TRIPS_MIN = 5;
/** Of the products of the shorter side, at most so many in both, in percent: the milk that everybody buys. */
const SHARED_PERCENT = 5;

/**
 * Whether what one household bought before its longest rest and after it look like two households'. It only ever asks: a
 * family may have moved away and come back. Whoever knows says so.
 *
 * @param storesOf The stores of its trips; asked for only where the rest of it fits.
 */
export function changedHands(
  history: HouseholdHistory,
  storesOf: () => readonly StoreDay[],
): ChangedHands | undefined {
  const rest = longestRest(history.tripDays);
  if (rest === undefined) return undefined;
  const { lastDay, fromDay, tripsBefore, tripsAfter } = rest;
  if (tripsBefore < TRIPS_MIN || tripsAfter < TRIPS_MIN) return undefined;
  const products = productsAround(history, fromDay);
  const fewer = Math.min(products.productsBefore, products.productsAfter);
  if (products.productsBoth * 100 > SHARED_PERCENT * fewer) return undefined;
  const visits = storesOf();
  const stores = (before: boolean): string[] => [
    ...new Set(visits.filter(({ day }) => day < fromDay === before).map(({ storeId }) => storeId)),
  ];
  const storesBefore = stores(true).sort();
  const storesAfter = stores(false).sort();
  if (storesBefore.some((storeId) => storesAfter.includes(storeId))) return undefined;
  return { lastDay, fromDay, tripsBefore, tripsAfter, ...products, storesBefore, storesAfter };
}

function longestRest(tripDays: Int32Array) {
  let at = 0;
  let longest = REST_DAYS - 1;
  for (let place = 1; place < tripDays.length; place++) {
    const days = (tripDays[place] ?? 0) - (tripDays[place - 1] ?? 0);
    if (days <= longest) continue;
    longest = days;
    at = place;
  }
  if (at === 0) return undefined;
  return {
    lastDay: (tripDays[at - 1] ?? 0) as Day,
    fromDay: (tripDays[at] ?? 0) as Day,
    tripsBefore: at,
    tripsAfter: tripDays.length - at,
  };
}

function productsAround({ productNos, starts, days }: HouseholdHistory, fromDay: Day) {
  let productsBefore = 0;
  let productsAfter = 0;
  let productsBoth = 0;
  for (let place = 0; place < productNos.length; place++) {
    const before = (days[starts[place] ?? 0] ?? 0) < fromDay;
    const after = (days[(starts[place + 1] ?? 0) - 1] ?? 0) >= fromDay;
    productsBefore += Number(before);
    productsAfter += Number(after);
    productsBoth += Number(before && after);
  }
  return { productsBefore, productsAfter, productsBoth };
}
