import type { Cents } from '../shared/cents.ts';
import { clean, type DrawOp, textOp, textOpRight, textWidthPt } from './draw.ts';
import type { Piece } from './flow.ts';
import {
  type Column,
  carriedHeading,
  fittingLine,
  money,
  quietText,
  sectionHeading,
  tickBox,
} from './pieces.ts';
import type { SpecialContent } from './sheet.ts';
import { type Line, lineOps, type Span, wrap } from './wrap.ts';

/** The section of the household's own offers; the disclosure stands above them in each column that they are in. */
export function specialPieces(
  column: Column,
  specials: readonly SpecialContent[],
  disclosure: string | undefined,
): Piece[] {
  if (specials.length === 0) return [];
  const heading = column.texts.specialsHeading;
  const carried = withNote(column, carriedHeading(column, column.texts.continued(heading)), disclosure);
  return [
    withNote(column, sectionHeading(column, heading, 'brand'), disclosure),
    ...specials.map((special, index) => specialPiece(column, special, index === 0 ? undefined : carried)),
  ];
}

/** A heading with a sentence below it that may not be parted from it. */
function withNote({ fonts, scale, widthPt }: Column, heading: Piece, note: string | undefined): Piece {
  if (note === undefined) return heading;
  const lines = wrap(fonts, [{ text: clean(note), style: scale.condition }], widthPt);
  const firstPt = heading.heightPt + scale.condition.sizePt;
  return {
    ...heading,
    noteAt: heading.ops.length,
    heightPt: firstPt + (lines.length - 1) * scale.leadingPt + scale.bodyPt * 0.3,
    ops: [...heading.ops, ...lineOps(lines, 0, firstPt, scale.leadingPt)],
  };
}

/** How far a currency sign reaches below its line, in parts of its size. */
const SIGN_BELOW = 0.2;

function specialPiece(column: Column, special: SpecialContent, carried: Piece | undefined): Piece {
  const { fonts, scale, widthPt } = column;
  const prices = priceOps(column, special);
  const textPt = widthPt - scale.indentPt;
  const besidePt = textPt - (prices.widthPt === 0 ? 0 : prices.widthPt + scale.bodyPt);
  const baselinePt = scale.bodyPt * 0.98;
  const ops: DrawOp[] = [tickBox(column, baselinePt)];
  let endPt = baselinePt - scale.leadingPt;
  for (const { spans, line, leadingPt } of paragraphs(column, special, besidePt)) {
    // Below the prices, the tail of a dollar sign included, a line may use the whole width.
    const clear = endPt + leadingPt * 0.35 >= prices.bottomPt + scale.bodyPt * SIGN_BELOW;
    const lines = line === undefined ? wrap(fonts, spans, clear ? textPt : besidePt) : [line];
    ops.push(...lineOps(lines, scale.indentPt, endPt + leadingPt, leadingPt));
    endPt += lines.length * leadingPt;
  }
  return {
    heightPt: Math.max(endPt, prices.bottomPt) + scale.bodyPt * 0.26,
    ops: [...ops, ...prices.ops],
    lead: specialLead(column, carried === undefined),
    keepWithNext: false,
    carried,
    label: nameOfSpecial(special),
    role: 'item',
  };
}

type Paragraph = {
  readonly spans: readonly Span[];
  /** Where they are one already. */
  readonly line?: Line | undefined;
  readonly leadingPt: number;
};

/** What it is, and what else it may be; what it gives and for what; where and why; the terms. Compact sheets join what fits in a line. */
function paragraphs(column: Column, special: SpecialContent, roomPt: number): Paragraph[] {
  const { scale } = column;
  const save = saveSpans(column, special);
  const deal = dealSpans(column, special);
  const aside: Span[] = [{ text: asideText(column, special), style: scale.quiet }];
  const legal: Span[] = [{ text: clean(special.legalText ?? ''), style: scale.legal }];
  const line = scale.compact ? fittingLine(column, [...save, ...aside], roomPt) : undefined;
  return [
    { spans: [{ text: nameOfSpecial(special), style: scale.headline }], leadingPt: scale.leadingPt },
    { spans: [{ text: clean(special.groupText ?? ''), style: scale.condition }], leadingPt: scale.leadingPt },
    { spans: deal, leadingPt: scale.leadingPt },
    { spans: save, line, leadingPt: scale.leadingPt },
    { spans: line === undefined ? aside : [], leadingPt: scale.quietLeadingPt },
    { spans: legal, leadingPt: scale.legal.sizePt * 1.22 },
  ];
}

