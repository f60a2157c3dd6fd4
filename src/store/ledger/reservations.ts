import type { CommitRejectReason } from '../../checkout/reasons.ts';
import type { Redeemed, SpentOffer } from '../../checkout/types.ts';
import type { Db } from '../sqlite.ts';
import { giverBack } from './given-back.ts';
import { STANDING, usesReader } from './list-offers.ts';
import { spender, takingWriter } from './taking.ts';

/** What became of a reservation that a lane wanted to carry on. */
export type CommitOutcome =
  | {
      readonly tag: 'committed' | 'already-committed' | 'tendering';
      /** What the lane was told when it reserved. */
      readonly told: Redeemed;
    }
  | { readonly tag: 'rejected'; readonly reason: CommitRejectReason };

type Row = { state: 'reserved' | 'lapsed' | 'committed' | 'voided'; answer: string };

/** Redemptions in two steps: what is held at the total, and how that ends. */
export function reservations(db: Db) {
  const find = db.prepare<[number], Row>(
    "SELECT iif(lapsed = 1, 'lapsed', state) AS state, answer FROM redemption WHERE redemption_id = ?",
  );
  const commit = db.prepare(
    "UPDATE redemption SET state = 'committed', reserved_until = NULL, lapsed = 0 WHERE redemption_id = ?",
  );
  const keep = db.prepare('UPDATE redemption SET reserved_until = NULL WHERE redemption_id = ?');
  const take = db.prepare(
    "UPDATE issued_offer SET state = 'redeemed' WHERE redemption_id = ? AND state = 'reserved'",
  );
  const until = db
    .prepare<[number], number | null>('SELECT reserved_until FROM redemption WHERE redemption_id = ?')
    .pluck();
  const release = releaser(db);
  const write = takingWriter(db);
  const revive = reviver(db);

  const goOn = db.transaction((redemptionId: number, isPaid: boolean): CommitOutcome => {
    const row = find.get(redemptionId);
    if (row === undefined) return { tag: 'rejected', reason: 'redemption-unknown' };
    if (row.state === 'voided') return { tag: 'rejected', reason: 'voided' };
    const told = JSON.parse(row.answer) as Redeemed;
    if (row.state === 'committed') return { tag: 'already-committed', told };
    if (row.state === 'lapsed' && !revive(redemptionId, null)) return { tag: 'rejected', reason: 'lapsed' };
    keep.run(redemptionId);
    if (!isPaid) return { tag: 'tendering', told };
    release(redemptionId);
    take.run(redemptionId);
    commit.run(redemptionId);
    write('commit', redemptionId, told.discounts);
    return { tag: 'committed', told };
  });

  return {
    /** Tender is complete: what was held is taken. One that has lapsed is taken after all, if nobody else was meanwhile. */
    commit: (redemptionId: number): CommitOutcome => goOn.immediate(redemptionId, true),
    /** Tender has begun: from now on it does not lapse by itself. */
    tender: (redemptionId: number): CommitOutcome => goOn.immediate(redemptionId, false),
    revive,
    lapse: lapser(db),
    /** When a reservation lapses, ISO 8601 in UTC; undefined: not by itself. */
    lapsesAt: (redemptionId: number): string | undefined => {
      const ms = until.get(redemptionId) ?? undefined;
      return ms === undefined ? undefined : new Date(ms).toISOString();
    },
  };
}

/** Ends what a redemption holds: an entry for each that undoes its reservation. @returns What was held. */
export function releaser(db: Db): (redemptionId: number) => { funderCents: number; storeCents: number } {
  const insert = db.prepare<[number], { funder_cents: number; store_cents: number }>(
    `INSERT INTO ledger_entry (kind, redemption_id, issued_offer_id, basket_line_no, product_id, quantity_milli, amount_cents,
       funder_cents, store_cents, reverses)
     SELECT 'release', redemption_id, issued_offer_id, basket_line_no, product_id, -quantity_milli, -amount_cents,
       -funder_cents, -store_cents, entry_id
     FROM ledger_entry AS held WHERE redemption_id = ? AND kind = 'reserve'
       AND NOT EXISTS (SELECT 1 FROM ledger_entry AS back WHERE back.reverses = held.entry_id)
     ORDER BY entry_id RETURNING funder_cents, store_cents`,
  );
  return (redemptionId) => {
    const rows = insert.all(redemptionId);
    return {
      funderCents: -rows.reduce((sum, row) => sum + row.funder_cents, 0),
      storeCents: -rows.reduce((sum, row) => sum + row.store_cents, 0),
    };
  };
}

/** Lapses at most so many at once: a lane waits for it. */
const LAPSE_MAX = 50;

function lapser(db: Db): (nowMs: number) => number {
  const due = db
    .prepare<[number, number], number>(
      'SELECT redemption_id FROM redemption WHERE reserved_until <= ? ORDER BY reserved_until LIMIT ?',
    )
    .pluck();
  const mark = db.prepare('UPDATE redemption SET lapsed = 1, reserved_until = NULL WHERE redemption_id = ?');
  const release = releaser(db);
  const giveBack = giverBack(db);
  const lapse = db.transaction((nowMs: number): number => {
    const ids = due.all(nowMs, LAPSE_MAX);
    for (const redemptionId of ids) {
      release(redemptionId);
      mark.run(redemptionId);
      giveBack(redemptionId);
    }
    return ids.length;
  });
  return (nowMs) => lapse.immediate(nowMs);
}

type Right = { state: string; offerId: string; householdId: string; most: number | null };

/** Takes the offers of a lapsed reservation again, all or none. @returns Whether they were all still there. */
function reviver(db: Db): (redemptionId: number, untilMs: number | null) => boolean {
  const told = db.prepare<[number], string>('SELECT answer FROM redemption WHERE redemption_id = ?').pluck();
  const right = db.prepare<[number], Right>(
    `SELECT ${STANDING} AS state, issued_offer.offer_id AS offerId, household_id AS householdId,
       terms ->> '$.limitHousehold' AS most
     FROM issued_offer JOIN offer_terms ON offer_terms.offer_id = issued_offer.offer_id AND version = offer_version
     WHERE issued_offer_id = ?`,
  );
  const usesOf = usesReader(db);
  const mark = db.prepare('UPDATE redemption SET lapsed = 0, reserved_until = ? WHERE redemption_id = ?');
  const spend = spender(db);
  const write = takingWriter(db);
  const revive = db.transaction((redemptionId: number, untilMs: number | null): boolean => {
    const { spent, discounts } = JSON.parse(told.get(redemptionId) ?? '{}') as Redeemed;
    // Another paper of the household may have had the offer meanwhile: that counts against its limit as ever.
    const isFree = ({ issuedOfferId, applications }: SpentOffer): boolean => {
      const its = right.get(issuedOfferId);
      if (its === undefined || (its.state !== 'open' && its.state !== 'expired')) return false;
      return its.most === null || usesOf(its.householdId)(its.offerId) + applications <= its.most;
    };
    if (!spent.every(isFree)) return false;
    mark.run(untilMs, redemptionId);
    for (const offer of spent) spend(redemptionId, offer, 'reserved');
    write('reserve', redemptionId, discounts);
    return true;
  });
  return (redemptionId, untilMs) => revive.immediate(redemptionId, untilMs);
}
