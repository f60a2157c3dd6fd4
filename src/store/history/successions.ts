import { decodeCondensed } from '../../history/condensed-codec.ts';
import { HouseholdLines } from '../../history/household-lines.ts';
import { LINE_TYPE_CODE, type LineColumns, lineColumns } from '../../history/line-columns.ts';
import { decodeReceipt } from '../../history/receipt-lines.ts';
import {
  linkSuccessions,
  type Successions,
  type SuccessionWord,
  type Successors,
  successorsOnSale,
} from '../../history/succession.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

type ProductRow = { product_no: number; product_id: string; status: string };
type Word = SuccessionWord & { readonly told: boolean };

/** Which products took the place of which, by the products feed, and since when by the receipts. */
export function successionReader(db: Db) {
  const successors = db.prepare<[], ProductRow & { replaces: string }>(
    'SELECT product_no, product_id, status, replaces FROM product WHERE replaces IS NOT NULL',
  );
  const product = db.prepare<[string], ProductRow>(
    'SELECT product_no, product_id, status FROM product WHERE product_id = ?',
  );
  const soldBefore = soldReader(db);
  const words = (): Word[] =>
    successors.all().flatMap((row) =>
      row.replaces.split('|').flatMap((oldId): Word[] => {
        const old = product.get(oldId);
        // Nobody ever bought what has no number.
        if (old === undefined) return [];
        const active = row.status === 'active';
        const names = { oldNo: old.product_no, oldId, newNo: row.product_no, newId: row.product_id };
        return [{ ...names, active, told: active && old.status === 'delisted' }];
      }),
    );

  return {
    /** All that the feed says, and what is wrong with it. */
    all: (): Successions => linkSuccessions(words()),
    /**
     * What stands for each product as of a day: its newest successor that a card had bought before that day. So what is made
     * of a household's purchases is a function of the lines before the day, whatever was sold since.
     *
     * @param told true: also a successor that nobody has bought yet, where the feed calls it active and all that it replaces delisted. For
     *   what is asked about tomorrow, and not about the past, of which the feed's status says nothing.
     */
    asOf: (asOf: Day, told = false): Successors | undefined => {
      const all = words();
      if (all.length === 0) return undefined;
      const successions = linkSuccessions(all);
      const onSale = new Set(told ? all.filter((word) => word.told).map(({ newNo }) => newNo) : []);
      for (const word of told ? all.filter((one) => !one.told) : []) onSale.delete(word.newNo);
      const asked = [...successions.next.values()].filter((productNo) => !onSale.has(productNo));
      for (const productNo of soldBefore(asOf, asked)) onSale.add(productNo);
      return successorsOnSale(successions, (productNo) => onSale.has(productNo));
    },
  };
}

/**
 * Which of some products somebody with a card bought before a day. The newest receipts are asked first: what is sold is found
 * among the last few, and only for what is not yet sold is every receipt read.
 */
function soldReader(db: Db): (asOf: Day, productNos: readonly number[]) => ReadonlySet<number> {
  const receipts = db
    .prepare<[Day], Uint8Array>(
      'SELECT lines FROM receipt WHERE card_no IS NOT NULL AND day < ? ORDER BY receipt_no DESC',
    )
    .pluck();
  const bases = db.prepare<[], Uint8Array>('SELECT lines FROM card_base ORDER BY card_no').pluck();
  return (asOf, productNos) => {
    const left = new Set(productNos);
    const found = new Set<number>();
    const find = (columns: LineColumns, from: number, until: number): void => {
      for (const [productNo, milli] of unitsOf(columns, from, until, left)) {
        if (milli <= 0) continue;
        found.add(productNo);
        left.delete(productNo);
      }
    };
    if (left.size === 0) return found;
    const columns = lineColumns();
    for (const receipt of receipts.iterate(asOf)) {
      columns.count = 0;
      decodeReceipt(receipt, columns);
      find(columns, 0, columns.count);
      if (left.size === 0) return found;
    }
    const kept = new HouseholdLines();
    for (const base of bases.iterate()) {
      kept.clear();
      decodeCondensed(base, kept);
      for (let at = 0; at < kept.receipts; at++) {
        if ((kept.receiptDay[at] ?? asOf) < asOf)
          find(kept.columns, kept.receiptStart[at] ?? 0, kept.receiptEnd(at));
      }
      if (left.size === 0) return found;
    }
    return found;
  };
}

/** Thousandths of some products on one receipt: sold, less voided. */
function unitsOf(
  { productNo, quantityMilli, lineType }: LineColumns,
  from: number,
  until: number,
  of: ReadonlySet<number>,
): Map<number, number> {
  const units = new Map<number, number>();
  for (let at = from; at < until; at++) {
    const no = productNo[at] ?? 0;
    if (!of.has(no)) continue;
    const milli = quantityMilli[at] ?? 0;
    const sold = lineType[at] === LINE_TYPE_CODE.sale && milli > 0 ? milli : 0;
    const voided = lineType[at] === LINE_TYPE_CODE.void ? Math.abs(milli) : 0;
    units.set(no, (units.get(no) ?? 0) + sold - voided);
  }
  return units;
}
