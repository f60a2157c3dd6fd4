import type { ReturnRequest } from '../checkout/return.ts';
import type { BasketLine, RedemptionRequest } from '../checkout/types.ts';
import { cents } from '../shared/cents.ts';
import { type Day, parseDay } from '../shared/day.ts';
import type { ProductId } from '../shared/product-id.ts';
import { scannedCode } from '../shared/scanned-code.ts';
import type { RedemptionBody, ReturnBody } from './schemas.ts';

/** What the schema cannot say is wrong with a request. */
export class BadRequest extends Error {}

/** Each is looked at by itself; more are no shopping, and would keep all other lanes waiting. */
const PIECES_MAX = 20_000;

export function readRedemption(
  body: RedemptionBody,
  readProduct: (text: string) => ProductId,
): RedemptionRequest {
  const pieces = body.lines.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0);
  if (pieces > PIECES_MAX) throw new BadRequest(`lines have more than ${PIECES_MAX} pieces`);
  return {
    storeId: String(body.store_id),
    registerId: String(body.register_id),
    transactionId: String(body.transaction_id),
    day: dayOf('business_day', body.business_day),
    listCode: nonBlank(body.list_code, scannedCode),
    cardId: nonBlank(body.card_id, (text) => text.trim()),
    lines: body.lines.map((line, place) => readLine(line, place, readProduct)),
    ...readOverride(body.override),
  };
}

function readOverride(said: RedemptionBody['override']): Pick<RedemptionRequest, 'override'> {
  if (said == null) return {};
  const managerId = String(said.manager_id).trim();
  const reason = said.reason.trim();
  if (managerId === '' || reason === '') throw new BadRequest('override needs a manager_id and a reason');
  return { override: { managerId, reason } };
}

function readLine(
  line: RedemptionBody['lines'][number],
  place: number,
  readProduct: (text: string) => ProductId,
): BasketLine {
  return {
    lineNo: line.line_no,
    productId: readProduct(line.product_id),
    quantityMilli: milliOf(`lines/${place}/quantity`, line.quantity),
    unitPriceCents: cents(line.unit_price_cents),
    amountCents: cents(line.amount_cents),
  };
}

/** Goods that come back: the desk's own transaction, all of it or none. */
export function readReturn(body: ReturnBody): ReturnRequest {
  const { store_id: store, register_id: register, transaction_id: transaction } = body;
  const day = body.business_day == null ? undefined : dayOf('business_day', body.business_day);
  const given = [store, register, transaction].filter((part) => part != null);
  if (given.length > 0 && (given.length < 3 || day === undefined)) {
    throw new BadRequest(
      'store_id, register_id, transaction_id and business_day belong together: with them a repetition is not a second return',
    );
  }
  const quantityMilli = body.quantity == null ? undefined : milliOf('quantity', body.quantity);
  if (quantityMilli !== undefined && quantityMilli <= 0) throw new BadRequest('quantity must be above zero');
  const hasKey = store != null && register != null && transaction != null && day !== undefined;
  return {
    redemptionId: body.redemption_id,
    lineNo: body.line_no,
    quantityMilli,
    key: hasKey
      ? {
          storeId: String(store),
          registerId: String(register),
          transactionId: String(transaction),
          day,
        }
      : undefined,
    day,
  };
}

export function dayOf(field: string, text: string): Day {
  const day = parseDay(text);
  if (day === undefined)
    throw new BadRequest(`${field} "${text.slice(0, 20)}" is not a calendar day, YYYY-MM-DD`);
  return day;
}

/** JSON has doubles: 1.355 is near enough, 1.3555 is a fourth decimal. */
const MILLI_TOLERANCE = 1e-4;

function milliOf(field: string, quantity: number): number {
  const milli = Math.round(quantity * 1000);
  if (Math.abs(quantity * 1000 - milli) <= MILLI_TOLERANCE) return milli === 0 ? 0 : milli;
  throw new BadRequest(`${field} has more than three decimals`);
}

function nonBlank(text: string | null | undefined, read: (text: string) => string): string | undefined {
  const value = read(text ?? '');
  return value === '' ? undefined : value;
}
