import type { Color } from '../shared/color.ts';
import type { DrawOp, Ink, TextOp } from './draw.ts';
import type { Fonts, ShapedGlyph, ShapedWord, Weight } from './fonts.ts';
import type { Area, Colors, Logo, PageSetup } from './sheet.ts';

/** Names of the fonts in a page's resources. */
export const FONT_NAMES: Readonly<Record<Weight, string>> = { regular: 'R', semibold: 'S', bold: 'B' };

export const LOGO_NAME = 'Logo';

const QUIET_GREY = 0.32;
const HAIRLINE_GREY = 0.68;

/**
 * The drawing operators of one page, in coordinates whose y grows downwards (the page begins with that flip).
 * Source: ISO 32000-1, 8.4, 8.5 and 9.4.
 *
 * @param onGlyph Told of every glyph drawn, so that its outline is embedded.
 */
export function contentStream(
  ops: readonly DrawOp[],
  fonts: Fonts,
  { colors, logo }: Pick<PageSetup, 'colors' | 'logo'>,
  onGlyph: (weight: Weight, glyph: ShapedGlyph) => void,
): string {
  const out: string[] = [];
  let fill = '';
  let stroke = '';
  let font = '';
  const setFill = (color: string) => {
    if (color !== fill) out.push(color);
    fill = color;
  };
  const setStroke = (ink: Ink, thicknessPt: number) => {
    const wanted = `${inkColor(ink, colors).toUpperCase()} ${number(thicknessPt)} w`;
    if (wanted !== stroke) out.push(wanted);
    stroke = wanted;
  };
  for (const op of ops) {
    switch (op.op) {
      case 'text': {
        setFill(inkColor(op.style.ink, colors));
        const wanted = `/${FONT_NAMES[op.style.weight]} ${number(op.style.sizePt)} Tf`;
        const at = `1 0 0 -1 ${number(op.xPt)} ${number(op.baselinePt)} Tm`;
        out.push(`BT ${wanted === font ? '' : `${wanted} `}${at} ${showText(op, fonts, onGlyph)} ET`);
        font = wanted;
        break;
      }
      case 'rule':
        setStroke(op.ink, op.thicknessPt);
        out.push(`${op.fromPt.map(number).join(' ')} m ${op.toPt.map(number).join(' ')} l S`);
        break;
      case 'box':
        setStroke(op.ink, op.thicknessPt);
        out.push(`${rectangle(op.area)} S`);
        break;
      case 'bars':
        setFill(inkColor(op.ink ?? 'text', colors));
        out.push(`${op.bars.map(rectangle).join('\n')} f`);
        break;
      case 'logo':
        if (logo !== undefined) out.push(`q ${placed(logo, op.area)} cm /${LOGO_NAME} Do Q`);
        break;
    }
  }
  return out.join('\n');
}

/** The show-text operator of a line, word by word from the shaped words. */
function showText(
  { text, style }: TextOp,
  fonts: Fonts,
  onGlyph: (weight: Weight, glyph: ShapedGlyph) => void,
): string {
  let shown = '[';
  let riseMilli = 0;
  const add = (word: ShapedWord) => {
    for (const part of word.parts) {
      if (part.riseMilli !== riseMilli) {
        shown += `] TJ ${number((part.riseMilli / 1000) * style.sizePt)} Ts [`;
        riseMilli = part.riseMilli;
      }
      shown += part.tj;
    }
    for (const glyph of word.glyphs) onGlyph(style.weight, glyph);
  };
  const face = fonts[style.weight];
  for (const [index, word] of text.split(' ').entries()) {
    if (index > 0) add(face.shape(' ', style.figures));
    if (word !== '') add(face.shape(word, style.figures));
  }
  return riseMilli === 0 ? `${shown}] TJ` : `${shown}] TJ 0 Ts`;
}

/** A fill colour operator; in capitals it is the stroke's. */
function inkColor(ink: Ink, colors: Colors): string {
  switch (ink) {
    case 'text':
      return '0 g';
    case 'quiet':
      return `${QUIET_GREY} g`;
    case 'hairline':
      return `${HAIRLINE_GREY} g`;
    case 'brand':
    case 'saving':
      return fillColor(colors[ink]);
  }
}

/** A grey is written as one: a black-only printer then has nothing to convert. */
export function fillColor({ red, green, blue }: Color): string {
  if (red === green && green === blue) return `${number(red)} g`;
  return `${number(red)} ${number(green)} ${number(blue)} rg`;
}

/** The unit square onto an area; an image's first row is at the top of its square, where y grows upwards. */
function placed({ image }: Logo, { xPt, yPt, widthPt, heightPt }: Area): string {
  const up = image.kind === 'pixels';
  const [scale, top] = up ? [-heightPt, yPt + heightPt] : [heightPt, yPt];
  return `${number(widthPt)} 0 0 ${number(scale)} ${number(xPt)} ${number(top)}`;
}

function rectangle({ xPt, yPt, widthPt, heightPt }: Area): string {
  return `${number(xPt)} ${number(yPt)} ${number(widthPt)} ${number(heightPt)} re`;
}

/** Four decimals: a ten-thousandth of a point is a thousandth of a dot. */
export function number(value: number): string {
  return String(Math.round(value * 1e4) / 1e4);
}
