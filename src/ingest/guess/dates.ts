import type { Day } from '../../shared/day.ts';
import { type DateFormat, ISO_FORMAT, parseDateFormat } from '../date-format.ts';

/** How a column writes its days, and how far the file leaves that open. */
export type DateGuess = {
  /** As a layout's `date_format` has it; undefined: the contract's own, which needs none. */
  readonly format: string | undefined;
  /** Of the filled cells, 0..1. */
  readonly share: number;
  readonly hasTime: boolean;
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** Set where day and month could change places. */
  readonly doubt: DateDoubt | undefined;
};

export type DateDoubt = {
  /** The other reading. */
  readonly format: string;
  /** Days that fit both, 0..1 of all. */
  readonly bothShare: number;
  /** Whether something speaks for the reading that was taken; in words. */
  readonly because: string | undefined;
};

/** Days alone, the most particular first: of two that read as many cells the first is taken. */
const DAY_FORMATS = [
  undefined,
  'yyyyMMdd',
  'yyyy/MM/dd',
  'yyyy.MM.dd',
  ...['/', '.', '-'].flatMap((mark) => [
    `dd${mark}MM${mark}yyyy`,
    `MM${mark}dd${mark}yyyy`,
    `dd${mark}MM${mark}yy`,
    `MM${mark}dd${mark}yy`,
    `d${mark}M${mark}yyyy`,
    `M${mark}d${mark}yyyy`,
    `d${mark}M${mark}yy`,
    `M${mark}d${mark}yy`,
  ]),
  'yy-MM-dd',
  'yyyy-M-d',
  'yyyy/M/d',
  ...['-', ' ', '/', '.', ''].flatMap((mark) => [
    `dd${mark}MMM${mark}yyyy`,
    `dd${mark}MMM${mark}yy`,
    `d${mark}MMM${mark}yyyy`,
    `d${mark}MMM${mark}yy`,
  ]),
  'MMM d, yyyy',
  'MMM dd yyyy',
  'MMM d yyyy',
] as const;

/** What may follow a day in the same cell. */
const TIME_TAILS = ['', '[ HH:mm[:ss]]', '[ H:mm[:ss]]', '[THH:mm[:ss]]', '[ HHmmss]', '[HHmmss]'] as const;
/** Times in a column of their own. */
const TIME_FORMATS = ['HH:mm[:ss]', 'H:mm[:ss]', 'HHmmss', 'HH.mm[.ss]'] as const;

const SHARE_MIN = 0.9;
/** A span this many times the other's is hardly the right one: day and month changed over scatters days over years. */
const SPAN_RATIO = 4;
/** Days outside of these years are another number that happens to look like a day. */
const YEAR_MIN = 1990;
const YEAR_MAX = 2060;

type Reading = {
  readonly format: string | undefined;
  readonly days: readonly Day[];
  readonly share: number;
  readonly hasTime: boolean;
};

/** How the cells of a column would be read as days; undefined: they are none. @param values Distinct filled cells. */
export function guessDate(values: readonly string[]): DateGuess | undefined {
  if (values.length === 0 || !/\d/.test(values[0] ?? '')) return undefined;
  const readings = candidates(values).filter(({ share }) => share >= SHARE_MIN);
  const most = Math.max(0, ...readings.map(({ share }) => share));
  const tied = readings.filter(({ share }) => share === most);
  const [first] = tied;
  if (first === undefined) return undefined;
  const swapped = tied.find(({ format }) => isSwap(first.format, format));
  if (swapped === undefined) return describe(first, undefined);
  const { taken, other, because } = decide(first, swapped);
  return describe(taken, { format: other.format ?? '', bothShare: 1, because });
}

/** A column of times of day, as a format; undefined: it is none. */
export function guessTime(values: readonly string[]): string | undefined {
  if (values.length === 0) return undefined;
  return TIME_FORMATS.find((format) => {
    const reader = parseDateFormat(`yyyy-MM-dd ${format}`);
    const fits = values.filter((value) => reader?.read(`2026-01-01 ${value}`)?.secondOfDay !== undefined);
    return fits.length >= SHARE_MIN * values.length;
  });
}

function candidates(values: readonly string[]): Reading[] {
  const found: Reading[] = [];
  for (const dayFormat of DAY_FORMATS) {
    for (const tail of dayFormat === undefined ? [''] : TIME_TAILS) {
      const text = dayFormat === undefined ? undefined : `${dayFormat}${tail}`;
      const reader = text === undefined ? ISO_FORMAT : parseDateFormat(text);
      const reading = reader && read(values, text, reader);
      // Without a time of day the tail says nothing.
      if (reading !== undefined && (tail === '' || reading.hasTime)) found.push(reading);
    }
  }
  return found;
}

function read(
  values: readonly string[],
  format: string | undefined,
  reader: DateFormat,
): Reading | undefined {
  // Most columns are no days, and show it at once.
  if (values.slice(0, 20).every((value) => reader.read(value) === undefined)) return undefined;
  const moments = values.map((value) => reader.read(value)).filter((moment) => moment !== undefined);
  const days = moments.map(({ day }) => day).filter(isPlausible);
  const hasTime = moments.some(({ secondOfDay }) => secondOfDay !== undefined);
  return { format, days, share: days.length / values.length, hasTime };
}

function isPlausible(day: Day): boolean {
  const year = new Date(day * MS_PER_DAY).getUTCFullYear();
  return year >= YEAR_MIN && year <= YEAR_MAX;
}
const MS_PER_DAY = 86_400_000;

/** Whether two formats differ in the order of day and month alone. */
function isSwap(one: string | undefined, other: string | undefined): boolean {
  const letters = (format = ''): string => format.replace(/d+/, 'D').replace(/M+/, 'M');
  const swapped = letters(one).replace(/[DM]/g, (letter) => (letter === 'D' ? 'M' : 'D'));
  return one !== other && one !== undefined && !one.includes('MMM') && letters(other) === swapped;
}

/** Which of two readings that fit equally well: the one whose days lie together, else the one usual with its mark. */
function decide(one: Reading, two: Reading): { taken: Reading; other: Reading; because: string | undefined } {
  const [spanOne, spanTwo] = [span(one), span(two)];
  if (spanTwo >= SPAN_RATIO * spanOne && spanTwo - spanOne > 27)
    return { taken: one, other: two, because: tells(spanOne, spanTwo) };
  if (spanOne >= SPAN_RATIO * spanTwo && spanOne - spanTwo > 27)
    return { taken: two, other: one, because: tells(spanTwo, spanOne) };
  const isSlashed = one.format?.includes('/') === true;
  const dayFirst = /^d/.test(one.format ?? '') ? [one, two] : [two, one];
  const [taken = one, other = two] = isSlashed ? dayFirst.reverse() : dayFirst;
  return { taken, other, because: undefined };
}

function tells(taken: number, other: number): string {
  return `read so its days lie within ${taken}, read otherwise they are scattered over ${other}`;
}

/** Calendar days from the first to the last. */
function span({ days }: Reading): number {
  return last(days) - first(days) + 1;
}

function first(days: readonly Day[]): Day {
  return days.reduce((least, day) => (day < least ? day : least));
}

function last(days: readonly Day[]): Day {
  return days.reduce((most, day) => (day > most ? day : most));
}

function describe({ format, share, hasTime, days }: Reading, doubt: DateDoubt | undefined): DateGuess {
  return { format, share, hasTime, firstDay: first(days), lastDay: last(days), doubt };
}
