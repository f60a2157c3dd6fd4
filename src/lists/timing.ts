import type { Day } from '../shared/day.ts';

/**
 * When within a list's validity a product is expected: in its first seven days, the seven after, or later. A word and no
 * day: within two weeks, a day would promise more than anybody can know (the median error is three days).
 */
export type Timing = 'this-week' | 'next-week' | 'later';

/** undefined: nothing is expected of the line. */
export function timingOf(expectedDay: Day | undefined, validFrom: Day): Timing | undefined {
  if (expectedDay === undefined) return undefined;
  const days = expectedDay - validFrom;
  if (days < 7) return 'this-week';
  return days < 14 ? 'next-week' : 'later';
}
