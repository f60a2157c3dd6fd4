import bwipjs from 'bwip-js';
import { parseImb } from '../shared/imb.ts';
import type { Area, PageSetup } from './sheet.ts';

// The post's own bars. Source of all sizes: USPS-B-3200, section 3, in inches: a bar is 0.015 to 0.025 wide, there are 20 to 24
// of them an inch, a full one is 0.125 to 0.165 high, and all have a tracker of 0.039 to 0.057 in the middle.
const PT_PER_INCH = 72;
const FULL_PT = 0.145 * PT_PER_INCH;
const TRACKER_PT = 0.048 * PT_PER_INCH;
/** Of an ascender above the tracker, of a descender below it. */
const REACH_PT = (FULL_PT - TRACKER_PT) / 2;
/** In dots: 0.0197 to 0.02 inch, and 22.6 to 23.1 bars an inch. */
const BAR_DOTS = { 203: 4, 300: 6, 600: 12 } as const;
const PITCH_DOTS = { 203: 9, 300: 13, 600: 26 } as const;
const BARS = 65;
/** What must be clear beside it, above it and below, wherever the sheet slips in its window. Source: USPS, DMM 202. */
export const IMB_CLEAR_PT = { beside: 0.125 * PT_PER_INCH, above: 0.028 * PT_PER_INCH } as const;
export const IMB_HEIGHT_PT = FULL_PT;

/** The bars of an Intelligent Mail barcode as a feed gives it, as letters; `undefined` where it is none. */
export function imbLetters(text: string): string | undefined {
  const imb = parseImb(text);
  if (imb.tag === 'letters') return imb.letters;
  if (imb.tag === 'none') return undefined;
  const [symbol] = bwipjs.raw('onecode', imb.digits, {});
  if (symbol === undefined || !('bhs' in symbol)) throw new Error('the barcode library drew no bars');
  const { bbs, bhs } = symbol as unknown as { bbs: readonly number[]; bhs: readonly number[] };
  const fullest = Math.max(...bhs);
  return bhs
    .map((height, at) => {
      if (height === fullest) return 'F';
      const raised = (bbs[at] ?? 0) > 0;
      // What is neither full nor half as high reaches neither up nor down.
      return height < fullest / 2 ? 'T' : raised ? 'A' : 'D';
    })
    .join('');
}

/** Width of the bars, without what must be clear beside them. */
export function imbWidthPt({ dpi }: PageSetup): number {
  return ((BARS - 1) * PITCH_DOTS[dpi] + BAR_DOTS[dpi]) * (PT_PER_INCH / dpi);
}

/**
 * The bars, on the printer's dots: their left edges are, and they lose `barInsetPt` on both sides as the list's symbol does.
 *
 * @param leftPt Where they begin at the earliest.
 * @param topPt Upper end of the highest.
 */
export function imbBars(letters: string, setup: PageSetup, leftPt: number, topPt: number): Area[] {
  const dotPt = PT_PER_INCH / setup.dpi;
  const firstDot = Math.ceil(leftPt / dotPt - 1e-6);
  return [...letters].map((letter, at) => {
    const above = letter === 'A' || letter === 'F' ? 0 : REACH_PT;
    const below = letter === 'D' || letter === 'F' ? 0 : REACH_PT;
    return {
      xPt: (firstDot + at * PITCH_DOTS[setup.dpi]) * dotPt + setup.barInsetPt,
      yPt: topPt + above,
      widthPt: BAR_DOTS[setup.dpi] * dotPt - 2 * setup.barInsetPt,
      heightPt: FULL_PT - above - below,
    };
  });
}
