import { type Part, PLACE_EDGES, PROBABILITY_EDGES } from '../../measure/list-score.ts';
import { calibrationOf, ratesOf } from '../../measure/score-band.ts';
import { formatDay } from '../../shared/day.ts';
import type { CycleScore } from '../../store/ledger/scores.ts';
import { trendLine } from './describe.ts';
import { type Judged, toScore, trendOfCycles } from './judge.ts';
import { decimalText, percentText, pointsText, shareText } from './words.ts';

/** The report of one cycle; `until`: all scored cycles up to it, which are its trend. */
export function scoreReport(one: Judged, until: readonly Judged[]): string {
  const { score, control, cycle, band, warnings } = one;
  const { receipts } = score.of;
  const again = score.revision === 1 ? '' : `, for the ${score.revision}. time`;
  const missing = score.missingDays === 0 ? '' : `, ${score.missingDays} days of stores missing`;
  const lines = [
    `cycle ${cycle.cycleId}, good ${formatDay(cycle.validFrom)} to ${formatDay(cycle.validUntil)}, scored on ${formatDay(score.scoredOn)}${again} by ${count(receipts)} receipts${missing}`,
    ...warnings.flatMap(({ code, text, next }) => [`warning[${code}]: ${text}`, `  next: ${next}`]),
    '',
    ...table(['', 'lists', 'lines', 'bought', 'predicted'], linesOf(score, control)),
    '',
    ...gainLines(score),
    ...calibrationLines(score),
    ...(band === undefined
      ? []
      : [
          `usual: ${percentText(band.mean)} of due lines bought, a warning below ${percentText(band.low)} (${band.cycles} cycles before)`,
        ]),
    ...[trendLine(trendOfCycles(until))].filter((line) => line !== undefined),
    '',
    ...table(
      ['due lines of probability', 'lines', 'bought', 'predicted'],
      probabilityRows(score.parts.probability),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

type Cells = readonly string[];

function linesOf(score: CycleScore, control: CycleScore | undefined): Cells[] {
  const { dueLines, parts } = score;
  const row = (name: string, lists: string, { lines, bought, expectedMillionths }: Part): Cells => [
    name,
    lists,
    count(lines),
    shareText(bought, lines),
    shareText(expectedMillionths / 1_000_000, lines),
  ];
  const arm = (name: string, { lists, expectedMillionths, ...of }: CycleScore): Cells =>
    row(name, count(lists), { lines: of.dueLines, bought: of.bought, expectedMillionths });
  const places = parts.place.map((part, at) => {
    const from = PLACE_EDGES[at] ?? 1;
    const to = PLACE_EDGES[at + 1];
    return row(`  the likeliest ${from} to ${to === undefined ? 'last' : to - 1}`, '', part);
  });
  const naive = (name: string, bought: number): Cells => [
    name,
    '',
    count(dueLines),
    shareText(bought, dueLines),
    '',
  ];
  return [
    arm('due lines', score),
    ...places.filter((_, at) => (parts.place[at]?.lines ?? 0) > 0),
    naive('naive list: last day + mean gap', score.naiveBought),
    naive('naive list: favourites of half a year', score.favouritesBought),
    ...parts.special.map((part) => row('specials, by product', '', part)),
    ...(control === undefined || control.lists === 0
      ? []
      : [arm('control group, without a list on paper', control)]),
  ];
}

function gainLines(score: CycleScore): string[] {
  const gain = ratesOf(score)?.gain;
  if (gain?.low === undefined || gain.high === undefined) return [];
  return [
    `against last day + mean gap: ${pointsText(gain.share)} points, 95 % ${pointsText(gain.low)} to ${pointsText(gain.high)} (paired by household)`,
  ];
}

function calibrationLines(score: CycleScore): string[] {
  const calibration = calibrationOf(toScore(score));
  if (calibration === undefined) return [];
  const { ece, miss, missSds } = calibration;
  const sds = missSds === undefined ? '' : `, ${decimalText(Math.abs(missSds), 1)} standard errors`;
  const expected = score.expectedMillionths / 1_000_000;
  return [
    `calibration: ${count(score.bought)} lines bought, ${count(Math.round(expected))} expected (${miss < 0 ? '' : '+'}${Math.round(miss)}${sds}); expected calibration error ${decimalText(ece, 3)}`,
  ];
}

function probabilityRows(parts: readonly Part[]): Cells[] {
  return parts.flatMap(({ lines, bought, expectedMillionths }, at) => {
    if (lines === 0) return [];
    const [from = 0, to = 1] = [PROBABILITY_EDGES[at], PROBABILITY_EDGES[at + 1]];
    return [
      [
        `${percentText(from)} to ${percentText(to)}`,
        count(lines),
        shareText(bought, lines),
        shareText(expectedMillionths / 1_000_000, lines),
      ],
    ];
  });
}

/** The first column to the left, numbers to the right. */
function table(head: Cells, rows: readonly Cells[]): string[] {
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)));
  return [head, ...rows].map((cells) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
