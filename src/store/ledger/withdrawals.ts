import type { Day } from '../../shared/day.ts';
import { type Db, letLanesIn } from '../sqlite.ts';
import { kinOf } from './kin.ts';
import { type FaceValueOf, placeSettler } from './vacant-places.ts';

/** What lanes do with paper that is out. */
export type Lanes = 'honour' | 'refuse' | 'replace';

/** An offer, or a whole cycle, that was taken back after release. */
export type Withdrawal = {
  readonly withdrawalId: number;
  readonly kind: 'offer' | 'cycle';
  /** The offer's id or the cycle's number. */
  readonly id: string;
  readonly lanes: Lanes;
  readonly replacement: Replacement | undefined;
  /** Paper that is over before this day is not concerned. */
  readonly goodOn: Day;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
  readonly finished: boolean;
};

/** What households get in the place of what was withdrawn. */
export type Replacement = {
  readonly offerId: string;
  readonly version: number;
  /** Its value in the meaning of its kind. */
  readonly termsValueCents: number;
  /** Shelf price of one of its products, where the printed one is none of them; undefined: not known, or on the basket. */
  readonly priceCents: number | undefined;
};

export type NewWithdrawal = Omit<Withdrawal, 'withdrawalId' | 'finished'>;

type Row = {
  withdrawal_id: number;
  kind: 'offer' | 'cycle';
  offer_id: string | null;
  cycle_id: number | null;
  lanes: Lanes;
  replace_with: string | null;
  replace_version: number | null;
  replace_terms_cents: number | null;
  replace_price_cents: number | null;
  good_on: Day;
  reason: string;
  withdrawn_by: string;
  withdrawn_at: string;
  finished_at: string | null;
};

/** Lists of one transaction: some 20 ms, which a lane can wait. */
const CHUNK = 200;

/**
 * Withdrawals. The row comes first and lanes obey it at once; then the issued offers are brought in line list by list, in
 * chunks that can be cut off and begun again anywhere; the mark that all are comes last.
 */
export function withdrawalStore(db: Db) {
  const inForce = db.prepare<{ offer: string | null; cycle: number | null }, Row>(
    'SELECT * FROM withdrawal_in_force WHERE offer_id IS @offer AND cycle_id IS @cycle',
  );
  const unfinished = db.prepare<[], Row>(
    'SELECT * FROM withdrawal WHERE finished_at IS NULL ORDER BY withdrawal_id',
  );
  const finish = db.prepare(
    'UPDATE withdrawal SET finished_at = ? WHERE withdrawal_id = ? AND finished_at IS NULL',
  );
  const put = putter(db);
  const settle = placeSettler(db);
  const settleChunk = db.transaction((lists: readonly number[], faceValueOf: FaceValueOf): void => {
    for (const listId of lists) settle(listId, faceValueOf);
  });
  const concerned = concernedLists(db);
  return {
    inForce: (kind: Withdrawal['kind'], id: string): Withdrawal | undefined => {
      const row = inForce.get({
        offer: kind === 'offer' ? id : null,
        cycle: kind === 'cycle' ? Number(id) : null,
      });
      return row === undefined ? undefined : toWithdrawal(row);
    },
    put: (withdrawal: NewWithdrawal): number => put.immediate(withdrawal),
    unfinished: (): Withdrawal[] => unfinished.all().map(toWithdrawal),
    finish: (withdrawalId: number, at: string): void => void finish.run(at, withdrawalId),
    /** Lists whose paper a withdrawal concerns. */
    concerned,
    /** Bring lists in line, chunk by chunk; yields how many are done. */
    settle: function* (lists: readonly number[], faceValueOf: FaceValueOf, chunk = CHUNK): Generator<number> {
      for (let from = 0; from < lists.length; from += chunk) {
        settleChunk.immediate(lists.slice(from, from + chunk), faceValueOf);
        yield Math.min(from + chunk, lists.length);
        letLanesIn();
      }
    },
    /** The same for the lists that one scan may mean, before the lane decides. */
    settleForLane: (
      scan: { readonly listCode: string | undefined; readonly householdId: string | undefined },
      faceValueOf: FaceValueOf,
    ): void => {
      if (unfinished.get() === undefined) return;
      settleChunk.immediate(listsOfScan(db, scan), faceValueOf);
    },
  };
}