/** A shopper looks for the product; a special on the whole basket has none, and is called by its deal. */
export function nameOfSpecial(special: SpecialContent): string {
  return clean(special.description) || clean(special.headline);
}

function dealSpans(column: Column, special: SpecialContent): Span[] {
  const text = dealText(special, (cents) => money(column, cents));
  return text === undefined ? [] : [{ text, style: column.scale.deal }];
}

/** The deal in the offer's own words, unless the sheet says the same anyway: "$1.00 off" beside "Save $1.00". */
export function dealText(special: SpecialContent, said: (price: Cents) => string): string | undefined {
  const headline = clean(special.headline);
  const says = (text: string) => text.toLowerCase() === headline.toLowerCase();
  if (says(nameOfSpecial(special)) || says(clean(special.saveText))) return undefined;
  const words = headline.split(' ');
  if (words.length > 2) return headline;
  const { priceWithOfferCents } = special;
  const figures = clean(special.saveText).split(' ');
  if (priceWithOfferCents !== undefined) figures.push(said(priceWithOfferCents));
  return words.some((word) => /\d/.test(word) && figures.includes(word)) ? undefined : headline;
}

/** A rule between two specials; the first has the heading's. */
function specialLead({ scale, widthPt }: Column, first: boolean): Piece['lead'] {
  const gapPt = scale.specialGapPt;
  if (first) return { heightPt: gapPt, ops: [] };
  return {
    heightPt: 2 * gapPt,
    ops: [{ op: 'rule', fromPt: [0, gapPt], toPt: [widthPt, gapPt], thicknessPt: 0.5, ink: 'hairline' }],
  };
}

/** What it saves, what for, and until when if that is before the sheet's own end. */
function saveSpans({ scale, texts }: Column, special: SpecialContent): Span[] {
  const { conditionText, validUntil } = special;
  const condition = quietText([
    conditionText,
    validUntil === undefined ? undefined : texts.onlyThrough(validUntil),
  ]);
  return [
    { text: clean(special.saveText), style: scale.save },
    { text: condition, style: scale.condition },
  ];
}

/** How much, where, why: one quiet paragraph. */
function asideText({ texts }: Column, { size, aisle, reasonText }: SpecialContent): string {
  return quietText([size, aisle === undefined ? undefined : texts.aisle(clean(aisle)), reasonText]);
}

/** The price with the offer, and under it the shelf price, struck through; right-aligned. */
function priceOps(
  column: Column,
  special: SpecialContent,
): { readonly ops: DrawOp[]; readonly widthPt: number; readonly bottomPt: number } {
  const { fonts, scale, texts, widthPt } = column;
  const { regularPriceCents, priceWithOfferCents } = special;
  if (priceWithOfferCents === undefined || regularPriceCents === priceWithOfferCents) {
    if (regularPriceCents === undefined) return { ops: [], widthPt: 0, bottomPt: 0 };
    const price = money(column, regularPriceCents);
    const op = textOpRight(fonts, scale.price, price, widthPt, scale.bodyPt * 0.98);
    return { ops: [op], widthPt: textWidthPt(fonts, scale.price, price), bottomPt: scale.bodyPt * 0.98 };
  }
  const now = money(column, priceWithOfferCents);
  const nowBaselinePt = scale.bodyPt * 1.12;
  const nowPt = textWidthPt(fonts, scale.specialPrice, now);
  const nowOp = textOpRight(fonts, scale.specialPrice, now, widthPt, nowBaselinePt);
  if (regularPriceCents === undefined) return { ops: [nowOp], widthPt: nowPt, bottomPt: nowBaselinePt };
  const before = money(column, regularPriceCents);
  const beforeBaselinePt = nowBaselinePt + scale.leadingPt * 0.95;
  const beforePt = textWidthPt(fonts, scale.quietFigures, before);
  const was = `${texts.was} `;
  const wasPt = textWidthPt(fonts, scale.quiet, was);
  const strikePt = beforeBaselinePt - scale.quiet.sizePt * 0.29;
  return {
    ops: [
      nowOp,
      textOp(fonts, scale.quiet, was, widthPt - beforePt - wasPt - 1, beforeBaselinePt),
      textOpRight(fonts, scale.quietFigures, before, widthPt, beforeBaselinePt),
      {
        op: 'rule',
        fromPt: [widthPt - beforePt, strikePt],
        toPt: [widthPt, strikePt],
        thicknessPt: 0.7,
        ink: 'quiet',
      },
    ],
    widthPt: Math.max(nowPt, beforePt + wasPt + 1),
    bottomPt: beforeBaselinePt,
  };
}
