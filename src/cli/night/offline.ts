import { cents, formatCents } from '../../shared/cents.ts';
import { count, plural } from './counts.ts';
import type { NightRun } from './run-types.ts';

/**
 * What stores that had been cut off told of since the last night began, as a part of the line; none where nothing came. What is
 * told while this night runs is in the line of the next one alone.
 */
export function describeOffline({ context: { ledger, world }, asOf }: NightRun): string[] {
  const { nights, offline } = ledger;
  // One that stopped before it began has its line, too.
  const until = nights.find(asOf)?.started ?? world.now().toISOString();
  const { receipts, stores, given, billed } = offline.toldBetween(nights.startedBefore(asOf), until);
  if (receipts === 0) return [];
  const of = `${count(receipts)} ${plural(receipts, 'redemption')} of ${stores} cut-off ${plural(stores, 'store')}`;
  const lost = given === billed ? 'all billed' : `${formatCents(cents(given - billed))} billed to nobody`;
  return [`${of}: ${formatCents(cents(given))} given, ${lost}`];
}
