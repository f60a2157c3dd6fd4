import bwipjs from 'bwip-js';
import { CODE128_START_C } from './code128-patterns.ts';

/** Bars and spaces of one symbol character; the stop has one more bar. */
const ELEMENTS = 6;
const STOP_ELEMENTS = 7;
const CHECK_MODULUS = 103;

/**
 * Code 128 in subset C, in the barcode library's own pieces: a symbol that has a character not seen before is drawn by the
 * library, and taken apart; one whose characters are all known is put together. The library takes a hundred microseconds to
 * draw one, more than a tenth of all that a list costs.
 *
 * Widths are in modules, in turn, a bar first. Source of the check character: ISO/IEC 15417, 4.3.2.
 */
export function code128Drawer(): (code: string) => readonly number[] {
  const known = new Map<number, readonly number[]>();
  let stop: readonly number[] | undefined;

  const learn = (code: string, values: readonly number[]): readonly number[] => {
    const widths = drawnByLibrary('code128', code);
    if (widths.length !== values.length * ELEMENTS + STOP_ELEMENTS)
      throw new Error(
        `list code ${code} has ${widths.length} bars and spaces, so not all of it is in subset C`,
      );
    for (const [at, value] of values.entries()) {
      const drawn = widths.slice(at * ELEMENTS, (at + 1) * ELEMENTS);
      // A wrong value, and with it a wrong check character, is no neighbour of what was learnt from another symbol.
      if (String(known.get(value) ?? drawn) !== String(drawn))
        throw new Error(`list code ${code}: the library draws its character ${value} in two ways`);
      known.set(value, drawn);
    }
    stop = widths.slice(-STOP_ELEMENTS);
    return widths;
  };
  return (code) => {
    const values = valuesOf(code);
    const widths: number[] = [];
    for (const value of values) {
      const drawn = known.get(value);
      if (drawn === undefined) return learn(code, values);
      for (const width of drawn) widths.push(width);
    }
    if (stop === undefined) return learn(code, values);
    for (const width of stop) widths.push(width);
    return widths;
  };
}

/** Start, pairs of digits, check. */
function valuesOf(code: string): number[] {
  const values = [CODE128_START_C];
  let sum = CODE128_START_C;
  for (let at = 0; at < code.length; at += 2) {
    const pair = Number(code.slice(at, at + 2));
    values.push(pair);
    sum += pair * (at / 2 + 1);
  }
  values.push(sum % CHECK_MODULUS);
  return values;
}

/** @throws Error when the library does not take the code, as one with a wrong check digit. */
export function drawnByLibrary(symbology: 'code128' | 'upca', code: string): readonly number[] {
  const [symbol] = bwipjs.raw(symbology, code, {});
  if (symbol === undefined || !('sbs' in symbol))
    throw new Error('the barcode library drew no linear symbol');
  return symbol.sbs;
}
