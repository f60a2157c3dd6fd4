import { cutText } from '../shared/cut.ts';
import type { ProductIdFault } from '../shared/product-id.ts';
import { exampleOf, isSimple, type NumberStyle } from './numbers.ts';

/** Content of a cell for a message: in quotes, on one line, cut when long. */
export function quoteText(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, ' ');
  return `"${line.length > 40 ? `${cutText(line, 40)}…` : line}"`;
}

const DECIMAL = /^([+-]?)(\d{0,9})(?:\.(\d{1,12}))?$/;

/**
 * Decimal text to an integer number of thousandths, half a thousandth and more rounded away from zero.
 *
 * @returns `undefined` when the text is no decimal number.
 */
export function parseMilli(text: string): number | undefined {
  if (text === '1') return 1000;
  const match = DECIMAL.exec(text);
  if (match === null || (match[2] === '' && match[3] === undefined)) return undefined;
  const fraction = (match[3] ?? '').padEnd(4, '0');
  const rounded = Number(fraction.slice(0, 3)) + (fraction.charAt(3) >= '5' ? 1 : 0);
  const magnitude = Number(match[2]) * 1000 + rounded;
  return match[1] === '-' && magnitude !== 0 ? -magnitude : magnitude;
}

/** What to write instead of a text that is no amount: the commonest slips have advice of their own. */
export function amountAdvice(text: string, numbers: NumberStyle, column: string): string {
  if (!isSimple(numbers)) return `The layout has it like ${exampleOf(numbers, column)}.`;
  if (numbers.decimalMark === ',')
    return 'Write it with a decimal comma and nothing between the thousands, like 12,50.';
  const comma = /^([+-]?\d+),(\d{1,2})$/.exec(text);
  if (comma !== null) {
    const fixed = `${comma[1]}.${(comma[2] ?? '').padEnd(2, '0')}`;
    return `Write a decimal point, ${fixed}; or set decimal_mark = "," in a layout for this source.`;
  }
  if (/^\d[\d.]*-$/.test(text)) return `Write the minus sign first, -${text.slice(0, -1)}.`;
  if (/^[+-]?\d*\.\d{3,}$/.test(text)) return 'It has a fraction of a cent; write whole cents, like 12.50.';
  if (/^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text)) {
    return `Write nothing between the thousands, ${text.replaceAll(',', '')}.`;
  }
  return 'Write digits and a decimal point, without a currency sign, like 12.50.';
}

/** What is wrong with a product id, to follow its text. */
export function productFaultText(fault: ProductIdFault): string {
  return PRODUCT_FAULT[fault];
}

const PRODUCT_FAULT: Record<ProductIdFault, string> = {
  'product-missing': 'names no product',
  'product-format': 'is not a product id',
  'product-check-digit': 'has a wrong check digit',
  'product-price-check-digit': 'has a price that does not agree with its check digit',
  'product-scientific': 'has lost its digits',
  'product-not-a-product': 'is a coupon, a card or an in-store number, not a product',
};

/** What to do about it. */
export const PRODUCT_ADVICE: Record<ProductIdFault, string> = {
  'product-missing': 'A product id is required.',
  'product-format':
    'Write 8, 12, 13 or 14 digits with leading zeros and check digit, or plu:4011; or set product_ids = "opaque" for a chain with codes of its own.',
  'product-check-digit': 'Compare it with the label; a digit is wrong, missing or too many.',
  'product-price-check-digit':
    'A digit is wrong; or the layout in product_codes.embedded has V where these labels have a digit of the price (P).',
  'product-scientific': 'A spreadsheet rounded it; export the column as text.',
  'product-not-a-product': 'Leave it out here.',
};
