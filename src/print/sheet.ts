import type { Cents } from '../shared/cents.ts';
import type { Color } from '../shared/color.ts';
import type { Day } from '../shared/day.ts';

/** One household's sheet as data: everything that is printed, nothing about how. */
export type SheetContent = {
  readonly listId: number;
  /** The scanned number: 16 digits. */
  readonly listCode: string;
  readonly chainName: string;
  readonly language: Language;
  readonly householdName: string | undefined;
  /** Postal lines without the name; empty when the sheet is handed out in the store or e-mailed. */
  readonly addressLines: readonly string[];
  /** The bars of the post's own barcode above the address: 65 letters `F`, `A`, `D` and `T`. */
  readonly imb?: string;
  readonly store: StoreContent | undefined;
  readonly validFrom: Day;
  readonly validUntil: Day;
  /** In the order of the home store's aisles, those of one aisle together. */
  readonly due: readonly DueContent[];
  readonly specials: readonly SpecialContent[];
  /** What the law wants beside the specials, word for word. */
  readonly disclosure?: string;
  readonly extras: readonly ExtraContent[];
  readonly largePrint: boolean;
  /** What the household asked for and the sheet obeys, in words, what matters most first: `no candy`. */
  readonly wishes?: readonly string[];
  /** Terms in small type at the foot of page 1. */
  readonly footerLines: readonly string[];
};

export type Language = 'en' | 'es';

export type StoreContent = {
  readonly name: string;
  readonly address: string | undefined;
  readonly city: string | undefined;
  readonly state: string | undefined;
  readonly postalCode: string | undefined;
  readonly hours: string | undefined;
};

export type DueContent = {
  readonly description: string;
  readonly size: string | undefined;
  readonly aisle: string | undefined;
  readonly aisleSort: number;
  readonly regularPriceCents: Cents | undefined;
  /** When it is expected: "this week". */
  readonly timingText: string | undefined;
  /** Why it is here, short: "about every 9 days". */
  readonly reasonText: string | undefined;
};

export type SpecialContent = {
  readonly headline: string;
  readonly description: string;
  readonly size: string | undefined;
  /** Of an offer on several products: "any variety of Yummy, 5 oz or 6 oz". */
  readonly groupText?: string | undefined;
  readonly aisle: string | undefined;
  readonly regularPriceCents: Cents | undefined;
  readonly priceWithOfferCents: Cents | undefined;
  /** What both prices are for, where that is not one unit: "2 for". */
  readonly pricedForText?: string | undefined;
  /** "Save $1.00". */
  readonly saveText: string;
  /** "when you buy 2". */
  readonly conditionText: string | undefined;
  readonly reasonText: string | undefined;
  readonly legalText: string | undefined;
  /** Given only when the special ends before the sheet does. */
  readonly validUntil?: Day;
};

export const EXTRA_KINDS = ['recipe', 'meal_plan', 'tip', 'nutrition', 'service'] as const;
export type ExtraKind = (typeof EXTRA_KINDS)[number];

export type ExtraContent = {
  readonly kind: ExtraKind;
  readonly title: string;
  /** Line breaks in it are kept. */
  readonly body: string | undefined;
  /** Why the household gets it. */
  readonly reasonText?: string | undefined;
};

/** A rectangle on the page, in points from the top left corner. */
export type Area = {
  readonly xPt: number;
  readonly yPt: number;
  readonly widthPt: number;
  readonly heightPt: number;
};

