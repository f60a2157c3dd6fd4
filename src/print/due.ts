import { clean, textOpRight, textWidthPt } from './draw.ts';
import type { Piece } from './flow.ts';
import { type Column, fittingLine, money, quietText, sectionHeading, tickBox } from './pieces.ts';
import type { DueContent } from './sheet.ts';
import { lineOps, type Span, wrap } from './wrap.ts';

/** The section of what is due: by aisle in the order given, each aisle under its heading. */
export function duePieces(column: Column, due: readonly DueContent[]): Piece[] {
  if (due.length === 0) return [];
  const { texts } = column;
  const pieces = [sectionHeading(column, texts.dueHeading, 'text')];
  const aisles = byAisle(due);
  const namesAisles = aisles.some(({ aisle }) => aisle !== undefined);
  for (const { aisle, items } of aisles) {
    const name = aisle === undefined ? texts.aisleUnknown : texts.aisle(aisle);
    if (namesAisles) pieces.push(aisleHeading(column, name));
    const carried = namesAisles
      ? { ...aisleHeading(column, texts.continued(name)), role: 'again' as const }
      : undefined;
    for (const [index, item] of items.entries()) {
      // The last two of an aisle stay together: none is carried over alone.
      pieces.push(dueItem(column, item, index === 0 ? undefined : carried, index === items.length - 2));
    }
  }
  return pieces;
}

/** Runs of items of one aisle; items without one come under one heading, at the end. */
export function byAisle(due: readonly DueContent[]): { aisle: string | undefined; items: DueContent[] }[] {
  const aisles = new Map<string | undefined, DueContent[]>();
  for (const item of due) {
    const aisle = item.aisle === undefined ? undefined : clean(item.aisle);
    const items = aisles.get(aisle);
    if (items === undefined) aisles.set(aisle, [item]);
    else items.push(item);
  }
  const nowhere = aisles.get(undefined);
  aisles.delete(undefined);
  if (nowhere !== undefined) aisles.set(undefined, nowhere);
  return [...aisles].map(([aisle, items]) => ({ aisle, items }));
}

function aisleHeading({ fonts, scale, widthPt }: Column, text: string): Piece {
  const style = scale.aisleHeading;
  const lines = wrap(fonts, [{ text, style }], widthPt);
  const baselinePt = style.sizePt * 0.95;
  const lastBaselinePt = baselinePt + (lines.length - 1) * scale.quietLeadingPt;
  const textEndPt = textWidthPt(fonts, style, text) + scale.bodyPt * 0.6;
  const middlePt = lastBaselinePt - style.sizePt * 0.24;
  const ops = lineOps(lines, 0, baselinePt, scale.quietLeadingPt);
  if (lines.length === 1 && textEndPt < widthPt) {
    ops.push({
      op: 'rule',
      fromPt: [textEndPt, middlePt],
      toPt: [widthPt, middlePt],
      thicknessPt: 0.5,
      ink: 'hairline',
    });
  }
  return {
    heightPt: lastBaselinePt + scale.bodyPt * 0.15,
    ops,
    lead: { heightPt: scale.aisleGapPt, ops: [] },
    keepWithNext: true,
    carried: undefined,
    label: text,
    role: 'group',
  };
}

function dueItem(column: Column, item: DueContent, carried: Piece | undefined, keepWithNext: boolean): Piece {
  const { fonts, scale, widthPt } = column;
  const baselinePt = scale.bodyPt * 0.92;
  const price =
    item.regularPriceCents === undefined
      ? undefined
      : textOpRight(fonts, scale.price, money(column, item.regularPriceCents), widthPt, baselinePt);
  const besidePt = widthPt - scale.indentPt - (price === undefined ? 0 : price.widthPt + scale.bodyPt);
  const label = clean(item.description);
  const name: Span = { text: label, style: scale.item };
  const aside: Span = { text: quietText([item.size, item.timingText, item.reasonText]), style: scale.quiet };
  const joined = scale.compact ? fittingLine(column, [name, aside], besidePt) : undefined;
  const lines = joined === undefined ? wrap(fonts, [name], besidePt) : [joined];
  const asideLines = joined === undefined ? wrap(fonts, [aside], widthPt - scale.indentPt) : [];
  const lastBaselinePt = baselinePt + Math.max(0, lines.length - 1) * scale.leadingPt;
  const ops = [tickBox(column, baselinePt), ...lineOps(lines, scale.indentPt, baselinePt, scale.leadingPt)];
  if (price !== undefined) ops.push(price);
  const asidePt = lastBaselinePt + scale.quietLeadingPt;
  ops.push(...lineOps(asideLines, scale.indentPt, asidePt, scale.quietLeadingPt));
  return {
    heightPt: lastBaselinePt + asideLines.length * scale.quietLeadingPt + scale.bodyPt * 0.26,
    ops,
    lead: { heightPt: scale.itemGapPt, ops: [] },
    keepWithNext,
    carried,
    label,
    role: 'item',
  };
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
    ops: [
      tickBox(column, pitchPt - scale.bodyPt * 0.1),
      {
        op: 'rule',
        fromPt: [scale.indentPt, pitchPt],
        toPt: [widthPt, pitchPt],
        thicknessPt: 0.5,
        ink: 'hairline',
      },
    ],
    lead: { heightPt: 0, ops: [] },
    keepWithNext: true,
    carried: undefined,
    label: texts.also,
    role: 'blank',
  };
  return [heading, ...Array.from({ length: count }, () => line)];
}
