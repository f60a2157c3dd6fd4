import { join } from 'node:path';
import { cents, formatCents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';
import type { LedgerCheck } from '../../store/ledger/identity.ts';
import type { Period } from '../../store/ledger/settled.ts';
import type { Context } from '../context.ts';
import { csvLine, writeWhole } from '../files.ts';

const STATES = ['issued', 'redeemed', 'reserved', 'expired', 'open', 'withdrawn'] as const;
const HEADER = csvLine([
  'offer_id',
  'funder_id',
  ...STATES,
  ...STATES.map((state) => `${state}_face_value`),
  'holds',
]);

const UNBILLED_HEADER = csvLine([
  'business_day',
  'store_id',
  'register_id',
  'transaction_id',
  'offer_id',
  'given',
  'billed',
  'reason',
]);

/**
 * Write what registers gave by themselves in a period, and stores while they were cut off, and nobody can be billed for:
 * `not-billed.csv`, where there is any.
 *
 * @returns Its sum in cents.
 */
export function writeUnbilled({ ledger }: Context, dir: string, { fromDay, toDay }: Period): number {
  const receipts = [ledger.laneReports, ledger.offline].flatMap((reports) =>
    reports.unbilled(fromDay, toDay),
  );
  const rows = receipts.flatMap(({ day, storeId, registerId, transactionId, offers }) =>
    offers
      .filter(({ reason }) => reason !== undefined)
      .map(({ offerId, reportedCents, billedCents, reason }) =>
        csvLine([
          formatDay(day),
          storeId,
          registerId,
          transactionId,
          offerId,
          reportedCents === undefined ? undefined : formatCents(cents(reportedCents)),
          formatCents(cents(billedCents)),
          reason,
        ]),
      ),
  );
  if (rows.length > 0) writeWhole(join(dir, 'not-billed.csv'), UNBILLED_HEADER + rows.join(''));
  return receipts.reduce((sum, { reportedCents, billedCents }) => sum + reportedCents - billedCents, 0);
}

/** Write where every issued offer stands: issued = redeemed + reserved + expired + open + withdrawn, in counts and face values. */
export function writeReconciliation(context: Context, dir: string): LedgerCheck {
  const check = context.ledger.identity();
  const rows = check.perOffer.map(({ offerId, funderId, counts, cents: faces }) => {
    const [, ...parts] = STATES;
    const holds = [counts, faces].every(
      (standing) => standing.issued === parts.reduce((sum, state) => sum + standing[state], 0),
    );
    return csvLine([
      offerId,
      funderId,
      ...STATES.map((state) => counts[state]),
      ...STATES.map((state) => formatCents(cents(faces[state]))),
      holds ? 'yes' : 'no',
    ]);
  });
  writeWhole(join(dir, 'reconciliation.csv'), HEADER + rows.join(''));
  return check;
}
