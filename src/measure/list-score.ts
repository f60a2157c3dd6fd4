import type { HouseholdHistory } from '../history/household-history.ts';
import { HABIT_DAYS } from '../history/shopping-days.ts';
import type { Day } from '../shared/day.ts';

/** What lists together came to. Whole numbers, so that neither order nor batches can change a sum. */
export type ListTally = {
  readonly lists: number;
  /** Households that bought anything at all while the list was good. */
  readonly shoppers: number;
  readonly dueLines: number;
  /** Due lines whose product the household bought while the list was good. */
  readonly bought: number;
  /** Sum of the due lines' probabilities, in millionths: what `bought` should be if they are calibrated. */
  readonly expectedMillionths: number;
  /** The same for a list of as many lines with what the household buys most often. */
  readonly naiveLines: number;
  readonly naiveBought: number;
};

export const EMPTY_TALLY: ListTally = {
  lists: 0,
  shoppers: 0,
  dueLines: 0,
  bought: 0,
  expectedMillionths: 0,
  naiveLines: 0,
  naiveBought: 0,
};

/** One household's list, and what the household did with it. */
export type ListOutcome = {
  /** Due lines: the product's number (undefined: no longer known), and the probability that was planned, 0..1. */
  readonly due: readonly { readonly productNo: number | undefined; readonly probability: number }[];
  /** Products on special: neither list may count them as due. */
  readonly onSpecial: ReadonlySet<number>;
  /** As of the day after `validUntil`; undefined: the household bought nothing ever, or is gone. */
  readonly history: HouseholdHistory | undefined;
  /** Day of planning: what was bought from then on could not be known. */
  readonly asOf: Day;
  readonly validFrom: Day;
  readonly validUntil: Day;
  /** Whether a product may stand on anybody's list. */
  readonly listable: (productNo: number) => boolean;
};

/**
 * Add one list to a tally.
 *
 * A line counts as bought when that very product has a purchase day in the validity, returns taken off: the event whose
 * probability was printed. The naive list is the usual benchmark of basket prediction, the personal top frequency list
 * ("P-TopFreq", M. Li et al., "A Next Basket Recommendation Reality Check", 2021), here over half a year of habits.
 */
export function addToTally(tally: ListTally, outcome: ListOutcome): ListTally {
  const { due, history, validFrom, validUntil } = outcome;
  const bought = boughtWithin(history, validFrom, validUntil);
  const naive = naiveProducts(outcome);
  return {
    lists: tally.lists + 1,
    shoppers: tally.shoppers + Number(bought.size > 0),
    dueLines: tally.dueLines + due.length,
    bought:
      tally.bought + due.filter(({ productNo }) => productNo !== undefined && bought.has(productNo)).length,
    expectedMillionths:
      tally.expectedMillionths + due.reduce((sum, line) => sum + Math.round(line.probability * 1_000_000), 0),
    naiveLines: tally.naiveLines + naive.length,
    naiveBought: tally.naiveBought + naive.filter((productNo) => bought.has(productNo)).length,
  };
}

/** Products with a purchase day in `[from, until]`. */
function boughtWithin(history: HouseholdHistory | undefined, from: Day, until: Day): ReadonlySet<number> {
  const bought = new Set<number>();
  history?.productNos.forEach((productNo, place) => {
    // The window is the newest end of the history: looked at from behind, it is found at once.
    for (let at = (history.starts[place + 1] ?? 0) - 1; at >= (history.starts[place] ?? 0); at--) {
      const onDay = history.days[at] ?? 0;
      if (onDay < from) break;
      if (onDay <= until) {
        bought.add(productNo);
        break;
      }
    }
  });
  return bought;
}

/** The products with the most purchase days in the last half year before planning, as many as the list has due lines. */
function naiveProducts({ due, onSpecial, history, asOf, listable }: ListOutcome): number[] {
  if (history === undefined || due.length === 0) return [];
  const ranked: { productNo: number; purchases: number; lastDay: number }[] = [];
  history.productNos.forEach((productNo, place) => {
    let purchases = 0;
    let lastDay = 0;
    for (let at = history.starts[place] ?? 0; at < (history.starts[place + 1] ?? 0); at++) {
      const onDay = history.days[at] ?? 0;
      if (onDay < asOf - HABIT_DAYS || onDay >= asOf) continue;
      purchases += 1;
      lastDay = onDay;
    }
    if (purchases > 0 && !onSpecial.has(productNo) && listable(productNo))
      ranked.push({ productNo, purchases, lastDay });
  });
  return ranked
    .sort((a, b) => b.purchases - a.purchases || b.lastDay - a.lastDay || a.productNo - b.productNo)
    .slice(0, due.length)
    .map(({ productNo }) => productNo);
}

/** Share of the due lines that were bought, 0..1, and what the probabilities said; undefined without a line. */
export function hitRate(
  tally: Pick<ListTally, 'dueLines' | 'bought' | 'expectedMillionths' | 'naiveLines' | 'naiveBought'>,
): { bought: number; predicted: number; naive: number | undefined } | undefined {
  const { dueLines, naiveLines } = tally;
  if (dueLines === 0) return undefined;
  return {
    bought: tally.bought / dueLines,
    predicted: tally.expectedMillionths / 1_000_000 / dueLines,
    naive: naiveLines === 0 ? undefined : tally.naiveBought / naiveLines,
  };
}
