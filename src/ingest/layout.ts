import { z } from 'zod';
import { parseDay } from '../shared/day.ts';
import { EXIT, UserError } from '../shared/errors.ts';
import { nearest } from '../shared/nearest.ts';
import type { ProductIds } from '../shared/product-id.ts';
import { CODE_REPAIRS, type CodeRepair } from '../shared/product-rules.ts';
import { type DateFormat, dayNumberFormat, ISO_FORMAT, parseDateFormat } from './date-format.ts';
import { feedColumns } from './feeds/definitions.ts';
import { FEEDS, type Feed } from './rows.ts';

/** How a file is cut into records; one module each in `formats/`. */
const FORMATS = ['delimited', 'poslog'] as const;
type Format = (typeof FORMATS)[number];

/** How one export of a chain maps onto the canonical columns of a feed. */
export type Layout = {
  /** For messages. */
  readonly fileName: string;
  readonly feed: Feed;
  readonly format: Format;
  /** How this chain names products, where the layout says so. */
  readonly productIds: ProductIds | undefined;
  /** One character. */
  readonly delimiter: string;
  readonly decimalMark: '.' | ',';
  readonly dateFormat: DateFormat;
  /** Canonical name -> the source's name, for columns that are not called as we call them. */
  readonly columns: ReadonlyMap<string, string>;
  /** Canonical name -> the value of every row, written as the source would write it. */
  readonly constants: ReadonlyMap<string, string>;
  /** What is wrong with the product codes of every file of this source. */
  readonly repair: CodeRepair | undefined;
  /** Names of the columns, in order, of a source without a header line. */
  readonly header: readonly string[] | undefined;
};

