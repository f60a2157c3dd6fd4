import { code128Drawer, drawnByLibrary } from './code128.ts';
import { CODE128_PATTERNS, CODE128_START_C, CODE128_STOP, CODE128_STOP_PATTERN } from './code128-patterns.ts';
import type { Area, PageSetup } from './sheet.ts';
import { decodeUpc, UPC_ELEMENTS, UPC_MODULES } from './upc-patterns.ts';

/** Height of the bars: one inch reads at up to 31 degrees of tilt. */
export const BAR_HEIGHT_PT = 72;
/** Clear space on both sides of the bars, in modules (the standard asks for 10). */
export const QUIET_MODULES = 12;
/** Drawn positions are rounded when they are written; a width may be off by this share of a module, never more. */
const MODULE_TOLERANCE = 0.02;

/** Size of one dot of the printer. */
export function dotPt(setup: PageSetup): number {
  return 72 / setup.dpi;
}

/**
 * X, the width of the narrowest bar: a whole number of dots, near the 0.33 mm that every lane reads. 4 dots at 300 dpi
 * and 8 at 600 are 0.96 pt (0.339 mm); 3 dots of a 203-dpi thermal printer are 1.064 pt (0.375 mm).
 */
export function modulePt(setup: PageSetup): number {
  const dots = { 203: 3, 300: 4, 600: 8 } as const;
  return dots[setup.dpi] * dotPt(setup);
}

/** A list code of so many digits is UPC-A, every other one Code 128 in subset C. */
const UPC_DIGITS = 12;

/** Modules of a symbol: Code 128-C has start, pairs and check of 11 each and the stop of 13; UPC-A has 95. */
export function symbolModules(digitCount: number): number {
  return digitCount === UPC_DIGITS ? UPC_MODULES : (1 + digitCount / 2 + 1) * 11 + 13;
}

/**
 * The bars of a list code, ready to be filled in pure black: UPC-A for twelve digits, else Code 128 in subset C.
 *
 * The symbol's left edge is moved left onto a multiple of the dot, and every bar loses `barInsetPt` on both sides:
 * rasterisers paint each dot that a shape touches, so a bar that ends exactly on a dot's edge comes out one dot wider.
 *
 * @param rightPt Where the symbol ends at most, from the left of the page.
 * @param topPt Upper end of the bars, from the top of the page.
 * @throws Error (a bug of ours) when the code is not an even number of digits, has a wrong check digit as UPC-A, or what
 *   comes back is not all subset C.
 */
export function barcodeBars(
  code: string,
  setup: PageSetup,
  rightPt: number,
  topPt: number,
  heightPt = BAR_HEIGHT_PT,
): Area[] {
  const widths = elementWidths(code);
  const modules = symbolModules(code.length);
  const x = modulePt(setup);
  const leftDots = Math.floor((rightPt - modules * x) / dotPt(setup) + 1e-6);
  const bars: Area[] = [];
  let fromModule = 0;
  for (const [index, width] of widths.entries()) {
    if (index % 2 === 0) {
      bars.push({
        xPt: leftDots * dotPt(setup) + fromModule * x + setup.barInsetPt,
        yPt: topPt,
        widthPt: width * x - 2 * setup.barInsetPt,
        heightPt,
      });
    }
    fromModule += width;
  }
  return bars;
}

/**
 * Widths of a list code's bars and spaces in modules, in turn, a bar first.
 *
 * @throws Error as {@link barcodeBars} does.
 */
export function elementWidths(code: string): readonly number[] {
  if (!/^(?:\d\d)+$/.test(code)) throw new Error(`list code "${code}" is not an even number of digits`);
  const widths = code.length === UPC_DIGITS ? drawnByLibrary('upca', code) : code128(code);
  const modules = widths.reduce((sum, width) => sum + width, 0);
  if (modules !== symbolModules(code.length))
    throw new Error(`list code ${code}: ${modules} modules instead of ${symbolModules(code.length)}`);
  return widths;
}

const code128 = code128Drawer();

/**
 * Read the digits back from drawn bars, by our own table: the check before any sheet goes out.
 *
 * @returns The digits, or `undefined` when the bars are not one whole symbol of ours with a right check.
 */
export function decodeBars(bars: readonly Area[], setup: PageSetup): string | undefined {
  const widths = modulesOf(bars, setup);
  return widths === undefined ? undefined : decodeModules(widths);
}

/**
 * Read the digits from lengths of black and white in any one unit, as a scanner has them: a symbol tells by the number of its
 * elements how many modules it must have.
 */
export function decodeWidths(lengths: readonly number[]): string | undefined {
  const modules = lengths.length === UPC_ELEMENTS ? UPC_MODULES : ((lengths.length - 7) / 6) * 11 + 13;
  const unit = lengths.reduce((sum, length) => sum + length, 0) / modules;
  return decodeModules(lengths.map((length) => Math.round(length / unit)));
}

function decodeModules(widths: readonly number[]): string | undefined {
  if (widths.length === UPC_ELEMENTS) return decodeUpc(widths);
  if (widths.length % 6 !== 1) return undefined;
  if (widths.slice(-7).join('') !== CODE128_STOP_PATTERN) return undefined;
  const values: number[] = [];
  for (let at = 0; at < widths.length - 7; at += 6) {
    const value = CODE128_VALUES.get(patternKey(widths, at));
    if (value === undefined || value === CODE128_STOP) return undefined;
    values.push(value);
  }
  const start = values[0];
  const check = values.at(-1);
  const pairs = values.slice(1, -1);
  if (start !== CODE128_START_C || pairs.length === 0 || pairs.some((pair) => pair > 99)) return undefined;
  const sum = pairs.reduce((total, pair, index) => total + pair * (index + 1), start);
  if (check !== sum % 103) return undefined;
  return pairs.map((pair) => String(pair).padStart(2, '0')).join('');
}

/** Six widths of one digit each as one number. */
function patternKey(widths: readonly number[], from: number): number {
  let key = 0;
  for (let at = from; at < from + 6; at++) {
    const width = widths[at] ?? 0;
    // No width has two digits, and one that had would be taken for two.
    key = key * 10 + (width > 9 ? Number.NaN : width);
  }
  return key;
}

const CODE128_VALUES = new Map(
  CODE128_PATTERNS.map((pattern, value) => [patternKey([...pattern].map(Number), 0), value]),
);

/** Bars and the gaps between them in whole modules; `undefined` when an edge is off the module grid. */
function modulesOf(bars: readonly Area[], setup: PageSetup): number[] | undefined {
  const x = modulePt(setup);
  const widths: number[] = [];
  let previousEndPt: number | undefined;
  for (const bar of bars) {
    const startPt = bar.xPt - setup.barInsetPt;
    if (previousEndPt !== undefined) widths.push((startPt - previousEndPt) / x);
    widths.push((bar.widthPt + 2 * setup.barInsetPt) / x);
    previousEndPt = bar.xPt + bar.widthPt + setup.barInsetPt;
  }
  const whole = widths.map(Math.round);
  const onGrid = widths.every((width, at) => Math.abs(width - (whole[at] ?? 0)) <= MODULE_TOLERANCE);
  return onGrid ? whole : undefined;
}
