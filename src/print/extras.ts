import { clean, type Draw, ruleAt } from './draw.ts';
import type { Piece } from './flow.ts';
import { type Column, NO_LEAD } from './pieces.ts';
import { quietText, withUnits } from './said.ts';
import type { ExtraContent } from './sheet.ts';
import { type Line, linesAt, spanOf, wrap } from './wrap.ts';

/** Width of the bar that marks the panel, and the text's distance from it. */
const PANEL_BAR_PT = 2.5;
const PANEL_INSET_PT = 12;

/**
 * A recipe, a tip: kind and reason, title and body beside a bar. It may break over columns between lines, but never so that fewer
 * than two lines of the body stand alone, nor the first or the last line of a paragraph of several.
 */
export function extraPieces(column: Column, extra: ExtraContent): Piece[] {
  const { scale } = column;
  const head = headPiece(column, extra);
  const body = bodyLines(column, extra.body ?? '');
  const startsAt = (index: number) => body[index]?.startsParagraph ?? true;
  const lines = body.map(({ line, startsParagraph }, index): Piece => {
    const goesOn = !startsAt(index + 1);
    const leadingPt = scale.item.sizePt * 1.16;
    return {
      heightPt: leadingPt,
      draw: (xPt, yPt, into) => {
        panelBar(0, leadingPt)(xPt, yPt, into);
        linesAt([line], PANEL_INSET_PT, leadingPt * 0.78, leadingPt)(xPt, yPt, into);
      },
      lead: startsParagraph && index > 0 ? paragraphLead(scale.bodyPt * 0.3) : NO_LEAD,
      keepWithNext:
        index === 0 || index === body.length - 2 || (goesOn && (startsParagraph || startsAt(index + 2))),
      carried: undefined,
      label: head.label,
      role: startsParagraph ? 'paragraph' : 'line',
    };
  });
  return [{ ...head, keepWithNext: lines.length > 0 }, ...lines];
}

function headPiece(column: Column, extra: ExtraContent): Piece {
  const { fonts, scale, texts, widthPt } = column;
  const title = clean(extra.title);
  const kind = quietText([texts.extraKind[extra.kind], extra.reasonText]);
  const kindLines = wrap(fonts, [spanOf(fonts, scale.aisleHeading, kind)], widthPt - PANEL_INSET_PT);
  const titleLines = wrap(fonts, [spanOf(fonts, scale.headline, title)], widthPt - PANEL_INSET_PT);
  const kindBaselinePt = scale.bodyPt * 0.8;
  const kindEndPt = kindBaselinePt + (kindLines.length - 1) * scale.leadingPt;
  const titleBaselinePt = kindEndPt + scale.leadingPt * 1.02;
  const heightPt = titleBaselinePt + (titleLines.length - 1) * scale.leadingPt + scale.bodyPt * 0.32;
  return {
    heightPt,
    draw: (xPt, yPt, into) => {
      panelBar(0, heightPt)(xPt, yPt, into);
      linesAt(kindLines, PANEL_INSET_PT, kindBaselinePt, scale.leadingPt)(xPt, yPt, into);
      linesAt(titleLines, PANEL_INSET_PT, titleBaselinePt, scale.leadingPt)(xPt, yPt, into);
    },
    lead: { heightPt: scale.bodyPt * 1.5 },
    keepWithNext: true,
    carried: undefined,
    label: title,
    role: 'section',
  };
}

type BodyLine = { readonly line: Line; readonly startsParagraph: boolean };

function bodyLines({ fonts, scale, widthPt }: Column, body: string): BodyLine[] {
  return body
    .split(/\r\n|\r|\n/)
    .map((paragraph) => withUnits(clean(paragraph)))
    .filter((paragraph) => paragraph !== '')
    .flatMap((text) =>
      wrap(fonts, [spanOf(fonts, scale.body, text)], widthPt - PANEL_INSET_PT).map((line, index) => ({
        line,
        startsParagraph: index === 0,
      })),
    );
}

function paragraphLead(heightPt: number): Piece['lead'] {
  return { heightPt, draw: panelBar(0, heightPt) };
}

function panelBar(fromPt: number, toPt: number): Draw {
  return ruleAt([PANEL_BAR_PT / 2, fromPt], [PANEL_BAR_PT / 2, toPt], PANEL_BAR_PT, 'hairline');
}
