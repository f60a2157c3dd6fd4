import type { HouseholdHistory } from '../history/household-history.ts';
import type { Catalog } from '../shared/catalog.ts';
import type { Day } from '../shared/day.ts';
import { addArrays, addAt, fromUnits, toUnits } from './fixed-point.ts';
import { assertBefore, type Snapshots, takeSnapshots } from './gaps.ts';
import {
  countLines,
  type LineCounts,
  newLineCounts,
  type ProductLines,
  productLines,
} from './line-windows.ts';
import { insideShare, type ProductGroups, ratio, shrink } from './shrink.ts';

/**
 * First pass over the households: what each product shows chain-wide as of each of some days. Plain data, so that it can
 * travel between workers; all sums are integers (reals in units of `fixed-point.ts`). A sum is kept as what each day adds
 * to the one before, day by day and within it by productNo.
 */
export type Pass1 = {
  /** Ascending. No household may have a trip on or after the last. */
  readonly asOfDays: readonly Day[];
  readonly groups: ProductGroups;
  /** The chain's first trip so far; Infinity before any. */
  firstDay: number;
  /** Pairs (households that bought the product) and those that bought it on two days or more. */
  readonly pairs: Float64Array;
  readonly repeatPairs: Float64Array;
  /** Gaps between purchase days, and the sum of their logarithms. */
  readonly gaps: Float64Array;
  readonly logGapUnits: Float64Array;
  /** Squared deviations of log gaps from their pair's mean, and their degrees of freedom. */
  readonly squaresUnits: Float64Array;
  readonly squaresFreedom: Float64Array;
  /** The newest purchase day of what was bought since the day before; {@link NEVER}: nothing was. */
  readonly lastDays: Int32Array;
  readonly lines: LineCounts;
};

/** What the chain teaches about a product before a household's own purchases are looked at; by productNo. */
export type Priors = {
  readonly asOf: Day;
  readonly groups: ProductGroups;
  /** Infinity when nobody ever came. */
  readonly firstDay: number;
  /** Households that ever bought the product. */
  readonly households: Float64Array;
  /** Share of pairs that bought again, chain-wide (r0), and per product, shrunk (rcp). */
  readonly repeatShareChain: number;
  readonly repeatShare: Float64Array;
  /** Mean log gap per product, shrunk (im). */
  readonly logGapMean: Float64Array;
  /** Variance of log gaps within a pair, per product, shrunk (iv). */
  readonly logGapVariance: Float64Array;
  readonly lines: ProductLines;
  /** The newest day on which anybody bought the product; {@link NEVER}: nobody ever did. */
  readonly lastSold: Int32Array;
};

/** Before any day there is. */
const NEVER = -(2 ** 31);

/** Strength of the pulls, in observations. */
const PRODUCT_PULL = 10;
const PRODUCT_VARIANCE_PULL = 20;
const HOUSEHOLD_PULL = 10;

/** A chain where nobody ever bought anything twice has no rhythm to learn: four weeks, with a wide spread, stand in. */
const LOG_GAP_UNKNOWN = Math.log(28);
const VARIANCE_UNKNOWN = 1;

export function newPass1(
  catalog: Pick<Catalog, 'categoryNo' | 'categoryCount'>,
  asOfDays: readonly Day[],
): Pass1 {
  const { categoryCount } = catalog;
  const categoryNo = catalog.categoryNo.map((no) => (no < 0 ? categoryCount : no));
  const zeros = () => new Float64Array(categoryNo.length * asOfDays.length);
  return {
    asOfDays,
    groups: { categoryNo, categoryCount: categoryCount + 1 },
    firstDay: Infinity,
    pairs: zeros(),
    repeatPairs: zeros(),
    gaps: zeros(),
    logGapUnits: zeros(),
    squaresUnits: zeros(),
    squaresFreedom: zeros(),
    lastDays: new Int32Array(categoryNo.length * asOfDays.length).fill(NEVER),
    lines: newLineCounts(asOfDays, categoryNo.length),
  };
}

/**
 * Add one household. @param snapshots Room for them, of the pass's days.
 * @throws RangeError for a trip on or after the last day, or a product outside the catalog.
 */
export function addToPass1(pass: Pass1, history: HouseholdHistory, snapshots: Snapshots): void {
  assertBefore(history, lastOf(pass.asOfDays));
  assertCatalogued(history, pass.groups.categoryNo.length);
  pass.firstDay = Math.min(pass.firstDay, history.tripDays[0] ?? Infinity);
  countLines(pass.lines, history);
  takeSnapshots(snapshots, history);
  for (let c = 0; c < pass.asOfDays.length; c++) addDay(pass, history, snapshots, c);
}

/** What the household's purchases between one day and the next change in the sums. */
function addDay(
  pass: Pass1,
  history: HouseholdHistory,
  { count, ends, logSum, logSquares }: Snapshots,
  c: number,
): void {
  const base = c * pass.groups.categoryNo.length;
  for (let place = 0; place < count; place++) {
    const from = history.starts[place] ?? 0;
    const slot = c * count + place;
    const end = ends[slot] ?? from;
    const before = c === 0 ? from : (ends[slot - count] ?? from);
    if (end === before) continue;
    const at = base + (history.productNos[place] ?? 0);
    pass.lastDays[at] = Math.max(pass.lastDays[at] ?? NEVER, history.days[end - 1] ?? NEVER);
    if (before === from) addAt(pass.pairs, at, 1);
    if (end - from < 2) continue;
    if (before - from < 2) addAt(pass.repeatPairs, at, 1);
    addAt(pass.gaps, at, end - Math.max(before, from + 1));
    addAt(pass.squaresFreedom, at, end - Math.max(before, from + 2));
    const [sum, squares] = c === 0 ? [0, 0] : [logSum[slot - count] ?? 0, logSquares[slot - count] ?? 0];
    addAt(pass.logGapUnits, at, toUnits(logSum[slot] ?? 0) - toUnits(sum));
    addAt(pass.squaresUnits, at, toUnits(logSquares[slot] ?? 0) - toUnits(squares));
  }
}

