import type { BasketLine } from '../../checkout/types.ts';
import { readTable } from '../../ingest/table.ts';
import { cents } from '../../shared/cents.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { otherLineId, type ProductReader } from '../../shared/product-id.ts';
import { parseQuantity } from './quantity.ts';

const COLUMNS = ['line_no', 'product_id', 'quantity', 'unit_price_cents', 'amount_cents'] as const;

/** A basket file of the command line to basket lines. @throws UserError (65) with the place of the first fault. */
export async function readBasket(
  source: AsyncIterable<Uint8Array>,
  file: string,
  readProduct: ProductReader,
): Promise<BasketLine[]> {
  const lines: BasketLine[] = [];
  for (const { line, values } of await readTable(source, file, COLUMNS)) {
    const bad = (column: string, text: string, next: string): UserError =>
      new UserError('basket', `${column} "${text}" cannot be read`, {
        exitCode: EXIT.badInput,
        at: { file, line, column },
        next,
      });
    const whole = (column: 'line_no' | 'unit_price_cents' | 'amount_cents'): number => {
      const text = values[column];
      if (!/^-?\d{1,12}$/.test(text))
        throw bad(column, text, 'Write a whole number; money is in cents here.');
      return Number(text);
    };
    const quantityMilli = parseQuantity(values.quantity);
    if (quantityMilli === undefined)
      throw bad('quantity', values.quantity, 'Write a number with at most three decimals.');
    const product = readProduct(values.product_id);
    // A lane sends deposits, coupons and fees too: they are lines of the basket, and no product of any offer.
    const productId = product.tag === 'product' ? product.productId : otherLineId(values.product_id);
    lines.push({
      lineNo: whole('line_no'),
      productId,
      quantityMilli,
      unitPriceCents: cents(whole('unit_price_cents')),
      amountCents: cents(whole('amount_cents')),
    });
  }
  return lines;
}
