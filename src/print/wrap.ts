import { type Draw, type DrawOp, phraseOf, phraseWidthPt, type TextStyle, textWidthPt } from './draw.ts';
import type { Fonts } from './fonts.ts';
import { type Phrase, remembering, type ShapedText } from './shaping.ts';

/** A stretch of text in one style; a paragraph may change style between words. */
export type Span = { readonly phrase: Phrase; readonly style: TextStyle };

/** One set line: its stretches, ready to be drawn, with their distance from the line's start. */
export type Line = readonly (Span & { readonly xPt: number; readonly widthPt: number })[];

export function spanOf(fonts: Fonts, style: TextStyle, text: string): Span {
  return { phrase: phraseOf(fonts, style, text), style };
}

/** A part of a text that is being broken. */
type Words = { readonly text: string; readonly style: TextStyle };

type Stretch = { readonly span: Words; readonly xPt: number };

type Word = Words & { readonly widthPt: number; readonly spacePt: number };

/** A last line shorter than this share of the width is a widow; narrower lines may give it company. */
const WIDOW_SHARE = 0.25;
const NARROWER = [0.88, 0.76, 0.66];

/**
 * Break a paragraph into lines no wider than `widthPt`, at spaces; a single word that is wider still is broken inside.
 * Spans are joined by a space. A short last line is avoided where that costs no further line.
 */
export function wrap(fonts: Fonts, spans: readonly Span[], widthPt: number): readonly Line[] {
  const whole = oneLine(fonts, spans, widthPt);
  if (whole !== undefined) return whole.length === 0 ? [] : [whole];
  let triedOf = known.get(fonts);
  if (triedOf === undefined) {
    triedOf = remembering((): Tried[] => [], GENERATION_PARAGRAPHS);
    known.set(fonts, triedOf);
  }
  const [first] = spans;
  if (first === undefined) return [];
  const tried = triedOf(first.phrase.shaped);
  for (const each of tried) if (each.widthPt === widthPt && sameSpans(each.spans, spans)) return each.lines;
  const lines = broken(fonts, spans, widthPt).map((line) => line.map((part) => ready(fonts, part)));
  if (tried.length < TRIED_MAX) tried.push({ spans, widthPt, lines });
  return lines;
}

/** A paragraph broken at some width. */
type Tried = {
  readonly spans: readonly Span[];
  readonly widthPt: number;
  readonly lines: readonly Line[];
};

/** The same names, reasons and terms stand on many sheets, and each is tried at several sizes. */
const known = new WeakMap<Fonts, (first: ShapedText) => Tried[]>();
const GENERATION_PARAGRAPHS = 1_500;
/** Ways that one text is kept broken: at some sizes a column has one width, and beside prices there are some more. */
const TRIED_MAX = 8;

function sameSpans(some: readonly Span[], others: readonly Span[]): boolean {
  if (some.length !== others.length) return false;
  for (let at = 0; at < some.length; at++) {
    const [one, other] = [some[at], others[at]];
    if (one?.style !== other?.style || one?.phrase.text !== other?.phrase.text) return false;
  }
  return true;
}

function ready(fonts: Fonts, { span: { text, style }, xPt }: Stretch): Line[number] {
  const phrase = phraseOf(fonts, style, text);
  return { phrase, style, xPt, widthPt: phraseWidthPt(phrase, style) };
}

function broken(fonts: Fonts, spans: readonly Span[], widthPt: number): Stretch[][] {
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
  for (const { phrase, style } of spans) {
    const { text } = phrase;
    const spacePt = spaceWidthPt(fonts, style);
    for (const word of text.split(' ')) {
      if (word === '') continue;
      const wordPt = textWidthPt(fonts, style, word);
      if (wordPt <= widthPt) yield { text: word, style, widthPt: wordPt, spacePt };
      else yield* brokenInside(fonts, { text: word, style }, widthPt);
    }
  }
}

/** Parts of an overlong word, each as long as fits and at least one character. */
function* brokenInside(fonts: Fonts, { text, style }: Words, widthPt: number): Generator<Word> {
  const word = (part: string): Word => ({
    text: part,
    style,
    widthPt: textWidthPt(fonts, style, part),
    spacePt: spaceWidthPt(fonts, style),
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

/** Spans as one line without the empty ones, or `undefined` where that is wider than `roomPt`. */
export function oneLine(fonts: Fonts, spans: readonly Span[], roomPt: number): Line | undefined {
  let xPt = 0;
  const line: Line[number][] = [];
  for (const { phrase, style } of spans) {
    if (phrase.text === '') continue;
    if (line.length > 0) xPt += spaceWidthPt(fonts, style);
    const widthPt = phraseWidthPt(phrase, style);
    line.push({ phrase, style, xPt, widthPt });
    xPt += widthPt;
  }
  return xPt > roomPt ? undefined : line;
}

export function spaceWidthPt(fonts: Fonts, { weight, sizePt }: TextStyle): number {
  return (fonts[weight].spaceMilli() / 1000) * sizePt;
}

/** Draw lines set one under the other, the first baseline at `baselinePt`. */
export function linesAt(
  lines: readonly Line[],
  indentPt: number,
  baselinePt: number,
  leadingPt: number,
): Draw {
  return (xPt, yPt, into) => {
    for (let index = 0; index < lines.length; index++) {
      const linePt = baselinePt + index * leadingPt + yPt;
      for (const { phrase, style, xPt: fromStartPt, widthPt } of lines[index] ?? []) {
        const { drawn: text, shaped } = phrase;
        const x = indentPt + fromStartPt + xPt;
        into.push({ op: 'text', xPt: x, baselinePt: linePt, widthPt, style, text, shaped });
      }
    }
  };
}

/** Marks of lines on their page. */
export function lineOps(...of: Parameters<typeof linesAt>): DrawOp[] {
  const ops: DrawOp[] = [];
  linesAt(...of)(0, 0, ops);
  return ops;
}
