import type { Fonts, Weight } from './fonts.ts';
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

export const NO_BREAK_SPACE = '\u00a0';

/** Width of a text in a style; spaces of both kinds are equally wide. */
export function textWidthPt(fonts: Fonts, style: TextStyle, text: string): number {
  return (fonts[style.weight].line(withPlainSpaces(text), style.figures).advanceMilli / 1000) * style.sizePt;
}

export function textOp(
  fonts: Fonts,
  style: TextStyle,
  text: string,
  xPt: number,
  baselinePt: number,
): TextOp {
  const drawn = withPlainSpaces(text);
  return { op: 'text', xPt, baselinePt, widthPt: textWidthPt(fonts, style, drawn), style, text: drawn };
}

/** A text that ends at `rightPt`. */
export function textOpRight(
  fonts: Fonts,
  style: TextStyle,
  text: string,
  rightPt: number,
  baselinePt: number,
): TextOp {
  const drawn = withPlainSpaces(text);
  const widthPt = textWidthPt(fonts, style, drawn);
  return { op: 'text', xPt: rightPt - widthPt, baselinePt, widthPt, style, text: drawn };
}

/** As a text is drawn, once its lines are broken. */
export function withPlainSpaces(text: string): string {
  return text.includes(NO_BREAK_SPACE) ? text.replaceAll(NO_BREAK_SPACE, ' ') : text;
}

export function moved(op: DrawOp, byXPt: number, byYPt: number): DrawOp {
  switch (op.op) {
    case 'text': {
      // Written out: most marks are texts, and a spread costs four times as much.
      const { xPt, baselinePt, widthPt, style, text } = op;
      return { op: 'text', xPt: xPt + byXPt, baselinePt: baselinePt + byYPt, widthPt, style, text };
    }
    case 'rule':
      return {
        ...op,
        fromPt: [op.fromPt[0] + byXPt, op.fromPt[1] + byYPt],
        toPt: [op.toPt[0] + byXPt, op.toPt[1] + byYPt],
      };
    case 'box':
    case 'logo':
      return { ...op, area: movedArea(op.area, byXPt, byYPt) };
    case 'bars':
      return { ...op, bars: op.bars.map((bar) => movedArea(bar, byXPt, byYPt)) };
  }
}

function movedArea(area: Area, byXPt: number, byYPt: number): Area {
  return { ...area, xPt: area.xPt + byXPt, yPt: area.yPt + byYPt };
}