function listsOfScan(
  db: Db,
  scan: { readonly listCode: string | undefined; readonly householdId: string | undefined },
): number[] {
  return db
    .prepare<{ code: string | null; household: string | null }, number>(
      `SELECT list_id FROM list WHERE list_code = @code AND forgotten_on IS NULL
       UNION SELECT list_id FROM list JOIN cycle USING (cycle_id)
       WHERE household_id IN ${kinOf('@household')} AND cycle.state IN ('released', 'withdrawn')`,
    )
    .pluck()
    .all({ code: scan.listCode ?? null, household: scan.householdId ?? null });
}

function putter(db: Db) {
  const insert = db.prepare(
    `INSERT INTO withdrawal (kind, offer_id, cycle_id, lanes, replace_with, replace_version, replace_terms_cents,
       replace_price_cents, good_on, reason, withdrawn_by, withdrawn_at)
     VALUES (@kind, @offer, @cycle, @lanes, @with, @version, @terms, @price, @goodOn, @reason, @by, @at)`,
  );
  const move = db.prepare('UPDATE cycle SET state = ? WHERE cycle_id = ? AND state = ?');
  return db.transaction((withdrawal: NewWithdrawal): number => {
    const { kind, id, lanes, replacement } = withdrawal;
    const row = insert.run({
      kind,
      offer: kind === 'offer' ? id : null,
      cycle: kind === 'cycle' ? Number(id) : null,
      lanes,
      with: replacement?.offerId ?? null,
      version: replacement?.version ?? null,
      terms: replacement?.termsValueCents ?? null,
      price: replacement?.priceCents ?? null,
      goodOn: withdrawal.goodOn,
      reason: withdrawal.reason,
      by: withdrawal.by,
      at: withdrawal.at,
    });
    if (kind === 'cycle') {
      // Refused as a whole; a cycle whose lists carry a replacement, or are honoured, stays where lanes look.
      if (lanes === 'refuse') move.run('withdrawn', Number(id), 'released');
      else move.run('released', Number(id), 'withdrawn');
    }
    return Number(row.lastInsertRowid);
  });
}

function concernedLists(db: Db): (withdrawal: Pick<Withdrawal, 'kind' | 'id' | 'goodOn'>) => number[] {
  const ofOffer = db
    .prepare<[string, Day], number>(
      `SELECT DISTINCT list_id FROM issued_offer JOIN list USING (list_id) JOIN cycle USING (cycle_id)
       WHERE offer_id = ? AND cycle.state IN ('released', 'withdrawn') AND valid_until >= ?
         AND forgotten_on IS NULL ORDER BY list_id`,
    )
    .pluck();
  const ofCycle = db
    .prepare<[number], number>(
      `SELECT DISTINCT list_id FROM list JOIN issued_offer USING (list_id)
       WHERE cycle_id = ? AND forgotten_on IS NULL ORDER BY list_id`,
    )
    .pluck();
  return ({ kind, id, goodOn }) => (kind === 'offer' ? ofOffer.all(id, goodOn) : ofCycle.all(Number(id)));
}

function toWithdrawal(row: Row): Withdrawal {
  return {
    withdrawalId: row.withdrawal_id,
    kind: row.kind,
    id: String(row.offer_id ?? row.cycle_id),
    lanes: row.lanes,
    replacement:
      row.replace_with === null || row.replace_version === null
        ? undefined
        : {
            offerId: row.replace_with,
            version: row.replace_version,
            termsValueCents: row.replace_terms_cents ?? 0,
            priceCents: row.replace_price_cents ?? undefined,
          },
    goodOn: row.good_on,
    reason: row.reason,
    by: row.withdrawn_by,
    at: row.withdrawn_at,
    finished: row.finished_at !== null,
  };
}
