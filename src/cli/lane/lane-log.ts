import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ReturnRequest } from '../../checkout/return.ts';
import type { BasketLine, Decision, Redeemed, RedemptionRequest } from '../../checkout/types.ts';
import { formatDay } from '../../shared/day.ts';
import type { ReturnOutcome } from '../../store/ledger/returns.ts';
import type { LaneKey } from '../../store/ledger/since.ts';
import type { Context } from '../context.ts';
import { makeDirectory } from '../permissions.ts';

const NEWLINE = 10;

export const LANE_SCHEMA = 'duelist.lane/1';

/** A lane's own key of a transaction, as the contract writes it. */
export type LoggedKey = {
  readonly store_id: string;
  readonly register_id: string;
  readonly business_day: string;
  readonly transaction_id: string;
};

/** A redemption request, as the contract of the checkout endpoint writes it. */
export type LoggedRequest = LoggedKey & {
  readonly list_code?: string;
  readonly card_id?: string;
  readonly override?: { readonly manager_id: string; readonly reason: string };
  readonly lines: readonly {
    readonly line_no: number;
    readonly product_id: string;
    readonly quantity: number;
    readonly unit_price_cents: number;
    readonly amount_cents: number;
  }[];
};

/** What a lane asked and what it was told; one line of a log. */
export type LaneLine = { readonly schema: typeof LANE_SCHEMA; readonly at: string } & (
  | {
      /** What is only reserved was not paid yet: it is a redemption once it is committed, with a line of its own. */
      readonly act: 'redeem' | 'reserve';
      readonly request: LoggedRequest;
      /** Of the request as the lane sent it: a retry must have the same. */
      readonly content_sha256: string;
      readonly status: Decision['tag'];
      readonly reason?: string;
      readonly redemption_id?: number;
      /** The answer, where something was taken: the shopper has that money. */
      readonly told?: Redeemed;
    }
  | {
      readonly act: 'void';
      readonly redemption_id: number;
      /** Whose redemption: it may have another number in a restored ledger. */
      readonly redeemed_by?: LoggedKey;
      readonly status: string;
    }
  | {
      readonly act: 'return';
      readonly redemption_id: number;
      readonly redeemed_by?: LoggedKey;
      readonly line_no: number;
      /** In units, or in the weight unit; absent: all that was left of the line. */
      readonly quantity?: number;
      /** The desk's own transaction. */
      readonly key?: LoggedKey;
      readonly business_day?: string;
      readonly by: string;
      /** When it was recorded: a return without a key is known by it. */
      readonly returned_at: string;
      readonly status: string;
      readonly reason?: string;
    }
);

/** Apart from the logs, which anybody may be shown: codes and cards are whole in here. */
export const LANES_DIR = 'lanes';

/** One line without what every line has. */
export type LaneFacts = LaneLine extends infer Line
  ? Line extends LaneLine
    ? Omit<Line, 'schema' | 'at'>
    : never
  : never;

/**
 * Write down what lanes were told, after it is committed: `lanes/lanes-YYYY-MM-DD.ndjson` by the day in UTC, whole lines in
 * one write, so that lanes beside each other do not mix theirs. `restore --replay` reads it when the ledger is lost; codes and
 * cards are in it as they were scanned, since without them nothing can be replayed, and the file is its owner's alone.
 *
 * Never fails a lane: what cannot be written is warned of.
 */
export function logLanes(context: Context, told: readonly LaneFacts[]): void {
  if (told.length === 0) return;
  try {
    const at = context.world.now().toISOString();
    const lines = told.map((facts) => `${JSON.stringify({ schema: LANE_SCHEMA, at, ...facts })}\n`);
    const dir = join(context.dataDir, LANES_DIR);
    makeDirectory(dir);
    append(join(dir, `lanes-${at.slice(0, 10)}.ndjson`), lines.join(''));
  } catch (error) {
    context.warn(`the lanes' log cannot be written (${(error as Error).message}); the ledger has it all`);
  }
}

/** A line that a full disk or a power cut left in pieces stays alone: the next one begins a line of its own. */
function append(path: string, line: string): void {
  const handle = openSync(path, 'a+', 0o600);
  try {
    const { size } = fstatSync(handle);
    const last = Buffer.alloc(1);
    const torn = size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
    const bytes = Buffer.from(torn ? `\n${line}` : line);
    if (writeSync(handle, bytes) < bytes.length) throw new Error('no room for the whole line');
  } finally {
    closeSync(handle);
  }
}

export function voidFacts(context: Context, redemptionId: number, status: string): LaneFacts {
  return { act: 'void', redemption_id: redemptionId, ...redeemedBy(context, redemptionId), status };
}

export function returnFacts(
  context: Context,
  request: ReturnRequest,
  note: { readonly by: string; readonly at: Date },
  outcome: ReturnOutcome,
): LaneFacts {
  const { redemptionId, lineNo, key, day } = request;
  return {
    act: 'return',
    redemption_id: redemptionId,
    ...redeemedBy(context, redemptionId),
    line_no: lineNo,
    // As it was decided: all that was left then is not all that is left when it is replayed.
    ...(outcome.tag === 'rejected' ? { reason: outcome.reason } : { quantity: outcome.quantityMilli / 1000 }),
    ...(key === undefined ? {} : { key: loggedKey(key) }),
    ...(day === undefined ? {} : { business_day: formatDay(day) }),
    by: note.by,
    returned_at: note.at.toISOString(),
    status: outcome.tag,
  };
}

function redeemedBy(context: Context, redemptionId: number): { redeemed_by?: LoggedKey } {
  const key = context.ledger.since.keyOf(redemptionId);
  return key === undefined ? {} : { redeemed_by: loggedKey(key) };
}

export function loggedKey(key: LaneKey): LoggedKey {
  return {
    store_id: key.storeId,
    register_id: key.registerId,
    business_day: formatDay(key.day),
    transaction_id: key.transactionId,
  };
}

export function loggedRequest(request: RedemptionRequest): LoggedRequest {
  const { listCode, cardId, override } = request;
  return {
    store_id: request.storeId,
    register_id: request.registerId,
    business_day: formatDay(request.day),
    transaction_id: request.transactionId,
    ...(listCode === undefined ? {} : { list_code: listCode }),
    ...(cardId === undefined ? {} : { card_id: cardId }),
    ...(override === undefined
      ? {}
      : { override: { manager_id: override.managerId, reason: override.reason } }),
    lines: request.lines.map(loggedLine),
  };
}

function loggedLine(line: BasketLine): LoggedRequest['lines'][number] {
  return {
    line_no: line.lineNo,
    product_id: line.productId,
    quantity: line.quantityMilli / 1000,
    unit_price_cents: line.unitPriceCents,
    amount_cents: line.amountCents,
  };
}
