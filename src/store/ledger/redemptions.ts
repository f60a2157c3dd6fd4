import type { BasketLine, Decision, Facts, Redeemed, RedemptionRequest } from '../../checkout/types.ts';
import type { Db } from '../sqlite.ts';
import { listLookup } from './list-lookup.ts';
import { factReader, type Identity } from './redemption-facts.ts';
import { reservations } from './reservations.ts';
import { spender, takingWriter } from './taking.ts';
import { voider } from './voids.ts';

export type Decide = (request: RedemptionRequest, facts: Facts) => Decision;

export type RedeemOutcome = { readonly decision: Decision; readonly redemptionId: number | undefined };

/** Redemptions: facts in, the pure decision as an argument, its outcome written, all in one IMMEDIATE transaction. */
export function redemptionStore(db: Db) {
  const read = factReader(db);
  const write = decisionWriter(db);
  const held = reservations(db);
  /**
   * A retry of what was reserved: asked to be held it is held (again), else it is taken. @returns How it stands now; undefined:
   * what it held is somebody else's by now, and the first answer cannot be had.
   */
  const goOn = (
    redemptionId: number,
    state: 'reserved' | 'lapsed' | 'committed',
    untilMs: number | undefined,
  ): 'reserved' | 'committed' | undefined => {
    if (state === 'committed') return state;
    if (untilMs === undefined) return held.commit(redemptionId).tag === 'rejected' ? undefined : 'committed';
    return state === 'reserved' || held.revive(redemptionId, untilMs) ? 'reserved' : undefined;
  };
  const redeem = db.transaction(
    (request: RedemptionRequest, identity: Identity, decide: Decide): RedeemOutcome => {
      held.lapse(identity.nowMs);
      const { facts, redemptionId } = read(request, identity);
      const decision = decide(request, facts);
      if (decision.tag === 'redeemed') return { decision, redemptionId: write(request, identity, decision) };
      if (decision.tag !== 'already-recorded' || redemptionId === undefined)
        return { decision, redemptionId };
      const state = goOn(redemptionId, decision.state, identity.reserveUntilMs);
      if (state !== undefined) return { decision: { ...decision, state }, redemptionId };
      return { decision: { tag: 'rejected', reason: 'lapsed', refused: [] }, redemptionId };
    },
  );
  return {
    // IMMEDIATE takes the write lock before reading, so two lanes cannot both see an offer open.
    redeem: (request: RedemptionRequest, identity: Identity, decide: Decide): RedeemOutcome =>
      redeem.immediate(request, identity, decide),
    ...held,
    void: voider(db),
    lookUp: listLookup(db),
    /**
     * How far the ledger has come: what a plan's budgets and, by returns, its histories depend on. Both numbers only grow,
     * so that their sum stays the same only where both do.
     */
    watermark: (): number =>
      db
        .prepare<[], number>(
          `SELECT (SELECT coalesce(max(entry_id), 0) FROM ledger_entry)
             + (SELECT coalesce(max(return_id), 0) FROM ledger_return)`,
        )
        .pluck()
        .get() ?? 0,
  };
}

function decisionWriter(db: Db) {
  const redemption = db.prepare(
    `INSERT INTO redemption (redemption_id, store_id, register_id, business_day, transaction_id, content_sha256, list_id, state,
       reserved_until, total_cents, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const note = noteWriter(db);
  const basket = basketWriter(db);
  const spend = spender(db);
  const entry = takingWriter(db);
  return (request: RedemptionRequest, identity: Identity, answer: Redeemed): number => {
    const { listId, discounts, spent, refused, totalCents, overrideCents } = answer;
    const { reserveUntilMs } = identity;
    const override = overrideCents === undefined ? {} : { overrideCents };
    const { storeId, registerId, day, transactionId } = request;
    const stored = JSON.stringify({
      listId,
      discounts,
      spent,
      refused,
      totalCents,
      ...override,
    } satisfies Redeemed);
    const redemptionId = Number(
      redemption.run(
        identity.redemptionId ?? null,
        storeId,
        registerId,
        day,
        transactionId,
        identity.contentHash,
        Number(listId),
        reserveUntilMs === undefined ? 'committed' : 'reserved',
        reserveUntilMs ?? null,
        totalCents,
        stored,
      ).lastInsertRowid,
    );
    basket(redemptionId, request.lines);
    const isReserved = reserveUntilMs !== undefined;
    for (const offer of spent) spend(redemptionId, offer, isReserved ? 'reserved' : 'redeemed');
    entry(isReserved ? 'reserve' : 'commit', redemptionId, discounts);
    note(redemptionId, request, identity, overrideCents ?? 0);
    return redemptionId;
  };
}

/** Who keyed, who let pass: a row only where there is something to tell. */
function noteWriter(db: Db) {
  const insert = db.prepare(
    `INSERT INTO redemption_note (redemption_id, keyed, operator_id, override_by, override_reason, override_cents)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  return (redemptionId: number, { override }: RedemptionRequest, { note }: Identity, cents: number): void => {
    const isPlain = note?.keyed !== true && note?.operatorId === undefined && override === undefined;
    if (isPlain) return;
    const { keyed = false, operatorId } = note ?? {};
    const { managerId = null, reason = null } = override ?? {};
    insert.run(redemptionId, Number(keyed), operatorId ?? null, managerId, reason, cents);
  };
}

/** The basket as the lane sent it: what a return is measured by. */
function basketWriter(db: Db) {
  const insert = db.prepare(
    `INSERT INTO redemption_line (redemption_id, line_no, product_id, quantity_milli, unit_price_cents, amount_cents)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  return (redemptionId: number, lines: readonly BasketLine[]): void => {
    for (const { lineNo, productId, quantityMilli, unitPriceCents, amountCents } of lines) {
      insert.run(redemptionId, lineNo, productId, quantityMilli, unitPriceCents, amountCents);
    }
  };
}
