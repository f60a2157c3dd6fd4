import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parseToml } from '../../src/config/toml.ts';
import { parseLayout } from '../../src/ingest/layout.ts';
import { readFeed } from '../../src/ingest/read-feed.ts';

const LAYOUTS = join(import.meta.dirname, '../../fixtures/layouts');
const DATA = join(import.meta.dirname, '../../../shared/data');

function layoutOf(name: string) {
  const file = `${name}.toml`;
  return parseLayout(parseToml(readFileSync(join(LAYOUTS, file), 'utf8'), file), file);
}

const SHIPPED = readdirSync(LAYOUTS).filter((file) => file.endsWith('.toml'));

test.each(SHIPPED.map((file) => file.slice(0, -'.toml'.length)))('the layout %s is whole', (name) => {
  expect(layoutOf(name)).toMatchObject({ fileName: `${name}.toml` });
});

/** Layout, its export, and what becomes of the export's records. */
const EXPORTS = [
  ['complete-journey', 'completejourney/scans.csv.gz', 74_998, { 'id-scientific': 1, 'amount-format': 1 }],
  [
    'complete-journey-products',
    'completejourney/products.csv.gz',
    91_802,
    { 'missing-value': 528, 'product-scientific': 1 },
  ],
  ['dunnhumby', 'dunnhumby/scans.csv.gz', 49_357, {}],
  ['day-month-name', 'layouts/leading_zeros_lost_dd-MON-yy.csv', 2999, {}],
  ['no-header', 'layouts/no_header.csv', 3000, {}],
  ['no-dates', 'layouts/utf8_bom_quoted_names.csv', 2999, {}],
  ['scientific-notation', 'layouts/basket_id_scientific_notation.csv', 0, { 'id-scientific': 2999 }],
  ['coop', 'coop/scans.csv.gz', 302_360, {}],
] as const;

const present = existsSync(DATA);
if (!present) process.stdout.write(`skipped: real exports, since there is no ${DATA}\n`);

describe.skipIf(!present)('a real export', () => {
  test.each(EXPORTS)(
    'read with %s.toml keeps what is whole and names what is not',
    async (name, file, rows, reasons) => {
      const layout = layoutOf(name);
      const bytes = createReadStream(join(DATA, file));
      const read = { rows: 0, reasons: {} as Record<string, number> };
      const batches = readFeed(layout.feed, file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes, {
        fileName: file,
        layout,
        productIds: 'opaque',
        onWarning: () => undefined,
      });
      for await (const batch of batches) {
        read.rows += batch.rows.length;
        for (const { reason } of batch.rejections) read.reasons[reason] = (read.reasons[reason] ?? 0) + 1;
      }
      expect(read).toEqual({ rows, reasons });
    },
  );
});
