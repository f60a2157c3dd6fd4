import type { Redeemed, RedemptionRequest } from '../../checkout/types.ts';
import { type Day, parseDay } from '../../shared/day.ts';
import type { ProductReader } from '../../shared/product-id.ts';
import type { LaneKey } from '../../store/ledger/since.ts';
import { basketLine, LineFault } from './replay-basket.ts';

/** Something that a lane or desk did, to be brought into a restored ledger. */
export type ReplayItem =
  | {
      readonly act: 'redeem';
      readonly request: RedemptionRequest;
      /** Of the request as the lane sent it; undefined: to be made from the request. */
      readonly contentHash: string | undefined;
      readonly redemptionId: number | undefined;
      /** What the lane was told; undefined: nobody wrote it down, and it is decided anew. */
      readonly told: Redeemed | undefined;
    }
  | { readonly act: 'void'; readonly redemptionId: number; readonly key: LaneKey | undefined }
  | {
      readonly act: 'return';
      readonly redemptionId: number;
      readonly key: LaneKey | undefined;
      readonly lineNo: number;
      /** Thousandths; undefined: all that is left. */
      readonly quantityMilli: number | undefined;
      readonly deskKey: LaneKey | undefined;
      readonly day: Day | undefined;
      readonly by: string;
      readonly at: string | undefined;
    };

/** A line as it was read; `order` is its time, where it says one. */
export type Read = { readonly order?: string } & (
  | { readonly tag: 'item'; readonly item: ReplayItem }
  | { readonly tag: 'answered-no' }
  | { readonly tag: 'unreadable'; readonly why: string }
);

export function readLine(text: string, readProduct: ProductReader): Read {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) throw new LineFault('it is no JSON object');
    return readEntry(value as Fields, readProduct);
  } catch (error) {
    // The last line of a machine that lost its power is a part of one.
    if (error instanceof SyntaxError) return { tag: 'unreadable', why: 'it is not whole JSON' };
    if (error instanceof LineFault) return { tag: 'unreadable', why: error.message };
    throw error;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

function readEntry(fields: Fields, readProduct: ProductReader): Read {
  const { at, act = 'redeem', status } = fields;
  const order = typeof at === 'string' ? { order: at } : {};
  // What was only reserved was never paid.
  if (status === 'rejected' || act === 'reserve') return { tag: 'answered-no', ...order };
  switch (act) {
    case 'redeem':
      return { tag: 'item', ...order, item: readRedemption(fields, readProduct) };
    case 'void': {
      const redemptionId = wholeOf(fields, 'redemption_id');
      return { tag: 'item', ...order, item: { act, redemptionId, key: keyIn(fields, 'redeemed_by') } };
    }
    case 'return':
      return { tag: 'item', ...order, item: readReturn(fields) };
    default:
      throw new LineFault(`it has an act that is none: ${String(act)}`);
  }
}

/** Our own line has the request inside; a register's line is the request. */
export function readRedemption(fields: Fields, readProduct: ProductReader): ReplayItem {
  const asked = objectIn(fields, 'request') ?? fields;
  const { content_sha256: contentHash, redemption_id: redemptionId, told } = fields;
  const { lines } = asked;
  if (!Array.isArray(lines)) throw new LineFault('it has no lines');
  return {
    act: 'redeem',
    request: {
      ...readKey(asked),
      listCode: textIn(asked, 'list_code')?.replace(/[\s-]/g, ''),
      cardId: textIn(asked, 'card_id'),
      lines: lines.map((line) => basketLine(line as Fields, readProduct)),
    },
    contentHash: typeof contentHash === 'string' ? contentHash : undefined,
    redemptionId: typeof redemptionId === 'number' ? redemptionId : undefined,
    told: isTold(told) ? told : undefined,
  };
}

function isTold(value: unknown): value is Redeemed {
  const { listId, discounts, spent, refused, totalCents } = (value ?? {}) as Partial<Redeemed>;
  return (
    typeof listId === 'string' &&
    Array.isArray(discounts) &&
    Array.isArray(spent) &&
    Array.isArray(refused) &&
    typeof totalCents === 'number'
  );
}

function readReturn(fields: Fields): ReplayItem {
  const day = textIn(fields, 'business_day');
  const at = textIn(fields, 'returned_at') ?? textIn(fields, 'at');
  if (at !== undefined && Number.isNaN(Date.parse(at))) throw new LineFault(`${at} is no time`);
  return {
    act: 'return',
    redemptionId: wholeOf(fields, 'redemption_id'),
    key: keyIn(fields, 'redeemed_by'),
    lineNo: wholeOf(fields, 'line_no'),
    quantityMilli: backIn(fields),
    deskKey: keyIn(fields, 'key'),
    day: day === undefined ? undefined : dayOf(day),
    by: textIn(fields, 'by') ?? 'unknown',
    at,
  };
}

/** How much came back, in thousandths; undefined: all that was left. */
function backIn({ quantity }: Fields): number | undefined {
  if (quantity === undefined || quantity === null) return undefined;
  const milli = typeof quantity === 'number' ? Math.round(quantity * 1000) : 0;
  if (!Number.isSafeInteger(milli) || milli <= 0)
    throw new LineFault('it has no quantity that can come back');
  return milli;
}

function keyIn(fields: Fields, name: string): LaneKey | undefined {
  const key = objectIn(fields, name);
  return key === undefined ? undefined : readKey(key);
}

function readKey(fields: Fields): LaneKey {
  const text = (name: string): string => {
    const value = textIn(fields, name);
    if (value === undefined) throw new LineFault(`it has no ${name}`);
    return value;
  };
  return {
    storeId: text('store_id'),
    registerId: text('register_id'),
    day: dayOf(text('business_day')),
    transactionId: text('transaction_id'),
  };
}

function dayOf(text: string): Day {
  const day = parseDay(text);
  if (day === undefined) throw new LineFault(`${text} is not a calendar day`);
  return day;
}

function objectIn(fields: Fields, name: string): Fields | undefined {
  const value = fields[name];
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

/** Registers write ids as numbers, too. */
function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function wholeOf(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new LineFault(`it has no ${name}`);
}
