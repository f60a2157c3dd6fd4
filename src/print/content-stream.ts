import type { Color } from '../shared/color.ts';
import type { DrawOp, Ink } from './draw.ts';
import type { FontSource, Fonts } from './fonts.ts';
import { numberText as number, OperatorBytes } from './operator-bytes.ts';
import type { ShapedGlyph, ShapedPart, ShapedText } from './shaping.ts';
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
  const colors = inkColors(setup.colors);
  drawShapes(ops, heightPt, colors, setup.logo);
  showTexts(ops, heightPt, fonts, colors, onNeeded);
  return out.view();
}

/** One for all pages: each is packed before the next begins. */
const out = new OperatorBytes();

/** All but texts. Lines of one kind in a row are stroked together. */
function drawShapes(
  ops: readonly DrawOp[],
  heightPt: number,
  colors: InkColors,
  logo: Logo | undefined,
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
      out.add(colors.stroke[ink]).hundredths(hundredthsOf(thicknessPt)).add('w\n');
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
        point(op.fromPt[0], heightPt - op.fromPt[1]).add('m ');
        point(op.toPt[0], heightPt - op.toPt[1]).add('l\n');
        break;
      case 'box': {
        strokeWith(op.ink, op.thicknessPt);
        const { xPt, yPt, widthPt, heightPt: boxPt } = op.area;
        point(xPt, heightPt - (yPt + boxPt));
        point(widthPt, boxPt).add('re\n');
        break;
      }
      case 'bars':
        stroke();
        out.add(colors.fill[op.ink ?? 'text']);
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
  { fill }: InkColors,
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
  let risePt = 0;
  const setFont = (source: FontSource, nextPt: number, nextMilli: number) => {
    if (source !== font || nextPt !== sizePt)
      out.add('/').add(source.name).add(' ').hundredths(hundredthsOf(nextPt)).add('Tf');
    font = source;
    sizePt = nextPt;
    const nextRisePt = (nextMilli / 1000) * nextPt;
    if (nextRisePt !== risePt) out.add(' ').number(nextRisePt).add('Ts');
    risePt = nextRisePt;
  };
  for (const op of ops) {
    if (op.op !== 'text') continue;
    const { style } = op;
    if (!isBegun) out.add('BT\n');
    isBegun = true;
    if (style.ink !== ink) {
      ink = style.ink;
      const next = fill[ink];
      if (next !== color) out.add(next);
      color = next;
    }
    const face = fonts[style.weight];
    const shaped = op.shaped ?? face.line(op.text, style.figures).shaped;
    const x = hundredthsOf(op.xPt);
    const y = hundredthsOf(heightPt - op.baselinePt);
    out
      .hundredths(x - beforeX)
      .hundredths(y - beforeY)
      .add('Td');
    beforeX = x;
    beforeY = y;
    if (shaped.plain === undefined) shaped.plain = plainBytes(shaped);
    if (shaped.plain !== null) {
      setFont(face.sources[0], style.sizePt, 0);
      out.addBytes(shaped.plain);
      continue;
    }
    for (const part of shaped.parts) {
      setFont(face.sources[part.source] ?? face.sources[1], style.sizePt, part.riseMilli);
      out.addBytes(shownBytes(part));
    }
    for (const { source, glyph } of shaped.needed) onNeeded(face.sources[source] ?? face.sources[1], glyph);
  }
  if (isBegun) out.add('ET\n');
}

/** A text whose glyphs are all in the base set and on the line, as nearly all are. */
function plainBytes({ parts }: ShapedText): Uint8Array | null {
  const [part, ...others] = parts;
  const isPlain = part?.source === 0 && part.riseMilli === 0 && others.length === 0;
  return isPlain ? shownBytes(part) : null;
}

/** A part's glyphs as they are shown. */
function shownBytes({ tj }: ShapedPart): Uint8Array {
  const text = ONE_STRING.test(tj) ? `${tj}Tj\n` : `[${tj}]TJ\n`;
  // By itself: in Node's pool of small buffers, one text that is kept would keep eight kilobytes of others that are not.
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
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

/** Colour operators of a page: the fill's, and in capitals the stroke's. */
type InkColors = {
  readonly fill: Readonly<Record<Ink, string>>;
  readonly stroke: Readonly<Record<Ink, string>>;
};

const known = new WeakMap<Colors, InkColors>();

function inkColors(colors: Colors): InkColors {
  let made = known.get(colors);
  if (made === undefined) {
    const fill = {
      ...{ text: '0 g\n', quiet: `${QUIET_GREY} g\n`, hairline: `${HAIRLINE_GREY} g\n` },
      brand: `${fillColor(colors.brand)}\n`,
      saving: `${fillColor(colors.saving)}\n`,
    };
    const ofStroke = (ink: Ink) => fill[ink].toUpperCase().replace('\n', ' ');
    const [text, quiet, hairline] = [ofStroke('text'), ofStroke('quiet'), ofStroke('hairline')];
    const stroke = { text, quiet, hairline, brand: ofStroke('brand'), saving: ofStroke('saving') };
    made = { fill, stroke };
    known.set(colors, made);
  }
  return made;
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

function point(xPt: number, yPt: number): OperatorBytes {
  return out.hundredths(hundredthsOf(xPt)).hundredths(hundredthsOf(yPt));
}
