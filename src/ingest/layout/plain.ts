import { STORE_ZONE } from '../clock.ts';
import { ISO_FORMAT } from '../date-format.ts';
import { isSimple } from '../numbers.ts';
import type { Layout } from './types.ts';

/**
 * Whether a file of this layout is what the feeds are without one but for names and delimiter: UTF-8, a record a line, a
 * decimal point, days as `YYYY-MM-DD`, every cell taken as it stands. Such a file may take a quicker way, where the chain's
 * business day starts at midnight.
 */
export function isPlainLayout(layout: Layout): boolean {
  const { format, encoding, skipLines, quotes, shortRecords, header, numbers, dateFormat, zone } = layout;
  const isPlainFile =
    format === 'delimited' &&
    (encoding ?? 'utf-8') === 'utf-8' &&
    skipLines === 0 &&
    quotes &&
    !shortRecords &&
    header !== false;
  const isPlainCell =
    isSimple(numbers) &&
    numbers.decimalMark === '.' &&
    dateFormat === ISO_FORMAT &&
    zone === STORE_ZONE &&
    layout.dayStartsAtSecond === undefined;
  const takesAsItIs =
    [...layout.columns.values()].every(({ isWhole }) => isWhole) &&
    layout.pad.size + layout.stripZeros.size + layout.values.size + layout.skip.length === 0;
  return isPlainFile && isPlainCell && takesAsItIs;
}
