import { addDays, type Day } from '../../shared/day.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';

/**
 * The least last day of paper that can still be redeemed when a cycle is planned: what is open on it is set aside. Not only paper
 * that is good when the cycle's own begins: between planning and that day the lists before are redeemed, days of grace and all.
 */
export function openPaperFrom({ config }: Pick<Context, 'config'>, { asOf }: Pick<Cycle, 'asOf'>): Day {
  return addDays(asOf, -config.checkout.grace_days);
}
