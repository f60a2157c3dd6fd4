import { cents, formatCents } from '../../shared/cents.ts';
import { count, plural } from './counts.ts';
import type { NightRun } from './run-types.ts';

/** What stores that had been cut off told of since the last night, as a part of the line; none where nothing came. */
export function describeOffline({ context: { ledger }, asOf }: NightRun): string[] {
  const { receipts, stores, given, billed } = ledger.offline.toldSince(ledger.nights.startedBefore(asOf));
  if (receipts === 0) return [];
  const of = `${count(receipts)} ${plural(receipts, 'redemption')} of ${stores} cut-off ${plural(stores, 'store')}`;
  const lost = given === billed ? 'all billed' : `${formatCents(cents(given - billed))} billed to nobody`;
  return [`${of}: ${formatCents(cents(given))} given, ${lost}`];
}
