/**
 * Split an amount in proportion to weights by largest remainder (Hamilton's method; ties to the earlier place): the
 * shares are whole cents, add up to the amount, and none is above its weight as long as the amount is not above their sum.
 *
 * @param total Whole cents, 0 .. sum of the weights. @param weights Whole cents, each >= 0.
 * @throws RangeError (a bug of ours) for a total outside that.
 */
export function spreadCents(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (!Number.isInteger(total) || total < 0 || total > sum) {
    throw new RangeError(`cannot spread ${total} over ${sum} cents`);
  }
  if (sum === 0) return weights.map(() => 0);
  // BigInt: the product of two amounts leaves the integers of a double at baskets of a million.
  const whole = BigInt(sum);
  const exact = weights.map((weight) => BigInt(total) * BigInt(weight));
  const shares = exact.map((product) => Number(product / whole));
  const remainders = exact.map((product) => product % whole);
  const left = total - shares.reduce((all, share) => all + share, 0);
  const byRemainder = weights
    .map((_, place) => place)
    .sort((a, b) => compare(remainders[b] ?? 0n, remainders[a] ?? 0n) || a - b);
  for (const place of byRemainder.slice(0, left)) shares[place] = (shares[place] ?? 0) + 1;
  return shares;
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
