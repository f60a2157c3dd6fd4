import { type Cents, cents } from '../shared/cents.ts';
import { spreadCents } from './spread.ts';
import type { BasketLine } from './types.ts';
import { keptUnits } from './units.ts';

/** What the shopper took home of one line of the basket. */
export type KeptLine = {
  readonly lineNo: number;
  /** Thousandths, > 0: what the line sold, less what other lines of the basket took back of it. */
  readonly quantityMilli: number;
  /** What was paid for that much: after the register's own reductions and after the specials. Never below zero. */
  readonly netCents: Cents;
};

/**
 * What each line of a basket sold in the end, and for how much. Lines that sold nothing, or all of which was taken back
 * within the transaction, are left out.
 *
 * The lines of a product never come to more than the register took for the product, all its lines together: a register's
 * own coupon on it, or goods taken back at another price, lower what each of them cost, in proportion. Otherwise whoever
 * brings goods back would be paid a coupon out in cash.
 *
 * @param discountCentsOf What the specials took off a line, by line number.
 */
export function keptLines(
  lines: readonly BasketLine[],
  discountCentsOf: (lineNo: number) => number,
): ReadonlyMap<number, KeptLine> {
  const kept = new Map<string, Map<BasketLine, Sold>>();
  for (const { line, quantityMilli, cents: price } of keptUnits(lines)) {
    const ofProduct = kept.get(line.productId) ?? new Map<BasketLine, Sold>();
    kept.set(line.productId, ofProduct);
    const sold = ofProduct.get(line) ?? { lineNo: line.lineNo, quantityMilli: 0, priceCents: 0 };
    ofProduct.set(line, {
      ...sold,
      quantityMilli: sold.quantityMilli + quantityMilli,
      priceCents: sold.priceCents + price,
    });
  }
  return new Map(
    [...kept].flatMap(([productId, sold]) =>
      netOfProduct([...sold.values()], takenFor(productId, lines), discountCentsOf).map((one) => [
        one.lineNo,
        one,
      ]),
    ),
  );
}

type Sold = {
  readonly lineNo: number;
  readonly quantityMilli: number;
  /** Before the register's own reductions and the specials. */
  readonly priceCents: number;
};

/** What the register took for a product, all its lines together. */
function takenFor(productId: string, lines: readonly BasketLine[]): number {
  return lines.reduce((sum, line) => (line.productId === productId ? sum + line.amountCents : sum), 0);
}

function netOfProduct(
  sold: readonly Sold[],
  takenCents: number,
  discountCentsOf: (lineNo: number) => number,
): readonly KeptLine[] {
  const nets = sold.map(({ lineNo, priceCents }) => Math.max(0, priceCents - discountCentsOf(lineNo)));
  const netSum = nets.reduce((sum, net) => sum + net, 0);
  const priceSum = sold.reduce((sum, { priceCents }) => sum + priceCents, 0);
  const reduction = Math.min(Math.max(0, priceSum - takenCents), netSum);
  const reductions = spreadCents(reduction, nets);
  return sold.map(({ lineNo, quantityMilli }, place) => ({
    lineNo,
    quantityMilli,
    netCents: cents((nets[place] ?? 0) - (reductions[place] ?? 0)),
  }));
}
