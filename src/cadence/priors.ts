import type { HouseholdHistory } from '../history/household-history.ts';
import type { Catalog } from '../shared/catalog.ts';
import type { Day } from '../shared/day.ts';
import { addArrays, addAt, fromUnits, toUnits } from './fixed-point.ts';
import { assertBefore, type GapSums, gapSums } from './gaps.ts';

/** How products pool: productNo -> category; products without one form a category of their own, the last. */
export type ProductGroups = { readonly categoryNo: Int32Array; readonly categoryCount: number };

/**
 * First pass over the households: what each product shows chain-wide, indexed by productNo. Plain data, so that it can
 * travel between workers; all sums are integers (reals in units of `fixed-point.ts`).
 */
export type Pass1 = {
  readonly asOf: Day;
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
};

/** What the chain teaches about a product before a household's own purchases are looked at; by productNo. */
export type Priors = {
  readonly asOf: Day;
  /** Infinity when nobody ever came. */
  readonly firstDay: number;
  /** Share of pairs that bought again, chain-wide (r0), and per product, shrunk (rcp). */
  readonly repeatShareChain: number;
  readonly repeatShare: Float64Array;
  /** Mean log gap per product, shrunk (im). */
  readonly logGapMean: Float64Array;
  /** Variance of log gaps within a pair, per product, shrunk (iv). */
  readonly logGapVariance: Float64Array;
};

/** Strength of the pulls, in observations: category to chain, and product to category. */
const CATEGORY_PULL = 20;
const PRODUCT_PULL = 10;
const PRODUCT_VARIANCE_PULL = 20;
const HOUSEHOLD_PULL = 10;

/** A chain where nobody ever bought anything twice has no rhythm to learn: four weeks, with a wide spread, stand in. */
const LOG_GAP_UNKNOWN = Math.log(28);
const VARIANCE_UNKNOWN = 1;

/** Shares of 0 and 1 stay this far inside, so that their odds exist. */
const SHARE_MIN = 1e-6;

export function newPass1(catalog: Pick<Catalog, 'categoryNo' | 'categoryCount'>, asOf: Day): Pass1 {
  const { categoryCount } = catalog;
  const categoryNo = catalog.categoryNo.map((no) => (no < 0 ? categoryCount : no));
  const zeros = () => new Float64Array(categoryNo.length);
  return {
    asOf,
    groups: { categoryNo, categoryCount: categoryCount + 1 },
    firstDay: Infinity,
    pairs: zeros(),
    repeatPairs: zeros(),
    gaps: zeros(),
    logGapUnits: zeros(),
    squaresUnits: zeros(),
    squaresFreedom: zeros(),
  };
}

/** Add one household, as of the pass's day. @throws RangeError for a later trip or a product outside the catalog. */
export function addToPass1(pass: Pass1, history: HouseholdHistory): void {
  assertBefore(history, pass.asOf);
  assertCatalogued(history, pass.pairs.length);
  pass.firstDay = Math.min(pass.firstDay, history.tripDays[0] ?? Infinity);
  const sums = gapSums(history);
  for (let place = 0; place < history.productNos.length; place++) {
    const productNo = history.productNos[place] ?? 0;
    const m = sums.gaps[place] ?? 0;
    addAt(pass.pairs, productNo, 1);
    if (m === 0) continue;
    addAt(pass.repeatPairs, productNo, 1);
    addAt(pass.gaps, productNo, m);
    addAt(pass.logGapUnits, productNo, toUnits(sums.logSum[place] ?? 0));
    addAt(pass.squaresUnits, productNo, toUnits(sums.logSquares[place] ?? 0));
    addAt(pass.squaresFreedom, productNo, m - 1);
  }
}

/** Both passes' households together. @throws RangeError when they are of different days or catalogs. */
export function mergePass1(a: Pass1, b: Pass1): Pass1 {
  if (a.asOf !== b.asOf) throw new RangeError(`passes as of different days: ${a.asOf} and ${b.asOf}`);
  return {
    asOf: a.asOf,
    groups: a.groups,
    firstDay: Math.min(a.firstDay, b.firstDay),
    pairs: addArrays(a.pairs, b.pairs),
    repeatPairs: addArrays(a.repeatPairs, b.repeatPairs),
    gaps: addArrays(a.gaps, b.gaps),
    logGapUnits: addArrays(a.logGapUnits, b.logGapUnits),
    squaresUnits: addArrays(a.squaresUnits, b.squaresUnits),
    squaresFreedom: addArrays(a.squaresFreedom, b.squaresFreedom),
  };
}

