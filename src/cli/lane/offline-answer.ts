import type { LaneAnswer } from '../../checkout/answers.ts';
import type { SettledEntry } from './offline-settle.ts';

/** One forwarded entry as its agent is told of it. */
export type SettledLine = {
  readonly status: SettledEntry['tag'];
  readonly redemption_id?: number | null;
  readonly given_cents?: number;
  readonly billed_cents?: number;
  /** What was given and is billed to nobody, with the reason. */
  readonly not_billed?: readonly {
    readonly offer_id: string;
    readonly given_cents: number;
    readonly billed_cents: number;
    readonly reason: string;
  }[];
};

/** To what a store forwards; in the order in which it was sent. */
export function settledAnswer(entries: readonly SettledEntry[]): LaneAnswer {
  return { status: 'settled', entries: entries.map(lineOf) };
}

function lineOf(entry: SettledEntry): SettledLine {
  if (entry.tag !== 'settled') return { status: entry.tag };
  return {
    status: entry.tag,
    redemption_id: entry.redemptionId ?? null,
    given_cents: entry.givenCents,
    billed_cents: entry.billedCents,
    not_billed: entry.offers.flatMap(({ offerId, reportedCents = 0, billedCents, reason }) =>
      reason === undefined
        ? []
        : [{ offer_id: offerId, given_cents: reportedCents, billed_cents: billedCents, reason }],
    ),
  };
}
