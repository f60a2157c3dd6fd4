import { clean, type Draw, phraseOp, phraseWidthPt, ruleAt, type TextStyle } from './draw.ts';
import type { Piece } from './flow.ts';
import {
  type Column,
  carriedHeading,
  fittingLine,
  leastHeadingPt,
  sectionHeading,
  tickBox,
} from './pieces.ts';
import type { SaidPrices, SaidSpecial } from './said.ts';
import type { Phrase } from './shaping.ts';
import type { TypeScale } from './style.ts';
import { type Line, linesAt, type Span, spanOf, wrap } from './wrap.ts';

/** The section of the household's own offers; the disclosure stands above them in each column that they are in. */
export function specialPieces(
  column: Column,
  specials: readonly SaidSpecial[],
  disclosure: string | undefined,
): Piece[] {
  if (specials.length === 0) return [];
  const heading = column.texts.specialsHeading;
  const carried = () => withNote(column, carriedHeading(column, column.texts.continued(heading)), disclosure);
  const pieces = specials.map((special, index) =>
    specialPiece(column, special, index === 0 ? undefined : carried),
  );
  // The last two stay together: none stands alone under a heading that is said again.
  const [last, before] = [pieces.at(-1), pieces.at(-2)];
  if (last !== undefined && before !== undefined)
    pieces[pieces.length - 2] = {
      ...before,
      keepWithNext: before.heightPt + last.heightPt < column.scale.bodyPt * TOGETHER_BODIES,
    };
  return [withNote(column, sectionHeading(column, heading, 'brand'), disclosure), ...pieces];
}

/** Two specials longer than that, with terms as long as a leaflet's, might not find a column that holds both. */
const TOGETHER_BODIES = 18;

/** As {@link leastDuePt}, of the specials. */
export function leastSpecialsPt(column: Column, specials: readonly SaidSpecial[]): number {
  if (specials.length === 0) return 0;
  const { scale, widthPt } = column;
  const textPt = widthPt - scale.indentPt;
  let sumPt = leastHeadingPt(column) - scale.specialGapPt;
  for (const { name, group, deal, save, condition, aside, legal } of specials) {
    const savePt = phraseWidthPt(save, scale.save) + phraseWidthPt(condition, scale.condition);
    const asidePt = phraseWidthPt(aside, scale.quiet);
    const lines =
      leastLines(phraseWidthPt(name, scale.headline), textPt) +
      leastLines(phraseWidthPt(group, scale.condition), textPt) +
      leastLines(phraseWidthPt(deal, scale.deal), textPt) +
      leastLines(savePt, textPt);
    if (lines > 0) sumPt += scale.bodyPt * 1.24 + (lines - 1) * scale.leadingPt;
    if (asidePt > 0 && savePt + asidePt > textPt) sumPt += scale.quietLeadingPt;
    sumPt += leastLines(phraseWidthPt(legal, scale.legal), textPt) * scale.legal.sizePt * LEGAL_LEADING;
    sumPt += 2 * scale.specialGapPt;
  }
  return sumPt;
}

/** Lines below which a text of that width does not come; the spaces at which it is broken are less than a tenth of them. */
function leastLines(textPt: number, roomPt: number): number {
  return Math.ceil(textPt / (roomPt * 1.1));
}

/** Of the terms, in sizes of their type. */
const LEGAL_LEADING = 1.22;

/** A heading with a sentence below it that may not be parted from it. */
function withNote({ fonts, scale, widthPt }: Column, heading: Piece, note: string | undefined): Piece {
  if (note === undefined) return heading;
  const lines = wrap(fonts, [spanOf(fonts, scale.condition, clean(note))], widthPt);
  const firstPt = heading.heightPt + scale.condition.sizePt;
  return {
    ...heading,
    noteTexts: lines.reduce((sum, line) => sum + line.length, 0),
    heightPt: firstPt + (lines.length - 1) * scale.leadingPt + scale.bodyPt * 0.3,
    draw: (xPt, yPt, into) => {
      heading.draw(xPt, yPt, into);
      linesAt(lines, 0, firstPt, scale.leadingPt)(xPt, yPt, into);
    },
  };
}

/** How far a currency sign reaches below its line, in parts of its size. */
const SIGN_BELOW = 0.2;

function specialPiece(column: Column, special: SaidSpecial, carried: (() => Piece) | undefined): Piece {
  const { fonts, scale, widthPt } = column;
  const prices = placedPrices(column, special.prices);
  const textPt = widthPt - scale.indentPt;
  const besidePt = textPt - (prices.widthPt === 0 ? 0 : prices.widthPt + scale.bodyPt);
  const baselinePt = scale.bodyPt * 0.98;
  const draws: Draw[] = [tickBox(column, baselinePt)];
  let endPt = baselinePt - scale.leadingPt;
  /** Below the prices, the tail of a dollar sign included, a line may use the whole width. */
  const roomPt = (leadingPt: number): number =>
    endPt + leadingPt * 0.35 >= prices.bottomPt + scale.bodyPt * SIGN_BELOW ? textPt : besidePt;
  const set = (lines: readonly Line[], leadingPt: number): void => {
    if (lines.length === 0) return;
    draws.push(linesAt(lines, scale.indentPt, endPt + leadingPt, leadingPt));
    endPt += lines.length * leadingPt;
  };
  const add = ({ spans, leadingPt, tail }: Paragraph): void => {
    const joined =
      tail !== undefined && scale.compact
        ? fittingLine(column, [...spans, ...tail.spans], roomPt(leadingPt))
        : undefined;
    set(joined === undefined ? wrap(fonts, spans, roomPt(leadingPt)) : [joined], leadingPt);
    if (joined === undefined && tail !== undefined) add(tail);
  };
  for (const paragraph of paragraphs(column, special)) add(paragraph);
  draws.push(prices.draw);
  return {
    heightPt: Math.max(endPt, prices.bottomPt) + scale.bodyPt * 0.26,
    draw: (xPt, yPt, into) => {
      for (const draw of draws) draw(xPt, yPt, into);
    },
    lead: specialLead(column, carried === undefined),
    keepWithNext: false,
    carried,
    label: special.name.text,
    role: 'item',
  };
}

