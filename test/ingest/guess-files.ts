import { Buffer } from 'node:buffer';
import { guessLayout } from '../../src/ingest/guess/guess.ts';
import type { Proposal } from '../../src/ingest/guess/proposal.ts';
import type { Feed } from '../../src/ingest/rows.ts';
import { checkDigit } from '../../src/shared/gtin.ts';

/** How a made-up export is written. */
export type ExportForm = {
  readonly delimiter: string;
  readonly decimal: '.' | ',';
  readonly writeDay: (year: number, month: number, day: number) => string;
  /** Column by column: its name, and which of ours it is. */
  readonly columns: readonly (readonly [name: string, canonical: string])[];
  readonly isHeaded?: boolean;
  /** Days of the month on which the receipts are. */
  readonly days?: readonly number[];
};

const PRODUCTS = Array.from({ length: 40 }, (_, n) => {
  const body = `0${String(40_000_000_00 + n * 7919)}`.slice(0, 11);
  return {
    gtin: `${body}${checkDigit(body)}`,
    name: ['Oat flakes', 'Tomato soup', 'Dish soap', 'Whole milk'][n % 4] ?? '',
  };
});

/** Receipts of two stores with one to six lines each: the same for everybody who asks, and what they mean is known. */
export function exportFile(form: ExportForm, receipts = 40): string {
  const { delimiter, columns, isHeaded = true } = form;
  const lines = isHeaded ? [columns.map(([name]) => name)] : [];
  for (let receipt = 0; receipt < receipts; receipt++) {
    for (let line = 0; line < 1 + ((receipt * 5) % 6); line++) {
      const values = valuesOf(form, receipt, line);
      lines.push(columns.map(([, canonical]) => values[canonical] ?? `x${receipt}`));
    }
  }
  return `${lines.map((cells) => cells.map((cell) => quoted(cell, delimiter)).join(delimiter)).join('\n')}\n`;
}

function valuesOf(form: ExportForm, receipt: number, line: number): Record<string, string> {
  const product = PRODUCTS[(receipt * 7 + line * 3) % PRODUCTS.length];
  const days = form.days ?? Array.from({ length: 28 }, (_, n) => n + 1);
  const quantity = (receipt + line) % 5 === 0 ? 2 : 1;
  const time = `${String(8 + (receipt % 12)).padStart(2, '0')}:${String((receipt * 13) % 60).padStart(2, '0')}:05`;
  const day = form.writeDay(2026, 3, days[receipt % days.length] ?? 1);
  const money = (cents: number): string =>
    `${Math.floor(cents / 100)}${form.decimal}${String(cents % 100).padStart(2, '0')}`;
  return {
    store_id: receipt % 40 < 20 ? '17' : '23',
    register_id: String(1 + (receipt % 3)),
    transaction_id: String(50_000 + receipt),
    line_no: String(line + 1),
    timestamp: day,
    stamp: `${day} ${time}`,
    time,
    card_id: receipt % 4 === 0 ? '' : `8${String(1000 + ((receipt * 31) % 97))}`,
    product_id: product?.gtin ?? '',
    description: `${product?.name ?? ''} ${product?.gtin.slice(-3) ?? ''}`,
    quantity: String(quantity),
    net_amount: money(quantity * (129 + ((receipt * 37 + line * 11) % 800))),
    discount_amount: line % 3 === 0 ? money(25) : '',
  };
}

function quoted(cell: string, delimiter: string): string {
  return cell.includes(delimiter) || cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export function guess(content: string | Uint8Array, feed: Feed = 'scans'): Proposal {
  return guessLayout({ feed, bytes: Buffer.from(content), isWhole: true });
}

/** Which column of the file each of ours was found in. */
export function sources(proposal: Proposal): Record<string, string> {
  return Object.fromEntries(proposal.columns.map(({ canonical, from }) => [canonical, from.join('+')]));
}

export const OURS = [
  'store_id',
  'register_id',
  'transaction_id',
  'line_no',
  'timestamp',
  'card_id',
  'product_id',
  'description',
  'quantity',
  'net_amount',
  'discount_amount',
];
export const two = (value: number): string => String(value).padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr'];
export const DAY_FORMS = {
  'yyyy-MM-dd': (y: number, m: number, d: number) => `${y}-${two(m)}-${two(d)}`,
  yyyyMMdd: (y: number, m: number, d: number) => `${y}${two(m)}${two(d)}`,
  'dd.MM.yyyy': (y: number, m: number, d: number) => `${two(d)}.${two(m)}.${y}`,
  'MM/dd/yyyy': (y: number, m: number, d: number) => `${two(m)}/${two(d)}/${y}`,
  'd/M/yy': (y: number, m: number, d: number) => `${d}/${m}/${y % 100}`,
  'dd-MMM-yy': (y: number, m: number, d: number) => `${two(d)}-${MONTHS[m - 1]}-${y % 100}`,
};
