import { expect, test } from 'vitest';
import { priceTexts } from '../../src/cli/plan/price-faults.ts';
import type { PriceFault } from '../../src/offers/price-faults.ts';
import { cents } from '../../src/shared/cents.ts';
import type { ProductId } from '../../src/shared/product-id.ts';

const FAULT: PriceFault = {
  offerId: 'D7',
  version: 2,
  fault: 'above-price',
  column: 'value',
  segment: undefined,
  valueCents: cents(200),
  productId: '00036000291452' as ProductId,
  units: 1,
  shelfCents: cents(179),
  leftOut: true,
};

function warned(...faults: readonly PriceFault[]): string[] {
  return priceTexts(faults);
}

test('a deal that no price bears is named by offer, column and figures, with what to write', () => {
  expect(
    warned(
      FAULT,
      { ...FAULT, column: 'values_by_segment', segment: 'rival/heavy', leftOut: false },
      { ...FAULT, fault: 'no-saving', units: 2, shelfCents: cents(358), valueCents: cents(400) },
    ),
  ).toEqual([
    'offer D7 version 2: value 2.00 takes off more than the shelf price of its dearest product 00036000291452, 1.79; the offer is on no list. Write at most 1.79, or correct the prices feed.',
    'offer D7 version 2: values_by_segment rival/heavy=2.00 takes off more than the shelf price of its dearest product 00036000291452, 1.79; no list carries that value. Write at most 1.79, or correct the prices feed.',
    'offer D7 version 2: value 4.00 is not below the shelf price of 2 of its dearest product 00036000291452, 3.58; the offer is on no list. Write less than 3.58, or correct the prices feed.',
  ]);
});

test('many of them are counted', () => {
  expect(warned(...new Array(12).fill(FAULT)).at(-1)).toContain('and 2 more');
});
