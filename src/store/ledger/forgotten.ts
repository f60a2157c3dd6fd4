import type { Day } from '../../shared/day.ts';
import { eraseForGood } from '../erase.ts';
import { type Db, letLanesIn } from '../sqlite.ts';

/** Lists of one transaction: some milliseconds, which a lane can wait. */
const CHUNK_LISTS = 10;
/** What a hold's reason becomes: people write names into it. */
const NO_REASON = '(forgotten)';
const NOBODY = JSON.stringify({ addressLines: [], language: 'en', largePrint: false });

export type ErasedFromLedger = {
  /** Lists that were on their way or out: their household and all that was said to it is gone. */
  readonly lists: number;
  /** Lists of drafts, which are gone. */
  readonly draftLists: number;
  /** Offers on paper that can be redeemed no more. */
  readonly offersWithdrawn: number;
  readonly suppressions: number;
  /** Cycles that were approved with one of its lists, and are drafts again. */
  readonly reopened: readonly number[];
  readonly auditRows: number;
};

/** The register of who was forgotten, and what forgetting does here: money stays, under a name that leads to nobody. */
export function forgottenStore(db: Db) {
  return {
    digests: (): Map<string, Day> =>
      new Map(
        db
          .prepare<[], { digest: string; day: Day }>('SELECT digest, day FROM forgotten ORDER BY digest')
          .all()
          .map((row) => [row.digest, row.day]),
      ),
    /** Idempotent; the first day counts. */
    register: (digests: Iterable<readonly [string, Day]>): void => {
      const add = db.prepare('INSERT INTO forgotten (digest, day) VALUES (?, ?) ON CONFLICT DO NOTHING');
      db.transaction(() => {
        for (const [digest, day] of digests) add.run(digest, day);
      }).immediate();
    },
    /** Every household that this database names, each once. */
    householdIds: (): string[] =>
      db
        .prepare<[], string>(
          `SELECT household_id FROM list UNION SELECT household_id FROM suppression
           UNION SELECT household_id FROM hold WHERE household_id IS NOT NULL
           UNION SELECT household_id FROM household_event UNION SELECT into_id FROM household_event WHERE into_id IS NOT NULL`,
        )
        .pluck()
        .all(),
    listCodes: (householdId: string): string[] =>
      db
        .prepare<[string], string>(
          `SELECT coalesce(earlier_list.list_code, list.list_code) FROM list LEFT JOIN earlier_list USING (list_id)
           WHERE household_id = ? AND list.list_code IS NOT NULL ORDER BY list_id`,
        )
        .pluck()
        .all(householdId),
    isForgottenCode: (listCode: string): boolean => isForgotten(db, listCode),
    erase: (householdId: string, pseudonym: string, today: Day): Omit<ErasedFromLedger, 'auditRows'> =>
      erase(db, householdId, pseudonym, today),
    /** Rewrite what the audit says of whom; `rename` answers undefined for a row that says nothing of it. */
    renameInAudit: (words: readonly string[], rename: RenameAudit): number =>
      renameInAudit(db, words, rename),
  };
}

function isForgotten(db: Db, listCode: string): boolean {
  return (
    db
      .prepare<{ code: string }, number>(
        `SELECT 1 FROM list WHERE forgotten_on IS NOT NULL
           AND (list_code = @code OR list_id = (SELECT list_id FROM earlier_list WHERE list_code = @code))`,
      )
      .pluck()
      .get({ code: listCode }) === 1
  );
}

type ListRow = { list_id: number; cycle_id: number; arm: string; held_by: number | null; state: string };

function erase(db: Db, householdId: string, pseudonym: string, today: Day) {
  eraseForGood(db);
  const some = db.prepare<[string, number], ListRow>(
    `SELECT list_id, cycle_id, arm, held_by, cycle.state FROM list JOIN cycle USING (cycle_id) WHERE household_id = ?
     ORDER BY list_id LIMIT ?`,
  );
  const drop = draftDropper(db);
  const hide = listHider(db, pseudonym, today);
  const found = { lists: 0, draftLists: 0, offersWithdrawn: 0, suppressions: 0, reopened: [] as number[] };
  for (let more = true; more; ) {
    more = db
      .transaction(() => {
        const rows = some.all(householdId, CHUNK_LISTS);
        for (const row of rows) {
          if (row.state === 'draft' || row.state === 'approved') {
            if (drop(row)) found.reopened.push(row.cycle_id);
            found.draftLists += 1;
          } else {
            found.offersWithdrawn += hide(row.list_id);
            found.lists += 1;
          }
        }
        return rows.length > 0;
      })
      .immediate();
    if (more) letLanesIn();
  }
  db.transaction(() => {
    found.suppressions = db
      .prepare('DELETE FROM suppression WHERE household_id = ?')
      .run(householdId).changes;
    db.prepare('DELETE FROM ignored WHERE household_id = ?').run(householdId);
    for (const column of ['household_id', 'list_household_id']) {
      db.prepare(`UPDATE hold SET ${column} = ?, reason = ? WHERE ${column} = ?`).run(
        pseudonym,
        NO_REASON,
        householdId,
      );
    }
  }).immediate();
  return found;
}

