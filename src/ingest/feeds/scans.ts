import { type Cents, cents } from '../../shared/cents.ts';
import { cutText } from '../../shared/cut.ts';
import { otherLineId, type ProductId } from '../../shared/product-id.ts';
import { PRODUCT_ADVICE, productFaultText } from '../cell-text.ts';
import type { Cells } from '../cells.ts';
import { LINE_TYPES, type LineType, type ScanRow } from '../rows.ts';
import { defineFeed } from './definition.ts';

const REQUIRED = ['store_id', 'transaction_id', 'timestamp', 'product_id', 'quantity', 'net_amount'] as const;
const OPTIONAL = [
  'register_id',
  'line_no',
  'card_id',
  'description',
  'weight',
  'discount_amount',
  'offer_id',
  'line_type',
  'list_code',
] as const;
type ScanCells = Cells<(typeof REQUIRED)[number] | (typeof OPTIONAL)[number]>;

/** 2,000,000 units: fuel in thousandths comes to tens of thousands, and sums of thousandths stay 32-bit integers. */
export const QUANTITY_MILLI_MAX = 2_000_000_000;

const RECEIPT_TEXT_MAX = 500;

/**
 * Scan lines. Signs are ours: a line that the register calls a return or void, or a sale of a negative quantity (which
 * is a return), has quantity, weight, net and discount amount minus, whatever signs they came with. Coupon and other
 * lines keep their signs. A line about no product (a coupon's or card's number, or a coupon or other line whose id is
 * none) keeps what the register wrote as an {@link otherLineId}; a sale of such a thing is of type `other`.
 */
export const scansFeed = defineFeed(REQUIRED, OPTIONAL, (cells): ScanRow => {
  const { day, secondOfDay } = cells.moment('timestamp', 'store_id');
  const quantityMilli = cells.requiredMilli('quantity', QUANTITY_MILLI_MAX);
  const written = cells.oneOf('line_type', LINE_TYPES, 'line-type');
  const { productId, lineType } = productAndType(cells, signedType(written, quantityMilli));
  // By the type that the line would have if it were about a product: a returned coupon is minus too.
  const minus = isUndone(signedType(written, quantityMilli));
  const description = cells.optional('description');
  const weightMilli = cells.milli('weight', QUANTITY_MILLI_MAX);
  return {
    storeId: cells.id('store_id'),
    registerId: cells.blankableId('register_id'),
    transactionId: cells.id('transaction_id'),
    lineNo: cells.integer('line_no', 0),
    day,
    secondOfDay,
    cardId: cells.optionalId('card_id'),
    productId,
    description: description === undefined ? undefined : receiptText(description),
    quantityMilli: minus ? -Math.abs(quantityMilli) || 0 : quantityMilli,
    weightMilli: minus && weightMilli !== undefined ? -Math.abs(weightMilli) || 0 : weightMilli,
    netCents: signed(cells.amount('net_amount'), minus),
    discountCents: signed(cells.amount('discount_amount'), minus),
    offerId: cells.optionalId('offer_id'),
    lineType,
    listCode: cells.optionalId('list_code'),
  };
});

/** What a line says of its product, cut where no receipt has room for it any more. */
export function receiptText(text: string): string {
  return cutText(text, RECEIPT_TEXT_MAX);
}

function signedType(written: LineType | undefined, quantityMilli: number): LineType {
  if (written !== undefined && written !== 'sale') return written;
  return quantityMilli < 0 ? 'return' : 'sale';
}

function isUndone(type: LineType): boolean {
  return type === 'return' || type === 'void';
}

function signed(amount: Cents | undefined, minus: boolean): Cents | undefined {
  return amount !== undefined && minus ? cents(-Math.abs(amount)) : amount;
}

/** The product of a line, or a stand-in where the line is about none; either may decide what type the line has. */
function productAndType(cells: ScanCells, type: LineType): { productId: ProductId; lineType: LineType } {
  const result = cells.readProduct('product_id');
  if (result.tag === 'product') return { productId: result.productId, lineType: type };
  const productId = otherLineId(cells.text('product_id'));
  if (type === 'coupon' || type === 'other') return { productId, lineType: type };
  if (result.fault === 'product-not-a-product') return { productId, lineType: 'other' };
  cells.fault('product_id', result.fault, productFaultText(result.fault), PRODUCT_ADVICE[result.fault]);
  return { productId, lineType: type };
}
