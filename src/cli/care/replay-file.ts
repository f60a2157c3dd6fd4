import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { readTable } from '../../ingest/table.ts';
import { UserError } from '../../shared/errors.ts';
import type { ProductReader } from '../../shared/product-id.ts';
import { LineFault } from './replay-basket.ts';
import { type ReplayItem, readLine, readRedemption } from './replay-entry.ts';

/** One line of a lanes' log. */
export type ReplayLine = {
  readonly file: string;
  readonly line: number;
  /** What the lines of several files are ordered by: a time, a day, or nothing. */
  readonly order: string;
} & (
  | { readonly tag: 'item'; readonly item: ReplayItem }
  /** The lane was answered no: nothing was given. */
  | { readonly tag: 'answered-no' }
  | { readonly tag: 'unreadable'; readonly why: string }
);

/**
 * The lines of several logs as one, in the order in which things happened: each file is in order by itself.
 *
 * A file is NDJSON (our own `lanes-*.ndjson`, the `replay.ndjson` of a restore, or redemption requests as a register sends
 * them, one a line), or CSV with one row per line of a basket.
 */
export async function* readLogs(
  paths: readonly string[],
  readProduct: ProductReader,
): AsyncGenerator<ReplayLine> {
  const heads: { readonly lines: AsyncGenerator<ReplayLine>; next: ReplayLine }[] = [];
  for (const path of paths) {
    const lines = readLog(path, readProduct);
    const first = await lines.next();
    if (first.done !== true) heads.push({ lines, next: first.value });
  }
  for (;;) {
    const head = heads.reduce<(typeof heads)[number] | undefined>(
      (least, each) => (least === undefined || each.next.order < least.next.order ? each : least),
      undefined,
    );
    if (head === undefined) return;
    yield head.next;
    const following = await head.lines.next();
    if (following.done === true) heads.splice(heads.indexOf(head), 1);
    else head.next = following.value;
  }
}

async function* readLog(path: string, readProduct: ProductReader): AsyncGenerator<ReplayLine> {
  if (await isCsv(path)) yield* readCsv(path, readProduct);
  else yield* readNdjson(path, readProduct);
}

/** A CSV file begins with its header; a line of JSON with a brace. */
async function isCsv(path: string): Promise<boolean> {
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 4096 })) {
    const text = (chunk as string).replace(/^\uFEFF/, '').trimStart();
    if (text !== '') return !text.startsWith('{');
  }
  return false;
}

async function* readNdjson(path: string, readProduct: ProductReader): AsyncGenerator<ReplayLine> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  let line = 0;
  let order = '';
  for await (const text of lines) {
    line += 1;
    if (text.trim() === '') continue;
    const read = readLine(text, readProduct);
    // A line that says no time stands where it stands.
    if (read.order !== undefined) order = read.order;
    yield { file: path, line, ...read, order };
  }
}

const CSV_COLUMNS = [
  'store_id',
  'register_id',
  'transaction_id',
  'business_day',
  'list_code',
  'card_id',
  'line_no',
  'product_id',
  'quantity',
  'unit_price_cents',
  'amount_cents',
] as const;

type CsvRow = Readonly<Record<(typeof CSV_COLUMNS)[number], string>>;

/** Rows of one transaction stand together, as a register writes them. */
async function* readCsv(path: string, readProduct: ProductReader): AsyncGenerator<ReplayLine> {
  const rows = await readTable(createReadStream(path), path, CSV_COLUMNS);
  let group: { readonly line: number; readonly key: string; readonly rows: CsvRow[] } | undefined;
  for (const { line, values } of rows) {
    const key = JSON.stringify(CSV_COLUMNS.slice(0, 6).map((column) => values[column]));
    if (group !== undefined && group.key === key) {
      group.rows.push(values);
      continue;
    }
    if (group !== undefined) yield toLine(path, group, readProduct);
    group = { line, key, rows: [values] };
  }
  if (group !== undefined) yield toLine(path, group, readProduct);
}

function toLine(
  file: string,
  group: { line: number; rows: readonly CsvRow[] },
  readProduct: ProductReader,
): ReplayLine {
  const [first] = group.rows;
  const place = { file, line: group.line, order: first?.business_day ?? '' };
  const number = (text: string): number | string => (/^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text);
  const lines = group.rows.map((row) => ({
    line_no: number(row.line_no),
    product_id: row.product_id,
    quantity: number(row.quantity),
    unit_price_cents: number(row.unit_price_cents),
    amount_cents: number(row.amount_cents),
  }));
  try {
    return { ...place, tag: 'item', item: readRedemption({ ...first, lines }, readProduct) };
  } catch (error) {
    if (error instanceof LineFault || error instanceof UserError) {
      return { ...place, tag: 'unreadable', why: error.message };
    }
    throw error;
  }
}
