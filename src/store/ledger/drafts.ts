import type { Day } from '../../shared/day.ts';
import { type Db, letLanesIn } from '../sqlite.ts';

/** Lists of one transaction when a draft is dropped: some 20 ms. */
const DROP_CHUNK = 200;

/**
 * Remove drafts in small transactions: those of a day that is planned anew, and what killed runs left half written.
 *
 * @param asOf undefined: only the latter.
 */
export function dropDrafts(db: Db, asOf: Day | undefined): void {
  const drafts = db
    .prepare<[Day | null], number>(
      "SELECT cycle_id FROM cycle WHERE complete = 0 OR (state = 'draft' AND as_of = ?)",
    )
    .pluck()
    .all(asOf ?? null);
  const chunk = db
    .prepare<[number, number], number>('SELECT list_id FROM list WHERE cycle_id = ? LIMIT ?')
    .pluck();
  // A release that was cut off may have issued some before the cycle went back to draft.
  const issued = db.prepare('DELETE FROM issued_offer WHERE list_id = ?');
  const lines = db.prepare('DELETE FROM list_line WHERE list_id = ?');
  const list = db.prepare('DELETE FROM list WHERE list_id = ?');
  const before = db.prepare('DELETE FROM list_before WHERE list_id = ?');
  for (const cycleId of drafts) {
    handBackNumbers(db, cycleId);
    db.prepare('UPDATE cycle SET complete = 0 WHERE cycle_id = ?').run(cycleId);
    for (let ids = chunk.all(cycleId, DROP_CHUNK); ids.length > 0; ids = chunk.all(cycleId, DROP_CHUNK)) {
      db.transaction(() => {
        for (const listId of ids) {
          issued.run(listId);
          lines.run(listId);
          list.run(listId);
          before.run(listId);
        }
      }).immediate();
      letLanesIn();
    }
    db.prepare('DELETE FROM cycle WHERE cycle_id = ?').run(cycleId);
  }
}

/**
 * Let the next plan have the numbers of one that was killed while it was written: nobody has seen them, and the same
 * inputs are to give the same lists. Before its rows go, so that a kill here loses no number either: a sequence never
 * gives out a number that a row still has.
 */
function handBackNumbers(db: Db, cycleId: number): void {
  // `complete` counts the lists: without a count the cycle was never shown.
  const unseen = db
    .prepare<[number], { firstListId: number | null }>(
      `SELECT (SELECT min(list_id) FROM list WHERE list.cycle_id = cycle.cycle_id) AS firstListId
       FROM cycle WHERE cycle_id = ? AND lists = 0 AND ghost_lists = 0`,
    )
    .get(cycleId);
  if (unseen === undefined) return;
  const rewind = db.prepare('UPDATE sqlite_sequence SET seq = min(seq, ?) WHERE name = ?');
  rewind.run(cycleId - 1, 'cycle');
  if (unseen.firstListId !== null) rewind.run(unseen.firstListId - 1, 'list');
}
