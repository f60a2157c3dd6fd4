import type { BasketLine, Redeemed } from '../../checkout/types.ts';
import { cents } from '../../shared/cents.ts';
import type { Day } from '../../shared/day.ts';
import type { ProductId } from '../../shared/product-id.ts';
import type { Db } from '../sqlite.ts';

/** How far a backup of this ledger had come. */
export type LedgerMark = {
  readonly lastEntryId: number;
  readonly lastRedemptionId: number;
  readonly lastReturnId: number;
  readonly lastAuditId: number;
};

/** A lane's own key of a transaction. */
export type LaneKey = {
  readonly storeId: string;
  readonly registerId: string;
  readonly day: Day;
  readonly transactionId: string;
};

/** Something that happened at a lane or desk, in the order in which it was written. */
export type LaneEvent =
  | {
      readonly act: 'redeem';
      readonly redemptionId: number;
      readonly key: LaneKey;
      readonly contentHash: string;
      readonly listCode: string | undefined;
      /** Empty: from before baskets were kept. */
      readonly lines: readonly BasketLine[];
      readonly told: Redeemed;
    }
  | { readonly act: 'void'; readonly redemptionId: number; readonly key: LaneKey }
  | {
      readonly act: 'return';
      readonly redemptionId: number;
      readonly key: LaneKey;
      readonly lineNo: number;
      readonly quantityMilli: number;
      /** The desk's own transaction. */
      readonly deskKey: LaneKey | undefined;
      readonly day: Day | undefined;
      readonly by: string;
      readonly at: string;
    };

export type AuditRow = {
  readonly at: string;
  readonly actor: string;
  readonly act: string;
  readonly subject: string;
  readonly detail: string;
};

/** What a ledger knows beyond a mark, for whoever has to bring it into an older one; and how to find what it speaks of. */
export function sinceReader(db: Db) {
  const byId = db.prepare<[number], KeyRow>(
    'SELECT store_id, register_id, business_day, transaction_id FROM redemption WHERE redemption_id = ?',
  );
  const byKey = db
    .prepare<[string, string, Day, string], number>(
      `SELECT redemption_id FROM redemption
       WHERE store_id = ? AND register_id = ? AND business_day = ? AND transaction_id = ?`,
    )
    .pluck();
  const codeOf = db.prepare<[number], string | null>('SELECT list_code FROM list WHERE list_id = ?').pluck();
  const returnAt = db.prepare<[number, number, string]>(
    'SELECT 1 FROM ledger_return WHERE redemption_id = ? AND line_no = ? AND returned_at = ?',
  );
  const unreleased = db
    .prepare<[string], number>(
      `SELECT cycle_id FROM list JOIN cycle USING (cycle_id)
       WHERE list_code = ? AND cycle.state IN ('draft', 'approved')`,
    )
    .pluck();
  const redemption = redemptionReader(db);
  return {
    /** A redemption as its lane asked for it and was told. @throws Error where there is none. */
    redeemed: redemption,
    laneEvents: (mark: LedgerMark): Generator<LaneEvent> => laneEvents(db, mark),
    auditAfter: (auditId: number): IterableIterator<AuditRow> =>
      db
        .prepare<[number], AuditRow>(
          'SELECT at, actor, act, subject, detail FROM audit WHERE audit_id > ? ORDER BY audit_id',
        )
        .iterate(auditId),
    /** The lane transaction of a redemption. */
    keyOf: (redemptionId: number): LaneKey | undefined => {
      const row = byId.get(redemptionId);
      return row === undefined ? undefined : toKey(row);
    },
    redemptionOf: (key: LaneKey): number | undefined =>
      byKey.get(key.storeId, key.registerId, key.day, key.transactionId),
    /** The cycle of a list code that is not released; undefined: there is none, or it is. */
    unreleasedCycleOf: (listCode: string): number | undefined => unreleased.get(listCode),
    /** Whether a return without a key of its own is there already: known by when it was recorded. */
    hasReturn: (redemptionId: number, lineNo: number, returnedAt: string): boolean =>
      returnAt.get(redemptionId, lineNo, returnedAt) !== undefined,
    listCodeOf: (listId: number): string | undefined => codeOf.get(listId) ?? undefined,
  };
}

type KeyRow = { store_id: string; register_id: string; business_day: Day; transaction_id: string };

function toKey(row: KeyRow): LaneKey {
  return {
    storeId: row.store_id,
    registerId: row.register_id,
    day: row.business_day,
    transactionId: row.transaction_id,
  };
}

/** A void without entries (all had come back before) and a return without any follow last: no offer depends on them. */
const LAST = Number.MAX_SAFE_INTEGER;

