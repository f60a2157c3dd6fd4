/**
 * Canonical product ids: 14-digit GTIN, `plu:4011`, `rw:2IIIII` (a price- or weight-embedded code without its price),
 * or the chain's own opaque text. Which of the two worlds a chain lives in is decided once ({@link ProductIds}).
 */
export type ProductId = string & { readonly __id: 'product' };

/** How a chain names products: by GTIN and PLU, or by codes of its own that we keep as they are. */
export type ProductIds = 'gtin' | 'opaque';

/** Why a text is no product id; each is a row's rejection reason. */
export type ProductIdFault =
  | 'product-missing'
  | 'product-format'
  | 'product-check-digit'
  | 'product-scientific'
  | 'product-not-a-product';

export type ProductIdResult =
  | { readonly tag: 'product'; readonly productId: ProductId }
  | { readonly tag: 'fault'; readonly fault: ProductIdFault };

const OPAQUE_MAX = 64;

/**
 * Read a product id of a feed.
 *
 * GTIN-8/12/13/14 are verified and zero-padded to 14; UPC-E is expanded and the check digit of the *expanded* number
 * verified; a 4- or 5-digit code is a PLU only with its `plu:` prefix, since a bare short number is too often a cut one.
 * An 8-digit code that is valid both as EAN-8 and as UPC-E is read as EAN-8 unless it starts with 0 or 1 (UPC-E's only
 * number systems, and prefixes that EAN-8 reserves for restricted use). Source: GS1 General Specifications, 7.9 and 2.1.
 */
export function readProductId(text: string, ids: ProductIds): ProductIdResult {
  // A spreadsheet writes ="0120…" to keep the zeros.
  const raw = /^="(.*)"$/.exec(text.trim())?.[1] ?? text.trim();
  if (raw === '') return fault('product-missing');
  if (ids === 'opaque') return raw.length <= OPAQUE_MAX ? product(raw) : fault('product-format');
  if (/^\d+(?:[.,]\d+)?E\+?\d+$/i.test(raw)) return fault('product-scientific');
  const plu = /^plu:(\d{4,5})$/i.exec(raw)?.[1];
  if (plu !== undefined) return product(`plu:${plu}`);
  if (/^rw:2\d{5}$/i.test(raw)) return product(raw.toLowerCase());
  return readDigits(raw);
}

function readDigits(raw: string): ProductIdResult {
  if (!/^\d+$/.test(raw)) return fault('product-format');
  switch (raw.length) {
    case 8:
      return readEight(raw);
    case 12:
    case 13:
    case 14: {
      if (!hasValidCheckDigit(raw)) return fault('product-check-digit');
      return classify(raw.padStart(14, '0'));
    }
    default:
      return fault('product-format');
  }
}

function readEight(raw: string): ProductIdResult {
  const expanded = expandUpcE(raw);
  if (expanded !== undefined) return classify(expanded.padStart(14, '0'));
  if (!hasValidCheckDigit(raw)) return fault('product-check-digit');
  return product(raw.padStart(14, '0'));
}

/** Sort a verified 14-digit number by its GS1 prefix: some are not products at all. */
function classify(gtin14: string): ProductIdResult {
  if (gtin14.startsWith('00')) {
    const numberSystem = gtin14.charAt(2);
    // Number system 2: random weight or price; the item's digits follow, price and check digit are dropped.
    if (numberSystem === '2') return product(`rw:${gtin14.slice(2, 8)}`);
    // 4: in-store cards and lists, 5: coupons.
    if (numberSystem === '4' || numberSystem === '5') return fault('product-not-a-product');
    return product(gtin14);
  }
  if (gtin14.startsWith('0')) {
    const prefix = Number(gtin14.slice(1, 3));
    // EAN prefixes 20..29: restricted circulation; stores use them for weighed goods.
    if (prefix >= 20 && prefix <= 29) return product(`rw:${gtin14.slice(1, 2)}${gtin14.slice(3, 8)}`);
    // 98 and 99: coupons.
    if (prefix >= 98) return fault('product-not-a-product');
  }
  return product(gtin14);
}

/** GS1 mod-10 over a whole number, its last digit being the check digit. Source: GS1 General Specifications 7.9. */
export function hasValidCheckDigit(digits: string): boolean {
  return checkDigit(digits.slice(0, -1)) === Number(digits.at(-1));
}

/** The check digit that belongs after `body`. */
export function checkDigit(body: string): number {
  let sum = 0;
  for (let place = 0; place < body.length; place++) {
    const weight = (body.length - place) % 2 === 1 ? 3 : 1;
    sum += Number(body.charAt(place)) * weight;
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

function fault(which: ProductIdFault): ProductIdResult {
  return { tag: 'fault', fault: which };
}
