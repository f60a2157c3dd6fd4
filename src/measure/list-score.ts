import type { HouseholdHistory } from '../history/household-history.ts';
import type { Day } from '../shared/day.ts';
import { favouritesList, meanIntervalList, type NaiveRules } from './naive-list.ts';

/** Lines of one kind: how many, how many of them were bought, and how many should have been (in millionths). */
export type Part = { readonly lines: number; readonly bought: number; readonly expectedMillionths: number };

/** Lower edges of the bins of probability; the last one reaches to 1 inclusive. */
export const PROBABILITY_EDGES: readonly number[] = [
  0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9,
];
/** First place of each band of a list, by likelihood: 1 to 5, 6 to 10, 11 to 15, and the rest. */
export const PLACE_EDGES: readonly number[] = [1, 6, 11, 16];

/** Due lines by their probability and by their place on the list, and the specials, whose product stands on them. */
export type Parts = {
  readonly probability: readonly Part[];
  readonly place: readonly Part[];
  readonly special: readonly Part[];
};

/** What lists together came to. */
export type ListCounts = {
  readonly lists: number;
  /** Households that bought anything at all while the list was good. */
  readonly shoppers: number;
  readonly dueLines: number;
  /** Due lines whose product the household bought while the list was good. */
  readonly bought: number;
  /** Sum of the due lines' probabilities, in millionths: what `bought` should be if they are calibrated. */
  readonly expectedMillionths: number;
  /** The same for lists of as many lines by the mean-interval rule, and with the household's favourites. */
  readonly naiveBought: number;
  readonly favouritesBought: number;
};

/**
 * Lists while they are being counted: whole numbers, so that neither order nor batches can change a sum. Beside the counts
 * the squares and products over households that their errors are made of.
 */
export type ListTally = ListCounts & {
  readonly parts: Parts;
  readonly squares: {
    readonly lines: number;
    readonly bought: number;
    readonly boughtByLines: number;
    readonly gain: number;
    readonly gainByLines: number;
    /** Of bought less expected, in thousandths of a line. */
    readonly miss: number;
  };
};

const NOTHING: Part = { lines: 0, bought: 0, expectedMillionths: 0 };

export const EMPTY_TALLY: ListTally = {
  lists: 0,
  shoppers: 0,
  dueLines: 0,
  bought: 0,
  expectedMillionths: 0,
  naiveBought: 0,
  favouritesBought: 0,
  parts: {
    probability: PROBABILITY_EDGES.map(() => NOTHING),
    place: PLACE_EDGES.map(() => NOTHING),
    special: [NOTHING],
  },
  squares: { lines: 0, bought: 0, boughtByLines: 0, gain: 0, gainByLines: 0, miss: 0 },
};

/** A line about a product (its number; undefined: no longer known) with the probability that was planned, 0..1. */
export type ScoredLine = { readonly productNo: number | undefined; readonly probability: number };

/** One household's list, and what the household did with it. */
export type ListOutcome = {
  readonly due: readonly ScoredLine[];
  readonly specials: readonly ScoredLine[];
  /** As of the day after `validUntil`; undefined: the household bought nothing ever, or is gone. */
  readonly history: HouseholdHistory | undefined;
} & Omit<NaiveRules, 'length'>;

/**
 * Add one list to a tally.
 *
 * A line counts as bought when that very product has a purchase day in the validity, returns taken off: the event whose
 * probability was printed. A household with a shorter history than its list (of a plan before its receipts were corrected)
 * has shorter naive lists; what they lack counts as not bought.
 */
