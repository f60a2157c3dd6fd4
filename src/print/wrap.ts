import { type DrawOp, type TextStyle, textWidthPt, withPlainSpaces } from './draw.ts';
import type { Fonts } from './fonts.ts';
import { remembering } from './shaping.ts';

/** A stretch of text in one style; a paragraph may change style between words. */
export type Span = { readonly text: string; readonly style: TextStyle };

/** One set line: its stretches, ready to be drawn, with their distance from the line's start. */
export type Line = readonly (Span & { readonly xPt: number; readonly widthPt: number })[];

type Stretch = { readonly span: Span; readonly xPt: number };

type Word = Span & { readonly widthPt: number; readonly spacePt: number };

/** A last line shorter than this share of the width is a widow; narrower lines may give it company. */
const WIDOW_SHARE = 0.25;
const NARROWER = [0.88, 0.76, 0.66];

type Paragraph = { readonly spans: readonly Span[]; readonly widthPt: number };

/** The same names, reasons and terms stand on many sheets, and each is tried at several sizes. */
const known = new WeakMap<Fonts, (spans: readonly Span[], widthPt: number) => readonly Line[]>();

/**
 * Break a paragraph into lines no wider than `widthPt`, at spaces; a single word that is wider still is broken inside.
 * Spans are joined by a space. A short last line is avoided where that costs no further line.
 */
export function wrap(fonts: Fonts, spans: readonly Span[], widthPt: number): readonly Line[] {
  let wrapped = known.get(fonts);
  if (wrapped === undefined) {
    wrapped = rememberingLines(fonts);
    known.set(fonts, wrapped);
  }
  return wrapped(spans, widthPt);
}

function rememberingLines(fonts: Fonts) {
  let asked: Paragraph = { spans: [], widthPt: 0 };
  const make = () => broken(fonts, asked).map((line) => line.map((part) => ready(fonts, part)));
  const joined = remembering(make, GENERATION_PARAGRAPHS);
  const ofStyle = new WeakMap<TextStyle, (text: string) => Tried[]>();
  return (spans: readonly Span[], widthPt: number): readonly Line[] => {
    asked = { spans, widthPt };
    const [first] = spans;
    if (first === undefined) return [];
    if (spans.length === 1) {
      let triedOf = ofStyle.get(first.style);
      if (triedOf === undefined) {
        triedOf = remembering((): Tried[] => [], GENERATION_PARAGRAPHS);
        ofStyle.set(first.style, triedOf);
      }
      const tried = triedOf(first.text);
      for (const each of tried) if (each.widthPt === widthPt) return each.lines;
      const lines = make();
      if (tried.length < WIDTHS_MAX) tried.push({ widthPt, lines });
      return lines;
    }
    let key = String(widthPt);
    for (const { text, style } of spans) key += `\n${styleKey(style)}\n${text}`;
    return joined(key);
  };
}

/** A text broken at some width. */
type Tried = { readonly widthPt: number; readonly lines: readonly Line[] };

const GENERATION_PARAGRAPHS = 1_500;
/** Widths at which one text is kept: a column has one, and beside prices there are some more. */
const WIDTHS_MAX = 4;

const styleKeys = new WeakMap<TextStyle, string>();

function styleKey(style: TextStyle): string {
  let key = styleKeys.get(style);
  if (key === undefined) {
    key = `${style.weight}${style.sizePt}${style.ink}${style.figures}`;
    styleKeys.set(style, key);
  }
  return key;
}

function ready(fonts: Fonts, { span: { text, style }, xPt }: Stretch): Line[number] {
  const drawn = withPlainSpaces(text);
  return { text: drawn, style, xPt, widthPt: textWidthPt(fonts, style, drawn) };
}

function broken(fonts: Fonts, { spans, widthPt }: Paragraph): Stretch[][] {
  const words = [...wordsOf(fonts, spans, widthPt)];
  const greedy = filled(words, widthPt);
  if (greedy.lines.length < 2 || greedy.lastPt >= widthPt * WIDOW_SHARE) return greedy.lines;
  for (const share of NARROWER) {
    const narrower = filled(words, widthPt * share);
    const better = narrower.lines.length === greedy.lines.length && narrower.lastPt >= widthPt * WIDOW_SHARE;
    if (better) return narrower.lines;
  }
  return greedy.lines;
}

/** Lines filled one after the other, and the width of the last. */
function filled(
  words: readonly Word[],
  widthPt: number,
): { readonly lines: Stretch[][]; readonly lastPt: number } {
  const lines: Stretch[][] = [];
  let line: Stretch[] = [];
  let usedPt = 0;
  for (const word of words) {
    if (line.length > 0 && usedPt + word.spacePt + word.widthPt > widthPt) {
      lines.push(line);
      line = [];
    }
    const last = line.at(-1);
    if (last === undefined) {
      line.push({ span: word, xPt: 0 });
      usedPt = word.widthPt;
      continue;
    }
    if (last.span.style === word.style) {
      const text = `${last.span.text} ${word.text}`;
      line[line.length - 1] = { span: { text, style: word.style }, xPt: last.xPt };
    } else {
      line.push({ span: word, xPt: usedPt + word.spacePt });
    }
    usedPt += word.spacePt + word.widthPt;
  }
  if (line.length > 0) lines.push(line);
  return { lines, lastPt: usedPt };
}

function* wordsOf(fonts: Fonts, spans: readonly Span[], widthPt: number): Generator<Word> {
  for (const { text, style } of spans) {
    const spacePt = textWidthPt(fonts, style, ' ');
    for (const word of text.split(' ')) {
      if (word === '') continue;
      const wordPt = textWidthPt(fonts, style, word);
      if (wordPt <= widthPt) yield { text: word, style, widthPt: wordPt, spacePt };
      else yield* brokenInside(fonts, { text: word, style }, widthPt);
    }
  }
}

/** Parts of an overlong word, each as long as fits and at least one character. */
function* brokenInside(fonts: Fonts, { text, style }: Span, widthPt: number): Generator<Word> {
  const word = (part: string): Word => ({
    text: part,
    style,
    widthPt: textWidthPt(fonts, style, part),
    spacePt: textWidthPt(fonts, style, ' '),
  });
  let part = '';
  for (const { segment } of GRAPHEMES.segment(text)) {
    if (part !== '' && textWidthPt(fonts, style, part + segment) > widthPt) {
      yield word(part);
      part = '';
    }
    part += segment;
  }
  yield word(part);
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Spans as one line, however wide. */
export function oneLine(fonts: Fonts, spans: readonly Span[]): Line {
  let xPt = 0;
  const line: Line[number][] = [];
  for (const span of spans) {
    if (span.text === '') continue;
    if (line.length > 0) xPt += textWidthPt(fonts, span.style, ' ');
    const text = withPlainSpaces(span.text);
    const widthPt = textWidthPt(fonts, span.style, text);
    line.push({ text, style: span.style, xPt, widthPt });
    xPt += widthPt;
  }
  return line;
}

/** The marks of lines set one under the other, the first baseline at `baselinePt`. */
export function lineOps(
  lines: readonly Line[],
  xPt: number,
  baselinePt: number,
  leadingPt: number,
): DrawOp[] {
  const ops: DrawOp[] = [];
  for (const [index, line] of lines.entries()) {
    const linePt = baselinePt + index * leadingPt;
    for (const { text, style, xPt: fromStartPt, widthPt } of line)
      ops.push({ op: 'text', xPt: xPt + fromStartPt, baselinePt: linePt, widthPt, style, text });
  }
  return ops;
}