type Paragraph = {
  readonly spans: readonly Span[];
  readonly leadingPt: number;
  /** What may stand behind it, where one line holds both, and follows it otherwise. */
  readonly tail?: Paragraph;
};

/** What it is, and what else it may be; what it gives and for what; where and why; the terms. */
function paragraphs({ scale }: Column, special: SaidSpecial): readonly Paragraph[] {
  const span = (phrase: Phrase, style: TextStyle): Span => ({ phrase, style });
  const { leadingPt, quietLeadingPt } = scale;
  const save = [span(special.save, scale.save), span(special.condition, scale.condition)];
  const aside: Paragraph = { spans: [span(special.aside, scale.quiet)], leadingPt: quietLeadingPt };
  return [
    { spans: [span(special.name, scale.headline)], leadingPt },
    { spans: [span(special.group, scale.condition)], leadingPt },
    { spans: [span(special.deal, scale.deal)], leadingPt },
    { spans: save, leadingPt, tail: aside },
    { spans: [span(special.legal, scale.legal)], leadingPt: scale.legal.sizePt * LEGAL_LEADING },
  ];
}

/** A rule between two specials; the first has the heading's. */
function specialLead({ scale, widthPt }: Column, first: boolean): Piece['lead'] {
  const gapPt = scale.specialGapPt;
  if (first) return { heightPt: gapPt };
  return { heightPt: 2 * gapPt, draw: ruleAt([0, gapPt], [widthPt, gapPt], 0.5, 'hairline') };
}

type PlacedPrices = { readonly draw: Draw; readonly widthPt: number; readonly bottomPt: number };

/** The price with the offer, and under it the shelf price, struck through; right-aligned. */
function placedPrices({ scale, widthPt }: Column, prices: SaidPrices): PlacedPrices {
  switch (prices.kind) {
    case 'none':
      return { draw: () => undefined, widthPt: 0, bottomPt: 0 };
    case 'shelf':
      return onlyPrice(prices.shelf, scale.price, widthPt, scale.bodyPt * 0.98);
    case 'now':
      return offerPrice(scale, prices, widthPt);
    case 'both':
  }
  const { was, before } = prices;
  const only = offerPrice(scale, prices, widthPt);
  const baselinePt = only.bottomPt + scale.leadingPt * 0.95;
  const beforePt = phraseWidthPt(before, scale.quietFigures);
  const wasPt = phraseWidthPt(was, scale.quiet);
  const strikePt = baselinePt - scale.quiet.sizePt * 0.29;
  return {
    draw: (xPt, yPt, into) => {
      only.draw(xPt, yPt, into);
      into.push(
        phraseOp(was, scale.quiet, widthPt - beforePt - wasPt - 1 + xPt, baselinePt + yPt),
        phraseOp(before, scale.quietFigures, widthPt - beforePt + xPt, baselinePt + yPt),
      );
      ruleAt([widthPt - beforePt, strikePt], [widthPt, strikePt], 0.7, 'quiet')(xPt, yPt, into);
    },
    widthPt: Math.max(only.widthPt, beforePt + wasPt + 1),
    bottomPt: baselinePt,
  };
}

/** The price with the offer, and before it what it is for where that is more than one. */
function offerPrice(
  scale: TypeScale,
  { amount, now }: { readonly amount: Phrase; readonly now: Phrase },
  rightPt: number,
): PlacedPrices {
  const baselinePt = scale.bodyPt * 1.12;
  const price = onlyPrice(now, scale.specialPrice, rightPt, baselinePt);
  if (amount.text === '') return price;
  const gapPt = scale.bodyPt * 0.3;
  const label = onlyPrice(amount, scale.condition, rightPt - price.widthPt - gapPt, baselinePt);
  return {
    draw: (xPt, yPt, into) => {
      label.draw(xPt, yPt, into);
      price.draw(xPt, yPt, into);
    },
    widthPt: label.widthPt + gapPt + price.widthPt,
    bottomPt: baselinePt,
  };
}

function onlyPrice(price: Phrase, style: TextStyle, rightPt: number, bottomPt: number): PlacedPrices {
  const widthPt = phraseWidthPt(price, style);
  return {
    draw: (xPt, yPt, into) => void into.push(phraseOp(price, style, rightPt - widthPt + xPt, bottomPt + yPt)),
    widthPt,
    bottomPt,
  };
}
