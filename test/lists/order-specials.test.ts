import { expect, test } from 'vitest';
import { orderSpecials } from '../../src/lists/order-specials.ts';
import { catalogOf } from '../offers/build.ts';
import { candidateOf, offerOf } from './build.ts';

const { products } = catalogOf([
  { id: 'p0', brand: 'Leaf', category: 'tea' },
  { id: 'p1', brand: 'Root', category: 'tea' },
  { id: 'p2', brand: 'Leaf', category: 'tea' },
  { id: 'p3', brand: 'Sweet', category: 'jam' },
  { id: 'p4', brand: 'Bitter' },
]);

function order(
  ...specials: readonly (readonly [productNo: number | undefined, score: number, isNew?: boolean])[]
): string[] {
  const candidates = specials.map(([productNo, score, isNew], at) =>
    candidateOf({
      offer: offerOf({ offerId: `D${at}` }),
      productNo,
      need: productNo === undefined ? undefined : `need ${productNo}`,
      score,
      relation: isNew === true ? 'new' : 'loyal',
    }),
  );
  return orderSpecials(candidates, ({ productNo }) => products[productNo ?? -1]).map(
    ({ offer }) => offer.terms.offerId,
  );
}

test('the strongest comes first', () => {
  expect(order([3, 10], [4, 30], [undefined, 20])).toEqual(['D1', 'D2', 'D0']);
});

test('what the household never bought comes last', () => {
  expect(order([3, 90, true], [4, 30], [0, 20])).toEqual(['D1', 'D2', 'D0']);
});

test('no rival stands beside another while something else can come between them', () => {
  expect(order([0, 90], [1, 80], [3, 10])).toEqual(['D0', 'D2', 'D1']);
});

test('two of one brand are no rivals, and rivals alone have to stand together', () => {
  expect(order([0, 90], [2, 80], [3, 10])).toEqual(['D0', 'D1', 'D2']);
  expect(order([0, 90], [1, 80])).toEqual(['D0', 'D1']);
});
