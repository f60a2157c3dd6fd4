/**
 * The usual gap between purchases, in days: the median of the household's own gaps, which anybody can count off its receipts.
 * The model's gap, shrunk to what others do, makes the probability; it is no fact about the household.
 *
 * @param days Purchase days, ascending. @returns undefined with fewer than two.
 */
export function usualGapDays(days: Int32Array): number | undefined {
  if (days.length < 2) return undefined;
  const gaps = new Int32Array(days.length - 1);
  for (let at = 1; at < days.length; at++) gaps[at - 1] = (days[at] ?? 0) - (days[at - 1] ?? 0);
  gaps.sort();
  const middle = gaps.length >> 1;
  const upper = gaps[middle] ?? 0;
  return gaps.length % 2 === 1 ? upper : (upper + (gaps[middle - 1] ?? 0)) / 2;
}