const word = z.string({ error: 'expected text' });
const layoutSchema = z.strictObject({
  feed: z.enum(FEEDS, { error: `expected one of ${FEEDS.join(', ')}` }),
  format: z.enum(FORMATS, { error: `expected one of ${FORMATS.join(', ')}` }).optional(),
  product_ids: z.enum(['gtin', 'opaque'], { error: 'expected "gtin" or "opaque"' }).optional(),
  repair: z
    .enum(CODE_REPAIRS, {
      error: 'expected "lost-zeros" or "missing-check-digits"',
    })
    .optional(),
  delimiter: z
    .string({ error: 'expected text' })
    .regex(/^[^"\r\n\0]$/u, { error: 'expected one character that is no quote' })
    .optional(),
  decimal_mark: z.enum(['.', ','], { error: 'expected "." or ","' }).optional(),
  date_format: word.optional(),
  day_number_one: z.union([word, z.date()], { error: 'expected a day, "2016-03-22"' }).optional(),
  columns: z.record(z.string(), word, { error: 'expected a table of names' }).optional(),
  constants: z.record(z.string(), word, { error: 'expected a table of texts' }).optional(),
  header: z.array(word, { error: 'expected a list of names' }).optional(),
});
type Written = z.infer<typeof layoutSchema>;

/**
 * A parsed layout file to a layout.
 *
 * Keys: `feed`, `product_ids`, `repair`, `delimiter`, `decimal_mark`, `date_format` (tokens of {@link parseDateFormat}, or
 * `day_number` with `day_number_one`, the day whose number is 1), `columns` (canonical = "source"), `constants`
 * (canonical = "value", in quotes), `header` (names, where the file has no header line).
 *
 * @throws UserError (78) that lists every fault at once, a mistyped key with the one it was meant to be.
 */
export function parseLayout(value: unknown, fileName: string): Layout {
  const parsed = layoutSchema.safeParse(value);
  if (!parsed.success) throw layoutError(fileName, parsed.error.issues.flatMap(describeIssue));
  const written = parsed.data;
  const faults: string[] = [];
  if (written.repair !== undefined && written.product_ids === 'opaque')
    faults.push('repair: codes of the chain\'s own (product_ids = "opaque") are kept as they are');
  const dateFormat = readDateFormat(written, faults);
  checkNames(written, faults);
  checkHeader(written, faults);
  if (written.delimiter === ',' && written.decimal_mark === ',') {
    faults.push('decimal_mark: "," is the delimiter too');
  }
  if (faults.length > 0) throw layoutError(fileName, faults);
  return {
    fileName,
    feed: written.feed,
    format: written.format ?? 'delimited',
    productIds: written.product_ids,
    delimiter: written.delimiter ?? ',',
    decimalMark: written.decimal_mark ?? '.',
    dateFormat,
    columns: new Map(Object.entries(written.columns ?? {})),
    constants: new Map(Object.entries(written.constants ?? {})),
    header: written.header,
    repair: written.repair,
  };
}

/**
 * Whether a file of this layout is what the feeds are without one but for names and delimiter: UTF-8, a record a line, a
 * decimal point, days as `YYYY-MM-DD`, every cell taken as it stands. Such a file may take a quicker way.
 */
export function isPlainLayout(layout: Layout): boolean {
  return layout.format === 'delimited' && layout.decimalMark === '.' && layout.dateFormat === ISO_FORMAT;
}

function readDateFormat(written: Written, faults: string[]): DateFormat {
  const { date_format: text, day_number_one: one } = written;
  if (text !== 'day_number') {
    if (one !== undefined) faults.push('day_number_one: only with date_format = "day_number"');
    if (text === undefined) return ISO_FORMAT;
    const format = parseDateFormat(text);
    if (format !== undefined) return format;
    faults.push(
      `date_format: "${text}" is not understood; write for example "yyyy-MM-dd", "dd-MMM-yy" or "MM/dd/yyyy[ HH:mm[:ss]]", or "day_number"`,
    );
    return ISO_FORMAT;
  }
  const first = parseDay(one instanceof Date ? one.toISOString().slice(0, 10) : (one ?? ''));
  // A hundred years of day numbers after it must still be days.
  const last = parseDay('2099-12-31');
  if (first !== undefined && last !== undefined && first <= last) return dayNumberFormat(first);
  faults.push('day_number_one: the day whose number is 1, for example "2016-03-22"');
  return ISO_FORMAT;
}

function checkNames(written: Written, faults: string[]): void {
  const known = feedColumns(written.feed);
  const sources = new Map<string, string>();
  for (const [table, entries] of [
    ['columns', written.columns ?? {}],
    ['constants', written.constants ?? {}],
  ] as const) {
    for (const canonical of Object.keys(entries)) {
      if (!known.has(canonical))
        faults.push(`${table}.${canonical}: ${unknownName(canonical, known.keys())}`);
    }
  }
  for (const [canonical, source] of Object.entries(written.columns ?? {})) {
    const key = normalName(source);
    const other = sources.get(key);
    if (key === '') faults.push(`columns.${canonical}: names no column`);
    else if (other !== undefined) faults.push(`columns.${canonical}: "${source}" is ${other} already`);
    sources.set(key, canonical);
    if (written.constants?.[canonical] !== undefined) {
      faults.push(`constants.${canonical}: the column is mapped to "${source}" already`);
    }
  }
}

function checkHeader(written: Written, faults: string[]): void {
  const seen = new Set<string>();
  for (const name of written.header ?? []) {
    const key = normalName(name);
    if (key !== '' && seen.has(key)) faults.push(`header: "${name}" is there twice`);
    seen.add(key);
  }
  if (written.header?.length === 0) faults.push('header: names no column');
}

function unknownName(name: string, known: Iterable<string>): string {
  const meant = nearest(name, known);
  return `unknown column${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}

/** Header names are compared without case and outer blanks. */
export function normalName(name: string): string {
  return name.trim().toLowerCase();
}

function describeIssue(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== 'unrecognized_keys')
    return [`${issue.path.map(String).join('.') || 'layout'}: ${issue.message}`];
  return issue.keys.map((key) => {
    const meant = nearest(key, Object.keys(layoutSchema.shape));
    return `${key}: unknown key${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  });
}

function layoutError(fileName: string, faults: readonly string[]): UserError {
  return new UserError(
    'layout',
    `${fileName} has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`,
    {
      exitCode: EXIT.badConfig,
      at: { file: fileName },
      next: faults.map((line) => `  ${line}`).join('\n'),
    },
  );
}
