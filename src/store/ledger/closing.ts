import type { Day } from '../../shared/day.ts';
import { type Db, letLanesIn } from '../sqlite.ts';
import { expiryWriter } from './given-back.ts';
import { responseWriter } from './plans.ts';

/** A cycle whose paper is over. */
export type CycleOver = { readonly cycleId: number; readonly asOf: Day; readonly validUntil: Day };

/** Lists of one transaction: each has a dozen offers, and each offer an entry; some 20 ms, which a lane can wait. */
const CHUNK_LISTS = 20;

/**
 * The end of a cycle. What is still open expires in chunks, each its own transaction, so that a kill loses nothing and the
 * next run goes on; the last step closes the cycle, once nothing of it is open.
 */
export function closingStore(db: Db) {
  const due = db.prepare<[Day], { cycle_id: number; as_of: Day; valid_until: Day }>(
    `SELECT cycle_id, as_of, valid_until FROM cycle WHERE state = 'released' AND valid_until < ?
     ORDER BY valid_until, as_of, cycle_id`,
  );
  const close = closer(db);
  const unused = db
    .prepare<[number], number>(
      `SELECT count(*) FROM list JOIN issued_offer USING (list_id) WHERE cycle_id = ? AND issued_offer.state = 'expired'`,
    )
    .pluck();
  return {
    /** Released cycles whose last day is before a day, in the order in which they ended. */
    due: (before: Day): CycleOver[] =>
      due.all(before).map((row) => ({ cycleId: row.cycle_id, asOf: row.as_of, validUntil: row.valid_until })),
    /** Expire what is open, and yield after each chunk how many offers expired in it. */
    expire: (cycleId: number): Generator<number> => expire(db, cycleId),
    /** Offers of a cycle that expired, whichever run let them. */
    unused: (cycleId: number): number => unused.get(cycleId) ?? 0,
    /** Released to closed. @returns Whether it is closed now; false: something of it is open (again), or it moved on. */
    close,
  };
}

function* expire(db: Db, cycleId: number): Generator<number> {
  const lists = db
    .prepare<[number, number, number], number>(
      'SELECT list_id FROM list WHERE cycle_id = ? AND list_id > ? ORDER BY list_id LIMIT ?',
    )
    .pluck();
  const end = db
    .prepare<[number], number>(
      `UPDATE issued_offer SET state = 'expired' WHERE list_id = ? AND state = 'open' RETURNING issued_offer_id`,
    )
    .pluck();
  const expiries = expiryWriter(db);
  const responses = responseWriter(db);
  const expireLists = db.transaction((chunk: readonly number[]): number => {
    let expired = 0;
    for (const listId of chunk) {
      for (const issuedOfferId of end.all(listId)) {
        expiries.expired(issuedOfferId);
        responses.passedBy(issuedOfferId);
        expired += 1;
      }
      responses.answered(listId);
    }
    return expired;
  });
  for (let after = 0; ; ) {
    const chunk = lists.all(cycleId, after, CHUNK_LISTS);
    const last = chunk.at(-1);
    if (last === undefined) return;
    after = last;
    yield expireLists.immediate(chunk);
    letLanesIn();
  }
}

function closer(db: Db) {
  // A void beside the expiry may have opened an offer behind it: the cycle waits for the next round.
  const open = db
    .prepare<[number], number>(
      `SELECT 1 FROM list JOIN issued_offer USING (list_id) WHERE cycle_id = ? AND issued_offer.state = 'open' LIMIT 1`,
    )
    .pluck();
  const advance = db.prepare("UPDATE cycle SET state = 'closed' WHERE cycle_id = ? AND state = 'released'");
  const responses = responseWriter(db);
  const close = db.transaction((cycleId: number, keep: () => void): boolean => {
    if (open.get(cycleId) !== undefined || advance.run(cycleId).changes !== 1) return false;
    keep();
    return true;
  });
  // What takes long is read before any lane has to wait.
  return (cycleId: number): boolean => close.immediate(cycleId, responses.totals(cycleId));
}
