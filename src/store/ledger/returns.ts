import type { ReturnRejectReason } from '../../checkout/reasons.ts';
import type { ReturnDecision, ReturnFacts, ReturnFigures, ReturnRequest } from '../../checkout/return.ts';
import type { BasketLine } from '../../checkout/types.ts';
import { cents } from '../../shared/cents.ts';
import type { Day } from '../../shared/day.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { ProductId } from '../../shared/product-id.ts';
import type { Db } from '../sqlite.ts';
import { entryReader, reversalWriter } from './entries.ts';
import { giverBack } from './given-back.ts';

export type DecideReturn = (request: ReturnRequest, facts: ReturnFacts) => ReturnDecision;

/** Who returned it, when, and the hash of what was asked: all that a return says beside its request. */
export type ReturnNote = { readonly by: string; readonly at: Date; readonly contentHash: string };

export type ReturnOutcome =
  | (ReturnFigures & {
      readonly tag: 'returned' | 'already-recorded';
      readonly returnId: number;
      /** Issued offers that are open again by it. */
      readonly offersRestored: number;
    })
  | { readonly tag: 'rejected'; readonly reason: ReturnRejectReason };

/** A return as the household's history has to know it. */
export type ReturnOfGoods = {
  readonly returnId: number;
  readonly householdId: string;
  readonly productId: string;
  /** Business day of the sale. */
  readonly saleDay: Day;
  /** Not before the sale; the day of the sale where nobody told. */
  readonly returnDay: Day;
  readonly quantityMilli: number;
  readonly refundCents: number;
};

/** Returns: facts in, the pure decision as an argument, its outcome written, all in one IMMEDIATE transaction. */
export function returnStore(db: Db) {
  const recorded = recordedReader(db);
  const read = factReader(db);
  const write = writer(db);
  const take = db.transaction(
    (request: ReturnRequest, note: ReturnNote, decide: DecideReturn): ReturnOutcome => {
      const before = recorded(request);
      const facts = { ...read(request.redemptionId), recorded: before };
      const decision = decide(request, facts);
      if (decision.tag === 'rejected') return decision;
      if (decision.tag === 'returned') return write(request, note, decision.written);
      if (before === undefined) throw new Error('a return is answered as a retry of none');
      return { tag: 'already-recorded', ...before.outcome };
    },
  );
  return {
    // IMMEDIATE takes the write lock before reading, so two desks cannot both see a unit left.
    take: (request: ReturnRequest, note: ReturnNote, decide: DecideReturn): ReturnOutcome =>
      take.immediate(request, note, decide),
    /** Whether anything of a redemption has come back. */
    anyOf: (redemptionId: number): boolean =>
      db.prepare('SELECT 1 FROM ledger_return WHERE redemption_id = ? LIMIT 1').get(redemptionId) !==
      undefined,
    ...goodsReader(db),
  };
}

type Recorded = {
  readonly contentHash: string;
  readonly outcome: ReturnFigures & { readonly returnId: number; readonly offersRestored: number };
};

/** What was recorded under a desk's own transaction. */
function recordedReader(db: Db): (request: ReturnRequest) => Recorded | undefined {
  type Row = {
    return_id: number;
    redemption_id: number;
    line_no: number;
    quantity_milli: number;
    refund_cents: number;
    discount_cents: number;
    funder_cents: number;
    store_cents: number;
    left_milli: number;
    offers_restored: number;
    content_sha256: string;
  };
  const find = db.prepare<[string, string, Day, string], Row>(
    `SELECT * FROM ledger_return WHERE store_id = ? AND register_id = ? AND business_day = ? AND transaction_id = ?`,
  );
  return ({ key }) => {
    const row =
      key === undefined ? undefined : find.get(key.storeId, key.registerId, key.day, key.transactionId);
    if (row === undefined) return undefined;
    const outcome = {
      returnId: row.return_id,
      redemptionId: row.redemption_id,
      lineNo: row.line_no,
      quantityMilli: row.quantity_milli,
      refundCents: cents(row.refund_cents),
      discountCents: cents(row.discount_cents),
      funderCents: cents(row.funder_cents),
      storeCents: cents(row.store_cents),
      leftMilli: row.left_milli,
      offersRestored: row.offers_restored,
    };
    return { contentHash: row.content_sha256, outcome };
  };
}

