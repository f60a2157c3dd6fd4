/** GS1 mod-10 over a whole number, its last digit being the check digit. Source: GS1 General Specifications 7.9.1. */
export function hasValidCheckDigit(digits: string): boolean {
  const last = digits.length - 1;
  return weightedSum(digits, last) === digits.charCodeAt(last) - 48;
}

/** The check digit that belongs after `body`. */
export function checkDigit(body: string): number {
  return weightedSum(body, body.length);
}

/** Weights 3, 1, 3 … from the right over the first `length` digits; the complement to the next ten. */
function weightedSum(digits: string, length: number): number {
  let sum = 0;
  let weight = 3;
  for (let at = length - 1; at >= 0; at--) {
    sum += (digits.charCodeAt(at) - 48) * weight;
    weight = 4 - weight;
  }
  return (10 - (sum % 10)) % 10;
}

/**
 * UPC-E (number system 0 or 1, six digits, check digit) to its 12-digit UPC-A, or `undefined` when it is none.
 * Source: GS1 General Specifications 5.2.2.4.2, zero suppression by the sixth digit.
 */
export function expandUpcE(text: string): string | undefined {
  const match = /^([01])(\d)(\d)(\d)(\d)(\d)(\d)(\d)$/.exec(text);
  if (match === null) return undefined;
  const [, system, a, b, c, d, e, last, check] = match;
  let body: string;
  if (last === '0' || last === '1' || last === '2') body = `${system}${a}${b}${last}0000${c}${d}${e}`;
  else if (last === '3') body = `${system}${a}${b}${c}00000${d}${e}`;
  else if (last === '4') body = `${system}${a}${b}${c}${d}00000${e}`;
  else body = `${system}${a}${b}${c}${d}${e}0000${last}`;
  return checkDigit(body) === Number(check) ? `${body}${check}` : undefined;
}

/**
 * The check digit of a price or weight of 4 or 5 digits inside a number.
 *
 * Each digit is multiplied by 2, 3 or 5; where the weight has a sign, the tens of the product are taken from its units
 * (-) or added to them (+). Of four digits, with weights 2-, 2-, 3, 5-, it is the last digit of three times the sum. Of
 * five, with weights 5+, 2-, 5-, 5+, 2-, it is the digit whose own product with 5- makes the sum a whole ten.
 * Source: GS1 General Specifications 7.9.2 to 7.9.4.
 */
export function priceCheckDigit(price: string): number {
  const weights = price.length === 4 ? FOUR_DIGITS : FIVE_DIGITS;
  const sum = weights.reduce((total, weigh, place) => total + weigh(price.charCodeAt(place) - 48), 0);
  if (price.length === 4) return (sum * 3) % 10;
  const wanted = (10 - (sum % 10)) % 10;
  return DIGITS.find((digit) => fiveMinus(digit) === wanted) ?? 0;
}

type Weight = (digit: number) => number;
const twoMinus: Weight = (digit) => signed(digit * 2, -1);
const three: Weight = (digit) => (digit * 3) % 10;
const fivePlus: Weight = (digit) => signed(digit * 5, 1);
const fiveMinus: Weight = (digit) => signed(digit * 5, -1);
const FOUR_DIGITS: readonly Weight[] = [twoMinus, twoMinus, three, fiveMinus];
const FIVE_DIGITS: readonly Weight[] = [fivePlus, twoMinus, fiveMinus, fivePlus, twoMinus];
const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

function signed(product: number, sign: 1 | -1): number {
  return (10 + (product % 10) + sign * Math.floor(product / 10)) % 10;
}
