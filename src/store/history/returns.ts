import type { GoodsBack } from '../../history/taken-back.ts';
import type { Day } from '../../shared/day.ts';
import { type Db, ifFree } from '../sqlite.ts';
import { dirtyMarks } from './dirty.ts';

/** A return of the ledger, named by ids. */
export type CarriedReturn = Omit<GoodsBack, 'productNo'> & {
  readonly returnId: number;
  readonly householdId: string;
  readonly productId: string;
};

/** Where this database gets the ledger's returns from. */
export type ReturnSource = {
  /** Returns with higher numbers, in order. */
  readonly after: (returnId: number, limit: number) => readonly CarriedReturn[];
};

/** Returns of one transaction. */
const CHUNK = 500;

const COLUMNS = 'return_id, household_id, product_id, sale_day, return_day, quantity_milli, refund_cents';

type Row = {
  return_id: number;
  household_id: string;
  product_id: string;
  sale_day: Day;
  return_day: Day;
  quantity_milli: number;
  refund_cents: number;
};

/** What the ledger knows to have come back, as far as it was carried over. */
export function carriedReturns(db: Db) {
  const carry = carrier(db);
  return {
    /**
     * Carry over what is new in the ledger; each return once. A ledger that is another one than the one we know (a backup
     * was brought back) is carried anew.
     *
     * @returns How many were carried.
     */
    carry: (source: ReturnSource): number => {
      let carried = 0;
      for (let more = true; more; ) {
        const count = carry.immediate(source);
        carried += count;
        more = count === CHUNK;
      }
      return carried;
    },
    /** The same, unless somebody is writing: a desk does not wait for the night. What stays is carried by the next one. */
    carryIfFree: (source: ReturnSource): number | undefined => ifFree(db, () => carry.immediate(source)),
  };
}

function carrier(db: Db) {
  const newest = db.prepare<[], Row>(`SELECT ${COLUMNS} FROM carried_return ORDER BY return_id DESC LIMIT 1`);
  const insert = db.prepare(`INSERT INTO carried_return (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const mark = marker(db);
  const households = db.prepare<[], string>('SELECT DISTINCT household_id FROM carried_return').pluck();
  const forgetAll = (): void => {
    for (const householdId of households.all()) mark(householdId);
    db.exec('DELETE FROM carried_return');
  };
  /** The newest that we have, which the ledger must have too, word for word. */
  const lastCarried = (source: ReturnSource): number => {
    const row = newest.get();
    if (row === undefined) return 0;
    const [same] = source.after(row.return_id - 1, 1);
    if (same !== undefined && valuesOf(same).every((value, place) => value === Object.values(row)[place]))
      return row.return_id;
    forgetAll();
    return 0;
  };
  return db.transaction((source: ReturnSource): number => {
    const returns = source.after(lastCarried(source), CHUNK);
    for (const back of returns) {
      insert.run(...valuesOf(back));
      mark(back.householdId);
    }
    return returns.length;
  });
}

/** In the order of {@link COLUMNS}. */
function valuesOf(back: CarriedReturn): readonly (number | string)[] {
  const { returnId, householdId, productId, saleDay, returnDay, quantityMilli, refundCents } = back;
  return [returnId, householdId, productId, saleDay, returnDay, quantityMilli, refundCents];
}

function marker(db: Db): (householdId: string) => void {
  const numberOf = db
    .prepare<{ id: string }, number>(
      `SELECT household_no FROM household WHERE household_id =
         coalesce((SELECT root_id FROM household_member WHERE household_member.household_id = @id), @id)`,
    )
    .pluck();
  const dirty = dirtyMarks(db);
  return (householdId) => {
    const no = numberOf.get({ id: householdId });
    // One that is not known yet is marked by the receipt that makes it known.
    if (no !== undefined) dirty.household(no);
  };
}

/**
 * What a household brought back, by the ledger, and what those brought back that are part of it; to be asked for anew in
 * each transaction.
 */
export function goodsBackReader(db: Db): () => (householdNo: number) => readonly GoodsBack[] {
  type GoodsRow = Omit<Row, 'return_id' | 'household_id' | 'product_id'> & { product_no: number };
  const select = db.prepare<{ no: number }, GoodsRow>(
    `SELECT product_no, sale_day, return_day, quantity_milli, refund_cents
     FROM carried_return JOIN product USING (product_id)
     WHERE household_id IN (
       SELECT household_id FROM household WHERE household_no = @no
         AND household_id NOT IN (SELECT household_id FROM household_member WHERE root_id <> household_id)
       UNION ALL SELECT household_member.household_id FROM household JOIN household_member ON root_id = household.household_id
         WHERE household_no = @no AND root_id <> household_member.household_id)
     ORDER BY return_id`,
  );
  const having = db
    .prepare<[], number>(
      `SELECT household_no FROM household WHERE household_id IN (
         SELECT household_id FROM carried_return
         UNION SELECT root_id FROM carried_return JOIN household_member USING (household_id))`,
    )
    .pluck();
  return () => {
    // Few have any: to know whose they are spares the others a query each.
    const households = new Set(having.all());
    return (householdNo) =>
      households.has(householdNo) ? select.all({ no: householdNo }).map(toGoodsBack) : NOTHING_BACK;
  };

  function toGoodsBack(row: GoodsRow): GoodsBack {
    return {
      productNo: row.product_no,
      saleDay: row.sale_day,
      returnDay: row.return_day,
      quantityMilli: row.quantity_milli,
      refundCents: row.refund_cents,
    };
  }
}

const NOTHING_BACK: readonly GoodsBack[] = [];
