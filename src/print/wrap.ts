import { type DrawOp, type TextStyle, textOp, textWidthPt } from './draw.ts';
import type { Fonts } from './fonts.ts';

/** A stretch of text in one style; a paragraph may change style between words. */
export type Span = { readonly text: string; readonly style: TextStyle };

/** One set line: its stretches with their distance from the line's start. */
export type Line = readonly { readonly span: Span; readonly xPt: number }[];

type Word = Span & { readonly widthPt: number; readonly spacePt: number };

/** A last line shorter than this share of the width is a widow; narrower lines may give it company. */
const WIDOW_SHARE = 0.25;
const NARROWER = [0.88, 0.76, 0.66];

/**
 * Break a paragraph into lines no wider than `widthPt`, at spaces; a single word that is wider still is broken inside.
 * Spans are joined by a space. A short last line is avoided where that costs no further line.
 */
export function wrap(fonts: Fonts, spans: readonly Span[], widthPt: number): Line[] {
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
): { readonly lines: Line[]; readonly lastPt: number } {
  const lines: Line[] = [];
  let line: { span: Span; xPt: number }[] = [];
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

/** The marks of lines set one under the other, the first baseline at `baselinePt`. */
export function lineOps(
  fonts: Fonts,
  lines: readonly Line[],
  xPt: number,
  baselinePt: number,
  leadingPt: number,
): DrawOp[] {
  return lines.flatMap((line, index) =>
    line.map(({ span, xPt: fromStartPt }) =>
      textOp(fonts, span.style, span.text, xPt + fromStartPt, baselinePt + index * leadingPt),
    ),
  );
}
