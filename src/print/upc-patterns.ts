/** Widths of the four elements of each digit, in modules; left and right of the middle they are the same. Source: ISO/IEC 15420. */
const DIGITS = ['3211', '2221', '2122', '1411', '1132', '1231', '1114', '1312', '1213', '3112'];
const GUARD = '111';
const MIDDLE = '11111';
const HALF_DIGITS = 6;

/** Bars and spaces of a UPC-A symbol: two guards of three, twelve digits of four, a middle of five. */
export const UPC_ELEMENTS = 59;
export const UPC_MODULES = 95;

/** The twelve digits of a symbol's widths in modules; `undefined` where it is none, or its check digit is wrong. */
export function decodeUpc(widths: readonly number[]): string | undefined {
  const text = widths.join('');
  const half = HALF_DIGITS * 4;
  const middleAt = GUARD.length + half;
  const rightAt = middleAt + MIDDLE.length;
  if (text.length !== UPC_ELEMENTS || !text.startsWith(GUARD) || !text.endsWith(GUARD)) return undefined;
  if (text.slice(middleAt, rightAt) !== MIDDLE) return undefined;
  const elements = text.slice(GUARD.length, middleAt) + text.slice(rightAt, rightAt + half);
  const digits = (elements.match(/.{4}/g) ?? []).map((each) => DIGITS.indexOf(each));
  if (digits.includes(-1)) return undefined;
  const sum = digits.reduce((total, digit, at) => total + digit * (at % 2 === 0 ? 3 : 1), 0);
  return sum % 10 === 0 ? digits.join('') : undefined;
}
