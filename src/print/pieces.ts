import { type Cents, formatCents } from '../shared/cents.ts';
import { clean, type DrawOp, NO_BREAK_SPACE, textWidthPt } from './draw.ts';
import type { Piece } from './flow.ts';
import type { Fonts } from './fonts.ts';
import { remembering } from './shaping.ts';
import type { TypeScale } from './style.ts';
import type { Texts } from './texts.ts';
import { type Line, lineOps, oneLine, type Span, wrap } from './wrap.ts';

/** What every piece of a column is made with. */
export type Column = {
  readonly fonts: Fonts;
  readonly texts: Texts;
  readonly scale: TypeScale;
  readonly widthPt: number;
  readonly currencySign: string;
};

export const NO_LEAD = { heightPt: 0, ops: [] } as const;

/** Prices are few, and each is asked for at every size that is tried. */
const amounts = new Map<string, (value: Cents) => string>();

export function money({ currencySign }: Column, value: Cents): string {
  let amount = amounts.get(currencySign);
  if (amount === undefined) {
    amount = remembering((of: Cents) => `${currencySign}${formatCents(of)}`);
    amounts.set(currencySign, amount);
  }
  return amount(value);
}

/** A box to tick, centred on the capitals of a line of body type. */
export function tickBox({ scale }: Column, baselinePt: number): DrawOp {
  const sidePt = scale.bodyPt * 0.82;
  const capsMiddlePt = baselinePt - scale.bodyPt * 0.33;
  return {
    op: 'box',
    area: { xPt: 0.4, yPt: capsMiddlePt - sidePt / 2, widthPt: sidePt, heightPt: sidePt },
    thicknessPt: 0.8,
    ink: 'text',
  };
}

/** A section's heading over the whole column, with a rule below it. */
export function sectionHeading(column: Column, text: string, ink: 'text' | 'brand'): Piece {
  const { fonts, scale, widthPt } = column;
  const style = scale.sectionHeading;
  const lines = wrap(fonts, [{ text, style }], widthPt);
  const baselinePt = style.sizePt * 0.9;
  const rulePt = baselinePt + (lines.length - 1) * style.sizePt * 1.15 + scale.bodyPt * 0.5;
  return {
    heightPt: rulePt + scale.bodyPt * 0.35,
    ops: [
      ...lineOps(lines, 0, baselinePt, style.sizePt * 1.15),
      { op: 'rule', fromPt: [0, rulePt], toPt: [widthPt, rulePt], thicknessPt: 1.5, ink },
    ],
    lead: { heightPt: scale.bodyPt * 1.6, ops: [] },
    keepWithNext: true,
    carried: undefined,
    label: text,
    role: 'section',
  };
}

/** The heading's words again, small, where its section goes on in another column. */
export function carriedHeading({ fonts, scale, widthPt }: Column, text: string): Piece {
  const style = scale.aisleHeading;
  const lines = wrap(fonts, [{ text, style }], widthPt);
  const baselinePt = style.sizePt * 0.95;
  return {
    heightPt: baselinePt + (lines.length - 1) * scale.quietLeadingPt + scale.bodyPt * 0.15,
    ops: lineOps(lines, 0, baselinePt, scale.quietLeadingPt),
    lead: NO_LEAD,
    keepWithNext: true,
    carried: undefined,
    label: text,
    role: 'again',
  };
}

/** Longest part of a quiet line that is kept on one line: "4 × 120 ct", "about every 9 days". */
const UNBROKEN_LENGTH_MAX = 22;

type Facts = readonly (string | undefined)[];

/** Facts of an item as one quiet line, "3 lb bag · about every 12 days"; those not known are left out. */
export function quietText(facts: Facts): string {
  asked = facts;
  return quiet(facts.join('\n'));
}

let asked: Facts = [];
const quiet = remembering(() =>
  asked
    .map((fact) => clean(fact ?? ''))
    .filter((fact) => fact !== '')
    .map((fact) => (fact.length <= UNBROKEN_LENGTH_MAX ? fact.replaceAll(' ', NO_BREAK_SPACE) : fact))
    .join(`${NO_BREAK_SPACE}\u00b7 `),
);

/** These spans as one line, where there is anything in them and it finds room. */
export function fittingLine({ fonts }: Column, spans: readonly Span[], roomPt: number): Line | undefined {
  let widthPt = 0;
  for (const { text, style } of spans)
    widthPt += textWidthPt(fonts, style, ' ') + textWidthPt(fonts, style, text);
  if (widthPt > roomPt) return undefined;
  const line = oneLine(fonts, spans);
  return line.length === 0 ? undefined : line;
}
