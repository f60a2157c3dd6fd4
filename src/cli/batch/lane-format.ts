import type { LaneLayout } from '../../config/lane-layout.ts';
import { cents, formatCents } from '../../shared/cents.ts';
import { type Day, formatDay } from '../../shared/day.ts';

/** A cell before it has the form that a register takes. */
export type LaneCell =
  | string
  | number
  | undefined
  | { readonly cents: number }
  | { readonly day: Day }
  | { readonly code: string };

export type LaneRow = Readonly<Record<string, LaneCell>>;

/** Turns rows into lines, in the columns, order and form of a layout. */
export function lineFormat(layout: LaneLayout, columns: readonly (readonly [string, string])[]) {
  const quoted = new RegExp(`["\\r\\n${layout.delimiter.replace(/[\\\]^-]/, '\\$&')}]`);
  const cell = (text: string) => (quoted.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const join = (cells: readonly string[]) => cells.map(cell).join(layout.delimiter) + layout.line_end;
  return {
    /** Empty where the register wants none. @param before Columns in front of the layout's own. */
    header: (...before: readonly string[]): string =>
      layout.header ? join([...before, ...columns.map(([name]) => name)]) : '',
    line: (row: LaneRow, ...before: readonly string[]): string =>
      join([
        ...before,
        ...columns.map(([, field]) => (field.startsWith('=') ? field.slice(1) : formOf(layout, row[field]))),
      ]),
    /** A line that stands already, behind a column in front. */
    prefixed: (before: string, line: string): string => `${before}${layout.delimiter}${line}`,
  };
}

function formOf(layout: LaneLayout, value: LaneCell): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if ('cents' in value)
    return layout.money === 'cents' ? String(value.cents) : formatCents(cents(value.cents));
  if ('day' in value) return dayAs(layout.date, value.day);
  return codeAs(layout.product_code, value.code);
}

function dayAs(form: string, day: Day): string {
  const [year = '', month = '', date = ''] = formatDay(day).split('-');
  return form.replace('yyyy', year).replace('MM', month).replace('dd', date);
}

/** A product id as registers write it: numbers in store without their prefix, codes of the trade in the length asked for. */
function codeAs(form: LaneLayout['product_code'], id: string): string {
  const inStore = /^(?:plu|rw):(.*)$/.exec(id)?.[1];
  if (inStore !== undefined) return inStore;
  if (!/^\d{14}$/.test(id)) return id;
  const length = { 'gtin-14': 14, 'gtin-13': 13, 'gtin-12': 12, 'gtin-12-no-check': 12 }[form];
  // A longer code that has no zeros to spare stays what it is.
  const short = id.slice(Math.min(14 - length, id.length - id.replace(/^0+/, '').length));
  return form === 'gtin-12-no-check' && short.length === 12 ? short.slice(0, 11) : short;
}
