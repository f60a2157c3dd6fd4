import type { Day } from '../shared/day.ts';
import { type DrawOp, type Page, type TextStyle, textOp } from './draw.ts';
import type { Fonts } from './fonts.ts';
import { groups } from './groups.ts';
import { openPdf } from './pdf.ts';
import type { Area, PageSetup } from './sheet.ts';
import { geometryOf } from './style.ts';
import { BAR_HEIGHT_PT, barcodeBars, decodeBars, modulePt, QUIET_MODULES, symbolModules } from './symbol.ts';
import { lineOps, spanOf, wrap } from './wrap.ts';

/** Numbers that no key made: lanes answer that the list is not one of ours, and nothing comes off. */
const SIXTEEN = '1234567890123456';
const TWENTY = '12345678901234567890';
const TWELVE = '491234567894';

/** Bars wider by this share of a module on each side: ink that spreads. */
const SPREAD = 0.15;

type Sample = {
  readonly title: string;
  readonly code: string;
  readonly heightPt: number;
  readonly worn?: 'spread' | 'grey';
};

const SHORT_PT = 43.2;
const SAMPLES: readonly Sample[] = [
  { title: 'code128-16, one inch high', code: SIXTEEN, heightPt: BAR_HEIGHT_PT },
  { title: 'code128-20, one inch high', code: TWENTY, heightPt: BAR_HEIGHT_PT },
  { title: 'upc-a, one inch high', code: TWELVE, heightPt: BAR_HEIGHT_PT },
  { title: 'code128-16, 0.6 inch high', code: SIXTEEN, heightPt: SHORT_PT },
  { title: 'upc-a, 0.6 inch high', code: TWELVE, heightPt: SHORT_PT },
  { title: 'code128-16, ink spread by 0.3 of a bar', code: SIXTEEN, heightPt: SHORT_PT, worn: 'spread' },
  { title: 'code128-16, worn toner (grey)', code: SIXTEEN, heightPt: SHORT_PT, worn: 'grey' },
];

const INTRO =
  'Print this on the printer and paper of the mailing, without scaling. Scan every symbol on each kind of scanner at each kind of ' +
  'lane, flat and slightly turned, and once from a photocopy. A read must show the digits under the bars, all of them, and the ' +
  'register must take the number as a list. Tick what reads at the first try. These numbers are on no list: nothing comes off.';
const WHERE = ['slot', 'hand', 'self-checkout', 'photocopy', 'keyed'];

const style = (
  weight: TextStyle['weight'],
  sizePt: number,
  ink: TextStyle['ink'] = 'text',
  figures = false,
) => ({ weight, sizePt, ink, figures }) satisfies TextStyle;
const TITLE = style('bold', 18);
const BODY = style('regular', 10);
const NAME = style('semibold', 10.5);
const DIGITS = style('semibold', 11, 'text', true);
const ANSWER = style('regular', 9.5, 'quiet');

/** The acceptance sheet: every symbol that a list may have, to be scanned on a chain's real lanes before it goes live. */
export function renderLaneSheet(chainName: string, setup: PageSetup, fonts: Fonts, day: Day): Uint8Array {
  const pdf = openPdf(setup, fonts, { title: `${chainName}: lane acceptance`, languageTag: 'en-US', day });
  pdf.addPage(laneSheet(chainName, setup, fonts));
  pdf.end();
  return pdf.take();
}

/** Exported for the test that reads its bars back. */
export function laneSheet(chainName: string, setup: PageSetup, fonts: Fonts): Page {
  const { widthPt, heightPt, marginXPt, marginTopPt } = geometryOf(setup);
  const roomPt = widthPt - 2 * marginXPt;
  const title = `${chainName}: lane acceptance, ${setup.dpi} dpi, bars ${setup.barInsetPt} pt in`;
  const ops: DrawOp[] = [textOp(fonts, TITLE, title, marginXPt, marginTopPt + 12)];
  const intro = wrap(fonts, [spanOf(fonts, BODY, INTRO)], roomPt);
  ops.push(...lineOps(intro, marginXPt, marginTopPt + 30, 12.5));
  let topPt = marginTopPt + 30 + intro.length * 12.5 + 6;
  for (const sample of SAMPLES) {
    ops.push(...sampleOps(sample, setup, fonts, topPt), ...answerOps(sample, setup, fonts, topPt));
    topPt += sample.heightPt + 33;
  }
  return { widthPt, heightPt, ops };
}

function sampleOps(sample: Sample, setup: PageSetup, fonts: Fonts, topPt: number): DrawOp[] {
  const { marginXPt } = geometryOf(setup);
  const { code, heightPt, worn } = sample;
  const x = modulePt(setup);
  const leftPt = marginXPt + QUIET_MODULES * x;
  const drawn = barcodeBars(code, setup, leftPt + symbolModules(code.length) * x + x, topPt + 14, heightPt);
  if (decodeBars(drawn, setup) !== code) throw new Error(`the symbol drawn for ${code} reads otherwise`);
  const bars = worn === 'spread' ? drawn.map((bar) => wider(bar, SPREAD * x)) : drawn;
  return [
    textOp(fonts, NAME, sample.title, marginXPt, topPt + 9),
    { op: 'bars', bars, ...(worn === 'grey' ? { ink: 'hairline' as const } : {}) },
    textOp(fonts, DIGITS, groups(code).join('  '), drawn[0]?.xPt ?? leftPt, topPt + 14 + heightPt + 12),
  ];
}

function wider(bar: Area, byPt: number): Area {
  return { ...bar, xPt: bar.xPt - byPt, widthPt: bar.widthPt + 2 * byPt };
}

/** Boxes to tick for each way of reading, and a line for which lane it was. */
function answerOps({ heightPt }: Sample, setup: PageSetup, fonts: Fonts, topPt: number): DrawOp[] {
  const { widthPt, marginXPt } = geometryOf(setup);
  const startPt = marginXPt + 190;
  const stepPt = (widthPt - marginXPt - startPt) / WHERE.length;
  const middlePt = topPt + 14 + heightPt / 2;
  const boxes = WHERE.flatMap((where, at): DrawOp[] => [
    {
      op: 'box',
      area: { xPt: startPt + at * stepPt, yPt: middlePt - 9, widthPt: 10, heightPt: 10 },
      thicknessPt: 0.8,
      ink: 'text',
    },
    textOp(fonts, ANSWER, where, startPt + at * stepPt, middlePt + 13),
  ]);
  return boxes;
}
