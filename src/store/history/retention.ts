import { HouseholdLines } from '../../history/household-lines.ts';
import { LINE_TYPE_CODE } from '../../history/line-columns.ts';
import { decodeReceipt } from '../../history/receipt-lines.ts';
import { type Day, day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';
import { cardBases } from './card-base.ts';

/** Lines that are old enough to go, or that went. */
export type OldLines = { readonly receipts: number; readonly lines: number };

/** Receipts of one transaction, about; whoever has more is gone through in several. */
const RECEIPTS = 5_000;
/** Cards that one transaction looks at. */
const CARDS = 500;
/** Receipt numbers that one transaction looks through for those of nobody. */
const NUMBERS = 20_000;

type OldReceipt = [receiptNo: number, day: number, lines: Uint8Array];

/**
 * Dropping lines before a day. What a card bought is kept with it in as few lines as tell the same (`condense`), so that
 * every statistic stays what it was, as of any day, whatever comes later; how often a product sold is kept with the
 * product. Everything else of a receipt is gone for good, versions that held no more included.
 *
 * Each transaction takes receipts out and puts what is kept of them in: killed anywhere, it is as far as it says, and
 * goes on from there.
 */
export function retention(db: Db) {
  const newest = db.prepare<[], { before_day: Day; state: 'open' | 'done' }>(
    'SELECT before_day, state FROM retention ORDER BY before_day DESC LIMIT 1',
  );
  const begin = db.prepare("INSERT OR IGNORE INTO retention VALUES (?, 'open', 0, 0)");
  const count = db.prepare<[Day], { receipts: number; lines: number | null }>(
    'SELECT count(*) AS receipts, sum(line_count) AS lines FROM receipt WHERE day < ?',
  );
  const finish = db.prepare("UPDATE retention SET state = 'done' WHERE state = 'open'");
  const halfRead = db
    .prepare<{ before: Day }, string>(
      `SELECT name FROM feed_file WHERE state = 'open' AND feed = 'scans' AND (
         EXISTS (SELECT 1 FROM receipt WHERE receipt.file_no = feed_file.file_no AND day < @before)
         OR EXISTS (SELECT 1 FROM resent_receipt AS resent JOIN receipt USING (receipt_no)
                    WHERE resent.file_no = feed_file.file_no AND day < @before)) ORDER BY file_no`,
    )
    .pluck();
  const steps = [cardDropper(db), nobodyDropper(db)];

  return {
    /** Lines before this day are gone or going; undefined: none ever were. */
    boundary: (): Day | undefined => newest.get()?.before_day,
    /** A day up to which lines are going: a run was killed, or is at work. */
    unfinished: (): Day | undefined => {
      const row = newest.get();
      return row?.state === 'open' ? row.before_day : undefined;
    },
    /** What there is to drop. */
    count: (before: Day): OldLines => {
      const row = count.get(before);
      return { receipts: row?.receipts ?? 0, lines: row?.lines ?? 0 };
    },
    /** Share of the file that is free: pages of what was dropped, and not given back yet. */
    freeShare: (): number =>
      Number(db.pragma('freelist_count', { simple: true })) /
      Number(db.pragma('page_count', { simple: true })),
    /** Files that were cut off and have receipts of such days: half of a receipt must not go. */
    halfRead: (before: Day): string[] => halfRead.all({ before }),
    /** From here on, lines of earlier days are taken in no more. */
    begin: (before: Day): void => void begin.run(before),
    /** Drop what is before the day that was begun last. @yields Receipts of each transaction. */
    drop: function* (): Generator<number> {
      const before = newest.get()?.before_day;
      if (before === undefined) return;
      for (const step of steps) {
        for (let after: number | undefined = 0; after !== undefined; ) {
          const done: Step = step.immediate(before, after);
          after = done.next;
          if (done.receipts > 0) yield done.receipts;
        }
      }
      finish.run();
    },
  };
}

/** How many receipts went, and behind which number to go on; undefined: that was all. */
type Step = { readonly receipts: number; readonly next: number | undefined };

/** Receipts of cards, card by card. */
function cardDropper(db: Db) {
  const cards = db
    .prepare<[number, number], number>('SELECT card_no FROM card WHERE card_no > ? ORDER BY card_no LIMIT ?')
    .pluck();
  const old = db
    .prepare<[number, Day, number], OldReceipt>(
      'SELECT receipt_no, day, lines FROM receipt WHERE card_no = ? AND day < ? ORDER BY day LIMIT ?',
    )
    .raw();
  const bases = cardBases(db);
  const remover = receiptRemover(db);
  const lines = new HouseholdLines();

  return db.transaction((before: Day, after: number): Step => {
    const remove = remover();
    const cardNos = cards.all(after, CARDS);
    for (const cardNo of cardNos) {
      const room = RECEIPTS - remove.count();
      const receipts = old.all(cardNo, before, room);
      if (receipts.length === 0) continue;
      lines.clear();
      for (const receipt of receipts) remove.into(receipt, lines);
      bases.add(cardNo, lines.toLines());
      if (receipts.length === room) return { receipts: remove.end(before), next: cardNo - 1 };
    }
    return { receipts: remove.end(before), next: cardNos.at(-1) };
  });
}

/** Receipts of nobody. */
function nobodyDropper(db: Db) {
  const old = db
    .prepare<[number, number, Day], OldReceipt>(
      'SELECT receipt_no, day, lines FROM receipt WHERE receipt_no > ? AND receipt_no <= ? AND day < ? AND card_no IS NULL',
    )
    .raw();
  const next = db
    .prepare<[number], number>(
      'SELECT receipt_no FROM receipt WHERE receipt_no > ? ORDER BY receipt_no LIMIT 1',
    )
    .pluck();
  const remover = receiptRemover(db);
  const lines = new HouseholdLines();

  return db.transaction((before: Day, after: number): Step => {
    const remove = remover();
    const first = next.get(after);
    if (first === undefined) return { receipts: 0, next: undefined };
    const last = first + NUMBERS;
    lines.clear();
    for (const receipt of old.all(first - 1, last, before)) remove.into(receipt, lines);
    return { receipts: remove.end(before), next: last };
  });
}

/** Takes receipts out, with all their versions, and counts their sales by product. Asked for anew in each transaction. */
function receiptRemover(db: Db) {
  const dropVersions = db.prepare('DELETE FROM superseded_receipt WHERE receipt_no = ?');
  const drop = db.prepare('DELETE FROM receipt WHERE receipt_no = ?');
  const sold = db.prepare(
    'INSERT INTO product_base VALUES (?, ?) ON CONFLICT (product_no) DO UPDATE SET sale_lines = sale_lines + excluded.sale_lines',
  );
  const note = db.prepare(
    'UPDATE retention SET receipts = receipts + ?, lines = lines + ? WHERE before_day = ?',
  );
  return () => {
    const sales = new Map<number, number>();
    let receipts = 0;
    let dropped = 0;
    return {
      count: (): number => receipts,
      /** Its current lines are appended to others. */
      into: ([receiptNo, onDay, bytes]: OldReceipt, lines: HouseholdLines): void => {
        const { columns } = lines;
        const first = columns.count;
        lines.beginReceipt(day(onDay), receiptNo);
        decodeReceipt(bytes, columns);
        for (let at = first; at < columns.count; at++) {
          const productNo = columns.productNo[at] ?? 0;
          if (columns.lineType[at] === LINE_TYPE_CODE.sale)
            sales.set(productNo, (sales.get(productNo) ?? 0) + 1);
        }
        dropVersions.run(receiptNo);
        drop.run(receiptNo);
        receipts += 1;
        dropped += columns.count - first;
      },
      /** @returns How many receipts went. */
      end: (before: Day): number => {
        for (const [productNo, lines] of sales) sold.run(productNo, lines);
        if (receipts > 0) note.run(receipts, dropped, before);
        return receipts;
      },
    };
  };
}
