import type { Day } from '../../shared/day.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import { type Db, letLanesIn } from '../sqlite.ts';

/** One line of a pack as the agent keeps it. */
export type PackedRow =
  | {
      readonly kind: 'offer';
      readonly offerNo: number;
      readonly terms: string;
      readonly budgetLeftCents: number | null;
      readonly productIds: readonly string[];
      readonly outsideBasketIds: readonly string[];
    }
  | {
      readonly kind: 'list';
      readonly listId: number;
      readonly digests: readonly string[];
      readonly householdNo: number;
      readonly validFrom: number;
      readonly validUntil: number;
      readonly state: string;
      readonly unsettled: number;
      readonly rights: string;
    }
  | { readonly kind: 'card'; readonly digest: string; readonly householdNo: number }
  | { readonly kind: 'recalled'; readonly productId: string };

export type ListOfPack = {
  readonly listId: number;
  readonly householdNo: number;
  readonly validFrom: Day;
  readonly validUntil: Day;
  readonly state: 'live' | 'withdrawn';
  readonly unsettled: boolean;
  /** JSON, as the pack has them. */
  readonly rights: string;
};

export type OfferOfPack = { readonly terms: OfferTerms; readonly budgetLeftCents: number | undefined };

/** Rows of one transaction. */
const CHUNK = 2000;
const TABLES = [
  'pack_code',
  'pack_list',
  'pack_card',
  'pack_offer',
  'pack_product',
  'pack_recalled',
] as const;

/** The office's pack, in tables: an agent that runs beside goes on by the one before until all of the new one is here. */
export function packStore(db: Db) {
  const begin = db.prepare('INSERT INTO pack (sha256, header) VALUES (?, ?)');
  const write = rowWriter(db);
  const finish = db.prepare('UPDATE pack SET loaded = 1 WHERE pack_no = ?');
  const known = db.prepare<[string], { pack_no: number }>('SELECT pack_no FROM pack WHERE sha256 = ?');
  const current = db.prepare<[], { pack_no: number; header: string }>(
    'SELECT pack_no, header FROM pack WHERE loaded = 1 ORDER BY pack_no DESC LIMIT 1',
  );
  const chunk = db.transaction((packNo: number, rows: readonly PackedRow[]) => {
    for (const row of rows) write(packNo, row);
  });
  const drop = (packNo: number): void => {
    for (const table of TABLES) db.prepare(`DELETE FROM ${table} WHERE pack_no = ?`).run(packNo);
    db.prepare('DELETE FROM pack WHERE pack_no = ?').run(packNo);
  };
  return {
    /** The one in force: its number and its header, as JSON. */
    current: (): { readonly packNo: number; readonly header: string } | undefined => {
      const row = current.get();
      return row === undefined ? undefined : { packNo: row.pack_no, header: row.header };
    },
    /** Whether a pack of this hash is the one in force. */
    isCurrent: (sha256: string): boolean => {
      const packNo = current.get()?.pack_no;
      return packNo !== undefined && known.get(sha256)?.pack_no === packNo;
    },
    /**
     * Take a pack in, a piece at a time; it counts when all of it is here.
     *
     * @param rows Ends without an error when the whole pack is as its maker left it.
     */
    load: (sha256: string, header: string, rows: Iterable<PackedRow>): void => {
      const before = known.get(sha256);
      if (before !== undefined) drop(before.pack_no);
      const packNo = Number(begin.run(sha256, header).lastInsertRowid);
      let waiting: PackedRow[] = [];
      for (const row of rows) {
        waiting.push(row);
        if (waiting.length < CHUNK) continue;
        chunk.immediate(packNo, waiting);
        waiting = [];
        letLanesIn();
      }
      chunk.immediate(packNo, waiting);
      finish.run(packNo);
      for (const { pack_no: old } of db
        .prepare<[number], { pack_no: number }>('SELECT pack_no FROM pack WHERE pack_no <> ?')
        .all(packNo))
        drop(old);
    },
    ...packReader(db),
  };
}