export function addToTally(tally: ListTally, outcome: ListOutcome): ListTally {
  const { due, specials, history, validFrom, validUntil } = outcome;
  const boughtNos = boughtWithin(history, validFrom, validUntil);
  const isBought = ({ productNo }: ScoredLine): boolean =>
    productNo !== undefined && boughtNos.has(productNo);
  const rules = { ...outcome, length: due.length };
  const hits = (list: typeof meanIntervalList): number =>
    history === undefined ? 0 : list(history, rules).filter((productNo) => boughtNos.has(productNo)).length;
  const lines = due.length;
  const bought = due.filter(isBought).length;
  const naive = hits(meanIntervalList);
  const expectedMillionths = due.reduce((sum, line) => sum + millionths(line), 0);
  const missMilli = 1000 * bought - Math.round(expectedMillionths / 1000);
  const { parts, squares } = tally;
  return {
    lists: tally.lists + 1,
    shoppers: tally.shoppers + Number(boughtNos.size > 0),
    dueLines: tally.dueLines + lines,
    bought: tally.bought + bought,
    expectedMillionths: tally.expectedMillionths + expectedMillionths,
    naiveBought: tally.naiveBought + naive,
    favouritesBought: tally.favouritesBought + hits(favouritesList),
    parts: {
      probability: addParts(parts.probability, due, isBought, ({ probability }) =>
        bandOf(PROBABILITY_EDGES, probability),
      ),
      // Ties in printed order, in which the lines come.
      place: addParts(
        parts.place,
        due.toSorted((a, b) => b.probability - a.probability),
        isBought,
        (_, index) => bandOf(PLACE_EDGES, index + 1),
      ),
      special: addParts(parts.special, specials, isBought, () => 0),
    },
    squares: {
      lines: squares.lines + lines ** 2,
      bought: squares.bought + bought ** 2,
      boughtByLines: squares.boughtByLines + bought * lines,
      gain: squares.gain + (bought - naive) ** 2,
      gainByLines: squares.gainByLines + (bought - naive) * lines,
      miss: squares.miss + missMilli ** 2,
    },
  };
}

function millionths({ probability }: ScoredLine): number {
  return Math.round(probability * 1_000_000);
}

/** The last band that begins at or below a value. */
function bandOf(edges: readonly number[], value: number): number {
  return Math.max(
    0,
    edges.findLastIndex((edge) => edge <= value),
  );
}

function addParts(
  parts: readonly Part[],
  lines: readonly ScoredLine[],
  isBought: (line: ScoredLine) => boolean,
  partOf: (line: ScoredLine, index: number) => number,
): readonly Part[] {
  if (lines.length === 0) return parts;
  const sums = parts.map((part) => ({ ...part }));
  lines.forEach((line, index) => {
    const sum = sums[partOf(line, index)];
    if (sum === undefined) return;
    sum.lines += 1;
    sum.bought += Number(isBought(line));
    sum.expectedMillionths += millionths(line);
  });
  return sums;
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

/** Standard errors over households; undefined with fewer than two lists, or without a due line. */
export type ListErrors = {
  /** Of the share of due lines that were bought. */
  readonly bought: number | undefined;
  /** Of what that share has more than the naive lists'. */
  readonly gain: number | undefined;
  /** Of the number of lines bought less the number expected. */
  readonly miss: number | undefined;
};

/**
 * Households are drawn, not lines: lines of one household are bought together or not at all, so that errors by lines would
 * be far too small. Shares are ratios of two sums over households; the variance of sum(y)/sum(n) is
 * H/(H-1) sum((y - r n)^2) / (sum n)^2. Source: W. G. Cochran, "Sampling Techniques", 3rd ed. (1977), 2.11 and 6.4, without the
 * correction for a finite population.
 */
export function errorsOf({ lists, dueLines, bought, naiveBought, squares, ...tally }: ListTally): ListErrors {
  if (lists < 2 || dueLines === 0) return { bought: undefined, gain: undefined, miss: undefined };
  const spread = lists / (lists - 1);
  const ofRatio = (sum: number, square: number, byLines: number): number => {
    const ratio = sum / dueLines;
    const residuals = Math.max(0, square - 2 * ratio * byLines + ratio ** 2 * squares.lines);
    return Math.sqrt(spread * residuals) / dueLines;
  };
  const miss = bought - tally.expectedMillionths / 1_000_000;
  return {
    bought: ofRatio(bought, squares.bought, squares.boughtByLines),
    gain: ofRatio(bought - naiveBought, squares.gain, squares.gainByLines),
    miss: Math.sqrt(spread * Math.max(0, squares.miss / 1_000_000 - miss ** 2 / lists)),
  };
}
