import { decideReturn, type ReturnRequest, returnHash } from '../../checkout/return.ts';
import { voidEntries } from '../../checkout/void.ts';
import type { Day } from '../../shared/day.ts';
import type { ReturnOutcome } from '../../store/ledger/returns.ts';
import type { VoidOutcome } from '../../store/ledger/voids.ts';
import type { Context } from '../context.ts';
import { logLanes, returnFacts, voidFacts } from './lane-log.ts';
import type { InLedger } from './redeem.ts';

/** Take a whole redemption back, and write down who did. */
export function voidAtLane(context: Context, redemptionId: number, by: string): VoidOutcome {
  const { outcome, facts } = voidInLedger(context, redemptionId, by);
  logLanes(context, facts);
  return outcome;
}

/** The same without the lanes' log, for whoever commits several at once. */
export function voidInLedger(
  context: Context,
  redemptionId: number,
  by: string,
  onDay?: Day,
): InLedger<VoidOutcome> {
  const outcome = context.ledger.inTransaction(() => {
    const undone = context.ledger.redemptions.void(redemptionId, voidEntries, onDay);
    if (undone.tag === 'voided') {
      context.audit(by, 'void', `redemption ${redemptionId}`, { reversed_cents: undone.reversedCents });
    }
    return undone;
  });
  return { outcome, facts: [voidFacts(context, redemptionId, outcome.tag)] };
}

/** Take goods back after tender, and write down who did. */
export function returnAtLane(context: Context, request: ReturnRequest, by: string): ReturnOutcome {
  const { outcome, facts } = returnInLedger(context, request, by);
  logLanes(context, facts);
  return outcome;
}

/** The same without the lanes' log. */
export function returnInLedger(
  context: Context,
  request: ReturnRequest,
  by: string,
): InLedger<ReturnOutcome> {
  const note = { by, at: context.world.now(), contentHash: returnHash(request) };
  const outcome = context.ledger.inTransaction(() => {
    const taken = context.ledger.returns.take(request, note, decideReturn);
    if (taken.tag === 'returned') {
      const { returnId, lineNo: line, quantityMilli, refundCents } = taken;
      const detail = { return_id: returnId, line, quantity: quantityMilli / 1000, refund_cents: refundCents };
      context.audit(by, 'return', `redemption ${request.redemptionId}`, detail);
    }
    return taken;
  });
  return { outcome, facts: [returnFacts(context, request, note, outcome)] };
}
