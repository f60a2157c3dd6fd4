import { clean, type DrawOp, type TextStyle, textOpRight, textWidthPt } from './draw.ts';
import { type Part, type SheetFrame, scaled } from './frame.ts';
import { canDraw } from './glyphs.ts';
import { storeIsInHead } from './mailed.ts';
import { NO_BREAK_SPACE } from './shaping.ts';
import { type Line, lineOps, type Span, spanOf, wrap } from './wrap.ts';

/** Parts of a page's foot, and where its columns must end. */
export type Foot = { readonly parts: readonly Part[]; readonly topPt: number };

const STORE_LABEL: TextStyle = { weight: 'semibold', sizePt: 9, ink: 'text', figures: false };
const STORE: TextStyle = { weight: 'regular', sizePt: 9, ink: 'text', figures: false };
const WISHES: TextStyle = { weight: 'regular', sizePt: 9, ink: 'quiet', figures: false };
const TERMS: TextStyle = { weight: 'regular', sizePt: 7.5, ink: 'quiet', figures: false };
const PAGE: TextStyle = { weight: 'regular', sizePt: 9, ink: 'quiet', figures: false };
const LEADING = 1.27;
const WISH_LINES_MAX = 2;

/** The foot of page `page` of `pages`: on page 1 the store, what is obeyed and the terms; on a sheet of two the page's number. */
export function foot(frame: SheetFrame, page: number, pages: number): Foot {
  const { content, fonts, geometry, texts } = frame;
  const leftPt = geometry.marginXPt;
  const rightPt = geometry.widthPt - leftPt;
  const bottomPt = geometry.heightPt - geometry.marginBottomPt;
  const pageStyle = scaled(PAGE, frame);
  const pageText = pages > 1 ? texts.page(page, pages) : '';
  const pagePt = pageText === '' ? 0 : textWidthPt(fonts, pageStyle, pageText) + 16;
  const store =
    page === 1 && !storeIsInHead(frame) ? wrap(fonts, storeSpans(frame), rightPt - leftPt - pagePt) : [];
  const wishes = page === 1 ? wishLines(frame, rightPt - leftPt) : [];
  const termsStyle = scaled(TERMS, frame);
  const terms = (page === 1 ? content.footerLines : []).flatMap((line) =>
    wrap(fonts, [spanOf(fonts, termsStyle, clean(line))], rightPt - leftPt),
  );
  const wishRow = Math.max(store.length, pageText === '' ? 0 : 1);
  const rows = wishRow + wishes.length;
  if (rows + terms.length === 0) return { parts: [], topPt: bottomPt };
  const storeLeadingPt = pageStyle.sizePt * LEADING;
  const termsLeadingPt = termsStyle.sizePt * LEADING;
  const rulePt = bottomPt - rows * storeLeadingPt - terms.length * termsLeadingPt - 5;
  const storePt = rulePt + 4 + storeLeadingPt * 0.85;
  const rule: DrawOp = {
    ...{ op: 'rule', fromPt: [leftPt, rulePt], toPt: [rightPt, rulePt] },
    thicknessPt: 0.5,
    ink: 'hairline',
  };
  const termsPt = rulePt + 4 + rows * storeLeadingPt + termsLeadingPt * 0.85;
  return {
    parts: [
      { role: 'silent', ops: [rule] },
      { role: 'closing', ops: lineOps(store, leftPt, storePt, storeLeadingPt) },
      {
        role: 'silent',
        ops: pageText === '' ? [] : [textOpRight(fonts, pageStyle, pageText, rightPt, storePt)],
      },
      { role: 'closing', ops: lineOps(wishes, leftPt, storePt + wishRow * storeLeadingPt, storeLeadingPt) },
      { role: 'closing', ops: lineOps(terms, leftPt, termsPt, termsLeadingPt) },
    ],
    topPt: rulePt - 12,
  };
}

/** "Your store Dick's, 1 Main St, Platteville, WI 53818 · Open 6 to 10". */
function storeSpans(frame: SheetFrame): Span[] {
  const { store } = frame.content;
  if (store === undefined) return [];
  const known = (parts: readonly (string | undefined)[], separator: string) =>
    parts
      .map((part) => clean(part ?? ''))
      .filter((part) => part !== '')
      .join(separator);
  const place = known([store.state, store.postalCode], NO_BREAK_SPACE);
  const where = known([store.name, store.address, store.city, place], ', ');
  return [
    spanOf(frame.fonts, scaled(STORE_LABEL, frame), frame.texts.yourStore),
    spanOf(frame.fonts, scaled(STORE, frame), known([where, store.hours], ' \u00b7 ')),
  ];
}

/** "As you asked: no candy, large print." What does not fit on two lines is counted; a wish is no reason to hold a sheet. */
function wishLines(frame: SheetFrame, widthPt: number): readonly Line[] {
  const { content, fonts, texts } = frame;
  const all = content.wishes ?? [];
  const drawable = all.map(clean).filter((wish) => canDraw(fonts, wish));
  const style = scaled(WISHES, frame);
  for (let shown = drawable.length; shown > 0; shown--) {
    const text = texts.asYouAsked(drawable.slice(0, shown), all.length - shown);
    const lines = wrap(fonts, [spanOf(fonts, style, text)], widthPt);
    if (lines.length <= WISH_LINES_MAX) return lines;
  }
  return [];
}
