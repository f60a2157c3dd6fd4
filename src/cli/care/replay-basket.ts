import type { BasketLine } from '../../checkout/types.ts';
import { type Cents, cents } from '../../shared/cents.ts';
import { isOtherLineId, otherLineId, type ProductReader } from '../../shared/product-id.ts';

/** A fault of one line; its message says what is missing. */
export class LineFault extends Error {}

/** A line of a logged basket, in the words of the contract. @throws LineFault. */
export function basketLine(line: Readonly<Record<string, unknown>>, readProduct: ProductReader): BasketLine {
  const { line_no: lineNo, product_id: product, quantity } = line ?? {};
  if (!Number.isSafeInteger(lineNo)) throw new LineFault('a line of its basket has no line_no');
  if (typeof product !== 'string' && typeof product !== 'number') {
    throw new LineFault(`line ${lineNo} has no product_id`);
  }
  if (typeof quantity !== 'number' || !Number.isSafeInteger(Math.round(quantity * 1000))) {
    throw new LineFault(`line ${lineNo} has no quantity`);
  }
  return {
    lineNo: lineNo as number,
    productId: productIdOf(String(product), readProduct),
    quantityMilli: Math.round(quantity * 1000),
    unitPriceCents: centsIn(line, 'unit_price_cents'),
    amountCents: centsIn(line, 'amount_cents'),
  };
}

function centsIn(line: Readonly<Record<string, unknown>>, name: string): Cents {
  const value = line[name];
  if (Number.isSafeInteger(value)) return cents(value as number);
  throw new LineFault(`line ${String(line.line_no)} has no ${name} in whole cents`);
}

/** Our own logs have deposits, coupons and fees as the lane's basket had them: named already. */
function productIdOf(text: string, readProduct: ProductReader): BasketLine['productId'] {
  if (isOtherLineId(text)) return text;
  const read = readProduct(text);
  return read.tag === 'product' ? read.productId : otherLineId(text);
}
