import { join } from 'node:path';
import { cents, formatCents } from '../../shared/cents.ts';
import type { LedgerCheck } from '../../store/ledger/identity.ts';
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
