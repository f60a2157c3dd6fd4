import { feedColumns } from './feeds/definitions.ts';
import { describeIssue, layoutError } from './layout/faults.ts';
import { readDateFormat, readDayStart, readNumbers, readZone } from './layout/read-cells.ts';
import { readColumns } from './layout/read-columns.ts';
import { readFormat } from './layout/read-format.ts';
import { layoutSchema } from './layout/schema.ts';
import type { Layout } from './layout/types.ts';

export type { Layout } from './layout/types.ts';

/**
 * A parsed layout file to a layout. `fixtures/layouts/REFERENCE.md` tells every key.
 *
 * @throws UserError (78) that lists every fault at once, a mistyped key with the one it was meant to be.
 */
export function parseLayout(value: unknown, fileName: string): Layout {
  const parsed = layoutSchema.safeParse(value);
  if (!parsed.success) throw layoutError(fileName, parsed.error.issues.flatMap(describeIssue));
  const written = parsed.data;
  const known = new Set(feedColumns(written.feed).keys());
  const faults: string[] = [];
  if (written.repair !== undefined && written.product_ids === 'opaque')
    faults.push('repair: codes of the chain\'s own (product_ids = "opaque") are kept as they are');
  const layout: Layout = {
    fileName,
    feed: written.feed,
    productIds: written.product_ids,
    repair: written.repair,
    encoding: written.encoding,
    skipLines: written.skip_lines ?? 0,
    quotes: written.quotes ?? true,
    shortRecords: written.short_records ?? false,
    positions: written.positions ?? 'characters',
    ...readFormat(written, faults),
    numbers: readNumbers(written, known, faults),
    dateFormat: readDateFormat(written, faults),
    zone: readZone(written, faults),
    dayStartsAtSecond: readDayStart(written, faults),
    ...readColumns(written, known, faults),
  };
  if (faults.length > 0) throw layoutError(fileName, faults);
  return layout;
}