/**
 * A list that did not go out goes; a cycle that was approved with it is a draft again, since it is not what was approved.
 * Answers whether it was.
 */
function draftDropper(db: Db): (row: ListRow) => boolean {
  const reasons = holdReasons(db);
  const statements = [
    'DELETE FROM issued_offer WHERE list_id = ?',
    'DELETE FROM list_line WHERE list_id = ?',
    'DELETE FROM list WHERE list_id = ?',
    'DELETE FROM list_before WHERE list_id = ?',
  ].map((sql) => db.prepare<[number]>(sql));
  const count = db.prepare<[number, number, number, number]>(
    'UPDATE cycle SET lists = lists - ?, ghost_lists = ghost_lists - ?, held_lists = held_lists - ? WHERE cycle_id = ? AND complete = 1',
  );
  const reopen = db.prepare<[number]>(
    "UPDATE cycle SET state = 'draft', seal = NULL, approved_by = NULL WHERE cycle_id = ? AND state = 'approved'",
  );
  return ({ list_id: listId, cycle_id: cycleId, arm, held_by: heldBy }) => {
    reasons(listId);
    for (const statement of statements) statement.run(listId);
    const treatment = Number(arm === 'treatment');
    count.run(treatment, 1 - treatment, treatment * Number(heldBy !== null), cycleId);
    return reopen.run(cycleId).changes === 1;
  };
}

/** A list that went out stays as what was promised and paid, to nobody; what it said of the household's habits goes. */
function listHider(db: Db, pseudonym: string, today: Day): (listId: number) => number {
  const reasons = holdReasons(db);
  const habits = db.prepare<[number]>("DELETE FROM list_line WHERE list_id = ? AND section <> 'special'");
  const specials = db.prepare<[number]>(
    `UPDATE list_line SET probability = NULL, expected_day = NULL,
       facts = json_remove(facts, '$.purchases', '$.lastDay', '$.gapDays', '$.modelGapDays', '$.boughtAs',
         '$.offer.relation', '$.offer.usage', '$.offer.segment', '$.offer.favoured', '$.offer.taper')
     WHERE list_id = ?`,
  );
  const before = db.prepare<[number]>('UPDATE list_before SET lines = NULL WHERE list_id = ?');
  const takeBack = db.prepare<[number]>(
    "UPDATE issued_offer SET state = 'withdrawn' WHERE list_id = ? AND state = 'open'",
  );
  const hand = db.prepare<[string, number]>('UPDATE issued_offer SET household_id = ? WHERE list_id = ?');
  const list = db.prepare<[string, string, Day, number]>(
    `UPDATE list SET household_id = ?, addressee = ?, forgotten_on = ?, home_store_id = NULL, mail = 0,
       weekly_spend_cents = 0, tier = NULL, list_kind = NULL, standing = NULL, obeyed = NULL, left_out = NULL
     WHERE list_id = ?`,
  );
  return (listId) => {
    reasons(listId);
    habits.run(listId);
    specials.run(listId);
    before.run(listId);
    const { changes } = takeBack.run(listId);
    hand.run(pseudonym, listId);
    list.run(pseudonym, NOBODY, today, listId);
    return changes;
  };
}

function holdReasons(db: Db): (listId: number) => void {
  const forget = db.prepare<[string, number]>('UPDATE hold SET reason = ? WHERE list_id = ?');
  return (listId) => void forget.run(NO_REASON, listId);
}

export type RenameAudit = (row: {
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}) => { readonly subject: string; readonly detail: Readonly<Record<string, unknown>> } | undefined;

function renameInAudit(db: Db, words: readonly string[], rename: RenameAudit): number {
  type Row = { audit_id: number; subject: string; detail: string };
  // Found outside of any transaction: an audit of years is long, and a lane must not wait while it is read.
  const rows = db
    .prepare<[string], Row>(
      `SELECT audit_id, subject, detail FROM audit WHERE EXISTS
         (SELECT 1 FROM json_each(?) AS word WHERE instr(subject, word.value) > 0 OR instr(detail, word.value) > 0)`,
    )
    .all(JSON.stringify(words.flatMap((word) => [word, JSON.stringify(word).slice(1, -1)])));
  const update = db.prepare('UPDATE audit SET subject = ?, detail = ? WHERE audit_id = ?');
  let changed = 0;
  db.transaction(() => {
    for (const row of rows) {
      const renamed = rename({
        subject: row.subject,
        detail: JSON.parse(row.detail) as Record<string, unknown>,
      });
      if (renamed === undefined) continue;
      changed += update.run(renamed.subject, JSON.stringify(renamed.detail), row.audit_id).changes;
    }
  }).immediate();
  return changed;
}
