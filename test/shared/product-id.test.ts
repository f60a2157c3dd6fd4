import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDigit, expandUpcE } from '../../src/shared/gtin.ts';
import {
  isOtherLineId,
  otherLineId,
  type ProductIdFault,
  productIdReader,
  readProductId,
} from '../../src/shared/product-id.ts';
import { defaultRules, embeddedFault, type ProductRules } from '../../src/shared/product-rules.ts';

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
    ["a spreadsheet's apostrophe", "'036000291452", '00036000291452'],
    ['a number with the decimals of a spreadsheet', '4006381333931.0', '04006381333931'],
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
      '36000291452.0',
      '036000291452.5',
      '3600029145',
      'MILK',
      '036000-291452',
      '012345678901231',
    ],
    'product-price-check-digit': [],
    'product-check-digit': ['036000291453', '4006381333932', '10614141000416', '96385075', '04252615'],
    'product-scientific': ['1.2E+10', '1,2E+10', '1.2e+10', '3.6E10', '4E+11', '9.94E+14'],
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
    expect(
      ['4011', '036000291453', 'PRD0900097', ' A-1 ', '12E5', '12.0', "'0120"].map((text) =>
        read(text, 'opaque'),
      ),
    ).toEqual(['4011', '036000291453', 'PRD0900097', 'A-1', '12E5', '12.0', '0120']);
    expect(['', '9.94E+14', '9,94e14', 'x'.repeat(65), 'a\tb'].map((text) => read(text, 'opaque'))).toEqual([
      '<product-missing>',
      '<product-scientific>',
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

describe('a chain with layouts of its own', () => {
  const rules: ProductRules = {
    ...defaultRules('gtin'),
    embedded: [
      '2IIIIIVPPPPC',
      '02IIIIIPPPPPC',
      '21IIIIIWWWWWC',
      '28IIIIVPPPPPPC'.replace('PPPPPP', 'PPPPP'),
      '20IIIIIIIIIIC',
    ],
    notProducts: ['04', '05', '98', '99', '0601234', '2199'],
  };
  const own = productIdReader(rules);
  const ownRead = (text: string): string => {
    const result = own(text);
    return result.tag === 'product' ? result.productId : `<${result.fault}>`;
  };

  test('keys an item by its own digits, whatever it weighs or costs', () => {
    // 9 is the check digit of the price 12.34 by GS1 General Specifications 7.9.3.
    expect(ownRead(withCheck('21234591234'))).toBe('rw:212345');
    expect(ownRead(withCheck('211234501086'))).toBe('rw:2112345');
    expect(ownRead(withCheck('211234509999'))).toBe('rw:2112345');
    expect(ownRead(withCheck('201234567890'))).toBe('rw:201234567890');
  });

  test('verifies the price where the layout has its check digit, unless another layout fits', () => {
    // 6 is the check digit of 146.85 by 7.9.4.
    expect(ownRead(withCheck('281234614685'))).toBe('rw:281234');
    expect(ownRead(withCheck('281234714685'))).toBe('<product-price-check-digit>');
    // 02 has two layouts: where the V of the first does not fit, the second has a digit of the price there.
    expect(ownRead(withCheck('21234581234'))).toBe('rw:212345');
    expect(ownRead('211234501087')).toBe('<product-check-digit>');
  });

  test('knows no product in a restricted number that fits none of them', () => {
    expect(ownRead(withCheck('221234501086'))).toBe('<product-not-a-product>');
    expect(ownRead(withCheck('2912345678901'.slice(0, 12)))).toBe('<product-not-a-product>');
  });

  test('keeps its cards out, the longer beginning deciding', () => {
    expect(ownRead(withCheck('60123412345'))).toBe('<product-not-a-product>');
    expect(ownRead(withCheck('60123512345'))).toBe(`00${withCheck('60123512345')}`);
    expect(ownRead(withCheck('219912345678'))).toBe('<product-not-a-product>');
  });

  test('reads its keys, and those of the usual form, as they are', () => {
    expect(
      ['rw:201234567890', 'RW:281234', 'rw:2112345', 'rw:212345', 'rw:2123', 'rw:512345'].map(ownRead),
    ).toEqual([
      'rw:201234567890',
      'rw:281234',
      'rw:2112345',
      'rw:212345',
      '<product-format>',
      '<product-format>',
    ]);
  });

  test('may read 8 digits that are valid as both as EAN-8', () => {
    const european = productIdReader({ ...rules, eightDigits: 'ean-8' });
    expect(european('05000009')).toEqual(readProductId('05000009', 'gtin'));
    const both = Array.from({ length: 100_000 }, (_, body) =>
      withCheck(`10${String(body).padStart(5, '0')}`),
    ).find((text) => expandUpcE(text) !== undefined);
    expect(european(both ?? '')).toEqual({ tag: 'product', productId: `000000${both}` });
  });

  test.each([
    ['2IIIIIXXXXX', 'neither 12 nor 13'],
    ['IIIIIIXXXXXC', 'not a row'],
    ['2IIIIIXXXXXX', 'not a row'],
    ['2PPPPPPPPPPC', 'no I'],
    ['2IIIIVPPPVPC', 'more than one V'],
    ['2IIIIIIIVPPC', 'with a price or weight of 2 digits'],
  ])('is told what is wrong with %s', (pattern, fault) => {
    expect(embeddedFault(pattern)).toContain(fault);
  });
});

describe('codes of a file', () => {
  const withRepair = (repair: 'lost-zeros' | 'missing-check-digits') => {
    const reader = productIdReader({ ...defaultRules('gtin'), repair });
    return (text: string): string => {
      const result = reader(text);
      return result.tag === 'product' ? result.productId : `<${result.fault}>`;
    };
  };

  test('that lost its zeros are read with them, and verified', () => {
    const zeros = withRepair('lost-zeros');
    fc.assert(
      fc.property(fc.stringMatching(/^0{1,5}[1-9]\d{5,9}$/), (text) => {
        const whole = withCheck(text.padEnd(11, '7').slice(0, 11));
        const cut = whole.replace(/^0+/, '');
        // What looks like a UPC-E without its zero is read as that.
        fc.pre(cut.length > 6 && expandUpcE(cut.padStart(8, '0')) === undefined);
        expect(zeros(cut)).toBe(`00${whole}`);
        expect(zeros(`${cut}.0`)).toBe(`00${whole}`);
      }),
    );
    expect(zeros('4252614')).toBe(read('04252614'));
    expect(['36000291453', '4011', '123456', '036000291452'].map(zeros)).toEqual([
      '<product-check-digit>',
      '<product-format>',
      '<product-format>',
      '00036000291452',
    ]);
  });

  test('that has no check digits are read with them', () => {
    const bare = withRepair('missing-check-digits');
    expect(
      ['03600029145', '3600029145', '0003600029145', '400638133393', '0000000004011', '0000000094011'].map(
        bare,
      ),
    ).toEqual([
      '00036000291452',
      '00036000291452',
      '00036000291452',
      '04006381333931',
      'plu:4011',
      'plu:94011',
    ]);
    // A weighed good, a coupon, a short number, nothing.
    expect(['0021234500000', '53000010025', '4011', '0000000000000', '0000000000012'].map(bare)).toEqual([
      'rw:212345',
      '<product-not-a-product>',
      '<product-format>',
      '<product-missing>',
      '<product-format>',
    ]);
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
