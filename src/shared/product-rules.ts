import { priceCheckDigit } from './gtin.ts';

/** How a chain names products: by GTIN and PLU, or by codes of its own that we keep as they are. */
export type ProductIds = 'gtin' | 'opaque';

/**
 * What is wrong with the numbers of a whole source, and is mended in all of them: those of 7 to 11 digits lost zeros in
 * front; or none has a check digit, and some may have lost zeros as well.
 */
export const CODE_REPAIRS = ['lost-zeros', 'missing-check-digits'] as const;
export type CodeRepair = (typeof CODE_REPAIRS)[number];

/** How a chain writes its product codes: plain data, the same for every feed, lane and output. */
export type ProductRules = {
  readonly ids: ProductIds;
  /** Layouts of numbers that carry a price or weight, see {@link embeddedFault}. */
  readonly embedded: readonly string[];
  /** Beginnings of 13-digit numbers that name no product: coupons, cards. */
  readonly notProducts: readonly string[];
  /** What an 8-digit number is that is valid as both. */
  readonly eightDigits: 'upc-e' | 'ean-8';
  readonly repair?: CodeRepair;
};

/**
 * What holds unless a chain says otherwise. 02 and 20..29 are restricted circulation, of which stores make weighed goods;
 * the digit after the 2 of an EAN is part of the item, being its first digit in some layouts and another range of items
 * in the others. 04 is in-store cards and lists, 05, 98 and 99 are coupons. UPC-E has the number systems 0 and 1 only;
 * EAN-8 keeps 0 for restricted use, and its numbers with 1 are hardly ever assigned.
 * Source: GS1 General Specifications 1.4 (prefixes), 2.1.11 (restricted circulation).
 */
export const DEFAULT_EMBEDDED: readonly string[] = ['2IIIIIXXXXXC', '2IIIIIIXXXXXC'];
export const DEFAULT_NOT_PRODUCTS: readonly string[] = ['04', '05', '98', '99'];

export function defaultRules(ids: ProductIds): ProductRules {
  return { ids, embedded: DEFAULT_EMBEDDED, notProducts: DEFAULT_NOT_PRODUCTS, eightDigits: 'upc-e' };
}

/**
 * What is wrong with a layout of a price-embedded number; `undefined`: nothing.
 *
 * 12 characters (a UPC) or 13: digits as they stand in front, I the item's digits, P the price's, W the weight's, V their
 * check digit, X a digit that says nothing, C the check digit of the whole at the end.
 */
export function embeddedFault(pattern: string): string | undefined {
  const parts = /^(\d+)([IPWVX]+)C$/.exec(pattern);
  if (pattern.length !== 12 && pattern.length !== 13) return `"${pattern}" has neither 12 nor 13 places`;
  if (parts === null)
    return `"${pattern}" is not a row of digits, then of I, P, W, V and X, with C at its end`;
  const letters = parts[2] ?? '';
  if (!letters.includes('I')) return `"${pattern}" has no I: no digit of it names the item`;
  const measures = letters.replace(/[^PW]/g, '');
  const verifiers = letters.replace(/[^V]/g, '').length;
  if (verifiers > 1) return `"${pattern}" has more than one V`;
  if (verifiers === 1 && measures.length !== 4 && measures.length !== 5)
    return `"${pattern}" has V with a price or weight of ${measures.length} digits; it checks 4 or 5`;
  return undefined;
}

/** What the longest fitting beginning says of a 13-digit number. */
export type NumberClass =
  | { readonly tag: 'product' }
  | { readonly tag: 'item'; readonly key: string }
  | { readonly tag: 'price-check-digit' }
  | { readonly tag: 'not-a-product' };

const PRODUCT: NumberClass = { tag: 'product' };
const NOT_A_PRODUCT: NumberClass = { tag: 'not-a-product' };
const PRICE_CHECK_DIGIT: NumberClass = { tag: 'price-check-digit' };

type Rule = { readonly beginning: string; readonly read: (gtin13: string) => NumberClass };

/** Beginnings that GS1 leaves to the chain: what none of its own layouts fits names nothing that we could know. */
const RESTRICTED: readonly Rule[] = ['02', '2'].map((beginning) => ({
  beginning,
  read: () => NOT_A_PRODUCT,
}));

/** The function that sorts verified 13-digit numbers by their beginning; of two that fit the longer one decides. */
export function numberClassifier({ embedded, notProducts }: ProductRules): (gtin13: string) => NumberClass {
  const rules: Rule[] = [
    ...embedded.map(embeddedRule),
    ...notProducts.map((beginning) => ({ beginning, read: () => NOT_A_PRODUCT })),
    ...RESTRICTED,
  ].sort((a, b) => b.beginning.length - a.beginning.length);
  // Nearly every number is told by its first two digits to be under no rule at all.
  const byTwo = Array.from({ length: 100 }, (_, two) => {
    const digits = String(two).padStart(2, '0');
    return rules.filter(({ beginning }) => digits.startsWith(beginning.slice(0, 2)));
  });
  return (gtin13) => {
    const near = byTwo[(gtin13.charCodeAt(0) - 48) * 10 + gtin13.charCodeAt(1) - 48] ?? [];
    let wrong: NumberClass | undefined;
    for (const { beginning, read } of near) {
      if (!gtin13.startsWith(beginning)) continue;
      const found = read(gtin13);
      // Another layout with this beginning may have a plain digit where this one has its V.
      if (found.tag !== 'price-check-digit') return found.tag === 'item' ? found : (wrong ?? found);
      wrong ??= found;
    }
    return wrong ?? PRODUCT;
  };
}

/** Item keys that the layouts make: what such a key looks like when it comes back. */
export function itemKeyPattern(embedded: readonly string[]): RegExp {
  const keys = embedded.map((pattern) => {
    const { beginning, places } = itemPlaces(pattern);
    return `${beginning.replace(/^0/, '')}\\d{${places.length}}`;
  });
  // Keys of the usual form are always read, so that what was stored under them can still be named.
  return new RegExp(`^rw:(?:2\\d{5,6}${keys.map((key) => `|${key}`).join('')})$`, 'i');
}

/** A pattern as one of 13 places: a UPC is an EAN with a zero in front. */
function itemPlaces(pattern: string) {
  const whole = pattern.padStart(13, '0');
  const placesOf = (letters: string): number[] =>
    [...whole].flatMap((letter, place) => (letters.includes(letter) ? [place] : []));
  const beginning = /^\d*/.exec(whole)?.[0] ?? '';
  return { beginning, places: placesOf('I'), measure: placesOf('PW'), verifier: whole.indexOf('V') };
}

function embeddedRule(pattern: string): Rule {
  const { beginning, places, measure, verifier } = itemPlaces(pattern);
  const key = beginning.replace(/^0/, '');
  const pick = (digits: string, from: readonly number[]): string =>
    from.map((place) => digits.charAt(place)).join('');
  return {
    beginning,
    read: (gtin13) => {
      if (verifier >= 0 && Number(gtin13.charAt(verifier)) !== priceCheckDigit(pick(gtin13, measure)))
        return PRICE_CHECK_DIGIT;
      return { tag: 'item', key: `rw:${key}${pick(gtin13, places)}` };
    },
  };
}
