import type { Carried } from '../../store/history/kinship.ts';
import type { Context } from '../context.ts';

/**
 * Bring history.db in line with the ledger's merges and re-issued cards. Idempotent: after an event, after feeds, before a
 * plan; so that a history that was rebuilt from the feeds, or brought back, catches up by itself.
 */
export function carryKinship({ history, ledger, log }: Context): Carried {
  const { households } = ledger;
  const carried = history.carryKinship({
    members: households.members(),
    reissued: households.inForce().flatMap((event) =>
      event.kind === 'reissue'
        ? [
            {
              eventId: event.eventId,
              cardId: event.cardId,
              fromDay: event.fromDay,
              formerId: event.householdId,
              formerForgotten: event.householdId.startsWith('forgotten:'),
              toId: event.intoId,
            },
          ]
        : [],
    ),
  });
  if (carried.cards + carried.receipts > 0) log.info('households carried', carried);
  return carried;
}
