import { phraseOf, phraseWidthPt, textWidthPt } from './draw.ts';
import type { Column } from './pieces.ts';
import type { SaidAisle, SaidDue } from './said.ts';
import { NO_BREAK_SPACE, type Phrase } from './shaping.ts';
import { oneLine, type Span } from './wrap.ts';

// Which aisles share a heading, and what their items say of where they are.

/** Items under one heading, each with its aisle in words. */
export type Stretch = {
  readonly names: [string, ...string[]];
  readonly items: { readonly name: string; readonly item: SaidDue }[];
};

/** An aisle of more items has a heading of its own. */
const SHARED_ITEMS_MAX = 2;
export const BETWEEN_AISLES = ' \u00b7 ';

/**
 * Aisles, each a stretch of its own; set closely, neighbours of few items are one as far as a line holds their names, and each
 * of the items says where it stands: eleven headings over sixteen items take a fifth of what a page has room for. Not where the
 * aisles' names would push more lines below the items' own than the heading takes.
 */
export function stretchesOf(column: Column, aisles: readonly SaidAisle[]): Stretch[] {
  const { fonts, scale, texts, widthPt } = column;
  const roomPt = widthPt - scale.bodyPt * 2;
  const betweenPt = textWidthPt(fonts, scale.aisleHeading, BETWEEN_AISLES);
  const stretches: Stretch[] = [];
  /** Of the stretch that goes on; `undefined` where none does. */
  let usedPt: number | undefined;
  const headingPt = leastAislePt(column);
  for (const { aisle, items } of aisles) {
    const name = aisle === undefined ? texts.aisleUnknown : texts.aisle(aisle);
    const named = items.map((item) => ({ name, item }));
    const last = stretches.at(-1);
    const isShareable = scale.close && aisle !== undefined && items.length <= SHARED_ITEMS_MAX;
    const namePt = isShareable ? textWidthPt(fonts, scale.aisleHeading, name) : undefined;
    if (
      last !== undefined &&
      namePt !== undefined &&
      usedPt !== undefined &&
      usedPt + betweenPt + namePt <= roomPt &&
      headingPt > sharedPt(column, last.names.length === 1 ? [...last.items, ...named] : named)
    ) {
      if (!last.names.includes(name)) last.names.push(name);
      last.items.push(...named);
      usedPt += betweenPt + namePt;
    } else {
      stretches.push({ names: [name], items: named });
      usedPt = namePt;
    }
  }
  return stretches;
}

/** Height of an aisle's heading in a single line, and of the space above it. */
export function leastAislePt({ scale }: Column): number {
  return scale.aisleHeading.sizePt * 0.95 + scale.bodyPt * 0.15 + scale.aisleGapPt;
}

/** How much higher items are for saying their aisles: by a line, where all else fitted beside the name. */
function sharedPt(column: Column, items: Stretch['items']): number {
  let sumPt = 0;
  for (const { name, item } of items)
    if (asideIsBeside(column, item, undefined) && !asideIsBeside(column, item, name))
      sumPt += column.scale.quietLeadingPt;
  return sumPt;
}

export function asideIsBeside(column: Column, item: SaidDue, where: string | undefined): boolean {
  const name: Span = { phrase: item.name, style: column.scale.item };
  const spans = [name, ...asideOf(column, item.aside, where)];
  return oneLine(column.fonts, spans, besideNamePt(column, item)) !== undefined;
}

/** What the price leaves of the column for the name. */
export function besideNamePt({ scale, widthPt }: Column, { price }: SaidDue): number {
  const pricePt = price === undefined ? 0 : phraseWidthPt(price, scale.price) + scale.bodyPt;
  return widthPt - scale.indentPt - pricePt;
}

/** Where, if no heading says it, how much, when and why. */
export function asideOf({ fonts, scale }: Column, aside: Phrase, where: string | undefined): Span[] {
  const style = scale.quiet;
  const all: Span = { phrase: aside, style };
  if (where === undefined) return [all];
  const words = where.replaceAll(' ', NO_BREAK_SPACE);
  const text = aside.text === '' ? words : `${words}${NO_BREAK_SPACE}\u00b7`;
  return [{ phrase: phraseOf(fonts, style, text), style }, all];
}
