import { cents, groupedCents } from '../shared/cents.ts';
import { type Day, dayParts, weekday } from '../shared/day.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Millionths of a cent to whole cents, half away from zero: how expected money is shown. */
export function centsOfMicros(micros: number): number {
  return Math.sign(micros) * Math.round(Math.abs(micros) / 1_000_000);
}

/** `$1,080.90`; a minus goes before the sign, as a true minus. */
export function money(value: number): string {
  return `${value < 0 ? '\u2212' : ''}$${groupedCents(cents(Math.abs(value)))}`;
}

/** A change: always with its sign. */
export function moneyChange(value: number): string {
  if (value === 0) return 'no change';
  return `${value > 0 ? '+' : ''}${money(value)}`;
}

export function count(value: number): string {
  return `${value < 0 ? '\u2212' : ''}${grouped(String(Math.abs(value)))}`;
}

export function countChange(value: number): string {
  if (value === 0) return 'no change';
  return `${value > 0 ? '+' : ''}${count(value)}`;
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 list`, `310 lists`. */
export function several(value: number, one: string, more = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : more}`;
}

/** In whole percent, but never "0 %" of something or "100 %" of less than all. */
export function percent(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0%';
  const rounded = Math.round((part * 100) / whole);
  if (rounded === 0) return 'under 1%';
  return rounded === 100 && part < whole ? 'over 99%' : `${rounded}%`;
}

/** Rounded half up to some places, at least one; a minus is a true minus. */
export function decimals(value: number, places: number): string {
  const digits = String(Math.round(Math.abs(value) * 10 ** places)).padStart(places + 1, '0');
  return `${value < 0 && Number(digits) > 0 ? '\u2212' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** `Thu, Nov 5, 2026`. */
export function longDay(value: Day): string {
  const { year } = dayParts(value);
  return `${WEEKDAYS[weekday(value)]}, ${shortDay(value)}, ${year}`;
}

/** `Nov 5`. */
export function shortDay(value: Day): string {
  const { month, dayOfMonth } = dayParts(value);
  return `${MONTHS[month - 1]} ${dayOfMonth}`;
}

/** `a, b and c`. */
export function enumerate(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
