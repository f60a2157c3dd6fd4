import type { Fonts, Weight } from './fonts.ts';
import type { Phrase, ShapedText } from './shaping.ts';
import { NO_BREAK_SPACE } from './shaping.ts';
import type { Area } from './sheet.ts';

/** Inks, by their duty. Text is black or a grey of 7.8:1 on white; nothing is said by colour alone. */
export type Ink = 'text' | 'quiet' | 'hairline' | 'brand' | 'saving';

export type TextStyle = {
  readonly weight: Weight;
  readonly sizePt: number;
  readonly ink: Ink;
  /** Digits all equally wide: prices and codes. */
  readonly figures: boolean;
};

/** One mark on a page. Points; y grows downwards from the top of the page (or of the piece that the mark belongs to). */
export type DrawOp =
  | {
      readonly op: 'text';
      readonly xPt: number;
      readonly baselinePt: number;
      readonly widthPt: number;
      readonly style: TextStyle;
      readonly text: string;
      /** The glyphs of this very text, where whoever measured it had them; to be left out when the text is made another. */
      readonly shaped?: ShapedText | undefined;
    }
  | {
      readonly op: 'rule';
      readonly fromPt: readonly [number, number];
      readonly toPt: readonly [number, number];
      readonly thicknessPt: number;
      readonly ink: Ink;
    }
  | { readonly op: 'box'; readonly area: Area; readonly thicknessPt: number; readonly ink: Ink }
  | {
      readonly op: 'bars';
      readonly bars: readonly Area[];
      /** Absent: the list's symbol. */
      readonly of?: 'post';
      /** Absent, as on every list: black. */
      readonly ink?: Ink;
    }
  /** The setup's logo. */
  | { readonly op: 'logo'; readonly area: Area };

export type TextOp = Extract<DrawOp, { readonly op: 'text' }>;

/** One page, ready to be drawn. */
export type Page = { readonly widthPt: number; readonly heightPt: number; readonly ops: readonly DrawOp[] };

/**
 * Text as it is set: composed (NFC), every kind of space a plain one, without what has no width and no ink (controls,
 * joiners, direction marks). Non-breaking spaces stay until the line is broken.
 */
export function clean(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]/gu, (space) => (space === NO_BREAK_SPACE ? space : ' '))
    .replace(/[\p{Cf}\p{Variation_Selector}]/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** What is clean already: most texts, and the way to know is cheap. */
const PLAIN = /^(?:[!-~]+(?: [!-~]+)*)?$/;

type Face = Pick<TextStyle, 'weight' | 'figures'>;

export function phraseOf(fonts: Fonts, { weight, figures }: Face, text: string): Phrase {
  return fonts[weight].line(text, figures);
}

/** A phrase of one household alone. */
export function phraseOnce(fonts: Fonts, { weight, figures }: Face, text: string): Phrase {
  return fonts[weight].lineOnce(text, figures);
}

export function phraseWidthPt({ shaped }: Phrase, { sizePt }: TextStyle): number {
  return (shaped.advanceMilli / 1000) * sizePt;
}

/** Width of a text in a style; spaces of both kinds are equally wide. */
export function textWidthPt(fonts: Fonts, style: TextStyle, text: string): number {
  return phraseWidthPt(phraseOf(fonts, style, text), style);
}

export function textOp(
  fonts: Fonts,
  style: TextStyle,
  text: string,
  xPt: number,
  baselinePt: number,
): TextOp {
  return phraseOp(phraseOf(fonts, style, text), style, xPt, baselinePt);
}

export function phraseOp(phrase: Phrase, style: TextStyle, xPt: number, baselinePt: number): TextOp {
  const { drawn: text, shaped } = phrase;
  return { op: 'text', xPt, baselinePt, widthPt: phraseWidthPt(phrase, style), style, text, shaped };
}

/** A text that ends at `rightPt`. */
export function textOpRight(
  fonts: Fonts,
  style: TextStyle,
  text: string,
  rightPt: number,
  baselinePt: number,
): TextOp {
  const phrase = phraseOf(fonts, style, text);
  return phraseOp(phrase, style, rightPt - phraseWidthPt(phrase, style), baselinePt);
}

/** Put marks among others, from a place on their page on. */
export type Draw = (xPt: number, yPt: number, into: DrawOp[]) => void;

/** A straight line between two points, seen from the place where it is drawn. */
export function ruleAt(
  [fromXPt, fromYPt]: readonly [number, number],
  [toXPt, toYPt]: readonly [number, number],
  thicknessPt: number,
  ink: Ink,
): Draw {
  return (xPt, yPt, into) =>
    void into.push({
      op: 'rule',
      fromPt: [fromXPt + xPt, fromYPt + yPt],
      toPt: [toXPt + xPt, toYPt + yPt],
      thicknessPt,
      ink,
    });
}
