import { parseDay } from '../../shared/day.ts';
import { parseZone, STORE_ZONE, type Zone } from '../clock.ts';
import { anyFormat, type DateFormat, dayNumberFormat, ISO_FORMAT, parseDateFormat } from '../date-format.ts';
import { parseDayStart } from '../moment.ts';
import type { NumberStyle } from '../numbers.ts';
import { unknownColumn } from './faults.ts';
import type { WrittenLayout } from './schema.ts';

/** How the layout has numbers. */
export function readNumbers(
  written: WrittenLayout,
  known: ReadonlySet<string>,
  faults: string[],
): NumberStyle {
  const { decimal_mark: decimalMark = '.', thousands_mark: thousandsMark, minus, currency = [] } = written;
  if (written.format !== 'fixed' && (written.delimiter ?? ',') === decimalMark && decimalMark === ',') {
    if (written.record_code === undefined || typeof written.record_code === 'number')
      faults.push('decimal_mark: "," is the delimiter too');
  }
  if (thousandsMark === decimalMark)
    faults.push(`thousands_mark: "${thousandsMark}" is the decimal mark too`);
  const signs = typeof currency === 'string' ? [currency] : currency;
  if (signs.some((sign) => /[\d.,()+\-\s]/.test(sign.trim()) || sign.trim() === ''))
    faults.push('currency: expected signs or codes such as "$" or "EUR", without digits, marks or blanks');
  if (minus === 'first' && written.currency !== undefined)
    faults.push('minus: with a currency, a minus may stand anywhere; leave it out');
  const implied = Object.entries(written.implied_decimals ?? {});
  for (const [key, columns] of [
    ['implied_decimals', implied.map(([column]) => column)],
    ['negate', written.negate ?? []],
  ] as const) {
    for (const column of columns)
      if (!known.has(column)) faults.push(`${key}.${column}: ${unknownColumn(column, known)}`);
  }
  return {
    decimalMark,
    thousandsMark,
    currency: signs.map((sign) => sign.trim()),
    minusAnywhere: minus === 'any' || written.currency !== undefined,
    impliedDecimals: new Map(implied),
    negated: new Set(written.negate),
  };
}

const EXAMPLES =
  'write for example "yyyy-MM-dd", "dd-MMM-yy", "MM/dd/yyyy[ HH:mm[:ss]]" or "M/d/yyyy h:mm a", or "iso", "epoch_seconds" or "day_number"';

/** How the layout has days. */
export function readDateFormat(written: WrittenLayout, faults: string[]): DateFormat {
  const { date_format: given, day_number_one: one, month_language: language = 'en' } = written;
  if (!isLanguage(language))
    faults.push(`month_language: "${language}" is no language; write for example "de"`);
  if (given !== 'day_number') {
    if (one !== undefined) faults.push('day_number_one: only with date_format = "day_number"');
    if (given === undefined) return ISO_FORMAT;
    const [first = ISO_FORMAT, ...more] = (typeof given === 'string' ? [given] : given).map((text) => {
      const format = parseDateFormat(text, isLanguage(language) ? language : 'en');
      if (format === undefined) faults.push(`date_format: "${text}" is not understood; ${EXAMPLES}`);
      return format ?? ISO_FORMAT;
    });
    return anyFormat([first, ...more]);
  }
  const first = parseDay(one instanceof Date ? one.toISOString().slice(0, 10) : (one ?? ''));
  // A hundred years of day numbers after it must still be days.
  const last = parseDay('2099-12-31');
  if (first !== undefined && last !== undefined && first <= last) return dayNumberFormat(first);
  faults.push('day_number_one: the day whose number is 1, for example "2016-03-22"');
  return ISO_FORMAT;
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([tag]).length === 1;
  } catch {
    return false;
  }
}

export function readZone({ zone: text = 'store' }: WrittenLayout, faults: string[]): Zone {
  const zone = parseZone(text);
  if (zone === undefined)
    faults.push(`zone: "${text}" is no zone; write "store", "UTC", "-06:00" or "America/Chicago"`);
  return zone ?? STORE_ZONE;
}

/** Seconds after midnight at which a business day begins; undefined where the layout does not say. */
export function readDayStart({ day_starts_at: text }: WrittenLayout, faults: string[]): number | undefined {
  if (text === undefined) return undefined;
  const second = parseDayStart(text);
  if (second === undefined) faults.push('day_starts_at: expected a time of day before noon, such as "04:00"');
  return second;
}
