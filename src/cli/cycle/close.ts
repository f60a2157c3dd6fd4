import { addDays, type Day, formatDay } from '../../shared/day.ts';
import type { CycleOver } from '../../store/ledger/closing.ts';
import type { Context } from '../context.ts';

/** What a night closed. */
export type Closed = {
  readonly closed: number;
  /** Issued offers that nobody used. */
  readonly expired: number;
};

/** Rounds until a cycle is closed: only a void in the same moment makes a second one necessary. */
const ROUNDS_MAX = 5;

/**
 * Close the released cycles that are over, days of grace included, in the order in which they ended: what is open on their
 * paper expires. Killed anywhere, the next run goes on; run again, it changes nothing.
 *
 * A lane that was cut off may bring a redemption of a good day later still: it is honoured, whatever is closed here.
 */
export async function closeCycles(context: Context, today: Day): Promise<Closed> {
  // A lane that reserved and never came back holds nothing any more.
  while (context.ledger.redemptions.lapse(context.world.now().getTime()) > 0) await context.breathe();
  const overBefore = addDays(today, -context.config.checkout.grace_days);
  let closed = 0;
  let expired = 0;
  for (const cycle of context.ledger.closing.due(overBefore)) {
    const one = await closeCycle(context, cycle);
    closed += Number(one.closed);
    expired += one.expired;
  }
  return { closed, expired };
}

async function closeCycle(
  context: Context,
  { cycleId, validUntil }: CycleOver,
): Promise<{ closed: boolean; expired: number }> {
  const { closing } = context.ledger;
  let expired = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    for (const count of closing.expire(cycleId)) {
      expired += count;
      await context.breathe();
    }
    const closed = context.ledger.inTransaction(() => {
      if (!closing.close(cycleId)) return false;
      context.audit(context.actor(undefined), 'close', `cycle ${cycleId}`, {
        expired: closing.unused(cycleId),
      });
      return true;
    });
    if (!closed) continue;
    context.log.info('closed', { cycle: cycleId, last_day: formatDay(validUntil), expired });
    return { closed: true, expired };
  }
  context.warn(`cycle ${cycleId} could not be closed: its offers are being voided; the next run closes it`);
  return { closed: false, expired };
}
