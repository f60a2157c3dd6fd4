import { phraseOp, phraseWidthPt, ruleAt } from './draw.ts';
import type { Piece } from './flow.ts';
import { type Column, fittingLine, leastHeadingPt, sectionHeading, tickBox } from './pieces.ts';
import type { SaidAisle, SaidDue } from './said.ts';
import {
  asideIsBeside,
  asideOf,
  BETWEEN_AISLES,
  besideNamePt,
  leastAislePt,
  stretchesOf,
} from './stretches.ts';
import { type Line, linesAt, oneLine, type Span, spaceWidthPt, spanOf, wrap } from './wrap.ts';

/** The section of what is due: by aisle in the order given, each aisle under its heading, or in a stretch of several. */
export function duePieces(column: Column, aisles: readonly SaidAisle[]): Piece[] {
  if (aisles.length === 0) return [];
  const { texts } = column;
  const pieces = [sectionHeading(column, texts.dueHeading, 'text')];
  const namesAisles = aisles.some(({ aisle }) => aisle !== undefined);
  for (const stretch of stretchesOf(column, aisles)) {
    const [first, ...others] = stretch.names;
    const isShared = others.length > 0;
    const heading = stretch.names.join(BETWEEN_AISLES);
    if (namesAisles) pieces.push(aisleHeading(column, heading));
    const carried = (): Piece => ({ ...aisleHeading(column, texts.continued(first)), role: 'again' });
    const again = namesAisles && !isShared ? carried : undefined;
    for (const [index, { name, item }] of stretch.items.entries()) {
      // The last two of an aisle stay together: none is carried over alone.
      const keepWithNext = index === stretch.items.length - 2;
      const where = isShared ? name : undefined;
      pieces.push(dueItem(column, item, where, index > 0 ? again : undefined, keepWithNext));
    }
  }
  return pieces;
}

/**
 * Height below which no pieces of what is due come, set closely: told from widths alone, nothing is broken or made. With the space
 * above each item and heading, which is left out at the top of a column.
 */
export function leastDuePt(column: Column, aisles: readonly SaidAisle[]): number {
  const { scale } = column;
  if (aisles.length === 0) return 0;
  const namesAisles = aisles.some(({ aisle }) => aisle !== undefined);
  const headingPt = leastAislePt(column);
  let sumPt = leastHeadingPt(column);
  for (const { names, items } of stretchesOf(column, aisles)) {
    if (namesAisles) sumPt += headingPt;
    for (const { name: aisle, item } of items) {
      sumPt += scale.bodyPt * 1.18 + scale.itemGapPt;
      // A name of two lines may have all else behind it.
      if (phraseWidthPt(item.name, scale.item) > besideNamePt(column, item)) sumPt += scale.leadingPt;
      else if (!asideIsBeside(column, item, names.length > 1 ? aisle : undefined))
        sumPt += scale.quietLeadingPt;
    }
  }
  return sumPt;
}

function aisleHeading({ fonts, scale, widthPt }: Column, text: string): Piece {
  const style = scale.aisleHeading;
  const heading = spanOf(fonts, style, text);
  const lines = wrap(fonts, [heading], widthPt);
  const baselinePt = style.sizePt * 0.95;
  const lastBaselinePt = baselinePt + (lines.length - 1) * scale.quietLeadingPt;
  const textEndPt = phraseWidthPt(heading.phrase, style) + scale.bodyPt * 0.6;
  const middlePt = lastBaselinePt - style.sizePt * 0.24;
  return {
    heightPt: lastBaselinePt + scale.bodyPt * 0.15,
    draw: (xPt, yPt, into) => {
      linesAt(lines, 0, baselinePt, scale.quietLeadingPt)(xPt, yPt, into);
      if (lines.length > 1 || textEndPt >= widthPt) return;
      ruleAt([textEndPt, middlePt], [widthPt, middlePt], 0.5, 'hairline')(xPt, yPt, into);
    },
    lead: { heightPt: scale.aisleGapPt },
    keepWithNext: true,
    carried: undefined,
    label: text,
    role: 'group',
  };
}

