import { decodeHistory, encodeHistory } from '../../history/codec.ts';
import { historyAsOf } from '../../history/derive.ts';
import type { HistoryLine, HouseholdHistory } from '../../history/household-history.ts';
import { truncateHistory } from '../../history/truncate.ts';
import { type Day, day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** A household as planning and print see it. */
export type Household = {
  readonly householdNo: number;
  readonly householdId: string;
  /** false: a card that no households row names. */
  readonly known: boolean;
  readonly name: string | undefined;
  readonly addressLines: readonly string[];
  readonly homeStoreId: string | undefined;
  readonly language: string | undefined;
  readonly mailConsent: boolean;
  readonly largePrint: boolean;
};

type HouseholdRow = {
  household_no: number;
  household_id: string;
  known: number;
  name: string | null;
  address_1: string | null;
  address_2: string | null;
  city: string | null;
  state: string | null;
  postal_code: string | null;
  home_store_id: string | null;
  language: string | null;
  mail_consent: number;
  large_print: number;
};

type LineRow = {
  day: Day;
  receipt_no: number;
  product_no: number;
  quantity_milli: number;
  net_cents: number | null;
  line_type: HistoryLine['lineType'];
};

type CacheRow = { dirty: number; exact_from: number | null; history: Uint8Array | null };

/** Beyond every day of a feed: deriving as of it takes all lines. */
const END_OF_TIME = day(84_005);
const BATCH = 256;

export type HouseholdWithHistory = { readonly household: Household; readonly history: HouseholdHistory };

/**
 * Households and what they bought, in batches, ordered by household id, so that no reader holds them all and the order
 * does not depend on the order of ingest.
 */
export function householdReader(db: Db) {
  const page = db.prepare<[string, number], HouseholdRow>(
    `SELECT * FROM household WHERE household_id > ? ORDER BY household_id LIMIT ?`,
  );
  const one = db.prepare<[string], HouseholdRow>('SELECT * FROM household WHERE household_id = ?');
  const byCard = db
    .prepare<[string], string>(
      'SELECT household_id FROM card JOIN household USING (household_no) WHERE card_id = ?',
    )
    .pluck();
  const read = historyOf(db);

  return {
    count: (): number => db.prepare<[], number>('SELECT count(*) FROM household').pluck().get() ?? 0,
    find: (householdId: string): Household | undefined => {
      const row = one.get(householdId);
      return row === undefined ? undefined : toHousehold(row);
    },
    householdOfCard: (cardId: string): string | undefined => byCard.get(cardId),
    history: (householdNo: number, asOf: Day): HouseholdHistory => read(householdNo, asOf),
    /** Batches of households that bought anything before `asOf`. */
    batches: function* (asOf: Day): Generator<HouseholdWithHistory[]> {
      let after = '';
      for (;;) {
        const rows = page.all(after, BATCH);
        const last = rows.at(-1);
        if (last === undefined) return;
        after = last.household_id;
        yield rows
          .map((row) => ({ household: toHousehold(row), history: read(row.household_no, asOf) }))
          .filter(({ history }) => history.productNos.length > 0);
      }
    },
  };
}

/**
 * One household's history as of a day: from the cache where its last derivation still answers for its lines, else from
 * the lines, and then the cache is renewed.
 */
function historyOf(db: Db) {
  const cached = db.prepare<[number], CacheRow>(
    'SELECT dirty, exact_from, history FROM household_history WHERE household_no = ?',
  );
  const save = db.prepare(
    `INSERT INTO household_history (household_no, dirty, exact_from, history) VALUES (?, 0, ?, ?)
     ON CONFLICT (household_no) DO UPDATE SET dirty = 0, exact_from = excluded.exact_from, history = excluded.history`,
  );
  const lines = db.prepare<[number], LineRow>(
    `SELECT receipt.day, receipt.receipt_no, product_no, quantity_milli, net_cents, line_type
     FROM card JOIN receipt USING (card_no) JOIN scan_line USING (receipt_no)
     WHERE card.household_no = ? AND superseded_in IS NULL`,
  );
  const noSpend = new Set(
    db.prepare<[], number>('SELECT product_no FROM product WHERE spend = 0').pluck().all(),
  );
  const countsAsSpend = (productNo: number): boolean => !noSpend.has(productNo);

  return (householdNo: number, asOf: Day): HouseholdHistory => {
    const row = cached.get(householdNo);
    if (row?.dirty === 0 && row.history !== null) {
      if (row.exact_from !== null && asOf >= row.exact_from) {
        return truncateHistory(decodeHistory(householdNo, row.history), asOf);
      }
      return historyAsOf(householdNo, lines.all(householdNo).map(toLine), asOf, countsAsSpend).history;
    }
    const all = lines.all(householdNo).map(toLine);
    const derived = historyAsOf(householdNo, all, END_OF_TIME, countsAsSpend);
    save.run(householdNo, derived.exactFrom, encodeHistory(derived.history));
    return asOf >= derived.exactFrom
      ? truncateHistory(derived.history, asOf)
      : historyAsOf(householdNo, all, asOf, countsAsSpend).history;
  };
}

function toLine(row: LineRow): HistoryLine {
  return {
    day: row.day,
    receiptNo: row.receipt_no,
    productNo: row.product_no,
    quantityMilli: row.quantity_milli,
    netCents: row.net_cents,
    lineType: row.line_type,
  };
}

function toHousehold(row: HouseholdRow): Household {
  const town = [row.city, [row.state, row.postal_code].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  return {
    householdNo: row.household_no,
    householdId: row.household_id,
    known: row.known === 1,
    name: row.name ?? undefined,
    addressLines: [row.address_1, row.address_2, town].filter(
      (line): line is string => line !== null && line !== '',
    ),
    homeStoreId: row.home_store_id ?? undefined,
    language: row.language ?? undefined,
    mailConsent: row.mail_consent === 1,
    largePrint: row.large_print === 1,
  };
}
