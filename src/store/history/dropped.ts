import { decodeCondensed } from '../../history/condensed-codec.ts';
import { HouseholdLines } from '../../history/household-lines.ts';
import type { LineType } from '../../ingest/rows.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** Goods and money of a product on a day. */
export type DroppedLine = {
  readonly day: Day;
  readonly productId: string;
  readonly description: string | null;
  readonly quantityMilli: number;
  readonly netCents: number | null;
  readonly lineType: LineType;
};

/** What is left of receipts that were dropped for their age, in order of days: goods and money by day and product. */
export function droppedReader(db: Db): (householdNo: number) => DroppedLine[] {
  const bases = db
    .prepare<[number], Uint8Array>(
      'SELECT lines FROM card_base JOIN card USING (card_no) WHERE household_no = ?',
    )
    .pluck();
  const product = db.prepare<[number], { productId: string; description: string | null }>(
    'SELECT product_id AS productId, coalesce(description, scan_description) AS description FROM product WHERE product_no = ?',
  );
  return (householdNo) => {
    const lines = new HouseholdLines();
    for (const kept of bases.all(householdNo)) decodeCondensed(kept, lines);
    return lines
      .toLines()
      .sort((a, b) => a.day - b.day || a.productNo - b.productNo)
      .map(({ day, productNo, quantityMilli, netCents, lineType }) => {
        const { productId = '', description = null } = product.get(productNo) ?? {};
        return { day, productId, description, quantityMilli, netCents, lineType };
      });
  };
}
