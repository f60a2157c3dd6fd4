import { addAt } from './fixed-point.ts';

/** How products pool: productNo -> category; products without one form a category of their own, the last. */
export type ProductGroups = { readonly categoryNo: Int32Array; readonly categoryCount: number };

/** Strength of a category's pull to the chain, in observations. */
const CATEGORY_PULL = 20;

/** Shares of 0 and 1 stay this far inside, so that their odds exist. */
const SHARE_MIN = 1e-6;

/** `(sum + pull * centre) / (weight + pull)`, first for categories around the chain, then for products around those. */
export function shrink(
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

/** Of two sums; integers or multiples of 2^-20, so that their order does not matter. */
export function ratio(sums: Float64Array, weights: Float64Array, whenNone: number): number {
  const weight = weights.reduce((a, b) => a + b, 0);
  return weight === 0 ? whenNone : sums.reduce((a, b) => a + b, 0) / weight;
}

/** A share whose odds exist. */
export function insideShare(share: number): number {
  return Math.min(Math.max(share, SHARE_MIN), 1 - SHARE_MIN);
}
