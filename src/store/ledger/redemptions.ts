import type { Decision, Discount, Facts, Redeemed, RedemptionRequest } from '../../checkout/types.ts';
import type { RedemptionEntry, ReversingEntry } from '../../checkout/void.ts';
import { cents } from '../../shared/cents.ts';
import type { Db } from '../sqlite.ts';
import { factReader, type Identity } from './redemption-facts.ts';

export type Decide = (request: RedemptionRequest, facts: Facts) => Decision;

/** What undoes the entries of a redemption. */
export type Reverse = (entries: readonly RedemptionEntry[]) => readonly ReversingEntry[];

export type RedeemOutcome = { readonly decision: Decision; readonly redemptionId: number | undefined };

export type VoidOutcome =
  | { readonly tag: 'voided' | 'already-voided'; readonly totalCents: number; readonly offers: number }
  | { readonly tag: 'redemption-unknown' };

/** Redemptions: facts in, the pure decision as an argument, its outcome written, all in one IMMEDIATE transaction. */
export function redemptionStore(db: Db) {
  const read = factReader(db);
  const write = decisionWriter(db);
  const redeem = db.transaction(
    (request: RedemptionRequest, identity: Identity, decide: Decide): RedeemOutcome => {
      const { facts, redemptionId } = read(request, identity);
      const decision = decide(request, facts);
      if (decision.tag !== 'redeemed') return { decision, redemptionId };
      return { decision, redemptionId: write(request, identity.contentHash, decision) };
    },
  );
  const undo = voider(db);
  return {
    // IMMEDIATE takes the write lock before reading, so two lanes cannot both see an offer open.
    redeem: (request: RedemptionRequest, identity: Identity, decide: Decide): RedeemOutcome =>
      redeem.immediate(request, identity, decide),
    void: (redemptionId: number, reverse: Reverse): VoidOutcome => undo.immediate(redemptionId, reverse),
    /** How far the ledger has come: what a plan's budgets depend on. */
    watermark: (): number =>
      db.prepare<[], number>('SELECT coalesce(max(entry_id), 0) FROM ledger_entry').pluck().get() ?? 0,
  };
}

function decisionWriter(db: Db) {
  const redemption = db.prepare(
    `INSERT INTO redemption (store_id, register_id, business_day, transaction_id, content_sha256, list_id, state, total_cents,
       answer) VALUES (?, ?, ?, ?, ?, ?, 'committed', ?, ?)`,
  );
  const spend = db.prepare(
    `UPDATE issued_offer SET state = 'redeemed', redemption_id = ?, applications = ?
     WHERE issued_offer_id = ? AND state = 'open'`,
  );
  const entry = db.prepare(
    `INSERT INTO ledger_entry (kind, issued_offer_id, redemption_id, basket_line_no, product_id, quantity_milli, amount_cents,
       funder_cents, store_cents) VALUES ('commit', ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (request: RedemptionRequest, contentHash: string, answer: Redeemed): number => {
    const { listId, discounts, spent, refused, totalCents } = answer;
    const { storeId, registerId, day, transactionId } = request;
    const stored = JSON.stringify({ listId, discounts, spent, refused, totalCents } satisfies Redeemed);
    const redemptionId = Number(
      redemption.run(storeId, registerId, day, transactionId, contentHash, Number(listId), totalCents, stored)
        .lastInsertRowid,
    );
    for (const offer of spent) {
      const { changes } = spend.run(redemptionId, offer.applications, offer.issuedOfferId);
      if (changes !== 1) throw new Error(`decided on issued offer ${offer.issuedOfferId}, which is not open`);
    }
    for (const taken of discounts) entry.run(...entryValues(redemptionId, taken));
    return redemptionId;
  };
}

function entryValues(redemptionId: number, taken: Discount): (string | number)[] {
  return [
    taken.issuedOfferId,
    redemptionId,
    taken.lineNo,
    taken.productId,
    taken.quantityMilli,
    taken.amountCents,
    taken.funderCents,
    taken.storeCents,
  ];
}

/** A void takes back what a redemption still has of the ledger and gives its offers back to the household. */
function voider(db: Db) {
  const find = db.prepare<[number], { state: string; total_cents: number }>(
    'SELECT state, total_cents FROM redemption WHERE redemption_id = ?',
  );
  const mark = db.prepare(
    "UPDATE redemption SET state = 'voided' WHERE redemption_id = ? AND state <> 'voided'",
  );
  const entries = db.prepare<[number], EntryRow>(
    "SELECT * FROM ledger_entry WHERE redemption_id = ? AND kind IN ('commit', 'void', 'return') ORDER BY entry_id",
  );
  const reverse = db.prepare(
    `INSERT INTO ledger_entry (kind, issued_offer_id, redemption_id, basket_line_no, product_id, quantity_milli, amount_cents,
       funder_cents, store_cents, reverses) VALUES ('void', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const restore = db.prepare(
    `UPDATE issued_offer SET state = 'open', redemption_id = NULL, applications = 0
     WHERE redemption_id = ? AND state IN ('reserved', 'redeemed')`,
  );
  return db.transaction((redemptionId: number, reversalsOf: Reverse): VoidOutcome => {
    const row = find.get(redemptionId);
    if (row === undefined) return { tag: 'redemption-unknown' };
    if (mark.run(redemptionId).changes === 0)
      return { tag: 'already-voided', totalCents: row.total_cents, offers: 0 };
    for (const undo of reversalsOf(entries.all(redemptionId).map(toEntry))) {
      reverse.run(
        undo.issuedOfferId,
        redemptionId,
        undo.lineNo,
        undo.productId,
        undo.quantityMilli,
        undo.amountCents,
        undo.funderCents,
        undo.storeCents,
        undo.reverses,
      );
    }
    return { tag: 'voided', totalCents: row.total_cents, offers: restore.run(redemptionId).changes };
  });
}

type EntryRow = {
  entry_id: number;
  reverses: number | null;
  issued_offer_id: number;
  basket_line_no: number;
  product_id: string;
  quantity_milli: number;
  amount_cents: number;
  funder_cents: number;
  store_cents: number;
};

function toEntry(row: EntryRow): RedemptionEntry {
  return {
    entryId: row.entry_id,
    reverses: row.reverses ?? undefined,
    issuedOfferId: row.issued_offer_id,
    lineNo: row.basket_line_no,
    productId: row.product_id,
    quantityMilli: row.quantity_milli,
    amountCents: cents(row.amount_cents),
    funderCents: cents(row.funder_cents),
    storeCents: cents(row.store_cents),
  };
}
