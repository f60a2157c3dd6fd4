import { readFileSync } from 'node:fs';
import type { DiscoveryFacts } from '../../src/lists/planned-list.ts';
import { type Fonts, openFonts } from '../../src/print/fonts.ts';
import type { DueContent, Language, SheetContent, SpecialContent } from '../../src/print/sheet.ts';
import { wordsOf } from '../../src/print/words-of.ts';
import { type Cents, cents } from '../../src/shared/cents.ts';
import { type Day, parseDay } from '../../src/shared/day.ts';

function fontFile(name: string): Uint8Array {
  return readFileSync(
    new URL(`../../node_modules/@expo-google-fonts/source-sans-3/${name}.ttf`, import.meta.url),
  );
}

export function freshFonts(): Fonts {
  return openFonts({
    regular: fontFile('400Regular/SourceSans3_400Regular'),
    semibold: fontFile('600SemiBold/SourceSans3_600SemiBold'),
    bold: fontFile('700Bold/SourceSans3_700Bold'),
  });
}

/** Shared by the tests of one file: parsing and warming up costs a third of a second. */
export const FONTS = freshFonts();

export function dayOf(text: string): Day {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(`the test's day ${text} is none`);
  return parsed;
}

function price(value: number | undefined): Cents | undefined {
  return value === undefined ? undefined : cents(value);
}

/** A due item: description, size, aisle, price in cents, reason. */
export function due(
  description: string,
  size?: string,
  aisle?: string,
  priceCents?: number,
  reasonText?: string,
): DueContent {
  return {
    ...{ description, size, aisle, aisleSort: 0, regularPriceCents: price(priceCents), reasonText },
    timingText: undefined,
  };
}

function special(description: string, more: Partial<SpecialContent> = {}): SpecialContent {
  return {
    headline: '$1.00 off',
    description,
    size: '12 oz',
    aisle: '7',
    regularPriceCents: cents(449),
    priceWithOfferCents: cents(349),
    saveText: 'Save $1.00',
    conditionText: undefined,
    reasonText: 'about every 9 days',
    legalText: undefined,
    ...more,
  };
}

const DUE: readonly DueContent[] = [
  due('Bananas', 'per lb', 'Produce', 59, 'about every 6 days'),
  due('Gala apples', '3 lb bag', 'Produce', 499, 'about every 12 days'),
  due('Romaine hearts', '3 ct', 'Produce', 349),
  due('2% reduced fat milk', '1 gal', 'Dairy', 329, 'about every 7 days'),
  due('Grade A large eggs', '12 ct', 'Dairy', 279, 'about every 10 days'),
  due('Honey wheat sandwich bread', '20 oz', '4', 349, 'about every 8 days'),
  due('Adult dog food, chicken and rice, small bites', '17 lb', '9', 2399, 'last time Oct 6'),
  due('Paper towels, select-a-size', '6 double rolls', '11', 1099, 'about every 3 weeks'),
  due('Birthday candles', undefined, undefined, undefined, undefined),
];

const SPECIALS: readonly SpecialContent[] = [
  special('Chobani Greek yogurt', {
    headline: '$0.49 off',
    size: '5.3 oz',
    aisle: 'Dairy',
    regularPriceCents: cents(149),
    priceWithOfferCents: cents(100),
    saveText: 'Save $0.49',
    conditionText: 'when you buy 5',
  }),
  special('Barilla penne rigate', { headline: '2 for $5.00', conditionText: 'when you buy 2' }),
  special('Our own ibuprofen, 200 mg', {
    legalText: 'Offer by the manufacturer. Limit one per household. Cash value 1/100 cent.',
    validUntil: dayOf('2026-11-11'),
  }),
  special('', {
    headline: '10% off all fresh vegetables',
    size: undefined,
    aisle: undefined,
    regularPriceCents: undefined,
    priceWithOfferCents: undefined,
    saveText: '10% off',
    conditionText: 'when you spend $15.00',
    reasonText: undefined,
  }),
];

/** A special on what the household does not buy, as a language tells it. */
export function somethingNew(language: Language): SpecialContent {
  const discovery: DiscoveryFacts = {
    productId: undefined,
    description: 'Kittleson’s Dog Biscuits',
    need: 'dog treats',
    onList: true,
    ...{ households: 420, buyers: 540, expected: 142.1, lift: 2.9, liftAtLeast: 2.5 },
  };
  return special('Harrowpaw Dry Dog Food Chicken', {
    size: '16 lb',
    aisle: '9',
    reasonText: wordsOf(language).reason['deal-goes-with']({ offer: { discovery } }),
  });
}

/** A sheet with every feature of the print room on it. */
export const RICH: SheetContent = {
  listId: 4711,
  listCode: '1484938172605183',
  chainName: 'Dick’s Supermarkets',
  language: 'en',
  householdName: 'Maria Łukaszewski',
  addressLines: ['1245 Ridge Avenue, Apt 3', 'Platteville, WI 53818'],
  store: {
    name: 'Dick’s Platteville',
    address: '1550 W US Highway 151',
    city: 'Platteville',
    state: 'WI',
    postalCode: '53818',
    hours: 'Open 6 am to 10 pm every day',
  },
  validFrom: dayOf('2026-11-05'),
  validUntil: dayOf('2026-11-18'),
  due: DUE,
  specials: SPECIALS,
  extras: [
    {
      kind: 'recipe',
      title: 'Penne with peas and cheddar',
      body: 'Cook 12 oz penne; add 2 cups frozen peas for the last 2 minutes.\nDrain, stir in 1½ cups cheddar.',
    },
    { kind: 'tip', title: 'Bananas keep longer', body: 'Wrap the stems in foil.' },
  ],
  largePrint: false,
  footerLines: ['Each special once per household; never more than the price of the item.'],
};

/** `count` due items, four to an aisle, with a name, a size and a reason of usual length. */
export function manyDue(count: number, suffix = ''): DueContent[] {
  return Array.from({ length: count }, (_, index) =>
    due(
      `Everyday product ${index + 1}${suffix}`,
      '16 oz',
      String(1 + Math.floor(index / 4)),
      199 + index,
      'about every 9 days',
    ),
  );
}

export function manySpecials(count: number, more: Partial<SpecialContent> = {}): SpecialContent[] {
  return Array.from({ length: count }, (_, index) => special(`Special product ${index + 1}`, more));
}