/** What the paper and the printer are; one for a whole run. */
export type PageSetup = {
  readonly paper: 'letter' | 'a4';
  /** Resolution of the printer: decides the dot grid that the bars sit on. */
  readonly dpi: 203 | 300 | 600;
  /** Taken off each bar on the left and on the right, against ink spread and rasterisers that round outwards. */
  readonly barInsetPt: number;
  /** Where the postal address goes when there is one: the part that an envelope's window shows wherever the sheet slips. */
  readonly addressArea: Area;
  /** Height of the folds, from the top; the symbol keeps {@link FOLD_CLEARANCE_PT} away from them. Empty: not folded. */
  readonly foldsPt: readonly number[];
  /** Printed on both sides: every sheet of a spool starts on a front. */
  readonly duplex: boolean;
  /** Put before amounts. */
  readonly currencySign: string;
  /** Short marks at the left edge of a mailed sheet, at the folds. */
  readonly foldMarks: boolean;
  /** The chain's two colours, or black for both. */
  readonly colors: Colors;
  /** Takes the place of the chain's name at the head of page 1. */
  readonly logo?: Logo | undefined;
};

/** `brand` for the chain's name and the rule over its specials, `saving` for what they cost and save. */
export type Colors = { readonly brand: Color; readonly saving: Color };

/** A picture as it is embedded. */
export type Logo = {
  readonly widthOverHeight: number;
  readonly image:
    | {
        readonly kind: 'pixels';
        readonly width: number;
        readonly height: number;
        /** 8 bits per sample, row after row from the top; three samples a pixel, or one of grey. */
        readonly samples: Uint8Array;
        readonly grey: boolean;
        /** One sample a pixel, 255 opaque; undefined: all of it is. */
        readonly opacity: Uint8Array | undefined;
      }
    /** PDF drawing operators in a box of one by one, y downwards. */
    | { readonly kind: 'vector'; readonly operators: string };
};

/** Least distance of the symbol from a fold: ink flakes off along a crease. */
export const FOLD_CLEARANCE_PT = 9;

/** From 0.01 to 0.06 pt rasterisers draw every bar in exact dots; an inkjet's spreading ink may ask for 0.12. */
const BAR_INSET_PT = 0.06;

/**
 * Setup for US Letter, C-folded for a #10 window envelope: the window is 4.5 by 1.125 inches, 0.875 from the left and
 * 0.5 from the bottom of a 9.5 by 4.125 envelope; a 3.667 panel slips 0.46 inch in height and 1 inch sideways in it,
 * and the address area is what stays visible throughout.
 */
export const LETTER_SETUP: PageSetup = {
  paper: 'letter',
  dpi: 300,
  barInsetPt: BAR_INSET_PT,
  addressArea: { xPt: 63, yPt: 178, widthPt: 250, heightPt: 52 },
  foldsPt: [264, 528],
  duplex: false,
  currencySign: '$',
  foldMarks: true,
  // Both are 7:1 and more on white.
  colors: { brand: { red: 0.05, green: 0.33, blue: 0.22 }, saving: { red: 0.62, green: 0.1, blue: 0.1 } },
};

/** Setup for A4, folded at 105 and 210 mm. Source of the address area: DIN 5008, form B (the recipient's zone). */
export const A4_SETUP: PageSetup = {
  ...LETTER_SETUP,
  paper: 'a4',
  addressArea: { xPt: 71, yPt: 178, widthPt: 227, heightPt: 77 },
  foldsPt: [297.64, 595.28],
};

/** A character that the fonts cannot draw, and where it stands. */
export type MissingGlyph = {
  /** Path of the text in {@link SheetContent}: `householdName`, `due[3].description`. */
  readonly field: string;
  readonly text: string;
  readonly character: string;
  /** `U+674E`. */
  readonly codePoint: string;
};

/** Why a content was not laid out: nothing is ever cut silently. */
export type Overflow = {
  readonly tag: 'overflow';
  readonly pagesMax: number;
  /** What found no room, by its first words; at most three of them. */
  readonly leftOut: readonly string[];
  readonly leftOutCount: number;
};

export type GlyphsMissing = { readonly tag: 'glyphs-missing'; readonly missing: readonly MissingGlyph[] };

/** The bars that were drawn read as something else. A fault of the program, and yet no reason to stop the others. */
export type SymbolMisread = { readonly tag: 'symbol-misread'; readonly read: string };
