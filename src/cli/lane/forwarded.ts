import { createHash } from 'node:crypto';
import { contentHash } from '../../checkout/content-hash.ts';
import type { RedemptionRequest } from '../../checkout/types.ts';
import { readRedemption } from '../../serve/read-request.ts';
import type { RedemptionBody } from '../../serve/schemas.ts';
import { parseDay } from '../../shared/day.ts';
import type { ProductId } from '../../shared/product-id.ts';
import type { QueuedStep } from '../../store/agent/queue.ts';
import type { LaneKey } from '../../store/ledger/since.ts';
import { type LoggedKey, type LoggedRequest, loggedKey } from './lane-log.ts';

/** What a lane agent tells of one thing that it did by itself. */
export type ForwardedEntry =
  | {
      readonly act: 'redeem';
      /** As the register sent it, products by the chain's own ids. */
      readonly request: LoggedRequest & {
        readonly keyed?: boolean | undefined;
        readonly operator_id?: string | undefined;
      };
      /** What the shopper got, by offer. */
      readonly given: readonly { readonly offer_id: string; readonly amount_cents: number }[];
    }
  | {
      readonly act: 'void';
      readonly key: LoggedKey;
      /** The agent's number of it: a transaction may be voided more than once. */
      readonly step: number;
      /** Nothing was given; whether the office took anything is not known. */
      readonly doubtful?: true;
    };

/** The same, read. */
export type Forwarded =
  | {
      readonly act: 'redeem';
      readonly request: RedemptionRequest;
      readonly given: ReadonlyMap<string, number>;
      readonly keyed: boolean;
      readonly operatorId: string | undefined;
    }
  | { readonly act: 'void'; readonly key: LaneKey; readonly step: number; readonly isDoubtful: boolean };

/** A step as the office is told of it. */
export function entryOf(queued: QueuedStep): ForwardedEntry {
  const { seq } = queued;
  if (queued.step === 'refused')
    return { act: 'void', key: loggedKey(queued.key), step: seq, doubtful: true };
  const { step, told } = queued;
  if (step === 'void') return { act: 'void', key: loggedKey(told.key), step: seq };
  const { discounts } = JSON.parse(told.answer) as {
    discounts: readonly { readonly offer_id: string; readonly amount_cents: number }[];
  };
  const given = new Map<string, number>();
  for (const { offer_id: id, amount_cents: amount } of discounts)
    given.set(id, (given.get(id) ?? 0) + amount);
  return {
    act: 'redeem',
    request: JSON.parse(told.request),
    given: [...given].map(([offer_id, amount_cents]) => ({ offer_id, amount_cents })),
  };
}

/** @returns undefined: it cannot be read, as from an agent of another version. */
export function readForwarded(entry: unknown): Forwarded | undefined {
  try {
    return read(entry as ForwardedEntry);
  } catch {
    return undefined;
  }
}

function read(entry: ForwardedEntry): Forwarded | undefined {
  if (entry.act === 'void') {
    const day = parseDay(entry.key.business_day);
    const { store_id: storeId, register_id: registerId, transaction_id: transactionId } = entry.key;
    if (day === undefined || [storeId, registerId, transactionId].some((part) => typeof part !== 'string'))
      return undefined;
    if (!Number.isSafeInteger(entry.step)) return undefined;
    const key = { storeId, registerId, day, transactionId };
    return { act: 'void', key, step: entry.step, isDoubtful: entry.doubtful === true };
  }
  if (entry.act !== 'redeem') return undefined;
  // The agent has read the products by the chain's rules already.
  const request = readRedemption(entry.request as RedemptionBody, (text) => String(text) as ProductId);
  const given = new Map<string, number>();
  for (const { offer_id: offerId, amount_cents: cents } of entry.given) {
    if (typeof offerId !== 'string' || !Number.isSafeInteger(cents) || cents <= 0) return undefined;
    given.set(offerId, (given.get(offerId) ?? 0) + cents);
  }
  if (given.size === 0) return undefined;
  const { keyed, operator_id: operatorId } = entry.request;
  return { act: 'redeem', request, given, keyed: keyed === true, operatorId };
}

/** All of it in one number: what is told again is known by it. */
export function forwardedHash(entry: Forwarded): string {
  const content =
    entry.act === 'void'
      ? [entry.act, Object.values(entry.key), entry.step]
      : [entry.act, contentHash(entry.request), [...entry.given].sort(([a], [b]) => (a < b ? -1 : 1))];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