/** Both passes' households together. @throws RangeError when they are of different days or catalogs. */
export function mergePass1(a: Pass1, b: Pass1): Pass1 {
  if (a.asOfDays.join() !== b.asOfDays.join()) {
    throw new RangeError(`passes as of different days: ${a.asOfDays.join()} and ${b.asOfDays.join()}`);
  }
  return {
    asOfDays: a.asOfDays,
    groups: a.groups,
    firstDay: Math.min(a.firstDay, b.firstDay),
    pairs: addArrays(a.pairs, b.pairs),
    repeatPairs: addArrays(a.repeatPairs, b.repeatPairs),
    gaps: addArrays(a.gaps, b.gaps),
    logGapUnits: addArrays(a.logGapUnits, b.logGapUnits),
    squaresUnits: addArrays(a.squaresUnits, b.squaresUnits),
    squaresFreedom: addArrays(a.squaresFreedom, b.squaresFreedom),
    lastDays: a.lastDays.map((day, at) => Math.max(day, b.lastDays[at] ?? NEVER)),
    lines: {
      ...a.lines,
      counts: a.lines.counts.map((count, place) => count + (b.lines.counts[place] ?? 0)),
    },
  };
}

/**
 * Steps 2 to 4 (see `score.ts`), as of each day: every product's repeat share, mean log gap and variance, pulled towards
 * its category's, and that towards the chain's, as if by a number of further observations.
 *
 * Source: empirical-Bayes shrinkage, B. Efron and C. Morris, "Stein's estimation rule and its competitors" (1973), with
 * fixed prior weights; the repeat share is the "repeat customer probability" of R. Bhagat et al., "Buy It Again" (2018).
 */
export function finishPass1(pass: Pass1): Priors[] {
  const { groups, firstDay } = pass;
  const count = groups.categoryNo.length;
  const running = (deltas: Float64Array) => {
    const sums = new Float64Array(count);
    return (c: number): Float64Array => {
      for (let no = 0; no < count; no++) addAt(sums, no, deltas[c * count + no] ?? 0);
      return sums;
    };
  };
  const pairsOf = running(pass.pairs);
  const repeatPairsOf = running(pass.repeatPairs);
  const gapsOf = running(pass.gaps);
  const logGapsOf = running(pass.logGapUnits);
  const squaresOf = running(pass.squaresUnits);
  const freedomOf = running(pass.squaresFreedom);
  const lastSold = new Int32Array(count).fill(NEVER);
  return pass.asOfDays.map((asOf, c) => {
    const [pairs, repeatPairs, gaps, freedom] = [pairsOf(c), repeatPairsOf(c), gapsOf(c), freedomOf(c)];
    const logGaps = logGapsOf(c).map(fromUnits);
    const squares = squaresOf(c).map(fromUnits);
    for (let no = 0; no < count; no++) {
      lastSold[no] = Math.max(lastSold[no] ?? NEVER, pass.lastDays[c * count + no] ?? NEVER);
    }
    const repeatShareChain = insideShare(ratio(repeatPairs, pairs, 0));
    const logGapChain = ratio(logGaps, gaps, LOG_GAP_UNKNOWN);
    const varianceChain = ratio(squares, freedom, VARIANCE_UNKNOWN);
    return {
      asOf,
      groups,
      firstDay,
      households: pairs.slice(),
      repeatShareChain,
      repeatShare: shrink(repeatPairs, pairs, groups, repeatShareChain, PRODUCT_PULL).map(insideShare),
      logGapMean: shrink(logGaps, gaps, groups, logGapChain, PRODUCT_PULL),
      logGapVariance: shrink(squares, freedom, groups, varianceChain, PRODUCT_VARIANCE_PULL),
      lines: productLines(pass.lines, asOf, asOf - firstDay),
      lastSold: lastSold.slice(),
    };
  });
}

/**
 * Step 3, its last part: how much longer (in logarithms) this household's gaps are than its products' usual ones, pulled
 * to 0, as of the day `c` of the snapshots. The household's prior for a product is `logGapMean` plus this. The sum is one
 * of integers, so that how products are numbered does not change a bit.
 */
export function householdOffset(
  priors: Priors,
  history: HouseholdHistory,
  { count, ends, logSum }: Snapshots,
  c: number,
): number {
  let excessUnits = 0;
  let weight = 0;
  for (let place = 0; place < count; place++) {
    const m = (ends[c * count + place] ?? 0) - (history.starts[place] ?? 0) - 1;
    if (m < 1) continue;
    const usual = priors.logGapMean[history.productNos[place] ?? 0] ?? 0;
    excessUnits += toUnits((logSum[c * count + place] ?? 0) - m * usual);
    weight += m;
  }
  return fromUnits(excessUnits) / (weight + HOUSEHOLD_PULL);
}

function lastOf(days: readonly Day[]): Day {
  const last = days.at(-1);
  if (last === undefined) throw new RangeError('a pass as of no day');
  return last;
}

function assertCatalogued(history: HouseholdHistory, productCount: number): void {
  const last = history.productNos.at(-1);
  if (last !== undefined && last >= productCount) {
    throw new RangeError(`household ${history.householdNo}: product ${last} of ${productCount}`);
  }
}
