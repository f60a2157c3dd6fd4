import bwipjs from 'bwip-js/node';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDigit, expandUpcE, hasValidCheckDigit, priceCheckDigit } from '../../src/shared/gtin.ts';

/** Whether the symbol's encoder, which is not ours, takes a number; else what it says. */
function encoder(symbol: string, text: string): string {
  try {
    const drawn = bwipjs.raw(symbol, text, '')[0];
    return JSON.stringify(drawn !== undefined && 'sbs' in drawn ? drawn.sbs : drawn);
  } catch (error) {
    return (error as Error).message;
  }
}

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

  test.each([
    ['ean8', 7],
    ['upca', 11],
    ['ean13', 12],
    ['itf14', 13],
  ])('is the one that the encoder of %s wants', (symbol, length) => {
    fc.assert(
      fc.property(fc.stringMatching(new RegExp(`^\\d{${length}}$`)), fc.nat(9), (body, last) => {
        expect(encoder(symbol, `${body}${last}`).startsWith('[')).toBe(hasValidCheckDigit(`${body}${last}`));
      }),
      { numRuns: 40 },
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

  test('expands bodies of every kind as the table of zero suppression has it', () => {
    const faults: string[] = [];
    // Every thirteenth of all six-digit bodies: all last digits, with all others before them.
    for (let number = 0; number < 1_000_000; number += 13) {
      const body = String(number).padStart(6, '0');
      const wanted = byTable(body);
      const check = checkDigit(`0${wanted}`);
      if (expandUpcE(`0${body}${check}`) !== `0${wanted}${check}`) faults.push(body);
    }
    expect(faults).toEqual([]);
  });

  test('is drawn by the encoder with the bars of its expansion', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[01]\d{7}$/), (text) => {
        const expanded = expandUpcE(text);
        const drawn = encoder('upce', text);
        expect(drawn.startsWith('[')).toBe(expanded !== undefined);
        if (expanded === undefined) return;
        const again = encoder('upce', expanded);
        // Some bodies are another one's number in a longer form, which no encoder makes.
        if (again.startsWith('[') && JSON.stringify(again) !== JSON.stringify(drawn))
          expect(encoder('upca', expanded).startsWith('[')).toBe(true);
        else expect(again).toBe(drawn);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the check digit of a price', () => {
  // Worked examples that go round in public libraries and documents.
  test.each([
    ['2875', 9],
    ['1234', 9],
    ['14685', 6],
    ['0000', 0],
    ['00000', 0],
  ])('of %s is %i', (price, digit) => {
    expect(priceCheckDigit(price)).toBe(digit);
  });

  test.each([4, 5])('of %i digits finds every single wrong digit', (length) => {
    for (let number = 0; number < 10 ** length; number += length === 4 ? 7 : 37) {
      const price = String(number).padStart(length, '0');
      for (let at = 0; at < length; at++) {
        const others = [...'0123456789'].filter((digit) => digit !== price.charAt(at));
        const digits = others.map((digit) =>
          priceCheckDigit(`${price.slice(0, at)}${digit}${price.slice(at + 1)}`),
        );
        if (digits.includes(priceCheckDigit(price))) throw new Error(`${price} at ${at}`);
      }
    }
  });
});

/** The eleven digits after the number system and before the check digit, by the sixth one. */
function byTable(body: string): string {
  const [a, b, c, d, e, last] = body;
  const table: Readonly<Record<string, string>> = {
    0: `${a}${b}00000${c}${d}${e}`,
    1: `${a}${b}10000${c}${d}${e}`,
    2: `${a}${b}20000${c}${d}${e}`,
    3: `${a}${b}${c}00000${d}${e}`,
    4: `${a}${b}${c}${d}00000${e}`,
  };
  return table[last ?? ''] ?? `${a}${b}${c}${d}${e}0000${last}`;
}

function withCheck(body: string): string {
  return `${body}${checkDigit(body)}`;
}