/** Which events there are, by the number of the first entry that each one wrote. */
const EVENTS = `
  SELECT 'redeem' AS act, redemption_id AS id, coalesce((SELECT min(entry_id) FROM ledger_entry
      WHERE ledger_entry.redemption_id = redemption.redemption_id AND kind = 'commit'), 0) AS place
    FROM redemption WHERE redemption_id > @lastRedemptionId AND state <> 'reserved'
  UNION ALL
  SELECT 'void', redemption_id, coalesce((SELECT min(entry_id) FROM ledger_entry
      WHERE ledger_entry.redemption_id = redemption.redemption_id AND kind = 'void'), ${LAST})
    FROM redemption WHERE state = 'voided' AND (redemption_id > @lastRedemptionId OR EXISTS (SELECT 1 FROM ledger_entry
      WHERE ledger_entry.redemption_id = redemption.redemption_id AND kind = 'void' AND entry_id > @lastEntryId))
  UNION ALL
  SELECT 'return', return_id, coalesce((SELECT min(entry_id) FROM ledger_entry
      WHERE ledger_entry.return_id = ledger_return.return_id), ${LAST})
    FROM ledger_return WHERE return_id > @lastReturnId
  ORDER BY place, id`;

function* laneEvents(db: Db, mark: LedgerMark): Generator<LaneEvent> {
  const { lastRedemptionId, lastEntryId, lastReturnId } = mark;
  const events = db
    .prepare<[object], { act: LaneEvent['act']; id: number }>(EVENTS)
    .all({ lastRedemptionId, lastEntryId, lastReturnId });
  const redemption = redemptionReader(db);
  const back = returnReader(db);
  const key = db.prepare<[number], KeyRow>('SELECT * FROM redemption WHERE redemption_id = ?');
  for (const { act, id } of events) {
    if (act === 'redeem') yield redemption(id);
    else if (act === 'return') yield back(id);
    else {
      const row = key.get(id);
      if (row !== undefined) yield { act, redemptionId: id, key: toKey(row) };
    }
  }
}

function redemptionReader(db: Db): (redemptionId: number) => Extract<LaneEvent, { act: 'redeem' }> {
  type Row = KeyRow & { content_sha256: string; answer: string; list_code: string | null };
  const select = db.prepare<[number], Row>(
    'SELECT redemption.*, list_code FROM redemption LEFT JOIN list USING (list_id) WHERE redemption_id = ?',
  );
  type Line = {
    line_no: number;
    product_id: ProductId;
    quantity_milli: number;
    unit_price_cents: number;
    amount_cents: number;
  };
  const lines = db.prepare<[number], Line>(
    'SELECT * FROM redemption_line WHERE redemption_id = ? ORDER BY line_no',
  );
  return (redemptionId) => {
    const row = select.get(redemptionId);
    if (row === undefined) throw new Error(`no redemption ${redemptionId}`);
    return {
      act: 'redeem',
      redemptionId,
      key: toKey(row),
      contentHash: row.content_sha256,
      listCode: row.list_code ?? undefined,
      lines: lines.all(redemptionId).map((line) => ({
        lineNo: line.line_no,
        productId: line.product_id,
        quantityMilli: line.quantity_milli,
        unitPriceCents: cents(line.unit_price_cents),
        amountCents: cents(line.amount_cents),
      })),
      told: JSON.parse(row.answer) as Redeemed,
    };
  };
}

function returnReader(db: Db): (returnId: number) => LaneEvent {
  type Row = KeyRow & {
    redemption_id: number;
    line_no: number;
    quantity_milli: number;
    desk_store_id: string | null;
    desk_register_id: string | null;
    desk_day: Day | null;
    desk_transaction_id: string | null;
    returned_by: string;
    returned_at: string;
  };
  const select = db.prepare<[number], Row>(
    `SELECT redemption.*, line_no, quantity_milli, back.store_id AS desk_store_id, back.register_id AS desk_register_id,
       back.business_day AS desk_day, back.transaction_id AS desk_transaction_id, returned_by, returned_at
     FROM ledger_return AS back JOIN redemption USING (redemption_id) WHERE return_id = ?`,
  );
  return (returnId) => {
    const row = select.get(returnId);
    if (row === undefined) throw new Error(`no return ${returnId}`);
    const { desk_store_id: storeId, desk_register_id: registerId, desk_transaction_id: transactionId } = row;
    const day = row.desk_day ?? undefined;
    const hasKey = storeId !== null && registerId !== null && transactionId !== null && day !== undefined;
    return {
      act: 'return',
      redemptionId: row.redemption_id,
      key: toKey(row),
      lineNo: row.line_no,
      quantityMilli: row.quantity_milli,
      deskKey: hasKey ? { storeId, registerId, day, transactionId } : undefined,
      day,
      by: row.returned_by,
      at: row.returned_at,
    };
  };
}
