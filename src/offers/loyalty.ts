import type { Day } from '../shared/day.ts';
import { day } from '../shared/day.ts';
import { STORE_BRAND } from './catalog-index.ts';
import type { NeedPurchases } from './need-purchases.ts';

/** Where a household stands in a need: the three loyalties of the three-by-three. */
export type Loyalty = 'national-brand' | 'store-brand' | 'switcher';

/** A loyalty, and to which brand; a switcher has none. */
export type Standing = { readonly loyalty: Loyalty; readonly brandNo: number | undefined };

/** A household's loyalty in a need, and what made it. Purchases are counted as brands x days. */
export type LoyaltyState = Standing & {
  /** The newest purchases: {@link WINDOW}, or a few more, since a day counts whole, or all there are. */
  readonly purchases: number;
  /** The brand that most of them are of (of the one it is loyal to, if it is loyal), and how many. */
  readonly mostBrandNo: number;
  readonly ofMost: number;
  /** The purchase that made it so. */
  readonly since: Day;
  /** What it was before that; undefined: this is its first. */
  readonly before: Standing | undefined;
};

/** How many of the newest purchases tell: enough that one is no more than a tenth, few enough to see a change in time. */
const WINDOW = 10;

/** The share of them, in percent, that makes a household loyal, and the share below which it is loyal no more. */
const LOYAL_PERCENT = 70;
const KEPT_PERCENT = 60;

/**
 * Go through a household's purchases in their order. It becomes loyal to a brand (to the store's, which count as one) that
 * has at least {@link LOYAL_PERCENT} of its newest purchases, and stays so while the brand has {@link KEPT_PERCENT};
 * otherwise it is a switcher. No state ends with the purchase after the one that began it, so that a single one never
 * sends a household to and fro; only the very first purchase is too little to hold on to.
 *
 * All of it comes from the household's own purchases: what was decided in earlier cycles is replayed, and not remembered.
 *
 * @param purchases Ordered by day, and by brand within a day.
 * @returns undefined: it never bought the need.
 */
export function loyaltyOf(purchases: NeedPurchases): LoyaltyState | undefined {
  const window = slidingWindow(purchases);
  let state: (Standing & { since: number; before: Standing | undefined }) | undefined;
  let settled = false;
  while (!window.isOver()) {
    const onDay = window.nextDay();
    window.advance();
    const next: Standing = settled || state === undefined ? judge(window, state) : state;
    settled = state === undefined || next === state;
    if (state === undefined || next !== state) state = { ...next, since: onDay, before: bare(state) };
  }
  if (state === undefined) return undefined;
  const mostBrandNo = state.brandNo ?? window.most();
  return {
    ...state,
    since: day(state.since),
    purchases: window.size(),
    mostBrandNo,
    ofMost: window.of(mostBrandNo),
  };
}

/** The same object: nothing changed. */
function judge<S extends Standing>(window: Window, now: S | undefined): S | Standing {
  const size = window.size();
  if (now?.brandNo !== undefined && window.of(now.brandNo) * 100 >= KEPT_PERCENT * size) return now;
  const most = window.most();
  // In integers, so that exactly seven of ten is loyal.
  if (window.of(most) * 100 >= LOYAL_PERCENT * size)
    return { loyalty: most === STORE_BRAND ? 'store-brand' : 'national-brand', brandNo: most };
  return now?.loyalty === 'switcher' ? now : { loyalty: 'switcher', brandNo: undefined };
}

function bare(standing: Standing | undefined): Standing | undefined {
  return standing === undefined ? undefined : { loyalty: standing.loyalty, brandNo: standing.brandNo };
}

type Window = ReturnType<typeof slidingWindow>;

/** The newest purchase days that make {@link WINDOW} purchases. A brand bought on a day is one, however many products. */
function slidingWindow({ days, brandNos }: NeedPurchases) {
  // A need has a few brands: looking through them is quicker than any map.
  const brands: number[] = [];
  const counts: number[] = [];
  let head = 0;
  let tail = 0;
  let size = 0;
  const countDay = (from: number, by: number): number => {
    let at = from;
    for (; at < days.length && days[at] === days[from]; at++) {
      const brandNo = brandNos[at] ?? -1;
      if (at > from && brandNo === brandNos[at - 1]) continue;
      let place = brands.indexOf(brandNo);
      if (place < 0) place = brands.push(brandNo) - 1;
      counts[place] = (counts[place] ?? 0) + by;
      size += by;
    }
    return at;
  };
  return {
    /** Takes the next day in, and lets go of the oldest that are not needed. */
    advance: (): void => {
      head = countDay(head, 1);
      while (size > WINDOW) {
        const next = countDay(tail, -1);
        if (size < WINDOW) {
          countDay(tail, 1);
          break;
        }
        tail = next;
      }
    },
    isOver: () => head >= days.length,
    nextDay: () => days[head] ?? 0,
    size: () => size,
    of: (brandNo: number): number => counts[brands.indexOf(brandNo)] ?? 0,
    /** Ties go to the lowest number. */
    most: (): number => {
      let most = -1;
      let times = 0;
      for (let place = 0; place < brands.length; place++) {
        const brandNo = brands[place] ?? -1;
        const some = counts[place] ?? 0;
        if (some > times || (some === times && brandNo < most)) {
          most = brandNo;
          times = some;
        }
      }
      return most;
    },
  };
}
