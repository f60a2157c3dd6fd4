import type { Color } from '../shared/color.ts';
import type { DrawOp, Ink } from './draw.ts';
import type { FontSource, Fonts } from './fonts.ts';
import { numberText as number, OperatorBytes } from './operator-bytes.ts';
import type { ShapedGlyph, ShapedPart } from './shaping.ts';
import type { Area, Colors, Logo, PageSetup } from './sheet.ts';

export const LOGO_NAME = 'Logo';

const QUIET_GREY = 0.32;
const HAIRLINE_GREY = 0.68;

/**
 * The drawing operators of one page in Latin-1, in PDF's own coordinates, whose y grows upwards. Rules, boxes and bars come first:
 * texts then are one text object, each placed from the one before, which often is straight above it. What is shorter is written and
 * packed sooner. Source: ISO 32000-1, 8.4, 8.5 and 9.4.
 *
 * @param heightPt Of the page.
 * @param onNeeded Told of every glyph drawn that is in no base set, so that its outline is embedded.
 * @returns Bytes that hold until the next page is written.
 */
export function contentBytes(
  ops: readonly DrawOp[],
  heightPt: number,
  fonts: Fonts,
  setup: Pick<PageSetup, 'colors' | 'logo'>,
  onNeeded: (source: FontSource, glyph: ShapedGlyph) => void,
): Buffer {
  out.begin();
  drawShapes(ops, heightPt, setup);
  showTexts(ops, heightPt, fonts, setup.colors, onNeeded);
  return out.view();
}

/** One for all pages: each is packed before the next begins. */
const out = new OperatorBytes();

/** All but texts. Lines of one kind in a row are stroked together. */
function drawShapes(
  ops: readonly DrawOp[],
  heightPt: number,
  { colors, logo }: Pick<PageSetup, 'colors' | 'logo'>,
): void {
  let strokeInk: Ink | undefined;
  let strokePt = 0;
  let isPathOpen = false;
  const stroke = () => {
    if (isPathOpen) out.add('S\n');
    isPathOpen = false;
  };
  const strokeWith = (ink: Ink, thicknessPt: number) => {
    if (ink !== strokeInk || thicknessPt !== strokePt) {
      stroke();
      out.add(inkColor(ink, colors).toUpperCase()).add(' ').hundredths(hundredthsOf(thicknessPt)).add('w\n');
    }
    strokeInk = ink;
    strokePt = thicknessPt;
    isPathOpen = true;
  };
  for (const op of ops) {
    switch (op.op) {
      case 'text':
        break;
      case 'rule':
        strokeWith(op.ink, op.thicknessPt);
        point(op.fromPt, heightPt).add('m ');
        point(op.toPt, heightPt).add('l\n');
        break;
      case 'box': {
        strokeWith(op.ink, op.thicknessPt);
        const { xPt, yPt, widthPt, heightPt: boxPt } = op.area;
        point([xPt, yPt + boxPt], heightPt);
        out.hundredths(hundredthsOf(widthPt)).hundredths(hundredthsOf(boxPt)).add('re\n');
        break;
      }
      case 'bars':
        stroke();
        out.add(inkColor(op.ink ?? 'text', colors)).add('\n');
        for (const { xPt, yPt, widthPt, heightPt: barPt } of op.bars) {
          const fromPt = heightPt - yPt - barPt;
          out.number(xPt).number(fromPt).number(widthPt).number(barPt).add('re\n');
        }
        out.add('f\n');
        break;
      case 'logo':
        stroke();
        if (logo !== undefined) out.add(`q ${placed(logo, op.area, heightPt)} cm /${LOGO_NAME} Do Q\n`);
        break;
    }
  }
  stroke();
}

function showTexts(
  ops: readonly DrawOp[],
  heightPt: number,
  fonts: Fonts,
  colors: Colors,
  onNeeded: (source: FontSource, glyph: ShapedGlyph) => void,
): void {
  // Where the text before began, in hundredths.
  let beforeX = 0;
  let beforeY = 0;
  let isBegun = false;
  let ink: Ink | undefined;
  let color = '';
  let font: FontSource | undefined;
  let sizePt = 0;
  let riseMilli = 0;
  for (const op of ops) {
    if (op.op !== 'text') continue;
    const { style } = op;
    if (!isBegun) out.add('BT\n');
    isBegun = true;
    if (style.ink !== ink) {
      ink = style.ink;
      const next = inkColor(ink, colors);
      if (next !== color) out.add(next).add('\n');
      color = next;
    }
    const face = fonts[style.weight];
    const { parts, needed } = op.shaped ?? face.line(op.text, style.figures);
    const x = hundredthsOf(op.xPt);
    const y = hundredthsOf(heightPt - op.baselinePt);
    out
      .hundredths(x - beforeX)
      .hundredths(y - beforeY)
      .add('Td');
    beforeX = x;
    beforeY = y;
    for (const part of parts) {
      const source = face.sources[part.source] ?? face.sources[1];
      if (source !== font || style.sizePt !== sizePt)
        out.add('/').add(source.name).add(' ').hundredths(hundredthsOf(style.sizePt)).add('Tf');
      font = source;
      sizePt = style.sizePt;
      if (part.riseMilli !== riseMilli)
        out
          .add(' ')
          .number((part.riseMilli / 1000) * sizePt)
          .add('Ts');
      riseMilli = part.riseMilli;
      out.addBytes(shownBytes(part));
    }
    for (const { source, glyph } of needed) onNeeded(face.sources[source] ?? face.sources[1], glyph);
  }
  if (isBegun) out.add('ET\n');
}

/** A part's glyphs as they are shown; the same texts stand on many sheets. */
function shownBytes(part: ShapedPart): Uint8Array {
  if (part.shown === undefined) {
    const { tj } = part;
    const text = ONE_STRING.test(tj) ? `${tj}Tj\n` : `[${tj}]TJ\n`;
    // By itself: in Node's pool of small buffers, one text that is kept would keep eight kilobytes of others that are not.
    part.shown = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) part.shown[at] = text.charCodeAt(at);
  }
  return part.shown;
}

/** Without kerning. */
const ONE_STRING = /^\((?:[^\\()]|\\.)*\)$/s;

/** Finer than any eye: a hundredth of a point is the twelfth of a dot at 600 dpi. Bars alone are written finer. */
function hundredthsOf(pt: number): number {
  return Math.round(pt * 100);
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

/** The unit square onto an area; an image's first row is at the top of its square, a drawing's y grows downwards. */
function placed({ image }: Logo, { xPt, yPt, widthPt, heightPt }: Area, pagePt: number): string {
  const topPt = pagePt - yPt;
  const [scale, fromPt] = image.kind === 'pixels' ? [heightPt, topPt - heightPt] : [-heightPt, topPt];
  return `${number(widthPt)} 0 0 ${number(scale)} ${number(xPt)} ${number(fromPt)}`;
}

function point([xPt, yPt]: readonly [number, number], pagePt: number): OperatorBytes {
  return out.hundredths(hundredthsOf(xPt)).hundredths(hundredthsOf(pagePt - yPt));
}
