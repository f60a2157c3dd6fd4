import type { Db } from '../sqlite.ts';

/** Marks on households whose derived history no longer answers for their lines; the next reader derives it again. */
export function dirtyMarks(db: Db) {
  const byCards = db.prepare(
    `INSERT OR IGNORE INTO dirty_household
     SELECT household_no FROM card WHERE card_no IN (SELECT value FROM json_each(?)) ORDER BY household_no`,
  );
  const byHousehold = db.prepare('INSERT OR IGNORE INTO dirty_household VALUES (?)');
  const all = db.prepare('INSERT OR IGNORE INTO dirty_household SELECT household_no FROM household_history');
  return {
    cards: (cardNos: readonly number[]): void => void byCards.run(JSON.stringify(cardNos)),
    household: (householdNo: number): void => void byHousehold.run(householdNo),
    everybody: (): void => void all.run(),
  };
}
