import type { AtStake } from '../../store/ledger/restores.ts';
import type { Context } from '../context.ts';

/** What was accepted with the end of a check; the `settled` part of the answer. */
export type Settled = {
  readonly by: string;
  readonly restorations: number;
  readonly replayed: number;
  /** Rights that are open again and may have been used since the backup. */
  readonly lists: number;
  readonly offers: number;
  readonly face_value_cents: number;
};

/** End the check after a restore: lanes take the lists again. Nothing to end is no fault. */
export function settleRestoration(context: Context, by: string): Settled {
  const { ledger, world } = context;
  return ledger.inTransaction(() => {
    const open = ledger.restorations.unsettled();
    const stake: AtStake = ledger.restorations.atStake();
    const settled = {
      by,
      restorations: open.length,
      replayed: open[0]?.replayed ?? 0,
      lists: stake.lists,
      offers: stake.offers,
      face_value_cents: stake.faceValueCents,
    };
    if (open.length === 0) return settled;
    const now = world.now();
    ledger.restorations.settle(by, now.toISOString());
    ledger.audit({ at: now, actor: by, act: 'restore-settle', subject: 'ledger', detail: settled });
    return settled;
  });
}
