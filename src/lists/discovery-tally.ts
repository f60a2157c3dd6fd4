import type { Options } from './allocation/options.ts';

/** Specials of a plan in needs that their households do not buy. */
export type DiscoveryOfPlan = {
  /** Such specials, and the lists that have any. */
  readonly specials: number;
  readonly lists: number;
  /** Of so many specials, and so many places for specials, on all lists. */
  readonly ofSpecials: number;
  readonly ofSlots: number;
  /** How many of them are expected to be redeemed, in millionths. */
  readonly redeemedMillionths: number;
};

/** Counts them, list by list; whole numbers, whatever the order. */
export class DiscoveryTally {
  #sums = { specials: 0, lists: 0, ofSpecials: 0, ofSlots: 0, redeemedMillionths: 0 };

  /** @param slots Places for specials that the list has. */
  add({ isDiscovery, expectedMilli, faceCents }: Options, places: readonly number[], slots: number): void {
    const sums = this.#sums;
    const before = sums.specials;
    for (const place of places) {
      if (isDiscovery[place] !== 1) continue;
      sums.specials += 1;
      const chance = (expectedMilli[place] ?? 0) / Math.max(1, 1000 * (faceCents[place] ?? 0));
      sums.redeemedMillionths += Math.round(1_000_000 * chance);
    }
    sums.lists += Number(sums.specials > before);
    sums.ofSpecials += places.length;
    sums.ofSlots += slots;
  }

  sums(): DiscoveryOfPlan {
    return { ...this.#sums };
  }
}
