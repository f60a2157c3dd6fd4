import {
  clean,
  type DrawOp,
  phraseOnce,
  phraseOp,
  phraseWidthPt,
  type TextStyle,
  textWidthPt,
} from './draw.ts';
import type { Fonts } from './fonts.ts';
import { type Head, type Part, type SheetFrame, scaled } from './frame.ts';
import { groups } from './groups.ts';
import { addressOps, besideAddress, foldMarks } from './mailed.ts';
import { type Area, FOLD_CLEARANCE_PT, type SheetContent } from './sheet.ts';
import { BAR_HEIGHT_PT, barcodeBars, modulePt, QUIET_MODULES, symbolModules } from './symbol.ts';
import { lineOps, spanOf, wrap } from './wrap.ts';

const CHAIN: TextStyle = { weight: 'bold', sizePt: 23, ink: 'brand', figures: false };
const LOGO_HEIGHT_PT = 40;
const LOGO_HEIGHT_MIN_PT = 24;
/** How far beyond the address area the window may show the sheet. Source: a #10 envelope, whose sheet has 33 pt of play. */
const WINDOW_SLIP_PT = { up: 31, down: 40 } as const;
const FOLD_CLEAR_PT = 6;
/** From the top of the columns to below their headings. */
const HEADING_PT = 30;
const LOGO_WIDTH_PT = 240;
const NAME: TextStyle = { weight: 'semibold', sizePt: 14, ink: 'text', figures: false };
const VALIDITY: TextStyle = { weight: 'semibold', sizePt: 11, ink: 'text', figures: false };
const NOTE: TextStyle = { weight: 'regular', sizePt: 9.5, ink: 'quiet', figures: false };
const DIGITS: TextStyle = { weight: 'semibold', sizePt: 11, ink: 'text', figures: true };
/** Height of capitals, as a share of the type size: the head's first line is level with the bars. */
const CAPITALS = 0.66;
const RUNNING_DIGITS: TextStyle = { ...DIGITS, sizePt: 10 };
const RUNNING: TextStyle = { weight: 'semibold', sizePt: 10, ink: 'text', figures: false };

/**
 * The head of page 1: chain, name and validity on the left, the symbol at the top right where a cashier looks for it,
 * and the postal address in its window when there is one.
 *
 * @returns `undefined` when the postal address finds no room in its area.
 */
export function firstHead(frame: SheetFrame): Head | undefined {
  const symbol = symbolOps(frame);
  const { addressArea, foldsPt } = frame.setup;
  const isMailed = frame.content.addressLines.length > 0;
  const clearPt = isMailed ? addressArea.yPt - WINDOW_SLIP_PT.up : Number.POSITIVE_INFINITY;
  const roomy = titleOps(frame, symbol.leftPt, LOGO_HEIGHT_PT);
  // A smaller logo, before a sheet that lies low in its envelope shows more than name and address.
  const title = roomy.bottomPt > clearPt ? titleOps(frame, symbol.leftPt, LOGO_HEIGHT_MIN_PT) : roomy;
  const bottomPt = Math.max(symbol.bottomPt, title.bottomPt) + 18;
  const parts: Part[] = [{ role: 'symbol', ops: symbol.ops }, ...title.parts];
  if (!isMailed) return { parts, bottomPt };
  const address = addressOps(frame);
  if (address === undefined || title.bottomPt > addressArea.yPt) return undefined;
  const beside = besideAddress(frame, symbol.barsLeftPt, symbol.bottomPt);
  return {
    parts: [
      ...parts,
      { role: 'text', ops: address },
      ...beside.parts,
      { role: 'silent', ops: foldMarks(frame.setup) },
    ],
    bottomPt: Math.max(bottomPt, beside.bottomPt + 14, belowWindowPt(addressArea, foldsPt)),
  };
}

/** Where no slip brings a line into the window, and no fold runs through a heading. */
function belowWindowPt({ yPt, heightPt }: Area, foldsPt: readonly number[]): number {
  const clearPt = yPt + heightPt + WINDOW_SLIP_PT.down;
  const foldPt = foldsPt.find((each) => each > clearPt - FOLD_CLEAR_PT && each < clearPt + HEADING_PT);
  return foldPt === undefined ? clearPt : foldPt + FOLD_CLEAR_PT;
}

/** The head of page 2: whose list it is, and its number for a cashier who has only this page. */
export function laterHead(frame: SheetFrame): Head {
  const { content, fonts, geometry, texts } = frame;
  const rightPt = geometry.widthPt - geometry.marginXPt;
  const [style, digitsStyle] = [scaled(RUNNING, frame), scaled(RUNNING_DIGITS, frame)];
  const baselinePt = geometry.marginTopPt + style.sizePt;
  const leadingPt = style.sizePt * 1.2;
  const code = phraseOnce(fonts, digitsStyle, groups(content.listCode).join(' '));
  const codePt = phraseWidthPt(code, digitsStyle);
  const digits = phraseOp(code, digitsStyle, rightPt - codePt, baselinePt);
  const roomPt = geometry.widthPt - 2 * geometry.marginXPt - digits.widthPt - 20;
  const text = `${clean(content.chainName)} \u00b7 ${texts.listFor(nameOf(content))}`;
  const lines = wrap(fonts, [{ phrase: phraseOnce(fonts, style, text), style }], roomPt);
  const rulePt = baselinePt + (lines.length - 1) * leadingPt + 7;
  const ops: DrawOp[] = [
    ...lineOps(lines, geometry.marginXPt, baselinePt, leadingPt),
    digits,
    {
      op: 'rule',
      fromPt: [geometry.marginXPt, rulePt],
      toPt: [rightPt, rulePt],
      thicknessPt: 0.5,
      ink: 'hairline',
    },
  ];
  // Page 1 has said all of it.
  return { parts: [{ role: 'silent', ops }], bottomPt: rulePt + 18 };
}

