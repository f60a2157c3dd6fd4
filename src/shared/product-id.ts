import { cutText } from './cut.ts';
import { checkDigit, expandUpcE, hasValidCheckDigit } from './gtin.ts';
import {
  defaultRules,
  itemKeyPattern,
  numberClassifier,
  type ProductIds,
  type ProductRules,
} from './product-rules.ts';
import { isRoundedNumber, unquoteSpreadsheet } from './spreadsheet.ts';

export type { ProductIds } from './product-rules.ts';

/**
 * Canonical product ids: 14-digit GTIN, `plu:4011`, `rw:2IIIII` (a price- or weight-embedded code without its price; of
 * an EAN with prefix 20..29 `rw:2XIIIII`), or the chain's own opaque text. Which of the two worlds a chain lives in is
 * decided once ({@link ProductIds}).
 */
export type ProductId = string & { readonly __id: 'product' };

/** Why a text is no product id; each is a row's rejection reason. */
export type ProductIdFault =
  /** Blank, or the number 0 that registers write for "no code". */
  | 'product-missing'
  | 'product-format'
  | 'product-check-digit'
  /** The price inside a number does not agree with its own check digit. */
  | 'product-price-check-digit'
  /** A spreadsheet's `1.2E+10`: its digits are lost. */
  | 'product-scientific'
  /** A coupon, a card or another number that names no product. */
  | 'product-not-a-product';

export type ProductIdResult =
  | { readonly tag: 'product'; readonly productId: ProductId }
  | { readonly tag: 'fault'; readonly fault: ProductIdFault };

/** Reads a product id of a feed, a basket or a command line. */
export type ProductReader = (text: string) => ProductIdResult;

const MISSING: ProductIdResult = { tag: 'fault', fault: 'product-missing' };
const FORMAT: ProductIdResult = { tag: 'fault', fault: 'product-format' };
const CHECK_DIGIT: ProductIdResult = { tag: 'fault', fault: 'product-check-digit' };
const PRICE_CHECK_DIGIT: ProductIdResult = { tag: 'fault', fault: 'product-price-check-digit' };
const SCIENTIFIC: ProductIdResult = { tag: 'fault', fault: 'product-scientific' };
const NOT_A_PRODUCT: ProductIdResult = { tag: 'fault', fault: 'product-not-a-product' };

const OPAQUE_MAX = 64;
const OTHER_PREFIX = 'other:';
const CONTROL_CHARACTER = /\p{Cc}/u;
const NO_NUMBER = '00000000000000';

/**
 * The reader of a chain's product ids: cheap, pure, and the same for every feed, lane and output of the chain.
 *
 * GTIN-8/12/13/14 are verified and zero-padded to 14; UPC-E is expanded and the check digit of the *expanded* number
 * verified; a 4- or 5-digit code is a PLU only with its `plu:` prefix, since a bare short number is too often a cut one.
 * For the same reason 7 to 11 digits are a fault and never padded unless the rules say that the whole file has lost its
 * zeros or check digits: one in ten numbers that lost their check digit would pass as one that lost its leading zero.
 * A spreadsheet's `036000291452.0` is its number: its digits are all there, and the check digit vouches for them.
 *
 * What begins as restricted circulation (02, 20..29) and fits none of the chain's layouts names no product. In opaque ids
 * only the spreadsheet's damage and control characters are faults.
 * Source: GS1 General Specifications, 1.4 (prefixes), 5.2.2.4, 7.9.
 */
export function productIdReader(rules: ProductRules): ProductReader {
  if (rules.ids === 'opaque') return (text) => readOpaque(unquoteSpreadsheet(text.trim()));
  const readDigits = digitReader(rules);
  const itemKey = itemKeyPattern(rules.embedded);
  return (text) => {
    const raw = unquoteSpreadsheet(text.trim());
    if (raw === '') return MISSING;
    const digits = bareDigits(raw);
    return digits === undefined ? readPrefixed(raw, itemKey) : readDigits(digits);
  };
}

/** The number that a code is, as it is read; `undefined`: it is none. */
export function digitsOf(text: string): string | undefined {
  return bareDigits(unquoteSpreadsheet(text.trim()));
}

function bareDigits(raw: string): string | undefined {
  return isDigits(raw) ? raw : /^(\d{6,14})[.,]0{1,2}$/.exec(raw)?.[1];
}

/** Read an id under the rules that hold unless a chain says otherwise. */
export function readProductId(text: string, ids: ProductIds): ProductIdResult {
  return (ids === 'gtin' ? readUsual : readAnything)(text);
}

