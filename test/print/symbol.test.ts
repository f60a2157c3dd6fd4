import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawnByLibrary } from '../../src/print/code128.ts';
import { LETTER_SETUP, type PageSetup } from '../../src/print/sheet.ts';
import {
  BAR_HEIGHT_PT,
  barcodeBars,
  decodeBars,
  dotPt,
  elementWidths,
  modulePt,
  symbolModules,
} from '../../src/print/symbol.ts';

const RIGHT_PT = 568;
const TOP_PT = 38;
const CODE = '1484938172605183';

const keyedCode = fc.oneof(fc.stringMatching(/^\d{16}$/), fc.stringMatching(/^\d{20}$/));
const upcCode = fc.stringMatching(/^4\d{10}$/).map((eleven) => {
  const sum = [...eleven].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 3 : 1), 0);
  return eleven + ((10 - (sum % 10)) % 10);
});
const listCode = fc.oneof(keyedCode, upcCode);
const setup: fc.Arbitrary<PageSetup> = fc
  .record({
    dpi: fc.constantFrom(203 as const, 300 as const, 600 as const),
    barInsetPt: fc.constantFrom(0, 0.01, 0.06, 0.12),
  })
  .map((some) => ({ ...LETTER_SETUP, ...some }));

describe('the symbol of a list code', () => {
  test('has the widths of the standard for a published code', () => {
    // "12345678" in subset C: start C, 12, 34, 56, 78, check (105 + 12 + 2*34 + 3*56 + 4*78) mod 103 = 47, stop.
    const widths = modulesDrawn('12345678', LETTER_SETUP);
    expect(widths.join('')).toBe(
      ['211232', '112232', '131123', '331121', '241112', '133121', '2331112'].join(''),
    );
  });

  test('is 123 modules of 0.96 pt wide, 25.4 mm high, its left edge on the dot grid', () => {
    const bars = barcodeBars(CODE, LETTER_SETUP, RIGHT_PT, TOP_PT);
    const [first] = bars;
    const last = bars.at(-1);
    if (first === undefined || last === undefined) throw new Error('no bars');
    const leftPt = first.xPt - 0.06;
    expect(modulePt(LETTER_SETUP)).toBeCloseTo(0.96, 10);
    expect(leftPt / 0.24).toBeCloseTo(Math.round(leftPt / 0.24), 6);
    expect(last.xPt + last.widthPt + 0.06 - leftPt).toBeCloseTo(123 * 0.96, 6);
    expect(new Set(bars.map((bar) => bar.heightPt))).toEqual(new Set([BAR_HEIGHT_PT]));
    expect(BAR_HEIGHT_PT / 72).toBe(1);
  });

  test('has every edge, but for the inset, on a dot of the printer', () => {
    fc.assert(
      fc.property(listCode, setup, (code, page) => {
        for (const bar of barcodeBars(code, page, RIGHT_PT, TOP_PT)) {
          for (const edgePt of [bar.xPt - page.barInsetPt, bar.xPt + bar.widthPt + page.barInsetPt]) {
            const dots = edgePt / dotPt(page);
            expect(Math.abs(dots - Math.round(dots))).toBeLessThan(1e-6);
          }
        }
      }),
    );
  });

  test('is as long as all of it in subset C, or as UPC-A, and stays left of where it must end', () => {
    fc.assert(
      fc.property(listCode, setup, (code, page) => {
        const widths = modulesDrawn(code, page);
        const bars = barcodeBars(code, page, RIGHT_PT, TOP_PT);
        const last = bars.at(-1);
        expect(widths.reduce((sum, width) => sum + width, 0)).toBe(symbolModules(code.length));
        expect(symbolModules(code.length)).toBe({ 12: 95, 16: 123, 20: 145 }[code.length]);
        expect((last?.xPt ?? 0) + (last?.widthPt ?? 0)).toBeLessThanOrEqual(RIGHT_PT);
      }),
    );
  });

  test('put together from known characters, is what the library draws', () => {
    fc.assert(
      fc.property(keyedCode, (code) => {
        expect(elementWidths(code)).toEqual(drawnByLibrary('code128', code));
      }),
      { numRuns: 300 },
    );
  });

  test('reads back as the code that was drawn', () => {
    fc.assert(
      fc.property(listCode, setup, (code, page) => {
        expect(decodeBars(barcodeBars(code, page, RIGHT_PT, TOP_PT), page)).toBe(code);
      }),
    );
  });

  test.each(['', '123', '12x4', '12 34'])('of "%s" is a bug of ours', (code) => {
    expect(() => barcodeBars(code, LETTER_SETUP, RIGHT_PT, TOP_PT)).toThrow(/even number of digits/);
  });
});

test('a UPC-A number has the widths of the standard for a published one, and no other check digit', () => {
  // The example of ISO/IEC 15420's predecessors: 0 36000 29145 2.
  expect(modulesDrawn('036000291452', LETTER_SETUP).join('')).toBe(
    `111${'3211'}${'1411'}${'1114'}${'3211'.repeat(3)}11111${'2122'}${'3112'}${'2221'}${'1132'}${'1231'}${'2122'}111`,
  );
  expect(() => barcodeBars('036000291453', LETTER_SETUP, RIGHT_PT, TOP_PT)).toThrow(/check/i);
});

describe('reading bars back refuses', () => {
  const bars = barcodeBars(CODE, LETTER_SETUP, RIGHT_PT, TOP_PT);

  test('one bar that is wider than drawn', () => {
    fc.assert(
      fc.property(fc.nat(bars.length - 1), fc.constantFrom(0.1, 0.96, -0.3), (which, byPt) => {
        const spoilt = bars.map((bar, index) =>
          index === which ? { ...bar, widthPt: bar.widthPt + byPt } : bar,
        );
        expect(decodeBars(spoilt, LETTER_SETUP)).toBeUndefined();
      }),
    );
  });

  test('a symbol with two pairs exchanged, whose check character no longer holds', () => {
    const other = barcodeBars('8414938172605183', LETTER_SETUP, RIGHT_PT, TOP_PT);
    // Three bars to a character: the first pair is the second character.
    const spoilt = bars.map((bar, index) => (index >= 3 && index < 6 ? (other[index] ?? bar) : bar));
    expect(decodeBars(spoilt, LETTER_SETUP)).toBeUndefined();
  });

  test.each([
    ['no bars', bars.slice(0, 0)],
    ['a symbol without its stop', bars.slice(0, -4)],
    ['a symbol without its start', bars.slice(3)],
    ['a symbol that lost a bar', bars.filter((_, index) => index !== 10)],
    ['a symbol upside down', bars.toReversed()],
  ])('%s', (_, spoilt) => {
    expect(decodeBars(spoilt, LETTER_SETUP)).toBeUndefined();
  });
});

/** Bars and spaces in modules, measured from the rectangles without the code under test. */
function modulesDrawn(code: string, page: PageSetup): number[] {
  const bars = barcodeBars(code, page, RIGHT_PT, TOP_PT);
  return bars.flatMap((bar, index) => {
    const next = bars[index + 1];
    const barModules = (bar.widthPt + 2 * page.barInsetPt) / modulePt(page);
    if (next === undefined) return [Math.round(barModules)];
    const spacePt = next.xPt - bar.xPt - bar.widthPt - 2 * page.barInsetPt;
    return [Math.round(barModules), Math.round(spacePt / modulePt(page))];
  });
}
