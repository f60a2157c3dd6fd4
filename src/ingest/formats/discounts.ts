/** An amount after a discount: nearer to nothing, whichever way it points. */
export function reduceAmount(amountCents: number, discountCents: number): number {
  return amountCents < 0 ? amountCents + Math.abs(discountCents) : amountCents - discountCents;
}

/**
 * A discount in whole cents over items by what they cost: each gets its share rounded down, and the cents that are left
 * go to the largest remainders, the earlier item first (Hamilton's method). Items that cost nothing or come back get none.
 *
 * @returns `undefined` when no item can bear any.
 */
export function shareOut(amountCents: number, weightsCents: readonly number[]): number[] | undefined {
  const weights = weightsCents.map((weight) => Math.max(0, weight));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return amountCents === 0 ? weights : undefined;
  const sign = Math.sign(amountCents);
  const exact = weights.map((weight) => (Math.abs(amountCents) * weight) / total);
  const shares = exact.map(Math.floor);
  const left = Math.abs(amountCents) - shares.reduce((sum, share) => sum + share, 0);
  const order = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of order.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1;
  return shares.map((share) => (share === 0 ? 0 : sign * share));
}