/**
 * The id of a receipt line that is about no product (a coupon, a deposit slip): `other:` and what the register wrote.
 * It keeps the line findable and can meet no product's id: {@link productIdReader} gives out no GTIN, PLU or random-weight
 * id that starts so.
 */
export function otherLineId(text: string): ProductId {
  return `${OTHER_PREFIX}${cutText(unquoteSpreadsheet(text.trim()), OPAQUE_MAX)}` as ProductId;
}

/** Whether an id stands for a receipt line that is about no product. */
export function isOtherLineId(text: string): text is ProductId {
  return text.startsWith(OTHER_PREFIX);
}

function isDigits(raw: string): boolean {
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

function readOpaque(raw: string): ProductIdResult {
  if (raw === '') return MISSING;
  if (isRoundedNumber(raw)) return SCIENTIFIC;
  return raw.length <= OPAQUE_MAX && !CONTROL_CHARACTER.test(raw) ? product(raw) : FORMAT;
}

function readPrefixed(raw: string, itemKey: RegExp): ProductIdResult {
  const plu = /^plu:(\d{4,5})$/i.exec(raw)?.[1];
  // 04011 and 4011 are one fruit: the fifth digit 0 says "conventional", which four digits say too.
  if (plu !== undefined)
    return product(`plu:${plu.length === 5 && plu.startsWith('0') ? plu.slice(1) : plu}`);
  if (itemKey.test(raw)) return product(raw.toLowerCase());
  return isRoundedNumber(raw) || /^\d+E\d+$/i.test(raw) ? SCIENTIFIC : FORMAT;
}

/** @returns The reader of texts that are all digits. */
function digitReader(rules: ProductRules): (raw: string) => ProductIdResult {
  const classOf = numberClassifier(rules);
  const { repair } = rules;

  /** Sort a verified 14-digit number: some are not products at all. */
  const classify = (gtin14: string): ProductIdResult => {
    if (gtin14 === NO_NUMBER) return MISSING;
    // Indicator 1..9: a case or a variable measure, and always a product.
    if (!gtin14.startsWith('0')) return product(gtin14);
    const found = classOf(gtin14.slice(1));
    switch (found.tag) {
      case 'product':
        return product(gtin14);
      case 'item':
        return product(found.key);
      case 'price-check-digit':
        return PRICE_CHECK_DIGIT;
      case 'not-a-product':
        return NOT_A_PRODUCT;
    }
  };
  const readWhole = (raw: string): ProductIdResult =>
    hasValidCheckDigit(raw) ? classify(raw.padStart(14, '0')) : CHECK_DIGIT;
  const readUpcE = (raw: string): ProductIdResult | undefined => {
    const expanded = expandUpcE(raw);
    return expanded === undefined ? undefined : classify(expanded.padStart(14, '0'));
  };
  const readEight = (raw: string): ProductIdResult => {
    // Of a number that lost its zeros 8 digits may be left; with a zero in front it has lost none.
    const first = rules.eightDigits === 'ean-8' || (repair === 'lost-zeros' && !raw.startsWith('0'));
    if (first && hasValidCheckDigit(raw)) return readWhole(raw);
    return readUpcE(raw) ?? readWhole(raw);
  };
  const readShort = (raw: string): ProductIdResult => {
    if (repair !== 'lost-zeros' || raw.length < 7) return FORMAT;
    return (raw.length === 7 ? readUpcE(`0${raw}`) : undefined) ?? readWhole(raw);
  };

  return (raw) => {
    if (repair === 'missing-check-digits') return readBare(raw, classify);
    if (raw.length === 8) return readEight(raw);
    if (raw.length >= 12 && raw.length <= 14) return readWhole(raw);
    return raw.length < 12 ? readShort(raw) : FORMAT;
  };
}

/**
 * A number of a source that leaves out check digits. Such sources often fill up to 13 places with zeros, PLUs, too: no
 * GTIN has so few digits of its own.
 */
function readBare(raw: string, classify: (gtin14: string) => ProductIdResult): ProductIdResult {
  if (raw.length < 7 || raw.length > 14) return FORMAT;
  const digits = raw.replace(/^0+/, '');
  if (digits === '') return MISSING;
  if (digits.length === 4 || digits.length === 5) return product(`plu:${digits}`);
  if (digits.length < 6 || digits.length > 13) return FORMAT;
  return classify(`${digits}${checkDigit(digits)}`.padStart(14, '0'));
}

function product(id: string): ProductIdResult {
  return { tag: 'product', productId: id as ProductId };
}

const readUsual = productIdReader(defaultRules('gtin'));
const readAnything = productIdReader(defaultRules('opaque'));
