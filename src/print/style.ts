import type { Ink, TextStyle } from './draw.ts';
import type { Weight } from './fonts.ts';
import type { PageSetup } from './sheet.ts';

/** The page's frame. */
export type Geometry = {
  readonly widthPt: number;
  readonly heightPt: number;
  readonly marginXPt: number;
  readonly marginTopPt: number;
  readonly marginBottomPt: number;
  readonly gutterPt: number;
};

export function geometryOf(setup: PageSetup): Geometry {
  const [widthPt, heightPt] = setup.paper === 'letter' ? [612, 792] : [595.28, 841.89];
  return { widthPt, heightPt, marginXPt: 44, marginTopPt: 38, marginBottomPt: 30, gutterPt: 26 };
}

/**
 * How closely a sheet is set. `compact`: reasons beside the names where they fit, and less space between items. `close`: less
 * space between lines, too, and neighbouring aisles of few items under one heading.
 */
export type Density = { readonly bodyPt: number; readonly set: 'roomy' | 'compact' | 'close' };

/** All type and spacing of the sheet's columns, derived from the size of its body. */
export type TypeScale = {
  readonly bodyPt: number;
  /** Compact or close. */
  readonly compact: boolean;
  readonly close: boolean;
  /** Space between an item and the one above it, and above an aisle's heading. */
  readonly itemGapPt: number;
  readonly aisleGapPt: number;
  /** Space on each side of the rule between two specials. */
  readonly specialGapPt: number;
  readonly leadingPt: number;
  readonly quietLeadingPt: number;
  /** From the tick box's left edge to the text. */
  readonly indentPt: number;
  readonly sectionHeading: TextStyle;
  readonly aisleHeading: TextStyle;
  readonly item: TextStyle;
  /** Of a recipe or a tip. */
  readonly body: TextStyle;
  readonly price: TextStyle;
  readonly quiet: TextStyle;
  readonly quietFigures: TextStyle;
  readonly headline: TextStyle;
  readonly deal: TextStyle;
  readonly save: TextStyle;
  readonly condition: TextStyle;
  readonly specialPrice: TextStyle;
  readonly legal: TextStyle;
};

type StyleName = Exclude<
  { [Name in keyof TypeScale]: TypeScale[Name] extends TextStyle ? Name : never }[keyof TypeScale],
  'body'
>;

const face = (weight: Weight, ink: Ink, figures = false) => ({ weight, ink, figures });

/** The same at every density, so that a text is shaped once for all. */
export const FACES = {
  sectionHeading: face('bold', 'text'),
  aisleHeading: face('semibold', 'quiet'),
  item: face('regular', 'text'),
  price: face('regular', 'text', true),
  quiet: face('regular', 'quiet'),
  quietFigures: face('regular', 'quiet', true),
  headline: face('semibold', 'text'),
  deal: face('semibold', 'text'),
  save: face('semibold', 'saving'),
  condition: face('regular', 'text'),
  specialPrice: face('bold', 'saving', true),
  legal: face('regular', 'quiet'),
} as const satisfies Record<StyleName, Omit<TextStyle, 'sizePt'>>;

/** Space between items, above an aisle's heading and beside the rule between specials, and the leading of names and quiet lines: in sizes of the body. */
const SPACES = {
  roomy: { item: 0.42, aisle: 0.85, special: 0.5, leading: 1.2, quietLeading: 1 },
  compact: { item: 0.24, aisle: 0.6, special: 0.32, leading: 1.2, quietLeading: 1 },
  close: { item: 0.2, aisle: 0.5, special: 0.25, leading: 1.14, quietLeading: 0.92 },
} as const satisfies Record<Density['set'], Record<string, number>>;

const scales = new Map<string, TypeScale>();

export function typeScale(density: Density): TypeScale {
  const key = `${density.bodyPt} ${density.set}`;
  const known = scales.get(key) ?? makeTypeScale(density);
  scales.set(key, known);
  return known;
}

function makeTypeScale({ bodyPt, set }: Density): TypeScale {
  const spaces = SPACES[set];
  const style = (name: StyleName, size: number): TextStyle => {
    const { weight, ink, figures } = FACES[name];
    return { weight, sizePt: Math.round(bodyPt * size * 4) / 4, ink, figures };
  };
  const item = style('item', 1);
  return {
    bodyPt,
    compact: set !== 'roomy',
    close: set === 'close',
    itemGapPt: bodyPt * spaces.item,
    aisleGapPt: bodyPt * spaces.aisle,
    specialGapPt: bodyPt * spaces.special,
    leadingPt: bodyPt * spaces.leading,
    quietLeadingPt: bodyPt * spaces.quietLeading,
    indentPt: bodyPt * 1.5,
    sectionHeading: style('sectionHeading', 1.32),
    aisleHeading: style('aisleHeading', 0.86),
    item,
    body: { ...item, sizePt: item.sizePt * 0.9 },
    price: style('price', 1),
    quiet: style('quiet', 0.82),
    quietFigures: style('quietFigures', 0.82),
    headline: style('headline', 1),
    deal: style('deal', 0.9),
    save: style('save', 0.9),
    condition: style('condition', 0.9),
    specialPrice: style('specialPrice', 1.36),
    legal: style('legal', Math.max(0.64, 7 / bodyPt)),
  };
}
