import type { VoidRejectReason } from '../../checkout/reasons.ts';
import type { RedemptionEntry, ReversingEntry } from '../../checkout/void.ts';
import { type Cents, cents } from '../../shared/cents.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';
import { entryReader, reversalWriter } from './entries.ts';
import { type GivenBack, giverBack } from './given-back.ts';
import { releaser } from './reservations.ts';

/** What undoes the entries of a redemption. */
export type Reverse = (entries: readonly RedemptionEntry[]) => readonly ReversingEntry[];

export type VoidOutcome =
  | {
      readonly tag: 'voided' | 'already-voided';
      /** The lane's business day. */
      readonly day: Day;
      /** What the redemption took in all. */
      readonly totalCents: Cents;
      /** What this void reversed: all of it, less what had been returned before. */
      readonly reversedCents: Cents;
      readonly funderCents: Cents;
      readonly storeCents: Cents;
      readonly offers: GivenBack;
    }
  | { readonly tag: VoidRejectReason };

/**
 * A void takes back what a redemption still has of the ledger and gives its offers back to the household.
 *
 * `onDay`: the store's business day now; after that of the redemption goods come back by a return. Not told: not asked.
 */
export function voider(db: Db): (redemptionId: number, reversalsOf: Reverse, onDay?: Day) => VoidOutcome {
  const find = db.prepare<[number], { state: string; business_day: Day; total_cents: number }>(
    'SELECT state, business_day, total_cents FROM redemption WHERE redemption_id = ?',
  );
  const mark = db.prepare(
    "UPDATE redemption SET state = 'voided', reserved_until = NULL, lapsed = 0 WHERE redemption_id = ?",
  );
  const entriesOf = entryReader(db);
  const write = reversalWriter(db);
  const giveBack = giverBack(db);
  const release = releaser(db);
  const undo = db.transaction((redemptionId: number, reversalsOf: Reverse, onDay?: Day): VoidOutcome => {
    const row = find.get(redemptionId);
    if (row === undefined) return { tag: 'redemption-unknown' };
    const already = row.state === 'voided';
    const isPaid = row.state === 'committed';
    if (isPaid && onDay !== undefined && onDay > row.business_day) return { tag: 'business-day-over' };
    const reversals = isPaid ? reversalsOf(entriesOf(redemptionId)) : [];
    // What was only held is not reversed but let go.
    const held = row.state === 'reserved' ? release(redemptionId) : { funderCents: 0, storeCents: 0 };
    if (!already) mark.run(redemptionId);
    write(redemptionId, undefined, reversals);
    const reversed = (column: 'funderCents' | 'storeCents'): Cents =>
      cents(held[column] - reversals.reduce((sum, entry) => sum + entry[column], 0));
    const [funderCents, storeCents] = [reversed('funderCents'), reversed('storeCents')];
    return {
      tag: already ? 'already-voided' : 'voided',
      day: row.business_day,
      totalCents: cents(row.total_cents),
      reversedCents: cents(funderCents + storeCents),
      funderCents,
      storeCents,
      offers: already ? { open: 0, expired: 0, withdrawn: 0 } : giveBack(redemptionId),
    };
  });
  return (redemptionId, reversalsOf, onDay) => undo.immediate(redemptionId, reversalsOf, onDay);
}
