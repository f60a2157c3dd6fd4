import type { Db } from '../sqlite.ts';

/** Marks on households whose derived history no longer answers for their lines; the next reader derives it again. */
export function dirtyMarks(db: Db) {
  const mark = `ON CONFLICT (household_no) DO UPDATE SET dirty = 1 WHERE dirty = 0`;
  const byCard = db.prepare(
    `INSERT INTO household_history (household_no, dirty) SELECT household_no, 1 FROM card WHERE card_no = ? ${mark}`,
  );
  const byHousehold = db.prepare(`INSERT INTO household_history (household_no, dirty) VALUES (?, 1) ${mark}`);
  const all = db.prepare('UPDATE household_history SET dirty = 1 WHERE dirty = 0');
  return {
    card: (cardNo: number): void => void byCard.run(cardNo),
    household: (householdNo: number): void => void byHousehold.run(householdNo),
    everybody: (): void => void all.run(),
  };
}