/**
 * Steps 2 to 4 (see `score.ts`): every product's repeat share, mean log gap and variance, pulled towards its category's,
 * and that towards the chain's, as if by a number of further observations.
 *
 * Source: empirical-Bayes shrinkage, B. Efron and C. Morris, "Stein's estimation rule and its competitors" (1973), with
 * fixed prior weights; the repeat share is the "repeat customer probability" of R. Bhagat et al., "Buy It Again" (2018).
 */
export function finishPass1(pass: Pass1): Priors {
  const { groups, pairs, repeatPairs, gaps, squaresFreedom } = pass;
  const logGaps = pass.logGapUnits.map(fromUnits);
  const squares = pass.squaresUnits.map(fromUnits);
  const repeatShareChain = insideShare(ratio(repeatPairs, pairs, 0));
  const logGapChain = ratio(logGaps, gaps, LOG_GAP_UNKNOWN);
  const varianceChain = ratio(squares, squaresFreedom, VARIANCE_UNKNOWN);
  return {
    asOf: pass.asOf,
    firstDay: pass.firstDay,
    repeatShareChain,
    repeatShare: shrink(repeatPairs, pairs, groups, repeatShareChain, PRODUCT_PULL).map(insideShare),
    logGapMean: shrink(logGaps, gaps, groups, logGapChain, PRODUCT_PULL),
    logGapVariance: shrink(squares, squaresFreedom, groups, varianceChain, PRODUCT_VARIANCE_PULL),
  };
}

/**
 * Step 3, its last part: how much longer (in logarithms) this household's gaps are than its products' usual ones, pulled
 * to 0. The household's prior for a product is `logGapMean` plus this.
 */
export function householdOffset(priors: Priors, history: HouseholdHistory, sums: GapSums): number {
  let excess = 0;
  let weight = 0;
  for (let place = 0; place < history.productNos.length; place++) {
    const m = sums.gaps[place] ?? 0;
    excess += (sums.logSum[place] ?? 0) - m * (priors.logGapMean[history.productNos[place] ?? 0] ?? 0);
    weight += m;
  }
  return excess / (weight + HOUSEHOLD_PULL);
}

/** `(sum + pull * centre) / (weight + pull)`, first for categories around the chain, then for products around those. */
function shrink(
  sums: Float64Array,
  weights: Float64Array,
  groups: ProductGroups,
  chain: number,
  productPull: number,
): Float64Array {
  const categorySums = new Float64Array(groups.categoryCount);
  const categoryWeights = new Float64Array(groups.categoryCount);
  for (const [productNo, category] of groups.categoryNo.entries()) {
    addAt(categorySums, category, sums[productNo] ?? 0);
    addAt(categoryWeights, category, weights[productNo] ?? 0);
  }
  const centres = categorySums.map(
    (sum, category) => (sum + CATEGORY_PULL * chain) / ((categoryWeights[category] ?? 0) + CATEGORY_PULL),
  );
  return sums.map((sum, productNo) => {
    const centre = centres[groups.categoryNo[productNo] ?? 0] ?? chain;
    return (sum + productPull * centre) / ((weights[productNo] ?? 0) + productPull);
  });
}

function ratio(sums: Float64Array, weights: Float64Array, whenNone: number): number {
  const weight = weights.reduce((a, b) => a + b, 0);
  return weight === 0 ? whenNone : sums.reduce((a, b) => a + b, 0) / weight;
}

function insideShare(share: number): number {
  return Math.min(Math.max(share, SHARE_MIN), 1 - SHARE_MIN);
}

function assertCatalogued(history: HouseholdHistory, productCount: number): void {
  const last = history.productNos.at(-1);
  if (last !== undefined && last >= productCount) {
    throw new RangeError(`household ${history.householdNo}: product ${last} of ${productCount}`);
  }
}
