import { z } from 'zod';

/** What the files for registers have, by file. The names are those of the default layout. */
export const LANE_FIELDS = {
  offers: [
    'offer_id',
    'version',
    'offer_code',
    'kind',
    'value',
    'max_value',
    'buy_quantity',
    'buy_amount',
    'buy_weight',
    'get_quantity',
    'min_basket',
    'limit_transaction',
    'funder_percent',
    'stack',
    'redeem_start',
    'redeem_end',
    'receipt_text',
  ],
  products: ['offer_id', 'version', 'product_id', 'role'],
  rights: ['right_id', 'list_code', 'offer_id', 'version', 'value', 'saving', 'valid_from', 'valid_until'],
  cards: ['card_id', 'list_code'],
} as const;
export type LaneFile = keyof typeof LANE_FIELDS;
export const LANE_FILES = Object.keys(LANE_FIELDS) as LaneFile[];

/** A column is a field of the file, or `=TEXT`: the same text on every row. */
function columns(file: LaneFile) {
  const fields: readonly string[] = LANE_FIELDS[file];
  const column = z.string().refine((text) => text.startsWith('=') || fields.includes(text), {
    error: ({ input }) => `${String(input)}: expected =TEXT or one of ${fields.join(', ')}`,
  });
  return z
    .record(z.string(), column)
    .default(Object.fromEntries(fields.map((field) => [field, field])))
    .transform((names) => Object.entries(names));
}

/** How a kind of register takes its files: `lanes.toml`. */
export const laneLayoutSchema = z.strictObject({
  delimiter: z.string().length(1).default(','),
  line_end: z.enum(['\n', '\r\n']).default('\n'),
  header: z.boolean().default(true),
  /** yyyy, MM and dd in their places. */
  date: z
    .string()
    .regex(/^(?=.*yyyy)(?=.*MM)(?=.*dd)/, { error: 'expected yyyy, MM and dd' })
    .default('yyyy-MM-dd'),
  money: z.enum(['decimal', 'cents']).default('decimal'),
  /** gtin-14 as we have it; gtin-13 and gtin-12 without leading zeros; no-check without the check digit, too. */
  product_code: z.enum(['gtin-14', 'gtin-13', 'gtin-12', 'gtin-12-no-check']).default('gtin-14'),
  receipt_characters: z.number().int().min(8).max(40).default(20),
  files: z
    .strictObject(
      Object.fromEntries(
        LANE_FILES.map((file) => [
          file,
          z
            .string()
            .regex(/^[\w.-]+$/)
            .default(`${file}.csv`),
        ]),
      ) as Record<LaneFile, z.ZodDefault<z.ZodString>>,
    )
    .prefault({}),
  offers: columns('offers'),
  products: columns('products'),
  rights: columns('rights'),
  cards: columns('cards'),
});
export type LaneLayout = z.output<typeof laneLayoutSchema>;