function dueItem(
  column: Column,
  item: SaidDue,
  where: string | undefined,
  carried: (() => Piece) | undefined,
  keepWithNext: boolean,
): Piece {
  const { fonts, scale, widthPt } = column;
  const { price } = item;
  const baselinePt = scale.bodyPt * 0.92;
  const pricePt = price === undefined ? 0 : phraseWidthPt(price, scale.price);
  const besidePt = besideNamePt(column, item);
  const name: Span = { phrase: item.name, style: scale.item };
  const aside = asideOf(column, item.aside, where);
  const joined = scale.compact ? fittingLine(column, [name, ...aside], besidePt) : undefined;
  const named = joined === undefined ? wrap(fonts, [name], besidePt) : [joined];
  const shared = joined === undefined && scale.compact ? sharedLine(column, named, aside) : undefined;
  const lines = shared === undefined ? named : [...named.slice(0, -1), shared];
  const asideLines =
    joined === undefined && shared === undefined ? wrap(fonts, aside, widthPt - scale.indentPt) : [];
  const lastBaselinePt = baselinePt + Math.max(0, lines.length - 1) * scale.leadingPt;
  return {
    heightPt: lastBaselinePt + asideLines.length * scale.quietLeadingPt + scale.bodyPt * 0.26,
    draw: (xPt, yPt, into) => {
      tickBox(column, baselinePt)(xPt, yPt, into);
      linesAt(lines, scale.indentPt, baselinePt, scale.leadingPt)(xPt, yPt, into);
      if (price !== undefined)
        into.push(phraseOp(price, scale.price, widthPt - pricePt + xPt, baselinePt + yPt));
      const asidePt = lastBaselinePt + scale.quietLeadingPt;
      linesAt(asideLines, scale.indentPt, asidePt, scale.quietLeadingPt)(xPt, yPt, into);
    },
    lead: { heightPt: scale.itemGapPt },
    keepWithNext,
    carried,
    label: item.name.text,
    role: 'item',
  };
}

/** The last line of a name that takes several, with the aside behind it where that fits whole: below the price, the column is free. */
function sharedLine(
  { fonts, scale, widthPt }: Column,
  named: readonly Line[],
  aside: readonly Span[],
): Line | undefined {
  const last = named.at(-1);
  const end = last?.at(-1);
  if (named.length < 2 || last === undefined || end === undefined) return undefined;
  const fromPt = end.xPt + end.widthPt + spaceWidthPt(fonts, scale.quiet);
  const tail = oneLine(fonts, aside, widthPt - scale.indentPt - fromPt);
  return tail === undefined || tail.length === 0
    ? undefined
    : [...last, ...tail.map((part) => ({ ...part, xPt: fromPt + part.xPt }))];
}

/** Empty lines to tick, for what the shopper adds by hand; as many as find room, at most six. */
export function alsoPieces(column: Column, roomPt: number): Piece[] {
  const { scale, texts, widthPt } = column;
  const pitchPt = scale.bodyPt * 1.95;
  const heading: Piece = { ...aisleHeading(column, texts.also), role: 'blank' };
  const linesBelow = (leadPt: number): number =>
    Math.min(6, Math.floor((roomPt - heading.heightPt - leadPt) / pitchPt));
  const count = linesBelow(scale.aisleGapPt);
  // Closely set, an aisle's space is little below a recipe; a line to write on is worth it.
  const calmPt = Math.max(scale.aisleGapPt, scale.bodyPt * 0.85);
  const lead = { heightPt: linesBelow(calmPt) === count ? calmPt : scale.aisleGapPt };
  if (count < 2) return [];
  const line: Piece = {
    heightPt: pitchPt,
    draw: (xPt, yPt, into) => {
      tickBox(column, pitchPt - scale.bodyPt * 0.1)(xPt, yPt, into);
      ruleAt([scale.indentPt, pitchPt], [widthPt, pitchPt], 0.5, 'hairline')(xPt, yPt, into);
    },
    lead: { heightPt: 0 },
    keepWithNext: true,
    carried: undefined,
    label: texts.also,
    role: 'blank',
  };
  return [{ ...heading, lead }, ...Array.from({ length: count }, () => line)];
}
