import { phraseOp, phraseWidthPt, ruleAt } from './draw.ts';
import type { Piece } from './flow.ts';
import { type Column, fittingLine, sectionHeading, tickBox } from './pieces.ts';
import type { SaidAisle, SaidDue } from './said.ts';
import { type Line, linesAt, type Span, spaceWidthPt, spanOf, wrap } from './wrap.ts';

/** The section of what is due: by aisle in the order given, each aisle under its heading. */
export function duePieces(column: Column, aisles: readonly SaidAisle[]): Piece[] {
  if (aisles.length === 0) return [];
  const { texts } = column;
  const pieces = [sectionHeading(column, texts.dueHeading, 'text')];
  const namesAisles = aisles.some(({ aisle }) => aisle !== undefined);
  for (const { aisle, items } of aisles) {
    const name = aisle === undefined ? texts.aisleUnknown : texts.aisle(aisle);
    if (namesAisles) pieces.push(aisleHeading(column, name));
    const carried = (): Piece => ({ ...aisleHeading(column, texts.continued(name)), role: 'again' });
    for (const [index, item] of items.entries()) {
      // The last two of an aisle stay together: none is carried over alone.
      const keepWithNext = index === items.length - 2;
      pieces.push(dueItem(column, item, namesAisles && index > 0 ? carried : undefined, keepWithNext));
    }
  }
  return pieces;
}

/** Height below which no pieces of what is due come, set closely: told from widths alone, nothing is broken or made. */
export function leastDuePt(column: Column, aisles: readonly SaidAisle[]): number {
  const { scale, widthPt } = column;
  const headingPt = scale.aisleHeading.sizePt * 0.95 + scale.bodyPt * 0.15;
  let sumPt = aisles.some(({ aisle }) => aisle !== undefined) ? aisles.length * headingPt : 0;
  for (const { items } of aisles) {
    for (const { name, aside, price } of items) {
      sumPt += scale.bodyPt * 1.18;
      const pricePt = price === undefined ? 0 : phraseWidthPt(price, scale.price) + scale.bodyPt;
      const joinedPt = phraseWidthPt(name, scale.item) + phraseWidthPt(aside, scale.quiet);
      if (aside.text !== '' && joinedPt > widthPt - scale.indentPt - pricePt) sumPt += scale.quietLeadingPt;
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
  carried: (() => Piece) | undefined,
  keepWithNext: boolean,
): Piece {
  const { fonts, scale, widthPt } = column;
  const { price } = item;
  const baselinePt = scale.bodyPt * 0.92;
  const pricePt = price === undefined ? 0 : phraseWidthPt(price, scale.price);
  const besidePt = widthPt - scale.indentPt - (price === undefined ? 0 : pricePt + scale.bodyPt);
  const name: Span = { phrase: item.name, style: scale.item };
  const aside: Span = { phrase: item.aside, style: scale.quiet };
  const joined = scale.compact ? fittingLine(column, [name, aside], besidePt) : undefined;
  const named = joined === undefined ? wrap(fonts, [name], besidePt) : [joined];
  const shared = joined === undefined && scale.compact ? sharedLine(column, named, aside) : undefined;
  const lines = shared === undefined ? named : [...named.slice(0, -1), shared];
  const asideLines =
    joined === undefined && shared === undefined ? wrap(fonts, [aside], widthPt - scale.indentPt) : [];
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
  aside: Span,
): Line | undefined {
  const last = named.at(-1);
  const end = last?.at(-1);
  if (named.length < 2 || last === undefined || end === undefined || aside.phrase.text === '')
    return undefined;
  const xPt = end.xPt + end.widthPt + spaceWidthPt(fonts, aside.style);
  const asidePt = phraseWidthPt(aside.phrase, aside.style);
  return xPt + asidePt > widthPt - scale.indentPt
    ? undefined
    : [...last, { ...aside, xPt, widthPt: asidePt }];
}

/** Empty lines to tick, for what the shopper adds by hand; as many as find room, at most six. */
export function alsoPieces(column: Column, roomPt: number): Piece[] {
  const { scale, texts, widthPt } = column;
  const pitchPt = scale.bodyPt * 1.95;
  const heading: Piece = { ...aisleHeading(column, texts.also), role: 'blank' };
  const count = Math.min(6, Math.floor((roomPt - heading.heightPt - heading.lead.heightPt) / pitchPt));
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
  return [heading, ...Array.from({ length: count }, () => line)];
}
