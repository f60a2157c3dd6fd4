import type { RedemptionRequest } from '../../../src/checkout/types.ts';

/** What the race asks of a lane process. */
export type LaneMessage =
  /** Get this request ready, and say so. */
  | { readonly tag: 'aim'; readonly request: RedemptionRequest }
  /** Send the request that was aimed, at this instant of the machine's monotonic clock (ns, as text). */
  | { readonly tag: 'fire'; readonly atNs: string }
  | { readonly tag: 'void'; readonly redemptionId: number };

export type LaneReply =
  | { readonly tag: 'open' }
  | { readonly tag: 'ready' }
  | {
      readonly tag: 'answered';
      readonly outcome: 'redeemed' | 'already-recorded' | 'rejected';
      readonly reason: string | undefined;
      readonly refusedFor: readonly string[];
      readonly redemptionId: number | undefined;
      readonly totalCents: number;
      readonly fromNs: string;
      readonly untilNs: string;
    }
  | { readonly tag: 'voided'; readonly outcome: string }
  | { readonly tag: 'failed'; readonly error: string };

export type LaneAnswer = Extract<LaneReply, { tag: 'answered' }>;
