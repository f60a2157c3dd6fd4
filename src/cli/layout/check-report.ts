import { formatDay } from '../../shared/day.ts';
import { describeUserError } from '../errors.ts';
import { type CheckResult, isGood } from './check-result.ts';
import { tableOf } from './columns-text.ts';
import { rejectedText } from './rejected-text.ts';
import { shownRow } from './shown-row.ts';

const STORES_SHOWN = 20;

export function checkDocument(paths: readonly string[], result: CheckResult) {
  const { feed, productIds, report, faults, warnings, codes } = result;
  const { products, days } = report;
  return {
    schema: 'duelist.layout-check/1',
    feed,
    files: paths,
    good: isGood(result),
    lines_read: report.linesRead,
    lines_accepted: report.linesAccepted,
    lines_rejected: report.linesRejected,
    skipped_by_reason: report.skippedByReason,
    rejected_by_reason: Object.fromEntries(report.rejected.map(({ reason, count }) => [reason, count])),
    rejected: report.rejected.map(({ reason, count, examples }) => ({
      reason,
      count,
      examples: examples.map(({ file, line, column, message }) => ({ file, line, column, message })),
    })),
    max_rejected_percent: result.rejectedPercentMax,
    days:
      days === undefined
        ? null
        : { first: formatDay(days.first), last: formatDay(days.last), count: days.count },
    stores: report.stores,
    product_ids: productIds,
    valid_product_ids: products.asked === 0 ? null : products.valid / products.asked,
    product_codes: codes ?? null,
    faults: faults.map(({ code, message, at, next }) => ({
      code,
      message,
      at: at ?? null,
      next: next ?? null,
    })),
    warnings: warnings.map(({ file, message }) => ({ file, message })),
    rows: report.firstRows.map(({ line, row }) => ({ line, ...shownRow(row) })),
  };
}

export function checkText(paths: readonly string[], result: CheckResult): string {
  const { report, faults, warnings } = result;
  const rows = tableOf(report.firstRows.map(({ line, row }) => ({ line: String(line), ...shownRow(row) })));
  const lines = [
    ...summary(paths, result),
    ...section('Rejected', rejectedText(report.rejected)),
    ...section(
      'Cannot be read',
      faults.flatMap((fault) => describeUserError(fault).trimEnd().split('\n')),
    ),
    ...section(
      'To know',
      warnings.map(({ file, message }) => `${file}: ${message}`),
    ),
    ...section(`The first ${report.firstRows.length} rows as read`, rows),
  ];
  return `${lines.join('\n')}\n`;
}

function summary(paths: readonly string[], result: CheckResult): string[] {
  const { feed, productIds, report, codes } = result;
  const count = (value: number): string => value.toLocaleString('en-US');
  const skipped = Object.entries(report.skippedByReason).map(
    ([reason, times]) => `${count(times)} ${reason}`,
  );
  const { days, products, stores } = report;
  return [
    `${feed}: ${count(report.linesRead)} lines read in ${paths.length === 1 ? '1 file' : `${paths.length} files`}: ${count(report.linesAccepted)} accepted, ${count(report.linesRejected)} rejected; nothing was stored`,
    ...(skipped.length === 0 ? [] : [`  skipped, since they are no purchases: ${skipped.join(', ')}`]),
    ...(days === undefined
      ? []
      : [
          `  ${count(days.count)} ${days.count === 1 ? 'day' : 'days'} from ${formatDay(days.first)} to ${formatDay(days.last)}`,
        ]),
    ...(stores.length === 0 ? [] : [`  ${storesText(stores, report.hasMoreStores)}`]),
    ...(products.asked === 0
      ? []
      : [
          `  ${share(products.valid, products.asked)} of the product ids are valid (product_ids = "${productIds}")`,
        ]),
    ...(codes === undefined ? [] : [`  ${codes}`]),
    ...(isGood(result)
      ? []
      : [
          `  not good: at most ${result.rejectedPercentMax} % of the lines may be rejected (ingest.max_rejected_percent), and every file must be whole`,
        ]),
  ];
}

function storesText(stores: readonly string[], hasMore: boolean): string {
  const named = stores.slice(0, STORES_SHOWN).join(', ');
  const rest = stores.length > STORES_SHOWN || hasMore ? ', …' : '';
  return `${stores.length}${hasMore ? ' and more' : ''} ${stores.length === 1 ? 'store' : 'stores'}: ${named}${rest}`;
}

/** A share in percent, never rounded up to all of them. */
function share(part: number, whole: number): string {
  return `${Math.floor((1000 * part) / whole) / 10} %`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}
