import type { Db } from '../sqlite.ts';

/**
 * Text ids to their numbers, given on first sight. Numbers are cached; after a rolled-back transaction the cache must be
 * thrown away ({@link Dictionaries.forget}), since numbers given inside it are gone.
 */
export type Dictionaries = {
  storeNo(storeId: string): number;
  productNo(productId: string, scanDescription: string | undefined): number;
  householdNo(householdId: string): number;
  /** The card's number; a card never seen becomes a household of its own, named like the card. */
  cardNo(cardId: string): number;
  /** A list scanned without a card stands for the household it was made for. */
  listCardNo(listCode: string, householdId: string): number;
  forget(): void;
};

/** Numbers kept in memory per kind of id, at most: a chain has more cards than a machine has memory to spare. */
const REMEMBERED_MAX = 500_000;

export function dictionaries(db: Db): Dictionaries {
  const product = db.prepare<[string], { product_no: number; scan_description: string | null }>(
    'SELECT product_no, scan_description FROM product WHERE product_id = ?',
  );
  const newProduct = db.prepare('INSERT INTO product (product_id, scan_description) VALUES (?, ?)');
  const describe = db.prepare(
    'UPDATE product SET scan_description = ? WHERE product_no = ? AND scan_description IS NULL',
  );
  const stores = numbered(db, 'store');
  const households = numbered(db, 'household');
  const card = db.prepare<[string], number>('SELECT card_no FROM card WHERE card_id = ?').pluck();
  const newCard = db.prepare(
    'INSERT INTO card (card_id, kind, household_no, own_household_no) VALUES (?, ?, ?, ?)',
  );
  const rootOf = db
    .prepare<[number], number>(
      `SELECT root.household_no FROM household AS own JOIN household_member USING (household_id)
       JOIN household AS root ON root.household_id = root_id WHERE own.household_no = ?`,
    )
    .pluck();
  const products = new Map<string, { no: number; described: boolean }>();
  const cards = new Map<string, number>();

  const productNo = (productId: string, scanDescription: string | undefined): number => {
    let entry = products.get(productId);
    if (entry === undefined) {
      const row = product.get(productId);
      entry =
        row === undefined
          ? {
              no: Number(newProduct.run(productId, scanDescription ?? null).lastInsertRowid),
              described: scanDescription !== undefined,
            }
          : { no: row.product_no, described: row.scan_description !== null };
      remember(products, productId, entry);
    }
    if (!entry.described && scanDescription !== undefined) {
      describe.run(scanDescription, entry.no);
      entry.described = true;
    }
    return entry.no;
  };

  const cardOf = (cardId: string, kind: 'card' | 'list', household: () => number): number => {
    let no = cards.get(cardId) ?? card.get(cardId);
    if (no === undefined) {
      const own = household();
      const root = rootOf.get(own) ?? own;
      no = Number(newCard.run(cardId, kind, root, root === own ? null : own).lastInsertRowid);
    }
    remember(cards, cardId, no);
    return no;
  };

  return {
    storeNo: stores.no,
    productNo,
    householdNo: households.no,
    cardNo: (cardId) => cardOf(cardId, 'card', () => households.no(cardId)),
    listCardNo: (listCode, householdId) =>
      cardOf(`list:${listCode}`, 'list', () => households.no(householdId)),
    forget: () => {
      products.clear();
      cards.clear();
      stores.forget();
      households.forget();
    },
  };
}

function remember<T>(known: Map<string, T>, id: string, entry: T): void {
  if (known.size >= REMEMBERED_MAX) known.clear();
  known.set(id, entry);
}

function numbered(db: Db, table: 'store' | 'household') {
  const select = db
    .prepare<[string], number>(`SELECT ${table}_no FROM ${table} WHERE ${table}_id = ?`)
    .pluck();
  const insert = db.prepare(`INSERT INTO ${table} (${table}_id) VALUES (?)`);
  const known = new Map<string, number>();
  return {
    no: (id: string): number => {
      const no = known.get(id) ?? select.get(id) ?? Number(insert.run(id).lastInsertRowid);
      remember(known, id, no);
      return no;
    },
    forget: () => known.clear(),
  };
}