function factReader(db: Db): (redemptionId: number) => Omit<ReturnFacts, 'recorded'> {
  const redemption = db.prepare<[number], { state: 'reserved' | 'committed' | 'voided' }>(
    'SELECT state FROM redemption WHERE redemption_id = ?',
  );
  type LineRow = {
    line_no: number;
    product_id: ProductId;
    quantity_milli: number;
    unit_price_cents: number;
    amount_cents: number;
  };
  const basket = db.prepare<[number], LineRow>(
    'SELECT * FROM redemption_line WHERE redemption_id = ? ORDER BY line_no',
  );
  const returned = db.prepare<[number], { line_no: number; quantity_milli: number; refund_cents: number }>(
    `SELECT line_no, sum(quantity_milli) AS quantity_milli, sum(refund_cents) AS refund_cents FROM ledger_return
     WHERE redemption_id = ? GROUP BY line_no`,
  );
  const offers = db.prepare<[number], { issued_offer_id: number; terms: string }>(
    `SELECT issued_offer_id, terms FROM issued_offer
     JOIN offer_terms ON offer_terms.offer_id = issued_offer.offer_id AND version = offer_version WHERE redemption_id = ?`,
  );
  const entriesOf = entryReader(db);
  const toLine = (row: LineRow): BasketLine => ({
    lineNo: row.line_no,
    productId: row.product_id,
    quantityMilli: row.quantity_milli,
    unitPriceCents: cents(row.unit_price_cents),
    amountCents: cents(row.amount_cents),
  });
  return (redemptionId) => ({
    redemption: redemption.get(redemptionId),
    basket: basket.all(redemptionId).map(toLine),
    returned: new Map(
      returned
        .all(redemptionId)
        .map((row) => [row.line_no, { quantityMilli: row.quantity_milli, refundCents: row.refund_cents }]),
    ),
    entries: entriesOf(redemptionId),
    onReturn: new Map(
      offers
        .all(redemptionId)
        .map((row) => [row.issued_offer_id, (JSON.parse(row.terms) as OfferTerms).onReturn]),
    ),
  });
}

function writer(db: Db) {
  const insert = db.prepare(
    `INSERT INTO ledger_return (redemption_id, line_no, quantity_milli, refund_cents, discount_cents, funder_cents,
       store_cents, left_milli, offers_restored, store_id, register_id, business_day, transaction_id, content_sha256,
       returned_by, returned_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const reverse = reversalWriter(db);
  const giveBack = giverBack(db);
  type Written = Extract<ReturnDecision, { tag: 'returned' }>['written'];
  return (request: ReturnRequest, note: ReturnNote, written: Written): ReturnOutcome => {
    const { entries, restores, ...figures } = written;
    const { key, day } = request;
    const offersRestored = giveBack(figures.redemptionId, restores).open;
    const { lastInsertRowid } = insert.run(
      figures.redemptionId,
      figures.lineNo,
      figures.quantityMilli,
      figures.refundCents,
      figures.discountCents,
      figures.funderCents,
      figures.storeCents,
      figures.leftMilli,
      offersRestored,
      key?.storeId ?? null,
      key?.registerId ?? null,
      key?.day ?? day ?? null,
      key?.transactionId ?? null,
      note.contentHash,
      note.by,
      note.at.toISOString(),
    );
    const returnId = Number(lastInsertRowid);
    reverse(figures.redemptionId, returnId, entries);
    return { tag: 'returned', returnId, offersRestored, ...figures };
  };
}

/** What came back, for the households' history. */
function goodsReader(db: Db) {
  type Row = {
    return_id: number;
    household_id: string;
    product_id: string;
    sale_day: Day;
    return_day: Day;
    quantity_milli: number;
    refund_cents: number;
  };
  const after = db.prepare<[number, number], Row>(
    `SELECT return_id, household_id, product_id, redemption.business_day AS sale_day,
       max(redemption.business_day, coalesce(back.business_day, redemption.business_day)) AS return_day,
       back.quantity_milli, refund_cents
     FROM ledger_return AS back JOIN redemption USING (redemption_id) JOIN list USING (list_id)
     JOIN redemption_line USING (redemption_id, line_no)
     WHERE return_id > ? ORDER BY return_id LIMIT ?`,
  );
  return {
    /** Goods of returns with higher numbers, in order. */
    goodsAfter: (returnId: number, limit: number): ReturnOfGoods[] =>
      after.all(returnId, limit).map((row) => ({
        returnId: row.return_id,
        householdId: row.household_id,
        productId: row.product_id,
        saleDay: row.sale_day,
        returnDay: row.return_day,
        quantityMilli: row.quantity_milli,
        refundCents: row.refund_cents,
      })),
  };
}
