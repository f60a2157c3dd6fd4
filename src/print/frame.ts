import type { DrawOp, TextStyle } from './draw.ts';
import type { Fonts } from './fonts.ts';
import type { PageSetup, SheetContent } from './sheet.ts';
import type { Geometry } from './style.ts';
import type { Texts } from './texts.ts';

/** What the parts around the columns are made with. */
export type SheetFrame = {
  readonly content: SheetContent;
  readonly setup: PageSetup;
  readonly fonts: Fonts;
  readonly texts: Texts;
  readonly geometry: Geometry;
  /** Times the sizes of the head and the foot: 1, or more in large print. */
  readonly typeFactor: number;
};

/** In large print, what is small elsewhere grows most: opening hours are read by the same eyes. */
const LARGE_MIN_PT = 14;
const LARGE_TERMS_PT = 12;
const TERMS_MAX_PT = 8;

export function scaled(style: TextStyle, { typeFactor }: SheetFrame): TextStyle {
  if (typeFactor === 1) return style;
  const leastPt = style.sizePt < TERMS_MAX_PT ? LARGE_TERMS_PT : LARGE_MIN_PT;
  return { ...style, sizePt: Math.max(leastPt, style.sizePt * typeFactor) };
}

/** Marks that belong together around the columns, and what they are to who has the sheet read aloud. `closing`: read after the list, `silent`: never. */
export type Part = {
  readonly role: 'logo' | 'chain' | 'title' | 'text' | 'symbol' | 'closing' | 'silent';
  readonly ops: readonly DrawOp[];
};

/** Parts of a page's head, and where its columns may begin. */
export type Head = { readonly parts: readonly Part[]; readonly bottomPt: number };
