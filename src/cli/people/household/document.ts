import { formatDay } from '../../../shared/day.ts';
import type { HouseholdEvent } from '../../../store/ledger/household-event-rows.ts';

/** An event as programs get it. */
export function eventDocument(event: HouseholdEvent): Record<string, unknown> {
  const { eventId, kind, householdId, reason, by, at, detail, undone } = event;
  return {
    event_id: eventId,
    kind,
    household_id: householdId,
    ...partsOf(event),
    reason,
    by,
    at,
    ...detail,
    undone: undone === undefined ? null : { by: undone.by, at: undone.at, reason: undone.reason ?? null },
  };
}

function partsOf(event: HouseholdEvent): Record<string, unknown> {
  switch (event.kind) {
    case 'merge':
      return { merge_id: event.eventId, into: event.intoId };
    case 'reissue':
      return { card_id: event.cardId, from_day: formatDay(event.fromDay), into: event.intoId ?? null };
    case 'flag':
      return { verdict: event.verdict };
  }
}

/** The same for people, one line. */
export function eventText(event: HouseholdEvent): string {
  const { eventId, by, at, reason, undone } = event;
  const ended = undone === undefined ? '' : `; ended ${undone.at.slice(0, 10)} by ${undone.by}`;
  return `${eventId}  ${at.slice(0, 10)}  ${what(event)}: ${reason} (${by}${ended})`;
}

function what(event: HouseholdEvent): string {
  switch (event.kind) {
    case 'merge':
      return `${event.householdId} is part of ${event.intoId}`;
    case 'reissue':
      return `card ${event.cardId} was ${event.householdId}'s until ${formatDay(event.fromDay)}`;
    case 'flag':
      return `${event.householdId} is a ${event.verdict}`;
  }
}
