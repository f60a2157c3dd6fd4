import { formatCents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';

/** Values of a row whose name in the feed is not that of the row's own field. */
const NAMES: Readonly<Record<string, string>> = {
  netCents: 'net_amount',
  discountCents: 'discount_amount',
  unitCostCents: 'unit_cost',
  priceCents: 'price',
};

/** A row as its feed writes it: canonical columns and texts; what is absent is left out. */
export function shownRow(row: object): Record<string, string> {
  const { day, secondOfDay, ...rest } = row as { day?: number; secondOfDay?: number };
  const shown: Record<string, string> = {};
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue;
    shown[NAMES[key] ?? columnOf(key)] = shownValue(key, value);
  }
  if (day === undefined) return shown;
  const time = secondOfDay === undefined ? '' : ` ${clock(secondOfDay)}`;
  return { timestamp: `${shownValue('day', day)}${time}`, ...shown };
}

function columnOf(key: string): string {
  return key
    .replace(/(?:Cents|Milli)$/, '')
    .replace(/(?<=[a-z0-9])([A-Z])/g, (letter) => `_${letter.toLowerCase()}`);
}

function shownValue(key: string, value: unknown): string {
  if (typeof value === 'number') {
    if (key.endsWith('Cents')) return formatCents(value as Parameters<typeof formatCents>[0]);
    if (key.endsWith('Milli')) return String(value / 1000);
    if (/day$/i.test(key)) return formatDay(value as Parameters<typeof formatDay>[0]);
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map((each) => shownValue('', each)).join('|');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

function clock(second: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
}
