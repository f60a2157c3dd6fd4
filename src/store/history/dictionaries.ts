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

/** Numbers of products and stores kept in memory, at most; of cards, of which a chain has more, whoever asks keeps them. */
const REMEMBERED_MAX = 200_000;

export function dictionaries(db: Db): Dictionaries {
  const product = db.prepare<[string], { product_no: number; scan_description: string | null }>(
    'SELECT product_no, scan_description FROM product WHERE product_id = ?',
  );
  const newProduct = db.prepare('INSERT INTO product (product_id, scan_description) VALUES (?, ?)');
  const describe = db.prepare(
    'UPDATE product SET scan_description = ? WHERE product_no = ? AND scan_description IS NULL',
  );
  const stores = numbered(db, 'store');
  const household = db
    .prepare<[string], number>('SELECT household_no FROM household WHERE household_id = ?')
    .pluck();
  const newHousehold = db.prepare(
    'INSERT INTO household (household_id) VALUES (?) ON CONFLICT (household_id) DO NOTHING',
  );
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
  const isAnybodyMerged = db.prepare<[], number>('SELECT EXISTS (SELECT 1 FROM household_member)').pluck();
  const products = new Map<string, { no: number; described: boolean }>();

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

  const householdNo = (householdId: string): number =>
    household.get(householdId) ?? Number(newHousehold.run(householdId).lastInsertRowid);

  /** The same, when it is likely that there is none yet. */
  const newHouseholdNo = (householdId: string): number => {
    const { changes, lastInsertRowid } = newHousehold.run(householdId);
    return changes === 1 ? Number(lastInsertRowid) : householdNo(householdId);
  };

  const cardOf = (cardId: string, kind: 'card' | 'list', own: () => number): number => {
    const known = card.get(cardId);
    if (known !== undefined) return known;
    const ownNo = own();
    const rootNo = isAnybodyMerged.get() === 1 ? (rootOf.get(ownNo) ?? ownNo) : ownNo;
    return Number(newCard.run(cardId, kind, rootNo, rootNo === ownNo ? null : ownNo).lastInsertRowid);
  };

  return {
    storeNo: stores.no,
    productNo,
    householdNo,
    cardNo: (cardId) => cardOf(cardId, 'card', () => newHouseholdNo(cardId)),
    listCardNo: (listCode, householdId) => cardOf(`list:${listCode}`, 'list', () => householdNo(householdId)),
    forget: () => {
      products.clear();
      stores.forget();
    },
  };
}

function remember<T>(known: Map<string, T>, id: string, entry: T): void {
  if (known.size >= REMEMBERED_MAX) known.clear();
  known.set(id, entry);
}

function numbered(db: Db, table: 'store') {
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
