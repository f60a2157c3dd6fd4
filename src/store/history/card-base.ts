import { condense } from '../../history/condense.ts';
import { decodeCondensed, encodeCondensed } from '../../history/condensed-codec.ts';
import type { HistoryLine } from '../../history/household-history.ts';
import { HouseholdLines } from '../../history/household-lines.ts';
import type { Db } from '../sqlite.ts';

/** What retention has kept of cards' dropped lines, and how it follows when a card's days become another one's. */
export function cardBases(db: Db) {
  const select = db.prepare<[number], Uint8Array>('SELECT lines FROM card_base WHERE card_no = ?').pluck();
  const put = db.prepare(
    'INSERT INTO card_base VALUES (?, ?) ON CONFLICT (card_no) DO UPDATE SET lines = excluded.lines',
  );
  const drop = db.prepare('DELETE FROM card_base WHERE card_no = ?');

  const read = (cardNo: number): HistoryLine[] => {
    const kept = select.get(cardNo);
    if (kept === undefined) return [];
    const lines = new HouseholdLines();
    decodeCondensed(kept, lines);
    return lines.toLines();
  };
  const write = (cardNo: number, lines: readonly HistoryLine[]): void => {
    const few = condense(lines);
    if (few.length === 0) drop.run(cardNo);
    else put.run(cardNo, encodeCondensed(few));
  };
  /** Lines of another card's base, whose receipts must not meet those that are there. */
  const join = (cardNo: number, more: readonly HistoryLine[]): void => {
    const lines = read(cardNo);
    write(cardNo, [...lines, ...more.map((line) => ({ ...line, receiptNo: line.receiptNo - lines.length }))]);
  };

  return {
    /** Keep what is to be known of receipts, whose numbers are above zero, beside what is kept already. */
    add: (cardNo: number, lines: readonly HistoryLine[]): void => write(cardNo, [...read(cardNo), ...lines]),
    /** All that was kept of a card is another one's. */
    moveAll: (from: number, to: number): void => {
      const moved = read(from);
      if (moved.length === 0) return;
      drop.run(from);
      join(to, moved);
    },
    /** So for the days before one. @param to null: they are nobody's. @returns Whether there were any. */
    moveBefore: (from: number, to: number | null, day: number): boolean => {
      const lines = read(from);
      const moved = lines.filter((line) => line.day < day);
      if (moved.length === 0) return false;
      write(
        from,
        lines.filter((line) => line.day >= day),
      );
      if (to !== null) join(to, moved);
      return true;
    },
  };
}
