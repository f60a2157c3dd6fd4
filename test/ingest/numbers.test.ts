import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type NumberStyle, PLAIN_NUMBERS, plainDecimal, writeAmount } from '../../src/ingest/numbers.ts';
import { parseCents } from '../../src/shared/cents.ts';

const DOLLARS: NumberStyle = {
  ...PLAIN_NUMBERS,
  thousandsMark: ',',
  currency: ['$', 'USD'],
  minusAnywhere: true,
};
const EUROS: NumberStyle = {
  ...DOLLARS,
  decimalMark: ',',
  thousandsMark: '.',
  currency: ['€', 'EUR'],
};
const SWISS: NumberStyle = { ...DOLLARS, thousandsMark: "'", currency: ['CHF'] };
const FRENCH: NumberStyle = { ...EUROS, thousandsMark: ' ' };
const CENTS: NumberStyle = {
  ...PLAIN_NUMBERS,
  minusAnywhere: true,
  impliedDecimals: new Map([
    ['net_amount', 2],
    ['weight', 3],
  ]),
};

describe('an amount', () => {
  test.each([
    ['$8.00', DOLLARS, '8.00'],
    ['-$0.50', DOLLARS, '-0.50'],
    ['$-0.50', DOLLARS, '-0.50'],
    ['$0.50-', DOLLARS, '-0.50'],
    ['0.50-$', DOLLARS, '-0.50'],
    ['($1,234.50)', DOLLARS, '-1234.50'],
    ['$(8.00)', DOLLARS, ''],
    ['\u22128.00 USD', DOLLARS, '-8.00'],
    ['usd 1,234,567.00', DOLLARS, '1234567.00'],
    ['+8', DOLLARS, '8'],
    ['1.006,37 €', EUROS, '1006.37'],
    ['0,29- €', EUROS, '-0.29'],
    ['EUR 0,58', EUROS, '0.58'],
    ["CHF 1'234.50", SWISS, '1234.50'],
    ['1\u2019234.50', SWISS, '1234.50'],
    ['1\u202f234,50 €', FRENCH, '1234.50'],
    ['00000649-', CENTS, '-6.49'],
    ['5', CENTS, '0.05'],
    ['000', CENTS, '0.00'],
  ] as const)('%s is read', (text, style, plain) => {
    expect(plainDecimal(style, 'net_amount', text)).toBe(plain);
  });

  test.each([
    ['--1', DOLLARS],
    ['-1-', DOLLARS],
    ['(1)-', DOLLARS],
    ['$$1', DOLLARS],
    ['1,23.45', DOLLARS],
    ['12,3456', DOLLARS],
    [',123', DOLLARS],
    ['1.05,8', EUROS],
    ['1,2,3', EUROS],
    ['6.49', CENTS],
    ['£5', DOLLARS],
    ['', CENTS],
    ['8.00 or so', DOLLARS],
  ] as const)('%s is none', (text, style) => {
    expect(parseCents(plainDecimal(style, 'net_amount', text))).toBeUndefined();
  });

  test('may have its sign the other way round', () => {
    const style = { ...DOLLARS, negated: new Set(['discount_amount']) };
    expect(plainDecimal(style, 'discount_amount', '-$0.50')).toBe('0.50');
    expect(plainDecimal(style, 'net_amount', '-$0.50')).toBe('-0.50');
  });

  test('that was written in any style is read back', () => {
    const styles = [PLAIN_NUMBERS, DOLLARS, EUROS, CENTS].flatMap((style) => [
      style,
      { ...style, negated: new Set(['net_amount']) },
    ]);
    const amount = fc.integer({ min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(fc.constantFrom(...styles), amount, (style, cents) => {
        const text = writeAmount(style, 'net_amount', cents);
        expect(parseCents(plainDecimal(style, 'net_amount', text))).toBe(cents);
      }),
      { numRuns: 300 },
    );
  });
});
