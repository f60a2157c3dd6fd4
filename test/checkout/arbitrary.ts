import fc from 'fast-check';
import type { BasketLine, Decision } from '../../src/checkout/types.ts';
import { cents } from '../../src/shared/cents.ts';
import type { ProductId } from '../../src/shared/product-id.ts';

export const RUNS = { numRuns: 400 } as const;
export const PRODUCTS = ['a', 'b', 'c', 'd', 'gift-card'] as const;

export const anyLine = fc.record({
  productId: fc.constantFrom(...PRODUCTS).map((id) => id as ProductId),
  quantityMilli: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 6 }).map((pieces) => pieces * 1000) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 5000 }) },
    { weight: 1, arbitrary: fc.constantFrom(-1000, -2000, 0) },
  ),
  unitPriceCents: fc.integer({ min: 0, max: 1500 }).map(cents),
});

export const anyBasket = fc
  .array(anyLine, { minLength: 1, maxLength: 8 })
  .map((lines): readonly BasketLine[] =>
    lines.map((line, place) => ({
      ...line,
      lineNo: place + 1,
      amountCents: cents(Math.round((line.quantityMilli * line.unitPriceCents) / 1000)),
    })),
  );

export const upTo = (max: number) => fc.integer({ min: 1, max });
export const orNone = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

export function total(decision: Decision): number {
  return decision.tag === 'rejected' ? 0 : decision.totalCents;
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((all, amount) => all + amount, 0);
}