export function nameOf(content: SheetContent): string | undefined {
  const name = clean(content.householdName ?? '');
  return name === '' ? undefined : name;
}

function titleOps(frame: SheetFrame, untilPt: number, logoPt: number): { parts: Part[]; bottomPt: number } {
  const { content, fonts, geometry, texts } = frame;
  const widthPt = untilPt - geometry.marginXPt;
  const parts: Part[] = [];
  let bottomPt = geometry.marginTopPt;
  const set = (role: Part['role'], style: TextStyle, text: string, abovePt: number, smallestPt: number) => {
    const fitted = shrunk(fonts, scaled(style, frame), text, widthPt, smallestPt);
    const leadingPt = fitted.sizePt * 1.15;
    const lines = wrap(fonts, [spanOf(fonts, fitted, text)], widthPt);
    if (lines.length === 0) return;
    const baselinePt = bottomPt + abovePt + fitted.sizePt * CAPITALS;
    parts.push({ role, ops: lineOps(lines, geometry.marginXPt, baselinePt, leadingPt) });
    bottomPt = baselinePt + (lines.length - 1) * leadingPt;
  };
  const logo = logoArea(frame, widthPt, logoPt);
  if (logo === undefined) set('chain', CHAIN, clean(content.chainName), 0, 14);
  else {
    parts.push({ role: 'logo', ops: [{ op: 'logo', area: logo }] });
    bottomPt += logo.heightPt;
  }
  set('title', NAME, texts.listFor(nameOf(content)), 18, 12);
  set('text', VALIDITY, texts.validity(content.validFrom, content.validUntil), 11, 10);
  set('text', NOTE, content.specials.length === 0 ? texts.scanNoteAlone : texts.scanNote, 9, 8.5);
  return { parts, bottomPt: bottomPt + 4 };
}

/** As large as the logo's room allows. */
function logoArea({ geometry, setup }: SheetFrame, roomPt: number, mostPt: number): Area | undefined {
  if (setup.logo === undefined) return undefined;
  const { widthOverHeight } = setup.logo;
  const heightPt = Math.min(mostPt, Math.min(LOGO_WIDTH_PT, roomPt) / widthOverHeight);
  return {
    xPt: geometry.marginXPt,
    yPt: geometry.marginTopPt,
    widthPt: heightPt * widthOverHeight,
    heightPt,
  };
}

/** The style at the largest size, down to the smallest, at which the text is one line. */
function shrunk(
  fonts: Fonts,
  style: TextStyle,
  text: string,
  widthPt: number,
  smallestPt: number,
): TextStyle {
  const wantedPt = textWidthPt(fonts, style, text);
  if (wantedPt <= widthPt) return style;
  const sizePt = Math.floor((style.sizePt * widthPt * 4) / wantedPt) / 4;
  return { ...style, sizePt: Math.max(smallestPt, sizePt) };
}

type Symbol = {
  readonly ops: DrawOp[];
  /** Where its quiet zone begins. */
  readonly leftPt: number;
  readonly barsLeftPt: number;
  readonly bottomPt: number;
};

function symbolOps(frame: SheetFrame): Symbol {
  const { content, fonts, geometry, setup } = frame;
  const topPt = geometry.marginTopPt;
  for (const foldPt of setup.foldsPt) {
    if (foldPt > topPt - FOLD_CLEARANCE_PT && foldPt < topPt + BAR_HEIGHT_PT + FOLD_CLEARANCE_PT) {
      throw new RangeError(`a fold at ${foldPt} pt would cross the list's symbol`);
    }
  }
  const rightPt = geometry.widthPt - geometry.marginXPt;
  const bars = barcodeBars(content.listCode, setup, rightPt, topPt);
  const symbolPt = symbolModules(content.listCode.length) * modulePt(setup);
  const leftPt = (bars[0]?.xPt ?? rightPt) - setup.barInsetPt;
  const baselinePt = topPt + BAR_HEIGHT_PT + 13;
  const style = { ...DIGITS, sizePt: Math.min(12, DIGITS.sizePt * frame.typeFactor) };
  const texts = groups(content.listCode).map((text) => phraseOnce(fonts, style, text));
  const digitsPt = texts.reduce((sum, text) => sum + phraseWidthPt(text, style), 0);
  // The groups are spread so that they begin and end with the bars.
  const gapPt = (symbolPt - digitsPt) / Math.max(1, texts.length - 1);
  let xPt = leftPt;
  const digits = texts.map((text) => {
    const op = phraseOp(text, style, xPt, baselinePt);
    xPt += op.widthPt + gapPt;
    return op;
  });
  const quietPt = QUIET_MODULES * modulePt(setup);
  return {
    ops: [{ op: 'bars', bars }, ...digits],
    leftPt: leftPt - quietPt - 4,
    barsLeftPt: leftPt,
    bottomPt: baselinePt + 4,
  };
}
