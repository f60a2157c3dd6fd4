import { expect, test } from 'vitest';
import { formatQuantity, parseQuantity } from '../../src/cli/lane/quantity.ts';

test.each([
  ['2', 2000, '2'],
  ['0.355', 355, '0.355'],
  ['1.5', 1500, '1.5'],
  ['-1', -1000, '-1'],
  ['007', 7000, '7'],
  ['-0', 0, '0'],
  ['9999999.999', 9_999_999_999, '9999999.999'],
])('%s is %d thousandths, written %s', (text, milli, written) => {
  expect(parseQuantity(text)).toBe(milli);
  expect(formatQuantity(milli)).toBe(written);
});

test.each(['', ' 1', '1.', '.5', '1.2345', '1e3', '+1', 'one', '12345678', '--1', '1,5'])(
  '%j is no quantity',
  (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  },
);
