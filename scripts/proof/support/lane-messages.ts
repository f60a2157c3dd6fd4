import type { ReturnRequest } from '../../../src/checkout/return.ts';
import type { RedemptionRequest } from '../../../src/checkout/types.ts';

/** What the race asks of a lane process. */
export type LaneMessage =
  /** Get this request ready, and say so. */
  | { readonly tag: 'aim'; readonly request: RedemptionRequest }
  /** The same with goods that come back. */
  | { readonly tag: 'aim-return'; readonly request: ReturnRequest }
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
  | {
      readonly tag: 'taken-back';
      readonly outcome: 'returned' | 'already-recorded' | 'rejected';
      readonly reason: string | undefined;
      readonly quantityMilli: number;
      readonly refundCents: number;
      readonly fromNs: string;
      readonly untilNs: string;
    }
  | { readonly tag: 'voided'; readonly outcome: string }
  | { readonly tag: 'failed'; readonly error: string };

export type LaneAnswer = Extract<LaneReply, { tag: 'answered' }>;
export type DeskAnswer = Extract<LaneReply, { tag: 'taken-back' }>;
