import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkDigit,
  expandUpcE,
  hasValidCheckDigit,
  isOtherLineId,
  otherLineId,
  type ProductIdFault,
  readProductId,
} from '../../src/shared/product-id.ts';

/** The canonical id, or the fault in angle brackets. */
function read(text: string, ids: 'gtin' | 'opaque' = 'gtin'): string {
  const result = readProductId(text, ids);
  return result.tag === 'product' ? result.productId : `<${result.fault}>`;
}

describe('a product id of a feed', () => {
  test.each([
    // GS1 General Specifications 7.9 and public worked examples.
    ['a UPC-A', '036000291452', '00036000291452'],
    ['an EAN-13', '4006381333931', '04006381333931'],
    ['a UPC-A written as EAN-13', '0036000291452', '00036000291452'],
    ['a GTIN-14 of a case', '10614141000415', '10614141000415'],
    ['a GTIN-14 of a variable measure', '90614141000411', '90614141000411'],
    ['an EAN-8', '96385074', '00000096385074'],
    ['an EAN-8 written with 13 digits', '0000096385074', '00000096385074'],
    ['a UPC-E', '04252614', '00042100005264'],
    ['a UPC-E whose last digit is 6', '01234565', '00012345000065'],
    ['blanks around it', ' 036000291452 ', '00036000291452'],
    ["a spreadsheet's quotes", '="036000291452"', '00036000291452'],
    ['a PLU', 'plu:4011', 'plu:4011'],
    ['a PLU in capitals', 'PLU:94011', 'plu:94011'],
    ['a PLU with the leading 0 of conventional fruit', 'plu:04011', 'plu:4011'],
    ['a canonical random weight', 'rw:212345', 'rw:212345'],
    ['a book', '9780306406157', '09780306406157'],
  ])('is canonical when it is %s', (_, text, canonical) => {
    expect(read(text)).toBe(canonical);
  });

  const FAULTS: Record<ProductIdFault, readonly string[]> = {
    'product-missing': ['', '  ', '=""', '000000000000', '00000000'],
    // A bare PLU, a lost leading zero or check digit, text, 15 digits.
    'product-format': [
      '4011',
      '94011',
      '36000291452',
      '3600029145',
      'MILK',
      '036000-291452',
      '012345678901231',
    ],
    'product-check-digit': ['036000291453', '4006381333932', '10614141000416', '96385075', '04252615'],
    'product-scientific': ['1.2E+10', '1,2E+10', '3.6E10', '4E+11'],
    // Number systems 4 and 5, EAN 98 and 99.
    'product-not-a-product': [
      withCheck('49999999999'),
      withCheck('53000010025'),
      withCheck('981000000000'),
      withCheck('999900010025'),
    ],
  };
  test.each(Object.entries(FAULTS))('is none: %s', (fault, texts) => {
    expect(texts.map((text) => read(text))).toEqual(texts.map(() => `<${fault}>`));
  });

  test('of a weighed good is the same whatever the weight costs', () => {
    expect([read(withCheck('21234560499')), read(withCheck('21234561234'))]).toEqual([
      'rw:212345',
      'rw:212345',
    ]);
    expect([read(withCheck('021234560499')), read(withCheck('021234561234'))]).toEqual([
      'rw:212345',
      'rw:212345',
    ]);
  });

  test('of a weighed good keeps the digit that tells two EAN ranges apart', () => {
    const [ham, cheese] = [read(withCheck('201234501234')), read(withCheck('211234501234'))];
    expect([ham, cheese]).toEqual(['rw:2012345', 'rw:2112345']);
    expect(read(ham)).toBe(ham);
  });

  test('that is valid as UPC-E and as EAN-8 is read as UPC-E', () => {
    const both = Array.from({ length: 1_000_000 }, (_, body) => body)
      .map((body) => withCheck(`0${String(body).padStart(6, '0')}`))
      .find((text) => text !== '00000000' && expandUpcE(text) !== undefined);
    expect(read(both ?? '')).toBe(`00${expandUpcE(both ?? '')}`);
  });

  test('of a chain with codes of its own is kept as it is', () => {
    expect(['4011', '036000291453', 'PRD0900097', ' A-1 '].map((text) => read(text, 'opaque'))).toEqual([
      '4011',
      '036000291453',
      'PRD0900097',
      'A-1',
    ]);
    expect(['', '9.94E+14', 'x'.repeat(65), 'a\tb'].map((text) => read(text, 'opaque'))).toEqual([
      '<product-missing>',
      '<product-scientific>',
      '<product-format>',
      '<product-format>',
    ]);
  });

  test('once read is read the same again', () => {
    const gtin = fc.stringMatching(/^\d{11}$/).map(withCheck);
    const ids = fc.oneof(gtin, fc.stringMatching(/^plu:\d{4,5}$/), fc.stringMatching(/^[01]\d{7}$/));
    fc.assert(
      fc.property(ids, (text) => {
        const once = read(text);
        fc.pre(!once.startsWith('<'));
        expect(read(once)).toBe(once);
      }),
    );
  });
});

describe('a check digit', () => {
  test('finds every single wrong digit', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{7,13}$/),
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        (body, place, shift) => {
          const whole = withCheck(body);
          const at = place % whole.length;
          const wrong = (Number(whole.charAt(at)) + shift) % 10;
          expect(hasValidCheckDigit(whole)).toBe(true);
          expect(hasValidCheckDigit(`${whole.slice(0, at)}${wrong}${whole.slice(at + 1)}`)).toBe(false);
        },
      ),
    );
  });
});

describe('UPC-E', () => {
  test.each([
    // One per rule of zero suppression, by the last digit.
    ['01234506', undefined],
    // An expansion with the wrong check digit, which other readers let pass.
    ['01278906', undefined],
    [`0123450${checkDigit('01200000345')}`, '012000003455'],
    [`0123451${checkDigit('01210000345')}`, '012100003454'],
    [`0123452${checkDigit('01220000345')}`, '012200003453'],
    [`0123453${checkDigit('01230000045')}`, '012300000451'],
    [`0123454${checkDigit('01234000005')}`, '012340000053'],
    [`0123459${checkDigit('01234500009')}`, '012345000096'],
    [`1123459${checkDigit('11234500009')}`, '112345000093'],
    ['21234565', undefined],
    ['1234565', undefined],
  ])('%s expands to %s', (text, expanded) => {
    expect(expandUpcE(text)).toBe(expanded);
  });
});

test('a line about no product keeps what the register wrote, apart from all product ids', () => {
  expect(otherLineId(' 53000010025 ')).toBe('other:53000010025');
  expect(isOtherLineId(otherLineId(''))).toBe(true);
  expect(read(otherLineId('53000010025'))).toBe('<product-format>');
});

function withCheck(body: string): string {
  return `${body}${checkDigit(body)}`;
}
