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

/** How closely a sheet is set. `compact`: reasons beside the names where they fit, and less space between items. */
export type Density = { readonly bodyPt: number; readonly compact: boolean };

/** All type and spacing of the sheet's columns, derived from the size of its body. */
export type TypeScale = {
  readonly bodyPt: number;
  readonly compact: boolean;
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

const scales = new Map<string, TypeScale>();

export function typeScale(density: Density): TypeScale {
  const key = `${density.bodyPt} ${density.compact}`;
  const known = scales.get(key) ?? makeTypeScale(density);
  scales.set(key, known);
  return known;
}

function makeTypeScale({ bodyPt, compact }: Density): TypeScale {
  const style = (weight: Weight, size: number, ink: Ink, figures = false): TextStyle => ({
    weight,
    sizePt: Math.round(bodyPt * size * 4) / 4,
    ink,
    figures,
  });
  const item = style('regular', 1, 'text');
  return {
    bodyPt,
    compact,
    itemGapPt: bodyPt * (compact ? 0.24 : 0.42),
    aisleGapPt: bodyPt * (compact ? 0.6 : 0.85),
    specialGapPt: bodyPt * (compact ? 0.32 : 0.5),
    leadingPt: bodyPt * 1.2,
    quietLeadingPt: bodyPt * 1,
    indentPt: bodyPt * 1.5,
    sectionHeading: style('bold', 1.32, 'text'),
    aisleHeading: style('semibold', 0.86, 'quiet'),
    item,
    body: { ...item, sizePt: item.sizePt * 0.9 },
    price: style('regular', 1, 'text', true),
    quiet: style('regular', 0.82, 'quiet'),
    quietFigures: style('regular', 0.82, 'quiet', true),
    headline: style('semibold', 1, 'text'),
    deal: style('semibold', 0.9, 'text'),
    save: style('semibold', 0.9, 'saving'),
    condition: style('regular', 0.9, 'text'),
    specialPrice: style('bold', 1.36, 'saving', true),
    legal: style('regular', Math.max(0.64, 7 / bodyPt), 'quiet'),
  };
}
