import type { Difference } from '../../cadence/backtest/bootstrap.ts';
import type { ScorerSummary } from '../../cadence/backtest/summary.ts';
import type { MetricId } from '../../cadence/backtest/sums.ts';
import { decimals } from '../../review/format.ts';
import { formatDay } from '../../shared/day.ts';
import type { Outcome } from './outcome.ts';

/** The columns of the table: heads, and the figures below them. */
const COLUMNS: readonly (readonly [string, MetricId])[] = [
  ['P@10', 'p_at_10'],
  ['P@20', 'p_at_20'],
  ['R@20', 'r_at_20'],
  ['NDCG@20', 'ndcg_at_20'],
  ['MAP', 'ap'],
  ['Brier', 'brier'],
];
const COMPARED: readonly (readonly [string, MetricId])[] = [
  ['P@20', 'p_at_20'],
  ['NDCG@20', 'ndcg_at_20'],
  ['Brier', 'brier'],
];

/** The backtest for people. */
export function backtestText({ request, windows, counts, scorers, notes, report }: Outcome): string {
  const { cutoffs } = windows;
  const [first, last] = [cutoffs[0], cutoffs.at(-1)].map((day) => (day === undefined ? '' : formatDay(day)));
  const ours = scorers[0];
  return [
    `${counts.lists.toLocaleString('en-US')} lists of ${counts.judged.toLocaleString('en-US')} households, ${cutoffs.length === 1 ? `cut-off ${first}` : `${cutoffs.length} cut-offs from ${first} to ${last}`}, windows of ${request.horizonDays} days`,
    '',
    ...aligned([
      ['', ...COLUMNS.map(([head]) => head), 'ECE', 'days off'],
      ...scorers.map(({ title, overall }) => [
        title,
        ...COLUMNS.map(([, id]) => figure(overall.figures[id], id === 'brier' ? 4 : 3)),
        figure(overall.calibrationError, 4),
        overall.timingOfListed === undefined ? '-' : String(overall.timingOfListed.medianDays),
      ]),
    ]),
    '',
    `duelist less each, with 95 % of ${counts.judged.toLocaleString('en-US')} households drawn anew (* apart from 0)`,
    ...aligned([
      ['', ...COMPARED.map(([head]) => head)],
      ...scorers
        .slice(1)
        .map((scorer) => [scorer.title, ...COMPARED.map(([, id]) => differenceOf(scorer, id))]),
    ]),
    '',
    'what duelist said, and what was bought, by purchases so far',
    ...aligned([
      ['purchases', 'pairs', 'said', 'bought'],
      ...(ours?.byPurchases ?? []).map(({ name, pairs, meanProbability, bought }) => [
        name,
        pairs.toLocaleString('en-US'),
        figure(meanProbability, 3),
        figure(bought, 3),
      ]),
    ]),
    '',
    ...notes,
    ...(report === undefined ? [] : [`wrote ${report}`]),
    '',
  ].join('\n');
}

function differenceOf({ difference }: ScorerSummary, id: MetricId): string {
  const found = difference?.[id];
  return found === undefined ? '-' : signed(found, id === 'brier' ? 4 : 3);
}

function signed({ value, low, high }: Difference, places: number): string {
  const text = (number: number) => `${number < 0 ? '-' : '+'}${decimals(Math.abs(number), places)}`;
  return `${text(value)} [${text(low)}, ${text(high)}]${low > 0 || high < 0 ? '*' : ' '}`;
}

function figure(value: number | undefined, places: number): string {
  return value === undefined ? '-' : decimals(value, places);
}

/** First column to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
