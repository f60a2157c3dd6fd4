import type { CatalogProduct } from '../shared/catalog.ts';

/** What decides a product's need; `description` is never empty (the catalog falls back to the id). */
export type NeedFacts = Pick<CatalogProduct, 'subcategory' | 'category' | 'size' | 'description'> & {
  /** The product feed's own word. */
  readonly need: string | undefined;
};

/** Grams of one unit of size. A litre counts as a kilogram: `OZ` is written for both kinds of ounce. */
const GRAMS: Readonly<Record<string, number>> = {
  g: 1,
  gr: 1,
  kg: 1000,
  ml: 1,
  cl: 10,
  l: 1000,
  lt: 1000,
  ltr: 1000,
  oz: 28.35,
  'fl oz': 29.57,
  floz: 29.57,
  lb: 453.6,
  lbs: 453.6,
  pt: 473,
  qt: 946,
  gal: 3785,
  ga: 3785,
};

/** Up to a cup or a single portion; above a kilogram, a litre, a quart or 40 ounces. Both edges lie between usual sizes. */
const SMALL_MAX_GRAMS = 240;
const REGULAR_MAX_GRAMS = 1200;

/**
 * The need that a product serves: products of one need substitute for each other.
 *
 * The product feed's own word; else the subcategory, with `, small` or `, large` where the size says so (a gallon of
 * milk is no substitute for a cup of it); else the category; else the product stands for itself.
 */
export function deriveNeed(product: NeedFacts): string {
  const { need, subcategory, category, size, description } = product;
  if (hasText(need)) return need.trim();
  if (hasText(subcategory)) return subcategory.trim() + sizeSuffix(size);
  if (hasText(category)) return category.trim();
  return description.trim();
}

function sizeSuffix(size: string | undefined): string {
  const grams = parseGrams(size ?? '');
  if (grams === undefined) return '';
  if (grams <= SMALL_MAX_GRAMS) return ', small';
  return grams <= REGULAR_MAX_GRAMS ? '' : ', large';
}

/**
 * `16 OZ`, `1.5 L`, `1/2 gal`, `750ml` to grams. Counts and packs (`12 CT`, `6 PK 12 OZ`), and whatever else, give
 * `undefined`: they say too little about what substitutes.
 */
function parseGrams(size: string): number | undefined {
  const match = /^(\d*\.?\d+)(?:\/(\d+))?\s*([a-z][a-z ]*?)\.?$/i.exec(size.trim());
  if (match === null) return undefined;
  const grams = GRAMS[(match[3] ?? '').toLowerCase()];
  const amount = Number(match[1]) / Number(match[2] ?? 1);
  return grams === undefined || !(amount > 0) || amount === Infinity ? undefined : amount * grams;
}

function hasText(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
