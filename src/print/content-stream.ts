import type { Color } from '../shared/color.ts';
import type { DrawOp, Ink, TextOp } from './draw.ts';
import type { FontSource, Fonts } from './fonts.ts';
import { numberText as number, OperatorBytes } from './operator-bytes.ts';
import type { ShapedGlyph, ShapedPart } from './shaping.ts';
import type { Area, Colors, Logo, PageSetup } from './sheet.ts';

export const LOGO_NAME = 'Logo';

const QUIET_GREY = 0.32;
const HAIRLINE_GREY = 0.68;

/**
 * The drawing operators of one page, in coordinates whose y grows downwards (the page begins with that flip), in Latin-1.
 * Source: ISO 32000-1, 8.4, 8.5 and 9.4.
 *
 * @param onNeeded Told of every glyph drawn that is in no base set, so that its outline is embedded.
 * @param before Operators that come first.
 * @returns Bytes that hold until the next page is written.
 */
export function contentBytes(
  ops: readonly DrawOp[],
  fonts: Fonts,
  { colors, logo }: Pick<PageSetup, 'colors' | 'logo'>,
  onNeeded: (source: FontSource, glyph: ShapedGlyph) => void,
  before = '',
): Buffer {
  out.begin().add(before);
  let fill = '';
  let fillInk: Ink | undefined;
  let stroke: Ink | undefined;
  let strokePt = 0;
  let font: FontSource | undefined;
  let fontSizePt = 0;
  const setFill = (ink: Ink) => {
    if (ink === fillInk) return;
    fillInk = ink;
    const color = inkColor(ink, colors);
    if (color !== fill) out.add(color).add('\n');
    fill = color;
  };
  const setStroke = (ink: Ink, thicknessPt: number) => {
    if (ink !== stroke || thicknessPt !== strokePt)
      out.add(inkColor(ink, colors).toUpperCase()).add(' ').number(thicknessPt).add('w\n');
    stroke = ink;
    strokePt = thicknessPt;
  };
  const text = ({ text: words, style, xPt, baselinePt, shaped }: TextOp) => {
    const face = fonts[style.weight];
    const { sources } = face;
    const { parts, needed } = shaped ?? face.line(words, style.figures);
    out.add('BT 1 0 0 -1 ').number(xPt).number(baselinePt).add('Tm');
    let riseMilli = 0;
    for (const part of parts) {
      const source = sources[part.source] ?? sources[1];
      if (source !== font || style.sizePt !== fontSizePt)
        out.add(' /').add(source.name).add(' ').number(style.sizePt).add('Tf');
      font = source;
      fontSizePt = style.sizePt;
      if (part.riseMilli !== riseMilli)
        out
          .add(' ')
          .number((part.riseMilli / 1000) * style.sizePt)
          .add('Ts');
      riseMilli = part.riseMilli;
      out.addBytes(shownBytes(part));
    }
    out.add(riseMilli === 0 ? ' ET\n' : ' 0 Ts ET\n');
    for (const { source, glyph } of needed) onNeeded(sources[source] ?? sources[1], glyph);
  };
  for (const op of ops) {
    switch (op.op) {
      case 'text':
        setFill(op.style.ink);
        text(op);
        break;
      case 'rule':
        setStroke(op.ink, op.thicknessPt);
        out.number(op.fromPt[0]).number(op.fromPt[1]).add('m ');
        out.number(op.toPt[0]).number(op.toPt[1]).add('l S\n');
        break;
      case 'box':
        setStroke(op.ink, op.thicknessPt);
        rectangle(op.area).add(' S\n');
        break;
      case 'bars':
        setFill(op.ink ?? 'text');
        for (const bar of op.bars) rectangle(bar).add('\n');
        out.add('f\n');
        break;
      case 'logo':
        if (logo !== undefined) out.add(`q ${placed(logo, op.area)} cm /${LOGO_NAME} Do Q\n`);
        break;
    }
  }
  return out.view();
}

/** One for all pages: each is packed before the next begins. */
const out = new OperatorBytes();

/** A part's glyphs as they are shown; the same texts stand on many sheets. */
function shownBytes(part: ShapedPart): Uint8Array {
  if (part.shown === undefined) {
    const text = ` [${part.tj}] TJ`;
    // By itself: in Node's pool of small buffers, one text that is kept would keep eight kilobytes of others that are not.
    part.shown = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) part.shown[at] = text.charCodeAt(at);
  }
  return part.shown;
}

/** {@link contentBytes} as a text. */
export function contentStream(...of: Parameters<typeof contentBytes>): string {
  return contentBytes(...of).toString('latin1');
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

function rectangle({ xPt, yPt, widthPt, heightPt }: Area): OperatorBytes {
  return out.number(xPt).number(yPt).number(widthPt).number(heightPt).add('re');
}
