import { normalName } from '../columns.ts';
import type { GuessedColumn, LayoutDraft, Proposal } from './proposal.ts';

type Found = Omit<Proposal, 'what' | 'notes' | 'draft'>;

/** What has to be replaced by a person is named so in the layout. */
const REPLACE = 'REPLACE THIS:';

/** The layout that reads a file as it was guessed; undefined: a column that nothing can stand in for is missing. */
export function draftLayout(
  found: Found,
  names: readonly string[],
  timeFormat: string | undefined,
): LayoutDraft | undefined {
  const { form } = found;
  const hopeless = found.missing.some(
    ({ canonical, constant }) => constant === undefined && canonical !== 'transaction_id',
  );
  if (form === undefined || hopeless) return undefined;
  const comments: Record<string, string> = {};
  const written: Record<string, unknown> = { feed: found.feed };
  if (found.productIds !== undefined) written.product_ids = found.productIds.kind;
  if (found.productIds?.repair !== undefined) written.repair = found.productIds.repair;
  // A mark at the head of the file says more than a layout could.
  if (form.encoding !== 'utf-8' && !form.hasMark) written.encoding = form.encoding;
  if (form.skipLines > 0) written.skip_lines = form.skipLines;
  if (form.delimiter !== ',') written.delimiter = form.delimiter;
  if (form.decimalMark !== '.') written.decimal_mark = form.decimalMark;
  if (form.thousandsMark !== undefined) written.thousands_mark = form.thousandsMark;
  if (form.currency.length > 0) written.currency = form.currency;
  else if (form.hasMinusBehind) written.minus = 'any';
  addDate(found, timeFormat, written, comments);
  if (!form.hasHeader) written.header = headerOf(found, names);
  if (found.negated.length > 0) written.negate = found.negated;
  const columns = columnsOf(found, names, comments);
  if (Object.keys(columns).length > 0) written.columns = columns;
  const constants = constantsOf(found, comments);
  if (Object.keys(constants).length > 0) written.constants = constants;
  if (found.inCents.length > 0)
    written.implied_decimals = Object.fromEntries(found.inCents.map((canonical) => [canonical, 2]));
  if (found.lineTypes !== undefined) written.line_types = found.lineTypes;
  return { written, comments };
}

function addDate(
  { form, columns }: Found,
  timeFormat: string | undefined,
  written: Record<string, unknown>,
  comments: Record<string, string>,
): void {
  const stamp = columns.find(({ canonical }) => canonical === 'timestamp' || canonical.endsWith('_day'));
  if (stamp === undefined) return;
  const date = form?.date;
  if (date === undefined && stamp.canonical === 'timestamp') {
    written.date_format = 'day_number';
    written.day_number_one = '2026-01-01';
    comments.day_number_one = `${REPLACE} the day whose number is 1 cannot be told from the file`;
    return;
  }
  if (date?.language !== undefined) written.month_language = date.language;
  const format = date?.format ?? (timeFormat === undefined ? undefined : 'yyyy-MM-dd');
  const glued = timeFormat === undefined ? format : `${format}[ ${timeFormat}]`;
  const tail = timeFormat === undefined ? '' : `[ ${timeFormat}]`;
  const also = (date?.also ?? []).map((each) => `${each}${tail}`);
  if (also.length > 0) written.date_format = [glued ?? 'yyyy-MM-dd', ...also];
  else if (glued !== undefined) written.date_format = glued;
  if (date?.doubt !== undefined)
    comments.date_format = `or ${date.doubt.format}: ${date.doubt.because ?? 'the file cannot tell which'}`;
}

/** Canonical names where a column has one, so that no table of columns is needed. */
function headerOf({ columns }: Found, names: readonly string[]): string[] {
  return names.map(
    (name) => columns.find(({ from }) => from.length === 1 && from[0] === name)?.canonical ?? name,
  );
}

function columnsOf(
  { form, columns, missing }: Found,
  names: readonly string[],
  comments: Record<string, string>,
): Record<string, unknown> {
  const table: Record<string, unknown> = {};
  const sourcesOf = ({ from, places }: GuessedColumn): (string | number)[] =>
    from.map((name, at) => (isOnly(name, names) ? name : (places[at] ?? 0)));
  for (const column of columns) {
    const { canonical, from, how, reasons } = column;
    const sources = sourcesOf(column);
    const [source = ''] = sources;
    if (from.length === 1 && (form?.hasHeader === false || normalName(String(source)) === canonical))
      continue;
    table[canonical] = sources.length === 1 ? source : { join: sources, with: ' ' };
    if (how !== 'sure') comments[`columns.${canonical}`] = `${how}: ${reasons.join('; ')}`;
  }
  if (missing.some(({ canonical }) => canonical === 'transaction_id')) {
    const parts = ['card_id', 'timestamp'].flatMap((name) => {
      const column = columns.find(({ canonical }) => canonical === name);
      if (column === undefined) return [];
      return form?.hasHeader === false && column.from.length === 1 ? [name] : sourcesOf(column).slice(0, 1);
    });
    if (parts.length > 0) {
      table.transaction_id = { join: parts, with: '-' };
      comments['columns.transaction_id'] =
        'the file has no number of the receipt: one receipt a card and day';
    }
  }
  return table;
}

/** Whether a name says which column is meant. */
function isOnly(name: string, names: readonly string[]): boolean {
  return name !== '' && names.filter((each) => normalName(each) === normalName(name)).length === 1;
}

function constantsOf({ missing }: Found, comments: Record<string, string>): Record<string, string> {
  const table: Record<string, string> = {};
  for (const { canonical, constant, advice } of missing) {
    if (constant === undefined) continue;
    table[canonical] = constant;
    comments[`constants.${canonical}`] =
      canonical === 'store_id' || canonical === 'timestamp' ? `${REPLACE} ${advice}` : advice;
  }
  return table;
}
