import type { Day } from '../../shared/day.ts';

export type Verdict = 'house-card' | 'shopper';

type Common = {
  readonly eventId: number;
  readonly householdId: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
  /** What held when it was done. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly undone:
    | { readonly by: string; readonly at: string; readonly reason: string | undefined }
    | undefined;
};

/** The household is part of another one. */
export type Merge = Common & { readonly kind: 'merge'; readonly intoId: string };
/** A card is somebody else's from a day on. */
export type Reissue = Common & {
  readonly kind: 'reissue';
  readonly cardId: string;
  readonly fromDay: Day;
  /** undefined: whoever the households feed names. */
  readonly intoId: string | undefined;
};
/** What a person says of a household's activity, against what the program says. */
export type Flag = Common & { readonly kind: 'flag'; readonly verdict: Verdict };
export type HouseholdEvent = Merge | Reissue | Flag;

/** An event as it is told; who, when and why are added by the caller. */
export type NewEvent = (
  | Pick<Merge, 'kind' | 'householdId' | 'intoId'>
  | Pick<Reissue, 'kind' | 'householdId' | 'cardId' | 'fromDay' | 'intoId'>
  | Pick<Flag, 'kind' | 'householdId' | 'verdict'>
) &
  Pick<Common, 'reason' | 'by' | 'at' | 'detail'>;

/** Why a merge is none. */
export type MergeRefusal = 'merge-itself' | 'household-merged' | 'merge-into-merged';
export type Added =
  | { readonly tag: 'done' | 'already'; readonly event: HouseholdEvent }
  | { readonly tag: 'refused'; readonly code: MergeRefusal; readonly merge: Merge | undefined };
export type Undone =
  | { readonly tag: 'done' | 'already'; readonly event: HouseholdEvent }
  | { readonly tag: 'unknown' };

/** An event as stored, with its end. */
export type EventRow = {
  event_id: number;
  kind: HouseholdEvent['kind'];
  household_id: string;
  into_id: string | null;
  card_id: string | null;
  from_day: Day | null;
  verdict: Verdict | null;
  reason: string;
  done_by: string;
  done_at: string;
  detail: string;
  undone_by: string | null;
  undone_at: string | null;
  undone_reason: string | null;
};

export const SELECT_EVENTS = `SELECT household_event.*, undone_by, undone_at, household_event_undone.reason AS undone_reason
  FROM household_event LEFT JOIN household_event_undone USING (event_id)`;

export function toEvent(row: EventRow): HouseholdEvent {
  const { household_id: householdId, reason, done_by: by, done_at: at } = row;
  const undone =
    row.undone_by === null || row.undone_at === null
      ? undefined
      : { by: row.undone_by, at: row.undone_at, reason: row.undone_reason ?? undefined };
  const detail = JSON.parse(row.detail) as Record<string, unknown>;
  const common = { eventId: row.event_id, householdId, reason, by, at, detail, undone };
  switch (row.kind) {
    case 'merge':
      return { ...common, kind: 'merge', intoId: row.into_id ?? '' };
    case 'reissue':
      return {
        ...common,
        kind: 'reissue',
        cardId: row.card_id ?? '',
        fromDay: row.from_day ?? (0 as Day),
        intoId: row.into_id ?? undefined,
      };
    case 'flag':
      return { ...common, kind: 'flag', verdict: row.verdict ?? 'shopper' };
  }
}
