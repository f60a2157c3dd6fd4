import { INT32_MAX } from './derive.ts';
import { groupBy } from './group-by.ts';
import type { HouseholdHistory } from './household-history.ts';

/** A word of the products feed: `newNo` takes the place of `oldNo`. */
export type SuccessionWord = {
  readonly oldNo: number;
  readonly oldId: string;
  readonly newNo: number;
  readonly newId: string;
  /** Whether the feed calls the new one active. */
  readonly active: boolean;
};

/** A word that cannot be followed, or not as it stands. */
export type SuccessionFault =
  /** Each takes the place of the next, and the last that of the first: none is followed. */
  | { readonly tag: 'circle'; readonly productIds: readonly string[] }
  /** Several take the place of one: the first of them is followed. */
  | { readonly tag: 'contested'; readonly productId: string; readonly by: readonly string[] };

export type Successions = {
  /** By the old product's number, the number of what took its place. No circles. */
  readonly next: ReadonlyMap<number, number>;
  readonly faults: readonly SuccessionFault[];
};

/**
 * Which product took the place of which. Of several that claim the same place an active one goes first, then the smallest
 * id: whatever the order in which they came.
 */
export function linkSuccessions(words: readonly SuccessionWord[]): Successions {
  const faults: SuccessionFault[] = [];
  const next = new Map<number, number>();
  const idOf = new Map(words.map(({ oldNo, oldId }) => [oldNo, oldId] as const));
  const sorted = words.toSorted(
    (a, b) => compare(a.oldId, b.oldId) || Number(b.active) - Number(a.active) || compare(a.newId, b.newId),
  );
  for (const [oldNo, claims] of groupBy(sorted, (word) => word.oldNo)) {
    const [first] = claims;
    if (first === undefined) continue;
    next.set(oldNo, first.newNo);
    if (claims.length > 1)
      faults.push({ tag: 'contested', productId: first.oldId, by: claims.map(({ newId }) => newId) });
  }
  for (const circle of circlesOf(next)) {
    for (const productNo of circle) next.delete(productNo);
    const ids = circle.map((productNo) => idOf.get(productNo) ?? '');
    faults.push({ tag: 'circle', productIds: ids.sort() });
  }
  return { next, faults };
}

/** The circles of a map, each as its members. */
function circlesOf(next: ReadonlyMap<number, number>): number[][] {
  const circles: number[][] = [];
  const seen = new Set<number>();
  for (const start of next.keys()) {
    const path: number[] = [];
    let at: number | undefined = start;
    for (; at !== undefined && !seen.has(at); at = next.get(at)) {
      seen.add(at);
      path.push(at);
    }
    const from = at === undefined ? -1 : path.indexOf(at);
    if (from >= 0) circles.push(path.slice(from));
  }
  return circles;
}

/** All that came after a product, the nearest first. */
export function comingAfter({ next }: Pick<Successions, 'next'>, productNo: number): number[] {
  const after: number[] = [];
  for (let at = next.get(productNo); at !== undefined; at = next.get(at)) after.push(at);
  return after;
}

/** By productNo, the product that stands for it; -1, and beyond the end: it stands for itself. */
export type Successors = Int32Array;

/** What stands for each product: the last that came after it of those on sale. undefined: each stands for itself. */
export function successorsOnSale(
  successions: Pick<Successions, 'next'>,
  isOnSale: (productNo: number) => boolean,
): Successors | undefined {
  const found = [...successions.next.keys()].flatMap((oldNo) => {
    const newest = comingAfter(successions, oldNo).findLast(isOnSale);
    return newest === undefined ? [] : [[oldNo, newest] as const];
  });
  if (found.length === 0) return undefined;
  const successors = new Int32Array(1 + Math.max(...found.map(([oldNo]) => oldNo))).fill(-1);
  for (const [oldNo, newest] of found) successors[oldNo] = newest;
  return successors;
}

export function standingFor(successors: Successors | undefined, productNo: number): number {
  const found = successors?.[productNo] ?? -1;
  return found < 0 ? productNo : found;
}

/**
 * A household's purchases as if every product had always had the number that stands for it now: purchase days of the old and
 * the new one are those of one product, units of the same day together. Trips and spend are what they were.
 */
export function followSuccessors(
  history: HouseholdHistory,
  successors: Successors | undefined,
): HouseholdHistory {
  if (successors === undefined) return history;
  const { productNos, starts, days, quantityMilli } = history;
  if (!productNos.some((productNo) => (successors[productNo] ?? -1) >= 0)) return history;
  const places = groupBy([...productNos.keys()], (place) => standingFor(successors, productNos[place] ?? 0));
  const merged = { productNos: [...places.keys()].sort((a, b) => a - b), starts: [0] };
  const allDays: number[] = [];
  const allMilli: number[] = [];
  for (const productNo of merged.productNos) {
    const bought = (places.get(productNo) ?? [])
      .flatMap((place) => range(starts[place] ?? 0, starts[place + 1] ?? 0))
      .sort((a, b) => (days[a] ?? 0) - (days[b] ?? 0));
    const start = allDays.length;
    for (const at of bought) {
      const onDay = days[at] ?? 0;
      if (allDays.length === start || allDays.at(-1) !== onDay) {
        allDays.push(onDay);
        allMilli.push(0);
      }
      allMilli.push(Math.min((allMilli.pop() ?? 0) + (quantityMilli[at] ?? 0), INT32_MAX));
    }
    merged.starts.push(allDays.length);
  }
  return {
    ...history,
    productNos: Int32Array.from(merged.productNos),
    starts: Int32Array.from(merged.starts),
    days: Int32Array.from(allDays),
    quantityMilli: Int32Array.from(allMilli),
  };
}

/** Counts by productNo, those of what was replaced added to those of what stands for it. */
export function withSuccessors(counts: Float64Array, successors: Successors | undefined): Float64Array {
  const sums = counts.slice();
  for (const [oldNo, newNo] of successors?.entries() ?? []) {
    if (newNo < 0) continue;
    sums[newNo] = (sums[newNo] ?? 0) + (counts[oldNo] ?? 0);
    sums[oldNo] = 0;
  }
  return sums;
}

/** The products that a household bought under numbers for which another one stands, by that one. */
export function boughtAs(
  history: Pick<HouseholdHistory, 'productNos'>,
  successors: Successors | undefined,
): ReadonlyMap<number, readonly number[]> {
  if (successors === undefined) return new Map();
  const old = [...history.productNos].filter((productNo) => standingFor(successors, productNo) !== productNo);
  return groupBy(old, (productNo) => standingFor(successors, productNo));
}

function range(from: number, until: number): number[] {
  return Array.from({ length: until - from }, (_, offset) => from + offset);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