function rowWriter(db: Db): (packNo: number, row: PackedRow) => void {
  const code = db.prepare('INSERT INTO pack_code VALUES (?, ?, ?)');
  const list = db.prepare('INSERT INTO pack_list VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const card = db.prepare('INSERT INTO pack_card VALUES (?, ?, ?)');
  const offer = db.prepare('INSERT INTO pack_offer VALUES (?, ?, ?, ?)');
  const product = db.prepare('INSERT INTO pack_product VALUES (?, ?, ?, ?)');
  const recalled = db.prepare('INSERT INTO pack_recalled VALUES (?, ?)');
  return (packNo, row) => {
    switch (row.kind) {
      case 'offer':
        offer.run(packNo, row.offerNo, row.terms, row.budgetLeftCents);
        for (const id of row.productIds) product.run(packNo, row.offerNo, id, 0);
        for (const id of row.outsideBasketIds) product.run(packNo, row.offerNo, id, 1);
        break;
      case 'list':
        list.run(
          ...[packNo, row.listId, row.householdNo, row.validFrom, row.validUntil, row.state],
          ...[row.unsettled, row.rights],
        );
        for (const digest of row.digests) code.run(packNo, digest, row.listId);
        break;
      case 'card':
        card.run(packNo, row.digest, row.householdNo);
        break;
      case 'recalled':
        recalled.run(packNo, row.productId);
        break;
    }
  };
}

type ListRow = {
  list_id: number;
  household_no: number;
  valid_from: Day;
  valid_until: Day;
  state: 'live' | 'withdrawn';
  unsettled: number;
  rights: string;
};

function packReader(db: Db) {
  const byCode = db.prepare<[number, string], ListRow>(
    'SELECT pack_list.* FROM pack_code JOIN pack_list USING (pack_no, list_id) WHERE pack_no = ? AND digest = ?',
  );
  // By itself SQLite goes through all lists of the pack: 10 ms of a hundred thousand, for every card.
  const byHousehold = db.prepare<[number, number], ListRow>(
    'SELECT * FROM pack_list INDEXED BY pack_list_household WHERE pack_no = ? AND household_no = ?',
  );
  const card = db
    .prepare<[number, string], number>('SELECT household_no FROM pack_card WHERE pack_no = ? AND digest = ?')
    .pluck();
  const offer = db.prepare<[number, number], { terms: string; budget_left: number | null }>(
    'SELECT terms, budget_left FROM pack_offer WHERE pack_no = ? AND offer_no = ?',
  );
  // CROSS: look each product of the basket up, and do not read the whole group to look for it in the basket.
  const inBasket = db.prepare<[string, number, number], { product_id: string; outside_basket: number }>(
    `SELECT product_id, outside_basket FROM json_each(?) AS basket CROSS JOIN pack_product ON product_id = basket.value
     WHERE pack_no = ? AND offer_no = ?`,
  );
  const products = db
    .prepare<[number, number], string>(
      `SELECT product_id FROM pack_product WHERE pack_no = ? AND offer_no = ? AND outside_basket = 0 ORDER BY product_id`,
    )
    .pluck();
  const recalled = db
    .prepare<[string, number], string>(
      `SELECT DISTINCT product_id FROM json_each(?) AS basket CROSS JOIN pack_recalled ON product_id = basket.value
       WHERE pack_no = ?`,
    )
    .pluck();
  return {
    listOfCode: (packNo: number, digest: string): ListOfPack | undefined => {
      const row = byCode.get(packNo, digest);
      return row === undefined ? undefined : toList(row);
    },
    listsOfHousehold: (packNo: number, householdNo: number): ListOfPack[] =>
      byHousehold.all(packNo, householdNo).map(toList),
    householdOfCard: (packNo: number, digest: string): number | undefined => card.get(packNo, digest),
    offer: (packNo: number, offerNo: number): OfferOfPack | undefined => {
      const row = offer.get(packNo, offerNo);
      if (row === undefined) return undefined;
      return { terms: JSON.parse(row.terms) as OfferTerms, budgetLeftCents: row.budget_left ?? undefined };
    },
    /** Of an offer's products, those among some. */
    productsAmong: (packNo: number, offerNo: number, productIds: readonly string[]) => {
      const rows = inBasket.all(JSON.stringify(productIds), packNo, offerNo);
      const idsOf = (outside: number): Set<string> =>
        new Set(rows.filter((row) => row.outside_basket === outside).map((row) => row.product_id));
      return { productIds: idsOf(0), outsideBasketIds: idsOf(1) };
    },
    productsOf: (packNo: number, offerNo: number): string[] => products.all(packNo, offerNo),
    recalledAmong: (packNo: number, productIds: readonly string[]): Set<string> =>
      new Set(recalled.all(JSON.stringify(productIds), packNo)),
  };
}

function toList(row: ListRow): ListOfPack {
  return {
    listId: row.list_id,
    householdNo: row.household_no,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    state: row.state,
    unsettled: row.unsettled === 1,
    rights: row.rights,
  };
}
