import { suppressedNow } from '../../lists/eligibility.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import { BY_ITSELF } from '../../store/ledger/holds.ts';
import type { Context } from '../context.ts';

/**
 * Keep back the lists of an approved cycle whose households must not get one any more: suppression is checked last, at
 * release. Idempotent; the seal still counts these lists, since they were approved.
 */
export function holdSuppressed(context: Context, cycle: Cycle): void {
  const { ledger } = context;
  const suppressions = ledger.suppressionsOfCycle(cycle.cycleId);
  const heldAt = context.world.now().toISOString();
  const found: { listId: number; reason: string }[] = [];
  for (const list of ledger.lists.ofCycle(cycle.cycleId)) {
    const of = suppressions.get(list.householdId);
    if (of === undefined || list.arm !== 'treatment' || list.held !== undefined) continue;
    const outcome = suppressedNow(list, of);
    if (outcome.tag === 'stopped') found.push({ listId: list.listId, reason: outcome.reason });
  }
  if (found.length === 0) return;
  ledger.inTransaction(() => {
    for (const { listId, reason } of found) {
      const hold = {
        kind: 'list',
        id: String(listId),
        cause: 'suppressed',
        heldBy: BY_ITSELF,
        heldAt,
      } as const;
      ledger.holds.put({ ...hold, reason: `suppressed since it was approved: ${reason}` });
    }
    ledger.holds.marks.apply(cycle.cycleId);
    context.audit(BY_ITSELF, 'suppress', `cycle ${cycle.cycleId}`, {
      lists: found.map(({ listId }) => listId),
    });
  });
}
