import { z } from 'zod';
import { CODE_REPAIRS } from '../../shared/product-rules.ts';
import { ENCODINGS } from '../decode.ts';
import { FEEDS } from '../rows.ts';

/** How a file is cut into records; one module each in `../formats/`. */
export const FORMATS = ['delimited', 'fixed', 'records', 'poslog'] as const;

const word = z.string({ error: 'expected text' });
const names = z.array(word, { error: 'expected a list of names' });
const count = (least: number, most: number) =>
  z
    .int({ error: 'expected a whole number' })
    .min(least, { error: `expected ${least} or more` })
    .max(most, {
      error: `expected ${most} or less`,
    });
const place = z.strictObject(
  { start: count(1, 1_000_000), length: count(1, 100_000) },
  { error: 'expected { start = 1, length = 10 }, counted from 1' },
);
const texts = (what: string) => z.record(z.string(), word, { error: `expected a table of ${what}` });
const oneOf = <Word extends string>(words: readonly [Word, ...Word[]]) =>
  z.enum(words, { error: `expected one of ${words.join(', ')}` });

/** What the records of a code are in a transaction. */
export const ROLES = [
  'file',
  'header',
  'about',
  'item',
  'discount',
  'trailer',
  'tender',
  'tax',
  'comment',
  'points',
  'not-goods',
  'voided',
  'training',
  'suspended',
  'cancelled',
] as const;

const recordType = z.strictObject({
  role: oneOf(ROLES),
  fields: z
    .union([names, z.record(z.string(), place)], {
      error: 'expected a list of names, or name = { start = 1, length = 10 }',
    })
    .optional(),
  amount: word.optional(),
  adds_to: word.optional(),
  reduces: word.optional(),
  spread: z.boolean({ error: 'expected true or false' }).optional(),
  totals: z
    .strictObject(
      { transactions: word.optional(), items: word.optional(), net_amount: word.optional() },
      { error: 'expected a table such as { items = "FIELD", net_amount = "FIELD" }' },
    )
    .optional(),
});

const skipRule = z.strictObject({
  column: z.unknown().refine((value) => value !== undefined, { error: 'expected a column' }),
  values: names.min(1, { error: 'expected at least one value' }),
  reason: oneOf([
    'tender',
    'tax',
    'comment',
    'points',
    'not-goods',
    'voided',
    'training',
    'suspended',
    'cancelled',
  ]),
});

/** Each key of a layout ends in what it means; the reference is held against it. */
export const layoutSchema = z.strictObject({
  feed: oneOf(FEEDS).describe('The feed that the file is.'),
  format: oneOf(FORMATS).optional().describe('How the file is cut into records.'),
  product_ids: z
    .enum(['gtin', 'opaque'], { error: 'expected "gtin" or "opaque"' })
    .optional()
    .describe('How products are named.'),
  repair: z
    .enum(CODE_REPAIRS, {
      error: 'expected "lost-zeros" or "missing-check-digits"',
    })
    .optional()
    .describe('What is wrong with the product codes.'),
  encoding: oneOf(ENCODINGS).optional().describe('What bytes mean.'),
  skip_lines: count(0, 1000).optional().describe('Lines above the header.'),
  delimiter: z
    .string({ error: 'expected text' })
    .regex(/^[^"\r\n\0]$/u, { error: 'expected one character that is no quote' })
    .optional()
    .describe('What divides fields.'),
  quotes: z.boolean({ error: 'expected true or false' }).optional().describe('Whether fields may be quoted.'),
  short_records: z
    .boolean({ error: 'expected true or false' })
    .optional()
    .describe('Whether blank fields at the end of a record may be missing.'),
  header: z
    .union([names, z.literal(false)], { error: 'expected a list of names, or false' })
    .optional()
    .describe('Names of the columns.'),
  fixed: z
    .record(z.string(), place, { error: 'expected a table of places' })
    .optional()
    .describe('Where each column stands in a line.'),
  positions: oneOf(['characters', 'bytes']).optional().describe('What places are counted in.'),
  record_code: z
    .union([count(1, 1000), place], { error: 'expected the number of a field, or { start = 1, length = 2 }' })
    .optional()
    .describe('Where a record says what it is.'),
  record_key: names
    .min(1, { error: 'expected at least one field' })
    .optional()
    .describe('Fields by which records of several lanes, mixed, go together.'),
  records: z
    .record(z.string(), recordType, { error: 'expected a table of records' })
    .optional()
    .describe('The kinds of records, by code.'),
  decimal_mark: z
    .enum(['.', ','], { error: 'expected "." or ","' })
    .optional()
    .describe('Before the decimals.'),
  thousands_mark: z
    .enum(['.', ',', ' ', "'"], { error: `expected ".", ",", " " or "'"` })
    .optional()
    .describe('Between the thousands.'),
  currency: z
    .union([word.min(1), z.array(word.min(1, { error: 'expected a sign' }))], {
      error: 'expected a sign, or a list of signs',
    })
    .optional()
    .describe('Signs of the currency.'),
  minus: oneOf(['first', 'any']).optional().describe('Where a minus may stand.'),
  implied_decimals: z
    .record(z.string(), count(0, 6), { error: 'expected a table of numbers' })
    .optional()
    .describe('Decimals of columns that are written without a mark.'),
  negate: names.optional().describe('Columns whose sign is the other way round.'),
  date_format: z
    .union([word, names.min(1)], { error: 'expected a format, or a list of formats' })
    .optional()
    .describe('How days and times are written.'),
  day_number_one: z
    .union([word, z.date()], { error: 'expected a day, "2016-03-22"' })
    .optional()
    .describe('The day whose number is 1.'),
  month_language: word.optional().describe("Language of the months' names."),
  zone: word.optional().describe('Whose clock timestamps are by.'),
  day_starts_at: word.optional().describe('When a business day begins.'),
  columns: z
    .record(z.string(), z.unknown(), { error: 'expected a table of names' })
    .optional()
    .describe('Which column of the file is which of ours.'),
  optional: names.optional().describe('Mapped columns that a file may lack.'),
  constants: texts('texts').optional().describe('What the file lacks.'),
  pad: z
    .record(z.string(), count(1, 64), { error: 'expected a table of lengths' })
    .optional()
    .describe('Ids that lost their leading zeros.'),
  strip_zeros: names.optional().describe('Ids whose leading zeros are padding.'),
  values: z
    .record(z.string(), texts('values'), { error: 'expected a table of values' })
    .optional()
    .describe('What the values of a column mean.'),
  line_types: texts('line types').optional().describe('What the values of line_type mean.'),
  skip: z
    .array(skipRule, { error: 'expected [[skip]] tables' })
    .optional()
    .describe('Records and transactions that are no purchases.'),
});
export type WrittenLayout = z.infer<typeof layoutSchema>;
