import { clean, type DrawOp, phraseOnce, phraseOp, phraseWidthPt, type TextStyle } from './draw.ts';
import type { Head, SheetFrame } from './frame.ts';
import { IMB_CLEAR_PT, IMB_HEIGHT_PT, imbBars, imbWidthPt } from './imb.ts';
import type { Area, PageSetup } from './sheet.ts';
import { modulePt, symbolModules } from './symbol.ts';
import { lineOps, spanOf, wrap } from './wrap.ts';

// What a sheet has on page 1 only when it is mailed.

const ADDRESS: TextStyle = { weight: 'regular', sizePt: 11, ink: 'text', figures: false };
/** Smallest type that the post reads. Source: USPS, DMM 202. */
const ADDRESS_MIN_PT = 8;
const STORE_NAME: TextStyle = { weight: 'semibold', sizePt: 9.5, ink: 'text', figures: false };
const STORE: TextStyle = { ...STORE_NAME, weight: 'regular' };
/** How far a sheet moves sideways in its envelope. */
const WINDOW_SLIP_PT = 72;
/** From the left edge of the paper; printers leave 18 pt blank. */
const FOLD_MARK_PT = [19, 29] as const;

/**
 * Name and address in the window, as large as all of it fits, and above them the post's barcode. Without that, the address may
 * fit where it does not with it: a letter that costs more to send is better than none.
 *
 * @returns `undefined` when the address does not fit even at the smallest size.
 */
export function addressOps(frame: SheetFrame): DrawOp[] | undefined {
  const { content, setup } = frame;
  const { addressArea: area } = setup;
  const { beside, above } = IMB_CLEAR_PT;
  if (content.imb !== undefined && imbWidthPt(setup) + 2 * beside <= area.widthPt) {
    const topPt = area.yPt + above;
    const barsPt = above + IMB_HEIGHT_PT + above;
    const below = linesIn(frame, {
      xPt: area.xPt + beside,
      yPt: area.yPt + barsPt,
      widthPt: area.widthPt - beside,
      heightPt: area.heightPt - barsPt,
    });
    const bars = imbBars(content.imb, setup, area.xPt + beside, topPt);
    if (below !== undefined) return [{ op: 'bars', bars, of: 'post' }, ...below];
  }
  return linesIn(frame, area);
}

function linesIn({ content, fonts }: SheetFrame, area: Area): DrawOp[] | undefined {
  const lines = [content.householdName ?? '', ...content.addressLines]
    .map(clean)
    .filter((line) => line !== '')
    .map((line) => phraseOnce(fonts, ADDRESS, line));
  for (let sizePt = ADDRESS.sizePt; sizePt >= ADDRESS_MIN_PT; sizePt -= 0.5) {
    const style = { ...ADDRESS, sizePt };
    const leadingPt = sizePt * 1.15;
    const fits =
      lines.length * leadingPt <= area.heightPt &&
      lines.every((line) => phraseWidthPt(line, style) <= area.widthPt);
    if (!fits) continue;
    return lines.map((line, index) => phraseOp(line, style, area.xPt, area.yPt + sizePt + index * leadingPt));
  }
  return undefined;
}

/** A mailed sheet has its store under the symbol; every other one, and large print, has it at its foot. */
export function storeIsInHead({ content, setup, geometry }: SheetFrame): boolean {
  const { addressArea } = setup;
  const symbolPt = symbolModules(content.listCode.length) * modulePt(setup);
  const symbolLeftPt = geometry.widthPt - geometry.marginXPt - symbolPt;
  return (
    content.addressLines.length > 0 &&
    !content.largePrint &&
    content.store !== undefined &&
    symbolLeftPt - 8 > addressArea.xPt + addressArea.widthPt + WINDOW_SLIP_PT
  );
}

/** The store, in the symbol's width: what of it the window could show starts further left. */
export function besideAddress(frame: SheetFrame, leftPt: number, belowPt: number): Head {
  const { store } = frame.content;
  if (store === undefined || !storeIsInHead(frame)) return { parts: [], bottomPt: 0 };
  const { fonts, geometry } = frame;
  const widthPt = geometry.widthPt - geometry.marginXPt - leftPt;
  const leadingPt = STORE.sizePt * 1.25;
  let baselinePt = belowPt + 24;
  const ops: DrawOp[] = [];
  const place = [store.state, store.postalCode].filter((part) => part !== undefined).join(' ');
  const city = [store.city, place].filter((part) => part !== undefined && part !== '').join(', ');
  for (const [style, text] of [
    [STORE_NAME, store.name],
    [STORE, store.address],
    [STORE, city],
    [STORE, store.hours],
  ] as const) {
    const lines = wrap(fonts, [spanOf(fonts, style, clean(text ?? ''))], widthPt);
    ops.push(...lineOps(lines, leftPt, baselinePt, leadingPt));
    baselinePt += lines.length * leadingPt;
  }
  return { parts: [{ role: 'text', ops }], bottomPt: baselinePt - leadingPt };
}

/** At the left edge, outside of what is read, within what office printers reach. */
export function foldMarks({ foldMarks: wanted, foldsPt }: PageSetup): DrawOp[] {
  if (!wanted) return [];
  return foldsPt.map((yPt) => ({
    op: 'rule',
    fromPt: [FOLD_MARK_PT[0], yPt],
    toPt: [FOLD_MARK_PT[1], yPt],
    thicknessPt: 0.5,
    ink: 'hairline',
  }));
}
