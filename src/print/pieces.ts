import { type Draw, phraseWidthPt, ruleAt } from './draw.ts';
import type { Piece } from './flow.ts';
import type { Fonts } from './fonts.ts';
import type { TypeScale } from './style.ts';
import type { Texts } from './texts.ts';
import { type Line, linesAt, oneLine, type Span, spaceWidthPt, spanOf, wrap } from './wrap.ts';

/** What every piece of a column is made with. */
export type Column = {
  readonly fonts: Fonts;
  readonly texts: Texts;
  readonly scale: TypeScale;
  readonly widthPt: number;
};

export const NO_LEAD = { heightPt: 0 } as const;

/** A box to tick, centred on the capitals of a line of body type. */
export function tickBox({ scale }: Column, baselinePt: number): Draw {
  const sidePt = scale.bodyPt * 0.82;
  const capsMiddlePt = baselinePt - scale.bodyPt * 0.33;
  return (xPt, yPt, into) =>
    void into.push({
      op: 'box',
      area: { xPt: 0.4 + xPt, yPt: capsMiddlePt - sidePt / 2 + yPt, widthPt: sidePt, heightPt: sidePt },
      thicknessPt: 0.8,
      ink: 'text',
    });
}

/** A section's heading over the whole column, with a rule below it. */
export function sectionHeading(column: Column, text: string, ink: 'text' | 'brand'): Piece {
  const { fonts, scale, widthPt } = column;
  const style = scale.sectionHeading;
  const lines = wrap(fonts, [spanOf(fonts, style, text)], widthPt);
  const baselinePt = style.sizePt * 0.9;
  const leadingPt = style.sizePt * 1.15;
  const rulePt = baselinePt + (lines.length - 1) * leadingPt + scale.bodyPt * 0.5;
  return {
    heightPt: rulePt + scale.bodyPt * 0.35,
    draw: (xPt, yPt, into) => {
      linesAt(lines, 0, baselinePt, leadingPt)(xPt, yPt, into);
      ruleAt([0, rulePt], [widthPt, rulePt], 1.5, ink)(xPt, yPt, into);
    },
    lead: { heightPt: scale.bodyPt * 1.6 },
    keepWithNext: true,
    carried: undefined,
    label: text,
    role: 'section',
  };
}

/** Height of a section's heading in a single line. */
export function leastHeadingPt({ scale }: Column): number {
  return scale.sectionHeading.sizePt * 0.9 + scale.bodyPt * 0.85;
}

/** The heading's words again, small, where its section goes on in another column. */
export function carriedHeading({ fonts, scale, widthPt }: Column, text: string): Piece {
  const style = scale.aisleHeading;
  const lines = wrap(fonts, [spanOf(fonts, style, text)], widthPt);
  const baselinePt = style.sizePt * 0.95;
  return {
    heightPt: baselinePt + (lines.length - 1) * scale.quietLeadingPt + scale.bodyPt * 0.15,
    draw: linesAt(lines, 0, baselinePt, scale.quietLeadingPt),
    lead: NO_LEAD,
    keepWithNext: true,
    carried: undefined,
    label: text,
    role: 'again',
  };
}

/** These spans as one line, where there is anything in them and it finds room. */
export function fittingLine({ fonts }: Column, spans: readonly Span[], roomPt: number): Line | undefined {
  let widthPt = 0;
  for (const { phrase, style } of spans) widthPt += spaceWidthPt(fonts, style) + phraseWidthPt(phrase, style);
  if (widthPt > roomPt) return undefined;
  const line = oneLine(fonts, spans, roomPt);
  return line?.length === 0 ? undefined : line;
}
