import type { Restriction } from '../../src/shared/offer-terms.ts';

/** What the source says of a product's kind, in its own capitals. */
export type Kind = { readonly department: string; readonly category: string; readonly subcategory: string };

const NO_SPEND_DEPARTMENTS = new Set([
  'FUEL',
  'COUPON',
  // Sales of unnamed things, gift cards and more fuel.
  'MISCELLANEOUS',
  'CHARITABLE CONT',
  'CNTRL/STORE SUP',
  'GM MERCH EXP',
  'PROD-WHS SALES',
]);
const NO_SPEND_CATEGORIES = new Set([
  'FUEL',
  'COUPON',
  'COUPON/MISC ITEMS',
  'COUPONS/STORE & MFG',
  'BOTTLE DEPOSITS',
  'TICKETS',
  'LONG DISTANCE CALLING CARDS',
  'PREPAID WIRELESS&ACCESSORIES',
  'IN-STORE PHOTOFINISHING',
  'OVERNIGHT PHOTOFINISHING',
  'DELI SUPPLIES',
  'MEAT SUPPLIES',
  'PROD SUPPLIES',
]);
const NO_SPEND_SUBCATEGORY = /GASOLINE|GIFT CARD|DEPOSIT|DONATIONS|MISC SALES TRANS|^TICKETS$/;

/** Whether buying it is spend: fuel, coupons, gift cards, deposits, tickets and the store's own transactions are not. */
export function isSpend({ department, category, subcategory }: Kind): boolean {
  return (
    !NO_SPEND_DEPARTMENTS.has(department) &&
    !NO_SPEND_CATEGORIES.has(category) &&
    !NO_SPEND_SUBCATEGORY.test(subcategory)
  );
}

const ALCOHOL = new Set(['LIQUOR', 'BEERS/ALES', 'DOMESTIC WINE', 'IMPORTED WINE', 'MISC WINE']);
const TOBACCO = new Set(['CIGARETTES', 'CIGARS', 'TOBACCO OTHER']);

/** Which law a product falls under, by the source's category; whole categories, so rather too much than too little. */
export function restrictionOf({ department, category, subcategory }: Kind): Restriction {
  if (department === 'SPIRITS' || ALCOHOL.has(category) || /BEERALE|VODKA|WHISKEY/.test(subcategory)) {
    return 'alcohol';
  }
  if (TOBACCO.has(category) || /CIGARETTE|TOBACCO|SNUFF/.test(subcategory)) return 'tobacco';
  if (category === 'INFANT FORMULA') return 'infant_formula';
  if (category === 'PHARMACY') return 'rx';
  return category === 'FLUID MILK PRODUCTS' ? 'milk' : 'none';
}

const SENSITIVE = new Set([
  'ADULT INCONTINENCE',
  'FAMILY PLANNING',
  'PHARMACY',
  'SMOKING CESSATIONS',
  'LAXATIVES',
]);

/** Whether a household would not want to see it on the fridge. */
export function isSensitive({ category, subcategory }: Kind): boolean {
  return SENSITIVE.has(category) || /PREGNANCY|LICE TREAT|PROPHYLACTICS/.test(subcategory);
}

/**
 * The way through the store, which the source does not tell: fresh goods along the wall, then the shelves, then the rest.
 * Departments that are not here come last.
 */
export const WALKING_ORDER = [
  'PRODUCE',
  'FLORAL',
  'SALAD BAR',
  'DELI',
  'CHEF SHOPPE',
  'PASTRY',
  'SEAFOOD',
  'SEAFOOD-PCKGD',
  'MEAT',
  'MEAT-PCKGD',
  'GROCERY',
  'NUTRITION',
  'SPIRITS',
  'DRUG GM',
  'COSMETICS',
  'FROZEN GROCERY',
] as const;
