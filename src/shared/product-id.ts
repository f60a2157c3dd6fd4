/**
 * Canonical product ids: 14-digit GTIN, `plu:4011`, `rw:2IIIII` (a price- or weight-embedded code without its price; of
 * an EAN with prefix 20..29 `rw:2XIIIII`), or the chain's own opaque text. Which of the two worlds a chain lives in is
 * decided once ({@link ProductIds}).
 */
export type ProductId = string & { readonly __id: 'product' };

/** How a chain names products: by GTIN and PLU, or by codes of its own that we keep as they are. */
export type ProductIds = 'gtin' | 'opaque';

/** Why a text is no product id; each is a row's rejection reason. */
export type ProductIdFault =
  /** Blank, or the number 0 that registers write for "no code". */
  | 'product-missing'
  | 'product-format'
  | 'product-check-digit'
  /** A spreadsheet's `1.2E+10`: its digits are lost. */
  | 'product-scientific'
  /** A coupon, a card or another number that names no product. */
  | 'product-not-a-product';

export type ProductIdResult =
  | { readonly tag: 'product'; readonly productId: ProductId }
  | { readonly tag: 'fault'; readonly fault: ProductIdFault };

const MISSING: ProductIdResult = { tag: 'fault', fault: 'product-missing' };
const FORMAT: ProductIdResult = { tag: 'fault', fault: 'product-format' };
const CHECK_DIGIT: ProductIdResult = { tag: 'fault', fault: 'product-check-digit' };
const SCIENTIFIC: ProductIdResult = { tag: 'fault', fault: 'product-scientific' };
const NOT_A_PRODUCT: ProductIdResult = { tag: 'fault', fault: 'product-not-a-product' };

const OPAQUE_MAX = 64;
const OTHER_PREFIX = 'other:';
/** What Excel and its kin make of a long number. The plus sign tells it from a chain's own code `12E5`. */
const SPREADSHEET_NUMBER = /^\d+(?:[.,]\d+)?E\+\d+$/i;
const CONTROL_CHARACTER = /\p{Cc}/u;

/**
 * Read a product id of a feed.
 *
 * GTIN-8/12/13/14 are verified and zero-padded to 14; UPC-E is expanded and the check digit of the *expanded* number
 * verified; a 4- or 5-digit code is a PLU only with its `plu:` prefix, since a bare short number is too often a cut one.
 * For the same reason 9 to 11 digits are a fault and never padded: one in ten numbers that lost their check digit would
 * pass as one that lost its leading zero.
 *
 * An 8-digit code that is valid both as EAN-8 and as UPC-E is read as UPC-E: UPC-E has the number systems 0 and 1 only;
 * EAN-8 keeps 0 for restricted use, and its numbers with 1 are hardly ever assigned. In opaque ids only the spreadsheet's
 * damage and control characters are faults. Source: GS1 General Specifications, 1.4 (prefixes), 5.2.2.4, 7.9.
 */
export function readProductId(text: string, ids: ProductIds): ProductIdResult {
  const raw = unquoteSpreadsheet(text.trim());
  if (raw === '') return MISSING;
  if (SPREADSHEET_NUMBER.test(raw)) return SCIENTIFIC;
  if (ids === 'opaque') {
    return raw.length <= OPAQUE_MAX && !CONTROL_CHARACTER.test(raw) ? product(raw) : FORMAT;
  }
  return isDigits(raw) ? readDigits(raw) : readPrefixed(raw);
}

/**
 * The id of a receipt line that is about no product (a coupon, a deposit slip): `other:` and what the register wrote.
 * It keeps the line findable and can meet no product's id: {@link readProductId} gives out no GTIN, PLU or random-weight
 * id that starts so.
 */
export function otherLineId(text: string): ProductId {
  return `${OTHER_PREFIX}${unquoteSpreadsheet(text.trim()).slice(0, OPAQUE_MAX)}` as ProductId;
}

/** Whether an id stands for a receipt line that is about no product. */
export function isOtherLineId(productId: ProductId): boolean {
  return productId.startsWith(OTHER_PREFIX);
}

/** A spreadsheet writes ="0120…" to keep the zeros. */
function unquoteSpreadsheet(raw: string): string {
  return raw.startsWith('="') && raw.endsWith('"') && raw.length > 2 ? raw.slice(2, -1).trim() : raw;
}

function isDigits(raw: string): boolean {
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

function readPrefixed(raw: string): ProductIdResult {
  const plu = /^plu:(\d{4,5})$/i.exec(raw)?.[1];
  // 04011 and 4011 are one fruit: the fifth digit 0 says "conventional", which four digits say too.
  if (plu !== undefined)
    return product(`plu:${plu.length === 5 && plu.startsWith('0') ? plu.slice(1) : plu}`);
  if (/^rw:2\d{5,6}$/i.test(raw)) return product(raw.toLowerCase());
  return /^\d+(?:[.,]\d+)?E\d+$/i.test(raw) ? SCIENTIFIC : FORMAT;
}

function readDigits(raw: string): ProductIdResult {
  switch (raw.length) {
    case 8:
      return readEight(raw);
    case 12:
    case 13:
    case 14:
      return hasValidCheckDigit(raw) ? classify(raw.padStart(14, '0')) : CHECK_DIGIT;
    default:
      return FORMAT;
  }
}

function readEight(raw: string): ProductIdResult {
  const expanded = expandUpcE(raw);
  if (expanded !== undefined) return classify(expanded.padStart(14, '0'));
  return hasValidCheckDigit(raw) ? classify(raw.padStart(14, '0')) : CHECK_DIGIT;
}

/** Sort a verified 14-digit number by its GS1 prefix: some are not products at all. */
function classify(gtin14: string): ProductIdResult {
  if (gtin14 === '00000000000000') return MISSING;
  // Indicator 1..9: a case or a variable measure, and always a product.
  if (!gtin14.startsWith('0')) return product(gtin14);
  const prefix = gtin14.slice(1, 3);
  // 02, number system 2: random weight or price; the item's digits follow, price and check digits are dropped.
  if (prefix === '02') return product(`rw:${gtin14.slice(2, 8)}`);
  // 04: in-store cards and lists; 05: coupons; 98 and 99: coupons.
  if (prefix === '04' || prefix === '05' || prefix >= '98') return NOT_A_PRODUCT;
  // 20..29: restricted circulation; stores use them for weighed goods. The digit after the 2 is part of the key: it is
  // the item's first digit in some layouts and another range of items in the others.
  if (prefix.startsWith('2')) return product(`rw:${gtin14.slice(1, 8)}`);
  return product(gtin14);
}

/** GS1 mod-10 over a whole number, its last digit being the check digit. Source: GS1 General Specifications 7.9. */
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

function product(id: string): ProductIdResult {
  return { tag: 'product', productId: id as ProductId };
}
