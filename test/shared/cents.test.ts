import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cents, formatCents, parseCents } from '../../src/shared/cents.ts';

test.each([
  ['3.49', 349],
  ['3', 300],
  ['2.5', 250],
  ['.59', 59],
  ['-1', -100],
  ['-.05', -5],
  ['+1.20', 120],
  ['007.10', 710],
  ['-0.00', 0],
  ['1.2300', 123],
  ['9999999999.99', 999999999999],
])('%s is %d cents', (text, value) => {
  expect(parseCents(text)).toBe(value);
});

test.each([
  '',
  '-',
  '.',
  '5.',
  '12,50',
  '1,234.50',
  '$3',
  '1e3',
  '--1',
  '1.2.3',
  ' 1',
  '1.234',
  '0.00001',
  '12345678901',
])('"%s" is no amount', (text) => {
  expect(parseCents(text)).toBeUndefined();
});

test('every amount that we write, we read', () => {
  fc.assert(
    fc.property(fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }), (value) => {
      expect(parseCents(formatCents(cents(value)))).toBe(value);
    }),
  );
});

test('money is whole cents, bounded, and never minus zero', () => {
  expect(Object.is(cents(-0), 0)).toBe(true);
  for (const value of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e14])
    expect(() => cents(value)).toThrow(RangeError);
});
