import { MEASURES, type Measure, type MeasureReport } from '../../history/quality.ts';
import { OUTLIER_SCORE } from '../../history/robust.ts';
import { addDays, formatDay } from '../../shared/day.ts';
import { describeQuality } from '../completeness/describe-quality.ts';
import { type DatedReport, qualityOf, roundPercent } from '../completeness/quality.ts';
import { countOption, withContext } from '../context.ts';
import { todayIn } from '../night/today.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly store?: string; readonly nights?: string };

const NIGHTS_MAX = 1000;
const HEADS: Readonly<Record<Measure, string>> = {
  rejected: 'rejected',
  unknown_products: 'unknown',
  clock_faults: 'clock',
  without_card: 'no card',
  without_line_no: 'no line no',
  without_amount: 'no amount',
  not_positive: 'no price',
  again: 'again',
};

/** `quality`: one line per store and night, the worst first. */
export async function run(world: World, options: Options): Promise<void> {
  const nights = countOption(
    '--nights',
    options.nights ?? (options.store === undefined ? '1' : '28'),
    1,
    NIGHTS_MAX,
  );
  await withContext(world, options, { command: 'quality' }, (context) => {
    // A night may be named by its day before the clock has come to it.
    const until = addDays(todayIn(context.config.chain.timezone, world.now()), 1);
    const reports = qualityOf(context, until, nights).filter(
      ({ storeId }) => options.store === undefined || storeId === options.store,
    );
    context.answer({ schema: 'duelist.quality/1', lines: reports.map(describeQuality) }, text(reports));
  });
}

function text(reports: readonly DatedReport[]): string {
  if (reports.length === 0) return 'no receipts came yet\n';
  const head = ['night', 'store', 'lines', ...MEASURES.map((measure) => HEADS[measure])];
  const rows = reports.map((report) => [
    formatDay(report.night),
    report.storeId === '' ? '(none)' : report.storeId,
    report.lines.toLocaleString('en-US'),
    ...report.measures.map(cell),
  ]);
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((each, at) => (at < 2 ? each.padEnd(widths[at] ?? 0) : each.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [
    line(head),
    ...rows.map(line),
    'percent of lines (rejected: of records), in brackets what is usual; ! above its limit, ^ far above its trend',
    '',
  ].join('\n');
}

function cell({ percent, level, usualPercent, score }: MeasureReport): string {
  const mark = level === 'stop' ? '!!' : level === 'warn' ? '!' : (score ?? 0) > OUTLIER_SCORE ? '^' : '';
  const usual = usualPercent === undefined ? '' : ` (${roundPercent(usualPercent)})`;
  return `${mark}${roundPercent(percent)}${usual}`;
}
