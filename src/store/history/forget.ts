import { eraseForGood } from '../erase.ts';
import type { Db } from '../sqlite.ts';

/** One household with all that names it. */
export type Named = {
  readonly householdNo: number;
  readonly householdId: string;
  readonly cardIds: readonly string[];
  readonly alternateIds: readonly string[];
};

export type ErasedFromHistory = {
  /** Receipts that are nobody's now. */
  readonly receipts: number;
  readonly cards: number;
  readonly preferences: number;
};

type Row = { household_no: number; household_id: string; cards: string };

const NAMED = `SELECT household_no, household_id, (SELECT json_group_array(json_object('id', card_id, 'kind', kind))
  FROM card WHERE card.household_no = household.household_no AND kind <> 'list') AS cards FROM household`;
const PAGE = 2000;

/** What forgetting does here: the person goes, the sales stay, as sales to nobody. */
export function forgetter(db: Db) {
  const page = db.prepare<[number, number], Row>(
    `${NAMED} WHERE household_no > ? ORDER BY household_no LIMIT ?`,
  );
  const one = db.prepare<[string], Row>(`${NAMED} WHERE household_id = ?`);
  return {
    /** Every household with its ids. */
    named: function* (): Generator<Named> {
      for (let after = 0; ; ) {
        const rows = page.all(after, PAGE);
        const last = rows.at(-1);
        if (last === undefined) return;
        after = last.household_no;
        for (const row of rows) yield toNamed(row);
      }
    },
    namedOne: (householdId: string): Named | undefined => {
      const row = one.get(householdId);
      return row === undefined ? undefined : toNamed(row);
    },
    /** Households that only preferences name: they came before their household did, or without it. */
    preferenceIds: (): string[] =>
      db.prepare<[], string>('SELECT DISTINCT household_id FROM preference').pluck().all(),
    /** How much there is to erase. */
    count: (householdNo: number, householdId: string): ErasedFromHistory =>
      count(db, householdNo, householdId),
    erasePreferences: (householdId: string): number =>
      db.prepare('DELETE FROM preference WHERE household_id = ?').run(householdId).changes,
    /**
     * Erase one household. Its lists' codes go from receipts, too, whoever's card was scanned with them.
     * Runs inside the caller's transaction.
     */
    erase: (named: Named, listCodes: readonly string[], pseudonym: string): ErasedFromHistory => {
      eraseForGood(db);
      const found = count(db, named.householdNo, named.householdId);
      eraseRows(db, named, listCodes, pseudonym);
      return found;
    },
    eraseForGood: (): void => eraseForGood(db),
  };
}

function count(db: Db, householdNo: number, householdId: string): ErasedFromHistory {
  const one = (sql: string, value: number | string): number =>
    db.prepare<[number | string], number>(sql).pluck().get(value) ?? 0;
  return {
    receipts: one(
      'SELECT count(*) FROM card JOIN receipt USING (card_no) WHERE card.household_no = ?',
      householdNo,
    ),
    cards: one("SELECT count(*) FROM card WHERE household_no = ? AND kind <> 'list'", householdNo),
    preferences: one('SELECT count(*) FROM preference WHERE household_id = ?', householdId),
  };
}

function eraseRows(
  db: Db,
  { householdNo, householdId, cardIds, alternateIds }: Named,
  listCodes: readonly string[],
  pseudonym: string,
): void {
  const codes = JSON.stringify(listCodes);
  for (const table of ['receipt', 'resent_receipt']) {
    db.prepare(
      `UPDATE ${table} SET list_code = NULL WHERE list_code IN (SELECT value FROM json_each(?))`,
    ).run(codes);
    db.prepare(
      `UPDATE ${table} SET card_no = NULL, list_code = NULL
       WHERE card_no IN (SELECT card_no FROM card WHERE household_no = ?)`,
    ).run(householdNo);
  }
  // What came back is the ledger's to tell, and would be carried over again if it were missing here.
  db.prepare('UPDATE carried_return SET household_id = ? WHERE household_id = ?').run(pseudonym, householdId);
  db.prepare('DELETE FROM household_history WHERE household_no = ?').run(householdNo);
  db.prepare('DELETE FROM dirty_household WHERE household_no = ?').run(householdNo);
  db.prepare('DELETE FROM preference WHERE household_id = ?').run(householdId);
  db.prepare('DELETE FROM carried_return WHERE household_id = ?').run(householdId);
  // The days before a card was re-issued stay nobody's, whoever has it now.
  db.prepare(
    `UPDATE reissued_card SET former_id = ?, former_card_no = NULL
     WHERE former_id = ? OR former_card_no IN (SELECT card_no FROM card WHERE household_no = ?)`,
  ).run(pseudonym, householdId, householdNo);
  db.prepare('UPDATE reissued_card SET to_id = NULL WHERE to_id = ?').run(householdId);
  db.prepare('UPDATE reissued_card SET card_id = ? WHERE card_id IN (SELECT value FROM json_each(?))').run(
    pseudonym,
    JSON.stringify([...cardIds, ...alternateIds]),
  );
  db.prepare('DELETE FROM household_member WHERE household_id = ? OR root_id = ?').run(
    householdId,
    householdId,
  );
  db.prepare('DELETE FROM card_claim WHERE household_no = ?').run(householdNo);
  db.prepare('DELETE FROM home_store_claim WHERE household_no = ?').run(householdNo);
  db.prepare('DELETE FROM card_base WHERE card_no IN (SELECT card_no FROM card WHERE household_no = ?)').run(
    householdNo,
  );
  db.prepare('DELETE FROM card WHERE household_no = ?').run(householdNo);
  db.prepare('UPDATE card SET own_household_no = NULL WHERE own_household_no = ?').run(householdNo);
  db.prepare('DELETE FROM household WHERE household_no = ?').run(householdNo);
}

function toNamed(row: Row): Named {
  const cards = JSON.parse(row.cards) as { id: string; kind: string }[];
  const of = (kind: string): string[] => cards.filter((card) => card.kind === kind).map(({ id }) => id);
  return {
    householdNo: row.household_no,
    householdId: row.household_id,
    cardIds: of('card'),
    alternateIds: of('alternate'),
  };
}
