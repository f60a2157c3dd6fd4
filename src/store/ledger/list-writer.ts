import { deflateRawSync } from 'node:zlib';
import type { PlannedLine, PlannedList } from '../../lists/planned-list.ts';
import type { Db } from '../sqlite.ts';

/** A fifteenth larger than at zlib's own level, and quicker: it is made for every list, and seldom read. */
const QUICK = { level: 1, windowBits: 12, memLevel: 5 };

type Column = string | number | null | Uint8Array;

/** A planned list as its columns: plain data, which costs a thread little to send. */
export type ListRow = {
  readonly arm: PlannedList['arm'];
  /** Household to what was left out. */
  readonly values: readonly Column[];
  /** Of each line, section to facts. */
  readonly lines: readonly (readonly Column[])[];
};

export function listRow(planned: PlannedList): ListRow {
  const { householdId, dropNo, drops, homeStoreId, mail, addressee, weeklySpendCents } = planned;
  return {
    arm: planned.arm,
    values: [
      householdId,
      dropNo,
      drops,
      homeStoreId ?? null,
      Number(mail),
      JSON.stringify(addressee),
      weeklySpendCents,
      planned.tier ?? null,
      planned.standing?.kind.kind ?? null,
      planned.standing === undefined ? null : JSON.stringify(planned.standing),
      planned.obeyed === undefined ? null : JSON.stringify(planned.obeyed),
      planned.leftOut === undefined ? null : deflateRawSync(JSON.stringify(planned.leftOut), QUICK),
    ],
    lines: planned.lines.map(lineValues),
  };
}

/** Lists of a draft, in chunks of one transaction each. */
export function listWriter(db: Db) {
  const list = db.prepare(
    `INSERT INTO list (cycle_id, household_id, arm, list_code, drop_no, drops, home_store_id, mail, addressee, weekly_spend_cents,
       tier, list_kind, standing, obeyed, left_out) VALUES (?, ?, 'control', NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const number = db.prepare("UPDATE list SET arm = 'treatment', list_code = ? WHERE list_id = ?");
  const line = lineInserter(db);
  return (cycleId: number, lists: readonly ListRow[], codeOf: (listId: number) => string): void => {
    db.transaction(() => {
      for (const { arm, values, lines } of lists) {
        const listId = Number(list.run(cycleId, ...values).lastInsertRowid);
        if (arm === 'treatment') number.run(codeOf(listId), listId);
        lines.forEach((columns, index) => void line.run(listId, index + 1, ...columns));
      }
    }).immediate();
  };
}

/** One line of a list, under its number. */
export function lineWriter(db: Db) {
  const line = lineInserter(db);
  return (listId: number, lineNo: number, entry: PlannedLine): void =>
    void line.run(listId, lineNo, ...lineValues(entry));
}

function lineInserter(db: Db) {
  return db.prepare(
    `INSERT INTO list_line (list_id, line_no, section, product_id, need, description, reason, probability, expected_day,
       regular_price_cents, offer_id, offer_version, offer_value_cents, terms_value_cents,
       price_with_offer_cents, facts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
}

/** A line as its columns, section to facts. */
export function lineValues(line: PlannedLine): (string | number | null)[] {
  return [
    line.section,
    line.productId ?? null,
    line.need ?? null,
    line.description,
    line.reason,
    line.probability ?? null,
    line.expectedDay ?? null,
    line.regularPriceCents ?? null,
    line.offerId ?? null,
    line.offerVersion ?? null,
    line.offerValueCents ?? null,
    line.termsValueCents ?? null,
    line.priceWithOfferCents ?? null,
    JSON.stringify(line.facts),
  ];
}
