import { addDays, type Day, day } from '../../shared/day.ts';
import type { Context } from '../context.ts';

const MS_PER_DAY = 86_400_000;

/**
 * The day that the chain's own receipts say it is: the one after the newest. The server's clock is asked only where there
 * is no receipt, as nowhere else where a business day counts.
 */
export function businessToday(context: Context): Day {
  const { lastDay } = context.history.summary();
  return lastDay === undefined
    ? day(Math.floor(context.world.now().getTime() / MS_PER_DAY))
    : addDays(lastDay, 1);
}
